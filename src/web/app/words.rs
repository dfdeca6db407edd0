//! Plain words for what the engine names by enumerations, and values with their units. Owns no number.

pub mod alerts;
pub mod differences;
pub mod forecast;
pub mod movement;

use forerun::domain::{KpiKind, Period, SuccessRule, Window, WorkflowState};
use forerun::insight::{
    Change, Comparison, Direction, HealthLevel, Lack, Metric, PartKind, Priority, RecommendationKind, RiskLevel,
    ScoreLabel,
};
use forerun::view::format;
use forerun::view::lack::{self, Noun};

use crate::state::App;

mod outcomes;

pub use outcomes::{error_category, event, flaky_state, outcome, outcome_word};

/// Stands where there is no number.
pub const NOTHING: &str = "–";

/// What colours a mark: class names `tone-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Fine.
    Good,
    /// Look at it.
    Warning,
    /// Act.
    Bad,
    /// Neither.
    Neutral,
}

impl Tone {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "tone-good",
            Self::Warning => "tone-warning",
            Self::Bad => "tone-bad",
            Self::Neutral => "tone-neutral",
        }
    }
}

/// A success rule in a word.
pub fn rule_name(rule: SuccessRule) -> &'static str {
    match rule {
        SuccessRule::Balanced => "Balanced",
        SuccessRule::All => "All finished",
        SuccessRule::NotCancelled => "Not cancelled",
        SuccessRule::Strict => "Strict",
    }
}

/// All success rules for a select: word and name.
pub fn rule_choices() -> Vec<(String, String)> {
    SuccessRule::ALL.into_iter().map(|rule| (rule.word().to_owned(), rule_name(rule).to_owned())).collect()
}

/// A success rule as a formula.
pub fn rule_formula(rule: SuccessRule) -> &'static str {
    match rule {
        SuccessRule::Balanced => "passed ÷ (passed + failed)",
        SuccessRule::All => "passed ÷ every finished attempt",
        SuccessRule::NotCancelled => "passed ÷ (finished − cancelled)",
        SuccessRule::Strict => "passed ÷ (passed + failed + cancelled)",
    }
}

/// What the filter of the address leaves, apart from its window; empty where it leaves everything.
pub fn filter_words(app: App) -> String {
    let filter = app.filter();
    let workflow = filter.workflow_id.map(|id| app.workflow_name(id));
    let rule = (filter.rule != SuccessRule::default()).then(|| format!("{} rule", rule_name(filter.rule)));
    let set: Vec<String> = [workflow, filter.branch, filter.event, rule].into_iter().flatten().collect();
    set.join(" · ")
}

/// A window in words; `days` names two dates.
pub fn window_name(window: Window, days: impl Fn(Period) -> String) -> String {
    match window {
        Window::LastHours(hours) => format!("last {}", counted(u64::from(hours), "hour", "hours")),
        Window::LastDays(days) => format!("last {}", counted(u64::from(days), "day", "days")),
        Window::All => "everything stored".to_owned(),
        Window::Custom(start, end) => days(Period { start, end }),
    }
}

/// A part of the health score.
pub fn part_name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Reliability => "Reliability",
        PartKind::Performance => "Performance",
        PartKind::Efficiency => "Efficiency",
        PartKind::Satisfaction => "Satisfaction",
    }
}

/// The question a part answers.
pub fn part_question(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Reliability => "Does it pass?",
        PartKind::Performance => "Is it fast?",
        PartKind::Efficiency => "Does it waste time?",
        PartKind::Satisfaction => "Do people get their answer in time?",
    }
}

/// A health level and its tone.
pub fn health_level(level: HealthLevel) -> (&'static str, Tone) {
    match level {
        HealthLevel::Healthy => ("Healthy", Tone::Good),
        HealthLevel::Fair => ("Fair", Tone::Neutral),
        HealthLevel::Warning => ("Warning", Tone::Warning),
        HealthLevel::Critical => ("Critical", Tone::Bad),
    }
}

/// The tone of a score from 0 to 100, by the same borders as the health levels.
pub fn score_tone(score: f64) -> Tone {
    match score {
        85.0.. => Tone::Good,
        70.0.. => Tone::Neutral,
        50.0.. => Tone::Warning,
        _ => Tone::Bad,
    }
}

