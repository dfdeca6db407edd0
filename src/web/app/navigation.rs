//! Follows the address: hash to route, route to title, focus and announcement. Plain links and the back button do the
//! rest.

use forerun::engine::RepositoryKey;
use forerun::view::route::{Page, Route};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::platform::address;
use super::platform::listener::Listener;
use super::platform::scroll::{self, Way};
use super::state::App;

/// What a page is called.
pub fn page_name(page: Page) -> &'static str {
    match page {
        Page::Welcome => "Welcome",
        Page::Repositories => "Repositories",
        Page::Overview => "Overview",
        Page::Workflows => "Workflows",
        Page::Workflow => "Workflow",
        Page::Run => "Run",
        Page::Grid => "Commit grid",
        Page::Trends => "Trends",
        Page::Predictions => "Predictions",
        Page::Flaky => "Flaky and failures",
        Page::Alerts => "Alerts",
        Page::Cost => "Cost",
        Page::Delivery => "Delivery",
        Page::Compare => "Compare",
        Page::Reports => "Reports",
        Page::Data => "Data",
        Page::Settings => "Settings",
        Page::About => "About",
        Page::Design => "Design",
    }
}

/// Listens to the address for as long as the tab lives.
pub fn follow_address(app: App) {
    if let Some(window) = web_sys::window() {
        let listener = Listener::new(&window, "hashchange", move |_| {
            let route = Route::parse(&address::hash());
            // What the page has gone to by itself is there already.
            if app.route.with_untracked(|present| *present != route) {
                scroll::note();
                app.way.set_value(scroll::arrive());
                if app.route.with_untracked(place) != place(&route) {
                    let_go_of_focus();
                }
                app.route.set(route);
            }
        });
        keep_until_cleanup(listener);
        StoredValue::new_local(scroll::begin());
    }
    name_the_tab(app);
    move_focus(app);
}

/// The reactive owner drops the listener together with everything else it holds.
fn keep_until_cleanup(listener: Listener) {
    StoredValue::new_local(listener);
}

fn name_the_tab(app: App) {
    Effect::new(move |_| {
        let page = page_name(app.route.with(|route| route.page));
        let repository = app.route.with(|route| route.repository.is_some()).then(|| app.open_repository()).flatten();
        let waiting = match app.live.with(|live| live.waiting_alerts) {
            0 => String::new(),
            waiting => format!("({waiting}) "),
        };
        address::set_title(&match repository {
            Some(repository) => format!("{waiting}{page} – {} – Forerun", repository.name),
            None => format!("{page} – Forerun"),
        });
    });
}

/// What an address shows, whatever part of it.
fn place(route: &Route) -> (Option<RepositoryKey>, Page) {
    (route.repository.clone(), route.page)
}

/// After a change of page (not of filter) the heading takes the focus, as it would after loading a document; whoever goes
/// back finds the page where it was left.
fn move_focus(app: App) {
    Effect::new(move |before: Option<(Option<_>, Page)>| {
        let place = app.route.with(place);
        if before.is_some_and(|before| before != place) {
            app.announcement.set(format!("{} page", page_name(place.1)));
            let way = app.way.get_value();
            // The new page is drawn in the same turn; the frame after it exists.
            request_animation_frame(move || {
                focus_heading();
                if let Way::Again(top) = way {
                    scroll::scroll_when_possible(top);
                }
            });
        }
        place
    });
}

/// Takes the focus from what is about to be removed: removing what has it makes the browser lay out the whole page first.
fn let_go_of_focus() {
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        focused.blur().ok();
    }
}

/// Whether the page's heading has the focus.
pub fn heading_has_focus() -> bool {
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    focused.is_some_and(|focused| focused.matches("main h1").unwrap_or_default())
}

/// Gives the focus to the page's heading, at the top of the page.
pub fn focus_heading() {
    let heading = web_sys::window().and_then(|window| window.document()?.query_selector("main h1").ok().flatten());
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.focus().ok();
    }
    scroll::scroll_to_top();
}
