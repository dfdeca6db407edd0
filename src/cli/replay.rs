//! `forerun replay`: files in, what an alert rule would have done over them out.

use std::fmt::Write as _;

use forerun::domain::{Filter, Timestamp, Window, Zone};
use forerun::engine::{Answer, Query};
use forerun::insight::{Firing, Replay, Severity, Subject};

use crate::arguments::ReplayOptions;
use crate::failure::Failure;
use crate::files::misunderstanding;

/// The replay as text or JSON.
pub fn run(options: &ReplayOptions) -> Result<String, Failure> {
    let filter = Filter { window: Window::All, ..Filter::default() };
    let query = Query::Replay(Box::new(options.rule.clone()), filter, Zone::default());
    match options.files.ask(options.files.history()?, query)? {
        Answer::Replay(replay) if options.json => serde_json::to_string_pretty(&*replay)
            .map(|text| text + "\n")
            .map_err(|error| Failure::Engine(format!("the replay could not be written ({error})"))),
        Answer::Replay(replay) => Ok(text(&replay)),
        _ => Err(misunderstanding()),
    }
}

fn text(replay: &Replay) -> String {
    let level = |level: Option<f64>| level.map_or_else(|| "–".to_owned(), |level| level.to_string());
    let mut lines = String::new();
    let share = replay.quiet_share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", 100.0 * share));
    let monthly = replay.expected_alerts_a_month.map_or_else(|| "–".to_owned(), |count| format!("{count:.1}"));
    let (warning, critical) = (level(replay.rule.warning), level(replay.rule.critical));
    // Writing to a string cannot fail.
    writeln!(lines, "Rule {}: warning at {warning}, critical at {critical}", replay.rule.id).ok();
    writeln!(lines, "{} evaluations over {:.1} days, {share} of them quiet", replay.evaluations, replay.days).ok();
    writeln!(lines, "{} firings, {} of them flapping; {monthly} a month", replay.firings.len(), replay.flapping).ok();
    for firing in &replay.firings {
        lines += &line(firing);
    }
    lines
}

fn line(firing: &Firing) -> String {
    let severity = match firing.severity {
        Severity::Critical => "critical",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let subject = match &firing.subject {
        Subject::Repository => "repository",
        Subject::Workflow { workflow, .. } | Subject::Job { workflow, .. } | Subject::Step { workflow, .. } => workflow,
    };
    let ended = firing.resolved_at.map_or_else(|| "open".to_owned(), Timestamp::to_rfc3339);
    let words = firing.reading.explanation.as_ref();
    let description = words.map_or("", |words| words.description.as_str());
    let cause = words.and_then(|words| words.likely_cause.as_deref()).unwrap_or_default();
    let opened = firing.opened_at.to_rfc3339();
    format!("\n{opened} to {ended}  {severity}  {subject}\n  {}\n", [description, cause].join(" ").trim_end())
}
