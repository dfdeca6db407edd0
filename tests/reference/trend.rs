//! Descriptions, trends and comparisons of two samples.

use forerun::stats::{self, CorrectedKendall, SplitMix64};
use serde_json::json;

use crate::{Case, Fields, fields, index};

pub(crate) fn trend(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let x = index(&y);
    match function {
        "summary" => {
            let levels = case.numbers(case.param("q"));
            let quantiles: Vec<_> = levels.into_iter().map(|level| stats::quantile(&y, level)).collect();
            let summary = stats::summarise(&y).ok()?;
            let mad = stats::median_distance(&y);
            fields(json!({
                "n": summary.count, "mean": summary.mean, "var": stats::variance(&y), "std": summary.deviation,
                "median": stats::quantile(&y, 0.5), "quantiles": quantiles, "mad_raw": mad,
                "mad_scaled": stats::robust_spread(&y).map(|spread| spread.deviation),
                "trimmed_mean_10": summary.trimmed_mean, "geo_mean": summary.geometric_mean,
                "skew_biased": summary.skewness, "kurt_excess_biased": summary.excess_kurtosis,
                "cv": summary.variation, "sem": summary.mean_error, "mean_ci95_t": summary.mean_interval,
            }))
        }
        "median_ci_order_stat" => {
            let found = stats::median_interval(&y, 0.95).ok()?;
            fields(json!({
                "lower": found.low, "upper": found.high, "lower_index0": found.lower_index,
                "upper_index0": found.upper_index, "exact_coverage": found.coverage,
            }))
        }
        "medcouple_adjusted_fences" => {
            let found = stats::skewed_fences(&y).ok()?;
            let outside: Vec<usize> = (0..y.len()).filter(|&i| y[i] < found.low || y[i] > found.high).collect();
            fields(json!({
                "medcouple": found.medcouple, "lower": found.low, "upper": found.high, "outliers": outside,
            }))
        }
        "quantile" => fields(json!({ "value": stats::quantile(&y, case.input("q").as_f64()?) })),
        "ols" => ols(case, &x, &y),
        "ols_newey_west" => {
            let details = stats::line_details(&x, &y).ok()?;
            let robust = details.newey_west(None).ok()?;
            fields(json!({
                "maxlags": robust.lags, "slope": details.line.slope, "slope_stderr": robust.error, "z": robust.z,
                "p_normal": robust.p_normal, "p_t": robust.p_student,
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
        "two_samples" => two_samples(case),
        "quantile_regression" => {
            let found = stats::quantile_line(&x, &y, case.param("tau").as_f64()?).ok()?;
            fields(json!({ "objective": found.objective, "slope": found.slope, "intercept": found.intercept }))
        }
        "bootstrap_ci" => {
            let mut random = SplitMix64::new(42);
            let first: Vec<_> = (0..8).map(|_| random.below(y.len())).collect();
            let of_mean = case.param("statistic") == "mean";
            let statistic = |values: &mut [f64]| if of_mean { stats::mean(values) } else { stats::median(values) };
            let found = stats::bootstrap(&y, case.param("B").as_u64()? as usize, 42, statistic).ok()?;
            fields(json!({
                "first_indices": first, "estimate": found.estimate, "boot_mean": found.mean, "boot_se": found.error,
                "percentile_ci": found.percentile, "z0": found.bias, "acceleration": found.acceleration,
                "bca_ci": found.corrected,
            }))
        }
        _ => None,
    }
}

fn kendall(variance: &str, test: &CorrectedKendall) -> Option<Fields> {
    let trend = if test.p_value >= 0.05 {
        "no trend"
    } else if test.z > 0.0 {
        "increasing"
    } else {
        "decreasing"
    };
    fields(json!({ "s": test.s, variance: test.variance, "z": test.z, "p": test.p_value, "trend": trend }))
}

fn ols(case: &Case<'_>, x: &[f64], y: &[f64]) -> Option<Fields> {
    let line = stats::ols(x, y).ok();
    let line = line.as_ref();
    let mut found = fields(json!({
        "slope": line.map(|line| line.slope), "intercept": line.map(|line| line.intercept),
        "r2": line.map(|line| line.r_squared), "slope_stderr": line.map(|line| line.slope_error),
        "p": line.and_then(|line| line.p_value), "slope_ci": line.map(|line| line.slope_interval),
    }))?;
    if let Ok(details) = stats::line_details(x, y) {
        let places = case.numbers(&case.case["expected"]["pred_x"]);
        let points: Vec<_> = places.iter().filter_map(|&x| details.at(x).ok()).collect();
        let means: Vec<_> = points.iter().map(|point| point.mean).collect();
        let narrow: Vec<_> = points.iter().map(|point| point.mean_interval).collect();
        let wide: Vec<_> = points.iter().map(|point| point.interval).collect();
        found.extend(fields(json!({
            "r": details.correlation, "adj_r2": details.adjusted_r_squared,
            "intercept_stderr": details.intercept_error, "t": details.t, "sigma": details.deviation,
            "dw": details.durbin_watson, "pred_x": places, "pred_mean": means, "pred_ci_mean": narrow,
            "pred_interval": wide,
        }))?);
    }
    Some(found)
}

fn two_samples(case: &Case<'_>) -> Option<Fields> {
    let (before, after) = (case.column("x"), case.column("y"));
    let test = stats::mann_whitney(&before, &after, 0.0).ok()?;
    let shift = stats::hodges_lehmann(&before, &after, 0.95).ok()?;
    let unequal = stats::brunner_munzel(&before, &after).ok()?;
    let (welch, interval) = stats::welch(&before, &after).ok()?;
    let (distance, p_distance) = stats::kolmogorov_smirnov(&before, &after).ok()?;
    let mood = stats::mood_median(&before, &after).ok()?;
    let medians = stats::quantile(&after, 0.5)? / stats::quantile(&before, 0.5)?;
    fields(json!({
        "u_y": test.u_second, "p_asymptotic_cc": test.p_value, "a12_y_gt_x": test.chance_second_larger,
        "cliffs_delta": 2.0 * test.chance_second_larger - 1.0, "p_exact": stats::exact_rank_p(&before, &after).ok(),
        "hodges_lehmann": shift.shift, "hl_ci_lo": shift.interval.0, "hl_ci_hi": shift.interval.1,
        "hl_ci_index0": shift.lower_index, "brunner_munzel_stat": unequal.statistic,
        "brunner_munzel_p": unequal.p_value, "welch_t": welch.statistic, "welch_df": welch.degrees,
        "welch_p": welch.p_value, "welch_ci_diff": interval, "ks_d": distance, "ks_p_asymp": p_distance,
        "log_ratio_of_medians": medians.ln(), "mood_chi2": mood.statistic, "mood_p": mood.p_value,
    }))
}

/// Mann and Kendall's test in its other forms.
pub(crate) fn kendalls(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let x = index(&y);
    match function {
        "kendall_tau_b" => {
            let (tau, p) = stats::kendall_tau_b(&x, &y).ok()?;
            fields(json!({ "tau_b": tau, "p_asymptotic": p }))
        }
        "mann_kendall_hamed_rao" => {
            let lag = case.param("lag").as_u64().map(|lag| lag as usize);
            kendall("var_s_corrected", &stats::hamed_rao(&y, lag).ok()?)
        }
        "mann_kendall_yue_wang" => {
            kendall("var_s_corrected", &stats::yue_wang(&y, case.param("lag").as_u64()? as usize).ok()?)
        }
        "mann_kendall_tfpw" => {
            let mut found = kendall("var_s", &stats::pre_whitened(&y).ok()?)?;
            found.insert("sens_slope".to_owned(), json!(stats::theil_sen(&x, &y, 2_000).ok()?.slope));
            Some(found)
        }
        "mann_kendall_seasonal" => {
            let test = stats::seasonal_kendall(&y, case.param("period").as_u64()? as usize).ok()?;
            let mut found = kendall("var_s", &test.test)?;
            found.insert("tau".to_owned(), json!(test.tau));
            found.insert("sens_slope_per_cycle".to_owned(), json!(test.slope));
            found.insert("sens_intercept".to_owned(), json!(test.intercept));
            Some(found)
        }
        "mann_kendall_seasonal_correlated" => {
            let test = stats::seasonal_kendall(&y, case.param("period").as_u64()? as usize).ok()?;
            kendall("var_s", &test.correlated?)
        }
        _ => None,
    }
}
