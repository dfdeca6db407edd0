//! Builds histories for the tests of this layer: rows pushed straight into columns, in the order that `history` keeps.

use crate::domain::{
    AttemptColumns, Columns, Filter, NO_TIME, Settings, State, Timestamp, Window, WorkflowEntry, WorkflowState, Zone,
};

use super::{Context, Prepared, View, prepare, select};

/// 2026-06-01T00:00:00Z, a Monday.
pub(super) const START: u32 = 1_780_272_000;
pub(super) const DAY: u32 = 86_400;

/// One attempt; the defaults are a passed push to main that took 200 s.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub run_id: u64,
    pub attempt: u16,
    pub workflow: &'static str,
    pub branch: &'static str,
    pub event: &'static str,
    pub commit: u64,
    pub from_fork: bool,
    pub created: u32,
    pub started: u32,
    pub seconds: i64,
    pub state: &'static str,
    /// `None`: not fetched. Else state, creation, start and end in seconds after the attempt's start.
    pub jobs: Option<Vec<(&'static str, i64, i64, i64)>>,
    /// Jobs with names, machines and steps, behind those of `jobs`; any of them means that jobs were fetched.
    pub named_jobs: Vec<JobRow>,
}

/// One job; times in seconds after its attempt's start. The default is a `build` that passed in 100 s on Linux.
#[derive(Clone, Debug)]
pub(super) struct JobRow {
    pub name: &'static str,
    pub state: &'static str,
    pub created: i64,
    pub picked_up: Option<i64>,
    pub started: i64,
    pub completed: i64,
    /// `runs-on` labels joined by newlines.
    pub labels: &'static str,
    pub runner: &'static str,
    /// Name, state, start and end of each step.
    pub steps: Vec<(&'static str, &'static str, i64, i64)>,
}

impl Default for JobRow {
    fn default() -> Self {
        Self {
            name: "build",
            state: "success",
            created: 0,
            picked_up: Some(5),
            started: 5,
            completed: 105,
            labels: "ubuntu-latest",
            runner: "GitHub Actions 1",
            steps: Vec::new(),
        }
    }
}

impl Row {
    /// A passed run with its own commit, started at `time`.
    pub(super) fn at(run_id: u64, time: u32) -> Self {
        Self {
            run_id,
            attempt: 1,
            workflow: "CI",
            branch: "main",
            event: "push",
            commit: run_id,
            from_fork: false,
            created: time,
            started: time,
            seconds: 200,
            state: "success",
            jobs: None,
            named_jobs: Vec::new(),
        }
    }
}

/// Columns of these rows and what is prepared of them.
pub(super) struct World {
    pub columns: Columns,
    pub prepared: Prepared,
    pub settings: Settings,
    pub filter: Filter,
    pub zone: Zone,
    pub now: Timestamp,
}

impl World {
    pub(super) fn of(rows: &[Row]) -> Self {
        let columns = columns(rows);
        let settings = Settings::default();
        let last = rows.iter().map(|row| row.started).max().unwrap_or(START);
        let prepared = prepare(&columns, &settings);
        let now = Timestamp(i64::from(last) + 60);
        Self { columns, prepared, settings, filter: Filter::default(), zone: Zone::default(), now }
    }

    pub(super) fn with_window(mut self, window: Window) -> Self {
        self.filter.window = window;
        self
    }

    pub(super) fn view(&self) -> View<'_> {
        let Self { columns, prepared, settings, filter, zone, now } = self;
        let context = Context { zone, settings, default_branch: Some("main"), is_private: true, now: *now };
        select(columns, prepared, filter, context)
    }
}

fn columns(rows: &[Row]) -> Columns {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| (row.created, row.run_id, row.attempt));
    let mut columns = Columns::default();
    for row in &rows {
        push(&mut columns, row);
    }
    columns
}

fn push(columns: &mut Columns, row: &Row) {
    let known = columns.workflows.entries.iter().position(|entry| entry.name == row.workflow);
    let workflow = known.unwrap_or_else(|| {
        let id = 100 + columns.workflows.entries.len() as u64;
        let path = format!(".github/workflows/{}.yml", row.workflow.to_lowercase());
        let name = row.workflow.to_owned();
        let seen_at = Timestamp::default();
        columns.workflows.entries.push(WorkflowEntry { id, name, path, state: WorkflowState::Active, seen_at });
        columns.workflows.entries.len() - 1
    });
    let state = state(columns, row.state);
    let attempts = &mut columns.attempts;
    attempts.run_id.push(row.run_id);
    attempts.attempt.push(row.attempt);
    attempts.run_number.push(row.run_id as u32);
    attempts.workflow.push(workflow as u16);
    attempts.branch.push(columns.texts.intern(row.branch.as_bytes()));
    attempts.event.push(columns.events.intern(row.event.as_bytes()) as u8);
    attempts.commit.push(columns.commits.intern(&row.commit.to_le_bytes()));
    attempts.actor.push(columns.texts.intern(b"octocat"));
    attempts.title.push(columns.texts.intern(b"a change"));
    attempts.created.push(row.created);
    attempts.started.push(row.started);
    attempts.updated.push((i64::from(row.started) + row.seconds) as u32);
    attempts.state.push(state);
    let fork = if row.from_fork { AttemptColumns::FROM_FORK } else { 0 };
    let has_jobs = row.jobs.is_some() || !row.named_jobs.is_empty();
    attempts.flags.push(fork | if has_jobs { AttemptColumns::JOBS_FETCHED } else { 0 });
    for &(state, created, started, completed) in row.jobs.iter().flatten() {
        let picked_up = (state != "skipped").then_some(started);
        push_job(columns, row, &JobRow { state, created, picked_up, started, completed, ..JobRow::default() });
    }
    for job in &row.named_jobs {
        push_job(columns, row, job);
    }
}

fn push_job(columns: &mut Columns, row: &Row, job: &JobRow) {
    let at = |seconds: i64| (i64::from(row.started) + seconds) as u32;
    let state_of_job = state(columns, job.state);
    for (number, &(name, word, started, completed)) in (1_u16..).zip(&job.steps) {
        let state = state(columns, word);
        let steps = &mut columns.jobs.steps;
        steps.name.push(columns.texts.intern(name.as_bytes()));
        steps.number.push(number);
        steps.state.push(state);
        steps.started.push(at(started));
        steps.completed.push(at(completed));
    }
    let jobs = &mut columns.jobs;
    jobs.run_created.push(row.created);
    jobs.run_id.push(row.run_id);
    jobs.attempt.push(row.attempt);
    jobs.id.push(jobs.id.len() as u64 + 1);
    jobs.name.push(columns.texts.intern(job.name.as_bytes()));
    jobs.labels.push(columns.texts.intern(job.labels.as_bytes()));
    jobs.runner.push(columns.texts.intern(job.runner.as_bytes()));
    jobs.runner_group.push(columns.texts.intern(b"GitHub Actions"));
    jobs.created.push(at(job.created));
    jobs.picked_up.push(job.picked_up.map_or(NO_TIME, at));
    jobs.started.push(at(job.started));
    jobs.completed.push(at(job.completed));
    jobs.state.push(state_of_job);
    jobs.steps_end.push(jobs.steps.len() as u32);
}

fn state(columns: &mut Columns, word: &str) -> State {
    State::from_word(word)
        .unwrap_or_else(|| State(State::FIRST_UNKNOWN + columns.unknown_words.intern(word.as_bytes()) as u8))
}
