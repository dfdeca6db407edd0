//! Adds up executions of jobs and steps by name and by matrix. Decides nothing about an execution but to whom it counts.

use std::collections::BTreeMap;

use crate::domain::{NO_TEXT, State, sort_by};

use super::super::delivery::job_queue_seconds;
use super::super::error_category::failure_of;
use super::super::prepare::time;
use super::super::{FlakyState, Quantiles, Rate, View};
use super::{JobStanding, StepStanding, critical_path, matrix_name};

/// Most groups, jobs and steps that are listed.
const MOST_GROUPS: usize = 100;
const MOST_JOBS: usize = 200;
const MOST_STEPS: usize = 200;

/// Executions of one name.
#[derive(Default)]
struct Sum {
    executions: u64,
    passed: u64,
    failed: u64,
    passed_seconds: Vec<f64>,
    queue_seconds: Vec<f64>,
    total_seconds: f64,
    attempts: u64,
    attempts_on_path: u64,
    path_seconds: f64,
    last_failed: Option<(u32, u64)>,
    /// Row of the attempt that was counted last, plus 1, so that several jobs of a matrix are one attempt.
    seen: u32,
    seen_on_path: u32,
}

/// One job's name.
struct Name {
    text: u32,
    group: usize,
    sum: Sum,
}

/// Sums by name.
pub(super) struct Tally<'a> {
    view: &'a View<'a>,
    /// Position in `names` by number of the text.
    positions: BTreeMap<u32, usize>,
    names: Vec<Name>,
    group_positions: BTreeMap<&'a str, usize>,
    groups: Vec<(&'a str, Sum)>,
    /// By group and number of the step's name.
    steps: BTreeMap<(usize, u32), Sum>,
    path_seconds: f64,
}

impl<'a> Tally<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            positions: BTreeMap::new(),
            names: Vec::new(),
            group_positions: BTreeMap::new(),
            groups: Vec::new(),
            steps: BTreeMap::new(),
            path_seconds: 0.0,
        }
    }

    /// Counts the executed jobs of an attempt; whether there was one.
    pub(super) fn count(&mut self, view: &View<'_>, row: u32) -> bool {
        let path = critical_path(view, row);
        let on_path = |job: usize| path.iter().find(|link| link.job == job).map(|link| f64::from(link.work_seconds));
        let mut any = false;
        for job in view.executed_jobs(row) {
            any = true;
            let path_seconds = on_path(job);
            self.path_seconds += path_seconds.unwrap_or_default();
            let position = self.position(job);
            let execution = Execution::of(view, row, job, path_seconds);
            let mut group = 0;
            if let Some(name) = self.names.get_mut(position) {
                name.sum.add(&execution);
                group = name.group;
            }
            if let Some((_, sum)) = self.groups.get_mut(group) {
                sum.add(&execution);
            }
            self.count_steps(view, job, group);
        }
        any
    }

    fn count_steps(&mut self, view: &View<'_>, job: usize, group: usize) {
        let steps = &view.columns.jobs.steps;
        for step in view.columns.jobs.steps_of(job) {
            let state = steps.state.get(step).copied().unwrap_or(State::UNREPORTED);
            if !matches!(state, State::SUCCESS | State::FAILURE | State::TIMED_OUT | State::CANCELLED) {
                continue;
            }
            let (Some(started), Some(completed)) = (time(&steps.started, step), time(&steps.completed, step)) else {
                continue;
            };
            let name = steps.name.get(step).copied().unwrap_or(NO_TEXT);
            let seconds = f64::from(completed.saturating_sub(started));
            self.steps.entry((group, name)).or_default().add_time(state, seconds);
        }
    }

    /// Where the name of a job is, with its group, found or made.
    fn position(&mut self, job: usize) -> usize {
        let columns = self.view.columns;
        let text = columns.jobs.name.get(job).copied().unwrap_or(NO_TEXT);
        if let Some(&position) = self.positions.get(&text) {
            return position;
        }
        let group_name = matrix_name(columns.text(text).unwrap_or_default());
        let next = self.groups.len();
        let group = *self.group_positions.entry(group_name).or_insert(next);
        if group == next {
            self.groups.push((group_name, Sum::default()));
        }
        self.names.push(Name { text, group, sum: Sum::default() });
        self.positions.insert(text, self.names.len() - 1);
        self.names.len() - 1
    }

    /// Groups, jobs and steps, those first that take most time, and how many found no place.
    pub(super) fn standings(
        self,
        states: &[(String, FlakyState)],
    ) -> (Vec<JobStanding>, Vec<JobStanding>, Vec<StepStanding>, u64) {
        let Self { view, names, groups, steps, path_seconds, .. } = self;
        let text = |number: u32| view.columns.text(number).unwrap_or_default();
        let state_of =
            |is_of: &dyn Fn(&str) -> bool| states.iter().filter(|(job, _)| is_of(job)).map(|(_, state)| *state).min();
        let mut members = vec![0_u64; groups.len()];
        for name in &names {
            if let Some(count) = members.get_mut(name.group) {
                *count += 1;
            }
        }
        let group_seconds: Vec<f64> = groups.iter().map(|(_, sum)| sum.total_seconds).collect();
        let labels: Vec<&str> = groups.iter().map(|(label, _)| *label).collect();
        let of_step = |((group, name), sum): ((usize, u32), Sum)| {
            let of_job = group_seconds.get(group).copied().filter(|&seconds| seconds > 0.0);
            sum.step(labels.get(group).copied().unwrap_or_default(), text(name), of_job)
        };
        let steps: Vec<StepStanding> = steps.into_iter().map(of_step).collect();
        let of_group = |((label, sum), members): ((&str, Sum), u64)| {
            sum.job(label, members, path_seconds, state_of(&|job| matrix_name(job) == label))
        };
        let groups: Vec<JobStanding> = groups.into_iter().zip(members).map(of_group).collect();
        let of_name = |name: Name| {
            let label = text(name.text);
            name.sum.job(label, 1, path_seconds, state_of(&|job| job == label))
        };
        let jobs: Vec<JobStanding> = names.into_iter().map(of_name).collect();
        let (groups, _) = longest(groups, MOST_GROUPS, |group| (group.total_seconds, group.name.as_str()));
        let (jobs, more_jobs) = longest(jobs, MOST_JOBS, |job| (job.total_seconds, job.name.as_str()));
        let (steps, more_steps) = longest(steps, MOST_STEPS, |step| (step.total_seconds, step.step.as_str()));
        (groups, jobs, steps, more_jobs + more_steps)
    }
}

