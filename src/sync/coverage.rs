//! Which seconds are complete, as disjoint stretches, newest first. Knows nothing of requests.

use serde::{Deserialize, Serialize};

use crate::domain::{Period, Timestamp};
use crate::github::CreatedRange;

/// Coverage down to the first run there can be is written as coverage from here.
pub(super) const BEGINNING: Timestamp = Timestamp(0);

/// Disjoint, never touching, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Covered(Vec<Period>);

impl Covered {
    pub(super) fn periods(&self) -> &[Period] {
        &self.0
    }

    pub(super) fn newest(&self) -> Option<Period> {
        self.0.first().copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a stretch, merging what it meets.
    pub(super) fn add(&mut self, period: Period) {
        if period.start >= period.end {
            return;
        }
        let meets = |other: &Period| other.start <= period.end && period.start <= other.end;
        let merged = self
            .0
            .iter()
            .filter(|other| meets(other))
            .fold(period, |sum, other| Period { start: sum.start.min(other.start), end: sum.end.max(other.end) });
        self.0.retain(|other| !meets(other));
        let position = self.0.partition_point(|other| other.start > merged.start);
        self.0.insert(position, merged);
    }

    /// Takes a stretch out.
    pub(super) fn remove(&mut self, period: Period) {
        let parts = |other: &Period| {
            let newer = Period { start: other.start.max(period.end), end: other.end };
            let older = Period { start: other.start, end: other.end.min(period.start) };
            [newer, older].into_iter().filter(|part| part.start < part.end)
        };
        if period.start < period.end {
            self.0 = self.0.iter().flat_map(parts).collect();
        }
    }

    /// What is missing up to and including the second `newest`, newest first; the last may have no beginning.
    pub(super) fn missing_until(&self, newest: Timestamp) -> Vec<CreatedRange> {
        let mut missing = Vec::new();
        let mut end = newest;
        for period in &self.0 {
            if period.end <= end {
                missing.push(CreatedRange { start: Some(period.end), end });
            }
            end = end.min(period.start.plus_seconds(-1));
        }
        if end >= BEGINNING {
            missing.push(CreatedRange { start: None, end });
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(start: i64, end: i64) -> Period {
        Period { start: Timestamp(start), end: Timestamp(end) }
    }

    fn covered(periods: &[(i64, i64)]) -> Covered {
        let mut covered = Covered::default();
        for &(start, end) in periods {
            covered.add(period(start, end));
        }
        covered
    }

    fn check(covered: &Covered, expected: &[(i64, i64)]) {
        let found: Vec<_> = covered.periods().iter().map(|period| (period.start.0, period.end.0)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn stretches_merge() {
        check(&covered(&[(10, 20), (30, 40)]), &[(30, 40), (10, 20)]);
        check(&covered(&[(30, 40), (10, 20), (20, 30)]), &[(10, 40)]);
        check(&covered(&[(10, 20), (15, 18), (5, 12)]), &[(5, 20)]);
        check(&covered(&[(10, 10), (12, 11)]), &[]);
    }

    #[test]
    fn stretches_split() {
        let mut split = covered(&[(0, 100)]);
        split.remove(period(40, 50));
        check(&split, &[(50, 100), (0, 40)]);
        split.remove(period(30, 60));
        check(&split, &[(60, 100), (0, 30)]);
        split.remove(period(70, 70));
        check(&split, &[(60, 100), (0, 30)]);
        split.remove(period(-5, 500));
        check(&split, &[]);
    }

    #[test]
    fn missing_is_what_lies_between() {
        let check = |covered: &Covered, newest: i64, expected: &[(Option<i64>, i64)]| {
            let found: Vec<_> = covered
                .missing_until(Timestamp(newest))
                .iter()
                .map(|range| (range.start.map(|start| start.0), range.end.0))
                .collect();
            assert_eq!(found, expected);
        };
        check(&Covered::default(), 100, &[(None, 100)]);
        check(&covered(&[(0, 101)]), 100, &[]);
        check(&covered(&[(0, 100)]), 100, &[(Some(100), 100)]);
        check(&covered(&[(60, 101), (20, 40)]), 100, &[(Some(40), 59), (None, 19)]);
        check(&covered(&[(60, 80), (0, 40)]), 100, &[(Some(80), 100), (Some(40), 59)]);
        check(&covered(&[(60, 500)]), 100, &[(None, 59)]);
        check(&covered(&[(200, 500), (60, 90)]), 100, &[(Some(90), 100), (None, 59)]);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_a_set_of_seconds(changes in proptest::collection::vec((proptest::bool::ANY, 0_i64..60, 0_i64..20), 0..30)) {
            let mut covered = Covered::default();
            let mut seconds = std::collections::BTreeSet::new();
            for (add, start, length) in changes {
                let change = period(start, start + length);
                if add { covered.add(change); seconds.extend(start..start + length); }
                else { covered.remove(change); seconds.retain(|second| !change.contains(Timestamp(*second))); }
            }
            let missing = covered.missing_until(Timestamp(70));
            for second in 0..=70 {
                let is_missing = missing.iter().any(|range| range.start.is_none_or(|start| start.0 <= second) && second <= range.end.0);
                proptest::prop_assert_eq!(is_missing, !seconds.contains(&second));
            }
            let apart = covered.periods().windows(2).all(|pair| pair[0].start > pair[1].end);
            proptest::prop_assert!(apart);
        }
    }
}
