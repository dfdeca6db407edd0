//! What a labelled repository is made of before anything happens: its workflows, their jobs, rates and durations, and
//! how much is pushed on which day.

use super::effects::{self, Effects};
use super::{Case, Class, purpose};
use crate::domain::{SECONDS_PER_DAY, Workflow, WorkflowState};
use crate::simulate::calendar;
use crate::simulate::random::Chance;

/// What starts a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// Every push, to pull requests and to the main branch.
    EveryPush,
    /// Pushes to the main branch.
    MainPush,
    /// Every night.
    Night,
}

/// One job of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JobDesign {
    pub name: &'static str,
    /// Of the attempt's execution.
    pub share: f64,
    /// Waits for all others.
    pub is_last: bool,
}

/// One workflow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WorkflowDesign {
    pub id: u64,
    pub name: &'static str,
    pub path: &'static str,
    pub trigger: Trigger,
    pub jobs: Vec<JobDesign>,
    /// Share of runs that the code breaks.
    pub broken_probability: f64,
    /// Runs that a breakage lasts, on average.
    pub mean_streak: f64,
    /// Median execution.
    pub median_seconds: f64,
    /// Standard deviation of the logarithm of the execution.
    pub spread: f64,
    /// Correlation of that logarithm from run to run.
    pub persistence: f64,
    /// Median wait for a runner.
    pub queue_seconds: f64,
    /// Share of a job's executions that fail by accident whatever it does; counted as flaky nowhere.
    pub accident_probability: f64,
}

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Design {
    pub start: i64,
    pub now: i64,
    pub workflows: Vec<WorkflowDesign>,
    /// What happens; to the first workflow, where it is about one.
    pub effects: Effects,
    /// Pushes on a usual Monday … Sunday.
    pub pushes: [f64; 7],
    /// Standard deviation of the logarithm of a day's work.
    pub day_spread: f64,
    /// Share of pushes that go to the main branch.
    pub main_share: f64,
    /// Second of the day at which the nightly workflow starts.
    pub night_second: i64,
    /// It starts every so many days.
    pub days_between_nights: i64,
}

/// Share of failures that are run again: those of the code, and all others.
pub(super) const RERUN_OF_BROKEN: f64 = 0.1;
pub(super) const RERUN_OF_OTHERS: f64 = 0.6;

pub(super) fn draw(case: &Case, start: i64, now: i64) -> Design {
    let mut random = Chance::apart(case.seed, purpose::PLAN);
    let random = &mut random;
    let mut workflows = vec![
        workflow(case, random, 0, ("CI", ".github/workflows/ci.yml"), Trigger::EveryPush, (90.0, 900.0)),
        workflow(case, random, 1, ("Nightly", ".github/workflows/nightly.yml"), Trigger::Night, (300.0, 2_400.0)),
    ];
    let has_lint = random.chance(0.6);
    let has_deploy = random.chance(0.6);
    let lint = workflow(case, random, 2, ("Lint", ".github/workflows/lint.yml"), Trigger::EveryPush, (25.0, 150.0));
    let deploy =
        workflow(case, random, 3, ("Deploy", ".github/workflows/deploy.yml"), Trigger::MainPush, (60.0, 500.0));
    workflows.extend(has_lint.then_some(lint));
    workflows.extend(has_deploy.then_some(deploy));
    let main_share = random.uniform(0.25, 0.6);
    let a_push: f64 = workflows.iter().map(|workflow| runs_a_push(workflow, main_share)).sum();
    let weekend = random.uniform(0.08, 0.4);
    let strong_pattern = [1.5, 0.9, 1.3, 0.7, 0.5, 0.1, 0.05].map(|share: f64| share * random.uniform(0.8, 1.2));
    let usual_pattern = [1.0, 1.0, 1.0, 1.0, 1.0, weekend, weekend];
    let pattern = if case.class == Class::Weekly { strong_pattern } else { usual_pattern };
    let mean = pattern.iter().sum::<f64>() / 7.0;
    let days_between_nights = if case.class == Class::Small { 7 } else { 1 };
    let nights_a_day = 1.0 / days_between_nights as f64;
    let pushes_a_day = ((case.runs_a_day - nights_a_day) / a_push).max(0.35 * case.runs_a_day);
    let (usual_spread, large_spread) = (random.uniform(0.1, 0.35), random.uniform(0.7, 1.1));
    let day_spread = if case.class == Class::Bursty { large_spread } else { usual_spread };
    let flakable = workflows.first().map_or(0, |first| first.jobs.iter().filter(|job| !job.is_last).count());
    let mut effect_random = Chance::apart(case.seed, purpose::EFFECT);
    Design {
        start,
        now,
        workflows,
        effects: effects::draw(case, &mut effect_random, start, now, flakable),
        pushes: pattern.map(|share| share / mean * pushes_a_day),
        day_spread,
        main_share,
        night_second: random.between(0, 6 * 3_600),
        days_between_nights,
    }
}

