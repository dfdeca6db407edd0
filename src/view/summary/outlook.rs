//! What to expect: the forecast of the failure rate, how far to trust it, and the run that will likely fail.

use crate::insight::{Forecast, ForecastDay, ForecastMetric, failure_rate};
use crate::view::{format, lack};

use super::Told;
use super::wording::{capitalised, quoted};

/// Below this confidence a forecast is a hint.
const TRUSTED_FROM: f64 = 0.7;
/// From this chance on a failing next run is foretold.
const LIKELY_FROM: f64 = 0.5;

pub(super) fn sentence(told: Told<'_>) -> String {
    let forecast = &told.insight.forecast;
    let likely = likely_failure(told);
    let text = match &forecast.days {
        Ok(days) if !days.is_empty() => expected(told, forecast, days),
        Ok(_) => "what the coming days bring cannot be told".to_owned(),
        Err(lack) => {
            let lack = lack::of_forecast(ForecastMetric::FailureRate, lack);
            format!("what the coming days bring cannot be told yet: {lack}")
        }
    };
    let likely = likely.map(|likely| format!("; {likely}")).unwrap_or_default();
    format!("{}{likely}.", capitalised(&text))
}

fn expected(told: Told<'_>, forecast: &Forecast, days: &[ForecastDay]) -> String {
    let when = match forecast.horizon_days {
        1 => "tomorrow".to_owned(),
        days => format!("over the next {days}\u{a0}days"),
    };
    let rate = ForecastDay::expected_share_of(days).unwrap_or(f64::NAN);
    let low = days.iter().map(|day| day.interval_80.0).fold(f64::INFINITY, f64::min);
    let high = days.iter().map(|day| day.interval_80.1).fold(f64::NEG_INFINITY, f64::max);
    if high <= 0.0 && (rate <= 0.0 || told.insight.counts.failed == 0) {
        return format!("{when}, expect no failures, as there have been none");
    }
    let range = match (about(low), about(high)) {
        (low, high) if low == high => String::new(),
        (low, high) => format!(", most days between {low} and {high}"),
    };
    let hint = match forecast.confidence {
        Some(confidence) if confidence >= TRUSTED_FROM => "",
        Some(_) => " (take this as a hint: such forecasts have not been good here)",
        None => " (take this as a hint: too little is past to know how good it is)",
    };
    format!("{when}, expect about {} of attempts to fail{}{range}{hint}", about(rate), against_now(told, rate))
}

/// Against the failure rate of the window, where that is known well enough to differ from it.
fn against_now(told: Told<'_>, rate: f64) -> &'static str {
    let now = failure_rate(&told.insight.counts);
    match (now.low, now.high) {
        (Some(low), _) if rate < low => ", fewer than in this window",
        (_, Some(high)) if rate > high => ", more than in this window",
        (Some(_), Some(_)) => ", about as many as in this window",
        _ => "",
    }
}

/// A share as people say it: whole percents, but never 0 or 100 that it is not.
fn about(share: f64) -> String {
    let percent = 100.0 * share;
    if !percent.is_finite() {
        format::UNKNOWN.to_owned()
    } else if percent > 0.0 && percent < 1.0 {
        "1\u{a0}%".to_owned()
    } else if percent > 99.0 && percent < 100.0 {
        "99\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", format::number(percent, 0))
    }
}

/// The workflow whose next run most likely fails, where it more likely fails than passes.
fn likely_failure(told: Told<'_>) -> Option<String> {
    let known = told.insight.next_runs.iter().filter_map(|run| Some((run, run.chance.as_ref().ok()?.0)));
    let (run, chance) = known.filter(|(_, chance)| *chance >= LIKELY_FROM).max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!("the next run of {} will more likely fail than pass ({})", quoted(&run.workflow), about(chance)))
}
