//! A history as it stood at an instant, ready to be asked. Holds only what had ended by then.

use std::collections::BTreeSet;

use forerun::domain::{Attempt, AttemptKey, Filter, Job, Repository, Settings, Timestamp, Workflow, Zone};
use forerun::history::{Batch, History};
use forerun::insight::{self, Context, Prepared, View};
use forerun::simulate::labelled::LabelledRepository;

/// Records of a repository, whole.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// Its workflows, as listed.
    pub workflows: &'a [Workflow],
    /// Attempts, in any order.
    pub attempts: &'a [Attempt],
    /// Jobs, in any order.
    pub jobs: &'a [Job],
}

impl<'a> From<&'a LabelledRepository> for Records<'a> {
    fn from(labelled: &'a LabelledRepository) -> Self {
        let LabelledRepository { repository, workflows, attempts, jobs, .. } = labelled;
        Self { repository, workflows, attempts, jobs }
    }
}

/// What was known at an instant.
#[derive(Debug)]
pub struct World {
    history: History,
    prepared: Prepared,
    settings: Settings,
    zone: Zone,
    default_branch: String,
    is_private: bool,
    now: Timestamp,
}

impl World {
    /// Everything, jobs too, looked at at `now`.
    pub fn whole(records: Records<'_>, now: Timestamp) -> Self {
        Self::of(records, records.attempts.to_vec(), records.jobs.to_vec(), now)
    }

    /// The attempts that had ended by `now`, without jobs: what forecasts are made from.
    pub fn past(records: Records<'_>, now: Timestamp) -> Self {
        let had_ended = |attempt: &&Attempt| attempt.updated_at <= now;
        Self::of(records, records.attempts.iter().filter(had_ended).cloned().collect(), Vec::new(), now)
    }

    fn of(records: Records<'_>, attempts: Vec<Attempt>, jobs: Vec<Job>, now: Timestamp) -> Self {
        let keys: BTreeSet<AttemptKey> = jobs.iter().map(|job| job.key).collect();
        let workflows = records.workflows.iter().map(|workflow| (workflow.clone(), now)).collect();
        let mut history = History::new();
        history.merge(Batch { attempts, jobs, jobs_fetched: keys.into_iter().collect(), workflows });
        let settings = Settings::default();
        let prepared = insight::prepare(history.columns(), &settings);
        Self {
            history,
            prepared,
            settings,
            zone: Zone::default(),
            default_branch: records.repository.default_branch.clone(),
            is_private: records.repository.private,
            now,
        }
    }

    /// The attempts that a filter chooses.
    pub fn view<'a>(&'a self, filter: &'a Filter) -> View<'a> {
        let Self { history, prepared, settings, zone, default_branch, is_private, now } = self;
        let context =
            Context { zone, settings, default_branch: Some(default_branch), is_private: *is_private, now: *now };
        insight::select(history.columns(), prepared, filter, context)
    }
}
