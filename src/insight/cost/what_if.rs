//! What a change would have saved over the stored jobs of a view, each with what it assumes. Arithmetic on the past, no
//! forecast; changes are not to be added up, since they may save the same minutes.

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptColumns, NO_TEXT, State, sort_by};
use crate::stats::Lack;

use super::super::View;
use super::super::prepare::time;
use super::super::waste::billed_minutes;
use super::charges::{JobCharge, Prices};
use super::prices::{RUNNER_PRICES, price_position};
use super::summary::{dearer, name_of};
use super::tariffs::{Runner, Tariff};

/// A job below this many seconds is short.
const SHORT_SECONDS: u32 = 60;
/// A job may take so many times as long as its slowest passed one before it is stopped.
const TIMEOUT_FACTOR: f64 = 1.5;
/// Bounds of a proposed timeout, minutes.
const TIMEOUT_MINUTES: (f64, f64) = (3.0, 350.0);
/// Fewest passed jobs from which a timeout is proposed.
const FEWEST_PASSED_JOBS: u64 = 10;
/// Most proposals listed.
const MOST_LISTED: usize = 40;
/// Kinds of runner of the same system that cost less.
const CHEAPER: [(&str, &str); 4] =
    [("linux", "linux_2_core_arm"), ("windows", "windows_2_core_arm"), ("macos_l", "macos"), ("macos_xl", "macos")];

/// A change of one workflow and what it would have saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// What would be changed.
    pub change: WhatIfChange,
    /// Jobs that it would have touched.
    pub jobs: u64,
    /// Billed minutes that would not have been spent.
    pub saved_minutes: u64,
    /// US dollars that would not have been spent; 0 where the minutes were free.
    pub saved_dollars: f64,
    /// What the number takes for granted.
    pub assumption: String,
}

/// What would be changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhatIfChange {
    /// Jobs under a minute of one attempt and one kind of runner become one job.
    MergeShortJobs,
    /// Other runners.
    OtherRunner {
        /// Kind used now, GitHub's name.
        from_sku: String,
        /// Kind instead.
        to_sku: String,
    },
    /// A time limit for a job: min(350, max(3, ⌈1.5 × slowest passed⌉)) minutes.
    Timeout {
        /// The job's name.
        job: String,
        /// The limit, minutes.
        minutes: u32,
        /// What it rests on: the longest time that such a job took and passed, seconds.
        slowest_passed_seconds: u32,
        /// Passed jobs.
        passed_jobs: u64,
    },
    /// A newer run of the same branch and event cancels the one before (not on the default branch).
    CancelSuperseded,
}

/// What each change would have saved, most dollars first, then most minutes; nothing that saves nothing, at most 40.
/// Lacks an answer where no executed job is stored.
pub fn ask_what_if(view: &View<'_>) -> Result<Vec<WhatIf>, Lack> {
    let prices = Prices::of(view);
    let mut asked = Asked {
        found: Vec::new(),
        names: Names { positions: vec![0; view.columns.texts.len()], limits: Vec::new() },
        lane_heads: vec![0; view.columns.texts.len()],
        any_job: false,
    };
    if !view.columns.jobs.is_empty() {
        for (workflow, part) in view.by_workflow() {
            asked.about(&part, workflow, &prices);
        }
    }
    if !asked.any_job {
        return Err(Lack::undefined("no jobs are stored of these runs"));
    }
    let mut found = asked.found;
    sort_by(&mut found, |a, b| dearer(a.saved_dollars, b.saved_dollars).then(b.saved_minutes.cmp(&a.saved_minutes)));
    found.truncate(MOST_LISTED);
    Ok(found)
}

/// What would have been saved.
#[derive(Clone, Copy, Debug, Default)]
struct Saved {
    jobs: u64,
    minutes: u64,
    dollars: f64,
}

impl Saved {
    fn add(&mut self, job: &JobCharge, minutes: u32) {
        if minutes > 0 {
            self.jobs += 1;
            self.minutes += u64::from(minutes);
            self.dollars += job.dollars(minutes);
        }
    }
}

struct Asked {
    found: Vec<WhatIf>,
    names: Names,
    /// By number of the branch: its newest lane, plus 1; all 0 between workflows.
    lane_heads: Vec<u32>,
    any_job: bool,
}

