//! How a repository stands in one line: what is put beside the same of other repositories. Works nothing out that is not
//! asked of a single repository too.

use serde::{Deserialize, Serialize};

use crate::domain::{Period, Timestamp};
use crate::stats::Lack;

use super::{
    Alert, Comparison, HealthLevel, Metric, Rate, Severity, View, compare_with_before, count_outcomes, success_rate,
    summarise_cost, summarise_days, summarise_health,
};

/// A repository in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepositoryStanding {
    /// The moment that counted as now.
    pub made_at: Timestamp,
    /// The instants that all but alerts are about.
    pub period: Period,
    /// Attempts started in them, however they ended.
    pub attempts: u64,
    /// Start of the newest attempt in them.
    pub last_started_at: Option<Timestamp>,
    /// Success rate.
    pub success: Rate,
    /// The same day by day, oldest first; `None` on days without a decided attempt.
    pub daily_success: Vec<Option<f64>>,
    /// Success rate against the window before.
    pub success_change: Option<Comparison>,
    /// Median duration of passed attempts against the window before.
    pub duration_change: Option<Comparison>,
    /// Health, 0–100, or why there is none.
    pub health: Result<f64, Lack>,
    /// 95 % interval of the health score, where it could be made.
    pub health_interval: Option<(f64, f64)>,
    /// The word for it.
    pub health_level: Option<HealthLevel>,
    /// Open alerts.
    pub alerts: AlertCounts,
    /// What the attempts cost, or why nobody knows.
    pub cost: Result<StandingCost, Lack>,
}

/// Open alerts by their severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertCounts {
    /// Worth dropping other work.
    pub critical: u64,
    /// Worth a look today.
    pub warning: u64,
    /// Worth knowing.
    pub info: u64,
}

/// What attempts cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StandingCost {
    /// US dollars, measured and estimated.
    pub dollars: f64,
    /// Of them: estimated by the mean of the same workflow.
    pub estimated_dollars: f64,
    /// Attempts of which nobody knows what they cost.
    pub attempts_unknown: u64,
    /// Minutes on runners without a known price: they add no dollars.
    pub unpriced_minutes: u64,
}

impl AlertCounts {
    /// Counts them.
    pub fn of(alerts: &[Alert]) -> Self {
        let count = |severity: Severity| alerts.iter().filter(|alert| alert.severity == severity).count() as u64;
        Self { critical: count(Severity::Critical), warning: count(Severity::Warning), info: count(Severity::Info) }
    }

    /// All of them.
    pub fn total(self) -> u64 {
        self.critical + self.warning + self.info
    }
}

/// How the repository of a view stands. `alerts` are its open ones.
pub fn summarise_standing(view: &View<'_>, alerts: &[Alert]) -> RepositoryStanding {
    let comparisons = compare_with_before(view);
    let comparison = |metric: Metric| comparisons.iter().find(|comparison| comparison.metric == metric).cloned();
    let health = summarise_health(view);
    let cost = summarise_cost(view).map(|cost| StandingCost {
        dollars: cost.total.dollars(),
        estimated_dollars: cost.total.estimated_dollars,
        attempts_unknown: cost.total.attempts_unknown,
        unpriced_minutes: cost.total.unpriced_minutes,
    });
    RepositoryStanding {
        made_at: view.now,
        period: view.period,
        attempts: view.rows.len() as u64,
        last_started_at: view.rows.iter().map(|&row| view.started(row)).max(),
        success: success_rate(&count_outcomes(view), view.filter.rule),
        daily_success: summarise_days(view).iter().map(|day| day.success.value).collect(),
        success_change: comparison(Metric::SuccessRate),
        duration_change: comparison(Metric::Duration),
        health: health.score,
        health_interval: health.interval,
        health_level: health.level,
        alerts: AlertCounts::of(alerts),
        cost,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, JobRow, Row, START, World};
    use super::super::{summarise, summarise_flakiness};
    use super::*;
    use crate::domain::Window;

    fn world(days: u32) -> World {
        let row = |number: u32| {
            let state = if number.is_multiple_of(5) { "failure" } else { "success" };
            let named_jobs = vec![JobRow { state, ..JobRow::default() }];
            Row { state, named_jobs, ..Row::at(u64::from(number) + 1, START + number * (DAY / 4)) }
        };
        World::of(&(0..days * 4).map(row).collect::<Vec<_>>()).with_window(Window::LastDays(30))
    }

    #[test]
    fn says_what_the_overview_says() {
        let world = world(70);
        let view = world.view();
        let (standing, insight) = (summarise_standing(&view, &[]), summarise(&view));
        assert_eq!(standing.success, insight.success);
        assert_eq!((&standing.health, standing.health_interval), (&insight.health.score, insight.health.interval));
        assert_eq!(standing.attempts, insight.counts.total());
        assert_eq!(standing.daily_success.len(), insight.days.len());
        assert!(standing.duration_change.is_some() && standing.cost.is_ok());
        assert_eq!(standing.alerts, AlertCounts::default());
        assert!(summarise_flakiness(&view).denominator > 0);
    }

    #[test]
    fn nothing_stored_says_so() {
        let world = World::of(&[]).with_window(Window::LastDays(30));
        let standing = summarise_standing(&world.view(), &[]);
        assert!(standing.health.is_err() && standing.cost.is_err() && standing.success.value.is_none());
        let bytes = postcard::to_allocvec(&standing).unwrap();
        assert_eq!(postcard::from_bytes::<RepositoryStanding>(&bytes).unwrap(), standing);
    }
}
