//! Words of alerts: severities, states, ends, subjects.

use forerun::insight::{Alert, AlertCounts, AlertEnd, Reading, Severity, Subject};

use crate::platform::intl;

use super::{Tone, counted, reason};

/// A severity and its tone.
pub fn severity(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Critical => ("Critical", Tone::Bad),
        Severity::Warning => ("Warning", Tone::Warning),
        Severity::Info => ("Note", Tone::Neutral),
    }
}

/// How many alerts of each severity there are, those that there are none of left out.
pub fn severities(counts: AlertCounts) -> Vec<(String, Tone)> {
    let of = |count: u64, one: &str, many: &str, tone: Tone| (count > 0).then(|| (counted(count, one, many), tone));
    let found = [
        of(counts.critical, "critical", "critical", Tone::Bad),
        of(counts.warning, "warning", "warnings", Tone::Warning),
        of(counts.info, "note", "notes", Tone::Neutral),
    ];
    found.into_iter().flatten().collect()
}

/// The same in a line; empty where there is none.
pub fn severities_line(counts: AlertCounts) -> String {
    severities(counts).into_iter().map(|(words, _)| words).collect::<Vec<_>>().join(" · ")
}

/// How an alert ended.
pub fn end(end: Option<AlertEnd>) -> &'static str {
    match end {
        Some(AlertEnd::Recovered) => "Recovered",
        Some(AlertEnd::ByHand) => "Resolved by you",
        Some(AlertEnd::Silent) => "No data for a week",
        None => "Still open",
    }
}

/// Whom an alert is about.
pub fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Repository => "Whole repository".to_owned(),
        Subject::Workflow { workflow, .. } => workflow.clone(),
        Subject::Job { workflow, job, .. } => format!("{workflow} · {job}"),
        Subject::Step { workflow, job, step, .. } => format!("{workflow} · {job} · {step}"),
    }
}

/// What an alert may come from, by the newest reading that told of something; what was told at its opening says so, since
/// the numbers beside it are newer.
pub fn likely_cause(alert: &Alert) -> Option<String> {
    let told = |reading: &Reading| reading.explanation.as_ref()?.likely_cause.clone();
    let latest = alert.current.as_deref();
    let cause = latest.and_then(told).or_else(|| {
        let cause = told(&alert.reading)?;
        Some(if latest.is_some() { format!("When it opened: {cause}") } else { cause })
    })?;
    Some(intl::with_local_times(&reason(&cause)))
}