fn workflow(
    case: &Case,
    random: &mut Chance,
    position: u64,
    (name, path): (&'static str, &'static str),
    trigger: Trigger,
    (least, most): (f64, f64),
) -> WorkflowDesign {
    let calm = random.uniform(0.004, 0.03);
    // A repository can have a workflow that nobody looks after; the first stays calm, for its effect to stand out.
    let chronic = random.log_uniform(0.06, 0.35);
    let is_neglected = random.chance(0.15);
    let is_chronic = is_neglected && position > 0 && !matches!(case.class, Class::Quiet | Class::Small);
    let usual_streak = random.uniform(1.1, 2.5);
    let long_streak = random.uniform(4.0, 10.0);
    let usual_persistence = random.uniform(0.0, 0.35);
    let high_persistence = random.uniform(0.5, 0.8);
    WorkflowDesign {
        id: 70_000_000 + 10 * case.seed + position,
        name,
        path,
        trigger,
        jobs: jobs(random, trigger),
        broken_probability: if is_chronic { chronic } else { calm },
        mean_streak: if case.class == Class::Bursty { long_streak } else { usual_streak },
        median_seconds: random.log_uniform(least, most),
        spread: random.uniform(0.08, 0.3),
        persistence: if case.class == Class::Autocorrelated { high_persistence } else { usual_persistence },
        queue_seconds: random.log_uniform(3.0, 25.0),
        accident_probability: random.uniform(0.0, 0.000_5),
    }
}

/// One to four jobs, the longest first; of several the last may wait for the others.
fn jobs(random: &mut Chance, trigger: Trigger) -> Vec<JobDesign> {
    let names: &[&'static str] = match trigger {
        Trigger::EveryPush => &["test (integration)", "test (unit)", "build", "package"],
        Trigger::MainPush => &["image", "docs", "sign", "deploy / production"],
        Trigger::Night => &["full suite", "soak", "audit", "publish snapshot"],
    };
    let count = random.between(1, 5) as usize;
    let has_last = count > 1 && random.chance(0.5);
    let longest = if has_last { 0.8 } else { 1.0 };
    let job = |position: usize, &name: &&'static str| {
        let is_last = has_last && position + 1 == count;
        let share = if is_last { 1.0 - longest } else { longest * 0.75_f64.powi(position as i32) };
        JobDesign { name, share, is_last }
    };
    names.iter().take(count).enumerate().map(|(position, name)| job(position, name)).collect()
}

/// First attempts that a push starts, on average.
fn runs_a_push(workflow: &WorkflowDesign, main_share: f64) -> f64 {
    match workflow.trigger {
        Trigger::EveryPush => 1.0,
        Trigger::MainPush => main_share,
        Trigger::Night => 0.0,
    }
}

impl Design {
    /// Expected pushes on the UTC day of an instant.
    pub(super) fn pushes_on(&self, day: i64) -> f64 {
        // 1970-01-01 was a Thursday.
        self.pushes.get((day + 3).rem_euclid(7) as usize).copied().unwrap_or_default()
    }

    /// When the nightly workflow is due on a UTC day, where it still is.
    pub(super) fn night_on(&self, day: i64) -> Option<i64> {
        let at = day * SECONDS_PER_DAY + self.night_second;
        let is_due = day.rem_euclid(self.days_between_nights) == 0;
        Some(at).filter(|&at| is_due && self.effects.silent_from.is_none_or(|silent| at < silent))
    }

    /// Expected first attempts of a workflow on a UTC day.
    pub(super) fn first_attempts_on(&self, workflow: &WorkflowDesign, day: i64) -> f64 {
        if workflow.trigger == Trigger::Night {
            return f64::from(self.night_on(day).is_some());
        }
        self.pushes_on(day) * runs_a_push(workflow, self.main_share)
    }

    /// The workflows as GitHub lists them. A schedule that died is still listed as active: GitHub says nothing.
    pub(super) fn listed(&self) -> Vec<Workflow> {
        let list = self.workflows.iter().map(|workflow| Workflow {
            id: workflow.id,
            name: workflow.name.to_owned(),
            path: workflow.path.to_owned(),
            state: WorkflowState::Active,
        });
        list.collect()
    }

    /// How much of a UTC day's work is done in its hour, 0–1; the same on all days.
    pub(super) fn share_of_hour(hour: i64) -> f64 {
        // A Thursday: weekends differ by a factor only.
        let rush = |hour: i64| calendar::rush(hour * 3_600);
        rush(hour) / (0..24).map(rush).sum::<f64>()
    }
}
