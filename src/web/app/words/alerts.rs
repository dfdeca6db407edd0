//! Words of alerts: severities, states, ends, subjects.

use forerun::insight::{AlertEnd, Severity, Subject};

use super::Tone;

/// A severity and its tone.
pub fn severity(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Critical => ("Critical", Tone::Bad),
        Severity::Warning => ("Warning", Tone::Warning),
        Severity::Info => ("Note", Tone::Neutral),
    }
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
