//! Outcomes in runs, events in bursts, repeated trials, the next outcome.

use std::collections::BTreeMap;

use forerun::stats::{self, Hawkes};
use serde_json::{Value, json};

use crate::{Case, Fields, fields};

pub(crate) fn clustering(function: &str, case: &Case<'_>) -> Option<Fields> {
    let y = case.y();
    let outcomes: Vec<bool> = y.iter().map(|&failed| failed > 0.5).collect();
    let hours: Vec<f64> = y.iter().map(|time| (time - y[0]) / 3_600.0).collect();
    match function {
        "markov_chain" => {
            let chain = stats::markov_chain(&outcomes).ok()?;
            fields(json!({
                "counts": chain.counts, "p_f_given_s": chain.yes_after_no, "p_f_given_f": chain.yes_after_yes,
                "g2": chain.test.statistic, "p": chain.test.p_value, "stationary_f": chain.stationary,
            }))
        }
        "wald_wolfowitz_runs" | "runs_test" => {
            let test = stats::runs_test(&outcomes).ok();
            let test = test.as_ref();
            fields(json!({
                "runs": test.map(|test| test.runs), "n_fail": test.map(|test| test.yes),
                "n_ok": test.map(|test| test.no), "z": test.map(|test| test.z), "p": test.map(|test| test.p_value),
            }))
        }
        "failure_streaks" => {
            let found = stats::streaks(&outcomes);
            fields(json!({
                "longest_failure_streak": found.longest, "successes_between_failures": found.gaps,
                "mean_gap": found.mean_gap,
            }))
        }
        "dispersion_index" => {
            let found = stats::dispersion(&outcomes, case.param("block").as_u64()? as usize).ok()?;
            fields(json!({
                "counts": found.counts, "index": found.index, "chi2": found.test.statistic,
                "p_over": found.test.p_value,
            }))
        }
        "burstiness" => {
            let found = stats::burstiness(&y).ok()?;
            fields(json!({
                "n_intervals": found.intervals, "cv": found.variation, "burstiness": found.burstiness,
                "burstiness_finite_size": found.corrected, "memory": found.memory,
            }))
        }
        "hawkes_exp_loglik" => {
            let points = case.case["expected"]["points"].as_array()?;
            let likelihood = |point: &Value| {
                let [rate, branching, decay] = case.numbers(point).try_into().ok()?;
                stats::hawkes_log_likelihood(&hours, Hawkes { rate, branching, decay }).ok()
            };
            let all: Vec<Option<f64>> = points.iter().map(likelihood).collect();
            let poisson = stats::poisson_log_likelihood(&hours).ok();
            fields(json!({ "points": points, "loglik": all, "poisson_loglik": poisson }))
        }
        "hawkes_exp_mle" => {
            let (process, likelihood) = stats::hawkes_fit(&hours).ok()?;
            fields(json!({
                "loglik_at_optimum": likelihood, "params": [process.rate, process.branching, process.decay],
            }))
        }
        "ridge_logistic_next_run" => next_run(&y),
        "flaky_from_attempts" => flaky(case),
        _ => None,
    }
}

fn next_run(y: &[f64]) -> Option<Fields> {
    let mut weighted = 0.1;
    let (mut rows, mut happened) = (Vec::new(), Vec::new());
    let mut last = Vec::new();
    for (t, &failed) in y.iter().enumerate() {
        if t >= 2 {
            rows.push(vec![y[t - 1], y[t - 2], weighted]);
            happened.push(failed > 0.5);
        }
        weighted += 0.1 * (failed - weighted);
        if t > 0 {
            last = vec![failed, y[t - 1], weighted];
        }
    }
    let model = stats::ridge_logistic(&rows, &happened, 1.0).ok()?;
    let said: Vec<f64> = rows.iter().map(|row| model.probability(row)).collect();
    fields(json!({
        "coef": model.coefficients, "p_next": model.probability(&last), "log_loss": stats::log_loss(&said, &happened),
        "brier": stats::brier(&said, &happened), "auc": stats::discrimination(&said, &happened),
        "average_precision": stats::average_precision(&said, &happened),
    }))
}

fn flaky(case: &Case<'_>) -> Option<Fields> {
    let mut groups: BTreeMap<(String, String), Vec<(u64, bool)>> = BTreeMap::new();
    for run in case.input("runs").as_array()? {
        let failed = match run["conclusion"].as_str() {
            Some("success") => false,
            Some("failure" | "startup_failure" | "timed_out") => true,
            _ => continue,
        };
        let key = (run["workflow"].to_string(), run["sha"].to_string());
        groups.entry(key).or_default().push((run["attempt"].as_u64()?, failed));
    }
    let groups: Vec<Vec<bool>> = groups
        .into_values()
        .map(|mut group| {
            group.sort_by_key(|attempt| attempt.0);
            group.into_iter().map(|attempt| attempt.1).collect()
        })
        .collect();
    let found = stats::reruns(groups.iter().map(Vec::as_slice));
    let (share, interval) = found.mixed_share().ok()?;
    fields(json!({
        "groups": found.groups, "groups_with_2plus": found.repeated, "groups_with_failure": found.with_failure,
        "flaky_groups": found.mixed, "recovered_groups": found.recovered, "flips": found.flips,
        "adjacent_pairs": found.pairs, "flip_rate": found.flip_rate(), "flaky_share_of_failing": share,
        "flaky_share_jeffreys_ci": interval,
    }))
}
