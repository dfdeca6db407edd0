//! Distributions.

use forerun::stats::{self, BetaBinomial};
use serde_json::json;

use crate::{Case, Fields, fields};

pub(crate) fn special(function: &str, case: &Case<'_>) -> Option<Fields> {
    let each =
        |name: &str, apply: &dyn Fn(f64) -> f64| -> Vec<f64> { case.column(name).into_iter().map(apply).collect() };
    let shapes = || case.column("a").into_iter().zip(case.column("b"));
    let with_shapes = |name: &str, apply: &dyn Fn(f64, f64, f64) -> Option<f64>| -> Vec<Option<f64>> {
        case.column(name).into_iter().zip(shapes()).map(|(x, (a, b))| apply(x, a, b)).collect()
    };
    match function {
        "normal_cdf_sf" => fields(json!({ "cdf": each("z", &stats::normal_cdf), "sf": each("z", &stats::normal_sf) })),
        "ln_gamma" => fields(json!({ "y": each("x", &stats::ln_gamma) })),
        "erf" => fields(json!({
            "erf": each("x", &stats::error_function), "erfc": each("x", &stats::complementary_error),
        })),
        "chi2_sf" => {
            let sf: Vec<_> = case
                .column("x")
                .into_iter()
                .zip(case.column("df"))
                .map(|(x, df)| stats::chi_square_sf(x, df))
                .collect();
            fields(json!({ "sf": sf }))
        }
        "f_sf" => {
            let degrees = case.column("d1").into_iter().zip(case.column("d2"));
            let sf: Vec<_> =
                case.column("f").into_iter().zip(degrees).map(|(f, (a, b))| stats::f_sf(f, a, b)).collect();
            fields(json!({ "sf": sf }))
        }
        "binomial" => {
            let all: Vec<_> =
                case.column("k").into_iter().zip(case.column("n").into_iter().zip(case.column("p"))).collect();
            let each = |apply: fn(u64, u64, f64) -> f64| -> Vec<f64> {
                all.iter().map(|&(k, (n, p))| apply(k as u64, n as u64, p)).collect()
            };
            fields(json!({
                "pmf": each(stats::binomial_probability), "cdf": each(stats::binomial_cdf),
                "sf_ge": each(stats::binomial_at_least),
            }))
        }
        "poisson" => {
            let all: Vec<_> = case.column("k").into_iter().zip(case.column("mu")).collect();
            let each = |apply: fn(u64, f64) -> f64| -> Vec<f64> {
                all.iter().map(|&(k, mean)| apply(k as u64, mean)).collect()
            };
            fields(json!({ "cdf": each(stats::poisson_cdf), "sf_ge": each(stats::poisson_at_least) }))
        }
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
