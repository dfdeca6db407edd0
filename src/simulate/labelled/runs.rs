//! What happens in a labelled repository: pushes, the runs that they start, what these fail with, take and wait, and
//! which are run again.

use super::course::{self, Course};
use super::design::{Design, RERUN_OF_BROKEN, RERUN_OF_OTHERS, Trigger, WorkflowDesign};
use super::effects::Dearness;
use super::{AttemptTruth, Breakage, Case, purpose};
use crate::domain::{SECONDS_PER_DAY, Timestamp, sort_by_key};
use crate::simulate::calendar;
use crate::simulate::random::Chance;

/// Share of attempts off the main branch that a newer push or a person cancels.
const CANCELLED_SHARE: f64 = 0.02;
/// What "Set up job" takes, seconds.
pub(super) const SETUP_SECONDS: i64 = 2;

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Code,
    Flaky,
    Accident,
    Outage,
}

/// How an attempt or a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Success,
    Failure,
    Cancelled,
    Skipped,
    /// Not ended at `now`.
    InProgress,
}

/// What a commit was pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub is_main: bool,
    /// Counts pull requests.
    pub number: u32,
}

/// One job of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobDraft {
    /// Position in the workflow's design.
    pub design: usize,
    /// Copies of the first job are counted.
    pub copy: usize,
    pub created: i64,
    pub picked_up: i64,
    pub completed: i64,
    pub ending: Ending,
    pub is_on_large_machine: bool,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub workflow: usize,
    /// Position in [`Story::commits`].
    pub commit: usize,
    pub event: &'static str,
    /// Counts first attempts, before they are put in order.
    pub run: usize,
    pub attempt: u16,
    pub created: i64,
    pub started: i64,
    pub ended: i64,
    pub ending: Ending,
    pub fault: Option<Fault>,
    /// Position of the job that failed.
    pub failed_job: Option<usize>,
    pub jobs: Vec<JobDraft>,
    pub truth: AttemptTruth,
}

/// All that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Story {
    pub commits: Vec<Commit>,
    /// In order of creation, the attempts of a run together.
    pub drafts: Vec<Draft>,
    pub breakages: Vec<Breakage>,
}

/// A run that something started.
#[derive(Clone, Copy, Debug)]
struct Start {
    time: i64,
    workflow: usize,
    commit: usize,
    event: &'static str,
}

pub(super) fn tell(case: &Case, design: &Design) -> Story {
    let mut story = Story::default();
    let mut starts = push(case, design, &mut story.commits);
    sort_by_key(&mut starts, |start| (start.time, start.workflow));
    for (position, workflow) in design.workflows.iter().enumerate() {
        let mut teller = Teller::new(case, design, position, workflow);
        for (run, start) in starts.iter().enumerate().filter(|(_, start)| start.workflow == position) {
            let is_main = story.commits.get(start.commit).is_none_or(|commit| commit.is_main);
            teller.run(*start, run, is_main, &mut story);
        }
        teller.end_breakages(&mut story.breakages);
    }
    story.drafts.retain(|draft| draft.started < design.now);
    for draft in story.drafts.iter_mut().filter(|draft| draft.ended > design.now) {
        (draft.ending, draft.fault, draft.ended) = (Ending::InProgress, None, design.now);
        draft.jobs.clear();
    }
    sort_by_key(&mut story.drafts, |draft| (draft.created, draft.run, draft.attempt));
    story
}

/// Everything that is pushed, and the nights; in no order.
fn push(case: &Case, design: &Design, commits: &mut Vec<Commit>) -> Vec<Start> {
    let mut random = Chance::apart(case.seed, purpose::PUSHES);
    let mut starts = Vec::new();
    let mut number = 100;
    let mut head = 0;
    commits.push(Commit { is_main: true, number });
    for day in Timestamp(design.start).day()..=Timestamp(design.now).day() {
        let midnight = day * SECONDS_PER_DAY;
        // exp(σ²/2) is the mean of the noise.
        let noise = random.log_normal((-0.5 * design.day_spread * design.day_spread).exp(), design.day_spread);
        let count = random.poisson(design.pushes_on(day) * noise);
        let at_night = design.night_on(day);
        // GitHub starts schedules late.
        let late = at_night.unwrap_or(midnight) + random.between(0, 2_400);
        let mut has_slept = at_night.is_none();
        let mut sleep = |head: usize, starts: &mut Vec<Start>| {
            let of_night = design.workflows.iter().enumerate().filter(|(_, night)| night.trigger == Trigger::Night);
            let start = |(workflow, _)| Start { time: late, workflow, commit: head, event: "schedule" };
            starts.extend(of_night.map(start).filter(|_| !has_slept));
            has_slept = true;
        };
        for time in calendar::moments(&mut random, midnight, midnight + SECONDS_PER_DAY, count) {
            if time >= late {
                sleep(head, &mut starts);
            }
            let is_main = random.chance(design.main_share);
            number += u32::from(!is_main && random.chance(0.4));
            commits.push(Commit { is_main, number });
            if is_main {
                head = commits.len() - 1;
            }
            for (workflow, of_push) in design.workflows.iter().enumerate() {
                let is_started = match of_push.trigger {
                    Trigger::EveryPush => true,
                    Trigger::MainPush => is_main,
                    Trigger::Night => false,
                };
                let event = if is_main { "push" } else { "pull_request" };
                let time = time + random.between(0, 3);
                starts.extend(is_started.then_some(Start { time, workflow, commit: commits.len() - 1, event }));
            }
        }
        sleep(head, &mut starts);
    }
    starts.retain(|start| (design.start..design.now).contains(&start.time));
    starts
}

