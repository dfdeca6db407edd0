//! The attempts that a filter selects, with everything an analysis reads of them.

use core::ops::Range;
use std::rc::Rc;

use crate::domain::{
    AttemptColumns, Columns, Filter, Outcome, Period, SECONDS_PER_DAY, Settings, State, Timestamp, Window, Zone,
    sort_by_key, sort_numbers,
};

use super::memo::{Memo, Part};
use super::{DurationQuality, Prepared, Rows, prepare};

/// One choice of attempts. Row numbers point into `columns.attempts`; they ascend.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The history.
    pub columns: &'a Columns,
    /// Outcome and duration of every attempt of the history.
    pub prepared: &'a Prepared,
    /// What was asked for.
    pub filter: &'a Filter,
    /// The instants that the filter's window covers; attempts are chosen by their start.
    pub period: Period,
    /// Chosen rows.
    pub rows: Rows,
    /// In which days and hours are told.
    pub zone: &'a Zone,
    /// Thresholds and targets.
    pub settings: &'a Settings,
    /// The repository's main branch, where known.
    pub default_branch: Option<&'a str>,
    /// Whether the repository is private: its minutes on standard runners cost money.
    pub is_private: bool,
    /// The moment that counts as now.
    pub now: Timestamp,
    /// What has been worked out of these rows already.
    pub(super) memo: Rc<Memo>,
}

/// What every question about a repository is asked with, whatever the filter.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// In which days and hours are told.
    pub zone: &'a Zone,
    /// Thresholds and targets.
    pub settings: &'a Settings,
    /// The repository's main branch, where known.
    pub default_branch: Option<&'a str>,
    /// Whether the repository is private: its minutes on standard runners cost money.
    pub is_private: bool,
    /// The moment that counts as now.
    pub now: Timestamp,
}

/// Chooses the attempts that `filter` asks for: started in its window, of its workflow, branch and event.
pub fn select<'a>(columns: &'a Columns, prepared: &'a Prepared, filter: &'a Filter, context: Context<'a>) -> View<'a> {
    let Context { zone, settings, default_branch, is_private, now } = context;
    let (first, last) = columns.first_and_last_start().unwrap_or((now, now));
    let period = filter.window.period(now, first, last);
    let (rows, memo) = (rows_in(columns, filter, period).into(), Rc::default());
    View { columns, prepared, filter, period, rows, zone, settings, default_branch, is_private, now, memo }
}

/// What a view has chosen and worked out, to be looked at again without the history it was chosen from.
#[derive(Clone, Debug)]
pub struct Selection {
    period: Period,
    rows: Rows,
    now: Timestamp,
    memo: Rc<Memo>,
}

impl Selection {
    /// The moment that counted as now.
    pub fn now(&self) -> Timestamp {
        self.now
    }
}

/// The view that `selection` is of, its moment included, with all that has been worked out of it. History, filter and
/// context must be those it was chosen with: nothing is chosen anew.
pub fn select_again<'a>(
    columns: &'a Columns,
    prepared: &'a Prepared,
    filter: &'a Filter,
    context: Context<'a>,
    selection: &Selection,
) -> View<'a> {
    let Context { zone, settings, default_branch, is_private, .. } = context;
    let Selection { period, rows, now, memo } = selection.clone();
    View { columns, prepared, filter, period, rows, zone, settings, default_branch, is_private, now, memo }
}

