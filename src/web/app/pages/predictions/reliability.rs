//! Whether chances mean what they say: of the past runs of a workflow, what was said against what happened.

use std::sync::Arc;

use forerun::engine::Backtests;
use forerun::insight::{NextRunBacktest, ReliabilityBin};
use forerun::view::chart::{Chart, Reliability};
use forerun::view::format;
use leptos::prelude::*;

use crate::charts::{ChartFigure, built};
use crate::components::SelectField;
use crate::state::App;
use crate::words::forecast::chance_record;
use crate::words::{counted, or_nothing};

/// Fewest runs of which something is said.
const FEWEST_RUNS: u64 = 20;

/// A choice of workflow, its score, its groups.
pub fn view_of(app: App, answer: Signal<Arc<Backtests>>) -> AnyView {
    let chosen = Memo::new(move |_| app.route.with(|route| route.detail("chances").unwrap_or_default().to_owned()));
    let choices = Signal::derive(move || {
        answer.with(|answer| {
            let choice = |(number, it): (usize, &NextRunBacktest)| {
                let value = if number == 0 { String::new() } else { it.workflow_id.to_string() };
                (value, it.workflow.clone())
            };
            answer.next_runs.iter().enumerate().map(choice).collect::<Vec<_>>()
        })
    });
    let choose = Callback::new(move |value: String| app.go(app.route.get_untracked().with_detail("chances", &value)));
    let shown = move |answer: &Backtests| {
        let is_it = |it: &&NextRunBacktest| it.workflow_id.to_string() == chosen.get();
        answer.next_runs.iter().find(is_it).or_else(|| answer.next_runs.first()).cloned()
    };
    let shown =
        Memo::new(move |_| answer.with(|answer| shown(answer).map(|it| (it.workflow, it.reliability, it.record))));
    let sentence = move || match shown.get().and_then(|shown| shown.2) {
        Some(record) if record.runs < FEWEST_RUNS => format!(
            "Only {} can be held against what was said; from {FEWEST_RUNS} on it stands here how chances came out.",
            counted(record.runs, "past run", "past runs")
        ),
        Some(record) => {
            let told = chance_record(&counted(record.runs, "past run", "past runs"), record.brier, record.brier_base);
            let apart = or_nothing(record.discrimination, format::percent);
            format!(
                "{told} Of a failed and a passed run, the failed one had the higher chance in {apart} of pairs (50\u{a0}% is \
                 a coin)."
            )
        }
        None => "Too little is past to say how chances came out.".to_owned(),
    };
    let chart = built(move || {
        let (subject, groups, _) = shown.get().unwrap_or_default();
        Arc::new(Reliability { subject, groups }) as Arc<dyn Chart>
    });
    let is_enough = Memo::new(move |_| {
        let runs = |reliability: &[ReliabilityBin]| reliability.iter().map(|bin| bin.failed.denominator).sum::<u64>();
        shown.with(|shown| shown.as_ref().is_some_and(|shown| runs(&shown.1) >= FEWEST_RUNS))
    });
    view! {
        <div class="panel-tools">
            <SelectField id="chances-workflow" label="Workflow" choices=choices chosen=chosen on_choose=choose />
        </div>
        <p>{sentence}</p>
        <Show
            when=move || is_enough.get()
        >
            {view! { <div class="square-chart"><ChartFigure chart /></div> }.into_any()}
        </Show>
    }
    .into_any()
}
