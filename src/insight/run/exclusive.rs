//! Time in which one job of an attempt worked and no other did: what would be saved, at least, by that job's absence.

use crate::domain::sort_numbers;

/// Seconds of each interval (start, end) that no other one covers.
pub(super) fn exclusive_seconds(intervals: &[(u32, u32)]) -> Vec<f64> {
    let mut instants: Vec<u64> =
        intervals.iter().flat_map(|&(start, end)| [u64::from(start), u64::from(end)]).collect();
    sort_numbers(&mut instants);
    instants.dedup();
    let mut alone = vec![0.0; intervals.len()];
    for pair in instants.windows(2) {
        let [from, to] = *pair else { continue };
        let covers = |&(start, end): &(u32, u32)| u64::from(start) <= from && to <= u64::from(end);
        let mut working = intervals.iter().enumerate().filter(|(_, interval)| covers(interval));
        if let (Some((position, _)), None) = (working.next(), working.next())
            && let Some(seconds) = alone.get_mut(position)
        {
            *seconds += (to - from) as f64;
        }
    }
    alone
}

#[cfg(test)]
mod tests {
    use super::exclusive_seconds;

    #[test]
    fn only_what_nothing_else_covers_counts() {
        let check = |intervals: &[(u32, u32)], expected: &[f64]| {
            assert_eq!(exclusive_seconds(intervals), expected, "{intervals:?}");
        };
        check(&[], &[]);
        check(&[(10, 30)], &[20.0]);
        check(&[(10, 30), (20, 50)], &[10.0, 20.0]);
        check(&[(0, 100), (20, 30), (25, 60)], &[60.0, 0.0, 0.0]);
        check(&[(0, 10), (0, 10)], &[0.0, 0.0]);
        check(&[(0, 10), (10, 20)], &[10.0, 10.0]);
        check(&[(5, 5), (0, 10)], &[0.0, 10.0]);
        // Clocks that disagree.
        check(&[(9, 3), (0, 10)], &[0.0, 10.0]);
    }
}
