//! Changes that a person thinks of: another time limit, another price a minute. What was typed is in the address, so that
//! the answer can be shared.

use std::sync::Arc;

use forerun::engine::{Answer, Query, Tried};
use forerun::insight::{Proposal, ProposalEffect, RUNNER_PRICES, Runner};
use forerun::view::format;
use forerun::view::lack::JOBS;
use forerun::view::number::decimal;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{CheckedField, Explanation, Panel, SelectField};
use crate::state::{App, use_app};
use crate::words::{counted, reason_of};

use super::headline::minutes;
use super::names::{runner_name, runner_of_word, runner_word};
use super::{Known, of};

/// Longest limit that GitHub allows on any runner: five days.
const MOST_MINUTES: f64 = 7_200.0;
const DEAREST_MINUTE: f64 = 100.0;

fn take(answer: Answer) -> Option<Box<Tried>> {
    if let Answer::Try(tried) = answer { Some(tried) } else { None }
}

/// The panel.
pub fn panel(known: Known) -> AnyView {
    view! {
        <Panel
            title="Try a change"
            note="What it would have done to the stored jobs of this window. The address keeps it."
            explanation=Some(Explanation::of(
                "Time limit: billed minutes of every job beyond the limit are saved, those of jobs that would have passed \
                 too, which are counted apart. Price: minutes of the runner × (price now − price tried); machines are taken \
                 to be equally fast. Attempts whose jobs are not stored are left out.",
            ))
        >
            <div class="cost-trial">{time_limit()} {price(known)}</div>
        </Panel>
    }
    .into_any()
}

/// The proposal that the address holds for a time limit.
fn limit_of(app: App) -> Option<Proposal> {
    let minutes = app.route.with(|route| route.detail("limit").and_then(limit_typed))?;
    Some(Proposal::TimeLimit { minutes })
}

fn limit_typed(text: &str) -> Option<u32> {
    decimal(text)
        .filter(|minutes| minutes.fract() == 0.0 && (1.0..=MOST_MINUTES).contains(minutes))
        .map(|minutes| minutes as u32)
}

fn price_typed(text: &str) -> Option<f64> {
    decimal(text).filter(|price| (0.0..=DEAREST_MINUTE).contains(price))
}

/// What a minute costs now, in digits: by GitHub's list, or as the labels of the window were priced last.
fn price_now(known: Known, runner: &str) -> String {
    let runner = runner_of_word(runner);
    let listed = match &runner {
        Some(Runner::Hosted { sku }) => {
            RUNNER_PRICES.iter().find(|price| price.sku == sku).map(|price| price.since_2026)
        }
        _ => None,
    };
    let priced = || {
        of(known, |known| known.labels.iter().find(|label| Some(&label.runner) == runner.as_ref())?.dollars_per_minute)
    };
    listed.or_else(priced).map(|price| price.to_string()).unwrap_or_default()
}

fn price_of(app: App) -> Option<Proposal> {
    app.route.with(|route| {
        let runner = route.detail("runner").and_then(runner_of_word)?;
        let dollars_per_minute = route.detail("price").and_then(price_typed)?;
        Some(Proposal::Price { runner, dollars_per_minute })
    })
}

