//! Finds the changes of a time zone's offset by asking for it at instants: what a browser can tell of a zone. Owns the
//! search; the shell owns the clock that answers.

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp};

/// Small enough that no change hides between two samples: where clocks change around Ramadan, the two changes lie
/// four weeks apart.
const STEP_SECONDS: i64 = 7 * SECONDS_PER_DAY;

/// The table of [`crate::domain::Zone::offsets`] over `period`: an entry for its start and one for each change, to the
/// second. `offset_at` answers with seconds east of UTC.
pub fn offsets_over(period: Period, offset_at: impl Fn(Timestamp) -> i32) -> Vec<(Timestamp, i32)> {
    let mut known = (period.start, offset_at(period.start));
    let mut table = vec![known];
    while known.0 < period.end {
        let next = known.0.plus_seconds(STEP_SECONDS).min(period.end);
        let offset = offset_at(next);
        if offset != known.1 {
            table.push((first_instant_with(offset, known.0, next, &offset_at), offset));
        }
        known = (next, offset);
    }
    table
}

/// Bisects: `before` does not have the offset, `after` has.
fn first_instant_with(
    offset: i32,
    mut before: Timestamp,
    mut after: Timestamp,
    offset_at: impl Fn(Timestamp) -> i32,
) -> Timestamp {
    while after.seconds_since(before) > 1 {
        let middle = before.plus_seconds(after.seconds_since(before) / 2);
        if offset_at(middle) == offset {
            after = middle;
        } else {
            before = middle;
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::domain::Zone;

    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period { start: Timestamp::parse(from).unwrap(), end: Timestamp::parse(to).unwrap() }
    }

    #[test]
    fn a_zone_without_changes_has_one_entry() {
        let period = period("2018-01-01", "2027-01-01");
        assert_eq!(offsets_over(period, |_| 19_800), [(period.start, 19_800)]);
    }

    #[test]
    fn an_empty_period_has_one_entry() {
        let period = period("2018-01-01", "2018-01-01");
        assert_eq!(offsets_over(period, |_| 0).len(), 1);
    }

    proptest! {
        #[test]
        fn finds_every_change(gaps in proptest::collection::vec(8_i64..200, 0..20), seconds in 0_i64..86_400) {
            let period = period("2018-01-01", "2040-01-01");
            let mut truth = vec![(period.start, 0)];
            for (number, gap) in gaps.iter().enumerate() {
                let previous = truth[number].0;
                truth.push((previous.plus_days(*gap).plus_seconds(seconds), (number as i32 % 2 + 1) * 3_600));
            }
            let zone = Zone { name: "Test".to_owned(), offsets: truth.clone() };
            prop_assert_eq!(offsets_over(period, |time| zone.offset_seconds(time)), truth);
        }
    }
}
