//! Everything that is stored, side by side: which repository needs a look, and where its numbers are. Rows fill one after
//! the other, because each costs the reading of a history.

mod explanations;
mod order;
mod queue;
mod row;
mod totals;

use forerun::engine::StoredRepository;
use forerun::view::format;
use forerun::view::owners::owners;
use leptos::prelude::*;

use crate::components::{Empty, Explain, Loading, SortHeading};
use crate::state::{App, use_app};
use crate::words::counted;

use order::{Column, Order};
use queue::Standings;
use row::row;
use totals::{owner_row, summary};

/// The choice whether rows are gathered by owner: absent where they are not.
const GROUPS: &str = "groups";
const BY_OWNER: &str = "owner";
/// By which column, and which way: absent for the default.
const ORDER: &str = "order";

fn is_grouped_of(app: App) -> bool {
    app.route.with(|route| route.detail(GROUPS) == Some(BY_OWNER))
}

/// The page.
#[component]
pub fn RepositoriesPage() -> impl IntoView {
    let app = use_app();
    let standings = Standings::follow(app);
    let is_known = Memo::new(move |_| app.session.with(Option::is_some));
    let is_empty = Memo::new(move |_| standings.listed.with(Vec::is_empty));
    let subtitle = move || {
        let all = standings.listed.with(Vec::len);
        (is_known.get() && all > 0).then(|| {
            let count = counted(all as u64, "repository", "repositories");
            format!("{count} in this browser · last 30 days · only on this device")
        })
    };
    let body = move || {
        match (is_known.get(), is_empty.get()) {
        (false, _) => view! { <Loading label="Listing what is stored" /> }.into_any(),
        (true, true) => view! {
            <Empty
                title="No repository is stored in this browser yet"
                advice="Connect to a repository to read its history from GitHub. Each one that you read is listed here, with its health, its alerts and its cost beside those of the others."
            >
                <a class="button primary" href="#/">
                    "Connect to a repository"
                </a>
            </Empty>
        }
        .into_any(),
        (true, false) => table(standings),
    }
    };
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Repositories"
            </h1>
            <p class="page-subtitle">{subtitle}</p>
        </div>
        {body}
    }
    .into_any()
}

fn table(standings: Standings) -> AnyView {
    let app = use_app();
    let order = Memo::new(move |_| app.route.with(|route| Order::parse(route.detail(ORDER).unwrap_or_default())));
    let choose = move |column: Column| {
        let word = order.get_untracked().choose(column).to_word();
        app.go(app.route.with_untracked(|route| route.with_detail(ORDER, &word)));
    };
    let has_owners = Memo::new(move |_| is_grouped_of(app) || standings.listed.with(|listed| owners(listed).len() > 1));
    let is_grouped = Memo::new(move |_| is_grouped_of(app));
    let group = move |_| {
        let value = if is_grouped.get_untracked() { "" } else { BY_OWNER };
        app.go(app.route.with_untracked(|route| route.with_detail(GROUPS, value)));
    };
    let heading = move |column: Column| {
        let way = move || order.with(|order| (order.column == column).then_some(order.is_descending));
        view! {
            <SortHeading
                label=column.label()
                is_number=column.is_number()
                way=Signal::derive(way)
                on_choose=Callback::new(move |()| choose(column))
            />
        }
    };
    let rows = move |positions: Vec<usize>, listed: &[StoredRepository]| {
        let known = standings.known.get();
        let order = order.get();
        let sorted = order.sort(positions, listed, &known);
        let rows = sorted.into_iter().filter_map(|position| listed.get(position));
        rows.map(|stored| row(stored, known.get(&stored.key), standings)).collect_view()
    };
    let bodies = move || {
        standings.listed.with(|listed| {
            if !is_grouped.get() {
                return view! { <tbody>{rows((0..listed.len()).collect(), listed)}</tbody> }.into_any();
            }
            let group = |(owner, positions): (String, Vec<usize>)| {
                let head = standings.known.with(|known| owner_row(&owner, &positions, listed, known));
                view! { <tbody>{head} {rows(positions, listed)}</tbody> }
            };
            owners(listed).into_iter().map(group).collect_view().into_any()
        })
    };
    view! {
        <div class="answer repositories">
            {summary(standings)}
            <div class="repositories-tools">
                {progress(standings)}
                <Show when=move || has_owners.get()>
                    <button
                        type="button"
                        class="button"
                        aria-pressed=move || if is_grouped.get() { "true" } else { "false" }
                        on:click=group
                    >
                        "Group by owner"
                    </button>
                </Show>
                <Explain explanation=Signal::stored(explanations::table()) subject="Repositories" />
            </div>
            <div class="panel table-panel">
                <table class="workflows-table repositories-table">
                    <caption class="visually-hidden">"Repositories in this browser"</caption>
                    <thead>
                        <tr>{Column::ALL.map(heading).collect_view()}</tr>
                    </thead>
                    {bodies}
                </table>
            </div>
        </div>
    }
    .into_any()
}

/// How far the reading of histories is.
fn progress(standings: Standings) -> AnyView {
    let counts = Memo::new(move |_| (standings.done(), standings.listed.with(Vec::len)));
    let words = move || {
        let (done, all) = counts.get();
        if done < all {
            format!("Reading histories: {} of {} done", format::count(done as u64), format::count(all as u64))
        } else {
            "All histories are read".to_owned()
        }
    };
    let value = move || counts.get().0.to_string();
    let most = move || counts.get().1.to_string();
    view! {
        <p class="repositories-progress muted" role="status">
            <Show when=move || counts.with(|(done, all)| done < all)>
                <progress value=value max=most aria-label="Histories read"></progress>
            </Show>
            {words}
        </p>
    }
    .into_any()
}
