//! Whether yes and no come in runs.

use super::distribution::normal_sf;
use super::rank_tests::ChiSquareTest;
use super::{Lack, mean};

/// A chain of two states fitted to outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkovChain {
    /// Transitions: `counts[before][after]`, 1 for yes.
    pub counts: [[u64; 2]; 2],
    /// Chance of a yes after a no (Jeffreys' prior).
    pub yes_after_no: f64,
    /// Chance of a yes after a yes.
    pub yes_after_yes: f64,
    /// Share of yes in the long run.
    pub stationary: f64,
    /// G test of "what came before does not matter", 1 degree of freedom.
    pub test: ChiSquareTest,
}

/// Needs two outcomes; [`Lack::NoVariation`] where only one occurs.
pub fn markov_chain(outcomes: &[bool]) -> Result<MarkovChain, Lack> {
    Lack::unless_enough(outcomes.len(), 2)?;
    if outcomes.iter().all(|&yes| yes) || !outcomes.iter().any(|&yes| yes) {
        return Err(Lack::NoVariation);
    }
    let pairs = || outcomes.iter().zip(outcomes.iter().skip(1));
    let count = |before: bool, after: bool| pairs().filter(|pair| (*pair.0, *pair.1) == (before, after)).count() as u64;
    let counts = [[count(false, false), count(false, true)], [count(true, false), count(true, true)]];
    let chance = |[no, yes]: [u64; 2]| (yes as f64 + 0.5) / ((no + yes) as f64 + 1.0);
    let [after_no, after_yes] = counts;
    let (yes_after_no, yes_after_yes) = (chance(after_no), chance(after_yes));
    Ok(MarkovChain {
        counts,
        yes_after_no,
        yes_after_yes,
        stationary: yes_after_no / (yes_after_no + 1.0 - yes_after_yes),
        test: ChiSquareTest::of(g_statistic(counts), 1.0),
    })
}

/// 2·Σ observed·ln(observed/expected) of a table of two rows and columns.
pub(super) fn g_statistic(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table.map(|row| row.map(|count| count as f64));
    let total = a + b + c + d;
    let part = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * (observed * total / (row * column)).ln() } else { 0.0 }
    };
    let parts = part(a, a + b, a + c) + part(b, a + b, b + d) + part(c, c + d, a + c) + part(d, c + d, b + d);
    (2.0 * parts).max(0.0)
}

/// The chance that `trials` outcomes to come bring a streak of `length` yes, where `running` yes are under way already and
/// count (0 after a no).
pub fn streak_chance(chain: &MarkovChain, running: usize, length: usize, trials: usize) -> f64 {
    if running >= length {
        return 1.0;
    }
    // State k: k yes in a row, 0 after a no.
    let mut states = vec![0.0; length];
    if let Some(state) = states.get_mut(running) {
        *state = 1.0;
    }
    let mut done = 0.0;
    for _ in 0..trials {
        let mut next = vec![0.0; length];
        for (state, &mass) in states.iter().enumerate() {
            let moved = mass * if state == 0 { chain.yes_after_no } else { chain.yes_after_yes };
            match next.get_mut(state + 1) {
                Some(cell) => *cell += moved,
                None => done += moved,
            }
            if let Some(cell) = next.first_mut() {
                *cell += mass - moved;
            }
        }
        states = next;
    }
    f64::clamp(done, 0.0, 1.0)
}

/// Wald and Wolfowitz's test of the number of runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RunsTest {
    /// Runs of equal outcomes.
    pub runs: usize,
    /// How many yes.
    pub yes: usize,
    /// How many no.
    pub no: usize,
    /// Standardised number of runs: below 0 where outcomes cluster.
    pub z: f64,
    /// Its two-sided p.
    pub p_value: f64,
}

