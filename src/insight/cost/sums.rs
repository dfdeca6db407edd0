//! Adding up what the walk over the charges tells, in vectors that a number indexes. Decides only to which sum a charge
//! belongs.

use crate::domain::{AttemptColumns, Outcome, sort_by};

use super::super::View;
use super::super::waste::WasteCause;
use super::charges::{Charge, CostTotal, JobCharge, Measured, Prices};
use super::expectation::DailyCost;
use super::summary::{BranchClass, BranchCost, CostSummary, DayCost, JobCost, RunnerCost, WasteCost, dearer, name_of};

/// Most jobs listed.
const MOST_JOBS: usize = 40;

/// Rows of re-runs whose run failed and later passed, ascending; earlier attempts count wherever they started.
pub(super) struct TurnedGreen(Vec<u32>);

impl TurnedGreen {
    pub(super) fn of(part: &View<'_>) -> Self {
        let mut rows = Vec::new();
        for run in part.rows.chunk_by(|&a, &b| part.run_id(a) == part.run_id(b)) {
            let (Some(&first), Some(&last)) = (run.first(), run.last()) else { continue };
            if part.attempt(last) <= 1 {
                continue;
            }
            // Attempts of one run are neighbours in the columns, so that those outside the window are found too.
            let same = |row: &u32| part.run_id(*row) == part.run_id(first);
            let begin = (0..first).rev().take_while(same).last().unwrap_or(first);
            let end = part.columns.attempts.len() as u32;
            let mut failed = false;
            let turned = (begin..end).take_while(same).any(|row| {
                failed |= part.outcome(row).is_failed();
                failed && part.outcome(row) == Outcome::Passed
            });
            if turned {
                rows.extend(run.iter().copied().filter(|&row| part.attempt(row) > 1));
            }
        }
        Self(rows)
    }

    pub(super) fn contains(&self, view: &View<'_>, row: u32) -> bool {
        view.attempt(row) > 1 && self.0.binary_search(&row).is_ok()
    }
}

/// What of a measured attempt led to nothing: all of it for a cause, or else what its jobs were rounded up by. Minutes and
/// US dollars.
pub(super) fn lost(view: &View<'_>, row: u32, measured: &Measured, turned_green: bool) -> (WasteCause, f64, f64) {
    if let Some(cause) = WasteCause::of_attempt(view, row, turned_green) {
        return (cause, measured.minutes as f64, measured.dollars);
    }
    let minutes = measured.minutes as f64 - measured.worked_seconds as f64 / 60.0;
    (WasteCause::Rounding, minutes, measured.rounding_dollars)
}

/// What tells the kind of branch.
pub(super) struct Branches {
    default_branch: Option<u32>,
    pull_request_events: Vec<bool>,
}

impl Branches {
    pub(super) fn of(view: &View<'_>) -> Self {
        let is_pull_request = |event: &[u8]| event == b"pull_request" || event == b"pull_request_target";
        Self {
            default_branch: view.default_branch.and_then(|name| view.columns.texts.find(name.as_bytes())),
            pull_request_events: view.columns.events.iter().map(is_pull_request).collect(),
        }
    }

    pub(super) fn class(&self, view: &View<'_>, row: u32) -> BranchClass {
        let attempts = &view.columns.attempts;
        let branch = attempts.branch.get(row as usize).copied();
        if self.pull_request_events.get(usize::from(view.event(row))).copied().unwrap_or_default() {
            BranchClass::PullRequest
        } else if branch.is_some()
            && branch == self.default_branch
            && !attempts.has_flag(row as usize, AttemptColumns::FROM_FORK)
        {
            BranchClass::DefaultBranch
        } else {
            BranchClass::Other
        }
    }
}

/// Minutes and dollars of some jobs.
#[derive(Clone, Copy, Debug, Default)]
struct JobSum {
    jobs: u64,
    minutes: u64,
    unpriced_minutes: u64,
    dollars: f64,
}

impl JobSum {
    fn add(&mut self, job: &JobCharge) {
        self.jobs += 1;
        self.minutes += u64::from(job.minutes);
        self.unpriced_minutes += if job.dollars_per_minute.is_none() { u64::from(job.minutes) } else { 0 };
        self.dollars += job.dollars(job.minutes);
    }
}

/// Everything that is added up on the walk.
pub(super) struct Sums {
    of_jobs: JobSums,
    of_attempts: AttemptSums,
}

pub(super) struct JobSums {
    /// By position of the tariff.
    runners: Vec<JobSum>,
    /// Names of the present workflow's jobs with their sums; by number of the name, the position here plus 1.
    names: Vec<(u32, JobSum)>,
    positions: Vec<u32>,
    /// Workflow, name and sum of the jobs of the workflows before.
    ended: Vec<(u16, u32, JobSum)>,
}

pub(super) struct AttemptSums {
    first_day: i64,
    days: Vec<DayCost>,
    branches: [CostTotal; 3],
    /// Minutes and dollars by cause.
    waste: [(f64, f64); WasteCause::ALL.len()],
    total: CostTotal,
}

const BRANCH_CLASSES: [BranchClass; 3] = [BranchClass::DefaultBranch, BranchClass::PullRequest, BranchClass::Other];

