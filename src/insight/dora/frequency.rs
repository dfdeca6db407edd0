//! How often was deployed, in the classes of Google's Four Keys.

use serde::{Deserialize, Serialize};

use crate::domain::Outcome;
use crate::stats::{Lack, median};

use super::super::View;

const DAYS_PER_WEEK: i64 = 7;
const DAYS_PER_MONTH: i64 = 30;
/// What Four Keys looks at: three months, in whole weeks.
const MOST_WEEKS: i64 = 13;
/// Fewest whole weeks.
const FEWEST_WEEKS: i64 = 4;

/// How often was deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeploymentFrequency {
    /// In a word.
    pub class: FrequencyClass,
    /// Successful deployments in these weeks.
    pub deployments: u64,
    /// Whole weeks looked at, back from the end of the window: at most 13.
    pub weeks: u64,
    /// Successful deployments a week.
    pub deployments_per_week: f64,
    /// Median over the weeks of the days with a successful deployment.
    pub median_deploy_days_per_week: f64,
    /// What this means.
    pub definition: String,
}

/// Four Keys' word for how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrequencyClass {
    /// On three days or more of the median week.
    Daily,
    /// On a day of the median week.
    Weekly,
    /// On a day of the median month.
    Monthly,
    /// Less often.
    Yearly,
}

/// Over the last whole weeks that window and history cover. Needs four of them.
pub(super) fn summarise_frequency(view: &View<'_>, deployments: &[u32]) -> Result<DeploymentFrequency, Lack> {
    let begin = view.oldest().map_or(view.period.start, |oldest| oldest.max(view.period.start));
    // Today counts as a day of the last week although it is not over.
    let last_day = view.zone.local_day(view.period.end.min(view.now).plus_seconds(-1));
    let known_days = last_day - view.zone.local_day(begin) + 1;
    let weeks = (known_days / DAYS_PER_WEEK).clamp(0, MOST_WEEKS);
    Lack::unless_enough(weeks as usize, FEWEST_WEEKS as usize)?;
    let length = (weeks * DAYS_PER_WEEK) as usize;
    // By days before the last one.
    let mut days = vec![0_u64; length];
    for &row in deployments.iter().filter(|&&row| view.outcome(row) == Outcome::Passed) {
        let before = usize::try_from(last_day - view.local_day(row)).ok();
        if let Some(day) = before.and_then(|before| days.get_mut(before)) {
            *day += 1;
        }
    }
    let all: u64 = days.iter().sum();
    let a_week = deploy_days(&days, DAYS_PER_WEEK as usize);
    let a_month = deploy_days(&days, (DAYS_PER_MONTH as usize).min(length));
    let class = if a_week >= 3.0 {
        FrequencyClass::Daily
    } else if a_week >= 1.0 {
        FrequencyClass::Weekly
    } else if a_month >= 1.0 {
        FrequencyClass::Monthly
    } else {
        FrequencyClass::Yearly
    };
    Ok(DeploymentFrequency {
        class,
        deployments: all,
        weeks: weeks as u64,
        deployments_per_week: all as f64 / weeks as f64,
        median_deploy_days_per_week: a_week,
        definition:
            "Days with a successful deployment, over the last whole weeks (at most 13). Daily: three or more in \
                     the median week; weekly: one or more; monthly: one or more in the median month of 30 days; else \
                     yearly."
                .to_owned(),
    })
}

/// Median over whole stretches of so many days of those on which something was deployed.
fn deploy_days(days: &[u64], length: usize) -> f64 {
    let count = |stretch: &[u64]| stretch.iter().filter(|&&deployments| deployments > 0).count() as f64;
    let mut counts: Vec<f64> = days.chunks_exact(length.max(1)).map(count).collect();
    median(&mut counts).unwrap_or_default()
}