/// The first `most` by time, then by name, and how many others there are.
fn longest<T>(mut all: Vec<T>, most: usize, key: impl Fn(&T) -> (f64, &str)) -> (Vec<T>, u64) {
    sort_by(&mut all, |left, right| {
        let (left, right) = (key(left), key(right));
        right.0.total_cmp(&left.0).then_with(|| left.1.cmp(right.1))
    });
    let left_out = all.len().saturating_sub(most) as u64;
    all.truncate(most);
    (all, left_out)
}

/// One executed job.
struct Execution {
    row: u32,
    state: State,
    seconds: f64,
    queue_seconds: Option<f64>,
    path_seconds: Option<f64>,
    started: u32,
    run_id: u64,
}

impl Execution {
    fn of(view: &View<'_>, row: u32, job: usize, path_seconds: Option<f64>) -> Self {
        let jobs = &view.columns.jobs;
        let reported = jobs.state.get(job).copied().unwrap_or(State::UNREPORTED);
        let state = failure_of(view, row, job).map_or(reported, |failure| failure.conclusion);
        let ends = time(&jobs.started, job).zip(time(&jobs.completed, job));
        Self {
            row,
            state,
            seconds: ends.map_or(0.0, |(started, completed)| f64::from(completed.saturating_sub(started))),
            queue_seconds: job_queue_seconds(view, job),
            path_seconds,
            started: view.started_seconds(row),
            run_id: view.run_id(row),
        }
    }
}

impl Sum {
    fn add(&mut self, execution: &Execution) {
        self.add_time(execution.state, execution.seconds);
        self.queue_seconds.extend(execution.queue_seconds);
        self.path_seconds += execution.path_seconds.unwrap_or_default();
        if self.seen != execution.row + 1 {
            self.seen = execution.row + 1;
            self.attempts += 1;
        }
        if execution.path_seconds.is_some() && self.seen_on_path != execution.row + 1 {
            self.seen_on_path = execution.row + 1;
            self.attempts_on_path += 1;
        }
        if is_failed(execution.state) {
            self.last_failed = self.last_failed.max(Some((execution.started, execution.run_id)));
        }
    }

    fn add_time(&mut self, state: State, seconds: f64) {
        self.executions += 1;
        self.total_seconds += seconds;
        self.failed += u64::from(is_failed(state));
        if state == State::SUCCESS {
            self.passed += 1;
            self.passed_seconds.push(seconds);
        }
    }

    fn failures(&self) -> Rate {
        Rate::of(self.failed, self.passed + self.failed)
    }

    fn job(mut self, name: &str, names: u64, all_path_seconds: f64, state: Option<FlakyState>) -> JobStanding {
        JobStanding {
            name: name.to_owned(),
            names,
            executions: self.executions,
            failures: self.failures(),
            durations: Quantiles::of(&mut self.passed_seconds),
            queues: Quantiles::of(&mut self.queue_seconds),
            total_seconds: self.total_seconds,
            on_path: Rate::of(self.attempts_on_path, self.attempts),
            path_seconds: self.path_seconds,
            path_share: (all_path_seconds > 0.0).then(|| self.path_seconds / all_path_seconds),
            last_failed_run_id: self.last_failed.map(|(_, run_id)| run_id),
            state,
        }
    }

    fn step(mut self, job: &str, step: &str, job_seconds: Option<f64>) -> StepStanding {
        StepStanding {
            job: job.to_owned(),
            step: step.to_owned(),
            executions: self.executions,
            failures: self.failures(),
            durations: Quantiles::of(&mut self.passed_seconds),
            total_seconds: self.total_seconds,
            share_of_job: job_seconds.map(|seconds| (self.total_seconds / seconds).min(1.0)),
            is_about_cache: is_about_cache(step),
        }
    }
}

fn is_failed(state: State) -> bool {
    matches!(state, State::FAILURE | State::TIMED_OUT | State::STARTUP_FAILURE)
}

fn is_about_cache(step: &str) -> bool {
    step.to_ascii_lowercase().contains("cache")
}
