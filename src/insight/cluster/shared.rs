//! What failed attempts have in common: the step, the category, the branch, the person; and the steps behind most failures.

use crate::domain::{NO_TEXT, Timestamp, sort_by};

use super::super::error_category::{Failure, failure_of};
use super::incident::{Sequence, Span};
use super::{ErrorCategory, NameMemory, Rate, SharedStep, SharedTrait, Subject, TraitValue, View};

/// Share of the failures that makes a trait dominant, and by how much it must exceed the usual share.
const DOMINANT_SHARE: f64 = 0.6;
const ABOVE_USUAL: f64 = 0.2;
/// Failures of which the trait must be known.
const FEWEST_KNOWN: u64 = 3;
/// Failed attempts of an incident that are looked at.
const MOST_LOOKED_AT: usize = 1_000;
/// Steps kept.
const MOST_STEPS: usize = 20;

/// How often each value occurs; few values, so that looking through them costs nothing.
#[derive(Default)]
struct Tally {
    known: u64,
    counts: Vec<(u64, u64)>,
}

impl Tally {
    fn add(&mut self, value: u64) {
        self.known += 1;
        match self.counts.iter_mut().find(|entry| entry.0 == value) {
            Some(entry) => entry.1 += 1,
            None => self.counts.push((value, 1)),
        }
    }

    /// The value that most have, where that makes it dominant.
    fn dominant(&self) -> Option<(u64, Rate)> {
        let &(value, count) = self.counts.iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let share = Rate::of(count, self.known);
        let is_dominant = self.known >= FEWEST_KNOWN && share.value.is_some_and(|share| share >= DOMINANT_SHARE);
        is_dominant.then_some((value, share))
    }
}

/// The first failed job of an attempt.
fn first_failure(view: &View<'_>, row: u32) -> Option<Failure> {
    view.executed_jobs(row).find_map(|job| failure_of(view, row, job))
}

fn name_key(failure: &Failure) -> u64 {
    u64::from(failure.job_name) << u32::BITS | u64::from(failure.step_name)
}

/// What most failures of these spans share.
pub(super) fn traits(view: &View<'_>, spans: &[(&Sequence, &Span)], names: &mut NameMemory) -> Vec<SharedTrait> {
    let [mut steps, mut categories, mut branches, mut actors] = [(); 4].map(|()| Tally::default());
    let attempts = &view.columns.attempts;
    let number = |column: &[u32], row: u32| column.get(row as usize).copied().filter(|&text| text != NO_TEXT);
    let rows = spans.iter().flat_map(|(sequence, span)| sequence.failed_rows(span).take(MOST_LOOKED_AT));
    for row in rows {
        if let Some(failure) = first_failure(view, row) {
            steps.add(name_key(&failure));
            categories.add(names.category(view, &failure) as u64);
        }
        for (column, tally) in [(&attempts.branch, &mut branches), (&attempts.actor, &mut actors)] {
            if let Some(text) = number(column, row) {
                tally.add(u64::from(text));
            }
        }
    }
    let text = |number: u64| view.columns.text(number as u32).map(str::to_owned);
    let step = steps.dominant().and_then(|(value, share)| {
        let value = TraitValue::Step { job: text(value >> u32::BITS)?, step: text(value & u64::from(u32::MAX)) };
        Some(SharedTrait { value, share, usual_share: None })
    });
    let category = categories.dominant().and_then(|(value, share)| {
        let category = ErrorCategory::ALL.into_iter().find(|category| *category as u64 == value)?;
        let value = TraitValue::Category(category);
        (category != ErrorCategory::Unknown).then_some(SharedTrait { value, share, usual_share: None })
    });
    let unusual = |tally: &Tally, column: &[u32], of: fn(String) -> TraitValue| {
        let (value, share) = tally.dominant()?;
        let before = || spans.iter().flat_map(|(sequence, span)| sequence.rows_before(span));
        let alike = before().filter(|&&row| number(column, row).map(u64::from) == Some(value)).count();
        let usual = Rate::of(alike as u64, before().count() as u64).value;
        let is_unusual = usual.is_none_or(|usual| share.value.unwrap_or_default() >= usual + ABOVE_USUAL);
        is_unusual.then_some(SharedTrait { value: of(text(value)?), share, usual_share: usual })
    };
    let branch = unusual(&branches, &attempts.branch, TraitValue::Branch);
    let actor = unusual(&actors, &attempts.actor, TraitValue::Actor);
    [step, category, branch, actor].into_iter().flatten().collect()
}

/// A step and the attempts it failed in.
struct Found {
    key: u64,
    failure: Failure,
    attempts: u64,
    first: u32,
    last: u32,
}

/// The steps that made most attempts of the view fail.
pub(super) fn steps(view: &View<'_>, names: &mut NameMemory) -> Vec<SharedStep> {
    let mut known: Vec<u64> = vec![0; view.columns.workflows.entries.len()];
    // By workflow, so that names are sought among a few.
    let mut found: Vec<Vec<Found>> = Vec::new();
    found.resize_with(known.len(), Vec::new);
    let mut of_row: Vec<u64> = Vec::new();
    for &row in view.rows.iter().filter(|&&row| view.outcome(row).is_failed()) {
        let workflow = usize::from(view.workflow(row));
        let Some(found) = found.get_mut(workflow) else { continue };
        let started = view.started_seconds(row);
        of_row.clear();
        for failure in view.executed_jobs(row).filter_map(|job| failure_of(view, row, job)) {
            let key = name_key(&failure);
            if of_row.contains(&key) {
                continue;
            }
            of_row.push(key);
            match found.iter_mut().find(|entry| entry.key == key) {
                Some(entry) => {
                    entry.attempts += 1;
                    entry.first = entry.first.min(started);
                    entry.last = entry.last.max(started);
                }
                None => found.push(Found { key, failure, attempts: 1, first: started, last: started }),
            }
        }
        if let Some(known) = known.get_mut(workflow).filter(|_| !of_row.is_empty()) {
            *known += 1;
        }
    }
    let mut all: Vec<(u16, Found)> = (0_u16..)
        .zip(found)
        .flat_map(|(workflow, found)| found.into_iter().map(move |entry| (workflow, entry)))
        .collect();
    sort_by(&mut all, |a, b| b.1.attempts.cmp(&a.1.attempts).then((a.0, a.1.key).cmp(&(b.0, b.1.key))));
    all.truncate(MOST_STEPS);
    all.into_iter().filter_map(|(workflow, entry)| shared_step(view, workflow, &known, &entry, names)).collect()
}

fn shared_step(
    view: &View<'_>,
    workflow: u16,
    known: &[u64],
    entry: &Found,
    names: &mut NameMemory,
) -> Option<SharedStep> {
    let text = |number: u32| view.columns.text(number).map(str::to_owned);
    let Subject::Workflow { workflow_id, workflow: label } = Subject::workflow(view, workflow)? else { return None };
    let job = text(entry.failure.job_name)?;
    let subject = match text(entry.failure.step_name) {
        Some(step) => Subject::Step { workflow_id, workflow: label, job, step },
        None => Subject::Job { workflow_id, workflow: label, job },
    };
    Some(SharedStep {
        subject,
        category: names.category(view, &entry.failure),
        share: Rate::of(entry.attempts, known.get(usize::from(workflow)).copied().unwrap_or_default()),
        first: Timestamp(i64::from(entry.first)),
        last: Timestamp(i64::from(entry.last)),
    })
}
