//! Delivery (DORA) and maturity, as documents hold them.

use serde::Serialize;

use crate::insight::{Dora, Maturity, MaturityDimension, RestoreTime};

use super::super::parts::{QuantileSection, RateSection, Statement};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Delivery.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct DeliverySection {
    /// How long the default branch stayed red.
    pub restore_default_branch: Statement<RestoreSection>,
    /// What got through on the default branch.
    pub throughput: Statement<ThroughputSection>,
    /// How often was deployed.
    pub deployment_frequency: Statement<FrequencySection>,
    /// How long a commit took to be deployed.
    pub lead_time: Statement<LeadTimeSection>,
    /// Which share of deployments failed.
    pub change_failure_rate: Statement<ChangeFailureSection>,
    /// How long a failed deployment stood.
    pub restore_service: Statement<RestoreSection>,
}

/// Time to restore.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RestoreSection {
    /// From the first failure to the next success.
    pub time: QuantileSection,
    /// The same for confirmed outages: two failures in a row at least, ended by two successes.
    pub confirmed_time: QuantileSection,
    /// Outages that have not ended; in none of the quantiles.
    pub open: u64,
    /// Passed or failed runs it rests on.
    pub runs: u64,
    /// What this means.
    pub definition: String,
}

/// What got through on the default branch.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ThroughputSection {
    /// Attempts that passed.
    pub passed_runs: u64,
    /// Different commits that a workflow ran on.
    pub commits: u64,
    /// Passed attempts a day.
    pub passed_runs_per_day: f64,
    /// Commits a day.
    pub commits_per_day: f64,
    /// What this means.
    pub definition: String,
}

/// Deployment frequency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct FrequencySection {
    /// `daily`, `weekly`, `monthly` or `yearly`.
    pub class: String,
    /// Successful deployments.
    pub deployments: u64,
    /// Whole weeks looked at.
    pub weeks: u64,
    /// Successful deployments a week.
    pub deployments_per_week: f64,
    /// Median over the weeks of the days with a successful deployment.
    pub median_deploy_days_per_week: f64,
    /// What this means.
    pub definition: String,
}

/// Lead time for changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct LeadTimeSection {
    /// `one_day`, `one_week`, `one_month`, `six_months` or `longer`, by the median.
    pub class: String,
    /// Over the commits deployed in the window.
    pub time: QuantileSection,
    /// Of these commits: seen for the first time by the deployment itself.
    pub first_seen_when_deployed: u64,
    /// What this means.
    pub definition: String,
}

/// Change failure rate.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ChangeFailureSection {
    /// Failed or taken back / decided deployments.
    pub share: RateSection,
    /// Failed themselves.
    pub failed: u64,
    /// Passed, but gave way within 24 hours to a commit deployed before.
    pub taken_back: u64,
    /// What this means.
    pub definition: String,
}

/// Maturity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct MaturitySection {
    /// `initial`, `repeatable`, `defined`, `managed` or `optimising`: the lowest of the known dimensions.
    pub level: Statement<String>,
    /// The same, 1–5.
    pub level_number: Option<u8>,
    /// The dimensions that hold it there.
    pub held_back_by: Vec<String>,
    /// All dimensions.
    pub dimensions: Vec<DimensionSection>,
}

/// One dimension of maturity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct DimensionSection {
    /// `history` (days), `job_coverage` (0–1), `stability` (variation of weekly medians), `trend` (worst rise, percent a
    /// week), `time_to_restore` (hours) or `flakiness` (0–1).
    pub name: String,
    /// Its level, or what is lacking.
    pub level: Statement<String>,
    /// Measured.
    pub value: Option<f64>,
    /// What the next level asks for.
    pub next_threshold: Option<f64>,
}

pub(super) fn delivery(dora: &Dora) -> DeliverySection {
    DeliverySection {
        restore_default_branch: Statement::about(&dora.restore_default_branch, restore),
        throughput: Statement::about(&dora.throughput, |throughput| ThroughputSection {
            passed_runs: throughput.passed_runs,
            commits: throughput.commits,
            passed_runs_per_day: throughput.passed_runs_per_day,
            commits_per_day: throughput.commits_per_day,
            definition: throughput.definition.clone(),
        }),
        deployment_frequency: Statement::about(&dora.deployment_frequency, |frequency| FrequencySection {
            class: word(&frequency.class),
            deployments: frequency.deployments,
            weeks: frequency.weeks,
            deployments_per_week: frequency.deployments_per_week,
            median_deploy_days_per_week: frequency.median_deploy_days_per_week,
            definition: frequency.definition.clone(),
        }),
        lead_time: Statement::about(&dora.lead_time, |lead_time| LeadTimeSection {
            class: word(&lead_time.class),
            time: lead_time.seconds.into(),
            first_seen_when_deployed: lead_time.first_seen_when_deployed,
            definition: lead_time.definition.clone(),
        }),
        change_failure_rate: Statement::about(&dora.change_failure_rate, |change| ChangeFailureSection {
            share: change.rate.into(),
            failed: change.failed,
            taken_back: change.taken_back,
            definition: change.definition.clone(),
        }),
        restore_service: Statement::about(&dora.restore_service, restore),
    }
}

fn restore(restore: &RestoreTime) -> RestoreSection {
    RestoreSection {
        time: restore.seconds.into(),
        confirmed_time: restore.confirmed_seconds.into(),
        open: restore.open,
        runs: restore.runs,
        definition: restore.definition.clone(),
    }
}

pub(super) fn maturity(maturity: &Maturity) -> MaturitySection {
    let dimension = |dimension: &MaturityDimension| DimensionSection {
        name: word(&dimension.kind),
        level: Statement::about(&dimension.level, word),
        value: dimension.value,
        next_threshold: dimension.next_threshold,
    };
    MaturitySection {
        level: Statement::about(&maturity.level, word),
        level_number: maturity.level.as_ref().ok().map(|level| level.number()),
        held_back_by: maturity.held_back_by.iter().map(word).collect(),
        dimensions: maturity.dimensions.iter().map(dimension).collect(),
    }
}
