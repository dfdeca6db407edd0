//! Seasons.

use forerun::stats::{self, StlRule};
use serde_json::{Value, json};

use crate::{Case, Fields, fields};

fn rule(case: &Case<'_>, period: &Value, seasonal: &Value) -> Option<StlRule> {
    Some(StlRule {
        period: period.as_u64()? as usize,
        seasonal: seasonal.as_u64()? as usize,
        robust: case.param("robust").as_bool().unwrap_or(false),
    })
}

pub(crate) fn season(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let period = case.param("period").as_u64().unwrap_or_default() as usize;
    match function {
        "acf" => {
            let found = stats::autocorrelations(&y, case.param("nlags").as_u64()? as usize).ok()?;
            let band = stats::normal_quantile(0.975) / (y.len() as f64).sqrt();
            fields(json!({ "acf": found, "band95": band }))
        }
        "ljung_box" => {
            let tests: Vec<(f64, f64)> = case
                .numbers(case.param("lags"))
                .iter()
                .map(|&lags| stats::ljung_box(&y, lags as usize).unwrap())
                .collect();
            let (statistic, p): (Vec<f64>, Vec<f64>) = tests.into_iter().unzip();
            fields(json!({ "stat": statistic, "p": p }))
        }
        "periodogram_fisher_g" => {
            let found = stats::fisher_g(&y).ok()?;
            fields(json!({
                "peak_index": found.cycles, "peak_period": found.period, "g": found.g,
                "n_ordinates": found.power.len(), "p": found.p_value, "power_head": found.power[..8],
            }))
        }
        "kruskal_wallis_by_phase" => {
            let test = stats::kruskal_wallis_by_phase(&y, period).ok()?;
            fields(json!({ "h": test.statistic, "p": test.p_value, "df": test.degrees as u64 }))
        }
        "friedman_by_phase" => {
            let test = stats::friedman_by_phase(&y, period).ok()?;
            fields(json!({ "chi2": test.statistic, "p": test.p_value }))
        }
        "lomb_scargle" => {
            let periods = case.numbers(case.param("periods_hours"));
            let found = stats::uneven_power(&case.column("t_hours"), &case.column("y"), &periods).ok()?;
            fields(json!({ "power": found.power, "power_normalised": found.share }))
        }
        "rayleigh_hour_of_day" => {
            let hours = y.iter().map(|&second| ((second as i64).rem_euclid(86_400) / 3_600) as f64 / 24.0);
            let test = stats::rayleigh(&hours.collect::<Vec<_>>()).ok()?;
            fields(json!({
                "n": y.len(), "r_bar": test.concentration, "mean_hour": 24.0 * test.direction, "z": test.z,
                "p": test.p_value,
            }))
        }
        "stl" => {
            let rule = rule(case, case.param("period"), case.param("seasonal_window"))?;
            let found = stats::stl(&y, rule).ok()?;
            fields(json!({
                "trend_window": stats::trend_window(rule.period, rule.seasonal), "seasonal": found.seasons[0],
                "trend": found.trend, "strength_seasonal": found.seasonal_strength(0),
                "strength_trend": found.trend_strength(),
            }))
        }
        "mstl" => {
            let (periods, windows) = (case.param("periods").as_array()?, case.param("seasonal_windows").as_array()?);
            let rules: Vec<StlRule> =
                periods.iter().zip(windows).filter_map(|(period, window)| rule(case, period, window)).collect();
            let found = stats::mstl(&y, &rules).ok()?;
            let n = found.rest.len() as f64;
            let deviation = (stats::variance(&found.rest)? * (n - 1.0) / n).sqrt();
            fields(json!({
                "trend_head": found.trend[..10], "seasonal24_head": found.seasons[0][..10],
                "seasonal168_head": found.seasons[1][..10], "resid_std": deviation,
            }))
        }
        _ => None,
    }
}
