//! Where an axis of numbers or durations is labelled. Answers with few, round values and labels that do not crowd.

use super::format;
use super::scale::{Scale, Spread};
use crate::domain::sort_by;

/// One labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// In the axis' unit.
    pub value: f64,
    /// What to write there.
    pub label: String,
}

/// Steps that read well as durations, in seconds; beyond the last one, days in steps of 1, 2, 5 × 10ⁿ.
const DURATION_STEPS: [f64; 17] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 10_800.0, 21_600.0,
    43_200.0,
];
const DAY_SECONDS: f64 = 86_400.0;

/// Values for a logarithmic axis of durations in order of importance: units first, then what divides them.
const LOG_DURATIONS: [f64; 20] = [
    1.0, 60.0, 3_600.0, 86_400.0, 10.0, 600.0, 21_600.0, 864_000.0, 30.0, 1_800.0, 43_200.0, 5.0, 300.0, 7_200.0,
    172_800.0, 2.0, 120.0, 15.0, 900.0, 432_000.0,
];

/// The smallest of 1, 2, 5 × 10ⁿ that is at least `step`; 1 where `step` is not a positive number.
pub fn nice_step(step: f64) -> f64 {
    if !(step.is_finite() && step > 0.0) {
        return 1.0;
    }
    let magnitude = 10_f64.powf(step.log10().floor());
    // The tolerance keeps 0.2 from becoming 0.5 where division left 0.20000000000000004.
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * magnitude)
        .find(|&nice| nice >= step * (1.0 - 1e-9))
        .unwrap_or(10.0 * magnitude)
}

/// `domain` widened to whole steps, with at most about `most` of them; the domain to draw and the values to label.
pub fn nice_values(domain: (f64, f64), most: usize) -> ((f64, f64), Vec<f64>) {
    let (low, high) = Scale::linear(domain, (0.0, 1.0)).domain();
    rounded_out((low, high), nice_step((high - low) / most.max(1) as f64))
}

/// Ticks of shares (0–1), as percent; the domain is widened to whole steps.
pub fn shares(domain: (f64, f64), most: usize) -> ((f64, f64), Vec<Tick>) {
    let (domain, values) = nice_values(domain, most);
    let digits = usize::from(values.windows(2).any(|pair| matches!(pair, [a, b] if b - a < 0.01 - 1e-9)));
    let label = |value: f64| format!("{}\u{a0}%", format::number(value * 100.0, digits));
    (domain, values.into_iter().map(|value| Tick { value, label: label(value) }).collect())
}

/// Ticks of whole numbers from 0 on; the domain is widened to whole steps.
pub fn counts(high: f64, most: usize) -> ((f64, f64), Vec<Tick>) {
    let high = if high.is_finite() { high.max(1.0) } else { 1.0 };
    let (domain, values) = rounded_out((0.0, high), nice_step(high / most.max(1) as f64).max(1.0));
    (domain, values.into_iter().map(|value| Tick { value, label: format::number(value, 0) }).collect())
}

/// Ticks of US dollars from 0 on; cents only where the steps need them. The domain is widened to whole steps.
pub fn dollars(high: f64, most: usize) -> ((f64, f64), Vec<Tick>) {
    let high = if high.is_finite() { high.max(0.01) } else { 0.01 };
    let step = nice_step(high / most.max(1) as f64).max(0.01);
    let digits = if step < 1.0 - 1e-9 { 2 } else { 0 };
    let (domain, values) = rounded_out((0.0, high), step);
    (
        domain,
        values.into_iter().map(|value| Tick { value, label: format!("${}", format::number(value, digits)) }).collect(),
    )
}

/// Ticks of durations in seconds from 0 on, at steps of 1, 2, 5, 10, 15, 30 s, min, h; the domain is widened.
pub fn durations(high: f64, most: usize) -> ((f64, f64), Vec<Tick>) {
    let high = if high.is_finite() && high > 0.0 { high } else { 1.0 };
    let wanted = high / most.max(1) as f64;
    let step = DURATION_STEPS
        .into_iter()
        .find(|&step| step >= wanted)
        .unwrap_or_else(|| DAY_SECONDS * nice_step(wanted / DAY_SECONDS).max(1.0));
    let (domain, values) = rounded_out((0.0, high), step);
    (domain, values.into_iter().map(duration_tick).collect())
}