impl View<'_> {
    /// What can be kept of it.
    pub fn selection(&self) -> Selection {
        Selection { period: self.period, rows: self.rows.clone(), now: self.now, memo: Rc::clone(&self.memo) }
    }

    /// The same choice over other instants.
    #[must_use]
    pub fn over(&self, period: Period) -> Self {
        self.choosing(period, rows_in(self.columns, self.filter, period))
    }

    /// The same choice over the equal window before; `None` for the window `all`, before which there is nothing.
    pub fn before(&self) -> Option<Self> {
        (self.filter.window != Window::All).then(|| self.over(self.period.before()))
    }

    /// The last `days` of 24 hours up to now.
    pub(super) fn last_days(&self, days: i64) -> Self {
        self.over(Period { start: self.now.plus_days(-days), end: self.now })
    }

    /// Other rows over other instants, all else alike.
    pub(super) fn choosing(&self, period: Period, rows: Vec<u32>) -> Self {
        self.remembering(period, rows.into(), Rc::default())
    }

    fn remembering(&self, period: Period, rows: Rows, memo: Rc<Memo>) -> Self {
        let Self { columns, prepared, filter, zone, settings, default_branch, is_private, now, .. } = *self;
        View { columns, prepared, filter, period, rows, zone, settings, default_branch, is_private, now, memo }
    }

    /// The view split by workflow, by GitHub's number: the workflow table is in the order of arrival, on which no answer
    /// may depend. With the position in that table.
    pub(super) fn by_workflow(&self) -> Vec<(u16, Self)> {
        let parts = self.memo.parts.get_or_init(|| self.split());
        let view =
            |part: &Part| (part.workflow, self.remembering(self.period, part.rows.clone(), Rc::clone(&part.memo)));
        parts.iter().map(view).collect()
    }

    fn split(&self) -> Vec<Part> {
        let mut counts = vec![0_usize; self.columns.workflows.entries.len()];
        let workflows = &self.columns.attempts.workflow;
        for &row in &self.rows {
            if let Some(count) = counts.get_mut(usize::from(cell(workflows, row))) {
                *count += 1;
            }
        }
        let mut parts: Vec<Vec<u32>> = counts.into_iter().map(Vec::with_capacity).collect();
        for &row in &self.rows {
            if let Some(part) = parts.get_mut(usize::from(cell(workflows, row))) {
                part.push(row);
            }
        }
        let filled = (0_u16..).zip(parts).filter(|(_, rows)| !rows.is_empty());
        let mut split: Vec<Part> =
            filled.map(|(workflow, rows)| Part { workflow, rows: rows.into(), memo: Rc::default() }).collect();
        sort_by_key(&mut split, |part| {
            self.columns.workflows.entries.get(usize::from(part.workflow)).map(|workflow| workflow.id)
        });
        split
    }

    /// Rows by start, then run, then attempt; `rows` themselves are by creation, which re-runs leave behind.
    pub(super) fn chronological(&self) -> Rows {
        let in_order = || {
            let starts = || self.rows.iter().map(|&row| self.started_seconds(row));
            if starts().is_sorted() { self.rows.clone() } else { self.by_start(self.rows.iter().copied()).into() }
        };
        self.memo.chronological.get_or_init(in_order).clone()
    }

    /// The same for some of them.
    pub fn chronological_where(&self, is_wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        self.by_start(self.rows.iter().copied().filter(|&row| is_wanted(row)))
    }

    /// Rows whose attempt passed and whose duration is known, with that duration in seconds.
    pub(super) fn passed_durations(&self) -> impl Iterator<Item = (u32, f64)> {
        let passed = self.rows.iter().filter(|&&row| self.outcome(row) == Outcome::Passed);
        passed.filter_map(|&row| Some((row, self.duration_seconds(row)?)))
    }

    /// Creation of the oldest stored attempt, filter or not: what lies before is unknown.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.columns.attempts.oldest()
    }

    /// How an attempt ended.
    #[inline]
    pub fn outcome(&self, row: u32) -> Outcome {
        self.prepared.outcome.get(row as usize).copied().unwrap_or(Outcome::Unfinished)
    }

    /// How long an attempt took; `None` where that is unknown or was dropped.
    #[inline]
    pub fn duration_seconds(&self, row: u32) -> Option<f64> {
        let seconds = self.prepared.duration_seconds.get(row as usize).copied();
        seconds.filter(|&seconds| seconds != u32::MAX).map(f64::from)
    }

    /// How the duration was come by.
    pub fn duration_quality(&self, row: u32) -> DurationQuality {
        self.prepared.duration_quality.get(row as usize).copied().unwrap_or(DurationQuality::Unknown)
    }

    /// When an attempt started.
    #[inline]
    pub fn started(&self, row: u32) -> Timestamp {
        Timestamp(i64::from(self.started_seconds(row)))
    }

    #[inline]
    pub(super) fn started_seconds(&self, row: u32) -> u32 {
        cell(&self.columns.attempts.started, row)
    }

    pub(super) fn created_seconds(&self, row: u32) -> u32 {
        cell(&self.columns.attempts.created, row)
    }

    #[inline]
    pub(super) fn run_id(&self, row: u32) -> u64 {
        cell(&self.columns.attempts.run_id, row)
    }

    pub(super) fn run_number(&self, row: u32) -> u32 {
        cell(&self.columns.attempts.run_number, row)
    }

    #[inline]
    pub(super) fn attempt(&self, row: u32) -> u16 {
        cell(&self.columns.attempts.attempt, row)
    }

    #[inline]
    pub(super) fn commit(&self, row: u32) -> u32 {
        cell(&self.columns.attempts.commit, row)
    }

    pub(super) fn event(&self, row: u32) -> u8 {
        cell(&self.columns.attempts.event, row)
    }

    pub(super) fn state(&self, row: u32) -> State {
        self.columns.attempts.state.get(row as usize).copied().unwrap_or(State::UNREPORTED)
    }

    /// Position of the attempt's workflow in the workflow table.
    #[inline]
    pub fn workflow(&self, row: u32) -> u16 {
        cell(&self.columns.attempts.workflow, row)
    }

    /// Local day on which an attempt started.
    pub(super) fn local_day(&self, row: u32) -> i64 {
        self.zone.local_day(self.started(row))
    }

    /// Start in days of 24 hours after the window's first instant.
    pub(super) fn days_into_window(&self, time: Timestamp) -> f64 {
        time.seconds_since(self.period.start) as f64 / SECONDS_PER_DAY as f64
    }

    /// Rows of the job columns that belong to an attempt.
    #[inline]
    pub fn jobs(&self, row: u32) -> Range<usize> {
        if self.prepared.jobs_end.is_empty() { 0..0 } else { self.prepared.jobs_of(self.columns, row as usize) }
    }

    /// Of them, those that ran in this attempt.
    pub(super) fn executed_jobs(&self, row: u32) -> impl Iterator<Item = usize> {
        self.jobs(row).filter(move |&job| prepare::is_executed(self.columns, row as usize, job))
    }

    /// Whether an attempt failed before any job began.
    pub(super) fn is_startup_failure(&self, row: u32) -> bool {
        self.outcome(row) == Outcome::Failed
            && prepare::is_startup_failure(&self.columns.attempts, row as usize, !self.jobs(row).is_empty())
    }

    /// Rows on the repository's own main branch, by start; none where that branch is unknown.
    pub(super) fn decided_on_default_branch(&self) -> Vec<u32> {
        let branch = self.default_branch_number();
        if branch.is_none() {
            return Vec::new();
        }
        let is_there = |row: &u32| self.is_on(*row, branch) && self.outcome(*row).is_decided();
        self.by_start(self.rows.iter().copied().filter(is_there))
    }

    /// Number of the main branch among the texts, where it is known.
    pub(super) fn default_branch_number(&self) -> Option<u32> {
        self.default_branch.and_then(|name| self.columns.texts.find(name.as_bytes()))
    }

    /// Whether an attempt ran on this branch of the repository itself, not on a fork's branch of that name.
    pub(super) fn is_on(&self, row: u32, branch: Option<u32>) -> bool {
        let attempts = &self.columns.attempts;
        let position = row as usize;
        branch.is_some()
            && attempts.branch.get(position).copied() == branch
            && !attempts.has_flag(position, AttemptColumns::FROM_FORK)
    }

    /// First attempts start in the order of creation or nearly so: they are merged with the sorted others.
    fn by_start(&self, rows: impl Iterator<Item = u32>) -> Vec<u32> {
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for row in rows {
            let key = u64::from(self.started_seconds(row)) << u32::BITS | u64::from(row);
            if self.attempt(row) <= 1 { first.push(key) } else { later.push(key) }
        }
        for keys in [&mut first, &mut later] {
            if !keys.is_sorted() {
                sort_numbers(keys);
            }
        }
        let mut later = later.into_iter().peekable();
        let mut merged = Vec::with_capacity(first.len() + later.len());
        for key in first {
            while let Some(earlier) = later.next_if(|&other| other < key) {
                merged.push(earlier as u32);
            }
            merged.push(key as u32);
        }
        merged.extend(later.map(|key| key as u32));
        merged
    }
}

