//! The pages of the open repository: a side bar in groups on wide screens; on phones a bottom bar with the most wanted
//! ones, and all of them behind "More".

use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::navigation::page_name;
use crate::state::use_app;

/// What is listed, in this order: a group's name and its pages.
const GROUPS: [(&str, &[(Page, IconName)]); 4] = [
    (
        "State",
        &[
            (Page::Overview, IconName::Overview),
            (Page::Workflows, IconName::Workflows),
            (Page::Grid, IconName::Grid),
            (Page::Flaky, IconName::Flaky),
        ],
    ),
    (
        "Change",
        &[
            (Page::Trends, IconName::Trends),
            (Page::Predictions, IconName::Predictions),
            (Page::Alerts, IconName::Bell),
            (Page::Compare, IconName::Compare),
        ],
    ),
    ("Worth", &[(Page::Cost, IconName::Cost), (Page::Delivery, IconName::Delivery)]),
    (
        "Yours",
        &[
            (Page::Repositories, IconName::Repositories),
            (Page::Reports, IconName::Reports),
            (Page::Data, IconName::Data),
            (Page::Settings, IconName::Settings),
            (Page::About, IconName::Help),
        ],
    ),
];

/// What a phone's bar has room for.
const SHORT: [(Page, IconName); 4] = [
    (Page::Overview, IconName::Overview),
    (Page::Workflows, IconName::Workflows),
    (Page::Trends, IconName::Trends),
    (Page::Alerts, IconName::Bell),
];

/// All pages that are listed, for the command palette.
pub fn listed_pages() -> impl Iterator<Item = Page> {
    GROUPS.into_iter().flat_map(|(_, pages)| pages.iter().map(|(page, _)| *page))
}

/// The page under which another one is listed.
fn listed_as(page: Page) -> Page {
    match page {
        Page::Workflow | Page::Run => Page::Workflows,
        page => page,
    }
}

/// The bar.
#[component]
pub fn Navigation() -> impl IntoView {
    let app = use_app();
    let is_open = RwSignal::new(false);
    Effect::new(move |_| {
        app.route.track();
        is_open.set(false);
    });
    let link = move |(page, icon): (Page, IconName)| {
        let is_here = move || app.route.with(|route| listed_as(route.page) == page).then_some("page");
        view! {
            <li>
                <a href=move || app.href(page) aria-current=is_here>
                    <Icon name=icon />
                    <span>{page_name(page)}</span>
                </a>
            </li>
        }
        .into_any()
    };
    let group = move |(name, pages): (&'static str, &'static [(Page, IconName)])| {
        view! {
            <li class="navigation-group">
                <span class="navigation-group-name">{name}</span>
                <ul aria-label=name>{pages.iter().copied().map(link).collect_view()}</ul>
            </li>
        }
    };
    let more_is_here = move || {
        let is_short = |page: Page| SHORT.iter().any(|(short, _)| *short == page);
        (!app.route.with(|route| is_short(listed_as(route.page)))).then_some("page")
    };
    view! {
        <nav class="navigation" aria-label="Pages" class:is-open=is_open on:keydown=move |event| {
            if event.key() == "Escape" {
                is_open.set(false);
            }
        }>
            <ul class="navigation-all" id="navigation-all">
                {GROUPS.into_iter().map(group).collect_view()}
            </ul>
            <ul class="navigation-short">
                {SHORT.into_iter().map(link).collect_view()}
                <li>
                    <button
                        type="button"
                        aria-expanded=move || if is_open.get() { "true" } else { "false" }
                        aria-controls="navigation-all"
                        aria-current=more_is_here
                        on:click=move |_| is_open.update(|open| *open = !*open)
                    >
                        <Icon name=IconName::More />
                        <span>"More"</span>
                    </button>
                </li>
            </ul>
            <p class="navigation-foot">
                <Icon name=IconName::Lock />
                "Computed in this tab. Only GitHub's API is contacted."
            </p>
        </nav>
    }
    .into_any()
}
