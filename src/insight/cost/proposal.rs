//! What a change that a person thinks of would have done to the stored jobs of a view: another time limit, another price
//! a minute. Arithmetic on the past, no forecast.

use serde::{Deserialize, Serialize};

use crate::domain::State;
use crate::stats::Lack;

use super::super::View;
use super::charges::{JobCharge, Prices, charge_workflow};
use super::tariffs::Runner;

/// A change to try out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Proposal {
    /// No job runs longer than so many minutes.
    TimeLimit {
        /// The limit, minutes; at least 1.
        minutes: u32,
    },
    /// A minute on this kind of runner costs so much.
    Price {
        /// The kind.
        runner: Runner,
        /// US dollars; not below 0.
        dollars_per_minute: f64,
    },
}

/// What it would have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProposalEffect {
    /// Measured jobs that it would have touched.
    pub jobs: u64,
    /// Of these: passed, and would have been stopped before they did.
    pub passed_jobs_stopped: u64,
    /// Billed minutes of all measured jobs now.
    pub minutes: u64,
    /// US dollars of all measured jobs now.
    pub dollars: f64,
    /// Billed minutes saved.
    pub saved_minutes: u64,
    /// US dollars saved; negative where it would cost more.
    pub saved_dollars: f64,
}

/// Tries a change on the measured jobs of a view. Lacks an answer where there are none.
pub fn try_proposal(view: &View<'_>, proposal: &Proposal) -> Result<ProposalEffect, Lack> {
    let prices = Prices::of(view);
    let tariff = match proposal {
        Proposal::Price { runner, .. } => prices.tariffs.all.iter().position(|tariff| tariff.runner == *runner),
        Proposal::TimeLimit { .. } => None,
    };
    let mut effect = ProposalEffect::default();
    let mut any = false;
    for (_, part) in view.by_workflow() {
        let on_job = &mut |_, job: &JobCharge| {
            any = true;
            effect.minutes += u64::from(job.minutes);
            effect.dollars += job.dollars(job.minutes);
            match proposal {
                Proposal::TimeLimit { minutes } => effect.limit(&part, job, (*minutes).max(1)),
                Proposal::Price { dollars_per_minute, .. } if tariff == Some(job.tariff) => {
                    effect.jobs += 1;
                    let price = if dollars_per_minute.is_finite() { dollars_per_minute.max(0.0) } else { 0.0 };
                    effect.saved_dollars += job.dollars(job.minutes) - price * f64::from(job.minutes);
                }
                Proposal::Price { .. } => {}
            }
        };
        charge_workflow(&part, &prices, on_job, &mut |_, _| {});
    }
    if any { Ok(effect) } else { Err(Lack::undefined("no jobs are stored of these runs")) }
}

impl ProposalEffect {
    fn limit(&mut self, view: &View<'_>, job: &JobCharge, limit: u32) {
        if job.worked_seconds <= limit.saturating_mul(60) {
            return;
        }
        self.jobs += 1;
        if view.columns.jobs.state.get(job.job) == Some(&State::SUCCESS) {
            self.passed_jobs_stopped += 1;
        }
        let saved = job.minutes.saturating_sub(limit);
        self.saved_minutes += u64::from(saved);
        self.saved_dollars += job.dollars(saved);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{JobRow, Row, START, World};
    use super::*;

    fn world() -> World {
        let job = |minutes: i64, state: &'static str, labels: &'static str| JobRow {
            completed: 5 + 60 * minutes,
            state,
            labels,
            ..JobRow::default()
        };
        let jobs =
            vec![job(10, "success", "ubuntu-latest"), job(90, "failure", "ubuntu-latest"), job(4, "success", "gpu")];
        World::of(&[Row { named_jobs: jobs, ..Row::at(1, START) }])
    }

    fn check(proposal: &Proposal, expected: (u64, u64, u64), dollars: f64) {
        let found = try_proposal(&world().view(), proposal).unwrap();
        assert_eq!((found.jobs, found.passed_jobs_stopped, found.saved_minutes), expected, "{proposal:?}");
        assert!((found.saved_dollars - dollars).abs() < 1e-9, "{proposal:?}: {}", found.saved_dollars);
        assert_eq!(found.minutes, 104);
    }

    #[test]
    fn limits_stop_what_runs_longer() {
        let limit = |minutes| Proposal::TimeLimit { minutes };
        check(&limit(360), (0, 0, 0), 0.0);
        check(&limit(90), (0, 0, 0), 0.0);
        check(&limit(30), (1, 0, 60), 0.36);
        check(&limit(5), (2, 1, 90), 0.54);
        check(&limit(0), (3, 2, 101), 0.588);
    }

    #[test]
    fn prices_change_one_runner() {
        let price = |sku: &str, dollars_per_minute| Proposal::Price {
            runner: Runner::Hosted { sku: sku.to_owned() },
            dollars_per_minute,
        };
        check(&price("linux", 0.003), (2, 0, 0), 0.3);
        check(&price("linux", 0.012), (2, 0, 0), -0.6);
        check(&price("linux", f64::NAN), (2, 0, 0), 0.6);
        check(&price("macos", 0.0), (0, 0, 0), 0.0);
        let own = Runner::Unpriced { labels: "gpu".to_owned() };
        check(&Proposal::Price { runner: own, dollars_per_minute: 0.1 }, (1, 0, 0), -0.4);
    }

    #[test]
    fn nothing_stored_lacks_an_answer() {
        assert!(try_proposal(&World::of(&[]).view(), &Proposal::TimeLimit { minutes: 5 }).is_err());
    }
}
