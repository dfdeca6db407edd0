//! The statistics against values of other implementations (numpy, scipy, statsmodels, mpmath, pymannkendall).
//!
//! The values lie outside the repository: `FORERUN_REFERENCE_VALUES` names the file. Without it nothing is tested, and
//! the test says so.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use forerun::stats::{self, BetaBinomial, DiscountedBeta, SplitMix64};
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

struct Case<'a> {
    case: &'a Value,
    series: &'a Value,
}

impl Case<'_> {
    fn input(&self, name: &str) -> &Value {
        &self.case["input"][name]
    }

    fn numbers(&self, value: &Value) -> Vec<f64> {
        let all = match value.get("series").and_then(Value::as_str) {
            Some(name) => &self.series[name]["values"],
            None => value,
        };
        let numbers: Vec<f64> = all.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        match value.get("slice").and_then(Value::as_array).map(Vec::as_slice) {
            Some([from, to]) => numbers[from.as_u64().unwrap() as usize..to.as_u64().unwrap() as usize].to_vec(),
            _ => numbers,
        }
    }

    /// The values that most cases are about.
    fn y(&self) -> Vec<f64> {
        let input = &self.case["input"];
        ["y", "x"]
            .into_iter()
            .find(|name| input.get("series").is_none() && input[*name].is_array())
            .map_or_else(|| self.numbers(input), |name| self.numbers(&input[name]))
    }

    fn column(&self, name: &str) -> Vec<f64> {
        self.numbers(self.input(name))
    }

    fn param(&self, name: &str) -> &Value {
        &self.case["params"][name]
    }

    /// `(x, failures, runs)` of a series of days.
    fn days(&self) -> (Vec<f64>, Vec<(u64, u64)>) {
        let series = &self.series[self.case["input"]["series"].as_str().unwrap_or_default()];
        let (day, runs, failures) =
            (self.numbers(&series["day"]), self.numbers(&series["runs"]), self.numbers(&series["values"]));
        (day, failures.iter().zip(&runs).map(|(&k, &n)| (k as u64, n as u64)).collect())
    }

    /// The same on the calendar: days without runs stand as `(0, 0)`.
    fn calendar(&self) -> Vec<(u64, u64)> {
        let (day, counts) = self.days();
        let mut calendar: Vec<(u64, u64)> = Vec::new();
        for (day, count) in day.into_iter().zip(counts) {
            calendar.resize(calendar.len().max(day as usize), (0, 0));
            calendar.push(count);
        }
        calendar
    }
}

fn index(values: &[f64]) -> Vec<f64> {
    (0..values.len()).map(|i| i as f64).collect()
}

fn fields(value: Value) -> Option<Fields> {
    value.as_object().cloned()
}

/// What the library says to a case; `None` for functions it does not have yet.
fn answer(case: &Case<'_>) -> Option<Fields> {
    let function = case.case["fn"].as_str().unwrap_or_default();
    special(function, case).or_else(|| trend(function, case)).or_else(|| counted(function, case))
}

fn special(function: &str, case: &Case<'_>) -> Option<Fields> {
    let each =
        |name: &str, apply: &dyn Fn(f64) -> f64| -> Vec<f64> { case.column(name).into_iter().map(apply).collect() };
    let shapes = || case.column("a").into_iter().zip(case.column("b"));
    let with_shapes = |name: &str, apply: &dyn Fn(f64, f64, f64) -> Option<f64>| -> Vec<Option<f64>> {
        case.column(name).into_iter().zip(shapes()).map(|(x, (a, b))| apply(x, a, b)).collect()
    };
    match function {
        "normal_cdf_sf" => fields(json!({ "cdf": each("z", &stats::normal_cdf), "sf": each("z", &stats::normal_sf) })),
        "normal_ppf" => fields(json!({ "z": each("p", &stats::normal_quantile) })),
        "student_t" => {
            let pairs: Vec<_> = case.column("t").into_iter().zip(case.column("df")).collect();
            let sf: Vec<_> = pairs.iter().map(|&(t, df)| stats::student_sf(t, df)).collect();
            let both: Vec<_> = pairs.iter().map(|&(t, df)| stats::student_two_sided(t, df)).collect();
            fields(json!({ "sf": sf, "p_two_sided": both }))
        }
        "student_t_ppf_975" => {
            let t: Vec<_> = case.column("df").into_iter().map(|df| stats::student_critical(0.05, df)).collect();
            fields(json!({ "t": t }))
        }
        "beta_cdf" => fields(json!({ "cdf": with_shapes("x", &stats::beta_cdf) })),
        "beta_ppf" => fields(json!({ "x": with_shapes("p", &stats::beta_quantile) })),
        "beta_binomial" => {
            let counts = case.column("k").into_iter().zip(case.column("n"));
            let all: Vec<_> = counts
                .zip(shapes())
                .map(|((k, n), (a, b))| (BetaBinomial { trials: n as u64, a, b }, k as u64))
                .collect();
            let pmf: Vec<_> = all.iter().map(|(distribution, k)| distribution.ln_probability(*k).exp()).collect();
            let cdf: Vec<_> = all.iter().map(|(distribution, k)| distribution.cdf(*k)).collect();
            fields(json!({ "pmf": pmf, "cdf": cdf }))
        }
        _ => None,
    }
}

fn trend(function: &str, case: &Case<'_>) -> Option<Fields> {
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

fn counted(function: &str, case: &Case<'_>) -> Option<Fields> {
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

fn close(found: &Value, expected: &Value, relative: f64, absolute: f64) -> bool {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| close(found, expected, relative, absolute))
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() <= absolute + relative * expected.abs()
        }
        _ => found == expected,
    }
}

#[test]
fn statistics_agree_with_other_implementations() {
    let path = std::env::var("FORERUN_REFERENCE_VALUES")
        .unwrap_or_else(|_| "../shared/reference/reference_values.json".to_owned());
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: no reference file at {path}");
        return;
    };
    let reference: Value = serde_json::from_str(&text).unwrap();
    let cases = reference["cases"].as_array().unwrap();
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unchecked: BTreeSet<String> = BTreeSet::new();
    let mut wrong = Vec::new();
    let (mut ran, mut compared) = (0, 0);
    for case in cases {
        let name = case["fn"].as_str().unwrap();
        let Some(found) = answer(&Case { case, series: &reference["series"] }) else {
            *missing.entry(name).or_default() += 1;
            continue;
        };
        ran += 1;
        let tolerance = |kind: &str| case["tol"][kind].as_f64().unwrap();
        for (field, expected) in case["expected"].as_object().unwrap() {
            match found.get(field) {
                None => {
                    unchecked.insert(format!("{name}.{field}"));
                }
                Some(found) if close(found, expected, tolerance("rel"), tolerance("abs")) => compared += 1,
                Some(found) => wrong.push(format!("{} {field}: {found} is not {expected}", case["id"])),
            }
        }
    }
    println!("{ran} of {} cases ran, {compared} fields compared", cases.len());
    println!("functions not covered yet: {missing:?}");
    println!("fields not covered yet: {unchecked:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 0, "no case of the file is known");
}
