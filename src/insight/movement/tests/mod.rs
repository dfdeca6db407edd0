//! Movements of small worlds whose truth is known, and of worlds in which nothing moves.

mod causes;
mod changes;
mod levels;
mod seasons;

use super::super::testing::{DAY, Row, START};
use crate::stats::SplitMix64;

/// Standard normal, near enough.
fn normal(random: &mut SplitMix64) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

/// First-order autoregression with deviation 1.
fn autoregression(random: &mut SplitMix64, likeness: f64, count: usize) -> Vec<f64> {
    let mut last = normal(random);
    let mut next = || {
        let value = last;
        last = likeness * last + (1.0 - likeness * likeness).sqrt() * normal(random);
        value
    };
    (0..count).map(|_| next()).collect()
}

/// `per_day` passed runs a day, `factor` of their position times 200 s with noise on the logarithm.
fn durations(seed: u64, days: u32, per_day: u32, likeness: f64, factor: impl Fn(u32) -> f64) -> Vec<Row> {
    let mut random = SplitMix64::new(seed);
    let noise = autoregression(&mut random, likeness, (days * per_day) as usize);
    let row = |(number, noise): (u32, f64)| Row {
        seconds: (200.0 * factor(number) * (0.15 * noise).exp()).round() as i64,
        ..Row::at(u64::from(number) + 1, START + number / per_day * DAY + number % per_day * (DAY / per_day))
    };
    (0..).zip(noise).map(row).collect()
}

/// The same runs, failing with a chance that depends on their position.
fn failing(seed: u64, mut rows: Vec<Row>, chance: impl Fn(u32) -> f64) -> Vec<Row> {
    let mut random = SplitMix64::new(seed ^ 0xF00D);
    for (number, row) in (0..).zip(&mut rows) {
        row.state = if random.unit() < chance(number) { "failure" } else { "success" };
    }
    rows
}

const NAMES: [&str; 30] = [
    "W01", "W02", "W03", "W04", "W05", "W06", "W07", "W08", "W09", "W10", "W11", "W12", "W13", "W14", "W15", "W16",
    "W17", "W18", "W19", "W20", "W21", "W22", "W23", "W24", "W25", "W26", "W27", "W28", "W29", "W30",
];

/// Thirty workflows in which nothing moves.
fn thirty_quiet(seed: u64) -> Vec<Row> {
    let mut all = Vec::new();
    for (number, workflow) in (0_u64..).zip(NAMES) {
        let seed = seed * 100 + number;
        for row in failing(seed, durations(seed, 40, 4, 0.3, |_| 1.0), |_| 0.1) {
            all.push(Row { workflow, run_id: row.run_id + 10_000 * number, ..row });
        }
    }
    all
}
