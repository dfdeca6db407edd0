//! Every page but the first one, loaded when one of them is first needed, as one file beside the page's own;
//! `scripts/split.mjs` cuts it out at the function marked here. Owns the border, what is shown while the file is on its
//! way and what is said when it does not arrive.
//!
//! A new page is a line in [`make`]. One file for all, because most of what a page needs it shares with another: cut by
//! page it was twenty files, half as many bytes again, and the overview alone was hardly lighter.

#![expect(clippy::unnecessary_wraps, reason = "what loads a marked function needs a place for its own failure")]

use std::cell::Cell;

use forerun::engine::{Problem, ProblemKind};
use forerun::view::route::Page;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::components::{Loading, ProblemBox};
use crate::navigation::{focus_heading, heading_has_focus, page_name};
use crate::pages::{
    AboutPage, AlertsPage, ComparePage, CostPage, DataPage, DeliveryPage, DesignPage, FlakyPage, GridPage,
    OverviewPage, PredictionsPage, ReportsPage, RepositoriesPage, RunPage, SettingsPage, TrendsPage, WelcomePage,
    WorkflowPage, WorkflowsPage,
};
use crate::platform::network;

/// Makes a page, in whatever reactive owner it is called: loading waits, making must not.
type Make = fn(Page) -> AnyView;

#[derive(Clone, Copy)]
enum Arrival {
    OnItsWay,
    Here(Make),
    Failed,
}

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
}

#[wasm_split(pages, fallible)]
fn later_pages() -> Result<Make, SplitLoaderError> {
    Ok(make)
}

fn make(page: Page) -> AnyView {
    match page {
        Page::Welcome => view! { <WelcomePage /> }.into_any(),
        Page::Repositories => view! { <RepositoriesPage /> }.into_any(),
        Page::Overview => view! { <OverviewPage /> }.into_any(),
        Page::Workflows => view! { <WorkflowsPage /> }.into_any(),
        Page::Workflow => view! { <WorkflowPage /> }.into_any(),
        Page::Run => view! { <RunPage /> }.into_any(),
        Page::Grid => view! { <GridPage /> }.into_any(),
        Page::Trends => view! { <TrendsPage /> }.into_any(),
        Page::Predictions => view! { <PredictionsPage /> }.into_any(),
        Page::Flaky => view! { <FlakyPage /> }.into_any(),
        Page::Alerts => view! { <AlertsPage /> }.into_any(),
        Page::Cost => view! { <CostPage /> }.into_any(),
        Page::Delivery => view! { <DeliveryPage /> }.into_any(),
        Page::Compare => view! { <ComparePage /> }.into_any(),
        Page::Reports => view! { <ReportsPage /> }.into_any(),
        Page::Data => view! { <DataPage /> }.into_any(),
        Page::Settings => view! { <SettingsPage /> }.into_any(),
        Page::About => view! { <AboutPage /> }.into_any(),
        Page::Design => view! { <DesignPage /> }.into_any(),
    }
}

async fn load() -> Arrival {
    match later_pages().await {
        Ok(make) => {
            HERE.set(Some(make));
            Arrival::Here(make)
        }
        Err(_) => Arrival::Failed,
    }
}

/// Begins to load what will be needed soon. That it fails is told when it is needed.
pub fn load_ahead() {
    if HERE.get().is_none() {
        spawn_local(async {
            load().await;
        });
    }
}

/// A page that is loaded when it is first needed.
#[component]
pub fn LaterPage(page: Page) -> impl IntoView {
    let arrival = RwSignal::new(HERE.get().map_or(Arrival::OnItsWay, Arrival::Here));
    let fetch = move || {
        arrival.set(Arrival::OnItsWay);
        spawn_local(async move {
            let arrived = load().await;
            // The heading of the place holder goes; the focus goes on to the page's own.
            let had_focus = heading_has_focus();
            let is_gone = arrival.try_set(arrived).is_some();
            if had_focus && !is_gone {
                request_animation_frame(focus_heading);
            }
        });
    };
    if HERE.get().is_none() {
        fetch();
    }
    move || match arrival.get() {
        Arrival::Here(make) => make(page),
        Arrival::OnItsWay => view! {
            <h1 tabindex="-1" class="page-title">
                "Loading the page"
            </h1>
            <Loading label="Loading the page" />
        }
        .into_any(),
        Arrival::Failed => view! {
            <h1 tabindex="-1" class="page-title">
                {page_name(page)}
            </h1>
            <ProblemBox problem=network::blame(not_arrived())>
                <button type="button" class="button" on:click=move |_| fetch()>
                    "Try again"
                </button>
            </ProblemBox>
        }
        .into_any(),
    }
}

fn not_arrived() -> Problem {
    Problem {
        kind: ProblemKind::Part,
        title: "This page did not arrive".to_owned(),
        advice: "Check your connection and try again; where that does not help, reload the whole of Forerun. Your \
                 stored history is safe."
            .to_owned(),
        link: None,
    }
}