impl Sums {
    pub(super) fn of(view: &View<'_>, prices: &Prices, first_day: i64, last_day: i64) -> Self {
        let day = |day: i64| DayCost { start: view.zone.day_start(day), ..DayCost::default() };
        Self {
            of_jobs: JobSums {
                runners: vec![JobSum::default(); prices.tariffs.all.len()],
                names: Vec::new(),
                positions: vec![0; view.columns.texts.len()],
                ended: Vec::new(),
            },
            of_attempts: AttemptSums {
                first_day,
                days: (first_day..=last_day).map(day).collect(),
                branches: [CostTotal::default(); 3],
                waste: [(0.0, 0.0); WasteCause::ALL.len()],
                total: CostTotal::default(),
            },
        }
    }

    pub(super) fn split(&mut self) -> (&mut JobSums, &mut AttemptSums) {
        (&mut self.of_jobs, &mut self.of_attempts)
    }

    /// Sets the jobs of a workflow aside, so that the same names of the next one are apart.
    pub(super) fn end_workflow(&mut self, workflow: u16) {
        for (name, sum) in self.of_jobs.names.drain(..) {
            if let Some(place) = self.of_jobs.positions.get_mut(name as usize) {
                *place = 0;
            }
            self.of_jobs.ended.push((workflow, name, sum));
        }
    }

    pub(super) fn tell(self, view: &View<'_>, prices: &Prices, summary: &mut CostSummary) {
        let Self { mut of_jobs, of_attempts } = self;
        summary.total = of_attempts.total;
        sort_by(&mut of_jobs.ended, |(_, _, a), (_, _, b)| {
            dearer(a.dollars, b.dollars).then(b.minutes.cmp(&a.minutes))
        });
        for (workflow, name, sum) in of_jobs.ended.into_iter().take(MOST_JOBS) {
            let (workflow_id, workflow) = name_of(view, workflow);
            let job = view.columns.text(name).unwrap_or_default().to_owned();
            let JobSum { jobs, minutes: billed_minutes, dollars, .. } = sum;
            summary.by_job.push(JobCost { workflow_id, workflow, job, jobs, billed_minutes, dollars });
        }
        for (tariff, sum) in prices.tariffs.all.iter().zip(of_jobs.runners).filter(|(_, sum)| sum.jobs > 0) {
            summary.by_runner.push(RunnerCost {
                runner: tariff.runner.clone(),
                jobs: sum.jobs,
                billed_minutes: sum.minutes,
                unpriced_minutes: sum.unpriced_minutes,
                dollars: sum.dollars,
            });
        }
        let all_minutes = summary.total.billed_minutes;
        let waste = |(cause, (minutes, dollars)): (WasteCause, (f64, f64))| WasteCost {
            cause,
            minutes,
            dollars,
            share_of_minutes: (all_minutes > 0).then(|| minutes / all_minutes as f64),
        };
        summary.waste = WasteCause::ALL.into_iter().zip(of_attempts.waste).map(waste).collect();
        let branches = BRANCH_CLASSES.into_iter().zip(of_attempts.branches);
        let filled = branches.filter(|(_, total)| total.attempts() > 0);
        summary.by_branch = filled.map(|(class, total)| BranchCost { class, total }).collect();
        let dollars: Vec<f64> =
            of_attempts.days.iter().map(|day| day.measured_dollars + day.estimated_dollars).collect();
        let (first_day, zone) = (of_attempts.first_day, view.zone);
        let whole = whole_days(view, first_day, dollars.len());
        summary.expectation = DailyCost { first_day, dollars: &dollars, whole, zone }.judge();
        summary.by_day = of_attempts.days;
    }
}

/// Of so many local days from `first_day` on, those that window and history cover from begin to end.
pub(super) fn whole_days(view: &View<'_>, first_day: i64, count: usize) -> core::ops::Range<usize> {
    let known_from = view.oldest().map_or(view.period.start, |oldest| oldest.max(view.period.start));
    let start = |position: usize| view.zone.day_start(first_day + position as i64);
    let begin = (0..count).find(|&position| start(position) >= known_from).unwrap_or(count);
    let known_to = view.period.end.min(view.now);
    let end = if start(count) <= known_to { count } else { count.saturating_sub(1) };
    begin.min(end)..end
}

impl JobSums {
    pub(super) fn add(&mut self, view: &View<'_>, job: &JobCharge) {
        if let Some(sum) = self.runners.get_mut(job.tariff) {
            sum.add(job);
        }
        let name = view.columns.jobs.name.get(job.job).copied().unwrap_or_default();
        let Some(place) = self.positions.get_mut(name as usize) else { return };
        if *place == 0 {
            self.names.push((name, JobSum::default()));
            *place = self.names.len() as u32;
        }
        if let Some((_, sum)) = self.names.get_mut(*place as usize - 1) {
            sum.add(job);
        }
    }
}

impl AttemptSums {
    pub(super) fn add(&mut self, view: &View<'_>, row: u32, charge: &Charge, class: BranchClass, turned_green: bool) {
        self.total.add(charge);
        if let Some(total) = self.branches.get_mut(class as usize) {
            total.add(charge);
        }
        let position = usize::try_from(view.local_day(row) - self.first_day).ok();
        let day = position.and_then(|position| self.days.get_mut(position));
        match (charge, day) {
            (Charge::Measured(measured), Some(day)) => {
                day.measured_dollars += measured.dollars;
                day.billed_minutes += measured.minutes;
            }
            (Charge::Estimated { dollars, .. }, Some(day)) => day.estimated_dollars += dollars,
            _ => {}
        }
        if let Charge::Measured(measured) = charge {
            let (cause, minutes, dollars) = lost(view, row, measured, turned_green);
            if let Some(sum) = self.waste.get_mut(cause as usize) {
                sum.0 += minutes;
                sum.1 += dollars;
            }
        }
    }
}