/// A performance label and its tone.
pub fn score_label(label: ScoreLabel) -> (&'static str, Tone) {
    match label {
        ScoreLabel::Excellent => ("Excellent", Tone::Good),
        ScoreLabel::Good => ("Good", Tone::Good),
        ScoreLabel::Fair => ("Fair", Tone::Neutral),
        ScoreLabel::Poor => ("Poor", Tone::Warning),
        ScoreLabel::Critical => ("Critical", Tone::Bad),
    }
}

/// A risk level and its tone.
pub fn risk_level(level: RiskLevel) -> (&'static str, Tone) {
    match level {
        RiskLevel::Low => ("Low", Tone::Good),
        RiskLevel::Medium => ("Medium", Tone::Neutral),
        RiskLevel::High => ("High", Tone::Warning),
        RiskLevel::Critical => ("Critical", Tone::Bad),
    }
}

/// How urgent, and its tone.
pub fn priority(priority: Priority) -> (&'static str, Tone) {
    match priority {
        Priority::High => ("Now", Tone::Bad),
        Priority::Medium => ("Soon", Tone::Warning),
        Priority::Low => ("When there is time", Tone::Neutral),
    }
}

/// What advice is about.
pub fn recommendation_kind(kind: RecommendationKind) -> &'static str {
    match kind {
        RecommendationKind::Reliability => "Reliability",
        RecommendationKind::Flakiness => "Flaky runs",
        RecommendationKind::Speed => "Speed",
        RecommendationKind::Queue => "Waiting for runners",
        RecommendationKind::Waste => "Waste",
        RecommendationKind::Data => "Missing data",
    }
}

/// What is followed through time.
pub fn metric_name(metric: Metric) -> &'static str {
    match metric {
        Metric::Duration => "Duration",
        Metric::FailureRate => "Failure rate",
        Metric::Volume => "Attempts a day",
        Metric::QueueTime => "Queue time",
        Metric::SuccessRate => "Success rate",
    }
}

/// A value of a metric with its unit.
pub fn metric_value(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Duration | Metric::QueueTime => format::duration(value),
        Metric::FailureRate | Metric::SuccessRate => format::percent(value),
        Metric::Volume => decimal(value),
    }
}

/// Whether a direction is welcome.
pub fn direction_tone(metric: Metric, direction: Direction) -> Tone {
    match (metric, direction) {
        (Metric::Volume, _) | (_, Direction::Flat) => Tone::Neutral,
        (Metric::SuccessRate, Direction::Up)
        | (Metric::Duration | Metric::FailureRate | Metric::QueueTime, Direction::Down) => Tone::Good,
        _ => Tone::Bad,
    }
}

/// What to call a difference, and its tone.
pub fn change(change: Change) -> (&'static str, Tone) {
    match change {
        Change::Better => ("better", Tone::Good),
        Change::Worse => ("worse", Tone::Bad),
        Change::Different => ("different", Tone::Neutral),
        Change::Unchanged => ("no clear change", Tone::Neutral),
        Change::Unknown => ("not enough data", Tone::Neutral),
    }
}

/// Both numbers and the chance that they are the same.
pub fn comparison_title(comparison: &Comparison) -> String {
    let value = |value: Option<f64>| or_nothing(value, |value| metric_value(comparison.metric, value));
    let p = comparison.p_value.map(|p| format!(", {}", p_value(p))).unwrap_or_default();
    let unclear = differences::unclear_change(comparison).map(|why| format!("; {why}")).unwrap_or_default();
    format!(
        "{} now ({}), {} in the window before ({}){p}{unclear}",
        value(comparison.current),
        format::count(comparison.counts.0),
        value(comparison.previous),
        format::count(comparison.counts.1)
    )
}