/// Needs two outcomes; [`Lack::NoVariation`] where only one occurs. Without continuity correction.
pub fn runs_test(outcomes: &[bool]) -> Result<RunsTest, Lack> {
    Lack::unless_enough(outcomes.len(), 2)?;
    let yes = outcomes.iter().filter(|&&yes| yes).count();
    let no = outcomes.len() - yes;
    if yes == 0 || no == 0 {
        return Err(Lack::NoVariation);
    }
    let runs = outcomes.chunk_by(|a, b| a == b).count();
    let (n, twice) = (outcomes.len() as f64, 2.0 * yes as f64 * no as f64);
    let variance = twice * (twice - n) / (n * n * (n - 1.0));
    let z = if variance > 0.0 { (runs as f64 - twice / n - 1.0) / variance.sqrt() } else { 0.0 };
    Ok(RunsTest { runs, yes, no, z, p_value: (2.0 * normal_sf(z.abs())).min(1.0) })
}

/// Streaks of yes and what lies between.
#[derive(Clone, Debug, PartialEq)]
pub struct Streaks {
    /// Most yes in a row.
    pub longest: usize,
    /// How many no lie between each yes and the next.
    pub gaps: Vec<usize>,
    /// Their mean; `None` with fewer than two yes.
    pub mean_gap: Option<f64>,
}

/// Defined for any outcomes.
pub fn streaks(outcomes: &[bool]) -> Streaks {
    let runs = outcomes.chunk_by(|a, b| a == b);
    let longest = runs.filter(|run| run.first() == Some(&true)).map(<[bool]>::len).max().unwrap_or(0);
    let places: Vec<usize> = (0..outcomes.len()).filter(|&place| outcomes.get(place) == Some(&true)).collect();
    let gaps: Vec<usize> = places.iter().zip(places.iter().skip(1)).map(|(a, b)| b - a - 1).collect();
    let mean_gap = mean(&gaps.iter().map(|&gap| gap as f64).collect::<Vec<_>>());
    Streaks { longest, gaps, mean_gap }
}

/// How much counts in blocks spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispersion {
    /// Yes in each complete block.
    pub counts: Vec<u64>,
    /// Their variance over their mean: 1 for events that come independently.
    pub index: f64,
    /// χ² test of a larger index.
    pub test: ChiSquareTest,
}

/// Index of dispersion of blocks of `block` outcomes; an incomplete last block is left out. Needs two blocks and a yes.
pub fn dispersion(outcomes: &[bool], block: usize) -> Result<Dispersion, Lack> {
    let block = block.max(1);
    Lack::unless_enough(outcomes.len(), 2 * block)?;
    let blocks = outcomes.chunks_exact(block);
    let counts: Vec<u64> = blocks.map(|block| block.iter().filter(|&&yes| yes).count() as u64).collect();
    let numbers: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    let (Some(centre), Some(variance)) = (mean(&numbers), super::variance(&numbers)) else {
        return Err(Lack::NoVariation);
    };
    if centre <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let (index, degrees) = (variance / centre, numbers.len() as f64 - 1.0);
    Ok(Dispersion { counts, index, test: ChiSquareTest::of(index * degrees, degrees) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streaks_are_seen() {
        let clustered: Vec<bool> = (0..60).map(|run| run / 10 % 2 == 1).collect();
        assert!(runs_test(&clustered).unwrap().z < -3.0 && markov_chain(&clustered).unwrap().test.p_value < 1e-4);
        assert_eq!(streaks(&clustered).longest, 10);
        assert_eq!(streaks(&[]), Streaks { longest: 0, gaps: vec![], mean_gap: None });
        assert_eq!(runs_test(&[false; 4]), Err(Lack::NoVariation));
        assert_eq!(markov_chain(&[true; 4]), Err(Lack::NoVariation));
        assert!(dispersion(&clustered, 10).unwrap().index > 3.0);
    }

    #[test]
    fn streak_chances_are_chances() {
        let fair = markov_chain(&[true, false, false, true, true, false, true, true, false, false]).unwrap();
        assert!((streak_chance(&fair, 0, 0, 5) - 1.0).abs() < 1e-12);
        assert!(streak_chance(&fair, 0, 6, 5) <= 0.0);
        assert!((streak_chance(&fair, 0, 1, 1) - fair.yes_after_no).abs() < 1e-12);
        assert!((streak_chance(&fair, 1, 2, 1) - fair.yes_after_yes).abs() < 1e-12);
        assert!(streak_chance(&fair, 0, 2, 10) < streak_chance(&fair, 0, 2, 20));
    }
}
