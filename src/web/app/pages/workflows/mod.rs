//! The workflows page: one line a workflow, sortable; cards on a phone.

mod news;
mod order;
mod row;

use forerun::engine::{Answer, Query, Workflows};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Icon, IconName, Loading, NothingSelected, ProblemBox};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use news::News;
use order::{Column, Order};
use row::WorkflowRow;

fn take(answer: Answer) -> Option<Box<Workflows>> {
    if let Answer::Workflows(workflows) = answer { Some(workflows) } else { None }
}

/// The page.
#[component]
pub fn WorkflowsPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Workflows(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let order = RwSignal::new(Order::default());
    let subtitle = move || {
        asked.value.with(|workflows| {
            workflows.as_ref().map(|workflows| {
                let count = counted(workflows.workflows.len() as u64, "workflow", "workflows");
                format!("{} · {count}", intl::period(workflows.period))
            })
        })
    };
    let is_empty = Memo::new(move |_| {
        asked.value.with(|workflows| workflows.as_ref().map(|workflows| workflows.workflows.is_empty()))
    });
    let problem = move || {
        asked.problem.get().map(|problem| {
            view! {
                <ProblemBox problem>
                    <button type="button" class="button" on:click=move |_| asked.ask_again()>
                        "Try again"
                    </button>
                </ProblemBox>
            }
        })
    };
    let sorted = move || {
        let mut rows = asked.value.with(|value| value.as_ref().map_or_else(Vec::new, |value| value.workflows.clone()));
        order.get().sort(&mut rows);
        asked.value.with(|value| {
            let news = |id: u64| value.as_ref().map(|value| News::of(value, id)).unwrap_or_default();
            rows.into_iter()
                .map(|summary| {
                    let news = news(summary.workflow_id);
                    view! { <WorkflowRow summary news /> }
                })
                .collect_view()
        })
    };
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Workflows"
            </h1>
            <p class="page-subtitle">{subtitle}</p>
        </div>
        {problem}
        {move || match is_empty.get() {
            None if asked.problem.with(Option::is_some) => ().into_any(),
            None => view! { <Loading label="Working out the numbers" /> }.into_any(),
            Some(true) => view! {
                <NothingSelected />
            }
            .into_any(),
            Some(false) => view! {
                <div class="panel table-panel" class:is-stale=asked.is_outdated>
                    <table class="workflows-table">
                        <thead>
                            <tr>{Column::ALL.map(|column| view! { <Header column order /> }).collect_view()}</tr>
                        </thead>
                        <tbody>{sorted}</tbody>
                    </table>
                </div>
            }
            .into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Header(column: Column, order: RwSignal<Order>) -> impl IntoView {
    let class = if column.is_number() { "number" } else { "" };
    if !column.is_sortable() {
        return view! { <th scope="col" class=class>{column.label()}</th> }.into_any();
    }
    let is_sorted = Memo::new(move |_| order.with(|order| order.column == column));
    let sort = move || {
        order.with(|order| match (order.column == column, order.is_descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        })
    };
    let icon = move || {
        is_sorted.get().then(|| {
            let name = if order.with(|order| order.is_descending) { IconName::Down } else { IconName::Up };
            view! { <Icon name /> }
        })
    };
    view! {
        <th scope="col" class=class aria-sort=sort>
            <button type="button" on:click=move |_| order.update(|order| order.choose(column))>
                {column.label()}
                {icon}
            </button>
        </th>
    }
    .into_any()
}
