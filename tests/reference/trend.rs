//! Descriptions, trends and comparisons of two samples.

use forerun::stats::{self, SplitMix64};
use serde_json::json;

use crate::{Case, Fields, fields, index};

pub(crate) fn trend(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let x = index(&y);
    match function {
        "summary" => {
            let levels = case.numbers(case.param("q"));
            let quantiles: Vec<_> = levels.into_iter().map(|level| stats::quantile(&y, level)).collect();
            let (mean, variance) = (stats::mean(&y), stats::variance(&y));
            fields(json!({
                "n": y.len(), "mean": mean, "var": variance, "std": variance.map(f64::sqrt),
                "median": stats::quantile(&y, 0.5), "quantiles": quantiles,
            }))
        }
        "quantile" => fields(json!({ "value": stats::quantile(&y, case.input("q").as_f64()?) })),
        "ols" => {
            let line = stats::ols(&x, &y).ok();
            let line = line.as_ref();
            fields(json!({
                "slope": line.map(|line| line.slope), "intercept": line.map(|line| line.intercept),
                "r2": line.map(|line| line.r_squared), "slope_stderr": line.map(|line| line.slope_error),
                "p": line.and_then(|line| line.p_value), "slope_ci": line.map(|line| line.slope_interval),
            }))
        }
        "log_ols_ar1" => {
            let fit = stats::log_ols_ar1(&x, &y).ok()?;
            fields(json!({
                "slope_log": fit.slope, "percent_per_step": 100.0 * fit.slope.exp_m1(), "r1": fit.r1, "rho": fit.rho,
                "n_eff": fit.effective_count, "df": fit.degrees, "se_adjusted": fit.slope_error, "t": fit.t,
                "p": fit.p_value, "ci": fit.slope_interval,
            }))
        }
        "theil_sen" => {
            let line = stats::theil_sen(&x, &y, 2_000).ok()?;
            fields(json!({
                "slope": line.slope, "intercept": line.intercept,
                "slope_lo": line.slope_interval.0, "slope_hi": line.slope_interval.1,
            }))
        }
        "mann_kendall" => {
            let test = stats::mann_kendall(&y).ok()?;
            let line = stats::theil_sen(&x, &y, 2_000).ok();
            let direction = match test.test {
                Some((z, p)) if p < 0.05 => Some(if z > 0.0 { "increasing" } else { "decreasing" }),
                Some(_) => Some("no trend"),
                None => None,
            };
            fields(json!({
                "s": test.s, "var_s": test.variance, "tau_a": test.tau, "z": test.test.map(|test| test.0),
                "p": test.test.map(|test| test.1), "sens_slope": line.as_ref().map(|line| line.slope),
                "sens_intercept": line.map(|line| line.intercept), "trend": direction,
            }))
        }
        "two_samples" => {
            let (before, after) = (case.column("x"), case.column("y"));
            let test = stats::mann_whitney(&before, &after, 0.0).ok()?;
            fields(json!({
                "u_y": test.u_second, "p_asymptotic_cc": test.p_value, "a12_y_gt_x": test.chance_second_larger,
                "cliffs_delta": 2.0 * test.chance_second_larger - 1.0,
            }))
        }
        "bootstrap_ci" => {
            let mut random = SplitMix64::new(42);
            let first: Vec<_> = (0..8).map(|_| random.below(y.len())).collect();
            fields(json!({ "first_indices": first }))
        }
        _ => None,
    }
}
