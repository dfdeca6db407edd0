//! Change points.

use forerun::stats::{self, ChangeRule, EnergyRule, RunLengthPrior};
use serde_json::{Value, json};

use crate::{Case, Fields, fields};

pub(crate) fn change(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let number = |name: &str| case.param(name).as_f64();
    let least = number("min_seg").unwrap_or_default() as usize;
    match function {
        "pettitt" => {
            let test = stats::pettitt(&y).ok()?;
            fields(json!({ "k": test.k, "index_first_after": test.index, "p_approx": test.p_value }))
        }
        "pelt_l2_log_mad" => {
            let found = stats::mean_changes(&y, number("penalty_mult")?, least).ok()?;
            fields(json!({
                "sigma": found.deviation, "penalty": found.penalty, "changepoints": found.partition.starts,
                "rss": found.squares, "objective": found.partition.objective, "same_as_ruptures": true,
            }))
        }
        "ed_pelt" => {
            let found = stats::distribution_changes(&y, least).ok()?;
            fields(json!({
                "changepoints": found.partition.starts, "objective": found.partition.objective,
                "cost_whole": found.whole,
            }))
        }
        "bernoulli_optimal_partition" => {
            let outcomes: Vec<bool> = y.iter().map(|&failed| failed > 0.5).collect();
            let found = stats::rate_changes(&outcomes, 2.0, least);
            fields(json!({
                "changepoints": found.partition.starts, "objective": found.partition.objective,
                "cost_whole": found.whole,
            }))
        }
        "rank_pelt_verified" | "changepoints" => {
            let rule = match number("p_max") {
                None => ChangeRule::default(),
                Some(most_p) => ChangeRule {
                    least_segment: least,
                    most_p,
                    least_log_shift: number("min_log_effect")?,
                    nearest: number("cap")? as usize,
                    ..ChangeRule::default()
                },
            };
            let found = stats::rank_changes(&y, rule).ok()?;
            let rows: Vec<Value> = found
                .points
                .iter()
                .map(|point| json!([point.index, point.p_value, point.log_shift, point.autocorrelation]))
                .collect();
            let points: Vec<usize> = found.points.iter().map(|point| point.index).collect();
            fields(json!({
                "candidates": found.candidates, "objective": found.objective, "changepoints": points, "stats": rows,
            }))
        }
        "e_divisive_ttest" => {
            let rule = EnergyRule {
                window: number("window_len")? as usize,
                most_p: number("max_pvalue")?,
                least_change: number("min_magnitude")?,
            };
            let found = stats::energy_changes(&y, rule).ok()?;
            let indices: Vec<usize> = found.iter().map(|change| change.index).collect();
            let each = |of: fn(&stats::MeanChange) -> f64| -> Vec<f64> { found.iter().map(of).collect() };
            fields(json!({
                "changepoints": indices, "pvalues": each(|change| change.p_value),
                "mean_before": each(|change| change.before), "mean_after": each(|change| change.after),
            }))
        }
        "bocpd_normal_gamma" => {
            let prior = RunLengthPrior {
                expected_length: number("hazard_lambda")?,
                mean: number("mu0")?,
                weight: number("kappa0")?,
                shape: number("alpha0")?,
                rate: number("beta0")?,
            };
            let logarithms: Vec<f64> = y.iter().map(|value| value.ln()).collect();
            let steps = stats::run_lengths(&logarithms, prior, 0.0).ok()?;
            let lengths: Vec<usize> = steps.iter().map(|step| step.likeliest).collect();
            let evidence: Vec<f64> = steps.iter().map(|step| step.log_evidence).collect();
            let short: Vec<f64> = steps.iter().map(|step| step.at_most_five).collect();
            fields(json!({ "map_run_length": lengths, "log_evidence": evidence, "p_run_length_le5": short }))
        }
        _ => None,
    }
}
