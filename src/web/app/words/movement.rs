//! Words for what moved: whose numbers they are, what a change did. Owns no number.

use forerun::insight::{Changepoint, Cycle, Metric, Subject};
use forerun::view::format;

use super::counted;

/// Whose numbers they are, in full.
pub fn subject_name(subject: &Subject) -> String {
    match subject {
        Subject::Repository => "All workflows".to_owned(),
        Subject::Workflow { workflow, .. } => workflow.clone(),
        Subject::Job { workflow, job, .. } => format!("{workflow} / {job}"),
        Subject::Step { workflow, job, step, .. } => format!("{workflow} / {job} / {step}"),
    }
}

/// What kind of thing it is.
pub fn subject_kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Repository => "Selection",
        Subject::Workflow { .. } => "Workflow",
        Subject::Job { .. } => "Job",
        Subject::Step { .. } => "Step",
    }
}

/// How many values of a subject: attempts of what is run as a whole, executions of its parts.
pub fn counted_values(subject: &Subject, count: u64) -> String {
    match subject {
        Subject::Repository | Subject::Workflow { .. } => counted(count, "attempt", "attempts"),
        Subject::Job { .. } | Subject::Step { .. } => counted(count, "execution", "executions"),
    }
}

/// `got 23 % slower`; the subject goes before it.
pub fn what_changed(change: &Changepoint) -> String {
    let rises = change.after.value > change.before.value;
    let by = change.change_percent.map(|percent| format!(" {}", format::percent(percent.abs() / 100.0)));
    let by = by.unwrap_or_default();
    match (change.metric, rises) {
        (Metric::Duration, true) => format!("got{by} slower"),
        (Metric::Duration, false) => format!("got{by} faster"),
        (Metric::FailureRate, true) => "began to fail more often".to_owned(),
        (Metric::FailureRate, false) => "began to fail less often".to_owned(),
        (Metric::QueueTime, true) => format!("waits{by} longer for runners"),
        (Metric::QueueTime, false) => format!("waits{by} less for runners"),
        (Metric::Volume | Metric::SuccessRate, true) => format!("rose{by}"),
        (Metric::Volume | Metric::SuccessRate, false) => format!("fell{by}"),
    }
}

/// A change of seconds with its sign: `+1 min 05 s`.
pub fn signed_duration(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "−" } else { "+" };
    format!("{sign}{}", format::duration(seconds.abs()))
}

/// A weekday, Monday is 0, or an hour.
pub fn phase_name(cycle: Cycle, phase: u8) -> String {
    const DAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
    match cycle {
        Cycle::Week => DAYS.get(usize::from(phase)).copied().unwrap_or_default().to_owned(),
        Cycle::Day => format!("{phase:02}:00 – {:02}:00", (phase + 1) % 24),
    }
}

/// So many letters tell one commit from another.
pub fn short_commit(commit: &str) -> String {
    commit.get(..7).unwrap_or(commit).to_owned()
}
