//! By which column the workflows are sorted. Missing values come last, whichever way it goes.

use core::cmp::Ordering;

use forerun::domain::sort_by;
use forerun::insight::WorkflowSummary;

use crate::platform::intl::lower_case;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Name.
    Label,
    /// Attempts.
    Runs,
    /// Success rate.
    Success,
    /// Passed at the first try.
    FirstTry,
    /// Median duration.
    Median,
    /// P95 duration.
    P95,
    /// Performance score.
    Score,
    /// Trend of the duration.
    Trend,
    /// Success by week.
    Weeks,
    /// Newest attempt.
    LastRun,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 10] = [
        Self::Label,
        Self::Runs,
        Self::Success,
        Self::FirstTry,
        Self::Median,
        Self::P95,
        Self::Score,
        Self::Trend,
        Self::Weeks,
        Self::LastRun,
    ];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Label => "Workflow",
            Self::Runs => "Attempts",
            Self::Success => "Success",
            Self::FirstTry => "First try",
            Self::Median => "Median",
            Self::P95 => "P95",
            Self::Score => "Score",
            Self::Trend => "Duration trend",
            Self::Weeks => "By week",
            Self::LastRun => "Last run",
        }
    }

    /// Whether it holds numbers, to be set flush right.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Runs | Self::Success | Self::FirstTry | Self::Median | Self::P95 | Self::Score)
    }

    /// Whether one can sort by it.
    pub fn is_sortable(self) -> bool {
        self != Self::Weeks
    }

    fn value(self, summary: &WorkflowSummary) -> Option<f64> {
        match self {
            Self::Label | Self::Weeks => None,
            Self::Runs => Some(runs(summary) as f64),
            Self::Success => summary.success.value,
            Self::FirstTry => summary.retries.first_try.value,
            Self::Median => summary.durations.quantiles.median,
            Self::P95 => summary.durations.quantiles.p95,
            Self::Score => summary.performance.value,
            Self::Trend => summary.duration_trend.percent_per_week,
            Self::LastRun => summary.last_started_at.map(|time| time.0 as f64),
        }
    }
}

/// All attempts of a workflow, however they ended.
pub fn runs(summary: &WorkflowSummary) -> u64 {
    let counts = &summary.counts;
    counts.passed + counts.failed + counts.superseded + counts.cancelled_by_hand + counts.excluded + counts.unfinished
}

/// A column and a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub column: Column,
    /// Largest first.
    pub is_descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Runs, is_descending: true }
    }
}

impl Order {
    /// Another column, or the same the other way round. Numbers start with the largest, names with A.
    pub fn choose(&mut self, column: Column) {
        let is_descending = if self.column == column { !self.is_descending } else { column != Column::Label };
        *self = Self { column, is_descending };
    }

    /// Sorts; equal values keep their order.
    pub fn sort(self, rows: &mut [WorkflowSummary]) {
        if self.column == Column::Label {
            return sort_by(rows, |left, right| self.turn(lower_case(&left.label).cmp(&lower_case(&right.label))));
        }
        sort_by(rows, |left, right| match (self.column.value(left), self.column.value(right)) {
            (Some(left), Some(right)) => self.turn(left.total_cmp(&right)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
    }

    fn turn(self, order: Ordering) -> Ordering {
        if self.is_descending { order.reverse() } else { order }
    }
}
