//! Forecasts, their intervals and scores.

use forerun::stats::{self, EtsModel, EtsTrend, Forecast};
use serde_json::{Map, Value, json};

use crate::{Case, Fields, fields};

fn bounds(forecast: &Forecast) -> (Option<Vec<f64>>, Option<Vec<f64>>) {
    let side = |sign: f64| -> Option<Vec<f64>> {
        let pairs = forecast.mean.iter().zip(&forecast.half_widths);
        (!forecast.half_widths.is_empty()).then(|| pairs.map(|(mean, half)| mean + sign * half).collect())
    };
    (side(-1.0), side(1.0))
}

fn scores(y: &[f64]) -> Option<Vec<f64>> {
    Some(stats::smooth_exponentially(y, 0.3).ok()?.errors.iter().map(|error| error.abs()).collect())
}

pub(crate) fn forecast(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let number = |name: &str| case.param(name).as_f64();
    let steps = number("h").unwrap_or_default() as usize;
    let level = number("level").unwrap_or(0.95);
    match function {
        "naive" | "forecast" => {
            let found = stats::naive_forecast(&y, steps, level).ok()?;
            let (low, high) = bounds(&found);
            fields(json!({ "mean": found.mean, "sigma": found.deviation, "lo": low, "hi": high }))
        }
        "seasonal_naive" => {
            let found = stats::seasonal_naive_forecast(&y, number("period")? as usize, steps, level).ok()?;
            let (low, high) = bounds(&found);
            fields(json!({ "mean": found.mean, "sigma": found.deviation, "lo": low, "hi": high }))
        }
        "drift" => {
            let found = stats::drift_forecast(&y, steps, level).ok()?;
            let drift = found.mean[1] - found.mean[0];
            fields(json!({
                "mean": found.mean, "drift": drift, "sigma": found.deviation, "half": found.half_widths,
            }))
        }
        "ses_fixed" => {
            let alpha = number("alpha")?;
            let found = stats::ses_forecast(&y, alpha, steps, level).ok()?;
            let smoothed = stats::smooth_exponentially(&y, alpha).ok()?;
            fields(json!({
                "level": smoothed.level, "sse_from_second": smoothed.squares,
                "sigma2": found.deviation.map(|deviation| deviation * deviation), "mean": found.mean,
                "half": found.half_widths,
            }))
        }
        "theta_fixed_alpha" => {
            let mean = stats::theta_forecast(&y, number("alpha")?, steps).ok()?;
            let slope = stats::ols(&crate::index(&y), &y).ok()?.slope;
            fields(json!({ "ols_slope": slope, "mean": mean }))
        }
        "ets_fixed_params" => ets(case, &y),
        "auto_ets" => {
            let (model, fit) = stats::choose_ets(&y, number("season_length")? as usize).ok()?;
            let found = stats::ets_forecast(&fit, &model, steps, level).ok()?;
            let (low, high) = bounds(&found);
            fields(json!({ "mean": found.mean, "lo": low, "hi": high }))
        }
        "optimized_theta" => {
            let found = stats::theta_forecast_fitted(&y, number("season_length")? as usize, steps).ok()?;
            let (low, high) = bounds(&found);
            fields(json!({ "mean": found.mean, "lo": low, "hi": high }))
        }
        "metrics" => metrics(case, &y),
        "split_conformal_halfwidth" => {
            let scores = scores(&y)?;
            let widths: Map<String, Value> = case
                .numbers(case.param("alpha"))
                .into_iter()
                .map(|alpha| (alpha.to_string(), json!(stats::conformal_half_width(&scores, alpha).ok())))
                .collect();
            fields(json!({ "n_scores": scores.len(), "q": widths }))
        }
        "adaptive_conformal" => {
            let window = number("window")? as usize;
            let found = stats::adaptive_conformal(&scores(&y)?, window, number("gamma")?, number("alpha")?).ok()?;
            fields(json!({
                "n": found.alphas.len(), "misses": found.misses, "alpha_final": found.alphas.last(),
                "alpha_path_head": found.alphas[..10],
            }))
        }
        _ => None,
    }
}

fn ets(case: &Case<'_>, y: &[f64]) -> Option<Fields> {
    let number = |name: &str| case.param(name).as_f64();
    let trend = number("beta").zip(number("phi")).zip(number("initial_trend"));
    let model = EtsModel {
        alpha: number("alpha")?,
        trend: trend.map(|((beta, damping), start)| EtsTrend { beta, damping, start }),
        level: number("initial_level")?,
        gamma: number("gamma").unwrap_or_default(),
        season: case.numbers(case.param("initial_seasonal")),
    };
    let fit = stats::ets_fit(y, &model).ok()?;
    let steps = case.case["expected"]["forecast"].as_array()?.len();
    let forecast = stats::ets_forecast(&fit, &model, steps, 0.95).ok()?;
    fields(json!({
        "sse": fit.squares, "loglik": fit.log_likelihood, "fitted_head": fit.fitted[..10],
        "fitted_tail": fit.fitted[fit.fitted.len() - 5..], "forecast": forecast.mean,
    }))
}

fn metrics(case: &Case<'_>, y: &[f64]) -> Option<Fields> {
    let part = |name: &str| {
        let edges = case.column(name);
        &y[edges[0] as usize..edges[1] as usize]
    };
    let (mean, low, high) = (case.column("forecast"), case.column("lo"), case.column("hi"));
    let period = case.param("season_length").as_u64()? as usize;
    let alpha = case.param("alpha").as_f64()?;
    let score = stats::score_forecast(part("train"), part("test"), (&mean, &low, &high), period, alpha).ok()?;
    fields(json!({
        "mae": score.mae, "rmse": score.rmse, "smape": score.smape, "mase": score.mase, "winkler": score.winkler,
        "msis": score.msis, "coverage": score.coverage, "pinball_90": stats::pinball_loss(part("test"), &high, 0.9),
    }))
}