impl Asked {
    fn about(&mut self, part: &View<'_>, workflow: u16, prices: &Prices) {
        let (mut merged, mut superseded) = (Saved::default(), Saved::default());
        let mut cheaper = [Saved::default(); CHEAPER.len()];
        let alternatives: Vec<Option<usize>> = prices.tariffs.all.iter().map(alternative).collect();
        let newer = newer_runs(part, &mut self.lane_heads);
        let mut short = Vec::new();
        for (&row, newer) in part.rows.iter().zip(newer) {
            for job in prices.jobs(part, row) {
                self.any_job = true;
                self.names.see(part, &job);
                if job.worked_seconds < SHORT_SECONDS {
                    short.push(job);
                }
                if let Some(newer) = newer {
                    superseded.add(&job, minutes_after(part, &job, newer));
                }
                let alternative = alternatives.get(job.tariff).copied().flatten();
                if let Some((saved, place)) = alternative.and_then(|place| Some((cheaper.get_mut(place)?, place))) {
                    let started = time(&part.columns.jobs.started, job.job).unwrap_or_default();
                    let other = CHEAPER.get(place).and_then(|(_, to)| listed_price(to, started));
                    if let (Some(now), Some(other)) = (job.dollars_per_minute, other) {
                        saved.jobs += 1;
                        saved.dollars += (now - other).max(0.0) * f64::from(job.minutes);
                    }
                }
            }
            merge(&mut short, &mut merged);
        }
        self.tell(part, workflow, WhatIfChange::MergeShortJobs, merged, MERGE);
        self.tell(part, workflow, WhatIfChange::CancelSuperseded, superseded, CANCEL);
        for ((from, to), saved) in CHEAPER.into_iter().zip(cheaper) {
            let change = WhatIfChange::OtherRunner { from_sku: from.to_owned(), to_sku: to.to_owned() };
            self.tell(part, workflow, change, saved, OTHER_RUNNER);
        }
        for &row in &part.rows {
            for job in prices.jobs(part, row) {
                self.names.hold(part, &job);
            }
        }
        for (name, limit) in self.names.take() {
            let Some(minutes) = limit.minutes() else { continue };
            let change = WhatIfChange::Timeout {
                job: part.columns.text(name).unwrap_or_default().to_owned(),
                minutes,
                slowest_passed_seconds: limit.slowest_seconds,
                passed_jobs: limit.passed,
            };
            self.tell(part, workflow, change, limit.saved, TIMEOUT);
        }
    }

    fn tell(&mut self, part: &View<'_>, workflow: u16, change: WhatIfChange, saved: Saved, assumption: &str) {
        if saved.minutes == 0 && saved.dollars <= 0.0 {
            return;
        }
        let (workflow_id, workflow) = name_of(part, workflow);
        self.found.push(WhatIf {
            workflow_id,
            workflow,
            change,
            jobs: saved.jobs,
            saved_minutes: saved.minutes,
            saved_dollars: saved.dollars,
            assumption: assumption.to_owned(),
        });
    }
}

const MERGE: &str = "The merged job does the work of the short ones one after the other in the same time; it takes \
                     longer than each of them, and none of them waits for another job in between.";
const CANCEL: &str = "Work stops the moment a newer run of the same branch and event is created, and nobody wanted the \
                      older result.";
const OTHER_RUNNER: &str = "The jobs run on the other kind and take the same time there; a slower machine saves less, \
                            or nothing.";
const TIMEOUT: &str = "Jobs that did not pass are stopped at the limit; one that would have passed later than any so far \
                       is lost.";

fn listed_price(sku: &str, started: u32) -> Option<f64> {
    RUNNER_PRICES.get(price_position(sku)?)?.dollars_per_minute(started)
}

/// Position in [`CHEAPER`] of what could take the place of a kind of runner.
fn alternative(tariff: &Tariff) -> Option<usize> {
    let Runner::Hosted { sku } = &tariff.runner else { return None };
    CHEAPER.iter().position(|(from, _)| from == sku)
}

/// The short jobs of an attempt, by kind of runner: what their minutes come to when rounded up together.
fn merge(short: &mut Vec<JobCharge>, saved: &mut Saved) {
    while let Some(&first) = short.first() {
        let (mut jobs, mut minutes, mut seconds) = (0_u64, 0_u32, 0_u32);
        short.retain(|job| {
            let same = job.tariff == first.tariff;
            if same {
                jobs += 1;
                minutes += job.minutes;
                seconds += job.worked_seconds;
            }
            !same
        });
        let less = minutes - billed_minutes(seconds).min(minutes);
        if less > 0 {
            saved.jobs += jobs;
            saved.minutes += u64::from(less);
            saved.dollars += first.dollars(less);
        }
    }
}

/// Billed minutes of a job that lie after an instant.
fn minutes_after(part: &View<'_>, job: &JobCharge, instant: u32) -> u32 {
    let started = time(&part.columns.jobs.started, job.job).unwrap_or_default();
    let before = instant.saturating_sub(started).min(job.worked_seconds);
    if before == 0 { job.minutes } else { job.minutes - billed_minutes(before).min(job.minutes) }
}

