//! Words that all three sentences need: whom they are about, which window, counted nouns, lists.

use crate::domain::{Window, Zone};
use crate::insight::Subject;

use super::Told;
use crate::view::{date, format};

/// Names of GitHub that are longer are cut.
const LONGEST_NAME: usize = 60;

/// Whom the sentences are about: the repository, or what the filter leaves. Not "CI": many a workflow is called so.
pub(super) fn subject(told: Told<'_>) -> String {
    let filter = told.filter;
    let workflow = filter.workflow_id.map(|id| {
        let known = told.insight.workflows.iter().find(|workflow| workflow.workflow_id == id);
        known.map_or_else(|| "this workflow".to_owned(), |workflow| quoted(&workflow.label))
    });
    let branch = filter.branch.as_ref().map(|branch| format!(" on the branch {}", quoted(branch)));
    let event = filter.event.as_ref().map(|event| format!(" for the event {}", quoted(&event.replace('_', " "))));
    let who = workflow.unwrap_or_else(|| "this repository".to_owned());
    format!("{who}{}{}", branch.unwrap_or_default(), event.unwrap_or_default())
}

/// `in the last 30 days`.
pub(super) fn within(told: Told<'_>) -> String {
    match told.filter.window {
        Window::LastHours(hours) => format!("in the last {}", stretch(hours, "hour")),
        Window::LastDays(days) => format!("in the last {}", stretch(days, "day")),
        Window::All => "in everything stored".to_owned(),
        Window::Custom(..) => format!("in {}", span(told, told.zone)),
    }
}

/// `the 30 days before`.
pub(super) fn before(told: Told<'_>) -> String {
    match told.filter.window {
        Window::LastHours(1) => "the hour before".to_owned(),
        Window::LastDays(1) => "the day before".to_owned(),
        Window::LastHours(hours) => format!("the {} before", stretch(hours, "hour")),
        Window::LastDays(days) => format!("the {} before", stretch(days, "day")),
        Window::All | Window::Custom(..) => "the same length of time before".to_owned(),
    }
}

fn span(told: Told<'_>, zone: &Zone) -> String {
    date::span(told.insight.period, zone)
}

/// `30 days`, `hour`.
fn stretch(count: u32, unit: &str) -> String {
    if count == 1 { unit.to_owned() } else { format!("{}\u{a0}{unit}s", format::count(u64::from(count))) }
}

/// `1 attempt`, `12 attempts`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{}\u{a0}{noun}{}", format::count(count), if count == 1 { "" } else { "s" })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The name of what a changepoint or alert is about.
pub(super) fn name_of(subject: &Subject) -> String {
    match subject {
        Subject::Repository => "everything".to_owned(),
        Subject::Workflow { workflow, .. } => quoted(workflow),
        Subject::Job { workflow, job, .. } => quoted(&format!("{workflow} / {job}")),
        Subject::Step { job, step, .. } => quoted(&format!("{job} / {step}")),
    }
}

/// A name from GitHub: on one line, of bounded length, in quotation marks.
pub(super) fn quoted(name: &str) -> String {
    format!("“{}”", clean(name))
}

/// A text from GitHub without what would break or turn a line around, cut to a bounded length.
pub(super) fn clean(text: &str) -> String {
    // Marks that make following text run the other way are no control characters.
    let turns = |character: char| matches!(character, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = text
        .chars()
        .map(|character| if character.is_control() || turns(character) { ' ' } else { character })
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let plain = words.join(" ");
    if plain.chars().count() <= LONGEST_NAME {
        return plain;
    }
    let cut: String = plain.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", cut.trim_end())
}

/// With its first letter large.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Text that Markdown reads as text.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character => escaped.push(character),
        }
    }
    escaped
}
