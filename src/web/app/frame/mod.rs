//! What stands around every page: header, navigation, filters, the running sync, problems.

mod filter_bar;
mod header;
mod navigation;
mod new_version;
mod notices;
mod palette;
mod print_head;
mod sync_panel;
mod window_picker;

use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Empty, Loading, ToastRegion, Toasts, close_from_outside, later};
use crate::lazy::{LaterPage, load_ahead};
use crate::navigation::{focus_heading, heading_has_focus};
use crate::pages::WelcomePage;
use crate::platform::address;
use crate::state::{App, EngineState, Opening, use_app};

use filter_bar::FilterBar;
use header::Header;
use navigation::Navigation;
use new_version::NewVersion;
use notices::Notices;
use palette::Palette;
use print_head::PrintHead;
use sync_panel::SyncPanel;

/// The whole page.
#[component]
pub fn Frame() -> impl IntoView {
    let app = use_app();
    close_from_outside();
    let toasts = Toasts::provide();
    let page = Memo::new(move |_| app.route.with(|route| route.page));
    Effect::new(move |before: Option<Page>| {
        let page = page.get();
        if before.is_some_and(|before| before != page) {
            toasts.clear();
        }
        page
    });
    let has_repository = Memo::new(move |_| app.route.with(|route| route.repository.is_some()));
    let scene = Memo::new(move |_| scene(app));
    let is_welcome = Signal::derive(move || scene.with(|scene| *scene == Scene::Page(Page::Welcome)));
    // Already while the history is being read: the page then has its place, and less is left to make at once.
    let is_filtered = Memo::new(move |_| {
        let is_there = matches!(app.opening(), Opening::Open | Opening::Loading) && !scene.with(Scene::is_lost);
        is_there && app.route.with(|route| route.page.is_filtered())
    });
    view! {
        <a class="skip-link" href="#main" on:click=skip_to_main>
            "Skip to content"
        </a>
        <Header />
        <div class="shell" class:with-navigation=has_repository>
            <Show when=move || has_repository.get()>{later(|| view! { <Navigation /> }.into_any())}</Show>
            <main id="main" class="content" tabindex="-1">
                <PrintHead />
                <Notices is_narrow=is_welcome />
                <SyncPanel />
                <Show when=move || is_filtered.get()>
                    <FilterBar />
                </Show>
                <CurrentPage scene />
            </main>
        </div>
        <ToastRegion toasts />
        {later(|| view! { <NewVersion /> <Palette /> }.into_any())}
        <p class="visually-hidden" role="status" aria-live="polite">
            {move || app.announcement.get()}
        </p>
    }
}

/// The address is the router's: skipping must not change it.
fn skip_to_main(event: web_sys::MouseEvent) {
    event.prevent_default();
    let main = web_sys::window().and_then(|window| window.document()?.query_selector("main h1").ok().flatten());
    if let Some(main) = main.and_then(|main| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(main).ok()) {
        main.focus().ok();
    }
}

#[derive(Clone, PartialEq)]
enum Scene {
    Page(Page),
    Opening,
    NotStored,
    Lost(String),
}

impl Scene {
    fn is_lost(&self) -> bool {
        matches!(self, Self::Lost(_))
    }
}

fn scene(app: App) -> Scene {
    if let EngineState::Lost(reason) = app.engine_state.get() {
        return Scene::Lost(reason);
    }
    let page = app.route.with(|route| route.page);
    match app.opening() {
        _ if page.stands_alone() => Scene::Page(page),
        Opening::Open => Scene::Page(page),
        Opening::Nothing => Scene::Page(Page::Welcome),
        Opening::NotStored => Scene::NotStored,
        Opening::Loading => Scene::Opening,
    }
}

#[component]
fn CurrentPage(scene: Memo<Scene>) -> impl IntoView {
    move || {
        let scene = scene.get();
        // The heading that has the focus goes with its scene; the focus goes on to the next one's.
        if heading_has_focus() {
            request_animation_frame(focus_heading);
        }
        made(scene)
    }
}

fn made(scene: Scene) -> AnyView {
    match scene {
        Scene::Page(Page::Welcome) => view! { <WelcomePage /> }.into_any(),
        Scene::Page(page) => view! { <LaterPage page /> }.into_any(),
        Scene::Opening => {
            load_ahead();
            view! {
                <h1 tabindex="-1" class="page-title">
                    "Opening the history"
                </h1>
                <Loading label="Reading the stored history" />
            }
            .into_any()
        }
        Scene::NotStored => view! { <NotStored /> }.into_any(),
        Scene::Lost(reason) => view! { <Lost reason /> }.into_any(),
    }
}

#[component]
fn NotStored() -> impl IntoView {
    view! {
        <h1 tabindex="-1" class="page-title">
            "Not in this browser"
        </h1>
        <Empty
            title="This link names a repository whose history is not stored here"
            advice="Histories never leave the browser that read them. Connect to the repository to read its history from GitHub; the link will work from then on."
        >
            <a class="button primary" href="#/">
                "Connect to a repository"
            </a>
        </Empty>
    }
}

#[component]
fn Lost(reason: String) -> impl IntoView {
    view! {
        <h1 tabindex="-1" class="page-title">
            "The engine does not run"
        </h1>
        <Empty
            title="Forerun's engine has stopped and could not be started again"
            advice=format!(
                "Your stored history is safe. Reload the page; if that does not help, close other tabs to free memory. What it said: {reason}.",
            )
        >
            <button type="button" class="button primary" on:click=move |_| address::reload()>
                "Reload"
            </button>
        </Empty>
    }
}
