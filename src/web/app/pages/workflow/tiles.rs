//! The key numbers of the workflow, each against the window before.

use std::sync::Arc;

use forerun::domain::SuccessRule;
use forerun::engine::WorkflowPage;
use forerun::insight::{Change, Insight, Metric, NextRun};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{ChangeNote, Explanation, Stat, StatData};
use crate::pages::overview::explanations;
use crate::state::App;
use crate::words::{NOTHING, change, counted, or_nothing, p_value, reason, score, score_label};

type Tile = fn(SuccessRule, &WorkflowPage) -> StatData;

const TILES: [Tile; 6] = [
    success,
    |_, told| median(told),
    |_, told| ninety_fifth(told),
    |_, told| queue(told),
    |_, told| next_run(told),
    |_, told| performance(told),
];

/// The tiles.
pub fn tiles(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let tile = |make: Tile| {
        let data = Memo::new(move |_| told.with(|told| make(app.filter().rule, told)));
        view! { <Stat data /> }
    };
    view! {
        <section class="tiles" aria-label="Key numbers">
            {TILES.map(tile).collect_view()}
        </section>
    }
    .into_any()
}

fn change_of(insight: &Insight, metric: Metric) -> Option<ChangeNote> {
    let comparison = insight.comparisons.iter().find(|comparison| comparison.metric == metric)?;
    let (word, tone) = change(comparison.change);
    let amount = comparison.change_percent.filter(|_| comparison.change != Change::Unknown);
    let p = comparison.p_value.map(p_value).unwrap_or_default();
    let (now, before) = comparison.counts;
    let title = format!("{} values now, {} in the window before {p}", format::count(now), format::count(before));
    Some(ChangeNote { amount: or_nothing(amount, format::signed_percent), word, tone, title })
}

fn success(rule: SuccessRule, told: &WorkflowPage) -> StatData {
    let insight = &told.overview.insight;
    let rate = &insight.success;
    StatData {
        label: "Success rate",
        value: or_nothing(rate.value, format::percent),
        details: vec![explanations::fraction(rate), format!("95\u{a0}%: {}", explanations::interval(rate))],
        change: change_of(insight, Metric::SuccessRate),
        explanation: explanations::success(rule, rate, &insight.counts),
    }
}

const DURATION: &str = "From the start of a passed attempt to the end of its last job. Where its jobs are not read, to \
                        GitHub's last change of the run, which is approximate.";

fn duration_explanation(insight: &Insight) -> Explanation {
    explanations::quantiles(DURATION, &insight.durations.quantiles)
        .fact("Approximate", format::count(insight.durations.approximate))
        .fact("Left out as impossible", format::count(insight.durations.invalid))
}

fn median(told: &WorkflowPage) -> StatData {
    let insight = &told.overview.insight;
    let quantiles = &insight.durations.quantiles;
    StatData {
        label: "Median duration",
        value: or_nothing(quantiles.median, format::duration),
        details: vec![counted(quantiles.count, "passed attempt", "passed attempts")],
        change: change_of(insight, Metric::Duration),
        explanation: duration_explanation(insight),
    }
}

fn ninety_fifth(told: &WorkflowPage) -> StatData {
    let insight = &told.overview.insight;
    let quantiles = &insight.durations.quantiles;
    StatData {
        label: "P95 duration",
        value: or_nothing(quantiles.p95, format::duration),
        details: vec![
            "19 of 20 are faster".to_owned(),
            format!("slowest {}", or_nothing(quantiles.maximum, format::duration)),
        ],
        change: None,
        explanation: duration_explanation(insight),
    }
}

fn queue(told: &WorkflowPage) -> StatData {
    let formula = "From the moment a job could start to the moment a runner took it, over executed jobs.";
    let insight = &told.overview.insight;
    let Some(queue) = &insight.queue else {
        return StatData {
            label: "Queue time",
            value: NOTHING.to_owned(),
            details: vec!["No jobs read yet".to_owned()],
            change: None,
            explanation: Explanation::of(formula),
        };
    };
    StatData {
        label: "Queue time",
        value: or_nothing(queue.quantiles.median, format::duration),
        details: vec![
            format!("P90 {}", or_nothing(queue.quantiles.p90, format::duration)),
            counted(queue.quantiles.count, "job", "jobs"),
        ],
        change: change_of(insight, Metric::QueueTime),
        explanation: explanations::quantiles(formula, &queue.quantiles)
            .fact("Pickup unknown", format::count(queue.unknown)),
    }
}

fn next_run(told: &WorkflowPage) -> StatData {
    let formula = "The chance that the next attempt of this workflow fails, from what was known when earlier ones \
                   started. Only a way of foretelling that did better on the past than the failure rate alone is used.";
    let label = "Next run fails";
    let Some(next) = told.overview.insight.next_runs.first() else {
        let details = vec!["did not run in the last 30 days".to_owned()];
        let explanation = Explanation::of(formula);
        return StatData { label, value: NOTHING.to_owned(), details, change: None, explanation };
    };
    let usually = next.base_rate.map(|rate| format!("usually {}", format::percent(rate)));
    let (value, detail) = match &next.chance {
        Ok((chance, (low, high))) => {
            let interval = format!("80\u{a0}%: {} – {}", format::percent(*low), format::percent(*high));
            (format::percent(*chance), interval)
        }
        Err(lack) => (NOTHING.to_owned(), reason(&lack.to_string())),
    };
    let details = [Some(detail), usually].into_iter().flatten().collect();
    StatData { label, value, details, change: None, explanation: explain_chance(formula, next) }
}

fn explain_chance(formula: &str, next: &NextRun) -> Explanation {
    let explanation = Explanation::of(formula).fact("Runs it rests on", format::count(next.count));
    let explanation = match next.record {
        Some(record) => explanation
            .fact("Brier score on the past (lower is better)", format!("{:.3}", record.brier))
            .fact("… of always saying the usual rate", format!("{:.3}", record.brier_base)),
        None => explanation,
    };
    let factor = |explanation: Explanation, factor: &forerun::insight::ChanceFactor| {
        explanation.fact(factor.name.clone(), format!("{} points", format::signed(factor.points, 1)))
    };
    next.factors.iter().fold(explanation, factor)
}

fn performance(told: &WorkflowPage) -> StatData {
    let formula = "Per attempt 0.60 × status + 0.25 × duration + 0.15 × cache, over what is known; the mean of all \
                   passed and failed attempts. Thresholds are in Settings.";
    let performance = &told.overview.insight.performance;
    StatData {
        label: "Performance score",
        value: or_nothing(performance.value, score),
        details: vec![
            performance.label.map_or(NOTHING, |label| score_label(label).0).to_owned(),
            counted(performance.count, "attempt", "attempts"),
        ],
        change: None,
        explanation: Explanation::of(formula).fact("Attempts", format::count(performance.count)),
    }
}
