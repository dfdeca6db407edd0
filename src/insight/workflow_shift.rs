//! Which workflows moved against the window before, and how much time that adds. Finds no moment and no cause.

use serde::{Deserialize, Serialize};

use crate::domain::sort_by;

use super::compare::{compare_durations, compare_rates};
use super::rate::failure_rate;
use super::{Comparison, Metric, Subject, View, count_outcomes};

/// Most workflows that are told, those with the largest change of time in all first.
const MOST_WORKFLOWS: usize = 50;

/// One workflow against the equal window before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowShift {
    /// The workflow.
    pub subject: Subject,
    /// Medians of passed attempts.
    pub duration: Comparison,
    /// Failed / decided.
    pub failure_rate: Comparison,
    /// (median now − median before) × passed attempts now: seconds added to all runs of the window; `None` where a median
    /// is missing.
    pub added_seconds: Option<f64>,
}

/// Workflows with attempts in the window against the window before, those that add or save most time first; nothing for
/// the window `all`.
pub fn compare_workflows(view: &View<'_>) -> Vec<WorkflowShift> {
    let Some(before) = view.before() else { return Vec::new() };
    let parts_before = before.by_workflow();
    let shift = |(workflow, part): (u16, View<'_>)| {
        let subject = Subject::workflow(&part, workflow)?;
        let earlier = parts_before.iter().find(|(position, _)| *position == workflow);
        let earlier = earlier.map_or_else(|| before.choosing(before.period, Vec::new()), |(_, part)| part.clone());
        let duration = compare_durations(&part, &earlier);
        let rates = (failure_rate(&count_outcomes(&part)), failure_rate(&count_outcomes(&earlier)));
        let growth = duration.current.zip(duration.previous).map(|(current, previous)| current - previous);
        let added_seconds = growth.map(|growth| growth * duration.counts.0 as f64);
        let failure_rate = compare_rates(Metric::FailureRate, &rates.0, &rates.1);
        Some(WorkflowShift { subject, duration, failure_rate, added_seconds })
    };
    let mut shifts: Vec<WorkflowShift> = view.by_workflow().into_iter().filter_map(shift).collect();
    let size = |shift: &WorkflowShift| shift.added_seconds.map_or(-1.0, f64::abs);
    sort_by(&mut shifts, |a, b| size(b).total_cmp(&size(a)).then_with(|| a.subject.cmp(&b.subject)));
    shifts.truncate(MOST_WORKFLOWS);
    shifts
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::super::testing::{DAY, Row, START, World};
    use super::*;
    use crate::domain::Window;

    #[test]
    fn the_workflow_that_adds_most_time_comes_first() {
        // Two weeks of 12 runs a day: in the second, Build takes half as long again and Docs is as it was.
        let rows: Vec<Row> = (0..14 * 12)
            .map(|i| {
                let (workflow, usual) = if i % 3 == 0 { ("Docs", 900) } else { ("Build", 200) };
                let late = i >= 7 * 12 && workflow == "Build";
                let seconds = if late { usual * 3 / 2 } else { usual } + i64::from(i * 7 % 11);
                Row { workflow, seconds, ..Row::at(u64::from(i) + 1, START + i * DAY / 12) }
            })
            .collect();
        let world = World::of(&rows).with_window(Window::LastDays(7));
        let shifts = compare_workflows(&world.view());
        let told: Vec<Change> = shifts.iter().map(|shift| shift.duration.change).collect();
        assert_eq!(told, [Change::Worse, Change::Unchanged], "{shifts:?}");
        assert!(shifts[0].added_seconds.is_some_and(|seconds| (5_000.0..6_500.0).contains(&seconds)), "{shifts:?}");
        assert_eq!(compare_workflows(&World::of(&rows).with_window(Window::All).view()), []);
    }
}
