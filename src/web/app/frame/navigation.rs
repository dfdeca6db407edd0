//! The pages of the open repository: a side bar on wide screens, a bottom bar on phones.

use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::navigation::page_name;
use crate::state::use_app;

/// What is listed, in this order.
const LISTED: [(Page, IconName); 5] = [
    (Page::Overview, IconName::Overview),
    (Page::Workflows, IconName::Workflows),
    (Page::Reports, IconName::Reports),
    (Page::Data, IconName::Data),
    (Page::Settings, IconName::Settings),
];

/// The bar.
#[component]
pub fn Navigation() -> impl IntoView {
    let app = use_app();
    let link = move |(page, icon): (Page, IconName)| {
        let is_here = move || app.route.with(|route| route.page == page).then_some("page");
        view! {
            <li>
                <a href=move || app.href(page) aria-current=is_here>
                    <Icon name=icon />
                    <span>{page_name(page)}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="navigation" aria-label="Pages">
            <ul>{LISTED.into_iter().map(link).collect_view()}</ul>
            <p class="navigation-foot">
                <Icon name=IconName::Lock />
                "Computed in this tab. Only GitHub's API is contacted."
            </p>
        </nav>
    }
}