/// For each row of a workflow: when the next run of its branch, event and origin was created, if that was after the
/// start of this first attempt. Never on the default branch, where each commit is wanted.
fn newer_runs(part: &View<'_>, heads: &mut [u32]) -> Vec<Option<u32>> {
    struct Lane {
        branch: u32,
        event: u8,
        is_fork: bool,
        run_id: u64,
        created: u32,
        newer: Option<u32>,
        /// The lane of the same branch before it, plus 1.
        next: u32,
    }
    let attempts = &part.columns.attempts;
    let default_branch = part.default_branch.and_then(|name| part.columns.texts.find(name.as_bytes()));
    let mut lanes: Vec<Lane> = Vec::new();
    let mut newer = vec![None; part.rows.len()];
    for (&row, newer) in part.rows.iter().zip(&mut newer).rev() {
        let Some(&branch) = attempts.branch.get(row as usize) else { continue };
        let is_fork = attempts.has_flag(row as usize, AttemptColumns::FROM_FORK);
        if branch == NO_TEXT || (Some(branch) == default_branch && !is_fork) {
            continue;
        }
        let (event, run_id, created) = (part.event(row), part.run_id(row), part.created_seconds(row));
        let Some(head) = heads.get_mut(branch as usize) else { continue };
        let mut at = *head;
        while let Some(lane) = lanes.get((at as usize).wrapping_sub(1)) {
            if lane.event == event && lane.is_fork == is_fork {
                break;
            }
            at = lane.next;
        }
        match lanes.get_mut((at as usize).wrapping_sub(1)) {
            None => {
                lanes.push(Lane { branch, event, is_fork, run_id, created, newer: None, next: *head });
                *head = lanes.len() as u32;
            }
            Some(lane) => {
                if lane.run_id != run_id {
                    lane.newer = Some(lane.created);
                    (lane.run_id, lane.created) = (run_id, created);
                }
                let took_over = part.attempt(row) <= 1;
                *newer = lane.newer.filter(|&instant| took_over && instant > part.started_seconds(row));
            }
        }
    }
    for lane in lanes {
        if let Some(head) = heads.get_mut(lane.branch as usize) {
            *head = 0;
        }
    }
    newer
}

/// The jobs of one workflow by name.
struct Names {
    /// By number of the name: position in `limits`, plus 1.
    positions: Vec<u32>,
    limits: Vec<(u32, Limit)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Limit {
    passed: u64,
    slowest_seconds: u32,
    saved: Saved,
}

impl Limit {
    /// The proposed limit, minutes.
    fn minutes(&self) -> Option<u32> {
        proposed_timeout_minutes(self.passed, f64::from(self.slowest_seconds)).ok()
    }
}

/// The limit proposed for a job of which so many executions passed, the slowest of them in so many seconds.
pub(in crate::insight) fn proposed_timeout_minutes(passed: u64, slowest_seconds: f64) -> Result<u32, Lack> {
    Lack::unless_enough(passed as usize, FEWEST_PASSED_JOBS as usize)?;
    let (least, most) = TIMEOUT_MINUTES;
    let wanted = (TIMEOUT_FACTOR * slowest_seconds / 60.0).ceil();
    Ok(wanted.max(least).min(most) as u32)
}

impl Names {
    fn of(&mut self, part: &View<'_>, job: &JobCharge) -> Option<&mut Limit> {
        let name = part.columns.jobs.name.get(job.job).copied()?;
        let place = self.positions.get_mut(name as usize)?;
        if *place == 0 {
            self.limits.push((name, Limit::default()));
            *place = self.limits.len() as u32;
        }
        self.limits.get_mut(*place as usize - 1).map(|(_, limit)| limit)
    }

    fn see(&mut self, part: &View<'_>, job: &JobCharge) {
        let passed = has_passed(part, job);
        if let Some(limit) = self.of(part, job).filter(|_| passed) {
            limit.passed += 1;
            limit.slowest_seconds = limit.slowest_seconds.max(job.worked_seconds);
        }
    }

    /// What the limit would have cut off a job that did not pass.
    fn hold(&mut self, part: &View<'_>, job: &JobCharge) {
        if has_passed(part, job) {
            return;
        }
        let Some(limit) = self.of(part, job) else { return };
        if let Some(minutes) = limit.minutes() {
            limit.saved.add(job, job.minutes.saturating_sub(minutes));
        }
    }

    fn take(&mut self) -> Vec<(u32, Limit)> {
        let limits = core::mem::take(&mut self.limits);
        for (name, _) in &limits {
            if let Some(place) = self.positions.get_mut(*name as usize) {
                *place = 0;
            }
        }
        limits
    }
}

fn has_passed(part: &View<'_>, job: &JobCharge) -> bool {
    part.columns.jobs.state.get(job.job) == Some(&State::SUCCESS)
}
