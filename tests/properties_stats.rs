//! What must hold of the statistics for any data: finite answers from finite numbers, no panic on any numbers, no
//! dependence on an order that means nothing, and error rates that are what they are said to be.

use forerun::stats::{
    Adjustment, ChangeRule, EnergyRule, Lack, SplitMix64, StlRule, adjust_p, autocorrelations, block_resample,
    brunner_munzel, choose_ets, conformal_half_width, cusum, energy_changes, fisher_exact, fisher_g, hamed_rao,
    hodges_lehmann, kendall_tau_b, kolmogorov_smirnov, kruskal_wallis_by_phase, line_details, log_ols_ar1,
    logistic_trend, mann_kendall, mann_whitney, markov_chain, mean_changes, median_interval, mood_median,
    naive_forecast, ols, ols_ar1, pettitt, quantile, quantile_line, quantiles_in_place, rank_autocorrelation,
    rank_changes, robust_z, rosner, runs_test, season_test, seasonal_kendall, skewed_fences, stl, summarise, theil_sen,
    theta_forecast_fitted, welch, wilson, yue_wang,
};
use proptest::prelude::*;

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -1e6..1e6_f64,
        1 => prop::sample::select(vec![0.0, -0.0, f64::MIN_POSITIVE, 1e-300, f64::MAX, f64::MIN]),
        1 => any::<f64>(),
    ]
}

fn index(count: usize) -> Vec<f64> {
    (0..count).map(|position| position as f64).collect()
}

fn shuffled(values: &[f64], seed: u64) -> Vec<f64> {
    let mut random = SplitMix64::new(seed);
    let mut keyed: Vec<(u64, f64)> = values.iter().map(|&value| (random.next_u64(), value)).collect();
    keyed.sort_by_key(|pair| pair.0);
    keyed.into_iter().map(|pair| pair.1).collect()
}

/// `count` values of an autoregression without a trend.
fn autoregression(random: &mut SplitMix64, count: usize, likeness: f64) -> Vec<f64> {
    let mut value = 0.0;
    let mut next = || {
        // The sum of twelve uniform numbers is nearly normal.
        let noise = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
        value = likeness * value + noise;
        value
    };
    (0..count + 50).map(|_| next()).skip(50).collect()
}

