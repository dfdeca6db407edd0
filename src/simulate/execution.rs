//! Lets the jobs of one attempt run: queues, caches, durations, failures. Owns what happens to the world as a whole:
//! the day CI got slow, the afternoon of the outage, the slow growth of one workflow.

use super::plan::{CI, FLAKY_JOB, HANGING_JOB, JobPlan, LINT, Machine, NIGHTLY, WORKFLOWS};
use super::random::Chance;
use super::{Shape, calendar};
use crate::domain::SECONDS_PER_DAY;

/// How often the flaky job fails for no reason, each time it runs.
pub(super) const FLAKY_RATE: f64 = 0.06;
/// What CI's jobs take longer by from the slow day on.
pub(super) const SLOW_FACTOR: f64 = 1.35;
/// How often a job on one of GitHub's machines fails during the outage.
pub(super) const OUTAGE_RATE: f64 = 0.9;
/// What lint's jobs take longer by each week.
pub(super) const TREND_A_WEEK: f64 = 0.006;
/// How often a cache is warm.
pub(super) const WARM_RATE: f64 = 0.85;
/// After so long GitHub stops a job.
pub(super) const JOB_LIMIT_SECONDS: i64 = 360 * 60;
/// The step "Set up job", seconds.
pub(super) const SETUP_SECONDS: i64 = 2;
/// Stories shorter than this have neither slow day nor outage: nothing could be told from so little.
const SHORTEST_WITH_EVENTS_DAYS: u32 = 14;

/// What happens to all.
#[derive(Clone, Copy, Debug)]
pub(super) struct World {
    pub start: i64,
    pub now: i64,
    /// From then on CI is slow.
    pub slow_from: Option<i64>,
    pub outage: Option<(i64, i64)>,
    /// Nights in which the soak test hangs.
    pub hanging_days: [Option<i64>; 2],
}

/// How something ended, or stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Success,
    Failure,
    Cancelled,
    TimedOut,
    Skipped,
    ActionRequired,
    InProgress,
    Queued,
}

impl Ending {
    /// GitHub's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Skipped => "skipped",
            Self::ActionRequired => "action_required",
            Self::InProgress => "in_progress",
            Self::Queued => "queued",
        }
    }
}

/// Why a job fails, if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The code.
    Code,
    /// Nothing: it passes the next time.
    Flaky,
    /// GitHub.
    Outage,
}

/// One job of one attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobRun {
    /// Position in the workflow's plan.
    pub plan: u8,
    pub created: i64,
    pub picked_up: i64,
    pub completed: i64,
    pub ending: Ending,
    pub fault: Option<Fault>,
    /// Number of the machine it ran on.
    pub machine: u16,
}

/// What is known of an attempt before its jobs run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// Position of the workflow.
    pub workflow: usize,
    pub started: i64,
    /// Whether the code breaks this workflow, and which of its jobs.
    pub broken_job: Option<usize>,
}

impl World {
    pub(super) fn new(shape: &Shape) -> Self {
        let days = shape.days.max(1);
        let now = shape.now.0;
        let start = now - i64::from(days) * SECONDS_PER_DAY;
        let midnight_at = |share: f64| {
            let day = (start + ((now - start) as f64 * share) as i64).div_euclid(SECONDS_PER_DAY);
            (0..7).map(|n| (day + n) * SECONDS_PER_DAY).find(|&time| !calendar::is_weekend(time))
        };
        let eventful = days >= SHORTEST_WITH_EVENTS_DAYS;
        let when_eventful = |share| midnight_at(share).filter(|_| eventful);
        Self {
            start,
            now,
            slow_from: when_eventful(0.6),
            outage: when_eventful(0.42).map(|day| (day + 11 * 3_600, day + 18 * 3_600)),
            hanging_days: [when_eventful(0.3), when_eventful(0.78)],
        }
    }

    /// What a workflow's jobs take longer by at a time.
    fn factor(&self, workflow: usize, time: i64) -> f64 {
        match workflow {
            CI if self.slow_from.is_some_and(|from| time >= from) => SLOW_FACTOR,
            LINT => ((time - self.start) as f64 / (7 * SECONDS_PER_DAY) as f64 * TREND_A_WEEK).exp(),
            _ => 1.0,
        }
    }

    fn is_out(&self, time: i64) -> bool {
        self.outage.is_some_and(|(from, to)| (from..to).contains(&time))
    }

    fn hangs(&self, workflow: usize, job: usize, time: i64) -> bool {
        let night = time.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
        workflow == NIGHTLY && job == HANGING_JOB && self.hanging_days.contains(&Some(night))
    }

