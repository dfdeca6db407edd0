//! The key numbers, each against the window before.

use std::sync::Arc;

use forerun::domain::SuccessRule;
use forerun::engine::Overview;
use forerun::insight::{Change, Insight, Metric, Quantiles, Rate};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{ChangeNote, Explanation, Stat, StatData};
use crate::state::use_app;
use crate::words::differences::changed_by;
use crate::words::{NOTHING, change, comparison_title, counted, or_nothing, score_label};

use super::explanations;

/// The tiles.
#[component]
pub fn Numbers(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let tile = |make: Tile| {
        let data = Memo::new(move |_| overview.with(|overview| make(app.filter().rule, &overview.insight)));
        view! { <Stat data /> }
    };
    view! {
        <section class="numbers" aria-label="Key numbers">
            {TILES.map(tile).collect_view()}
        </section>
    }
}

/// With as many values P95 is a value that 19 of 20 stay below.
const FEWEST_FOR_P95: u64 = 20;

type Tile = fn(SuccessRule, &Insight) -> StatData;

const TILES: [Tile; 8] = [
    success,
    |_, insight| first_try(insight),
    |_, insight| median(insight),
    |_, insight| ninety_fifth(insight),
    |_, insight| queue(insight),
    |_, insight| validation(insight),
    |_, insight| flakiness(insight),
    |_, insight| performance(insight),
];

fn change_of(insight: &Insight, metric: Metric) -> Option<ChangeNote> {
    let comparison = insight.comparisons.iter().find(|comparison| comparison.metric == metric)?;
    let (word, tone) = change(comparison.change);
    let word = if comparison.change == Change::Unknown { "not enough data to compare" } else { word };
    let amount = changed_by(comparison).filter(|_| comparison.change != Change::Unknown).unwrap_or_default();
    Some(ChangeNote { amount, word, tone, title: comparison_title(comparison) })
}

/// How many passed.
pub fn success(rule: SuccessRule, insight: &Insight) -> StatData {
    let rate = &insight.success;
    StatData {
        label: "Success rate",
        value: or_nothing(rate.value, format::percent),
        details: rate_details(rate),
        change: change_of(insight, Metric::SuccessRate),
        explanation: explanations::success(rule, rate, &insight.counts),
    }
}

/// What a rate was counted from, and how sure it is.
fn rate_details(rate: &Rate) -> Vec<String> {
    if rate.denominator == 0 {
        return vec!["nothing has passed or failed yet".to_owned()];
    }
    vec![explanations::fraction(rate), format!("95\u{a0}%: {}", explanations::interval(rate))]
}

fn first_try(insight: &Insight) -> StatData {
    let retries = &insight.retries;
    let rescued = counted(retries.green_only_after_retry, "run", "runs");
    let explanation = explanations::first_try(&retries.first_try)
        .fact("Passed in the end", explanations::fraction(&retries.final_success))
        .fact("“In the end” counts", "runs whose newest attempt passed or failed: they may be others, as a first try may be cancelled, or run again and not over")
        .fact("Green only after a retry", rescued.clone())
        .fact("Attempts beyond the first", format::count(retries.retries))
        .fact("Time they took", format::duration(retries.retry_seconds as f64));
    StatData {
        label: "First try",
        value: or_nothing(retries.first_try.value, format::percent),
        details: vec![
            format!("{} runs", explanations::fraction(&retries.first_try)),
            format!(
                "in the end {} ({}), {rescued} saved by a retry",
                or_nothing(retries.final_success.value, format::percent),
                explanations::fraction(&retries.final_success)
            ),
        ],
        change: None,
        explanation,
    }
}

const DURATION_FORMULA: &str = "From the start of a passed attempt to the end of its last job. Where its jobs are not \
                                read, to GitHub's last change of the run, which is approximate.";

fn duration_explanation(insight: &Insight) -> Explanation {
    explanations::quantiles(DURATION_FORMULA, &insight.durations.quantiles)
        .fact("Approximate", format::count(insight.durations.approximate))
        .fact("Left out as impossible", format::count(insight.durations.invalid))
        .topic("duration")
}

