//! Commits on which a subject failed, and what repeating showed there. Attempts of one run differ in nothing but the
//! attempt: strong evidence. Other runs of the same commit and event are weak evidence; other events (a push and the
//! pull request of the same commit) and other entries of a matrix are no repetition at all.

use crate::domain::sort_numbers;

use super::scope::Scope;
use super::waste::Waste;
use super::{EvidenceStrength, FlakyGroups, View};

/// Two outcomes on one commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub strength: EvidenceStrength,
    /// Row that failed, and the job there.
    pub failed: u32,
    pub failed_job: Option<usize>,
    /// Row that passed.
    pub passed: u32,
    /// Start of the later one.
    pub found_at: u32,
}

/// What repeating showed about one subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// Over commits that first failed in the window.
    pub groups: FlakyGroups,
    /// Of those commits; unordered.
    pub pairs: Vec<Pair>,
    /// Work lost on those commits.
    pub waste: Waste,
    /// Of the whole history: when evidence came, in seconds, and its weight in half commits; ascending.
    pub events: Vec<(u32, u8)>,
    /// Of the whole history: commits on which it failed, and of them those repeated in any way.
    pub failing: u64,
    pub repeated: u64,
}

/// One outcome of a subject in an attempt.
#[derive(Clone, Copy, Debug)]
struct Trial {
    row: u32,
    job: Option<usize>,
    failed: bool,
}

/// What repeating showed about everyone in `scope`, by position. `failing` serves one workflow after the other.
pub(super) fn evidence(
    history: &View<'_>,
    scope: &Scope,
    window_start: u32,
    failing: &mut FailingCommits,
) -> Vec<Shown> {
    let mut shown = vec![Shown::default(); scope.followed.len()];
    failing.fill(history, scope);
    let mut trials: Vec<Trial> = Vec::new();
    // Subject and commit above, position in `trials` below: sorting brings groups together, each in order of creation.
    let mut keys: Vec<u64> = Vec::new();
    for &row in &history.rows {
        let place = failing.place(history.commit(row)).filter(|_| !scope.is_infrastructure(row));
        let Some(place) = place else { continue };
        scope.trials(history, row, |position, job, failed| {
            let group = u64::from(position) * failing.count + place;
            keys.push(group << u32::BITS | trials.len() as u64);
            trials.push(Trial { row, job, failed });
        });
    }
    failing.clear();
    sort_numbers(&mut keys);
    let mut group: Vec<Trial> = Vec::new();
    for of_group in keys.chunk_by(|a, b| a >> u32::BITS == b >> u32::BITS) {
        group.clear();
        group.extend(of_group.iter().filter_map(|&key| trials.get(key as u32 as usize)));
        // Two jobs of one name in one attempt are one trial.
        group.dedup_by(|next, kept| {
            let is_same = next.row == kept.row;
            kept.failed |= is_same && next.failed;
            is_same
        });
        let position = of_group.first().map_or(0, |key| (key >> u32::BITS) / failing.count.max(1));
        if let Some(shown) = shown.get_mut(position as usize) {
            shown.add(history, &group, window_start);
        }
    }
    for shown in &mut shown {
        let mut events: Vec<u64> =
            shown.events.iter().map(|&(time, halves)| u64::from(time) << 8 | u64::from(halves)).collect();
        sort_numbers(&mut events);
        shown.events = events.into_iter().map(|event| ((event >> 8) as u32, event as u8)).collect();
    }
    shown
}

/// Commits on which a workflow or one of its jobs failed, numbered. One vector for all workflows: a million commits
/// cleared for each of them would cost more than all the rest.
pub(super) struct FailingCommits {
    places: Vec<u32>,
    /// Commits that have a place now.
    filled: Vec<u32>,
    count: u64,
}

impl FailingCommits {
    const NONE: u32 = u32::MAX;

    /// Room for the commits of a history.
    pub(super) fn new(history: &View<'_>) -> Self {
        Self { places: vec![Self::NONE; history.columns.commits.len()], filled: Vec::new(), count: 0 }
    }

    fn fill(&mut self, history: &View<'_>, scope: &Scope) {
        // Keys must fit: position × count + place < 2^32.
        let most = u64::from(u32::MAX) / scope.followed.len().max(1) as u64;
        self.count = 0;
        for &row in &history.rows {
            let mut failed = false;
            scope.trials(history, row, |_, _, is_failed| failed |= is_failed);
            // Failures are few: only theirs are looked up in a table too large for the processor's caches.
            if !failed || scope.is_infrastructure(row) || self.count >= most {
                continue;
            }
            let commit = history.commit(row);
            if let Some(place) = self.places.get_mut(commit as usize).filter(|place| **place == Self::NONE) {
                *place = self.count as u32;
                self.filled.push(commit);
                self.count += 1;
            }
        }
    }

