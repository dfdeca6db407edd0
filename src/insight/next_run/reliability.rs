//! Whether chances mean what they say: what was said against what happened, in groups of runs of like chances. Judges
//! nothing and draws nothing.

use serde::{Deserialize, Serialize};

use crate::domain::sort_by;

use super::super::Rate;
use super::ForetoldRun;

/// Most groups.
const MOST_BINS: usize = 10;
/// Fewest runs of a group: fewer groups are made rather than smaller ones.
const FEWEST_RUNS: usize = 20;

/// Runs that were given about the same chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Lowest chance said, 0–1.
    pub lowest: f64,
    /// Highest.
    pub highest: f64,
    /// Mean of what was said: what `failed` should be near.
    pub said: f64,
    /// What happened: failed / runs.
    pub failed: Rate,
}

/// Groups of like numbers of runs by what was said, lowest first: at most 10, of at least 20 runs each (a single group
/// where there are fewer than 40).
pub(super) fn reliability(runs: &[ForetoldRun]) -> Vec<ReliabilityBin> {
    let mut pairs: Vec<(f64, bool)> = runs.iter().map(|run| (run.chance, run.failed)).collect();
    sort_by(&mut pairs, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let bins = (pairs.len() / FEWEST_RUNS).clamp(1, MOST_BINS);
    let edge = |bin: usize| pairs.len() * bin / bins;
    let groups = (0..bins).filter_map(|bin| pairs.get(edge(bin)..edge(bin + 1)));
    groups
        .filter_map(|group| {
            let (lowest, highest) = (group.first()?.0, group.last()?.0);
            let failed = group.iter().filter(|pair| pair.1).count() as u64;
            let said = group.iter().map(|pair| pair.0).sum::<f64>() / group.len() as f64;
            Some(ReliabilityBin { lowest, highest, said, failed: Rate::of(failed, group.len() as u64) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ChanceMethod;
    use super::*;
    use crate::domain::Timestamp;

    fn told(chance: f64, failed: bool) -> ForetoldRun {
        ForetoldRun { started_at: Timestamp(0), chance, base_rate: 0.1, method: ChanceMethod::BaseRate, failed }
    }

    #[test]
    fn like_chances_stand_together() {
        assert_eq!(reliability(&[]), []);
        let one = reliability(&[told(0.3, true)]);
        assert_eq!((one.len(), one[0].said, one[0].failed.value), (1, 0.3, Some(1.0)));
        let runs: Vec<ForetoldRun> = (0..1_000).rev().map(|i| told(f64::from(i) / 1_000.0, i % 2 == 0)).collect();
        let bins = reliability(&runs);
        assert_eq!((bins.len(), bins.iter().map(|bin| bin.failed.denominator).sum::<u64>()), (10, 1_000));
        assert!(bins.windows(2).all(|pair| pair[0].highest <= pair[1].lowest));
        assert!(
            bins.iter().all(|bin| bin.failed.value == Some(0.5) && bin.lowest <= bin.said && bin.said <= bin.highest)
        );
        assert_eq!(reliability(&runs[..39]).len(), 1);
        assert_eq!(reliability(&runs[..41]).iter().map(|bin| bin.failed.denominator).collect::<Vec<_>>(), [20, 21]);
    }
}
