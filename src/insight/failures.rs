//! How the failures of a view come, from one grouping of its attempts. Decides nothing itself.

use serde::{Deserialize, Serialize};

use super::cluster::find_in_past;
use super::flaky::examine_past;
use super::past::Past;
use super::{Clusters, Flakiness, View};

/// How failures come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailurePatterns {
    /// What fails and passes on the same commit.
    pub flakiness: Flakiness,
    /// Which failures come together.
    pub clusters: Clusters,
}

/// Both, of the attempts of a view.
pub fn find_failure_patterns(view: &View<'_>) -> FailurePatterns {
    let past = Past::of(view);
    FailurePatterns { flakiness: examine_past(view, &past), clusters: find_in_past(view, &past) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::super::{examine_flakiness, find_clusters};
    use super::*;
    use crate::domain::Window;

    fn check(rows: &[Row], window: Window) {
        let world = World::of(rows).with_window(window);
        let view = world.view();
        let expected = FailurePatterns { flakiness: examine_flakiness(&view), clusters: find_clusters(&view) };
        assert_eq!(find_failure_patterns(&view), expected);
    }

    #[test]
    fn one_grouping_gives_what_each_question_gives_alone() {
        let row = |number: u32| {
            let workflow = if number.is_multiple_of(3) { "Docs" } else { "CI" };
            let state = if number % 7 < 3 { "failure" } else { "success" };
            Row {
                workflow,
                state,
                commit: u64::from(number / 2),
                ..Row::at(u64::from(number) + 1, START + number * DAY / 4)
            }
        };
        let rows: Vec<Row> = (0..120).map(row).collect();
        for count in [0, 1, 2, 120] {
            for window in [Window::All, Window::LastDays(7)] {
                check(&rows[..count], window);
            }
        }
    }
}
