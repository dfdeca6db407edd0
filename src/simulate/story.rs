//! What is pushed when, and which runs that starts: pull requests that grow and are merged, nights, releases, re-runs
//! and cancellations. Decides everything about a run but the inside of its jobs.

use super::execution::{Ending, Fault, JobRun, Start, World, cancel, interrupt, skipped};
use super::plan::{CI, CODEQL, DEPLOY, DOCS, LINT, NIGHTLY, WORKFLOWS};
use super::random::Chance;
use super::words::{self, MAIN, PEOPLE, Topic};
use super::{Shape, calendar, last_hour};
use crate::domain::{SECONDS_PER_DAY, sort_by_key};

/// What one trigger gave to all runs that it started.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub branch: String,
    pub title: String,
    pub actor: &'static str,
    pub sha: [u8; 20],
    pub from_fork: bool,
}

/// One attempt of one run.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Position in [`Story::sources`].
    pub source: usize,
    /// Position of the workflow.
    pub workflow: usize,
    pub event: &'static str,
    pub attempt: u16,
    /// Position of the first attempt among all first attempts, in order of creation.
    pub run: usize,
    pub created: i64,
    pub started: i64,
    pub ended: i64,
    pub ending: Ending,
    /// Whether the code broke it.
    pub broken_job: Option<usize>,
    /// Whether a newer push cancelled it.
    pub is_superseded: bool,
    /// Kept where they are to be written down or may be carried over.
    pub jobs: Vec<JobRun>,
}

/// All that happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub sources: Vec<Source>,
    /// In order of the creation of their runs, attempts of a run in order.
    pub drafts: Vec<Draft>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TriggerKind {
    PullRequest,
    /// A further push to the pull request pushed to last, minutes later.
    FollowUp,
    Main,
    Night,
    ByHand,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger {
    pub time: i64,
    pub kind: TriggerKind,
    /// Which workflows it starts, a bit each.
    pub workflows: u8,
}

pub(super) struct PullRequest {
    number: u32,
    topic: Topic,
    from_fork: bool,
    /// Which workflows its code breaks at present, a bit each.
    broken: u8,
    /// Its latest run of each workflow.
    pub latest: [Option<usize>; WORKFLOWS.len()],
}

pub(super) struct Teller<'a> {
    pub world: &'a World,
    pub random: &'a mut Chance,
    pub with_jobs: bool,
    pub story: Story,
    pub open: Vec<PullRequest>,
    pub latest_pull_request: u32,
    /// The commit that the default branch stands at.
    pub head: [u8; 20],
    pub jobs: Vec<JobRun>,
}

/// Tells a story of as many runs as asked for, and of the time from there to `seen_at`, when it is looked at.
pub(super) fn tell(shape: &Shape, world: &World, seen_at: i64, random: &mut Chance) -> Story {
    let triggers = triggers(shape, world, random);
    let mut teller = Teller {
        world,
        random,
        with_jobs: shape.with_jobs,
        story: Story::default(),
        open: Vec::new(),
        latest_pull_request: 310,
        head: [7; 20],
        jobs: Vec::new(),
    };
    for trigger in triggers {
        teller.pull(trigger);
    }
    sort_by_key(&mut teller.story.drafts, |draft| draft.created);
    for (run, draft) in teller.story.drafts.iter_mut().enumerate() {
        draft.run = run;
    }
    teller.run_again();
    let mut story = if seen_at > world.now { last_hour::tell(teller, shape, seen_at) } else { teller.story };
    look(&mut story, seen_at, shape.with_jobs);
    story
}

/// Everything that starts runs, in order of time.
fn triggers(shape: &Shape, world: &World, random: &mut Chance) -> Vec<Trigger> {
    let mut left = shape.runs;
    let mut triggers = Vec::new();
    let days = i64::from(shape.days.max(1));
    if left >= 5 * shape.days {
        let midnight = world.start.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
        for day in 0..=days {
            let time = midnight + day * SECONDS_PER_DAY + 2 * 3_600 + random.between(1_020, 1_300);
            // The security scan also runs by itself, once a week.
            let workflows = if day % 7 == 3 { 1 << NIGHTLY | 1 << CODEQL } else { 1 << NIGHTLY };
            if (world.start..world.now).contains(&time) {
                triggers.push(Trigger { time, kind: TriggerKind::Night, workflows });
                left = left.saturating_sub(workflows.count_ones());
            }
        }
    }
    let mut kinds = Vec::new();
    while left > 0 {
        let (kind, mut workflows) = pushed(random);
        while workflows.count_ones() > left {
            // The last ones go first: a push without CI would look odd.
            workflows &= !(0x80 >> workflows.leading_zeros());
        }
        left -= workflows.count_ones();
        kinds.push((kind, workflows));
    }
    let times = calendar::moments(random, world.start, world.now - 60, kinds.len());
    let mut before = world.start;
    for ((kind, workflows), moment) in kinds.into_iter().zip(times) {
        let time = if kind == TriggerKind::FollowUp { before + random.between(40, 420) } else { moment };
        before = time;
        triggers.push(Trigger { time: time.min(world.now - 30), kind, workflows });
    }
    // Somebody has just pushed, so that there is something unfinished to look at.
    if let Some(last) = triggers.last_mut() {
        last.time = world.now - 95;
    }
    sort_by_key(&mut triggers, |trigger| trigger.time);
    triggers
}

