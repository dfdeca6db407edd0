//! Incidents of one workflow: maximal runs of failures in close succession, and the chance of each by what came before.

use crate::domain::{SECONDS_PER_HOUR, Timestamp};
use crate::stats::{BetaBinomial, Lack, median};

use super::super::past::PastOfWorkflow;
use super::View;

/// Failures that make an incident.
const FEWEST_FAILURES: u64 = 3;
/// Failures further apart than this, and than [`GAP_FACTOR`] usual intervals, belong to different incidents.
const LEAST_GAP_SECONDS: f64 = 2.0 * SECONDS_PER_HOUR as f64;
const GAP_FACTOR: f64 = 3.0;
/// Passes in a row that end an incident: one lucky pass amid an outage does not.
const PASSES_THAT_END: usize = 2;
/// Decided attempts before an incident by which it is judged: the newest so many, no fewer than so many.
const BASELINE: (usize, usize) = (1_000, 20);
/// Runs told of an incident.
const MOST_RUNS: usize = 10;

/// The decided attempts of a workflow in the order of their start.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    pub rows: Vec<u32>,
    /// Seconds since 1970.
    pub starts: Vec<u32>,
    pub failed: Vec<bool>,
    /// Failures before each position; one entry more than rows.
    pub failed_before: Vec<u32>,
}

/// A run of failures: positions in a [`Sequence`].
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub first: usize,
    pub last: usize,
    pub failed: u64,
    /// Start of the first, seconds since 1970.
    pub start: u32,
    pub end: Timestamp,
    pub expected: Option<f64>,
    pub p_value: Result<f64, Lack>,
}

impl Span {
    pub(super) fn decided(&self) -> u64 {
        (self.last - self.first) as u64 + 1
    }

    pub(super) fn is_incident(&self) -> bool {
        self.failed >= FEWEST_FAILURES
    }
}

impl Sequence {
    pub(super) fn of(of_workflow: &PastOfWorkflow<'_>) -> Self {
        let PastOfWorkflow { part, chronological, .. } = of_workflow;
        let count = chronological.len();
        let mut sequence = Self {
            rows: Vec::with_capacity(count),
            starts: Vec::with_capacity(count),
            failed: Vec::with_capacity(count),
            failed_before: Vec::with_capacity(count + 1),
        };
        sequence.failed_before.push(0);
        let mut failures = 0;
        for &row in chronological {
            let outcome = part.outcome(row);
            if outcome.is_decided() {
                failures += u32::from(outcome.is_failed());
                sequence.rows.push(row);
                sequence.starts.push(part.started_seconds(row));
                sequence.failed.push(outcome.is_failed());
                sequence.failed_before.push(failures);
            }
        }
        sequence
    }

    pub(super) fn start(&self, position: usize) -> u32 {
        self.starts.get(position).copied().unwrap_or_default()
    }

    /// Failed and decided attempts of a stretch of positions.
    pub(super) fn count(&self, from: usize, to: usize) -> (u64, u64) {
        let before = |position: usize| self.failed_before.get(position).copied().unwrap_or_default();
        (u64::from(before(to).saturating_sub(before(from))), to.saturating_sub(from) as u64)
    }

    /// Failures further apart do not belong together.
    fn longest_gap_seconds(&self) -> f64 {
        let pairs = self.starts.iter().zip(self.starts.iter().skip(1));
        let mut gaps: Vec<f64> = pairs.map(|(a, b)| f64::from(b.saturating_sub(*a))).collect();
        LEAST_GAP_SECONDS.max(GAP_FACTOR * median(&mut gaps).unwrap_or_default())
    }

    /// Runs of failures that last into the window, single failures among them.
    pub(super) fn incidents(&self, view: &View<'_>, window_start: u32) -> Vec<Span> {
        let longest_gap = self.longest_gap_seconds();
        let failures: Vec<usize> =
            self.failed.iter().enumerate().filter_map(|(position, &failed)| failed.then_some(position)).collect();
        let belongs = |a: &usize, b: &usize| {
            b - a <= PASSES_THAT_END && f64::from(self.start(*b).saturating_sub(self.start(*a))) < longest_gap
        };
        let runs = failures.chunk_by(belongs).filter_map(|run| Some((*run.first()?, *run.last()?, run.len() as u64)));
        let in_window = runs.filter(|run| self.start(run.1) >= window_start);
        in_window.map(|(first, last, failed)| self.span(view, first, last, failed)).collect()
    }

    fn span(&self, view: &View<'_>, first: usize, last: usize, failed: u64) -> Span {
        let row = self.rows.get(last).copied().unwrap_or_default();
        let seconds = view.duration_seconds(row).unwrap_or_default();
        let (failed_before, decided_before) = self.count(first.saturating_sub(BASELINE.0), first);
        let (a, b) = (failed_before as f64 + 0.5, (decided_before - failed_before) as f64 + 0.5);
        // An incident begins with a failure and ends with passes by definition: what follows on the first failure can
        // tell, up to and with the passes that ended it.
        let ended_by = (self.failed.len() - last - 1).min(PASSES_THAT_END);
        let after_first = (last + ended_by - first) as u64;
        let chance = || if failed > 1 { BetaBinomial { trials: after_first, a, b }.at_least(failed - 1) } else { 1.0 };
        let p_value = Lack::unless_enough(decided_before as usize, BASELINE.1).map(|()| chance());
        Span {
            first,
            last,
            failed,
            start: self.start(first),
            end: view.started(row).plus_seconds(seconds as i64),
            expected: p_value.is_ok().then(|| (last - first + 1) as f64 * a / (a + b)),
            p_value,
        }
    }

    /// Numbers of the first runs that failed, each once.
    pub(super) fn run_ids(&self, view: &View<'_>, span: &Span) -> Vec<u64> {
        let mut run_ids: Vec<u64> = Vec::new();
        for row in self.failed_rows(span) {
            let run_id = view.run_id(row);
            if !run_ids.contains(&run_id) {
                run_ids.push(run_id);
            }
            if run_ids.len() >= MOST_RUNS {
                break;
            }
        }
        run_ids
    }

    /// Rows of a span that failed.
    pub(super) fn failed_rows(&self, span: &Span) -> impl Iterator<Item = u32> {
        let within = span.first..=span.last;
        let rows = self.rows.get(within.clone()).unwrap_or_default();
        let failed = self.failed.get(within).unwrap_or_default();
        rows.iter().zip(failed).filter(|(_, failed)| **failed).map(|(&row, _)| row)
    }

    /// Rows by which a span is judged.
    pub(super) fn rows_before(&self, span: &Span) -> &[u32] {
        self.rows.get(span.first.saturating_sub(BASELINE.0)..span.first).unwrap_or_default()
    }
}
