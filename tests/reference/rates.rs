//! Rates, their intervals, trends and forecasts.

use forerun::stats::{self, DiscountedBeta};
use serde_json::json;

use crate::{Case, Fields, fields};

pub(crate) fn rates(function: &str, case: &Case<'_>) -> Option<Fields> {
    let pair = |k: &str, n: &str| Some((case.input(k).as_u64()?, case.input(n).as_u64()?));
    match function {
        "proportion_ci" | "proportion_ci_wilson" => {
            let (k, n) = pair("k", "n")?;
            let share = (n > 0).then(|| k as f64 / n as f64);
            let (low, high) = stats::wilson(k, n, 0.95);
            fields(json!({
                "p_hat": share, "lo": low, "hi": high, "wilson": [low, high],
                "jeffreys": stats::jeffreys_raw(k, n, 0.95), "jeffreys_adjusted": stats::jeffreys(k, n, 0.95),
                "wilson_cc": stats::wilson_corrected(k, n, 0.95), "agresti_coull": stats::agresti_coull(k, n, 0.95),
                "clopper_pearson": stats::clopper_pearson(k, n, 0.95),
            }))
        }
        "two_proportions" => two_proportions(pair("k1", "n1")?, pair("k2", "n2")?),
        "prob_p2_greater_p1_jeffreys" => {
            let (first, second) = (pair("k1", "n1")?, pair("k2", "n2")?);
            fields(json!({ "prob": stats::chance_second_larger(first, second) }))
        }
        "cochran_armitage" => {
            let (x, counts) = case.days();
            let test = stats::cochran_armitage(&x, &counts).ok()?;
            fields(json!({
                "statistic": test.statistic, "variance": test.variance, "z": test.z, "p": test.p_value,
                "p_hat": test.share,
            }))
        }
        "beta_prior_moments" => {
            let prior = stats::beta_prior(&case.days().1).ok()?;
            let (a, b) = prior.shapes?;
            fields(json!({ "mean": prior.mean, "rho": prior.likeness, "a": a, "b": b }))
        }
        "logistic_trend" => {
            let (x, counts) = case.days();
            let fit = stats::logistic_trend(&x, &counts).ok()?;
            let spread = fit.dispersion.max(1.0).sqrt();
            fields(json!({
                "intercept": fit.intercept, "slope": fit.slope, "se": fit.errors, "deviance": fit.deviance,
                "dispersion": fit.dispersion, "pearson_chi2": fit.dispersion * fit.degrees, "df_resid": fit.degrees,
                "se_quasi": [fit.errors.0 * spread, fit.slope_error], "p_slope_quasi_t": fit.p_value,
                "z": [fit.intercept / fit.errors.0, fit.slope / fit.errors.1],
                "p": [normal_p(fit.intercept / fit.errors.0), normal_p(fit.slope / fit.errors.1)],
                "null_deviance": fit.null_deviance, "lr_chi2": fit.null_deviance - fit.deviance,
                "p_lr": stats::chi_square_sf(fit.null_deviance - fit.deviance, 1.0),
            }))
        }
        "discounted_beta_binomial" => {
            let lambda = case.param("lambda").as_f64()?;
            let calendar = case.calendar();
            let state =
                calendar.iter().fold(DiscountedBeta::default(), |state, &(k, n)| state.faded(lambda).observing(k, n));
            let (a, b) = state.shapes();
            let next = state.predicting(20);
            let levels = case.numbers(&case.case["expected"]["q"]);
            let quantiles: Vec<_> = levels.iter().map(|&level| stats::beta_quantile(level, a, b)).collect();
            fields(json!({
                "a": a, "b": b, "mean": state.mean(), "p_next_fail": state.mean(), "ess": a + b - 1.0,
                "log_pred_lik": stats::discount_log_likelihoods(&[lambda], &calendar).first(),
                "rate_quantiles": quantiles, "q": levels, "prob_rate_gt_10pct": stats::beta_sf(0.1, a, b),
                "next20_mean": 20.0 * state.mean(), "next20_quantiles": next.quantiles([0.05, 0.5, 0.95]),
                "next20_p_ge5": next.at_least(5),
            }))
        }
        "discount_grid_ml" => {
            let grid = case.numbers(case.param("grid"));
            let likelihoods = stats::discount_log_likelihoods(&grid, &case.calendar());
            let best = stats::index_of_largest(&likelihoods).map(|best| grid[best]);
            fields(json!({ "log_lik": likelihoods, "best": best }))
        }
        "prequential_beta_scores" => {
            let lambda = case.param("lambda").as_f64()?;
            let from = case.param("score_from").as_u64()? as usize;
            let (probabilities, happened) = prequential(&case.y(), lambda);
            fields(json!({
                "p_head": probabilities[..6], "p_last": probabilities.last(),
                "auc": stats::discrimination(&probabilities[from..], &happened[from..]),
                "brier": stats::brier(&probabilities[from..], &happened[from..]),
                "log_loss": stats::log_loss(&probabilities[from..], &happened[from..]),
            }))
        }
        "next_run_probability" => {
            let y = case.y();
            let lambda = case.param("lambda").as_f64().unwrap_or(1.0);
            let state = y
                .iter()
                .fold(DiscountedBeta::default(), |state, &failed| state.faded(lambda).observing(failed as u64, 1));
            let reason = y.is_empty().then_some("no_data");
            fields(json!({ "p": (!y.is_empty()).then(|| state.mean()), "reason": reason }))
        }
        _ => None,
    }
}

fn prequential(outcomes: &[f64], lambda: f64) -> (Vec<f64>, Vec<bool>) {
    let mut state = DiscountedBeta::default();
    let step = |&failed: &f64| {
        let said = state.mean();
        state = state.faded(lambda).observing(failed as u64, 1);
        (said, failed > 0.5)
    };
    outcomes.iter().map(step).unzip()
}

fn normal_p(z: f64) -> f64 {
    2.0 * stats::normal_sf(z.abs())
}

fn two_proportions(first: (u64, u64), second: (u64, u64)) -> Option<Fields> {
    let share = |(k, n): (u64, u64)| k as f64 / n as f64;
    let test = stats::two_proportions_z(first, second).ok();
    let tests = stats::table_tests(first, second);
    fields(json!({
        "diff": share(second) - share(first), "z": test.map(|test| test.0),
        "z_pooled_2minus1": test.map(|test| test.0), "p_z": test.map_or(1.0, |test| test.1),
        "p_fisher": stats::fisher_exact(first, second),
        "chi2": tests.pearson.as_ref().map(|test| test.statistic),
        "p_chi2": tests.pearson.as_ref().map(|test| test.p_value),
        "chi2_yates": tests.corrected.as_ref().map(|test| test.statistic),
        "p_yates": tests.corrected.as_ref().map(|test| test.p_value),
        "g_stat": tests.likelihood.as_ref().map(|test| test.statistic),
        "p_g": tests.likelihood.as_ref().map(|test| test.p_value),
        "newcombe_ci_diff": stats::newcombe(first, second, 0.95),
    }))
}
