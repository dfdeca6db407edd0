//! Mathematics on slices of numbers. Knows no word of CI, holds no state, reads no clock; every function is total:
//! it answers with finite numbers or says what it lacks.

mod adjusted_p;
mod anomaly;
mod autocorrelation;
mod baselines;
mod beta_binomial;
mod bootstrap;
mod bursts;
mod change_points;
mod charts;
mod clustering;
mod conformal;
mod cost_partitions;
mod counts;
mod decompose;
mod describe;
mod discounted;
mod distribution;
mod energy_changes;
mod ets;
mod exponential_smoothing;
mod hodges_lehmann;
mod interval;
mod kendall;
mod lack;
mod least_squares;
mod line_details;
mod linear;
mod logistic_trend;
mod mann_kendall;
mod modes;
mod online_logistic;
mod partition;
mod periodogram;
mod pettitt;
mod phase_effects;
mod probability_score;
mod quantile;
mod quantile_regression;
mod queue;
mod random;
mod rank_tests;
mod ranks;
mod reruns;
mod ridge_logistic;
mod run_length;
mod sample_tests;
mod season_test;
mod simplex;
mod spread;
mod summary;
mod switching_rate;
mod table_tests;
mod theil_sen;
mod two_proportions;
mod two_samples;

pub use adjusted_p::{Adjustment, CombinedP, adjust_p, combine_p};
pub use anomaly::{Rosner, RosnerStep, robust_z, rosner};
pub use autocorrelation::{autocorrelations, ljung_box};
pub use baselines::{
    Forecast, ForecastScore, drift_forecast, naive_forecast, pinball_loss, score_forecast, seasonal_naive_forecast,
};
pub use beta_binomial::BetaBinomial;
pub use bootstrap::{Bootstrap, block_resample, bootstrap};
pub use bursts::{Burstiness, Hawkes, burstiness, hawkes_fit, hawkes_log_likelihood, poisson_log_likelihood};
pub use change_points::{ChangePoint, ChangeRule, Changes, rank_changes, smallest_visible_percent};
pub use charts::{
    BernoulliCusum, Cusum, EwmaChart, ShareChart, bernoulli_cusum, beyond, cusum, ewma_chart, share_chart,
};
pub use clustering::{
    Dispersion, MarkovChain, RunsTest, Streaks, dispersion, markov_chain, runs_test, streak_chance, streaks,
};
pub use conformal::{AdaptiveConformal, OnlineConformal, adaptive_conformal, conformal_half_width};
pub use cost_partitions::{
    DistributionChanges, MeanChanges, RateChanges, count_changes, distribution_changes, mean_changes, rate_changes,
};
pub use counts::{binomial_at_least, binomial_cdf, binomial_probability, poisson_at_least, poisson_cdf};
pub use decompose::{Decomposition, StlRule, mstl, stl, trend_window};
pub use describe::{all_finite, ln_of_whole, mean, sum, variance};
pub use discounted::{DISCOUNTS, DiscountedBeta, discount_log_likelihoods, index_of_largest};
pub use distribution::{
    beta_cdf, beta_quantile, beta_sf, chi_square_sf, complementary_error, error_function, f_sf, ln_beta, ln_gamma,
    normal_cdf, normal_density, normal_quantile, normal_sf, student_critical, student_sf, student_two_sided,
};
pub use energy_changes::{EnergyRule, MeanChange, energy_changes};
pub use ets::{EtsFit, EtsModel, EtsTrend, choose_ets, ets_fit, ets_forecast};
pub use exponential_smoothing::{Smoothed, ses_forecast, smooth_exponentially, theta_forecast, theta_forecast_fitted};
pub use hodges_lehmann::{Shift, hodges_lehmann, median_shift};
pub use interval::{jeffreys, jeffreys_raw, wilson};
pub use kendall::{
    CorrectedKendall, SeasonalKendall, hamed_rao, kendall_tau_b, pre_whitened, seasonal_kendall, yue_wang,
};
pub use lack::Lack;
pub use least_squares::{Autocorrelated, Line, log_ols_ar1, ols, ols_ar1};
pub use line_details::{LineDetails, LinePoint, RobustSlope, line_details, newey_west_lags};
pub use logistic_trend::{LogisticTrend, logistic, logistic_trend};
pub use mann_kendall::{MannKendall, mann_kendall};
pub use modes::{TwoModes, two_modes};
pub use online_logistic::OnlineLogistic;
pub use partition::Partition;
pub use periodogram::{FisherG, Rayleigh, UnevenPower, fisher_g, phase_amplitude, rayleigh, uneven_power};
pub use pettitt::{Pettitt, pettitt};
pub use phase_effects::phase_effects;
pub use probability_score::{average_precision, brier, discrimination, log_loss};
pub use quantile::{median, quantile, quantiles_in_place};
pub use quantile_regression::{QuantileLine, quantile_line};
pub use queue::{ErlangC, Little, Occupancy, erlang_c, little, occupancy, servers_needed};
pub use random::SplitMix64;
pub use rank_tests::{ChiSquareTest, friedman, friedman_by_phase, kruskal_wallis, kruskal_wallis_by_phase};
pub use ranks::{mid_ranks, tie_counts};
pub use reruns::{Reruns, reruns};
pub use ridge_logistic::{RidgeLogistic, ridge_logistic};
pub use run_length::{RunLengthPrior, RunLengthStep, run_lengths};
pub use sample_tests::{StudentTest, brunner_munzel, exact_rank_p, kolmogorov_smirnov, mood_median, welch};
pub use season_test::{SeasonTest, season_test};
pub use spread::{RobustSpread, SpreadSource, median_distance, robust_spread};
pub use summary::{Fences, MedianInterval, Summary, median_interval, skewed_fences, summarise};
pub use switching_rate::{ForetoldShare, ShareInterval, SwitchingRate};
pub use table_tests::{
    BetaPrior, ShareTrend, agresti_coull, beta_prior, chance_second_larger, clopper_pearson, cochran_armitage,
    newcombe, wilson_corrected,
};
pub use theil_sen::{TheilSen, theil_sen};
pub use two_proportions::{TableTests, fisher_exact, table_tests, two_proportions, two_proportions_z};
pub use two_samples::{JointRanks, MannWhitney, mann_whitney, rank_autocorrelation};
