//! What a person wants to be told of, and when: the rules of alerts with their defaults. Measures nothing; what a metric
//! means and how sure it must be is told in `insight`.

use serde::{Deserialize, Serialize};

/// When to raise an alert about one metric.
///
/// Levels are in the metric's own unit. A rule without a level of one severity never raises it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertRule {
    /// Stable name, such as `failure_rate`.
    pub id: String,
    /// What a person calls it; empty: it is called by its metric.
    #[serde(default)]
    pub name: String,
    /// What is watched.
    pub metric: AlertMetric,
    /// On which side of a level the trouble lies.
    pub comparison: AlertComparison,
    /// Whether the repository is watched as a whole or each workflow by itself.
    pub scope: AlertScope,
    /// From here on a warning.
    pub warning: Option<f64>,
    /// From here on critical.
    pub critical: Option<f64>,
    /// An open alert ends once the metric is back beyond this; between this and the level it stays open (hysteresis).
    /// `None`: it ends on the good side of the level.
    pub resolve: Option<f64>,
    /// The newest so many hours are looked at; where they hold too few attempts, somewhat more.
    pub window_hours: u32,
    /// Fewest of what [`AlertMetric::counted`] names that are judged.
    pub minimum_sample: u32,
    /// So many evaluations in a row, each with newer data than the one before, must agree.
    pub persistence: u32,
    /// How long a key that has had an alert stays quiet afterwards.
    pub cooldown: AlertCooldown,
    /// A firing alert that nobody has acknowledged is escalated after so many hours.
    pub escalate_after_hours: Option<u32>,
    /// Whether it is evaluated at all.
    pub is_enabled: bool,
}

/// What a rule watches, and the unit of its levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertMetric {
    /// Failed / decided attempts, 0–1.
    FailureRate,
    /// Success rate by the filter's rule, 0–1.
    SuccessRate,
    /// Median duration of passed attempts, seconds.
    Duration,
    /// Typical duration against that of the 28 days before, as a share: 0.25 is a quarter longer.
    DurationChange,
    /// Failures in a row on the default branch.
    FailureStreak,
    /// Commits that both failed and passed / decided commits, 0–1.
    Flakiness,
    /// Cache hits / look-ups, 0–1. GitHub's runs do not tell it.
    CacheHitRate,
    /// Health score, 0–100.
    Health,
    /// Dollars of seven days against what was to be expected, as a share: 0.25 is a quarter more.
    CostChange,
    /// P90 of the waiting for runners over that of the 28 days before: 3 is three times as long.
    QueueRatio,
    /// Longest waiting of a single job, seconds.
    JobQueued,
    /// Time since the last scheduled run over the usual distance between two: 2 is one run missed.
    ScheduleMissed,
}

impl AlertMetric {
    /// What a reading of it rests on: one of them, several.
    pub fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Flakiness => ("commit", "commits"),
            Self::CostChange => ("day", "days"),
            Self::JobQueued => ("job", "jobs"),
            Self::ScheduleMissed => ("scheduled run", "scheduled runs"),
            _ => ("attempt", "attempts"),
        }
    }
}

/// On which side of a level the trouble lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertComparison {
    /// Too much is bad.
    Above,
    /// Too little is bad.
    Below,
}

/// What a rule is evaluated on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertScope {
    /// All attempts together.
    Repository,
    /// Each workflow by itself.
    EachWorkflow,
}

/// How long a key stays quiet after an alert, by the severity that would be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertCooldown {
    /// Hours before the next critical alert.
    pub critical_hours: u32,
    /// Hours before the next warning.
    pub warning_hours: u32,
    /// Hours before the next note.
    pub info_hours: u32,
}

impl Default for AlertCooldown {
    fn default() -> Self {
        Self { critical_hours: 1, warning_hours: 6, info_hours: 24 }
    }
}

impl AlertComparison {
    /// Whether `value` lies beyond `level` or on it.
    pub fn reaches(self, value: f64, level: f64) -> bool {
        match self {
            Self::Above => value >= level,
            Self::Below => value <= level,
        }
    }
}

