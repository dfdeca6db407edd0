//! The overview: three sentences, health, key numbers, what to do, charts, trends, what is coming. Each panel is a function
//! of the one answer.

mod advice;
mod alerts;
mod changes;
mod charts_section;
pub(super) mod explanations;
mod health;
mod key_figures;
pub(super) mod numbers;
mod outlook;
pub mod running;
mod summary;
mod tour;
mod trends;

use std::sync::Arc;

use forerun::engine::{Answer, Overview, Query};
use leptos::prelude::*;

use crate::asking::{Asked, ask};
use crate::components::{Loading, Moment, NothingSelected, NothingStored, ProblemBox, is_behind, later_of};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use advice::Advice;
use alerts::Alerts;
use changes::WhatChanged;
use health::HealthPanel;
use key_figures::KeyFigures;
use numbers::Numbers;
use outlook::{NextRuns, RiskPanel};
use running::RunningNow;
use summary::SummaryPanel;
use trends::{Comparisons, Trends};

fn take(answer: Answer) -> Option<Box<Overview>> {
    if let Answer::Overview(overview) = answer { Some(overview) } else { None }
}

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Overview(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Overview"
            </h1>
            <Subtitle asked />
        </div>
        {move || asked.problem.get().map(|problem| view! { <Retry problem asked /> })}
        <Body asked />
    }
    .into_any()
}

#[component]
fn Retry(problem: forerun::engine::Problem, asked: Asked<Overview>) -> impl IntoView {
    view! {
        <ProblemBox problem>
            <button type="button" class="button" on:click=move |_| asked.ask_again()>
                "Try again"
            </button>
        </ProblemBox>
    }
}

#[component]
fn Subtitle(asked: Asked<Overview>) -> impl IntoView {
    let app = use_app();
    let synced = move || {
        asked.value.with(Option::is_some).then_some(())?;
        app.open_repository().filter(|open| !open.is_demo).and_then(|open| open.synced_at).map(|at| {
            view! {
                " · synced "
                <Moment at />
            }
        })
    };
    let about = move || {
        asked.value.with(|overview| {
            overview.as_ref().map(|overview| {
                let insight = &overview.insight;
                let outside = match overview.outside {
                    0 => String::new(),
                    outside => format!(" · {} outside this window or filter", counted(outside, "attempt", "attempts")),
                };
                format!(
                    "{} · {}{outside}",
                    intl::period(insight.period),
                    counted(attempts(overview), "attempt", "attempts")
                )
            })
        })
    };
    view! {
        <p class="page-subtitle" aria-busy=move || if asked.is_busy.get() || is_behind() { "true" } else { "false" }>
            {about}
            {synced}
        </p>
    }
}

/// All attempts of the view, however they ended.
fn attempts(overview: &Overview) -> u64 {
    let counts = &overview.insight.counts;
    counts.passed + counts.failed + counts.superseded + counts.cancelled_by_hand + counts.excluded + counts.unfinished
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    NothingStored,
    NothingSelected,
    Shown,
}

#[component]
fn Body(asked: Asked<Overview>) -> impl IntoView {
    let state = Memo::new(move |_| {
        asked.value.with(|overview| match overview {
            None => State::Loading,
            Some(overview) if attempts(overview) > 0 => State::Shown,
            Some(overview) if overview.outside > 0 => State::NothingSelected,
            Some(_) => State::NothingStored,
        })
    });
    move || match state.get() {
        State::Loading if asked.problem.with(Option::is_some) => ().into_any(),
        State::Loading => view! { <Loading label="Working out the numbers" /> }.into_any(),
        State::NothingStored => view! { <NothingStored /> }.into_any(),
        State::NothingSelected => view! { <NothingSelected /> }.into_any(),
        State::Shown => asked
            .value
            .get_untracked()
            .map_or_else(|| ().into_any(), |first| shown(asked.value, asked.is_outdated, first)),
    }
}

/// `first` stands in while the page is being taken down and the answer is already gone.
fn shown(value: RwSignal<Option<Arc<Overview>>>, is_outdated: RwSignal<bool>, first: Arc<Overview>) -> AnyView {
    let overview = Signal::derive(move || value.get().unwrap_or_else(|| first.clone()));
    view! {
        <div class="overview" class:is-stale=is_outdated>
            <SummaryPanel overview />
            <div class="overview-main">
                {later_of(overview, |overview| view! { <HealthPanel overview /> }.into_any())}
                {later_of(overview, |overview| view! { <Numbers overview /> }.into_any())}
                {later_of(overview, |overview| view! { <KeyFigures overview /> }.into_any())}
                {later_of(overview, |overview| view! { <RiskPanel overview /> }.into_any())}
            </div>
            <div class="overview-side">
                {later_of(overview, |overview| view! { <RunningNow overview /> <Alerts overview /> }.into_any())}
                {later_of(overview, |overview| view! { <WhatChanged overview /> <Advice overview /> }.into_any())}
            </div>
            {charts_section::charts(overview)}
            {later_of(overview, |overview| view! { <Trends overview /> }.into_any())}
            {later_of(overview, |overview| view! { <NextRuns overview /> <Comparisons overview /> }.into_any())}
        </div>
    }
    .into_any()
}
