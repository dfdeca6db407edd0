//! What is missing for a number, as people say it: of what there is too little. Knows no page.

use crate::insight::{ForecastMetric, Lack, Metric, Rhythm, Trend};

use super::format;

/// A noun and its plural: what there is too little of.
pub type Noun = (&'static str, &'static str);

/// Attempts.
pub const ATTEMPTS: Noun = ("attempt", "attempts");
/// Runs.
pub const RUNS: Noun = ("run", "runs");
/// Days.
pub const DAYS: Noun = ("day", "days");
/// Jobs.
pub const JOBS: Noun = ("job", "jobs");
/// Commits.
pub const COMMITS: Noun = ("commit", "commits");

/// Days with values that a forecast or a daily trend asks for; where more is asked, it is attempts.
const DAYS_OF_SERIES: usize = 5;
/// Failures that a rhythm of failures asks for; its days are 14, 21 or more.
const FAILURES_OF_RHYTHM: usize = 20;
/// Fewer points than this are told in a sentence: their picture would be a dot in an empty box.
pub const FEWEST_DRAWN: usize = 3;

/// What the engine says of a missing number, without its own words for it.
pub fn reason(text: &str) -> String {
    format::unbroken(text.strip_prefix("undefined: ").unwrap_or(text))
}

/// The same for the inside of a sentence with a colon of its own: a reason of the reason stands in brackets.
pub fn inner_reason(text: &str) -> String {
    let text = reason(text);
    match text.split_once(": ") {
        Some((first, second)) => format!("{first} ({second})"),
        None => text,
    }
}

/// Why a number is missing, naming what there is too little of: `not enough data (1 of 5 days)`.
pub fn reason_of(lack: &Lack, noun: Noun) -> String {
    match lack {
        Lack::TooFewPoints { have, need } => {
            let noun = if *need == 1 { noun.0 } else { noun.1 };
            format!("not enough data ({have} of {need} {noun})")
        }
        other => reason(&other.to_string()),
    }
}

/// Days, with a digit behind the point only where it is not 0.
pub fn counted_days(days: f64) -> String {
    let text = format::mean(days);
    let text = text.trim_end_matches(".0");
    format!("{text} {}", if text == "1" { DAYS.0 } else { DAYS.1 })
}

/// Why there is no forecast of a number: attempts that count, or days.
pub fn of_forecast(metric: ForecastMetric, lack: &Lack) -> String {
    let is_of_days = matches!(lack, Lack::TooFewPoints { need, .. } if *need <= DAYS_OF_SERIES);
    let noun = match metric {
        ForecastMetric::Volume | ForecastMetric::Cost => DAYS,
        _ if is_of_days => DAYS,
        ForecastMetric::FailureRate => ("passed or failed attempt", "passed or failed attempts"),
        ForecastMetric::Duration => ("passed attempt", "passed attempts"),
    };
    reason_of(lack, noun)
}

/// Why a trend has no direction: it rests on runs or on days.
pub fn of_trend(trend: &Trend, lack: &Lack) -> String {
    let is_of_runs = matches!(lack, Lack::TooFewPoints { need, .. } if *need > DAYS_OF_SERIES);
    let noun = if trend.unit == RUNS.1 || trend.metric == Metric::FailureRate && is_of_runs { RUNS } else { DAYS };
    reason_of(lack, noun)
}

/// Why no trend of durations and failure rates is known: of five they count days, of more runs.
pub fn of_any_trend(lack: &Lack) -> String {
    let is_of_days = matches!(lack, Lack::TooFewPoints { need, .. } if *need <= DAYS_OF_SERIES);
    reason_of(lack, if is_of_days { DAYS } else { RUNS })
}

/// Why it cannot be told whether a number follows the clock: days with attempts, or failures.
pub fn of_rhythm(rhythm: &Rhythm, lack: &Lack) -> String {
    let is_of_failures = rhythm.metric == Metric::FailureRate
        && matches!(lack, Lack::TooFewPoints { need, .. } if *need == FAILURES_OF_RHYTHM);
    let noun = if is_of_failures { ("failure", "failures") } else { DAYS };
    reason_of(lack, noun)
}

/// Stands in the place of a picture that would show next to nothing: `Drawn from 3 days on; here is 1.`
pub fn not_drawn(points: usize, fewest: usize, noun: Noun) -> String {
    let here = match points {
        0 => "here is none".to_owned(),
        1 => "here is 1".to_owned(),
        _ => format!("here are {points}"),
    };
    format!("Drawn from {fewest} {} on; {here}.", noun.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn too_few(have: usize, need: usize) -> Lack {
        Lack::TooFewPoints { have, need }
    }

    #[test]
    fn too_little_says_of_what() {
        let check = |lack: Lack, expected: &str| assert_eq!(reason_of(&lack, DAYS), expected);
        check(too_few(1, 5), "not enough data (1 of 5 days)");
        check(too_few(0, 1), "not enough data (0 of 1 day)");
        check(Lack::NoVariation, "no variation in the data");
        check(Lack::undefined("the rate starts at nothing"), "the rate starts at nothing");
    }

    #[test]
    fn a_reason_within_a_sentence_has_no_colon() {
        let check = |text: &str, expected: &str| assert_eq!(inner_reason(text), expected, "{text}");
        check("undefined: no deployment is known: none passed", "no deployment is known (none passed)");
        check("no variation in the data", "no variation in the data");
    }

    #[test]
    fn a_forecast_lacks_attempts_first_and_days_then() {
        let check = |metric, lack: Lack, expected: &str| assert_eq!(of_forecast(metric, &lack), expected);
        let rate = ForecastMetric::FailureRate;
        check(rate, too_few(8, 20), "not enough data (8 of 20 passed or failed attempts)");
        check(rate, too_few(1, 5), "not enough data (1 of 5 days)");
        check(ForecastMetric::Duration, too_few(7, 20), "not enough data (7 of 20 passed attempts)");
        check(ForecastMetric::Volume, too_few(3, 20), "not enough data (3 of 20 days)");
        check(ForecastMetric::Cost, too_few(3, 20), "not enough data (3 of 20 days)");
    }

    #[test]
    fn a_trend_lacks_runs_first_and_days_then() {
        let check = |lack: Lack, expected: &str| assert_eq!(of_any_trend(&lack), expected);
        check(too_few(7, 10), "not enough data (7 of 10 runs)");
        check(too_few(19, 20), "not enough data (19 of 20 runs)");
        check(too_few(1, 5), "not enough data (1 of 5 days)");
    }

    #[test]
    fn a_picture_says_from_when_on_it_is_drawn() {
        assert_eq!(not_drawn(2, 3, DAYS), "Drawn from 3 days on; here are 2.");
        assert_eq!(not_drawn(1, 3, DAYS), "Drawn from 3 days on; here is 1.");
        assert_eq!(not_drawn(0, 3, RUNS), "Drawn from 3 runs on; here is none.");
    }
}