impl AlertRule {
    /// The rules that are on from the start.
    pub fn defaults() -> Vec<Self> {
        use AlertMetric as Metric;
        let per_workflow = |rule: Self| Self { scope: AlertScope::EachWorkflow, ..rule };
        let day = |rule: Self| Self { window_hours: 24, minimum_sample: 20, persistence: 2, ..rule };
        let week = |rule: Self| Self { window_hours: 168, ..day(rule) };
        let at_once = |rule: Self| Self { window_hours: 24, minimum_sample: 1, ..rule };
        let below = |rule: Self| Self { comparison: AlertComparison::Below, ..rule };
        let rule = Self::new;
        vec![
            per_workflow(day(rule("failure_rate", Metric::FailureRate, Some(0.05), Some(0.10), Some(0.04)))),
            below(week(rule("success_rate", Metric::SuccessRate, None, Some(0.80), Some(0.84)))),
            per_workflow(day(rule("duration", Metric::Duration, Some(300.0), Some(600.0), Some(240.0)))),
            per_workflow(day(rule("duration_change", Metric::DurationChange, Some(0.25), None, Some(0.15)))),
            per_workflow(Self {
                minimum_sample: 5,
                ..at_once(rule("failure_streak", Metric::FailureStreak, Some(3.0), Some(5.0), Some(0.5)))
            }),
            per_workflow(week(rule("flakiness", Metric::Flakiness, Some(0.05), None, Some(0.04)))),
            below(week(rule("cache_hits", Metric::CacheHitRate, Some(0.80), None, None))),
            below(week(rule("health", Metric::Health, Some(70.0), Some(50.0), Some(74.0)))),
            week(rule("cost", Metric::CostChange, Some(0.25), Some(0.50), Some(0.15))),
            day(rule("queue", Metric::QueueRatio, Some(3.0), None, Some(2.0))),
            at_once(rule("job_queued", Metric::JobQueued, Some(1_800.0), None, None)),
            per_workflow(Self {
                minimum_sample: 5,
                ..at_once(rule("schedule_missed", Metric::ScheduleMissed, Some(2.0), None, None))
            }),
        ]
    }

    /// Whether it is one of those that are there from the start, with whatever levels.
    pub fn is_default(&self) -> bool {
        Self::default_of(&self.id).is_some()
    }

    /// What it is set back to: the default rule of its name, else of its metric, under its own name.
    pub fn original(&self) -> Option<Self> {
        let of_metric = || Self::defaults().into_iter().find(|rule| rule.metric == self.metric);
        let original = Self::default_of(&self.id).or_else(of_metric)?;
        Some(Self { id: self.id.clone(), name: self.name.clone(), ..original })
    }

    /// A rule like it with an id that none of `rules` has.
    #[must_use]
    pub fn copied_into(&self, rules: &[Self], name: &str) -> Self {
        let base = self.id.split_once('-').map_or(self.id.as_str(), |(base, _)| base);
        let ids = (2..=rules.len() + 2).map(|number| format!("{base}-{number}"));
        let id = ids.into_iter().find(|id| rules.iter().all(|rule| rule.id != *id)).unwrap_or_default();
        Self { id, name: name.to_owned(), ..self.clone() }
    }

    /// The default rule with this name.
    pub fn default_of(id: &str) -> Option<Self> {
        Self::defaults().into_iter().find(|rule| rule.id == id)
    }

    /// The rule with other levels; its resolve level keeps its distance to the lower of them.
    #[must_use]
    pub fn with_levels(self, warning: Option<f64>, critical: Option<f64>) -> Self {
        let (before, after) = (self.warning.or(self.critical), warning.or(critical));
        let moved = self.resolve.zip(before).zip(after);
        let resolve =
            moved.map(|((resolve, before), after)| if before.abs() > 0.0 { after * resolve / before } else { after });
        Self { warning, critical, resolve, ..self }
    }

    fn new(id: &str, metric: AlertMetric, warning: Option<f64>, critical: Option<f64>, resolve: Option<f64>) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            metric,
            comparison: AlertComparison::Above,
            scope: AlertScope::Repository,
            warning,
            critical,
            resolve,
            window_hours: 24,
            minimum_sample: 1,
            persistence: 1,
            cooldown: AlertCooldown::default(),
            escalate_after_hours: Some(24),
            is_enabled: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_whole_and_named_once() {
        let rules = AlertRule::defaults();
        for (position, rule) in rules.iter().enumerate() {
            assert!(rule.warning.is_some() || rule.critical.is_some(), "{}", rule.id);
            assert!(rules.iter().skip(position + 1).all(|other| other.id != rule.id), "{}", rule.id);
            if let (Some(warning), Some(critical)) = (rule.warning, rule.critical) {
                assert!(rule.comparison.reaches(critical, warning), "{}", rule.id);
            }
            if let Some(resolve) = rule.resolve {
                let level = rule.warning.or(rule.critical).unwrap();
                assert!(rule.comparison.reaches(level, resolve), "{}: hysteresis", rule.id);
            }
        }
        assert_eq!(AlertRule::default_of("queue").map(|rule| rule.metric), Some(AlertMetric::QueueRatio));
        assert_eq!(AlertRule::default_of("nothing"), None);
        let copy = rules[0].copied_into(&rules, "Ours");
        assert_eq!((copy.id.as_str(), copy.name.as_str(), copy.is_default()), ("failure_rate-2", "Ours", false));
        let again = copy.copied_into(&[rules.clone(), vec![copy.clone()]].concat(), "");
        assert_eq!(again.id, "failure_rate-3");
        let changed = AlertRule { warning: Some(0.9), ..copy.clone() };
        assert_eq!(changed.original(), Some(copy));
        let moved = AlertRule::default_of("duration").unwrap().with_levels(Some(100.0), None);
        assert_eq!((moved.warning, moved.critical, moved.resolve), (Some(100.0), None, Some(80.0)));
    }
}