proptest! {
    #[test]
    fn whatever_comes_in_only_finite_numbers_come_out(
        x in prop::collection::vec(any_number(), 0..40),
        y in prop::collection::vec(any_number(), 0..40),
        levels in prop::array::uniform3(any_number()),
    ) {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        prop_assert!(quantiles_in_place(&mut y.clone(), levels).into_iter().flatten().all(f64::is_finite));
        if let Ok(line) = ols(&x, &y) {
            let errors = [line.slope_error, line.p_value].into_iter().flatten().all(f64::is_finite);
            prop_assert!(errors && finite(&[line.slope, line.intercept, line.r_squared]));
        }
        for fit in [ols_ar1(&x, &y), log_ols_ar1(&index(y.len()), &y)].into_iter().flatten() {
            let (low, high) = fit.slope_interval;
            prop_assert!(finite(&[fit.slope, fit.intercept, fit.rho, fit.p_value, fit.slope_error, low, high]));
            prop_assert!((0.0..=1.0).contains(&fit.p_value));
        }
        if let Ok(line) = theil_sen(&x, &y, 20) {
            prop_assert!(finite(&[line.slope, line.intercept, line.slope_interval.0, line.slope_interval.1]));
        }
        if let Ok(test) = mann_kendall(&y) {
            prop_assert!(finite(&[test.s, test.variance, test.tau]));
        }
        if let Ok(test) = mann_whitney(&x, &y, 0.3) {
            prop_assert!(finite(&[test.u_second, test.chance_second_larger, test.p_value]));
        }
        prop_assert!(rank_autocorrelation(&x, &y).is_finite());
        let counts: Vec<(u64, u64)> = y.iter().map(|value| (value.to_bits() % 5, value.to_bits() % 7)).collect();
        if let Ok(trend) = logistic_trend(&x, &counts) {
            prop_assert!(finite(&[trend.slope, trend.intercept, trend.slope_error, trend.p_value, trend.deviance]));
        }
    }

    #[test]
    fn an_order_that_means_nothing_changes_nothing(values in prop::collection::vec(-1e3..1e3_f64, 1..60), seed: u64) {
        let other = shuffled(&values, seed);
        for level in [0.0, 0.25, 0.5, 0.95, 1.0] {
            prop_assert_eq!(quantile(&values, level), quantile(&other, level));
        }
        let half = values.len() / 2;
        let (first, second) = values.split_at(half);
        if let Ok(test) = mann_whitney(first, second, 0.0) {
            let again = mann_whitney(&shuffled(first, seed), &shuffled(second, seed), 0.0).unwrap();
            prop_assert_eq!(test, again);
        }
    }

    #[test]
    fn shares_behave_like_shares(k in 0_u64..50, more in 1_u64..50, n in 100_u64..200) {
        let (low, high) = wilson(k, n, 0.95);
        let (more_low, more_high) = wilson(k + more, n, 0.95);
        prop_assert!(low <= more_low && high <= more_high);
        prop_assert!(fisher_exact((k, n), (k + more, n)) <= fisher_exact((k, n), (k, n)) + 1e-12);
    }

    #[test]
    fn resamples_hold_only_what_there_is(count in 0_usize..200, block in 0_usize..20, seed: u64) {
        let mut positions = vec![7; 3];
        block_resample(&mut SplitMix64::new(seed), count, block, &mut positions);
        prop_assert_eq!(positions.len(), count);
        prop_assert!(positions.iter().all(|&position| position < count));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn further_methods_stay_finite_too(
        x in prop::collection::vec(any_number(), 0..40),
        y in prop::collection::vec(any_number(), 0..40),
    ) {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        if let Ok(found) = summarise(&y) {
            let rest = [found.deviation, found.geometric_mean, found.skewness, found.variation, found.mean_error];
            prop_assert!(finite(&[found.mean, found.trimmed_mean]) && rest.into_iter().flatten().all(f64::is_finite));
        }
        if let Ok(found) = median_interval(&y, 0.95) {
            prop_assert!(found.low <= found.high && (0.0..=1.0).contains(&found.coverage));
        }
        if let Ok(found) = skewed_fences(&y) {
            prop_assert!((-1.0..=1.0).contains(&found.medcouple) && found.low <= found.high);
        }
        if let Ok(details) = line_details(&x, &y) {
            prop_assert!(finite(&[details.correlation, details.intercept_error, details.deviation]));
            if let Ok(robust) = details.newey_west(None) {
                prop_assert!(finite(&[robust.error, robust.z]) && (0.0..=1.0).contains(&robust.p_student));
            }
        }
        for test in [hamed_rao(&y, None), yue_wang(&y, 1)].into_iter().flatten() {
            prop_assert!(finite(&[test.variance, test.z]) && (0.0..=1.0).contains(&test.p_value));
        }
        if let Ok(test) = seasonal_kendall(&y, 3) {
            prop_assert!(finite(&[test.slope, test.intercept, test.tau, test.test.z]));
        }
        for (statistic, p) in [kendall_tau_b(&x, &y), kolmogorov_smirnov(&x, &y)].into_iter().flatten() {
            prop_assert!((-1.0..=1.0).contains(&statistic) && (0.0..=1.0).contains(&p));
        }
        if let Ok(shift) = hodges_lehmann(&x, &y, 0.95) {
            prop_assert!(shift.interval.0 <= shift.shift && shift.shift <= shift.interval.1);
        }
        let tests = [brunner_munzel(&x, &y), welch(&x, &y).map(|pair| pair.0)];
        for test in tests.into_iter().flatten() {
            prop_assert!(test.statistic.is_finite() && (0.0..=1.0).contains(&test.p_value));
        }
        for test in [mood_median(&x, &y), kruskal_wallis_by_phase(&y, 3)].into_iter().flatten() {
            prop_assert!(test.statistic.is_finite() && (0.0..=1.0).contains(&test.p_value));
        }
        if let Ok(found) = autocorrelations(&y, 5) {
            prop_assert!(found.iter().all(|r| r.abs() <= 1.0 + 1e-9));
        }
        if let Ok(found) = fisher_g(&y) {
            prop_assert!(finite(&found.power) && (0.0..=1.0).contains(&found.p_value));
        }
        if let Ok(found) = pettitt(&y) {
            prop_assert!(found.index < y.len() && (0.0..=1.0).contains(&found.p_value));
        }
        if let Ok((_, z)) = robust_z(&y) {
            prop_assert!(z.iter().all(|z| !z.is_nan()));
        }
        if let Ok(found) = rosner(&y, 3, 0.05) {
            prop_assert!(found.steps.iter().all(|step| finite(&[step.distance, step.critical])));
        }
        if let Ok(found) = stl(&y, StlRule { period: 5, seasonal: 7, robust: true }) {
            prop_assert!(finite(&found.trend) && (0.0..=1.0).contains(&found.seasonal_strength(0)));
        }
        let sparse: Vec<Option<f64>> = y.iter().map(|&value| (value.to_bits() % 9 != 0).then_some(value)).collect();
        if let Ok(test) = season_test(&sparse, 3) {
            prop_assert!(test.f.is_finite() && (0.0..=1.0).contains(&test.p_value));
        }
        for forecast in [naive_forecast(&y, 5, 0.95), theta_forecast_fitted(&y, 3, 5)].into_iter().flatten() {
            prop_assert!(finite(&forecast.mean) && finite(&forecast.half_widths));
        }
        if let Ok((_, fit)) = choose_ets(&y, 3) {
            prop_assert!(fit.squares.is_finite() && finite(&fit.fitted));
        }
        if let Ok(line) = quantile_line(&x, &y, 0.5) {
            prop_assert!(finite(&[line.slope, line.intercept, line.objective]));
        }
        if let Ok(chart) = cusum(&y, 0.5, 5.0) {
            prop_assert!(chart.up.iter().chain(&chart.down).all(|sum| *sum >= 0.0));
        }
        if let Ok(found) = energy_changes(&y, EnergyRule::default()) {
            prop_assert!(found.iter().all(|change| change.index < y.len() && (0.0..=1.0).contains(&change.p_value)));
        }
        let outcomes: Vec<bool> = y.iter().map(|value| value.to_bits() % 2 == 0).collect();
        prop_assert_eq!(runs_test(&outcomes).is_ok(), outcomes.contains(&true) && outcomes.contains(&false));
        if let Ok(chain) = markov_chain(&outcomes) {
            prop_assert!(chain.yes_after_no > 0.0 && chain.yes_after_yes < 1.0 && chain.stationary < 1.0);
        }
        if let Ok(width) = conformal_half_width(&y, 0.2) {
            prop_assert!(y.contains(&width));
        }
        prop_assert!(adjust_p(&y, Adjustment::FalseDiscoveries).iter().all(|p| (0.0..=1.0).contains(p)));
    }

    #[test]
    fn units_do_not_matter_to_change_points(
        values in prop::collection::vec(1.0..1e4_f64, 0..120), power in -8_i32..8, step in 0_usize..120,
    ) {
        let stepped: Vec<f64> =
            values.iter().enumerate().map(|(i, value)| if i < step { *value } else { value * 3.0 }).collect();
        let scaled: Vec<f64> = stepped.iter().map(|value| value * 2.0_f64.powi(power)).collect();
        let (found, again) =
            (rank_changes(&stepped, ChangeRule::default()).unwrap(), rank_changes(&scaled, ChangeRule::default()).unwrap());
        prop_assert_eq!(&found.candidates, &again.candidates);
        prop_assert_eq!(found.points.len(), again.points.len());
        for point in &found.points {
            prop_assert!(found.candidates.contains(&point.index) && point.index >= 8 && point.index + 8 <= values.len());
            prop_assert!(point.p_value <= 1e-4 && point.log_shift.abs() >= 0.05);
        }
        if let Ok(found) = mean_changes(&stepped, 3.0, 5) {
            prop_assert!(found.squares >= -1e-9 && found.deviation.is_finite());
        }
    }
}

#[test]
fn the_trend_test_keeps_its_promise_on_series_without_a_trend() {
    // Nominal 5 %; the methods allow 8 % at n = 30 and likeness 0.6, where plain least squares calls 28 %.
    for (count, likeness, most) in [(30, 0.0, 0.09), (100, 0.3, 0.09), (100, 0.6, 0.11), (30, 0.6, 0.13)] {
        let mut random = SplitMix64::new(20_261_121);
        let calls = (0..400)
            .filter(|_| ols_ar1(&index(count), &autoregression(&mut random, count, likeness)).unwrap().p_value < 0.05)
            .count();
        assert!(f64::from(u32::try_from(calls).unwrap()) / 400.0 <= most, "{count} {likeness}: {calls} of 400");
    }
}

#[test]
fn too_few_points_are_told() {
    assert_eq!(ols_ar1(&[0.0, 1.0], &[1.0, 2.0]), Err(Lack::TooFewPoints { have: 2, need: 3 }));
    assert_eq!(mann_kendall(&[1.0]), Err(Lack::TooFewPoints { have: 1, need: 2 }));
    assert_eq!(mann_kendall(&[1.0, 2.0, 3.0]).unwrap().test, None);
}
