//! The series in which movement is looked for: workflows, the queues before their jobs, jobs and steps by name. Judges
//! nothing.

use crate::domain::{Columns, JobColumns, Outcome, State, StepColumns, sort_by, sort_by_key};

use super::super::follow::attempt_queue_seconds;
use super::super::prepare::time;
use super::super::{Rows, Subject, View};
use super::weekdays::{WeekdayEffects, of_longer_past};

/// Most workflows, jobs and steps that are looked at one by one.
const MOST_WORKFLOWS: usize = 50;
const MOST_JOBS: usize = 40;
const MOST_STEPS: usize = 40;
/// Newest executions of a job or step that are looked at.
const MOST_EXECUTIONS: usize = 2_000;
const UNSEEN: u32 = u32::MAX;

/// One value of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// Attempt it belongs to.
    pub row: u32,
    /// Start of that attempt, seconds since 1970.
    pub time: u32,
    /// Value, at least 1.
    pub seconds: u32,
}

/// One workflow: the passed durations and decided outcomes of its attempts by their start.
pub(super) struct WorkflowSeries<'a> {
    pub view: View<'a>,
    pub subject: Subject,
    pub durations: Vec<Point>,
    /// What weekdays add to the durations, where more of the past than the view says so.
    pub weekdays: Option<WeekdayEffects>,
    /// Rows of decided attempts.
    pub decided: Vec<u32>,
}

/// A job or step: its executions that passed, by the start of their attempt.
pub(super) struct NamedSeries {
    pub subject: Subject,
    pub points: Vec<Point>,
}

/// The busiest jobs and steps.
#[derive(Default)]
pub(super) struct JobSeries {
    pub jobs: Vec<NamedSeries>,
    pub jobs_left_out: u64,
    pub steps: Vec<NamedSeries>,
    pub steps_left_out: u64,
}

/// The workflows with most attempts, and how many others there are.
pub(super) fn workflow_series<'a>(view: &View<'a>) -> (Vec<WorkflowSeries<'a>>, u64) {
    let mut parts = view.by_workflow();
    sort_by(&mut parts, |a, b| b.1.rows.len().cmp(&a.1.rows.len()));
    let left_out = parts.len().saturating_sub(MOST_WORKFLOWS);
    parts.truncate(MOST_WORKFLOWS);
    let mut weekdays = of_longer_past(view);
    let series = parts.into_iter().filter_map(|(position, part)| {
        let subject = Subject::workflow(&part, position)?;
        let rows = part.chronological();
        let durations = passed_durations(&part, &rows);
        let decided = rows.iter().copied().filter(|&row| part.outcome(row).is_decided()).collect();
        let weekdays = weekdays.iter().position(|(of, _)| *of == position).map(|found| weekdays.swap_remove(found).1);
        Some(WorkflowSeries { view: part, subject, durations, weekdays, decided })
    });
    (series.collect(), left_out as u64)
}

/// Durations of the passed ones among some rows, in their order.
pub(super) fn passed_durations(view: &View<'_>, rows: &Rows) -> Vec<Point> {
    let passed = rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed);
    let known = passed.filter_map(|&row| Some((row, view.duration_seconds(row).filter(|&seconds| seconds >= 1.0)?)));
    known.map(|(row, seconds)| point(view, row, seconds)).collect()
}

fn point(view: &View<'_>, row: u32, seconds: f64) -> Point {
    Point { row, time: view.started_seconds(row), seconds: seconds as u32 }
}

/// Per workflow the median wait of each attempt's jobs, at least a second, by start.
pub(super) fn queue_series(series: &[WorkflowSeries<'_>]) -> Vec<Vec<Point>> {
    let of = |workflow: &WorkflowSeries<'_>| {
        let view = &workflow.view;
        let rows = if view.columns.jobs.is_empty() { Rows::default() } else { view.chronological() };
        let waits = rows.iter().filter_map(|&row| Some(point(view, row, attempt_queue_seconds(view, row)?.round())));
        waits.collect()
    };
    series.iter().map(of).collect()
}

/// A name within a group, and how much time it took.
#[derive(Clone, Copy)]
struct Name {
    group: u32,
    text: u32,
    total_seconds: u64,
}

/// Names by group and text number, in a table that is emptied between groups.
struct Names {
    slots: Vec<u32>,
    found: Vec<Name>,
    group_start: usize,
}

impl Names {
    fn new(columns: &Columns) -> Self {
        Self { slots: vec![UNSEEN; columns.texts.len()], found: Vec::new(), group_start: 0 }
    }

    fn next_group(&mut self) {
        for name in self.found.iter().skip(self.group_start) {
            if let Some(slot) = self.slots.get_mut(name.text as usize) {
                *slot = UNSEEN;
            }
        }
        self.group_start = self.found.len();
    }

    fn add(&mut self, group: u32, text: u32, seconds: u32) {
        let Some(slot) = self.slots.get_mut(text as usize) else { return };
        if *slot == UNSEEN {
            *slot = self.found.len() as u32;
            self.found.push(Name { group, text, total_seconds: 0 });
        }
        if let Some(name) = self.found.get_mut(*slot as usize) {
            name.total_seconds += u64::from(seconds);
        }
    }

    /// Those that take most time, and how many others there are.
    fn busiest(mut self, most: usize) -> (Vec<Name>, u64) {
        sort_by_key(&mut self.found, |name| core::cmp::Reverse(name.total_seconds));
        let left_out = self.found.len().saturating_sub(most);
        self.found.truncate(most);
        (self.found, left_out as u64)
    }
}