fn time_limit() -> AnyView {
    let app = use_app();
    let text = RwSignal::new(app.route.with_untracked(|route| route.detail("limit").unwrap_or("60").to_owned()));
    let error = Signal::derive(move || {
        text.with(|text| limit_typed(text))
            .is_none()
            .then(|| "A whole number of minutes, 1 to 7\u{202f}200.".to_owned())
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if error.get_untracked().is_none() {
            app.go(app.route.with_untracked(|route| route.with_detail("limit", &text.get_untracked())));
        }
    };
    let proposal = Memo::new(move |_| limit_of(app));
    view! {
        <form on:submit=on_submit novalidate>
            <h3>"No job runs longer than"</h3>
            <div class="field-row">
                <CheckedField id="cost-limit".to_owned() label="Time limit" unit="min" text error />
                <button type="submit" class="button">
                    "Try this limit"
                </button>
            </div>
            <Show when=move || proposal.get().is_some()>{move || effect(proposal)}</Show>
        </form>
    }
    .into_any()
}

fn price(known: Known) -> AnyView {
    let app = use_app();
    let detail = move |name: &str| app.route.with_untracked(|route| route.detail(name).unwrap_or_default().to_owned());
    let runners = Signal::derive(move || {
        of(known, |known| {
            let choice = |one: &forerun::insight::RunnerCost| (runner_word(&one.runner), runner_name(&one.runner));
            known.summary.by_runner.iter().map(choice).collect::<Vec<_>>()
        })
    });
    let wanted = RwSignal::new(detail("runner"));
    let chosen = Signal::derive(move || {
        let wanted = wanted.get();
        let first = runners.with(|runners| runners.first().map(|runner| runner.0.clone()));
        if wanted.is_empty() { first.unwrap_or_default() } else { wanted }
    });
    let typed = detail("price");
    let text =
        RwSignal::new(if typed.is_empty() { untrack(|| price_now(known, &chosen.get_untracked())) } else { typed });
    let choose = move |runner: String| {
        text.set(untrack(|| price_now(known, &runner)));
        wanted.set(runner);
    };
    // The price of a runner that no list knows is empty: no mistake before it is tried.
    let was_tried = RwSignal::new(false);
    let error = Signal::derive(move || {
        let was_tried = was_tried.get();
        text.with(|text| (was_tried || !text.is_empty()) && price_typed(text).is_none())
            .then(|| "Dollars a minute, 0 to 100.".to_owned())
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        was_tried.set(true);
        if error.get_untracked().is_none() {
            let (runner, price) = (chosen.get_untracked(), text.get_untracked());
            app.go(app.route.with_untracked(|route| route.with_detail("runner", &runner).with_detail("price", &price)));
        }
    };
    let proposal = Memo::new(move |_| price_of(app));
    view! {
        <form on:submit=on_submit novalidate>
            <h3>"A minute on a runner costs"</h3>
            <div class="field-row">
                <SelectField
                    id="cost-runner"
                    label="Runner"
                    choices=runners
                    chosen
                    on_choose=Callback::new(choose)
                />
                <CheckedField id="cost-price".to_owned() label="Price" unit="$ a minute" text error />
                <button type="submit" class="button">
                    "Try this price"
                </button>
            </div>
            <Show when=move || proposal.get().is_some()>{move || effect(proposal)}</Show>
        </form>
    }
    .into_any()
}

/// What the proposal would have done.
fn effect(proposal: Memo<Option<Proposal>>) -> AnyView {
    let app = use_app();
    let query = move || {
        let proposal = proposal.get().unwrap_or(Proposal::TimeLimit { minutes: 1 });
        Query::Try(Box::new(proposal), app.filter(), app.zone.with_value(|zone| (**zone).clone()))
    };
    let asked = ask(app, query, take);
    let told = move || asked.value.with(|tried: &Option<Arc<Tried>>| tried.as_deref().map(sentence));
    view! {
        <p class="cost-effect" role="status">
            {told}
        </p>
    }
    .into_any()
}

fn sentence(tried: &Tried) -> String {
    match &tried.effect {
        Err(lack) => format!("Cannot be told: {}.", reason_of(lack, JOBS)),
        Ok(effect) if effect.jobs == 0 => "It would have changed nothing: no stored job is touched.".to_owned(),
        Ok(effect) => effect_words(&tried.proposal, effect),
    }
}

fn effect_words(proposal: &Proposal, effect: &ProposalEffect) -> String {
    let jobs = counted(effect.jobs, "job", "jobs");
    let (word, amount) =
        if effect.saved_dollars < 0.0 { ("more", -effect.saved_dollars) } else { ("less", effect.saved_dollars) };
    let dollars = format!("{} {word} than {}", format::dollars(amount), format::dollars(effect.dollars));
    match proposal {
        Proposal::Price { dollars_per_minute, .. } => {
            format!("At {} a minute: {dollars}, over {jobs}.", format::price(*dollars_per_minute))
        }
        Proposal::TimeLimit { minutes: limit } => {
            let stopped = match effect.passed_jobs_stopped {
                0 => "None of them passed later.".to_owned(),
                stopped => format!("{} of them passed in the end and would have been lost.", format::count(stopped)),
            };
            format!(
                "Stopped after {limit}\u{a0}min: {} less, {dollars}, over {jobs}. {stopped}",
                minutes(effect.saved_minutes as f64)
            )
        }
    }
}