    fn clear(&mut self) {
        for commit in self.filled.drain(..) {
            if let Some(place) = self.places.get_mut(commit as usize) {
                *place = Self::NONE;
            }
        }
    }

    fn place(&self, commit: u32) -> Option<u64> {
        self.places.get(commit as usize).copied().filter(|&place| place != Self::NONE).map(u64::from)
    }
}

impl Shown {
    /// One commit's trials, those of a run side by side in the order of attempts.
    fn add(&mut self, view: &View<'_>, group: &[Trial], window_start: u32) {
        let failures = || group.iter().filter(|trial| trial.failed);
        let Some(first_failure) = failures().map(|trial| view.started_seconds(trial.row)).min() else { return };
        let is_in_window = first_failure >= window_start;
        let (mut is_repeated, mut strong) = (false, None);
        for run in group.chunk_by(|a, b| view.run_id(a.row) == view.run_id(b.row)) {
            is_repeated |= run.len() > 1 && run.iter().any(|trial| trial.failed);
            let changes = run.iter().zip(run.iter().skip(1)).find(|(a, b)| a.failed != b.failed);
            let Some((before, after)) = changes else { continue };
            strong = strong.or(Some(pair(view, EvidenceStrength::Strong, before, after)));
            if is_in_window {
                let rows: Vec<(u32, Option<usize>, bool)> =
                    run.iter().map(|trial| (trial.row, trial.job, trial.failed)).collect();
                self.waste.add_run(view, &rows);
            }
        }
        let (is_repeated_elsewhere, weak) = across_runs(view, group);
        self.failing += 1;
        self.repeated += u64::from(is_repeated || is_repeated_elsewhere);
        self.events.extend(weak.map(|pair| (pair.found_at, 1)));
        // The same commit never weighs more than one: strong evidence after weak adds the other half.
        let is_told = |at: u32| weak.is_some_and(|weak| weak.found_at <= at);
        self.events.extend(strong.map(|pair| (pair.found_at, if is_told(pair.found_at) { 1 } else { 2 })));
        if is_in_window {
            let is_only_elsewhere = !is_repeated && is_repeated_elsewhere;
            self.groups.add(&FlakyGroups {
                failing: 1,
                repeated: u64::from(is_repeated),
                flaky: u64::from(strong.is_some()),
                repeated_elsewhere: u64::from(is_only_elsewhere),
                flaky_elsewhere: u64::from(is_only_elsewhere && weak.is_some()),
            });
            let weak = weak.filter(|_| is_only_elsewhere);
            self.pairs.extend(strong.or(weak));
        }
    }
}

fn pair(view: &View<'_>, strength: EvidenceStrength, before: &Trial, after: &Trial) -> Pair {
    let (failed, passed) = if before.failed { (before, after) } else { (after, before) };
    let found_at = view.started_seconds(before.row).max(view.started_seconds(after.row));
    Pair { strength, failed: failed.row, failed_job: failed.job, passed: passed.row, found_at }
}

/// The last outcomes of an event's runs so far.
struct Lane<'a> {
    event: u8,
    run_id: u64,
    passed: Option<&'a Trial>,
    failed: Option<&'a Trial>,
}

/// Whether runs of the same event repeated each other where one failed, and the first two that ended otherwise.
fn across_runs(view: &View<'_>, group: &[Trial]) -> (bool, Option<Pair>) {
    let mut lanes: Vec<Lane<'_>> = Vec::new();
    let (mut is_repeated, mut found) = (false, None);
    for trial in group {
        let (event, run_id) = (view.event(trial.row), view.run_id(trial.row));
        let Some(lane) = lanes.iter_mut().find(|lane| lane.event == event) else {
            let (passed, failed) = if trial.failed { (None, Some(trial)) } else { (Some(trial), None) };
            lanes.push(Lane { event, run_id, passed, failed });
            continue;
        };
        let other = if trial.failed { lane.passed } else { lane.failed };
        let other = other.filter(|other| view.run_id(other.row) != run_id);
        found = found.or(other.map(|other| pair(view, EvidenceStrength::Weak, other, trial)));
        is_repeated |= lane.run_id != run_id && (trial.failed || lane.failed.is_some());
        lane.run_id = run_id;
        *if trial.failed { &mut lane.failed } else { &mut lane.passed } = Some(trial);
    }
    (is_repeated, found)
}
