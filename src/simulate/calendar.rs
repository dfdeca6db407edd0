//! When people work: a weekly and daily rhythm, and moments drawn from it.

use super::random::Chance;
use crate::domain::{SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp, sort_by};

/// Work an hour of a weekday, relative to the busiest (UTC): a morning, a lunch, an afternoon, a few owls.
const WEEKDAY: [f64; 24] = [
    0.03, 0.02, 0.02, 0.02, 0.03, 0.06, 0.18, 0.45, 0.80, 1.00, 0.95, 0.78, 0.55, 0.85, 0.98, 0.90, 0.70, 0.45, 0.28,
    0.22, 0.20, 0.15, 0.10, 0.05,
];
/// The same for a day of the weekend, as a share of a weekday.
const WEEKEND_SHARE: f64 = 0.14;

/// How busy an hour is, 0–1.
pub(super) fn rush(time: i64) -> f64 {
    let hour = time.rem_euclid(SECONDS_PER_DAY) / SECONDS_PER_HOUR;
    let weekday = WEEKDAY.get(hour as usize).copied().unwrap_or_default();
    if is_weekend(time) { weekday * WEEKEND_SHARE } else { weekday }
}

/// Whether a time lies on a Saturday or Sunday.
pub(super) fn is_weekend(time: i64) -> bool {
    // 1970-01-01 was a Thursday.
    (Timestamp(time).day() + 3).rem_euclid(7) >= 5
}

/// `count` moments of work in `start..end`, in order.
pub(super) fn moments(random: &mut Chance, start: i64, end: i64, count: usize) -> Vec<i64> {
    let hours: Vec<i64> =
        (0..=(end - 1 - start).max(0) / SECONDS_PER_HOUR).map(|n| start + n * SECONDS_PER_HOUR).collect();
    let mut total = 0.0;
    let sums: Vec<f64> = hours
        .iter()
        .map(|&hour| {
            total += rush(hour);
            total
        })
        .collect();
    let mut moments: Vec<i64> = (0..count)
        .filter_map(|_| {
            let wanted = random.unit() * total;
            let hour = hours.get(sums.partition_point(|&sum| sum <= wanted))?;
            Some((hour + random.between(0, SECONDS_PER_HOUR)).min(end - 1))
        })
        .collect();
    sort_by(&mut moments, Ord::cmp);
    moments
}
