//! Whether chances mean what they say: of the past runs of a workflow, what was said against what happened.

use std::sync::Arc;

use forerun::engine::Backtests;
use forerun::insight::{NextRunBacktest, ReliabilityBin};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Meter, SelectField, TableData, badge};
use crate::state::App;
use crate::words::{NOTHING, Tone, counted, or_nothing};

const COLUMNS: [Column; 6] = [
    Column::numbers("Said"),
    Column::words("Range of what was said"),
    Column::numbers("Failed"),
    Column { is_sortable: false, ..Column::words("Share") },
    Column::words("95 % interval"),
    Column::words("Verdict"),
];

/// Fewest runs of a group of which something is said.
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
    let shown = Memo::new(move |_| answer.with(|answer| shown(answer).map(|it| (it.reliability, it.record))));
    let sentence = move || match shown.get().and_then(|shown| shown.1) {
        Some(record) if record.runs < FEWEST_RUNS => format!(
            "Only {} can be held against what was said; from {FEWEST_RUNS} on it stands here how chances came out.",
            counted(record.runs, "past run", "past runs")
        ),
        Some(record) => {
            let told = if record.brier < record.brier_base { "better than" } else { "no better than" };
            let apart = or_nothing(record.discrimination, format::percent);
            format!(
                "{}: Brier score {:.3}, {told} the base rate's {:.3}. Of a failed and a passed run, the failed one had \
                 the higher chance in {apart} of pairs (50\u{a0}% is a coin).",
                counted(record.runs, "past run", "past runs"),
                record.brier,
                record.brier_base
            )
        }
        None => "Too little is past to say how chances came out.".to_owned(),
    };
    let data = Signal::derive(move || {
        let rows = shown.get().map(|shown| shown.0.iter().map(row).collect()).unwrap_or_default();
        Arc::new(TableData { title: "Said against happened", columns: COLUMNS.to_vec(), rows })
    });
    let is_enough = Memo::new(move |_| {
        let runs = |reliability: &[ReliabilityBin]| reliability.iter().map(|bin| bin.failed.denominator).sum::<u64>();
        shown.with(|shown| shown.as_ref().is_some_and(|shown| runs(&shown.0) >= FEWEST_RUNS))
    });
    view! {
        <div class="panel-tools">
            <SelectField id="chances-workflow" label="Workflow" choices=choices chosen=chosen on_choose=choose />
        </div>
        <p>{sentence}</p>
        <Show
            when=move || is_enough.get()
        >
            {view! { <DataTable data sorted_by=0 /> }.into_any()}
        </Show>
    }
    .into_any()
}

fn row(bin: &ReliabilityBin) -> Vec<Cell> {
    let (value, low, high) = (bin.failed.value, bin.failed.low, bin.failed.high);
    let interval = low.zip(high);
    let is_in_line = interval.is_some_and(|(low, high)| low <= bin.said && bin.said <= high);
    let (word, tone) = match value {
        _ if bin.failed.denominator < FEWEST_RUNS => ("too few", Tone::Neutral),
        _ if is_in_line => ("in line", Tone::Good),
        Some(value) if value > bin.said => ("said too low", Tone::Warning),
        Some(_) => ("said too high", Tone::Warning),
        None => (NOTHING, Tone::Neutral),
    };
    let failed = format!("{} of {}", format::count(bin.failed.numerator), format::count(bin.failed.denominator));
    vec![
        Cell::number(Some(bin.said), format::percent(bin.said)),
        Cell::words(format!("{} – {}", format::percent(bin.lowest), format::percent(bin.highest))),
        Cell::number(value, format!("{} ({failed})", or_nothing(value, format::percent))),
        Cell::words("").shown_as(move || view! { <Meter share=value tone=Tone::Neutral /> }.into_any()),
        Cell::words(interval.map_or_else(
            || NOTHING.to_owned(),
            |(low, high)| format!("{} – {}", format::percent(low), format::percent(high)),
        )),
        Cell::words(word).shown_as(move || badge(word, tone)),
    ]
}