/// A key figure.
pub fn kpi_name(kind: KpiKind) -> &'static str {
    match kind {
        KpiKind::SuccessRate => "Success rate",
        KpiKind::Stability => "Stability",
        KpiKind::DeploymentSuccess => "Deployment success",
        KpiKind::RecentDefaultBranch => "Last 10 on the default branch",
        KpiKind::MedianDuration => "Median duration",
        KpiKind::PullRequestValidation => "Pull request answer",
        KpiKind::FullSuite => "Full suite, P95",
        KpiKind::QueueTime => "Queue time, P90",
        KpiKind::WastedMinutes => "Wasted minutes",
        KpiKind::CostPerRun => "Cost per run",
        KpiKind::CacheHitRate => "Cache hit rate",
    }
}

/// What a key figure means, where its name alone does not tell.
pub fn kpi_meaning(kind: KpiKind) -> Option<&'static str> {
    match kind {
        KpiKind::Stability => Some("workflows on commits that did not both fail and pass"),
        KpiKind::DeploymentSuccess => {
            Some("passed runs of deploying workflows, previews too; Delivery also counts what was taken back as failed")
        }
        KpiKind::FullSuite => Some("the workflow in which most time was spent"),
        KpiKind::PullRequestValidation => Some("from a pull request's run to the end of its last job, median"),
        KpiKind::WastedMinutes => Some("re-runs, cancelled work, rounding"),
        _ => None,
    }
}

/// In which unit a key figure is told and typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, told in percent.
    Percent,
    /// Seconds.
    Seconds,
    /// Successes out of ten.
    OutOfTen,
    /// US dollars.
    Dollars,
}

/// The unit of a key figure.
pub fn kpi_unit(kind: KpiKind) -> Unit {
    match kind {
        KpiKind::SuccessRate
        | KpiKind::Stability
        | KpiKind::DeploymentSuccess
        | KpiKind::WastedMinutes
        | KpiKind::CacheHitRate => Unit::Percent,
        KpiKind::MedianDuration | KpiKind::PullRequestValidation | KpiKind::FullSuite | KpiKind::QueueTime => {
            Unit::Seconds
        }
        KpiKind::RecentDefaultBranch => Unit::OutOfTen,
        KpiKind::CostPerRun => Unit::Dollars,
    }
}

/// A value of a key figure with its unit.
pub fn kpi_value(kind: KpiKind, value: f64) -> String {
    match kpi_unit(kind) {
        Unit::Percent => format::percent(value),
        Unit::Seconds => format::duration(value),
        Unit::OutOfTen => format!("{value:.0}\u{a0}of\u{a0}10"),
        Unit::Dollars => format::dollars(value),
    }
}

/// What is said of a workflow that does not run; `None` for one that does.
pub fn workflow_state(state: WorkflowState) -> Option<&'static str> {
    match state {
        WorkflowState::Active => None,
        WorkflowState::Unlisted => Some("no longer listed"),
        WorkflowState::Deleted => Some("deleted"),
        WorkflowState::DisabledFork => Some("off in this fork"),
        WorkflowState::DisabledInactivity => Some("off: quiet for 60 days"),
        WorkflowState::DisabledManually => Some("switched off"),
    }
}

/// What the engine says of a missing number, as people say it.
pub fn reason(text: &str) -> String {
    lack::reason(text)
}

/// The same where it is known of what there is too little: `not enough data (1 of 5 days)`.
pub fn reason_of(lack: &Lack, noun: Noun) -> String {
    lack::reason_of(lack, noun)
}

/// A value or a dash.
pub fn or_nothing(value: Option<f64>, show: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), show)
}

/// A score from 0 to 100.
pub fn score(score: f64) -> String {
    format!("{score:.0}")
}

/// Points of a risk with one digit behind the point, unless that is 0.
pub fn points(points: f64) -> String {
    let text = decimal(points);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// A small number with one digit behind the point.
pub fn decimal(value: f64) -> String {
    format::mean(value)
}

/// A probability as statisticians print it.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "p\u{a0}<\u{a0}0.001".to_owned() } else { format!("p\u{a0}=\u{a0}{p:.3}") }
}

/// A count with a noun that stands in the plural: `1 day` of `days`.
pub fn counted_in(count: u64, plural: &str) -> String {
    counted(count, plural.strip_suffix('s').unwrap_or(plural), plural)
}

/// A count with its noun: `1 run`, `12 runs`.
pub fn counted(count: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", format::count(count), if count == 1 { singular } else { plural })
}
