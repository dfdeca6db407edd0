//! The pages of the open repository: a side bar in groups on wide screens; on phones a bottom bar with the most wanted
//! ones, and all of them behind "More".

use forerun::view::route::Page;
use leptos::html::{Button, Nav, Ul};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, Node, window};

use crate::components::{Icon, IconName};
use crate::navigation::page_name;
use crate::platform::listener::Listener;
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
    let (bar, all, more) = (NodeRef::<Nav>::new(), NodeRef::<Ul>::new(), NodeRef::<Button>::new());
    close_from_elsewhere(is_open, bar, more);
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
    let turn = move |event: MouseEvent| {
        is_open.update(|open| *open = !*open);
        // A press that counts no clicks came from the keyboard; what has opened is to be reached from there.
        if is_open.get_untracked() && event.detail() == 0 {
            request_animation_frame(move || focus_first_link(all));
        }
    };
    let on_leave = move |event: FocusEvent| {
        // Nothing takes the focus where the window loses it, or the bar itself goes.
        let Some(next) = event.related_target().and_then(|next| next.dyn_into::<Node>().ok()) else { return };
        if !holds(bar, &next) {
            is_open.try_set(false);
        }
    };
    view! {
        <nav class="navigation" aria-label="Pages" class:is-open=is_open node_ref=bar on:focusout=on_leave>
            <ul class="navigation-all" id="navigation-all" node_ref=all>
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
                        node_ref=more
                        on:click=turn
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

/// Escape closes the list wherever the focus is and gives it back to "More"; a press beside the list closes it too. For as
/// long as the reactive owner lives.
fn close_from_elsewhere(is_open: RwSignal<bool>, bar: NodeRef<Nav>, more: NodeRef<Button>) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let on_key = Listener::new(&document, "keydown", move |event: Event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
        if is_escape && is_open.try_get_untracked() == Some(true) {
            is_open.set(false);
            if let Some(more) = more.get_untracked() {
                more.focus().ok();
            }
        }
    });
    let on_press = Listener::new(&document, "pointerdown", move |event: Event| {
        let pressed = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if is_open.try_get_untracked() == Some(true) && pressed.is_some_and(|pressed| !holds(bar, &pressed)) {
            is_open.set(false);
        }
    });
    StoredValue::new_local([on_key, on_press]);
}

fn holds(bar: NodeRef<Nav>, node: &Node) -> bool {
    bar.try_get_untracked().flatten().is_some_and(|bar| bar.contains(Some(node)))
}

fn focus_first_link(list: NodeRef<Ul>) {
    // The bar may be gone a frame later.
    let link = list.try_get_untracked().flatten().and_then(|list| list.query_selector("a").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.focus().ok();
    }
}
