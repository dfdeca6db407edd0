//! Words for numbers that seem to contradict each other: a difference that is not called one, and pages that count the same
//! thing by different rules. Owns no number.

use forerun::insight::{Change, Comparison, Metric};
use forerun::view::difference::{Unclear, why_unclear};
use forerun::view::format;

/// Up to this a change is too small to be named.
const SMALL_PERCENT: f64 = 5.0;

/// Why a difference that was tested is not called one, in a few words; nothing where chance explains it, which is what
/// everybody takes for granted.
pub fn unclear(p_value: Option<f64>, adjusted_p: Option<f64>) -> Option<&'static str> {
    match why_unclear(p_value, adjusted_p)? {
        Unclear::Chance => None,
        Unclear::OneOfMany => Some("may be chance: one of many tests"),
        Unclear::Small => Some("not by more than 5\u{a0}%"),
    }
}

/// The same for a number against the window before; nothing where a change is named.
pub fn unclear_change(comparison: &Comparison) -> Option<&'static str> {
    let why = unclear(comparison.p_value, None).filter(|_| comparison.change == Change::Unchanged)?;
    // All together the median may move by more, where long workflows ran more often.
    let is_large = comparison.change_percent.is_some_and(|percent| percent.abs() > SMALL_PERCENT);
    Some(if is_large { "each by itself not by more than 5\u{a0}%" } else { why })
}

/// How much a number changed against the window before: shares by points of a hundred, as they are told everywhere, the
/// rest in percent of what it was.
pub fn changed_by(comparison: &Comparison) -> Option<String> {
    match comparison.metric {
        Metric::SuccessRate | Metric::FailureRate => {
            let (now, before) = comparison.current.zip(comparison.previous)?;
            Some(format!("{}\u{a0}points", format::signed(100.0 * (now - before), 1)))
        }
        Metric::Duration | Metric::QueueTime | Metric::Volume => comparison.change_percent.map(format::signed_percent),
    }
}

/// The same as a rule, for explanations of tables in which intervals stand beside verdicts.
pub const INTERVAL_AND_VERDICT: &str = "An interval is about its row alone, and of 20 rows without any difference one \
                                        leaves out 0 by chance. What is at most 5\u{a0}% is too small to be named.";

/// Why the commit grid and the delivery page tell of different stretches of red.
pub const RED_BY_COMMIT_OR_BY_RUN: &str = "The commit grid goes commit by commit: a late run counts for its own, older \
                                           commit, and a commit is what its newest attempt left. Delivery goes run by run \
                                           in the order in which they started, whatever their commit. So one may tell of \
                                           more, and shorter, stretches than the other.";

/// Why a breakage may be called flaky and its job not.
pub const FLAKY_BREAKAGE_OR_FLAKY_JOB: &str = "The commit grid calls one stretch of red flaky, by one repetition: its last \
                                               failing commit passed when it was run again. The Flaky page judges a \
                                               workflow, job or step as a whole, and calls it flaky from 2 such commits \
                                               within 14 days on, whether they end a stretch or not.";

/// Why the flaky page and the cost page tell different losses.
pub const LOST_TO_FLAKES_OR_RERUNS: &str = "“Flaky re-runs” on the Cost page are other minutes: everything billed for \
                                            attempts beyond the first of runs that failed and then passed. Here it is the \
                                            jobs that failed by a flake, in first attempts too, and those that had passed \
                                            and ran once more.";

/// Why an alert and a change beside it may name different runs.
pub const ALERT_OR_CHANGE: &str = "An alert looks at the newest runs and names the one at which they last got slower, as \
                                   it looked when the alert was judged. “What changed” searches the whole window, keeps \
                                   only what lasted, and names the run that divides before and after best. So both may \
                                   name different runs of one slowdown.";
