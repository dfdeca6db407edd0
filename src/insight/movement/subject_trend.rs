//! The trend of everything that is looked at: the whole view, its workflows, jobs and steps.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::median;

use super::super::follow::log_trend;
use super::super::{
    Direction, Metric, Subject, Trend, View, follow_duration, follow_failure_rate, follow_queue_time, follow_volume,
};
use super::change::Changepoint;
use super::discovery::{Family, verdict};
use super::subjects::{JobSeries, NamedSeries, WorkflowSeries};

/// A trend and whose it is. A direction is named only where the adjusted p stays below 0.05 too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubjectTrend {
    /// Whose.
    pub subject: Subject,
    /// The trend over the view's window.
    pub trend: Trend,
    /// Its p, adjusted for all series that were looked at together (Benjamini and Hochberg).
    pub adjusted_p: Option<f64>,
    /// When the level of this very series shifted last inside the window, and by how many percent where that can be told:
    /// the slope of a line through a step is no slope, and not to be told as one.
    pub step: Option<(Timestamp, Option<f64>)>,
}

/// A trend with its number in the family, where it was tested.
pub(super) type Numbered = (SubjectTrend, Option<usize>);

/// Duration, failure rate, volume and queue time of the view and of each workflow; the duration of jobs and steps.
pub(super) fn follow_subjects(
    view: &View<'_>,
    series: &[WorkflowSeries<'_>],
    jobs: &JobSeries,
    family: &mut Family,
) -> Vec<Numbered> {
    let mut trends = Vec::new();
    let mut add = |subject: &Subject, trend: Trend| {
        let number = trend.p_value.map(|p| family.add(p));
        trends.push((SubjectTrend { subject: subject.clone(), trend, adjusted_p: None, step: None }, number));
    };
    let parts = series.iter().map(|workflow| (&workflow.subject, &workflow.view));
    for (subject, part) in core::iter::once((&Subject::Repository, view)).chain(parts) {
        add(subject, follow_duration(part));
        add(subject, follow_failure_rate(part));
        add(subject, follow_volume(part));
        let queue = follow_queue_time(part);
        if queue.count > 0 {
            add(subject, queue);
        }
    }
    for named in jobs.jobs.iter().chain(&jobs.steps) {
        add(&named.subject, follow_named(view, named));
    }
    trends
}

fn follow_named(view: &View<'_>, named: &NamedSeries) -> Trend {
    let points = || named.points.iter().map(|point| (point.time, f64::from(point.seconds).ln()));
    let level = median(&mut points().map(|point| point.1).collect::<Vec<_>>()).unwrap_or_default();
    let centred = points().map(|(time, value)| (Timestamp(i64::from(time)), value - level));
    log_trend(view, Metric::Duration, centred.collect(), level)
}

/// Notes at each trend the newest change of its series; `changes` newest first.
pub(super) fn note_steps(trends: &mut [SubjectTrend], changes: &[Changepoint]) {
    for trend in trends {
        let step = changes.iter().find(|change| change.metric == trend.trend.metric && change.subject == trend.subject);
        trend.step = step.map(|change| (change.at, change.change_percent));
    }
}

/// Writes the adjusted p-values down, and calls flat what does not survive.
pub(super) fn keep_discoveries(trends: &mut [Numbered], adjusted: &[f64]) {
    for (trend, number) in trends {
        let Some(number) = *number else { continue };
        let (adjusted_p, survives) = verdict(adjusted, number);
        trend.adjusted_p = Some(adjusted_p);
        if !survives && let Ok(direction) = &mut trend.trend.direction {
            *direction = Direction::Flat;
        }
    }
}
