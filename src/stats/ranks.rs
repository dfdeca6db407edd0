//! Ranks with ties.

/// Ranks from 1, equal values sharing the mean of theirs. NaN ranks last.
pub fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let order = ascending(values);
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for group in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let shared = before as f64 + (group.len() + 1) as f64 / 2.0;
        for &(_, position) in group {
            if let Some(rank) = ranks.get_mut(position) {
                *rank = shared;
            }
        }
        before += group.len();
    }
    ranks
}

/// Sizes of the groups of equal values, groups of one included.
pub fn tie_counts(values: &[f64]) -> Vec<usize> {
    ascending(values).chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).map(<[_]>::len).collect()
}

/// The values, each with its position, in order.
fn ascending(values: &[f64]) -> Vec<(f64, usize)> {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order
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