pub(super) fn pushed(random: &mut Chance) -> (TriggerKind, u8) {
    let kind = match random.unit() {
        x if x < 0.66 => TriggerKind::PullRequest,
        x if x < 0.79 => TriggerKind::FollowUp,
        x if x < 0.975 => TriggerKind::Main,
        _ => TriggerKind::ByHand,
    };
    let mut workflows = if kind == TriggerKind::ByHand { 1 << DEPLOY } else { 1 << CI | 1 << LINT };
    if kind != TriggerKind::ByHand && random.chance(0.5) {
        workflows |= 1 << DOCS;
    }
    if kind == TriggerKind::Main {
        workflows |= 1 << DEPLOY;
        workflows |= u8::from(random.chance(0.5)) << CODEQL;
    }
    (kind, workflows)
}

impl Teller<'_> {
    pub(super) fn pull(&mut self, trigger: Trigger) {
        match trigger.kind {
            TriggerKind::PullRequest | TriggerKind::FollowUp => self.push_to_pull_request(trigger),
            TriggerKind::Main => {
                let merged = (!self.open.is_empty()).then(|| self.random.below(self.open.len() as u64) as usize);
                let (title, actor) = match merged.map(|position| self.open.swap_remove(position)) {
                    Some(pull) => (format!("{} (#{})", pull.topic.title, pull.number), pull.topic.actor),
                    None => ("Tidy up".to_owned(), PEOPLE[0]),
                };
                self.head = self.commit();
                self.start(trigger, "push", Some(title), actor);
            }
            TriggerKind::Night => self.start(trigger, "schedule", None, PEOPLE[0]),
            TriggerKind::ByHand => {
                let actor = self.random.pick(&PEOPLE).copied().unwrap_or_default();
                self.start(trigger, "workflow_dispatch", None, actor);
            }
        }
    }

    /// Starts the workflows of a trigger on the default branch. Runs without a title carry their workflow's name.
    fn start(&mut self, trigger: Trigger, event: &'static str, title: Option<String>, actor: &'static str) {
        for workflow in workflows_in(trigger.workflows) {
            let Some(plan) = WORKFLOWS.get(workflow) else { continue };
            let title = title.clone().unwrap_or_else(|| plan.name.to_owned());
            let (branch, sha) = (MAIN.to_owned(), self.head);
            let source = self.source(Source { branch, title, actor, sha, from_fork: false });
            let broken = self.random.chance(plan.broken_rate_elsewhere);
            self.draft(trigger.time, source, workflow, event, broken, false);
        }
    }

    fn push_to_pull_request(&mut self, trigger: Trigger) {
        let is_new = trigger.kind == TriggerKind::PullRequest && (self.open.len() < 3 || self.random.chance(0.29));
        if is_new || self.open.is_empty() {
            self.latest_pull_request += 1;
            let topic = words::topic(self.random, self.latest_pull_request);
            let from_fork = self.random.chance(0.06);
            let (number, latest) = (self.latest_pull_request, [None; WORKFLOWS.len()]);
            self.open.push(PullRequest { number, topic, from_fork, broken: 0, latest });
        } else if trigger.kind == TriggerKind::PullRequest {
            // The one pushed to last lies at the end.
            let chosen = self.random.below(self.open.len() as u64) as usize;
            let last = self.open.len() - 1;
            self.open.swap(chosen, last);
        }
        let Some(mut pull) = self.open.pop() else { return };
        let branch = if pull.from_fork { "patch-1".to_owned() } else { pull.topic.branch.clone() };
        let Topic { title, actor, .. } = pull.topic.clone();
        let sha = self.commit();
        let source = self.source(Source { branch, title, actor, sha, from_fork: pull.from_fork });
        for workflow in workflows_in(trigger.workflows) {
            let Some(plan) = WORKFLOWS.get(workflow) else { continue };
            let bit = 1_u8 << workflow;
            // What is broken is mended by the next push more often than not.
            let is_broken = self.random.chance(if pull.broken & bit != 0 { 0.3 } else { plan.broken_rate });
            pull.broken = if is_broken { pull.broken | bit } else { pull.broken & !bit };
            let latest = pull.latest.get(workflow).copied().flatten();
            let needs_approval = pull.from_fork && latest.is_none() && self.random.chance(0.4);
            let draft = self.draft(trigger.time, source, workflow, "pull_request", is_broken, needs_approval);
            if plan.is_cancelled_by_newer {
                self.supersede(latest, trigger.time);
            }
            if let Some(latest) = pull.latest.get_mut(workflow) {
                *latest = Some(draft);
            }
        }
        self.open.push(pull);
    }

    fn source(&mut self, source: Source) -> usize {
        self.story.sources.push(source);
        self.story.sources.len() - 1
    }

    fn commit(&mut self) -> [u8; 20] {
        let mut sha = [0; 20];
        for bytes in sha.chunks_mut(8) {
            bytes.iter_mut().zip(self.random.next_u64().to_le_bytes()).for_each(|(byte, random)| *byte = random);
        }
        sha
    }

    /// Runs the first attempt of a run; returns its position.
    fn draft(
        &mut self,
        time: i64,
        source: usize,
        workflow: usize,
        event: &'static str,
        is_broken: bool,
        needs_approval: bool,
    ) -> usize {
        let created = (time + self.random.between(0, 3)).min(self.world.now);
        let job_count = WORKFLOWS.get(workflow).map_or(0, |plan| plan.jobs.len());
        let broken_job = is_broken.then(|| self.random.below(job_count as u64) as usize);
        let (ending, ended) = if needs_approval {
            self.jobs.clear();
            (Ending::ActionRequired, created)
        } else if workflow == DOCS && self.random.chance(0.2) {
            self.jobs.clear();
            self.jobs.push(skipped(0, created + 1));
            (Ending::Skipped, created + 1)
        } else {
            let start = Start { workflow, started: created, broken_job };
            self.world.run(self.random, start, &[], &mut self.jobs)
        };
        let keep = self.with_jobs || ending == Ending::Failure;
        let jobs = if keep { self.jobs.clone() } else { Vec::new() };
        let (run, is_superseded) = (0, false);
        let mut draft = Draft {
            source,
            workflow,
            event,
            attempt: 1,
            run,
            created,
            started: created,
            ended,
            ending,
            broken_job,
            is_superseded,
            jobs,
        };
        if matches!(workflow, CI | DEPLOY) && ended > created && self.random.chance(0.008) {
            let share = self.random.unit();
            stop(&mut draft, created + ((ended - created) as f64 * share) as i64);
        }
        self.story.drafts.push(draft);
        self.story.drafts.len() - 1
    }

    /// A newer push cancels what still runs.
    fn supersede(&mut self, latest: Option<usize>, at: i64) {
        let latest = latest.and_then(|latest| self.story.drafts.get_mut(latest));
        if let Some(draft) = latest.filter(|draft| draft.ended > at && draft.ending != Ending::ActionRequired) {
            stop(draft, at + 2);
            draft.is_superseded = true;
        }
    }

    /// People run failed runs again: mostly those that failed for no reason of theirs.
    fn run_again(&mut self) {
        let firsts = core::mem::take(&mut self.story.drafts);
        let mut all = Vec::with_capacity(firsts.len() + firsts.len() / 12);
        for first in firsts {
            all.push(first);
            while let Some(next) = all.last().and_then(|last| again(self.world, self.random, last)) {
                all.push(next);
            }
        }
        self.story.drafts = all;
    }
}