/// Typical duration.
pub fn median(insight: &Insight) -> StatData {
    let quantiles = &insight.durations.quantiles;
    let mut details = vec![counted(quantiles.count, "passed attempt", "passed attempts")];
    if insight.durations.approximate > 0 {
        details.push(format!("{} approximate", format::count(insight.durations.approximate)));
    }
    StatData {
        label: "Median duration",
        value: or_nothing(quantiles.median, format::duration),
        details,
        change: change_of(insight, Metric::Duration),
        explanation: duration_explanation(insight),
    }
}

/// Long durations.
pub fn ninety_fifth(insight: &Insight) -> StatData {
    let quantiles = &insight.durations.quantiles;
    StatData {
        label: "P95 duration",
        value: or_nothing(quantiles.p95, format::duration),
        details: ninety_fifth_details(quantiles),
        change: None,
        explanation: duration_explanation(insight),
    }
}

/// Of fewer than 20 values none has 19 faster ones: the slowest is told.
fn ninety_fifth_details(quantiles: &Quantiles) -> Vec<String> {
    let slowest = or_nothing(quantiles.maximum, format::duration);
    if quantiles.count >= FEWEST_FOR_P95 {
        vec!["19 of 20 are faster".to_owned(), format!("slowest {slowest}")]
    } else {
        vec![format!("slowest of {}: {slowest}", format::count(quantiles.count))]
    }
}

/// How long jobs wait.
pub fn queue(insight: &Insight) -> StatData {
    let formula = "From the moment a job could start to the moment a runner took it, over executed jobs.";
    let empty = Quantiles::default();
    let quantiles = insight.queue.as_ref().map_or(&empty, |queue| &queue.quantiles);
    let details = if insight.queue.is_some() {
        vec![format!(
            "P90 {} · {}",
            or_nothing(quantiles.p90, format::duration),
            counted(quantiles.count, "job", "jobs")
        )]
    } else {
        vec!["No jobs read yet: read them on the Data page".to_owned()]
    };
    let unknown = insight.queue.as_ref().map_or(0, |queue| queue.unknown);
    StatData {
        label: "Queue time",
        value: or_nothing(quantiles.median, format::duration),
        details,
        change: change_of(insight, Metric::QueueTime),
        explanation: explanations::quantiles(formula, quantiles)
            .fact("Pickup unknown", format::count(unknown))
            .topic("queue-time"),
    }
}

fn validation(insight: &Insight) -> StatData {
    let formula = "From the creation of a pull request's run to the end of its last job, first attempts that passed or \
                   failed. Satisfaction (Apdex), 0 to 1: (answers within the limit of Settings + half of those within four \
                   times the limit) ÷ all.";
    let signal = &insight.signal;
    let quantiles = &signal.pull_request_validation;
    let basis = if signal.validation_from_jobs { "ends of jobs" } else { "ends of runs" };
    let tile = StatData {
        label: "Pull request answer",
        value: or_nothing(quantiles.median, format::duration),
        details: vec![
            format!("P90 {}", or_nothing(quantiles.p90, format::duration)),
            format!("satisfaction {} of 1 (Apdex)", or_nothing(signal.apdex, |apdex| format!("{apdex:.2}"))),
        ],
        change: None,
        explanation: explanations::quantiles(formula, quantiles)
            .topic("pull-request-validation")
            .fact("Rests on", basis)
            .fact("Time to signal of any job, median", or_nothing(signal.time_to_signal.median, format::duration)),
    };
    if quantiles.count > 0 {
        return tile;
    }
    StatData { details: vec!["no pull request was answered".to_owned()], ..tile }
}

fn flakiness(insight: &Insight) -> StatData {
    let rate = &insight.flakiness;
    StatData {
        label: "Flaky commits",
        value: or_nothing(rate.value, format::percent),
        details: rate_details(rate),
        change: None,
        explanation: explanations::flakiness(rate),
    }
}

/// Mean performance score.
pub fn performance(insight: &Insight) -> StatData {
    let formula = "Per attempt 0.60 × status + 0.25 × duration + 0.15 × cache, over what is known; the mean of all \
                   decided attempts. Thresholds are in Settings.";
    let performance = &insight.performance;
    let label = performance.label.map_or(NOTHING, |label| score_label(label).0);
    StatData {
        label: "Performance score",
        value: or_nothing(performance.value, |value| format!("{value:.0}")),
        details: vec![label.to_owned(), counted(performance.count, "attempt", "attempts")],
        change: None,
        explanation: Explanation::of(formula)
            .topic("performance-score")
            .fact("Attempts", format::count(performance.count)),
    }
}
