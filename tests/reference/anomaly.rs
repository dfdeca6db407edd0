//! Anomalies and control charts.

use forerun::stats::{self, SpreadSource};
use serde_json::json;

use crate::{Case, Fields, fields};

pub(crate) fn anomaly(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let number = |name: &str| case.param(name).as_f64();
    let logarithms: Vec<f64> = y.iter().map(|value| value.ln()).collect();
    let baseline = || {
        let edges = case.numbers(case.param("baseline"));
        stats::robust_spread(logarithms.get(edges[0] as usize..edges[1] as usize)?)
    };
    match function {
        "robust_z" | "robust_z_log" => {
            let values = if function == "robust_z" { &y } else { &logarithms };
            let (spread, z) = stats::robust_z(values).ok()?;
            let scale = match spread.source {
                SpreadSource::MedianDistance => "mad",
                SpreadSource::MeanDistance => "mean_ad",
                SpreadSource::None => "zero",
            };
            fields(json!({
                "scale_used": scale, "z_head": z[..10], "flagged": stats::beyond(&z, number("threshold")?),
                "max_abs": z.iter().fold(0.0_f64, |most, z| most.max(z.abs())),
            }))
        }
        "generalized_esd" => {
            let found = stats::rosner(&logarithms, number("max_outliers")? as usize, number("alpha")?).ok()?;
            let order: Vec<usize> = found.steps.iter().map(|step| step.index).collect();
            let distances: Vec<f64> = found.steps.iter().map(|step| step.distance).collect();
            let critical: Vec<f64> = found.steps.iter().map(|step| step.critical).collect();
            fields(json!({
                "R": distances, "critical": critical, "order": order, "n_outliers": found.outliers,
                "outliers": order[..found.outliers],
            }))
        }
        "ewma_chart" => {
            let base = baseline()?;
            let (lambda, reach) = (number("lambda")?, number("L")?);
            let chart = stats::ewma_chart(&logarithms, base.centre, base.deviation, lambda, reach).ok()?;
            fields(json!({
                "mu": base.centre, "sigma": base.deviation, "z_head": chart.means[..8], "z_last": chart.means.last(),
                "first_alarm": chart.alarms.first(), "alarms": chart.alarms,
            }))
        }
        "tabular_cusum" => {
            let base = baseline()?;
            let z: Vec<f64> = logarithms.iter().map(|value| (value - base.centre) / base.deviation).collect();
            let chart = stats::cusum(&z, number("k")?, number("h")?).ok()?;
            let most = |sums: &[f64]| sums.iter().copied().fold(0.0, f64::max);
            fields(json!({
                "c_plus_last": chart.up.last(), "c_minus_last": chart.down.last(), "max_plus": most(&chart.up),
                "max_minus": most(&chart.down), "alarms_count": chart.alarms.len(),
                "first_alarm": chart.alarms.first(),
            }))
        }
        "p_chart_z" | "laney_p_prime" => {
            let chart = stats::share_chart(&case.days().1, number("baseline_points")? as usize).ok()?;
            let z = if function == "p_chart_z" { chart.z.clone() } else { chart.laney() };
            fields(json!({
                "p_bar": chart.share, "sigma_z": chart.spread, "alarms": stats::beyond(&z, number("L")?),
                "z": z, "z_prime": z,
            }))
        }
        "bernoulli_cusum" => {
            let outcomes: Vec<bool> = y.iter().map(|&failed| failed > 0.5).collect();
            let chart = stats::bernoulli_cusum(&outcomes, number("p0")?, number("p1")?, number("h")?).ok()?;
            fields(json!({
                "score_success": chart.score_no, "score_failure": chart.score_yes, "first_alarm": chart.first_alarm,
                "max": chart.sums.iter().copied().fold(0.0, f64::max), "last": chart.sums.last(),
            }))
        }
        _ => None,
    }
}
