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
            }))
        }
        "two_proportions" => {
            let (first, second) = (pair("k1", "n1")?, pair("k2", "n2")?);
            let share = |(k, n): (u64, u64)| k as f64 / n as f64;
            let test = stats::two_proportions_z(first, second).ok();
            fields(json!({
                "diff": share(second) - share(first), "z": test.map(|test| test.0),
                "z_pooled_2minus1": test.map(|test| test.0), "p_z": test.map_or(1.0, |test| test.1),
                "p_fisher": stats::fisher_exact(first, second),
            }))
        }
        "logistic_trend" => {
            let (x, counts) = case.days();
            let fit = stats::logistic_trend(&x, &counts).ok()?;
            let spread = fit.dispersion.max(1.0).sqrt();
            fields(json!({
                "intercept": fit.intercept, "slope": fit.slope, "se": fit.errors, "deviance": fit.deviance,
                "dispersion": fit.dispersion, "pearson_chi2": fit.dispersion * fit.degrees, "df_resid": fit.degrees,
                "se_quasi": [fit.errors.0 * spread, fit.slope_error], "p_slope_quasi_t": fit.p_value,
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
            fields(json!({ "p": (!y.is_empty()).then(|| state.mean()) }))
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
