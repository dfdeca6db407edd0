//! Chooses the attempts that a duration chart draws: all while they are few, else a sample that keeps the extremes.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by, sort_by_key};
use crate::insight::View;

/// One attempt in the duration chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When it started.
    pub started_at: Timestamp,
    /// How long it took, seconds.
    pub duration_seconds: f32,
    /// How it ended.
    pub outcome: Outcome,
    /// GitHub's run id.
    pub run_id: u64,
    /// Position in [`Session::workflows`](crate::engine::Session::workflows); `u16::MAX` where it is not listed there.
    pub workflow: u16,
}

/// More points than these cannot be told apart on a screen and only cost time to send.
const MOST_POINTS: usize = 4_000;

/// The passed and failed attempts of a view that have a duration, oldest start first, and how many there are in all.
pub(super) fn choose(view: &View<'_>) -> (Vec<Point>, u64) {
    let attempts = &view.columns.attempts;
    let is_shown = |row: u32| {
        let outcome = view.outcome(row);
        (outcome.is_decided() || outcome == Outcome::CancelledByHand) && view.duration_seconds(row).is_some()
    };
    let mut rows = view.chronological_where(is_shown);
    for at_once in rows.chunk_by_mut(|&a, &b| view.started(a) == view.started(b)).filter(|rows| rows.len() > 1) {
        sort_by_key(at_once, |&row| attempts.run_id.get(row as usize).copied());
    }
    // Only what is drawn is made a point: there may be a million others.
    let drawn = thin(&rows, MOST_POINTS, |&row| view.duration_seconds(row).unwrap_or_default() as f32);
    let point = |&row: &u32| {
        Some(Point {
            started_at: view.started(row),
            duration_seconds: view.duration_seconds(row)? as f32,
            outcome: view.outcome(row),
            run_id: *attempts.run_id.get(row as usize)?,
            workflow: view.workflow(row),
        })
    };
    (drawn.iter().filter_map(point).collect(), rows.len() as u64)
}

/// Keeps the shortest, the longest and, evenly spread, others of each of `most / 4` stretches of equal count.
fn thin<T: Copy>(points: &[T], most: usize, seconds: impl Fn(&T) -> f32) -> Vec<T> {
    if points.len() <= most {
        return points.to_vec();
    }
    let stretches = (most / 4).max(1);
    let length = points.len().div_ceil(stretches);
    let mut kept = Vec::with_capacity(most + 4);
    for stretch in points.chunks(length) {
        let by_duration = |a: &usize, b: &usize| {
            let of = |index: usize| stretch.get(index).map_or(0.0, &seconds);
            of(*a).total_cmp(&of(*b))
        };
        let shortest = (0..stretch.len()).min_by(by_duration).unwrap_or_default();
        let longest = (0..stretch.len()).max_by(by_duration).unwrap_or_default();
        let mut chosen = [0, shortest, longest, stretch.len() / 2];
        sort_by(&mut chosen, Ord::cmp);
        let mut last = None;
        for index in chosen {
            if last != Some(index) {
                kept.extend(stretch.get(index).copied());
            }
            last = Some(index);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(count: usize) -> Vec<Point> {
        (0..count)
            .map(|number| Point {
                started_at: Timestamp(number as i64),
                duration_seconds: if number == 12_345 { 1e6 } else { 100.0 + (number % 7) as f32 },
                outcome: Outcome::Passed,
                run_id: number as u64,
                workflow: 0,
            })
            .collect()
    }

    fn thinned(count: usize) -> Vec<Point> {
        thin(&points(count), 4_000, |point| point.duration_seconds)
    }

    #[test]
    fn few_points_stay_as_they_are() {
        for count in [0, 1, 2, 3_999, 4_000] {
            assert_eq!(thinned(count), points(count));
        }
    }

    #[test]
    fn many_points_keep_order_and_extremes() {
        for count in [4_001, 20_000, 100_003] {
            let thinned = thinned(count);
            assert!(thinned.len() <= 4_000 && thinned.len() > 2_000, "{count}: {}", thinned.len());
            assert!(thinned.windows(2).all(|pair| pair[0].started_at < pair[1].started_at));
            assert_eq!(thinned.iter().any(|point| point.run_id == 12_345), count > 12_345);
        }
    }
}
