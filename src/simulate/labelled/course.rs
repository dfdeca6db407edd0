//! The process behind a workflow at an instant: what its next attempt would fail with, take and wait, chance apart.

use super::AttemptTruth;
use super::design::{Design, RERUN_OF_BROKEN, RERUN_OF_OTHERS, WorkflowDesign};
use super::effects::Dearness;
use super::runs::SETUP_SECONDS;
use crate::domain::Timestamp;

/// One workflow's process at one instant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Course {
    /// Probability that the code breaks a run.
    pub broken: f64,
    /// Position of each flaky job, with the probability that it fails without reason.
    pub flaky: Vec<(usize, f64)>,
    /// Probability that an attempt fails by accident.
    pub accident: f64,
    /// Probability that an attempt fails in an outage.
    pub outage: f64,
    /// Median execution of a usual attempt.
    pub median_seconds: f64,
    /// Median wait for a runner.
    pub queue_seconds: f64,
    /// What makes the first job dearer.
    pub dearness: Option<Dearness>,
}

/// The process of the workflow at `position` at `time`.
pub(super) fn at(design: &Design, position: usize, workflow: &WorkflowDesign, time: i64) -> Course {
    let effects = &design.effects;
    let is_first = position == 0;
    let begun = |from: i64| is_first && time >= from;
    let mut factor = 1.0;
    if let Some((_, size)) = effects.shift.filter(|&(from, _)| begun(from)) {
        factor *= size;
    }
    if is_first {
        factor *= (effects.drift * (time - design.start) as f64).exp();
    }
    if let Some(weekdays) = effects.weekdays {
        let weekday = (Timestamp(time).day() + 3).rem_euclid(7) as usize;
        factor *= weekdays.get(weekday).copied().unwrap_or(1.0);
    }
    let broken = effects.broken.filter(|&(from, _)| begun(from));
    let queue = effects.queue.filter(|&(from, to, _)| (from..to).contains(&time));
    let outage = effects.outages.iter().filter(|&&(from, to, _)| (from..to).contains(&time));
    Course {
        broken: broken.map_or(workflow.broken_probability, |(_, probability)| probability),
        flaky: effects
            .flaky
            .iter()
            .filter(|&&(_, _, since)| begun(since))
            .map(|&(job, probability, _)| (job, probability))
            .collect(),
        accident: workflow.accident_probability,
        outage: outage.map(|&(_, _, share)| share).fold(0.0, f64::max),
        median_seconds: workflow.median_seconds * factor,
        queue_seconds: workflow.queue_seconds * queue.map_or(1.0, |(_, _, factor)| factor),
        dearness: effects.dear.filter(|&(from, _)| begun(from)).map(|(_, dearness)| dearness),
    }
}

impl Course {
    /// Probability that an attempt fails for another reason than the code.
    fn other(&self) -> f64 {
        let flaky = self.flaky.iter().map(|(_, probability)| 1.0 - probability).product::<f64>();
        1.0 - flaky * (1.0 - self.accident) * (1.0 - self.outage)
    }

    /// Attempts a run: some failed ones are run again, once.
    pub(super) fn attempts_a_run(&self) -> f64 {
        1.0 + self.broken * RERUN_OF_BROKEN + (1.0 - self.broken) * self.other() * RERUN_OF_OTHERS
    }

    /// Failed attempts a run / attempts a run: what a counted failure rate tends to.
    pub(super) fn failure_probability(&self) -> f64 {
        let other = self.other();
        let failures =
            self.broken * (1.0 + RERUN_OF_BROKEN) + (1.0 - self.broken) * other * (1.0 + RERUN_OF_OTHERS * other);
        failures / self.attempts_a_run()
    }

    /// Probability that a run fails without reason, is run again and passes.
    fn flaky_probability(&self) -> f64 {
        let other = self.other();
        (1.0 - self.broken) * other * RERUN_OF_OTHERS * (1.0 - other)
    }

    /// Median duration of a passed attempt: execution (of both modes where there are two), waits and set-up on its way.
    pub(super) fn median_duration(&self, design: &Design, position: usize, workflow: &WorkflowDesign) -> f64 {
        let waits = if workflow.jobs.iter().any(|job| job.is_last) { 2.0 } else { 1.0 };
        let slow_mode = design.effects.slow_mode.filter(|_| position == 0);
        let execution = match slow_mode {
            Some((share, factor)) => self.median_seconds * median_of_two_modes(share, factor, workflow.spread),
            None => self.median_seconds,
        };
        execution + waits * (self.queue_seconds + SETUP_SECONDS as f64)
    }

    /// As an attempt's truth.
    pub(super) fn truth(&self, design: &Design, position: usize, workflow: &WorkflowDesign) -> AttemptTruth {
        AttemptTruth {
            failure_probability: self.failure_probability(),
            flaky_commit_probability: self.flaky_probability(),
            median_seconds: self.median_duration(design, position, workflow),
            queue_median_seconds: self.queue_seconds,
        }
    }
}

/// Median of a mixture of two log-normals, in multiples of the usual one's median, by bisection.
fn median_of_two_modes(share: f64, factor: f64, spread: f64) -> f64 {
    let below = |log: f64| {
        let usual = crate::stats::normal_cdf(log / spread);
        let slow = crate::stats::normal_cdf((log - factor.ln()) / spread);
        (1.0 - share) * usual + share * slow
    };
    let (mut low, mut high) = (-1.0, factor.ln() + 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if below(middle) < 0.5 { low = middle } else { high = middle }
    }
    (0.5 * (low + high)).exp()
}
