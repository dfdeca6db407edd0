//! Distributions of counts: binomial and Poisson.

use super::distribution::{beta_cdf, beta_sf, chi_square_sf, ln_beta};

/// P(K = k) of `trials` with probability `p`; 0 beyond the trials.
pub fn binomial_probability(k: u64, trials: u64, p: f64) -> f64 {
    if k > trials || !(0.0..=1.0).contains(&p) {
        return 0.0;
    }
    let (n, k) = (trials as f64, k as f64);
    let times_ln = |count: f64, ln: f64| if count > 0.0 { count * ln } else { 0.0 };
    let ln_choose = -(n + 1.0).ln() - ln_beta(k + 1.0, n - k + 1.0);
    (ln_choose + times_ln(k, p.ln()) + times_ln(n - k, (-p).ln_1p())).exp()
}

/// P(K ≤ k).
pub fn binomial_cdf(k: u64, trials: u64, p: f64) -> f64 {
    if k >= trials { 1.0 } else { beta_sf(p, k as f64 + 1.0, (trials - k) as f64).unwrap_or(1.0) }
}

/// P(K ≥ k).
pub fn binomial_at_least(k: u64, trials: u64, p: f64) -> f64 {
    match k {
        0 => 1.0,
        k if k > trials => 0.0,
        k => beta_cdf(p, k as f64, (trials - k) as f64 + 1.0).unwrap_or(1.0),
    }
}

/// P(K ≤ k) of a Poisson count with this mean.
pub fn poisson_cdf(k: u64, mean: f64) -> f64 {
    chi_square_sf(2.0 * mean, 2.0 * (k as f64 + 1.0))
}

/// P(K ≥ k) of a Poisson count with this mean; 1 where `k` is 0.
pub fn poisson_at_least(k: u64, mean: f64) -> f64 {
    if k == 0 {
        1.0
    } else if mean > 0.0 && mean.is_finite() {
        statrs::function::gamma::gamma_lr(k as f64, mean).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_add_up() {
        for (k, n, p) in [(1, 10, 0.3), (5, 9, 0.9), (0, 4, 0.0), (4, 4, 1.0), (7, 4, 0.5)] {
            let total = binomial_cdf(k, n, p) + binomial_at_least(k + 1, n, p);
            assert!((total - 1.0).abs() < 1e-12, "{k} {n} {p}: {total}");
            let summed: f64 = (0..=k).map(|k| binomial_probability(k, n, p)).sum();
            assert!((summed - binomial_cdf(k, n, p)).abs() < 1e-12);
        }
        assert!((poisson_cdf(3, 2.0) + poisson_at_least(4, 2.0) - 1.0).abs() < 1e-12);
        assert_eq!((poisson_cdf(2, 0.0), poisson_at_least(1, 0.0)), (1.0, 0.0));
    }
}
