//! The cheapest way to cut a series into segments, exactly (PELT, Killick and others 2012): what all searches for
//! change points here share.

/// Starts are given up at every so manieth position: where nothing changes, none ever is.
const PRUNED_EVERY: usize = 8;

/// Segments of least cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// First position of each segment but the first, ascending.
    pub starts: Vec<usize>,
    /// Cost of all segments plus one penalty a cut.
    pub objective: f64,
}

/// Cuts `0..count` into segments of `least` positions or more, so that the sum of costs plus `penalty` a cut is
/// smallest. Below two such segments there is one segment.
///
/// Exact for any cost that a cut never raises. A start is given up once a later one is known to be better; because a
/// segment has a least length, only `least` steps after that (the pruning stays exact). Without changes nothing is given
/// up, so that time grows with the square of `count`.
///
/// Costs are told in two steps, since every position is compared with many others: what is `known` of a position, and the
/// `cost` between two of which it is known.
pub(super) fn cheapest_partition<K: Copy>(
    count: usize,
    least: usize,
    penalty: f64,
    known: impl Fn(usize) -> K,
    cost: impl Fn(K, K) -> f64,
) -> Partition {
    struct Start<K> {
        position: usize,
        known: K,
        reached: f64,
        /// What the segment from here to where the search is costs with all before it.
        now: f64,
        given_up_at: usize,
    }
    let begin =
        |position, reached| Start { position, known: known(position), reached, now: 0.0, given_up_at: usize::MAX };
    let least = least.max(1);
    if count < 2 * least {
        return Partition { starts: Vec::new(), objective: if count > 0 { cost(known(0), known(count)) } else { 0.0 } };
    }
    let mut starts = vec![begin(0, -penalty)];
    let mut previous = vec![0; count + 1];
    let mut objective = 0.0;
    let mut waiting: Vec<Option<f64>> = vec![None; count + 1];
    for end in least..=count {
        // A start becomes usable once a segment of the least length fits behind it.
        let usable = end - least;
        if let Some(&Some(reached)) = waiting.get(usable) {
            starts.push(begin(usable, reached));
        }
        let (mut best, mut from) = (f64::INFINITY, 0);
        let here = known(end);
        for start in &mut starts {
            start.now = start.reached + cost(start.known, here);
            if start.now + penalty < best {
                (best, from) = (start.now + penalty, start.position);
            }
        }
        if end % PRUNED_EVERY == 0 {
            for start in &mut starts {
                if start.now >= best && start.given_up_at == usize::MAX {
                    start.given_up_at = end + least;
                }
            }
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

/// Squared distances of segments from their mean: any in O(1) after O(n).
pub(super) struct Squares(Vec<Totals>);

/// Values before a position, less the mean of all: how many, their sum, the sum of their squares.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals {
    count: f64,
    total: f64,
    squares: f64,
}

impl Squares {
    pub(super) fn of(values: &[f64]) -> Self {
        let centre = super::mean(values).unwrap_or_default();
        let mut known = Totals::default();
        let mut all = vec![known];
        for value in values {
            known.count += 1.0;
            known.total += value - centre;
            known.squares += (value - centre) * (value - centre);
            all.push(known);
        }
        Self(all)
    }

    pub(super) fn known(&self, position: usize) -> Totals {
        self.0.get(position).copied().unwrap_or_default()
    }

    pub(super) fn within(&self, from: usize, to: usize) -> f64 {
        Self::between(self.known(from), self.known(to))
    }

    pub(super) fn between(before: Totals, after: Totals) -> f64 {
        let total = after.total - before.total;
        (after.squares - before.squares - total * total / (after.count - before.count).max(1.0)).max(0.0)
    }

    /// The cheapest partition by these costs.
    pub(super) fn cheapest_partition(&self, least: usize, penalty: f64) -> Partition {
        cheapest_partition(self.0.len() - 1, least, penalty, |position| self.known(position), Self::between)
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
            let squares = Squares::of(&values);
            let cost = |from: usize, to: usize| squares.within(from, to);
            let found = squares.cheapest_partition(least, penalty);
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
