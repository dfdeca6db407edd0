//! Writes down what is true of a labelled repository, from its design and from what happened.

use super::Case;
use super::course::{self, Course};
use super::design::{Design, Trigger, WorkflowDesign};
use super::effects::Dearness;
use super::labels::{
    CostJump, DayTruth, FlakyJobTruth, LabelledMetric, Labels, LevelChange, ScheduleDeath, SlowTrend, WorkflowLabels,
};
use super::runs::{Ending, Fault, Story};
use crate::domain::{Period, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp, sort_by_key};

/// Shifts smaller than this are none.
const SMALLEST_SHIFT: f64 = 0.01;
/// A macOS minute in Linux minutes, by the list prices of 2026 ($0.062 and $0.006).
const DEARER_MACHINE: f64 = 0.062 / 0.006;

pub(super) fn of(case: &Case, design: &Design, story: &Story) -> Labels {
    let effects = &design.effects;
    let first_id = design.workflows.first().map_or(0, |workflow| workflow.id);
    let outages =
        effects.outages.iter().map(|&(start, end, _)| Period { start: Timestamp(start), end: Timestamp(end) });
    let drift_a_week = 100.0 * (effects.drift * (7 * SECONDS_PER_DAY) as f64).exp_m1();
    let has_drift = effects.drift.abs() > 0.0;
    Labels {
        class: case.class,
        workflows: design.workflows.iter().enumerate().map(|(position, _)| workflow(design, position)).collect(),
        changes: changes(design, story),
        trends: has_drift
            .then_some(SlowTrend {
                workflow_id: first_id,
                metric: LabelledMetric::Duration,
                percent_a_week: drift_a_week,
            })
            .into_iter()
            .collect(),
        flaky_jobs: effects.flaky.iter().filter_map(|&flaky| flaky_job(design, story, flaky)).collect(),
        outages: outages.collect(),
        breakages: story.breakages.clone(),
        schedule_death: effects.silent_from.and_then(|silent| schedule_death(design, silent)),
        cost_jump: effects.dear.and_then(|(at, dearness)| cost_jump(design, at, dearness)),
        attempts: story.drafts.iter().map(|draft| draft.truth).collect(),
    }
}

fn workflow(design: &Design, position: usize) -> WorkflowLabels {
    let Some(workflow) = design.workflows.get(position) else {
        return WorkflowLabels { workflow_id: 0, name: String::new(), is_scheduled: false, days: Vec::new() };
    };
    let days = Timestamp(design.start).day()..Timestamp(design.now).day();
    WorkflowLabels {
        workflow_id: workflow.id,
        name: workflow.name.to_owned(),
        is_scheduled: workflow.trigger == Trigger::Night,
        days: days.map(|day| day_truth(design, position, workflow, day)).collect(),
    }
}

fn day_truth(design: &Design, position: usize, workflow: &WorkflowDesign, day: i64) -> DayTruth {
    let midnight = day * SECONDS_PER_DAY;
    let at = |time: i64| course::at(design, position, workflow, time);
    let noon = at(midnight + SECONDS_PER_DAY / 2);
    let (mut attempts_a_run, mut failures_a_run) = (0.0, 0.0);
    for hour in 0..24 {
        let course = at(midnight + hour * SECONDS_PER_HOUR + SECONDS_PER_HOUR / 2);
        let share = match workflow.trigger {
            Trigger::Night => f64::from(design.night_second / SECONDS_PER_HOUR == hour),
            _ => Design::share_of_hour(hour),
        };
        attempts_a_run += share * course.attempts_a_run();
        failures_a_run += share * course.attempts_a_run() * course.failure_probability();
    }
    DayTruth {
        day,
        expected_attempts: design.first_attempts_on(workflow, day) * attempts_a_run,
        failure_probability: failures_a_run / attempts_a_run,
        median_seconds: noon.median_duration(design, position, workflow),
        queue_median_seconds: noon.queue_seconds,
    }
}