#[inline]
fn cell<T: Copy + Default>(column: &[T], row: u32) -> T {
    column.get(row as usize).copied().unwrap_or_default()
}

fn rows_in(columns: &Columns, filter: &Filter, period: Period) -> Vec<u32> {
    let attempts = &columns.attempts;
    // A text or workflow that the history does not know chooses nothing; no text chooses everything.
    let known = |wanted: Option<Option<u32>>| wanted.map_or(Some(None), |number| number.map(Some));
    let workflow = known(filter.workflow_id.map(|id| columns.workflows.position(id).map(u32::from)));
    let branch = known(filter.branch.as_ref().map(|text| columns.texts.find(text.as_bytes())));
    let event = known(filter.event.as_ref().map(|text| columns.events.find(text.as_bytes())));
    let (Some(workflow), Some(branch), Some(event)) = (workflow, branch, event) else { return Vec::new() };
    let within = |row: u32| period.contains(Timestamp(i64::from(cell(&attempts.started, row))));
    let mut rest = [
        workflow.map(|workflow| Narrowing::Workflow(&attempts.workflow, workflow)),
        branch.map(|branch| Narrowing::Branch(&attempts.branch, branch)),
        event.map(|event| Narrowing::Event(&attempts.event, event)),
    ]
    .into_iter()
    .flatten();
    // The first column is read from end to end, the others only where it holds what is wanted.
    let mut rows = match rest.next() {
        None => return (0..attempts.len() as u32).filter(|&row| within(row)).collect(),
        Some(first) => first.rows(),
    };
    rest.for_each(|next| rows.retain(|&row| next.holds(row)));
    rows.retain(|&row| within(row));
    rows
}

/// One column and what it must hold.
enum Narrowing<'a> {
    Workflow(&'a [u16], u32),
    Branch(&'a [u32], u32),
    Event(&'a [u8], u32),
}

impl Narrowing<'_> {
    fn rows(&self) -> Vec<u32> {
        fn of<T: Copy + Into<u32>>(column: &[T], wanted: u32) -> Vec<u32> {
            (0..).zip(column).filter(|&(_, &value)| value.into() == wanted).map(|(row, _)| row).collect()
        }
        match self {
            Self::Workflow(column, wanted) => of(column, *wanted),
            Self::Branch(column, wanted) => of(column, *wanted),
            Self::Event(column, wanted) => of(column, *wanted),
        }
    }

    fn holds(&self, row: u32) -> bool {
        match self {
            Self::Workflow(column, wanted) => u32::from(cell(column, row)) == *wanted,
            Self::Branch(column, wanted) => cell(column, row) == *wanted,
            Self::Event(column, wanted) => u32::from(cell(column, row)) == *wanted,
        }
    }
}
