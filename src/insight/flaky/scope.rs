//! Whose trials are followed: the workflow, and the jobs and steps of it that ever failed. Also which attempts are no
//! evidence of flakiness. Keeps no outcome.

use crate::domain::{AttemptColumns, NO_TEXT, Outcome};

use super::super::error_category::{Failure, failure_of};
use super::{Subject, View};

/// Subjects of a workflow that are followed; a matrix beyond is cut off.
const MOST_SUBJECTS: usize = 4_000;
/// Fewest jobs by which an attempt can be told to have failed as a whole.
const FEWEST_JOBS: u64 = 3;

/// Someone who can fail: texts by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Followed {
    /// [`NO_TEXT`] for the workflow itself.
    pub job: u32,
    /// [`NO_TEXT`] for a job or the workflow.
    pub step: u32,
}

/// Everyone in a workflow who is followed. Position 0 is the workflow.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub followed: Vec<Followed>,
    /// By text number: position of the job with this name, 0 for none.
    job_positions: Vec<u32>,
    /// By position of a job: positions of its steps.
    steps: Vec<Vec<u32>>,
    /// Failed attempts that are no evidence, ascending.
    pub infrastructure: Vec<u32>,
}

/// A decided execution of a job in an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Execution {
    pub job: usize,
    /// What failed; `None` where it passed.
    pub failure: Option<Failure>,
}

/// The executed jobs of an attempt that passed or failed.
pub(super) fn executions<'a>(view: &'a View<'_>, row: u32) -> impl Iterator<Item = Execution> + 'a {
    view.executed_jobs(row).filter_map(move |job| {
        let failure = failure_of(view, row, job);
        let is_decided = failure.is_some() || view.columns.jobs.state.get(job) == Some(&crate::domain::State::SUCCESS);
        is_decided.then_some(Execution { job, failure })
    })
}

impl Scope {
    /// Everyone in the rows of `part`, which are those of one workflow.
    pub(super) fn of(part: &View<'_>) -> Self {
        let has_jobs = !part.columns.jobs.is_empty();
        let mut scope = Self {
            followed: vec![Followed { job: NO_TEXT, step: NO_TEXT }],
            job_positions: if has_jobs { vec![0; part.columns.texts.len()] } else { Vec::new() },
            steps: vec![Vec::new()],
            infrastructure: Vec::new(),
        };
        for &row in &part.rows {
            let (mut decided, mut failed) = (0_u64, 0_u64);
            for execution in executions(part, row) {
                decided += 1;
                failed += u64::from(execution.failure.is_some());
                if let Some(failure) = &execution.failure {
                    scope.follow(failure);
                }
            }
            // More than 80 %, in whole numbers.
            let is_wholesale = decided >= FEWEST_JOBS && 5 * failed > 4 * decided;
            if part.outcome(row).is_failed() && (is_wholesale || part.is_startup_failure(row)) {
                scope.infrastructure.push(row);
            }
        }
        scope
    }

    fn follow(&mut self, failure: &Failure) {
        let Some(position) = self.job_positions.get(failure.job_name as usize).copied() else { return };
        let job = if position == 0 { self.add(failure.job_name, NO_TEXT) } else { position };
        if position == 0
            && let Some(known) = self.job_positions.get_mut(failure.job_name as usize)
        {
            *known = job;
        }
        if job != 0 && failure.step_name != NO_TEXT && self.step_of(job, failure.step_name).is_none() {
            let step = self.add(failure.job_name, failure.step_name);
            if let Some(steps) = self.steps.get_mut(job as usize).filter(|_| step != 0) {
                steps.push(step);
            }
        }
    }

    /// The new position, 0 where there is no more room.
    fn add(&mut self, job: u32, step: u32) -> u32 {
        if self.followed.len() >= MOST_SUBJECTS {
            return 0;
        }
        self.followed.push(Followed { job, step });
        self.steps.push(Vec::new());
        self.followed.len() as u32 - 1
    }

    fn step_of(&self, job: u32, step: u32) -> Option<u32> {
        let is_it = |position: &&u32| self.followed.get(**position as usize).is_some_and(|known| known.step == step);
        self.steps.get(job as usize)?.iter().find(is_it).copied()
    }

    /// Tells `each` of everyone whom an attempt decides: position, job execution where there is one, whether it failed.
    /// A job that passed passed all its steps; of one that failed, only the step that failed is decided.
    pub(super) fn trials(&self, view: &View<'_>, row: u32, mut each: impl FnMut(u32, Option<usize>, bool)) {
        let outcome = view.outcome(row);
        if outcome.is_decided() {
            each(0, None, outcome != Outcome::Passed);
        }
        if self.followed.len() == 1 {
            return;
        }
        for execution in executions(view, row) {
            let name = view.columns.jobs.name.get(execution.job).map_or(usize::MAX, |&name| name as usize);
            let job = self.job_positions.get(name).copied().unwrap_or_default();
            if job == 0 {
                continue;
            }
            each(job, Some(execution.job), execution.failure.is_some());
            match execution.failure {
                None => {
                    for &step in self.steps.get(job as usize).into_iter().flatten() {
                        each(step, Some(execution.job), false);
                    }
                }
                Some(failure) => {
                    if let Some(step) = self.step_of(job, failure.step_name) {
                        each(step, Some(execution.job), true);
                    }
                }
            }
        }
    }

    /// Whether an attempt is no evidence of flakiness.
    pub(super) fn is_infrastructure(&self, row: u32) -> bool {
        self.infrastructure.binary_search(&row).is_ok()
    }

    /// What to call the one at `position`.
    pub(super) fn subject(&self, view: &View<'_>, workflow: u16, position: usize) -> Option<Subject> {
        let entry = view.columns.workflows.entries.get(usize::from(workflow))?;
        let (workflow_id, workflow) = (entry.id, entry.label());
        let followed = self.followed.get(position)?;
        let text = |number: u32| view.columns.text(number).map(str::to_owned);
        Some(match (text(followed.job), text(followed.step)) {
            (Some(job), Some(step)) => Subject::Step { workflow_id, workflow, job, step },
            (Some(job), None) => Subject::Job { workflow_id, workflow, job },
            (None, _) => Subject::Workflow { workflow_id, workflow },
        })
    }
}

/// Which attempts tell whether the main branch is broken.
#[derive(Clone, Copy, Debug)]
pub(super) enum MainBranch {
    /// All: the main branch is not known, or a person chose one branch.
    All,
    /// Those on this branch, a number in the texts.
    Number(u32),
    /// None: the main branch has no attempt.
    Absent,
}

impl MainBranch {
    pub(super) fn of(view: &View<'_>) -> Self {
        match view.default_branch.filter(|_| view.filter.branch.is_none()) {
            None => Self::All,
            Some(name) => view.columns.texts.find(name.as_bytes()).map_or(Self::Absent, Self::Number),
        }
    }

    pub(super) fn holds(self, view: &View<'_>, row: u32) -> bool {
        let attempts = &view.columns.attempts;
        match self {
            Self::All => true,
            Self::Absent => false,
            Self::Number(number) => {
                attempts.branch.get(row as usize) == Some(&number)
                    && !attempts.has_flag(row as usize, AttemptColumns::FROM_FORK)
            }
        }
    }
}
