//! What changed against the window before, and the lasting shift that stands out.

use crate::domain::sort_by;
use crate::insight::{Change, Changepoint, Comparison, Metric};
use crate::view::{date, format};

use super::Told;
use super::wording::{before, capitalised, joined, name_of};

/// So many letters tell one commit from another.
const SHORT_COMMIT: usize = 7;
/// A rate that rises from nothing counts as much as one that grows by this, in percent.
const FROM_NOTHING_PERCENT: f64 = 1_000.0;

/// What is told of the window before, in this order.
const COMPARED: [Metric; 4] = [Metric::SuccessRate, Metric::Duration, Metric::QueueTime, Metric::Volume];

pub(super) fn sentence(told: Told<'_>) -> String {
    let insight = told.insight;
    if insight.counts.decided() == 0 {
        return "Whether anything changed cannot be told.".to_owned();
    }
    let standing_out = stands_out(told);
    let all = insight.comparisons.as_slice();
    let moved: Vec<String> =
        COMPARED.iter().filter_map(|&metric| all.iter().find(|one| one.metric == metric)).filter_map(moved).collect();
    let compared = if all.is_empty() {
        // Everything stored has nothing before it.
        None
    } else if !moved.is_empty() {
        Some(format!("compared with {}, {}", before(told), joined(&moved)))
    } else if all.iter().any(|one| one.change == Change::Unchanged) {
        Some(format!("compared with {}, all workflows together show no change beyond chance", before(told)))
    } else {
        Some(format!("too little is known of {} to compare with", before(told)))
    };
    let text = match (compared, standing_out) {
        (Some(compared), Some(shift)) => format!("{compared}; what stands out: {shift}"),
        (Some(compared), None) => compared,
        (None, Some(shift)) => format!("what stands out: {shift}"),
        (None, None) => "no lasting change of durations or failure rates was found".to_owned(),
    };
    format!("{}.", capitalised(&text))
}

/// A difference beyond chance, as a clause.
fn moved(comparison: &Comparison) -> Option<String> {
    let rises = match comparison.change {
        Change::Better | Change::Worse | Change::Different => comparison.current? > comparison.previous?,
        Change::Unchanged | Change::Unknown => return None,
    };
    let (now, then) = (comparison.current?, comparison.previous?);
    let clause = match (comparison.metric, rises) {
        (Metric::SuccessRate, true) => "more attempts pass",
        (Metric::SuccessRate, false) => "fewer attempts pass",
        (Metric::Duration, true) => "attempts take longer",
        (Metric::Duration, false) => "attempts are faster",
        (Metric::QueueTime, true) => "jobs wait longer for a runner",
        (Metric::QueueTime, false) => "jobs wait less for a runner",
        (Metric::Volume, true) => "there is more to run",
        (Metric::Volume, false) => "there is less to run",
        (Metric::FailureRate, _) => return None,
    };
    let value = |value: f64| match comparison.metric {
        Metric::Duration | Metric::QueueTime => format::duration(value),
        Metric::SuccessRate | Metric::FailureRate => format::percent(value),
        Metric::Volume => format!("{} a day", format::mean(value)),
    };
    let typical = match comparison.metric {
        Metric::Duration | Metric::QueueTime => "typically ",
        _ => "",
    };
    Some(format!("{clause} ({typical}{}, before {})", value(now), value(then)))
}

/// The shift that stands out: the worst of those still in force, or the best where none is worse.
fn stands_out(told: Told<'_>) -> Option<String> {
    let mut last: Vec<&Changepoint> = Vec::new();
    for change in told.changepoints {
        let is_older = |newer: &&Changepoint| newer.subject == change.subject && newer.metric == change.metric;
        if !last.iter().any(is_older) {
            last.push(change);
        }
    }
    let count = last.len();
    sort_by(&mut last, |a, b| b.is_worse.cmp(&a.is_worse).then(weight(b).total_cmp(&weight(a))));
    let shift = last.first().map(|change| shift(change, told))?;
    Some(match count {
        0 | 1 => shift,
        2 => format!("{shift} (and one other lasting shift)"),
        _ => format!("{shift} (and {} other lasting shifts)", format::count(count as u64 - 1)),
    })
}

fn weight(change: &Changepoint) -> f64 {
    let percent = change.change_percent.map_or(FROM_NOTHING_PERCENT, f64::abs);
    change.confidence * percent.min(FROM_NOTHING_PERCENT)
}

fn shift(change: &Changepoint, told: Told<'_>) -> String {
    let name = name_of(&change.subject);
    let (then, now) = (change.before.value, change.after.value);
    let rises = now > then;
    let by = change.change_percent.map(|percent| format!(" by {}", format::percent(percent.abs() / 100.0)));
    let by = by.unwrap_or_default();
    let what = match (change.metric, rises) {
        (Metric::Duration, true) => format!("has been slower{by}"),
        (Metric::Duration, false) => format!("has been faster{by}"),
        (Metric::QueueTime, true) => format!("has waited longer for runners{by}"),
        (Metric::QueueTime, false) => format!("has waited less for runners{by}"),
        (Metric::Volume, true) => format!("has run more often{by}"),
        (Metric::Volume, false) => format!("has run less often{by}"),
        (Metric::FailureRate | Metric::SuccessRate, rises) => {
            let is_more = rises == (change.metric == Metric::FailureRate);
            let word = if is_more { "more" } else { "less" };
            format!("has failed {word} often ({}, before {})", format::percent(now), format::percent(then))
        }
    };
    let since = date::date(change.at, told.zone);
    let commit = change.commit_after.as_deref().and_then(|commit| commit.get(..SHORT_COMMIT));
    let commit = commit.map(|commit| format!(", first seen at commit {commit}"));
    format!("{name} {what} since {since}{}", commit.unwrap_or_default())
}