/// The jobs and steps that take most time, by workflow and name.
pub(super) fn job_series(series: &[WorkflowSeries<'_>]) -> JobSeries {
    let Some(columns) = series.first().map(|workflow| workflow.view.columns) else { return JobSeries::default() };
    if columns.jobs.is_empty() {
        return JobSeries::default();
    }
    let mut names = Names::new(columns);
    for (group, workflow) in (0..).zip(series) {
        each_passed_job(workflow, &mut |_, job, seconds| names.add(group, text(&columns.jobs.name, job), seconds));
        names.next_group();
    }
    let (chosen, jobs_left_out) = names.busiest(MOST_JOBS);
    let mut executions: Vec<Vec<(u32, usize, u32)>> = vec![Vec::new(); chosen.len()];
    for (group, workflow) in (0_u32..).zip(series) {
        each_passed_job(workflow, &mut |row, job, seconds| {
            let is_it = |name: &Name| name.group == group && name.text == text(&columns.jobs.name, job);
            if let Some(list) = chosen.iter().position(is_it).and_then(|slot| executions.get_mut(slot)) {
                list.push((row, job, seconds));
            }
        });
    }
    for list in &mut executions {
        sort_by_key(list, |&(row, job, _)| (columns.attempts.started.get(row as usize).copied(), job));
        list.drain(..list.len().saturating_sub(MOST_EXECUTIONS));
    }
    let (steps, steps_left_out) = step_series(series, &chosen, &executions, columns);
    let jobs = chosen.iter().zip(&executions).filter_map(|(name, list)| {
        let workflow = series.get(name.group as usize)?;
        let subject = job_subject(workflow, columns.texts.text(name.text))?;
        let points = list.iter().map(|&(row, _, seconds)| point(&workflow.view, row, f64::from(seconds)));
        Some(NamedSeries { subject, points: points.collect() })
    });
    JobSeries { jobs: jobs.collect(), jobs_left_out, steps, steps_left_out }
}

fn step_series(
    series: &[WorkflowSeries<'_>],
    jobs: &[Name],
    executions: &[Vec<(u32, usize, u32)>],
    columns: &Columns,
) -> (Vec<NamedSeries>, u64) {
    let steps = &columns.jobs.steps;
    let mut names = Names::new(columns);
    for (group, list) in (0..).zip(executions) {
        for &(_, job, _) in list {
            each_passed_step(&columns.jobs, job, &mut |step, seconds| {
                names.add(group, text(&steps.name, step), seconds);
            });
        }
        names.next_group();
    }
    let (chosen, left_out) = names.busiest(MOST_STEPS);
    let series_of_steps = chosen.iter().filter_map(|name| {
        let (job, list) = (jobs.get(name.group as usize)?, executions.get(name.group as usize)?);
        let workflow = series.get(job.group as usize)?;
        let Subject::Job { workflow_id, workflow: label, job: job_name } =
            job_subject(workflow, columns.texts.text(job.text))?
        else {
            return None;
        };
        let step = columns.texts.text(name.text).to_owned();
        let mut points = Vec::new();
        for &(row, job, _) in list {
            each_passed_step(&columns.jobs, job, &mut |step, seconds| {
                if text(&steps.name, step) == name.text && seconds > 0 {
                    points.push(point(&workflow.view, row, f64::from(seconds)));
                }
            });
        }
        Some(NamedSeries { subject: Subject::Step { workflow_id, workflow: label, job: job_name, step }, points })
    });
    (series_of_steps.collect(), left_out)
}

fn job_subject(workflow: &WorkflowSeries<'_>, job: &str) -> Option<Subject> {
    let Subject::Workflow { workflow_id, workflow } = workflow.subject.clone() else { return None };
    Some(Subject::Job { workflow_id, workflow, job: job.to_owned() })
}

/// Row, job and positive seconds of each executed job that passed.
fn each_passed_job(workflow: &WorkflowSeries<'_>, take: &mut dyn FnMut(u32, usize, u32)) {
    for &row in &workflow.view.rows {
        each_passed_job_of(&workflow.view, row, &mut |job, seconds| take(row, job, seconds));
    }
}

/// Job and positive seconds of each executed job of one attempt that passed.
pub(super) fn each_passed_job_of(view: &View<'_>, row: u32, take: &mut dyn FnMut(usize, u32)) {
    let jobs = &view.columns.jobs;
    for job in view.executed_jobs(row) {
        let seconds = seconds_between(&jobs.started, &jobs.completed, job);
        if jobs.state.get(job) == Some(&State::SUCCESS)
            && let Some(seconds) = seconds.filter(|&seconds| seconds > 0)
        {
            take(job, seconds);
        }
    }
}

/// Step and seconds of each step of a job that passed.
pub(super) fn each_passed_step(jobs: &JobColumns, job: usize, take: &mut dyn FnMut(usize, u32)) {
    let steps: &StepColumns = &jobs.steps;
    for step in jobs.steps_of(job) {
        if steps.state.get(step) == Some(&State::SUCCESS)
            && let Some(seconds) = seconds_between(&steps.started, &steps.completed, step)
        {
            take(step, seconds);
        }
    }
}

fn seconds_between(started: &[u32], completed: &[u32], position: usize) -> Option<u32> {
    time(completed, position)?.checked_sub(time(started, position)?)
}

/// The number of a text; one that no text has where there is none.
pub(super) fn text(column: &[u32], position: usize) -> u32 {
    column.get(position).copied().unwrap_or(UNSEEN)
}
