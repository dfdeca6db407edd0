//! Mathematics on slices of numbers. Knows no word of CI, holds no state, reads no clock; every function is total:
//! it answers with finite numbers or says what it lacks.

mod beta_binomial;
mod bootstrap;
mod describe;
mod discounted;
mod distribution;
mod interval;
mod lack;
mod least_squares;
mod logistic_trend;
mod mann_kendall;
mod probability_score;
mod quantile;
mod random;
mod ranks;
mod theil_sen;
mod two_proportions;
mod two_samples;

pub use beta_binomial::BetaBinomial;
pub use bootstrap::block_resample;
pub use describe::{all_finite, mean, sum, variance};
pub use discounted::{DISCOUNTS, DiscountedBeta, discount_log_likelihoods, index_of_largest};
pub use distribution::{
    beta_cdf, beta_quantile, beta_sf, ln_beta, normal_cdf, normal_quantile, normal_sf, student_critical, student_sf,
    student_two_sided,
};
pub use interval::{jeffreys, jeffreys_raw, wilson};
pub use lack::Lack;
pub use least_squares::{Autocorrelated, Line, log_ols_ar1, ols, ols_ar1};
pub use logistic_trend::{LogisticTrend, logistic, logistic_trend};
pub use mann_kendall::{MannKendall, mann_kendall};
pub use probability_score::{brier, log_loss};
pub use quantile::{median, quantile, quantiles_in_place};
pub use random::SplitMix64;
pub use ranks::{mid_ranks, tie_counts};
pub use theil_sen::{TheilSen, theil_sen};
pub use two_proportions::{fisher_exact, two_proportions, two_proportions_z};
pub use two_samples::{MannWhitney, mann_whitney, rank_autocorrelation};
