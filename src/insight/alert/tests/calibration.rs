//! How often default rules cry wolf on histories in which nothing changes, and how soon they find what does.

use crate::domain::{AlertMetric, AlertRule, Period, SECONDS_PER_DAY, Timestamp};

use super::super::super::testing::{DAY, START};
use super::super::{AlertInputs, replay, replay_book};
use super::generators::{CHANGE_DAY, CHANGED, UNCHANGED, changed, unchanged, world};

/// `FORERUN_SEEDS=99 cargo test --release calibration -- --nocapture` measures; the default is quick.
fn seeds(default: u64) -> u64 {
    std::env::var("FORERUN_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn unchanged_histories_stay_silent() {
    let seeds = seeds(2);
    let mut rules = AlertRule::defaults();
    // Streaks are counted, not estimated: bursts of failures hold some, and each is told.
    rules.retain(|rule| rule.metric != AlertMetric::FailureStreak);
    let mut loud = 0;
    for kind in UNCHANGED {
        let mut of_kind = Vec::new();
        for seed in 1..=seeds {
            let world = world(&unchanged(kind, seed));
            let book = replay_book(&world.view(), &rules, AlertInputs::default());
            let alerts: Vec<&str> =
                book.open.iter().chain(&book.closed).map(|alert| alert.key.rule_id.as_str()).collect();
            if !alerts.is_empty() {
                of_kind.push((seed, alerts.join(" ")));
            }
        }
        println!("{kind}: {} of {seeds} loud {of_kind:?}", of_kind.len());
        loud += of_kind.len();
    }
    assert!(loud as f64 <= 0.05 * (seeds * UNCHANGED.len() as u64) as f64, "{loud} loud");
}

#[test]
fn what_happens_is_found() {
    let seeds = seeds(2);
    let mut faults = Vec::new();
    for (kind, id) in CHANGED {
        let rule = AlertRule::default_of(id).unwrap();
        let (mut missed, mut early) = (0, 0);
        let mut delays = Vec::new();
        for seed in 1..=seeds {
            let world = world(&changed(kind, seed));
            let found = replay(&world.view(), &rule, AlertInputs::default());
            let from = Timestamp(i64::from(START + CHANGE_DAY * DAY));
            let wrong = Period { start: from, end: from.plus_days(20) };
            missed += found.missed(&[wrong]);
            early += found.false_firings(&[wrong]);
            let first = found.firings.iter().find(|firing| firing.opened_at >= from);
            delays.extend(first.map(|first| first.opened_at.seconds_since(from) as f64 / SECONDS_PER_DAY as f64));
        }
        let mean = delays.iter().sum::<f64>() / delays.len().max(1) as f64;
        println!("{kind} by {id}: {missed} of {seeds} missed, {early} false, found after {mean:.1} days");
        if missed as f64 > 0.01 * seeds as f64 || early as f64 > 0.05 * seeds as f64 {
            faults.push(kind);
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}
