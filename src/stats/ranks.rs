//! Ranks with ties.

use super::describe::ordered;

/// Ranks from 1, equal values sharing the mean of theirs. NaN ranks last.
pub fn mid_ranks(values: &[f64]) -> Vec<f64> {
    ranks_and_ties(values).0
}

/// Sizes of the groups of equal values, groups of one included.
pub fn tie_counts(values: &[f64]) -> Vec<usize> {
    ranks_and_ties(values).1
}

/// [`mid_ranks`] and [`tie_counts`] by one sort.
pub(super) fn ranks_and_ties(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let mut order: Vec<(u64, u32)> = values.iter().map(|&value| ordered(value)).zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0.0; values.len()];
    let mut ties = Vec::with_capacity(values.len());
    let mut before = 0;
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let shared = before as f64 + (group.len() + 1) as f64 / 2.0;
        for &(_, position) in group {
            if let Some(rank) = ranks.get_mut(position as usize) {
                *rank = shared;
            }
        }
        before += group.len();
        ties.push(group.len());
    }
    (ranks, ties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(mid_ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert_eq!(mid_ranks(&[]), Vec::<f64>::new());
        assert_eq!(tie_counts(&[3.0, 1.0, 3.0, 2.0, 3.0]), [1, 1, 3]);
    }
}