/// Whether the code is broken, on the main branch or off it.
#[derive(Clone, Debug, Default)]
struct Chain {
    is_broken: bool,
    /// Probability that it last ran at; a new one draws the state anew.
    probability: Option<f64>,
    /// Last commit, which decides what is run on it again.
    commit: Option<usize>,
    breakage: Option<Breakage>,
    /// The job that the code breaks, the same until it is mended.
    broken_job: usize,
}

struct Teller<'a> {
    design: &'a Design,
    position: usize,
    workflow: &'a WorkflowDesign,
    outcomes: Chance,
    durations: Chance,
    queues: Chance,
    reruns: Chance,
    /// Standardised logarithm of the last execution.
    last: f64,
    /// Off the main branch, on it.
    chains: [Chain; 2],
    ended: Vec<Breakage>,
}

impl<'a> Teller<'a> {
    fn new(case: &Case, design: &'a Design, position: usize, workflow: &'a WorkflowDesign) -> Self {
        let stream = |purpose: u64| Chance::apart(case.seed, purpose + position as u64);
        Self {
            design,
            position,
            workflow,
            outcomes: stream(purpose::OUTCOMES),
            durations: stream(purpose::DURATIONS),
            queues: stream(purpose::QUEUES),
            reruns: stream(purpose::RERUNS),
            last: 0.0,
            chains: [Chain::default(), Chain::default()],
            ended: Vec::new(),
        }
    }

    /// A run with its attempts.
    fn run(&mut self, start: Start, run: usize, is_main: bool, story: &mut Story) {
        let course = course::at(self.design, self.position, self.workflow, start.time);
        let broken_job = self.broken_job(&course, start, is_main);
        let first = self.attempt(&course, start, (run, 1), start.time, broken_job, is_main);
        let rerun_share = match first.fault {
            None => 0.0,
            Some(Fault::Code) => RERUN_OF_BROKEN,
            Some(_) => RERUN_OF_OTHERS,
        };
        let again = self.reruns.chance(rerun_share);
        let again_at = first.ended + self.reruns.between(120, 3_600);
        story.drafts.push(first);
        if again {
            let course = course::at(self.design, self.position, self.workflow, again_at);
            story.drafts.push(self.attempt(&course, start, (run, 2), again_at, broken_job, is_main));
        }
    }

    /// The job that the code breaks in this run, if it does: a two-state chain whose share of broken runs is the course's
    /// probability.
    fn broken_job(&mut self, course: &Course, start: Start, is_main: bool) -> Option<usize> {
        let (one, other) = (self.outcomes.unit(), self.outcomes.unit());
        // The longest job finds most of it.
        let some_job = self.outcomes.below(self.workflow.jobs.len() as u64) as usize;
        let job = if self.outcomes.chance(0.7) { 0 } else { some_job };
        let chain = self.chains.get_mut(usize::from(is_main))?;
        let was_broken = chain.is_broken;
        let probability = course.broken.min(0.95);
        let leave = 1.0 / self.workflow.mean_streak.max(1.0 / (1.0 - probability));
        let enter = probability * leave / (1.0 - probability);
        let is_new = chain.probability.is_none_or(|last| last.total_cmp(&probability).is_ne());
        if is_new {
            chain.is_broken = one < probability;
        } else if chain.commit != Some(start.commit) {
            chain.is_broken = if chain.is_broken { other >= leave } else { other < enter };
        }
        (chain.probability, chain.commit) = (Some(probability), Some(start.commit));
        let time = Timestamp(start.time);
        if !chain.is_broken {
            self.ended.extend(chain.breakage.take());
        } else if let Some(breakage) = &mut chain.breakage {
            (breakage.last_started_at, breakage.runs) = (time, breakage.runs + 1);
        } else {
            chain.breakage = Some(Breakage {
                workflow_id: self.workflow.id,
                first_started_at: time,
                last_started_at: time,
                runs: 1,
                is_on_main: is_main,
            });
        }
        if !was_broken {
            chain.broken_job = job;
        }
        chain.is_broken.then_some(chain.broken_job)
    }

    fn end_breakages(&mut self, breakages: &mut Vec<Breakage>) {
        self.ended.extend(self.chains.iter_mut().filter_map(|chain| chain.breakage.take()));
        breakages.extend(self.ended.drain(..).filter(|breakage| breakage.runs >= 2));
    }

