//! Turns arriving records into rows: texts into dictionary numbers, times into seconds, words into states. Decides
//! nothing about which record is kept.
//!
//! Limits of the columns, and what happens beyond them: times are clamped to the years 1970–2106; a commit that is
//! not hexadecimal is dropped; the 256th different event and all later ones become [`OTHER`], likewise the 224th
//! unknown state word. Order of arrival can matter only beyond those limits.

use super::table::{AttemptRow, JobRow, StepRow};
use crate::domain::{Attempt, AttemptColumns, Columns, Dictionary, Job, NO_TEXT, NO_TIME, State, Step, Timestamp};

/// Stands for all words that a small dictionary has no room for.
pub(super) const OTHER: &str = "(other)";
/// Entries that an event's byte can name.
const MOST_EVENTS: usize = 256;
/// Entries that a state's byte can name behind the known words.
const MOST_UNKNOWN_WORDS: usize = 256 - State::FIRST_UNKNOWN as usize;

/// An attempt as a row, at a workflow's position.
pub(super) fn attempt_row(columns: &mut Columns, attempt: &Attempt, workflow: u16) -> AttemptRow {
    AttemptRow {
        run_id: attempt.key.run_id,
        attempt: attempt.key.attempt,
        run_number: attempt.run_number,
        workflow,
        branch: text_number(&mut columns.texts, attempt.branch.as_deref()),
        event: event_number(&mut columns.events, attempt.event.as_bytes()),
        commit: attempt.sha.as_deref().and_then(from_hexadecimal).map_or(NO_TEXT, |sha| columns.commits.intern(&sha)),
        actor: text_number(&mut columns.texts, attempt.actor.as_deref()),
        title: columns.texts.intern(attempt.title.as_bytes()),
        created: seconds(attempt.created_at),
        started: seconds(attempt.started_at),
        updated: seconds(attempt.updated_at),
        state: state(&mut columns.unknown_words, &attempt.state),
        flags: if attempt.from_fork { AttemptColumns::FROM_FORK } else { 0 },
    }
}

/// A job as a row; `run_created` is the creation of its run.
pub(super) fn job_row(columns: &mut Columns, job: &Job, run_created: u32) -> JobRow {
    // A label cannot hold a line break at GitHub; a hostile one must not become two.
    let labels: Vec<String> = job.labels.iter().map(|label| label.replace('\n', " ")).collect();
    let labels = (!labels.is_empty()).then(|| labels.join("\n"));
    JobRow {
        run_created,
        run_id: job.key.run_id,
        attempt: job.key.attempt,
        id: job.id,
        name: columns.texts.intern(job.name.as_bytes()),
        labels: text_number(&mut columns.texts, labels.as_deref()),
        runner: text_number(&mut columns.texts, job.runner_name.as_deref()),
        runner_group: text_number(&mut columns.texts, job.runner_group.as_deref()),
        created: seconds_or_none(job.created_at),
        picked_up: seconds_or_none(job.picked_up_at),
        started: seconds_or_none(job.started_at),
        completed: seconds_or_none(job.completed_at),
        state: state(&mut columns.unknown_words, &job.state),
    }
}

/// A step as a row.
pub(super) fn step_row(columns: &mut Columns, step: &Step) -> StepRow {
    StepRow {
        name: columns.texts.intern(step.name.as_bytes()),
        number: step.number,
        state: state(&mut columns.unknown_words, &step.state),
        started: seconds_or_none(step.started_at),
        completed: seconds_or_none(step.completed_at),
    }
}

/// Seconds since 1970 as a column holds them.
pub(super) fn seconds(time: Timestamp) -> u32 {
    // The greatest value means "no time".
    time.0.clamp(0, i64::from(NO_TIME - 1)) as u32
}

fn seconds_or_none(time: Option<Timestamp>) -> u32 {
    time.map_or(NO_TIME, seconds)
}

fn text_number(texts: &mut Dictionary, text: Option<&str>) -> u32 {
    text.map_or(NO_TEXT, |text| texts.intern(text.as_bytes()))
}

/// The number of an event, within a byte.
pub(super) fn event_number(events: &mut Dictionary, event: &[u8]) -> u8 {
    limited_number(events, event, MOST_EVENTS)
}

/// The state of a word, known or not.
pub(super) fn state(unknown_words: &mut Dictionary, word: &str) -> State {
    State::from_word(word).unwrap_or_else(|| {
        State(State::FIRST_UNKNOWN + limited_number(unknown_words, word.as_bytes(), MOST_UNKNOWN_WORDS))
    })
}

/// Interns into a dictionary of at most `most` entries, the last of which is [`OTHER`].
fn limited_number(dictionary: &mut Dictionary, word: &[u8], most: usize) -> u8 {
    let has_room = dictionary.len() + 1 < most;
    let number = match dictionary.find(word) {
        Some(number) => number,
        None if has_room => dictionary.intern(word),
        None => dictionary.intern(OTHER.as_bytes()),
    };
    number as u8
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    let fits = pairs.remainder().is_empty() && !digits.is_empty();
    fits.then(|| pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_hexadecimal_or_nothing() {
        for (text, expected) in [
            ("00ff", Some(vec![0, 255])),
            ("ABcd", Some(vec![0xab, 0xcd])),
            ("", None),
            ("abc", None),
            ("zz", None),
            ("é0", None),
        ] {
            assert_eq!(from_hexadecimal(text), expected, "{text}");
        }
    }

    #[test]
    fn full_dictionaries_name_the_rest_openly() {
        let (mut events, mut words) = (Dictionary::default(), Dictionary::default());
        for number in 0..1_000 {
            let event = event_number(&mut events, format!("event {number}").as_bytes());
            let expected = if number < 255 { format!("event {number}") } else { OTHER.to_owned() };
            assert_eq!(events.text(u32::from(event)), expected);
            let state = state(&mut words, &format!("word {number}"));
            let expected = if number < 223 { format!("word {number}") } else { OTHER.to_owned() };
            assert_eq!(words.text(state.unknown_index().unwrap() as u32), expected);
        }
        assert_eq!((events.len(), words.len()), (256, 224));
        assert_eq!(state(&mut words, "success"), State::SUCCESS);
    }

    #[test]
    fn times_are_clamped_below_the_mark_for_none() {
        for (time, expected) in [(-5, 0), (0, 0), (1_767_312_000, 1_767_312_000), (i64::MAX, NO_TIME - 1)] {
            assert_eq!(seconds(Timestamp(time)), expected);
        }
    }
}
