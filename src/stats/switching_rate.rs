//! A rate that stands still, drifts or jumps, nobody knows which: several fading pasts at once, weighted by how well each
//! has foretold what came; and the distribution of the share that days to come will show.

use super::BetaBinomial;

/// What is left of the past a step later: from pasts of two steps to one that never fades.
const FADINGS: [f64; 5] = [0.5, 0.7, 0.85, 0.95, 1.0];
/// This share of the weights is dealt out anew at every step (Herbster and Warmuth 1998, "fixed share"): however long a
/// rate has stood still, a past that forgets takes over within a few steps once it jumps.
const SHARED: f64 = 0.02;
/// Trials at the share of all steps that every past begins with, so that no rate is taken for certain.
const PRIOR_TRIALS: f64 = 1.0;
/// Added to either side of the share of all steps: half a trial, as by Jeffreys.
const JEFFREYS: f64 = 0.5;
/// Weights below this are passed over.
const LEAST_WEIGHT: f64 = 0.01;
/// More trials than this are counted in so many parts, which spread like them.
const MOST_TRIALS: u64 = 1_000;
/// Probabilities below this end a tail.
const LEAST_PROBABILITY: f64 = 1e-9;

/// What is known of such a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchingRate {
    /// "Yes" and "no" of each fading past.
    pasts: [(f64, f64); FADINGS.len()],
    weights: [f64; FADINGS.len()],
    yes: f64,
    trials: f64,
}

impl Default for SwitchingRate {
    fn default() -> Self {
        let count = FADINGS.len();
        Self { pasts: [(0.0, 0.0); FADINGS.len()], weights: [1.0 / count as f64; FADINGS.len()], yes: 0.0, trials: 0.0 }
    }
}

impl SwitchingRate {
    /// Takes in a step: `yes` out of `trials`. One without trials lets the pasts fade only.
    pub fn learn(&mut self, yes: u64, trials: u64) {
        let yes = yes.min(trials);
        if trials > 0 {
            let said: Vec<f64> = self
                .pasts
                .iter()
                .map(|&past| {
                    let (a, b) = self.shapes(past, 1.0);
                    BetaBinomial { trials, a, b }.ln_probability(yes)
                })
                .collect();
            let best = said.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (weight, said) in self.weights.iter_mut().zip(&said) {
                *weight *= (said - best).exp();
            }
            let total: f64 = self.weights.iter().sum();
            let each = SHARED / FADINGS.len() as f64;
            for weight in &mut self.weights {
                *weight = (1.0 - SHARED) * *weight / total.max(f64::MIN_POSITIVE) + each;
            }
        }
        for (past, fading) in self.pasts.iter_mut().zip(FADINGS) {
            *past = (fading * past.0 + yes as f64, fading * past.1 + (trials - yes) as f64);
        }
        self.yes += yes as f64;
        self.trials += trials as f64;
    }

    /// Shapes of the Beta distribution that a past leads to.
    fn shapes(&self, (yes, no): (f64, f64), fading: f64) -> (f64, f64) {
        let usual = (self.yes + JEFFREYS) / (self.trials + 2.0 * JEFFREYS);
        (fading * yes + PRIOR_TRIALS * usual, fading * no + PRIOR_TRIALS * (1.0 - usual))
    }

    /// Distribution of the share that a step `steps` after the last one learnt will show, where it has as many trials as
    /// `counts` say, each with a weight. `None` before any trial, or where no trials are to come.
    pub fn foretell(&self, steps: usize, counts: &[(u64, f64)]) -> Option<ForetoldShare> {
        let weight_of_counts: f64 = counts.iter().filter(|count| count.0 > 0).map(|count| count.1).sum();
        if self.trials < 1.0 || weight_of_counts <= 0.0 {
            return None;
        }
        let known = || self.pasts.iter().zip(FADINGS).zip(&self.weights).filter(|(_, weight)| **weight >= LEAST_WEIGHT);
        let all: f64 = known().map(|(_, weight)| weight).sum();
        let mut shares: Vec<(f64, f64)> = Vec::new();
        let mut expected = 0.0;
        for &(trials, part) in counts.iter().filter(|count| count.0 > 0) {
            let mut probabilities: Vec<f64> = Vec::new();
            let mut parts = trials;
            for ((&past, fading), weight) in known() {
                let (a, b) = self.shapes(past, fading.powi(steps.saturating_sub(1).min(1_000) as i32));
                let weight = weight / all * part / weight_of_counts;
                expected += weight * trials as f64 * a / (a + b);
                let counted = in_parts(trials, a, b);
                parts = counted.trials;
                let (first, likely) = counted.likely();
                let first = first as usize;
                probabilities.resize(probabilities.len().max(first + likely.len()), 0.0);
                for (sum, probability) in probabilities.iter_mut().skip(first).zip(likely) {
                    *sum += weight * probability;
                }
            }
            let counted = (0_u64..).zip(probabilities).filter(|&(_, probability)| probability > LEAST_PROBABILITY);
            shares.extend(counted.map(|(yes, probability)| (yes as f64 / parts as f64, probability)));
        }
        shares.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        shares.dedup_by(|next, kept| {
            let is_same = next.0.total_cmp(&kept.0).is_eq();
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        let sum: f64 = shares.iter().map(|share| share.1).sum();
        for share in &mut shares {
            share.1 /= sum;
        }
        Some(ForetoldShare { shares, expected })
    }
}

/// The same mean and, as far as so few parts can, the same variance of the share from at most [`MOST_TRIALS`] trials.
fn in_parts(trials: u64, a: f64, b: f64) -> BetaBinomial {
    if trials <= MOST_TRIALS {
        return BetaBinomial { trials, a, b };
    }
    let (all, parts, size) = (trials as f64, MOST_TRIALS as f64, a + b);
    // Variance of a share over p·(1 − p): (1 + (n − 1)·ρ)/n with ρ = 1/(a + b + 1).
    let spread = (1.0 + (all - 1.0) / (size + 1.0)) / all;
    let likeness = ((spread * parts - 1.0) / (parts - 1.0)).max(1e-4);
    let wanted = 1.0 / likeness - 1.0;
    BetaBinomial { trials: MOST_TRIALS, a: a / size * wanted, b: b / size * wanted }
}

/// Shares that a step can show, with their probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct ForetoldShare {
    /// Ascending; the probabilities add up to 1.
    shares: Vec<(f64, f64)>,
    /// "Yes" to expect.
    expected: f64,
}

/// An interval of a share, which takes few values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareInterval {
    /// Lower end, inside.
    pub low: f64,
    /// Upper end, inside: the interval holds at least what was asked for.
    pub high: f64,
    /// It holds exactly that where a value on the upper end counts as inside with this probability, 0–1.
    pub part_of_high: f64,
}