    fn attempt(
        &mut self,
        course: &Course,
        start: Start,
        (run, attempt): (usize, u16),
        started: i64,
        broken_job: Option<usize>,
        is_main: bool,
    ) -> Draft {
        let is_out = self.outcomes.chance(course.outage);
        let is_accident = self.outcomes.chance(course.accident);
        let mut flaky_job = None;
        for &(job, probability) in &course.flaky {
            if self.outcomes.chance(probability) {
                flaky_job = flaky_job.or(Some(job));
            }
        }
        let count = self.workflow.jobs.len();
        let some_job = self.outcomes.below(count as u64) as usize;
        let (fault, failed_job) = if broken_job.is_some() {
            (Some(Fault::Code), broken_job)
        } else if is_out {
            (Some(Fault::Outage), Some(some_job))
        } else if flaky_job.is_some() {
            (Some(Fault::Flaky), flaky_job)
        } else {
            let fault = is_accident.then_some(Fault::Accident);
            (fault, fault.map(|_| some_job))
        };
        let is_cancelled = self.outcomes.chance(CANCELLED_SHARE) && !is_main && attempt == 1 && fault.is_none();
        let execution = self.execution(course);
        let stop = self.durations.uniform(0.3, 0.95);
        let jobs = self.jobs(course, started, execution, failed_job, fault, stop);
        let ended = jobs.iter().map(|job| job.completed).max().unwrap_or(started + 1);
        let mut draft = Draft {
            workflow: self.position,
            commit: start.commit,
            event: start.event,
            run,
            attempt,
            created: start.time,
            started,
            ended,
            ending: if fault.is_some() { Ending::Failure } else { Ending::Success },
            fault,
            failed_job,
            jobs,
            truth: course.truth(self.design, self.position, self.workflow),
        };
        if is_cancelled {
            cancel(&mut draft, stop);
        }
        draft
    }

    /// Seconds of execution: autoregressive logarithms, with tails and modes where the class has them.
    fn execution(&mut self, course: &Course) -> f64 {
        let effects = &self.design.effects;
        let normal = self.durations.normal();
        let chi_square: f64 = (0..3).map(|_| self.durations.normal().powi(2)).sum();
        let spike = (self.durations.unit(), self.durations.uniform(3.0, 10.0));
        let slow = self.durations.unit();
        // Student's t with 3 degrees of freedom has the variance 3.
        let noise = if effects.has_heavy_tails { normal / (chi_square.max(1e-6) / 3.0).sqrt() } else { normal };
        let persistence = self.workflow.persistence;
        self.last = persistence * self.last + (1.0 - persistence * persistence).sqrt() * noise;
        let mut seconds = course.median_seconds * (self.workflow.spread * self.last).exp();
        if effects.has_heavy_tails && spike.0 < 0.03 {
            seconds *= spike.1;
        }
        if let Some((_, factor)) = effects.slow_mode.filter(|&(share, _)| self.position == 0 && slow < share) {
            seconds *= factor;
        }
        seconds.clamp(5.0, 20_000.0)
    }

    fn jobs(
        &mut self,
        course: &Course,
        started: i64,
        execution: f64,
        failed_job: Option<usize>,
        fault: Option<Fault>,
        stop: f64,
    ) -> Vec<JobDraft> {
        let mut jobs: Vec<JobDraft> = Vec::with_capacity(self.workflow.jobs.len());
        let (copies, is_on_large_machine) = match course.dearness {
            None => (1, false),
            Some(Dearness::Machine) => (1, true),
            Some(Dearness::Copies(copies)) => (copies, false),
        };
        // The jobs of an attempt wait about as long.
        let wait = self.queues.log_normal(course.queue_seconds, 0.5);
        for (design, job) in self.workflow.jobs.iter().enumerate() {
            for copy in 0..if design == 0 { copies } else { 1 } {
                let wait = self.queues.log_normal(wait, 0.05).round() as i64;
                let ready = if job.is_last { jobs.iter().map(|job| job.completed).max() } else { None };
                let created = ready.unwrap_or(started);
                let is_failed = failed_job == Some(design) && copy == 0;
                let is_blocked = job.is_last && jobs.iter().any(|job| job.ending != Ending::Success);
                let share = if !is_failed {
                    1.0
                } else if fault == Some(Fault::Outage) {
                    0.1
                } else {
                    stop
                };
                let seconds = ((execution * job.share * share).round() as i64).max(1) + SETUP_SECONDS;
                let (picked_up, completed, ending) = if is_blocked {
                    (created, created, Ending::Skipped)
                } else {
                    let ending = if is_failed { Ending::Failure } else { Ending::Success };
                    (created + wait, created + wait + seconds, ending)
                };
                jobs.push(JobDraft { design, copy, created, picked_up, completed, ending, is_on_large_machine });
            }
        }
        jobs
    }
}

/// Stops an attempt part of its way through.
fn cancel(draft: &mut Draft, share: f64) {
    let at = draft.started + ((draft.ended - draft.started) as f64 * share) as i64;
    draft.jobs.retain(|job| job.created <= at);
    for job in draft.jobs.iter_mut().filter(|job| job.completed > at) {
        (job.ending, job.completed) = (Ending::Cancelled, at + 1);
        job.picked_up = job.picked_up.min(at);
    }
    (draft.ending, draft.ended) = (Ending::Cancelled, at + 1);
}
