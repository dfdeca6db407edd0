//! Quantiles of type 7 (the default of R and numpy) by selection, without sorting.

use super::describe::{of_ordered, ordered};

/// Quantiles of type 7: with `h = (n − 1)·level`, the value between the ⌊h⌋-th and the next smallest (from 0), in
/// proportion to the fraction of `h`.
///
/// Reorders `values`; takes O(n) time a level at most, less for each further one. `None` for an empty set, a level
/// outside 0–1 or a result that is not finite.
pub fn quantiles_in_place<const N: usize>(values: &mut [f64], levels: [f64; N]) -> [Option<f64>; N] {
    let mut results = [None; N];
    fill(values, &levels, &mut results);
    results
}

/// Apart from the number of levels, so that it is compiled once. Selects among whole numbers that are ordered alike.
fn fill(values: &[f64], levels: &[f64], results: &mut [Option<f64>]) {
    // From the largest level down: what lies above a selected value is never looked at again. There are a few of them.
    let mut keys: Vec<u64> = values.iter().map(|&value| ordered(value)).collect();
    let mut selected: Option<(usize, u64, u64)> = None;
    let mut last: Option<(f64, usize)> = None;
    // Of equal levels the last one first.
    let is_left = |next: (f64, usize), last: (f64, usize)| next.0.total_cmp(&last.0).then(next.1.cmp(&last.1)).is_lt();
    for _ in levels {
        let left = (0..).zip(levels).map(|(position, &level)| (level, position));
        let left = left.filter(|&next| last.is_none_or(|last| is_left(next, last)));
        let Some((level, position)) = left.reduce(|best, next| if is_left(best, next) { next } else { best }) else {
            break;
        };
        last = Some((level, position));
        if !(0.0..=1.0).contains(&level) || values.is_empty() {
            continue;
        }
        let place = (values.len() - 1) as f64 * level;
        let index = place.floor() as usize;
        let (lower, upper) = match selected {
            Some((previous, lower, upper)) if previous == index => (lower, upper),
            _ => {
                let end = selected.map_or(values.len(), |(previous, ..)| previous);
                let bound = selected.map(|(_, lower, _)| lower);
                let Some(part) = keys.get_mut(..end).filter(|part| index < part.len()) else { continue };
                let (_, lower, above) = part.select_nth_unstable(index);
                let lower = *lower;
                let next = above.iter().copied().min();
                (lower, next.or(bound).unwrap_or(lower))
            }
        };
        selected = Some((index, lower, upper));
        let (lower, upper) = (of_ordered(lower), of_ordered(upper));
        let fraction = place - index as f64;
        let value = if fraction > 0.0 { lower + fraction * (upper - lower) } else { lower };
        if let Some(result) = results.get_mut(position) {
            *result = value.is_finite().then_some(value);
        }
    }
}

/// One quantile of type 7; leaves `values` as they are.
pub fn quantile(values: &[f64], level: f64) -> Option<f64> {
    let [result] = quantiles_in_place(&mut values.to_vec(), [level]);
    result
}

/// The median; reorders `values`.
pub fn median(values: &mut [f64]) -> Option<f64> {
    let [result] = quantiles_in_place(values, [0.5]);
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_sorting(values: &[f64], level: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() - 1) as f64 * level;
        let index = place as usize;
        let upper = sorted[(index + 1).min(sorted.len() - 1)];
        sorted[index] + (place - index as f64) * (upper - sorted[index])
    }

    #[test]
    fn says_nothing_of_nothing() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0], 1.5), None);
        assert_eq!(quantile(&[1.0], f64::NAN), None);
        assert_eq!(quantile(&[f64::NAN], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.95), Some(3.0));
    }

    proptest! {
        #[test]
        fn selecting_equals_sorting(
            values in prop::collection::vec(-1e6..1e6_f64, 1..60),
            levels in prop::array::uniform4(0.0..=1.0_f64),
        ) {
            let found = quantiles_in_place(&mut values.clone(), levels);
            for (level, found) in levels.into_iter().zip(found) {
                let expected = by_sorting(&values, level);
                prop_assert!((found.unwrap() - expected).abs() <= 1e-9 * expected.abs().max(1.0));
            }
        }

        #[test]
        fn quantiles_rise_with_their_level_and_stay_inside(values in prop::collection::vec(0_u32..50, 1..80)) {
            let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let found = quantiles_in_place(&mut values, [0.0, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0]).map(Option::unwrap);
            prop_assert!(found.is_sorted());
            let (least, most) = (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(0.0, f64::max));
            prop_assert_eq!((found[0], found[6]), (least, most));
        }
    }
}
