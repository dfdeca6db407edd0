//! Counts out of `n` whose rate is itself uncertain: the Beta-binomial distribution.

use super::describe::sum;
use super::distribution::ln_beta;

/// Counts that are so many times less likely than the likeliest end a tail.
const LEAST_WEIGHT: f64 = 1e-11;

/// Beta-binomial with `trials` n and shapes `a`, `b` (both must be positive).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaBinomial {
    /// How many trials.
    pub trials: u64,
    /// Shape of "yes".
    pub a: f64,
    /// Shape of "no".
    pub b: f64,
}

impl BetaBinomial {
    /// ln of the probability of `k`; `-∞` beyond the trials.
    pub fn ln_probability(&self, k: u64) -> f64 {
        if k > self.trials {
            return f64::NEG_INFINITY;
        }
        let (n, k) = (self.trials as f64, k as f64);
        let ln_choose = -(n + 1.0).ln() - ln_beta(k + 1.0, n - k + 1.0);
        ln_choose + ln_beta(k + self.a, n - k + self.b) - ln_beta(self.a, self.b)
    }

    /// P(K ≤ k).
    pub fn cdf(&self, k: u64) -> f64 {
        sum((0..=k.min(self.trials)).map(|k| self.ln_probability(k).exp())).min(1.0)
    }

    /// P(K ≥ k).
    pub fn at_least(&self, k: u64) -> f64 {
        sum((k..=self.trials).map(|k| self.ln_probability(k).exp())).min(1.0)
    }

    /// The smallest counts whose distribution function reaches each level, in O(n) for all of them together.
    pub fn quantiles<const N: usize>(&self, levels: [f64; N]) -> [u64; N] {
        let weights = self.relative_weights();
        let total = sum(weights.iter().copied());
        levels.map(|level| {
            // Half a rounding error of grace: a distribution function that is exactly the level must not be missed.
            let wanted = level.clamp(0.0, 1.0) * total * (1.0 - 1e-13);
            let mut reached = 0.0;
            let below = weights.iter().take_while(|&&weight| {
                reached += weight;
                reached < wanted
            });
            (below.count() as u64).min(self.trials)
        })
    }

    /// The likeliest counts in a row, from the first one, with their probabilities: all but less than a hundred-millionth,
    /// in time that grows with the spread and not with the trials.
    pub fn likely(&self) -> (u64, Vec<f64>) {
        let (first, mut weights) = if self.b < 1.0 {
            // Many results can be likely at both ends.
            (0, self.relative_weights())
        } else {
            self.weights_around(self.likely_count(), LEAST_WEIGHT)
        };
        let total = sum(weights.iter().copied());
        for weight in &mut weights {
            *weight /= total;
        }
        (first, weights)
    }

    fn likely_count(&self) -> f64 {
        match (self.a > 1.0, self.b > 1.0) {
            (true, true) => ((self.a - 1.0) / (self.a + self.b - 2.0) * self.trials as f64).floor(),
            (true, false) => self.trials as f64,
            (false, _) => 0.0,
        }
    }

    /// Probabilities of 0..=n relative to a likely count's, by the ratio of neighbours: no logarithm, no underflow where
    /// it matters.
    fn relative_weights(&self) -> Vec<f64> {
        self.weights_around(self.likely_count(), 0.0).1
    }

    /// The same from `start` in both directions, as far as they reach `least`; with the first count.
    fn weights_around(&self, start: f64, least: f64) -> (u64, Vec<f64>) {
        let n = self.trials as f64;
        // P(k + 1) / P(k).
        let ratio = |k: f64| (n - k) * (self.a + k) / ((k + 1.0) * (self.b + n - k - 1.0));
        let mut weights = Vec::new();
        let (mut weight, mut k) = (1.0, start);
        while k > 0.0 && weight >= least {
            k -= 1.0;
            weight /= ratio(k);
            weights.push(weight);
        }
        weights.reverse();
        let first = k as u64;
        (weight, k) = (1.0, start);
        weights.push(weight);
        while k < n && weight >= least {
            weight *= ratio(k);
            k += 1.0;
            weights.push(weight);
        }
        (first, weights)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_trials_have_one_result() {
        let none = BetaBinomial { trials: 0, a: 0.5, b: 0.5 };
        assert_eq!(none.quantiles([0.025, 0.975]), [0, 0]);
        assert!((none.cdf(0) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn quantiles_undo_the_distribution(
            trials in 1_u64..80, a in 0.2..60.0_f64, b in 0.2..60.0_f64, level in 0.01..0.99_f64,
        ) {
            let distribution = BetaBinomial { trials, a, b };
            prop_assert!((distribution.cdf(trials) - 1.0).abs() < 1e-9);
            let [k] = distribution.quantiles([level]);
            prop_assert!(distribution.cdf(k) >= level - 1e-9);
            prop_assert!(k == 0 || distribution.cdf(k - 1) < level + 1e-9);
        }

        #[test]
        fn likely_counts_leave_nothing_out(trials in 0_u64..300, a in 0.01..60.0_f64, b in 0.2..60.0_f64) {
            let distribution = BetaBinomial { trials, a, b };
            let (first, likely) = distribution.likely();
            for (k, probability) in (first..).zip(likely) {
                prop_assert!((probability - distribution.ln_probability(k).exp()).abs() < 1e-7, "{k}");
            }
        }

        #[test]
        fn many_trials_stay_finite(trials in 1_000_u64..20_000, a in 0.3..3_000.0_f64, b in 0.3..3_000.0_f64) {
            let [low, middle, high] = BetaBinomial { trials, a, b }.quantiles([0.025, 0.5, 0.975]);
            prop_assert!(low <= middle && middle <= high && high <= trials);
            let share = a / (a + b);
            prop_assert!(low as f64 <= share * trials as f64 + 1.0 && share * trials as f64 <= high as f64 + 1.0
                || a < 1.5 || b < 1.5);
        }
    }
}
