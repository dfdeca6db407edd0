//! The cheapest way to cut a series into segments, exactly (PELT, Killick and others 2012): what all searches for
//! change points here share.

/// Segments of least cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// First position of each segment but the first, ascending.
    pub starts: Vec<usize>,
    /// Cost of all segments plus one penalty a cut.
    pub objective: f64,
}

/// Cuts `0..count` into segments of `least` positions or more, so that the sum of `cost(from, to)` plus `penalty` a cut
/// is smallest. Below two such segments there is one segment.
///
/// Exact for any cost that a cut never raises. A start is given up once a later one is known to be better; because a
/// segment has a least length, only `least` steps after that (the pruning stays exact). Without changes nothing is given
/// up, so that time grows with the square of `count`.
pub(super) fn cheapest_partition(
    count: usize,
    least: usize,
    penalty: f64,
    cost: impl Fn(usize, usize) -> f64,
) -> Partition {
    struct Start {
        position: usize,
        reached: f64,
        given_up_at: usize,
    }
    let least = least.max(1);
    if count < 2 * least {
        return Partition { starts: Vec::new(), objective: if count > 0 { cost(0, count) } else { 0.0 } };
    }
    let mut starts = vec![Start { position: 0, reached: -penalty, given_up_at: usize::MAX }];
    let mut previous = vec![0; count + 1];
    let mut objective = 0.0;
    let mut costs: Vec<f64> = Vec::with_capacity(count);
    let mut waiting: Vec<Option<f64>> = vec![None; count + 1];
    for end in least..=count {
        // A start becomes usable once a segment of the least length fits behind it.
        let usable = end - least;
        if let Some(&Some(reached)) = waiting.get(usable) {
            starts.push(Start { position: usable, reached, given_up_at: usize::MAX });
        }
        let (mut best, mut from) = (f64::INFINITY, 0);
        costs.clear();
        for start in &starts {
            let reached = start.reached + cost(start.position, end);
            costs.push(reached);
            if reached + penalty < best {
                (best, from) = (reached + penalty, start.position);
            }
        }
        let mut any_given_up = false;
        for (start, &reached) in starts.iter_mut().zip(&costs) {
            if reached >= best && start.given_up_at == usize::MAX {
                start.given_up_at = end + least;
            }
            any_given_up |= start.given_up_at <= end + 1;
        }
        if any_given_up {
            starts.retain(|start| start.given_up_at > end + 1);
        }
        if let (Some(previous), Some(waiting)) = (previous.get_mut(end), waiting.get_mut(end)) {
            *previous = from;
            *waiting = Some(best);
        }
        objective = best;
    }
    let mut cuts = Vec::new();
    let mut end = count;
    while let Some(&from) = previous.get(end).filter(|&&from| from > 0 && from < end) {
        cuts.push(from);
        end = from;
    }
    cuts.reverse();
    Partition { starts: cuts, objective }
}

/// Cost of a segment: squared distances from its mean, in O(1) after O(n).
pub(super) fn squares_within(values: &[f64]) -> impl Fn(usize, usize) -> f64 {
    let centre = super::mean(values).unwrap_or_default();
    let mut totals = vec![(0.0, 0.0)];
    let (mut total, mut squares) = (0.0, 0.0);
    for value in values {
        total += value - centre;
        squares += (value - centre) * (value - centre);
        totals.push((total, squares));
    }
    move |from, to| {
        let at = |position: usize| totals.get(position).copied().unwrap_or_default();
        let ((before, squares_before), (after, squares_after)) = (at(from), at(to));
        let total: f64 = after - before;
        (squares_after - squares_before - total * total / to.saturating_sub(from).max(1) as f64).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_trying_all(count: usize, least: usize, penalty: f64, cost: &dyn Fn(usize, usize) -> f64) -> f64 {
        let mut best = vec![f64::INFINITY; count + 1];
        best[0] = -penalty;
        for end in least..=count {
            for start in 0..=end - least {
                best[end] = best[end].min(best[start] + cost(start, end) + penalty);
            }
        }
        best[count]
    }

    proptest! {
        #[test]
        fn pruning_loses_nothing(
            values in prop::collection::vec(0_u8..9, 8..50), least in 1_usize..5, penalty in 0.5..40.0_f64,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let cost = squares_within(&values);
            let found = cheapest_partition(values.len(), least, penalty, &cost);
            let expected = by_trying_all(values.len(), least, penalty, &cost);
            prop_assert!((found.objective - expected).abs() < 1e-9, "{} {}", found.objective, expected);
            let mut edges = vec![0];
            edges.extend(&found.starts);
            edges.push(values.len());
            prop_assert!(edges.windows(2).all(|pair| pair[1] >= pair[0] + least));
            let total: f64 = edges.windows(2).map(|pair| cost(pair[0], pair[1])).sum();
            let again = total + penalty * found.starts.len() as f64;
            prop_assert!((again - found.objective).abs() < 1e-9);
        }
    }
}