    /// Runs an attempt: fills `jobs`, returns how and when it ended. Jobs that passed in `before` are carried over.
    pub(super) fn run(
        &self,
        random: &mut Chance,
        start: Start,
        before: &[JobRun],
        jobs: &mut Vec<JobRun>,
    ) -> (Ending, i64) {
        jobs.clear();
        let Some(workflow) = WORKFLOWS.get(start.workflow) else { return (Ending::Skipped, start.started) };
        let mut stage_start = start.started + random.between(1, 4);
        let mut stage_end = stage_start;
        let (mut stage, mut ending) = (0, Ending::Success);
        for (position, plan) in workflow.jobs.iter().enumerate() {
            if plan.stage != stage {
                stage = plan.stage;
                stage_start = stage_end + random.between(0, 3);
            }
            let carried = before.get(position).filter(|job| job.ending == Ending::Success);
            let job = if let Some(carried) = carried {
                *carried
            } else if jobs.iter().any(|job| blocks(workflow.jobs, job, plan)) {
                skipped(position, stage_start)
            } else {
                self.run_job(random, start, position, plan, stage_start)
            };
            if !matches!(job.ending, Ending::Success | Ending::Skipped) && ending != Ending::Failure {
                ending = job.ending;
            }
            if carried.is_none() {
                stage_end = stage_end.max(job.completed);
            }
            jobs.push(job);
        }
        (ending, stage_end)
    }

    fn run_job(&self, random: &mut Chance, start: Start, position: usize, plan: &JobPlan, created: i64) -> JobRun {
        let rush = calendar::rush(created);
        let queue = match plan.machine {
            Machine::Hosted("macos-latest") => random.log_normal(8.0 + 50.0 * rush * rush, 0.6),
            Machine::Hosted(_) => random.log_normal(3.0 + 9.0 * rush * rush, 0.5),
            Machine::Own => random.log_normal(20.0, 0.9),
        };
        let is_warm = random.chance(WARM_RATE);
        let median = plan.median_seconds * self.factor(start.workflow, start.started);
        let median = if is_warm { median } else { median * plan.cold_factor };
        let full = random.log_normal(median, plan.spread).max(3.0);
        let is_flaky = (start.workflow, position) == (CI, FLAKY_JOB) && random.chance(FLAKY_RATE);
        let is_out = matches!(plan.machine, Machine::Hosted(_)) && self.is_out(created) && random.chance(OUTAGE_RATE);
        let fault = if is_out {
            Some(Fault::Outage)
        } else if start.broken_job == Some(position) {
            Some(Fault::Code)
        } else {
            is_flaky.then_some(Fault::Flaky)
        };
        let (ending, seconds) = if self.hangs(start.workflow, position, start.started) {
            // GitHub reports both; which one has changed over the years.
            let is_first = self
                .hanging_days
                .first()
                .is_some_and(|day| day.is_some_and(|day| start.started < day + SECONDS_PER_DAY));
            (if is_first { Ending::Cancelled } else { Ending::TimedOut }, JOB_LIMIT_SECONDS as f64)
        } else {
            match fault {
                None => (Ending::Success, full),
                Some(Fault::Outage) => (Ending::Failure, 20.0 + 40.0 * random.unit()),
                Some(Fault::Code | Fault::Flaky) => (Ending::Failure, full * (0.5 + 0.45 * random.unit())),
            }
        };
        let picked_up = created + queue.round() as i64;
        let machines = if plan.machine == Machine::Own { 3 } else { 2_000 };
        let completed = picked_up + SETUP_SECONDS + (seconds.round() as i64).max(1);
        let fault = fault.filter(|_| ending == Ending::Failure);
        let machine = 1 + random.below(machines) as u16;
        JobRun { plan: position as u8, created, picked_up, completed, ending, fault, machine }
    }
}

/// Whether a job that has not passed keeps another from starting.
fn blocks(plans: &[JobPlan], job: &JobRun, blocked: &JobPlan) -> bool {
    let stage = plans.get(usize::from(job.plan)).map_or(0, |plan| plan.stage);
    job.ending != Ending::Success && stage < blocked.stage
}

/// A job that did not run.
pub(super) fn skipped(plan: usize, time: i64) -> JobRun {
    JobRun {
        plan: plan as u8,
        created: time,
        picked_up: time,
        completed: time,
        ending: Ending::Skipped,
        fault: None,
        machine: 0,
    }
}

/// Stops an attempt's jobs at a moment: what has not ended is cancelled, what had not begun was never there.
pub(super) fn cancel(jobs: &mut Vec<JobRun>, at: i64) {
    jobs.retain(|job| job.created <= at);
    for job in jobs.iter_mut().filter(|job| job.completed > at) {
        (job.ending, job.fault) = (Ending::Cancelled, None);
        job.completed = at + 1;
        job.picked_up = job.picked_up.min(job.completed);
    }
}

/// Looks at an attempt's jobs at a moment before they have ended. Those that do not exist yet are queued.
pub(super) fn interrupt(jobs: &mut [JobRun], now: i64) {
    for job in jobs.iter_mut().filter(|job| job.completed > now) {
        job.ending = if job.picked_up <= now { Ending::InProgress } else { Ending::Queued };
        job.fault = None;
    }
}
