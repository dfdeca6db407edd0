//! What must hold of the statistics for any data: finite answers from finite numbers, no panic on any numbers, no
//! dependence on an order that means nothing, and error rates that are what they are said to be.

use forerun::stats::{
    Lack, SplitMix64, block_resample, fisher_exact, log_ols_ar1, logistic_trend, mann_kendall, mann_whitney, ols,
    ols_ar1, quantile, quantiles_in_place, rank_autocorrelation, theil_sen, wilson,
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