/// Looks at everything at `now`: what would end later is unfinished.
fn look(story: &mut Story, now: i64, with_jobs: bool) {
    for draft in story.drafts.iter_mut().filter(|draft| draft.ended > now) {
        interrupt(&mut draft.jobs, now);
        let is_waiting = with_jobs && draft.jobs.iter().all(|job| job.ending == Ending::Queued);
        draft.ending = if is_waiting { Ending::Queued } else { Ending::InProgress };
        draft.ended = now;
    }
}

/// The next attempt of a run, if somebody asks for one.
fn again(world: &World, random: &mut Chance, last: &Draft) -> Option<Draft> {
    if last.ending != Ending::Failure || last.attempt >= 4 {
        return None;
    }
    let is_blameless = last.broken_job.is_none() && last.jobs.iter().any(|job| job.fault == Some(Fault::Flaky));
    let share = if is_blameless { 0.85 } else { 0.08 };
    let started = last.ended + random.between(90, 2_400);
    if !random.chance(share) || started >= world.now {
        return None;
    }
    let only_failed = random.chance(0.8);
    let mut jobs = Vec::new();
    let start = Start { workflow: last.workflow, started, broken_job: last.broken_job };
    let before = if only_failed { last.jobs.as_slice() } else { &[] };
    let (ending, ended) = world.run(random, start, before, &mut jobs);
    Some(Draft { attempt: last.attempt + 1, started, ended, ending, jobs, ..last.clone() })
}

fn stop(draft: &mut Draft, at: i64) {
    cancel(&mut draft.jobs, at);
    (draft.ending, draft.ended) = (Ending::Cancelled, at + 1);
}

fn workflows_in(bits: u8) -> impl Iterator<Item = usize> {
    (0..WORKFLOWS.len()).filter(move |workflow| bits & (1 << workflow) != 0)
}
