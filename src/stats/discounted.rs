//! A rate that drifts: a Beta posterior whose past fades by a constant factor a step.

use super::BetaBinomial;
use super::distribution::beta_quantile;

/// Discount factors to choose from, one of them no fading at all.
pub const DISCOUNTS: [f64; 14] = [0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1.0];

/// Shapes of Jeffreys' prior.
const JEFFREYS: (f64, f64) = (0.5, 0.5);

/// What is known of a drifting rate: a Beta distribution of the prior's shapes plus the faded yes and no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DiscountedBeta {
    /// To what the faded past returns.
    prior: (f64, f64),
    yes: f64,
    no: f64,
}

impl Default for DiscountedBeta {
    fn default() -> Self {
        Self::believing(JEFFREYS)
    }
}

impl DiscountedBeta {
    /// What is known before anything is seen: the shapes of a Beta distribution, both above 0.
    pub fn believing(prior: (f64, f64)) -> Self {
        Self { prior, yes: prior.0, no: prior.1 }
    }

    /// Lets the past fade by `factor` (1 keeps it, 0 forgets it).
    #[must_use]
    pub fn faded(self, factor: f64) -> Self {
        let factor = if factor.is_nan() { 1.0 } else { factor.clamp(0.0, 1.0) };
        let (yes, no) = self.prior;
        Self { yes: yes + factor * (self.yes - yes), no: no + factor * (self.no - no), ..self }
    }

    /// Adds `yes` out of `trials`.
    #[must_use]
    pub fn observing(self, yes: u64, trials: u64) -> Self {
        let yes = yes.min(trials);
        Self { yes: self.yes + yes as f64, no: self.no + (trials - yes) as f64, ..self }
    }

    /// Both shapes of the Beta distribution, "yes" first.
    pub fn shapes(self) -> (f64, f64) {
        (self.yes, self.no)
    }

    /// Expected rate; strictly between 0 and 1.
    pub fn mean(self) -> f64 {
        self.yes / (self.yes + self.no)
    }

    /// Central interval of the rate.
    pub fn interval(self, level: f64) -> (f64, f64) {
        let tail = ((1.0 - level) / 2.0).clamp(0.0, 0.5);
        let quantile = |p: f64| beta_quantile(p, self.yes, self.no);
        (quantile(tail).unwrap_or(0.0), quantile(1.0 - tail).unwrap_or(1.0))
    }

    /// Distribution of the "yes" in `trials` to come.
    pub fn predicting(self, trials: u64) -> BetaBinomial {
        BetaBinomial { trials, a: self.yes, b: self.no }
    }
}

/// For each discount, the log-likelihood of all steps `(yes, trials)` as predicted one step ahead: the state before a
/// step predicts it, then fades, then takes it in. Steps without trials fade only.
pub fn discount_log_likelihoods(discounts: &[f64], steps: &[(u64, u64)]) -> Vec<f64> {
    let of = |&discount: &f64| {
        let mut state = DiscountedBeta::default();
        let mut total = 0.0;
        for &(yes, trials) in steps {
            if trials > 0 {
                total += state.predicting(trials).ln_probability(yes);
            }
            state = state.faded(discount).observing(yes, trials);
        }
        total
    };
    discounts.iter().map(of).collect()
}

/// Position of the largest value, the first of equals; `None` without values.
pub fn index_of_largest(values: &[f64]) -> Option<usize> {
    values.iter().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgetting_returns_to_the_prior() {
        let state = DiscountedBeta::default().observing(30, 40);
        assert_eq!(state.shapes(), (30.5, 10.5));
        assert_eq!(state.faded(0.0), DiscountedBeta::default());
        assert_eq!(state.faded(1.0), state);
        let (low, high) = state.interval(0.8);
        assert!(low < state.mean() && state.mean() < high);
    }

    #[test]
    fn steady_rates_want_memory_and_jumping_ones_do_not() {
        let steady: Vec<(u64, u64)> = (0..60).map(|day| (1 + day % 2, 10)).collect();
        let jumping: Vec<(u64, u64)> = (0..60).map(|day| (if day / 6 % 2 == 0 { 0 } else { 10 }, 10)).collect();
        let best =
            |steps: &[(u64, u64)]| DISCOUNTS[index_of_largest(&discount_log_likelihoods(&DISCOUNTS, steps)).unwrap()];
        assert!(best(&steady) >= 0.97 && best(&jumping) <= 0.6, "{} {}", best(&steady), best(&jumping));
    }
}