/// Ticks of durations on a logarithmic scale, no two nearer than `apart` pixels.
pub fn log_durations(scale: &Scale, apart: f64) -> Vec<Tick> {
    debug_assert_eq!(scale.spread(), Spread::Log);
    let (low, high) = scale.domain();
    let mut kept: Vec<f64> = Vec::new();
    for value in LOG_DURATIONS {
        let is_free = |&other: &f64| (scale.position(other) - scale.position(value)).abs() >= apart;
        if (low..=high).contains(&value) && kept.iter().all(is_free) {
            kept.push(value);
        }
    }
    sort_by(&mut kept, f64::total_cmp);
    kept.into_iter().map(duration_tick).collect()
}

fn duration_tick(value: f64) -> Tick {
    Tick { value, label: format::short_duration(value) }
}

fn rounded_out((low, high): (f64, f64), step: f64) -> ((f64, f64), Vec<f64>) {
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil().max(first + 1.0);
    // Bounded whatever the numbers are: where the step vanishes beside the values there is nothing to tell apart.
    let steps = (last - first).clamp(1.0, 100.0) as usize;
    let value = |position: usize| (first + position as f64) * step;
    ((value(0), value(steps)), (0..=steps).map(value).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(ticks: &[Tick]) -> String {
        ticks.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>().join(" | ").replace('\u{a0}', " ")
    }

    #[test]
    fn steps() {
        let check = |step: f64, expected: f64| {
            assert!((nice_step(step) - expected).abs() < 1e-12 * expected, "{step}: {}", nice_step(step));
        };
        check(0.013, 0.02);
        check(0.2 + 1e-12, 0.2);
        check(1.0, 1.0);
        check(3.0, 5.0);
        check(7.0, 10.0);
        check(0.0, 1.0);
        check(f64::NAN, 1.0);
    }

    #[test]
    fn ticks_of_shares() {
        let check = |domain: (f64, f64), most: usize, expected: &str| {
            assert_eq!(labels(&shares(domain, most).1), expected, "{domain:?}");
        };
        check((0.0, 1.0), 5, "0 % | 20 % | 40 % | 60 % | 80 % | 100 %");
        check((0.83, 1.0), 5, "80 % | 85 % | 90 % | 95 % | 100 %");
        check((0.0, 0.018), 4, "0.0 % | 0.5 % | 1.0 % | 1.5 % | 2.0 %");
        check((0.0, 0.0), 4, "−50 % | 0 % | 50 %");
    }

    #[test]
    fn ticks_of_counts() {
        let check = |high: f64, expected: &str| assert_eq!(labels(&counts(high, 4).1), expected, "{high}");
        check(0.0, "0 | 1");
        check(2.0, "0 | 1 | 2");
        check(37.0, "0 | 10 | 20 | 30 | 40");
        check(4_100.0, "0 | 2\u{202f}000 | 4\u{202f}000 | 6\u{202f}000");
        check(f64::NAN, "0 | 1");
    }

    #[test]
    fn ticks_of_durations() {
        let check = |high: f64, expected: &str| assert_eq!(labels(&durations(high, 4).1), expected, "{high}");
        check(7.0, "0 s | 2 s | 4 s | 6 s | 8 s");
        check(55.0, "0 s | 15 s | 30 s | 45 s | 1 min");
        check(1_900.0, "0 s | 10 min | 20 min | 30 min | 40 min");
        check(20_000.0, "0 s | 2 h | 4 h | 6 h");
        check(3_000_000.0, "0 s | 10 d | 20 d | 30 d | 40 d");
        check(f64::NAN, "0 s | 1 s");
    }

    #[test]
    fn ticks_of_log_durations() {
        let check = |domain: (f64, f64), apart: f64, expected: &str| {
            let scale = Scale::new(Spread::Log, domain, (200.0, 0.0));
            assert_eq!(labels(&log_durations(&scale, apart)), expected, "{domain:?}");
        };
        check((1.0, 86_400.0), 30.0, "1 s | 10 s | 1 min | 10 min | 1 h | 1 d");
        check((20.0, 4_000.0), 26.0, "30 s | 1 min | 2 min | 5 min | 10 min | 30 min | 1 h");
        check((20.0, 4_000.0), 500.0, "1 min");
    }

    proptest! {
        #[test]
        fn ticks_are_few_ascend_and_span_the_domain(low in -1e9..1e9_f64, span in 0.0..1e9_f64, most in 1..12_usize) {
            let (domain, values) = nice_values((low, low + span), most);
            prop_assert!(values.len() <= most + 3);
            prop_assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(domain.0 <= low + 1e-6 * span && domain.1 >= low + span * (1.0 - 1e-6));
        }

        #[test]
        fn every_number_has_ticks(high: f64, most: usize) {
            prop_assert!(counts(high, most).1.len() >= 2);
            prop_assert!(durations(high, most).1.len() >= 2);
            prop_assert!(nice_values((high, most as f64), most).1.len() >= 2);
        }
    }
}
