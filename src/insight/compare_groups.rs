//! Branches and events of a view side by side. Compares no windows; that is `compare`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, sort_by};

use super::outcomes::count_rows;
use super::{OutcomeCounts, Quantiles, Rate, View, success_rate};

/// Most branches or events that are listed.
const MOST_GROUPS: usize = 50;

/// The attempts of one branch or event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupStanding {
    /// Branch or event; `None` for attempts that name none.
    pub name: Option<String>,
    /// How its attempts ended.
    pub counts: OutcomeCounts,
    /// Success rate by the filter's rule.
    pub success: Rate,
    /// Seconds, passed attempts.
    pub durations: Quantiles,
}

/// Branches or events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupComparison {
    /// Most attempts first, at most 50.
    pub groups: Vec<GroupStanding>,
    /// How many others there are.
    pub left_out: u64,
}

/// The branches of a view. A fork's branch counts under its own name, as GitHub lists it.
pub fn compare_branches(view: &View<'_>) -> GroupComparison {
    let branch = &view.columns.attempts.branch;
    let of = |row: u32| branch.get(row as usize).copied().unwrap_or(NO_TEXT);
    compare(view, of, &|number| view.columns.text(number).map(str::to_owned))
}

/// The events of a view.
pub fn compare_events(view: &View<'_>) -> GroupComparison {
    let of = |row: u32| u32::from(view.event(row));
    compare(view, of, &|number| Some(view.columns.events.text(number).to_owned()))
}

fn compare(view: &View<'_>, group_of: impl Fn(u32) -> u32, name_of: &dyn Fn(u32) -> Option<String>) -> GroupComparison {
    let mut rows_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &row in &view.rows {
        rows_of.entry(group_of(row)).or_default().push(row);
    }
    let mut parts: Vec<(Option<String>, Vec<u32>)> =
        rows_of.into_iter().map(|(number, rows)| (name_of(number), rows)).collect();
    sort_by(&mut parts, |left, right| right.1.len().cmp(&left.1.len()).then_with(|| left.0.cmp(&right.0)));
    let left_out = parts.len().saturating_sub(MOST_GROUPS) as u64;
    parts.truncate(MOST_GROUPS);
    let standing = |(name, rows): (Option<String>, Vec<u32>)| {
        let counts = count_rows(view, &rows);
        let passed = rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed);
        let mut seconds: Vec<f64> = passed.filter_map(|&row| view.duration_seconds(row)).collect();
        GroupStanding {
            name,
            success: success_rate(&counts, view.filter.rule),
            counts,
            durations: Quantiles::of(&mut seconds),
        }
    };
    GroupComparison { groups: parts.into_iter().map(standing).collect(), left_out }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Row, START, World};
    use super::*;

    #[test]
    fn the_busiest_come_first_with_their_own_numbers() {
        let row = |run_id: u64, branch: &'static str, event: &'static str, state: &'static str, seconds: i64| Row {
            branch,
            event,
            seconds,
            state,
            ..Row::at(run_id, START + run_id as u32 * 60)
        };
        let world = World::of(&[
            row(1, "main", "push", "success", 100),
            row(2, "main", "push", "failure", 50),
            row(3, "main", "schedule", "success", 300),
            row(4, "topic", "pull_request", "success", 80),
            row(5, "topic", "pull_request", "cancelled", 10),
        ]);
        let told = |comparison: &GroupComparison| -> Vec<(String, u64, u64, u64, Option<f64>)> {
            let of = |group: &GroupStanding| {
                let rate = group.success;
                let name = group.name.clone().unwrap_or_default();
                (name, group.counts.total(), rate.numerator, rate.denominator, group.durations.median)
            };
            comparison.groups.iter().map(of).collect()
        };
        let of = |name: &str, total, passed, decided, median| (name.to_owned(), total, passed, decided, Some(median));
        let branches = compare_branches(&world.view());
        assert_eq!(told(&branches), [of("main", 3, 2, 3, 200.0), of("topic", 2, 1, 1, 80.0)]);
        let events = compare_events(&world.view());
        let expected = [of("pull_request", 2, 1, 1, 80.0), of("push", 2, 1, 2, 100.0), of("schedule", 1, 1, 1, 300.0)];
        assert_eq!(told(&events), expected);
        assert_eq!((branches.left_out, events.left_out), (0, 0));
    }

    #[test]
    fn nothing_makes_nothing() {
        assert_eq!(compare_branches(&World::of(&[]).view()), GroupComparison::default());
    }
}