impl ForetoldShare {
    /// "Yes" to expect.
    pub fn expected(&self) -> f64 {
        self.expected
    }

    /// The interval that leaves at most half of `1 − level` below its lower end, and above its upper one what is left of
    /// it: where 0 itself is likelier than that, nothing lies below, and all of the doubt is above.
    pub fn interval(&self, level: f64) -> ShareInterval {
        let level = level.clamp(0.0, 1.0);
        let (mut below, mut low) = (0.0, 0.0);
        let mut rest = self.shares.iter();
        let mut within = 0.0;
        for &(share, probability) in rest.by_ref() {
            (low, within) = (share, probability);
            if below + probability > (1.0 - level) / 2.0 {
                break;
            }
            below += probability;
        }
        let (mut high, mut last) = (low, within);
        for &(share, probability) in rest {
            // A hair of grace, so that a sum that is exactly the level ends there.
            if within >= level - 1e-12 {
                break;
            }
            (high, last) = (share, probability);
            within += probability;
        }
        let part = if last > 0.0 { ((level - (within - last)) / last).clamp(0.0, 1.0) } else { 1.0 };
        ShareInterval { low, high, part_of_high: part }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    fn holds(interval: ShareInterval, value: f64) -> f64 {
        if value < interval.low || value > interval.high {
            return 0.0;
        }
        if value < interval.high { 1.0 } else { interval.part_of_high }
    }

    #[test]
    fn intervals_hold_what_they_say_at_any_rate() {
        for rate in [0.01, 0.05, 0.3] {
            let mut random = SplitMix64::new(11);
            let (mut inside, mut raw, mut days) = ([0.0; 2], [0.0; 2], 0.0);
            for _ in 0..40 {
                let mut known = SwitchingRate::default();
                for day in 0..100_u64 {
                    let trials = 4 + day % 7 * 2;
                    let yes = (0..trials).filter(|_| random.unit() < rate).count() as u64;
                    if day >= 40
                        && let Some(said) = known.foretell(1, &[(trials, 1.0)])
                    {
                        days += 1.0;
                        for ((inside, raw), level) in inside.iter_mut().zip(&mut raw).zip([0.8, 0.95]) {
                            let interval = said.interval(level);
                            let value = yes as f64 / trials as f64;
                            *inside += holds(interval, value);
                            *raw += f64::from(u8::from((interval.low..=interval.high).contains(&value)));
                        }
                    }
                    known.learn(yes, trials);
                }
            }
            let [inner, outer] = inside.map(|inside| inside / days);
            assert!((inner - 0.8).abs() < 0.02 && (outer - 0.95).abs() < 0.02, "{rate}: {inner} {outer}");
            assert!(raw[0] / days >= inner && raw[1] / days >= outer);
        }
    }

    #[test]
    fn a_jump_is_followed_within_days() {
        let mut known = SwitchingRate::default();
        for _ in 0..100 {
            known.learn(0, 20);
        }
        assert!(known.foretell(1, &[(20, 1.0)]).unwrap().interval(0.95).high <= 0.0);
        for _ in 0..3 {
            known.learn(8, 20);
        }
        let said = known.foretell(1, &[(20, 1.0)]).unwrap();
        let interval = said.interval(0.8);
        assert!((6.0..10.0).contains(&said.expected()), "{}", said.expected());
        assert!(
            interval.low >= 0.1 && interval.low < 0.4 && interval.high > 0.4 && interval.high < 0.8,
            "{interval:?}"
        );
    }

    #[test]
    fn says_nothing_of_nothing_and_ends_at_the_ends() {
        let mut known = SwitchingRate::default();
        assert_eq!(known.foretell(1, &[(20, 1.0)]), None);
        known.learn(3, 3);
        assert_eq!(known.foretell(1, &[]), None);
        assert_eq!(known.foretell(1, &[(0, 1.0)]), None);
        let said = known.foretell(1, &[(4, 0.5), (8, 0.5)]).unwrap();
        let all = said.interval(1.0);
        assert!(all.low <= 0.0 && all.high >= 1.0, "{all:?}");
        assert!(said.interval(0.0).low <= said.interval(0.0).high);
        for _ in 0..50 {
            known.learn(0, 5_000);
        }
        let many = known.foretell(3, &[(5_000, 1.0)]).unwrap();
        assert!(many.interval(0.95).high < 0.02, "{many:?}");
    }
}
