//! Shares with their denominator and interval.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, SuccessRule};
use crate::stats::wilson;

use super::OutcomeCounts;

/// A share with what it was made of; `None` everywhere when the denominator is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// What was counted.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
    /// numerator / denominator, 0–1.
    pub value: Option<f64>,
    /// Lower end of the Wilson 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub high: Option<f64>,
}

impl Rate {
    /// The share with its Wilson 95 % interval.
    pub fn of(numerator: u64, denominator: u64) -> Self {
        if denominator == 0 {
            return Self::default();
        }
        let numerator = numerator.min(denominator);
        let (low, high) = wilson(numerator, denominator, 0.95);
        let value = numerator as f64 / denominator as f64;
        Self { numerator, denominator, value: Some(value), low: Some(low), high: Some(high) }
    }
}

/// Success rate by a rule.
pub fn success_rate(counts: &OutcomeCounts, rule: SuccessRule) -> Rate {
    let denominator =
        Outcome::ALL.into_iter().filter(|&outcome| rule.counts(outcome)).map(|outcome| counts.of(outcome));
    Rate::of(counts.passed, denominator.sum())
}

/// Failed / decided, whatever the rule.
pub fn failure_rate(counts: &OutcomeCounts) -> Rate {
    Rate::of(counts.failed, counts.passed + counts.failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: SuccessRule, expected: f64) {
        // 70 passed, 10 failed, 10 cancelled, 10 skipped: peers make 70 to 87.5 % of it.
        let counts = OutcomeCounts {
            passed: 70,
            failed: 10,
            timed_out: 2,
            superseded: 4,
            cancelled_by_hand: 6,
            excluded: 10,
            unfinished: 7,
            ..OutcomeCounts::default()
        };
        assert!((success_rate(&counts, rule).value.unwrap() - expected).abs() < 1e-12, "{rule:?}");
    }

    #[test]
    fn each_rule_has_its_denominator() {
        check(SuccessRule::Balanced, 70.0 / 80.0);
        check(SuccessRule::All, 70.0 / 100.0);
        check(SuccessRule::NotCancelled, 70.0 / 90.0);
        check(SuccessRule::Strict, 70.0 / 90.0);
        assert_eq!(success_rate(&OutcomeCounts::default(), SuccessRule::All), Rate::default());
    }

    #[test]
    fn interval_is_wilsons() {
        let rate = Rate::of(304, 356);
        let near = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 5e-7;
        assert!(near(rate.value, 0.853_933) && near(rate.low, 0.813_469) && near(rate.high, 0.886_840), "{rate:?}");
    }
}
