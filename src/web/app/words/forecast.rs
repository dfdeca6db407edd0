//! Words for what is coming. Owns no number.

use forerun::insight::{AgainstUsual, BranchKind, ChanceMethod, ForecastMetric, ForecastModel};
use forerun::view::format;

use super::Tone;

/// Below this a forecast is a hint.
pub const FIRM_CONFIDENCE: f64 = 0.7;

/// What is forecast.
pub fn forecast_metric(metric: ForecastMetric) -> &'static str {
    match metric {
        ForecastMetric::FailureRate => "Failure rate",
        ForecastMetric::Duration => "Duration",
        ForecastMetric::Volume => "Attempts",
        ForecastMetric::Cost => "Cost",
    }
}

/// A value with its unit.
pub fn forecast_value(metric: ForecastMetric, value: f64) -> String {
    match metric {
        ForecastMetric::FailureRate => format::percent(value),
        ForecastMetric::Duration => format::duration(value),
        ForecastMetric::Volume => format::number(value, 0),
        ForecastMetric::Cost => format::dollars(value),
    }
}

/// An interval with its unit.
pub fn forecast_range(metric: ForecastMetric, (low, high): (f64, f64)) -> String {
    format!("{} – {}", forecast_value(metric, low), forecast_value(metric, high))
}

/// What a model does, in short.
pub fn forecast_model(model: ForecastModel) -> &'static str {
    match model {
        ForecastModel::SeasonalNaive => "as last week",
        ForecastModel::LastValue => "as on the last day",
        ForecastModel::WeekdayMean => "mean of the weekday",
        ForecastModel::RecentMedian => "median of four weeks",
        ForecastModel::Smoothing => "exponential smoothing",
        ForecastModel::Theta => "smoothing with half the slope (Theta)",
        ForecastModel::Ets => "smoothing with trend and season (ETS)",
        ForecastModel::BetaBinomial => "share of all failures",
        ForecastModel::DiscountedBeta => "share of failures, the past fading",
        ForecastModel::Combination => "weighted mean of all models",
    }
}

/// Against what is usual, and its tone: more failures, minutes or dollars are worse, more attempts are neither.
pub fn against_usual(metric: ForecastMetric, against: AgainstUsual) -> (&'static str, Tone) {
    match (metric, against) {
        (_, AgainstUsual::AsUsual) => ("as usual", Tone::Neutral),
        (_, AgainstUsual::Unknown) => ("usual not known", Tone::Neutral),
        (ForecastMetric::Volume, AgainstUsual::Higher) => ("more than usual", Tone::Neutral),
        (ForecastMetric::Volume, AgainstUsual::Lower) => ("fewer than usual", Tone::Neutral),
        (_, AgainstUsual::Higher) => ("worse than usual", Tone::Bad),
        (_, AgainstUsual::Lower) => ("better than usual", Tone::Good),
    }
}

/// What errors over the series' own change are called in tables: plain words, then the field's.
pub const SCALED_ERROR: &str = "Error ÷ change in a week (MASE)";

/// How much less chances were off than always saying the usual share (Brier score), in words.
pub fn chance_gain(own: f64, base: f64) -> String {
    match gain(own, base) {
        Some(gain) if gain >= 0.005 => format!("{} better", format::percent(gain)),
        Some(gain) if gain <= -0.005 => format!("{} worse", format::percent(-gain)),
        _ => "no better".to_owned(),
    }
}

/// The same as a share of what the usual share is off; `None` where that is never off.
pub fn gain(own: f64, base: f64) -> Option<f64> {
    (base > 1e-4).then(|| 1.0 - own / base)
}

/// The same as a sentence about past runs, with the scores.
pub fn chance_record(runs: &str, own: f64, base: f64) -> String {
    let verdict = match gain(own, base) {
        Some(gain) if gain >= 0.005 => format!("nearer to what happened by {}", format::percent(gain)),
        Some(gain) if gain <= -0.005 => format!("further from what happened by {}", format::percent(-gain)),
        _ => "no nearer to what happened".to_owned(),
    };
    // With a digit more where three would call them the same.
    let digits = if format!("{own:.3}") == format!("{base:.3}") { 5 } else { 3 };
    format!(
        "{runs}: the chances came {verdict} than always saying the usual share of failures \
         (Brier score {own:.digits$} against {base:.digits$}; lower is better)."
    )
}

/// Which branches a chance is about.
pub fn branch_kind(branch: BranchKind) -> &'static str {
    match branch {
        BranchKind::Any => "any branch",
        BranchKind::Default => "default branch",
        BranchKind::Other => "other branches",
    }
}

/// How a chance was come by.
pub fn chance_method(method: ChanceMethod) -> &'static str {
    match method {
        ChanceMethod::DiscountedBeta => "share of recent failures",
        ChanceMethod::Logistic => "model of what is known at the start",
        ChanceMethod::BaseRate => "share of all failures",
    }
}

/// A confidence as a word, its number, and its tone.
pub fn confidence(confidence: Option<f64>) -> (String, Tone) {
    match confidence {
        Some(confidence) if confidence >= FIRM_CONFIDENCE => {
            (format!("firm ({})", format::percent(confidence)), Tone::Good)
        }
        Some(confidence) => (format!("a hint only ({})", format::percent(confidence)), Tone::Warning),
        None => ("not tested yet".to_owned(), Tone::Neutral),
    }
}