/// Compares the process right before and at each instant at which anything begins or ends, outages apart.
fn changes(design: &Design, story: &Story) -> Vec<LevelChange> {
    let effects = &design.effects;
    let mut instants: Vec<i64> = Vec::new();
    instants.extend(effects.shift.map(|(at, _)| at));
    instants.extend(effects.broken.map(|(at, _)| at));
    instants.extend(effects.flaky.iter().map(|&(_, _, since)| since));
    instants.extend(effects.queue.iter().flat_map(|&(from, to, _)| [from, to]));
    instants.retain(|&at| at > design.start && at < design.now);
    sort_by_key(&mut instants, |&at| at);
    instants.dedup();
    let mut changes = Vec::new();
    for at in instants {
        for (position, workflow) in design.workflows.iter().enumerate() {
            let seen = story.drafts.iter().filter(|draft| draft.workflow == position && draft.started >= at);
            let Some(first_seen) = seen.map(|draft| draft.started).min() else { continue };
            let level = |course: &Course, metric: LabelledMetric| match metric {
                LabelledMetric::Duration => course.median_duration(design, position, workflow),
                LabelledMetric::FailureRate => course.failure_probability(),
                LabelledMetric::QueueTime => course.queue_seconds,
            };
            // Weekdays and drift are no shifts: both sides are looked at on one instant's weekday, a second apart.
            let (before, after) =
                (course::at(design, position, workflow, at - 1), course::at(design, position, workflow, at));
            for metric in [LabelledMetric::Duration, LabelledMetric::FailureRate, LabelledMetric::QueueTime] {
                let (before, after) = (level(&before, metric), level(&after, metric));
                if (after / before).ln().abs() > SMALLEST_SHIFT {
                    changes.push(LevelChange {
                        workflow_id: workflow.id,
                        metric,
                        at: Timestamp(at),
                        first_seen_at: Timestamp(first_seen),
                        before,
                        after,
                    });
                }
            }
        }
    }
    changes
}

fn flaky_job(design: &Design, story: &Story, (job, probability, since): (usize, f64, i64)) -> Option<FlakyJobTruth> {
    let workflow = design.workflows.first()?;
    let recent = design.now - 14 * SECONDS_PER_DAY;
    let (mut shown, mut shown_recently) = (0, 0);
    for pair in story.drafts.windows(2) {
        let [failed, passed] = pair else { continue };
        let is_evidence = failed.run == passed.run
            && failed.workflow == 0
            && (failed.fault, failed.failed_job) == (Some(Fault::Flaky), Some(job))
            && passed.ending == Ending::Success;
        shown += u64::from(is_evidence);
        shown_recently += u64::from(is_evidence && passed.started >= recent);
    }
    Some(FlakyJobTruth {
        workflow_id: workflow.id,
        job: workflow.jobs.get(job)?.name.to_owned(),
        probability,
        since: Timestamp(since),
        shown_commits: shown,
        shown_commits_last_14_days: shown_recently,
    })
}

fn schedule_death(design: &Design, silent: i64) -> Option<ScheduleDeath> {
    let workflow = design.workflows.iter().find(|workflow| workflow.trigger == Trigger::Night)?;
    let at_night = silent.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY + design.night_second;
    let missed = if at_night >= silent { at_night } else { at_night + SECONDS_PER_DAY };
    Some(ScheduleDeath { workflow_id: workflow.id, missed_at: Timestamp(missed) })
}

/// By whole minutes of the median execution, as jobs are billed.
fn cost_jump(design: &Design, at: i64, dearness: Dearness) -> Option<CostJump> {
    let workflow = design.workflows.first()?;
    let minutes = |share: f64| (workflow.median_seconds * share / 60.0).ceil().max(1.0);
    let all: f64 = workflow.jobs.iter().map(|job| minutes(job.share)).sum();
    let first = workflow.jobs.first().map_or(0.0, |job| minutes(job.share));
    let factor = match dearness {
        Dearness::Machine => DEARER_MACHINE,
        Dearness::Copies(copies) => (all + (copies - 1) as f64 * first) / all,
    };
    Some(CostJump { workflow_id: workflow.id, at: Timestamp(at), factor })
}
