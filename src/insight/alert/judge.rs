//! What every rule's measuring has in common: the measurement itself, how sure is sure enough, and the evidence that a
//! share has risen.

use core::ops::Range;

use crate::domain::AlertRule;
use crate::stats::{BetaBinomial, Lack, MarkovChain, beta_quantile, beta_sf};

use super::reading::{Severity, is_clear};

/// A change against the subject's own past must be rarer by chance than this. Rules are evaluated up to every hour, so
/// that one in twenty would be found every day; a ten-thousandth is what the verification of changepoints asks, too.
pub(super) const MOST_P: f64 = 1e-4;
/// Likewise for a share, where failures in bursts make chance wilder than any formula.
const MOST_P_OF_SHARE: f64 = 5e-5;
/// Fewest values of the past that can speak against a change.
pub(super) const FEWEST_PAST: usize = 20;
/// Pseudo-runs by which the past pulls the rate of a window towards its own.
const PAST_WEIGHT: f64 = 20.0;
/// Least distance of a share from its past, percentage points over 100.
const LEAST_RISE: f64 = 0.02;
/// More trials than this are scaled down before a tail is summed; the evidence only gets weaker.
const MOST_TRIALS: f64 = 400.0;
/// Before failures have been seen to end or go on, the next one after a failure is taken to fail so often …
const USUAL_STAY: f64 = 0.6;
/// … with the weight of so many pairs.
const STAY_WEIGHT: f64 = 3.0;
/// A risen share shows in so many separate incidents (runs of failures one after the other), or in half of all trials: a
/// single incident is one event, however many runs it fails.
const FEWEST_INCIDENTS: f64 = 3.0;

/// What a metric says at an instant, before words are made of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measurement {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
    pub baseline: Option<f64>,
    pub sample: u64,
    pub baseline_sample: u64,
    pub p_value: Option<f64>,
    pub severity: Option<Severity>,
    pub is_clear: bool,
    /// Positions in the series that the value rests on.
    pub window: Range<usize>,
}

impl Measurement {
    /// A value without a verdict: that of an open alert, as long as the value does not end it.
    pub(super) fn of(rule: &AlertRule, value: f64, window: Range<usize>, held: Option<Severity>) -> Self {
        let is_clear = is_clear(rule, value);
        Self {
            value,
            interval: None,
            baseline: None,
            sample: window.len() as u64,
            baseline_sample: 0,
            p_value: None,
            severity: held.filter(|_| !is_clear),
            is_clear,
            window,
        }
    }
}

/// The severities worth testing at a value: reached, and worse than what an open alert already has; the worst first.
pub(super) fn worth_testing(
    rule: &AlertRule,
    value: f64,
    held: Option<Severity>,
) -> impl Iterator<Item = (Severity, f64)> {
    Severity::levels(rule).filter(move |&(severity, level)| {
        rule.comparison.reaches(value, level) && held.is_none_or(|held| severity > held)
    })
}

/// A chance of 5 % to be wrong for a warning, 1 % for what is critical, where a change against the past is asked for as
/// well; a tenth of that where the level is all there is to judge by, since it is judged again and again.
pub(super) fn doubt(severity: Severity, has_changed: bool) -> f64 {
    let doubt = if severity == Severity::Critical { 0.01 } else { 0.05 };
    if has_changed { doubt } else { doubt / 10.0 }
}

/// Counts of trials and bad ones among them, and how bad ones follow one another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub trials: f64,
    pub bad: f64,
    /// Trials after a bad one.
    pub after_bad: f64,
    /// Of them, bad.
    pub bad_after_bad: f64,
}

impl Tally {
    /// The chain that the tally speaks for: failures come in bursts until they are seen not to.
    pub(super) fn chain(&self) -> MarkovChain {
        let stay = (self.bad_after_bad + STAY_WEIGHT * USUAL_STAY) / (self.after_bad + STAY_WEIGHT);
        let fresh = (self.bad - self.bad_after_bad + 0.5) / (self.trials - self.after_bad + 1.0);
        let start = fresh.clamp(0.0, 1.0);
        let counts = [[0, 0], [0, 0]];
        let stationary = start / (start + 1.0 - stay);
        let test = crate::stats::ChiSquareTest { statistic: 0.0, degrees: 1.0, p_value: 1.0 };
        MarkovChain { counts, yes_after_no: start, yes_after_yes: stay, stationary, test }
    }

    /// By how much fewer independent trials the dependent ones count: (1 − ρ)/(1 + ρ).
    pub(super) fn deflation(&self) -> f64 {
        let chain = self.chain();
        let rho = (chain.yes_after_yes - chain.yes_after_no).clamp(0.0, 0.9);
        (1.0 - rho) / (1.0 + rho)
    }

    fn scaled(self, factor: f64) -> Self {
        Self { trials: self.trials * factor, bad: self.bad * factor, ..self }
    }
}

/// What the evidence says of a share and a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Above {
    /// Not surely above.
    No,
    /// Above, and as far as is known it has always been.
    Always,
    /// Risen above; with the chance of such a rise.
    Risen(f64),
}

/// Whether the share of bad ones in `window` is above `level`.
///
/// Where the past lies below the level, the share must have risen: its posterior, pulled towards the past, clears the
/// level, the beta-binomial tail of the past makes it improbable, and the rise is worth the word. Where the past is above
/// already, or there is none, past and window together must clear the level with a tenth of the doubt.
pub(super) fn share_is_above(level: f64, severity: Severity, window: Tally, past: Tally, history: Tally) -> Above {
    let factor = history.deflation();
    let usual = (past.bad + 0.5) / (past.trials + 1.0);
    let has_changed = past.trials >= FEWEST_PAST as f64 && usual < level;
    let sure = 1.0 - doubt(severity, has_changed);
    let (now, before) = (window.scaled(factor), past.scaled(factor));
    let clears = |bad: f64, good: f64| beta_sf(level, bad, good).is_some_and(|chance| chance >= sure);
    let incidents = window.bad - window.bad_after_bad;
    let is_spread = incidents >= FEWEST_INCIDENTS || 2.0 * window.bad >= window.trials;
    if !has_changed {
        let (bad, trials) = (now.bad + before.bad, now.trials + before.trials);
        return if is_spread && clears(bad + 0.5, trials - bad + 0.5) { Above::Always } else { Above::No };
    }
    let weight = (PAST_WEIGHT * factor).min(before.trials).max(1.0);
    let has_risen = window.bad / window.trials.max(1.0) >= usual + LEAST_RISE;
    let posterior = (usual * weight + now.bad, (1.0 - usual) * weight + now.trials - now.bad);
    if !is_spread || !has_risen || !clears(posterior.0, posterior.1) {
        return Above::No;
    }
    let p_value = rise_p(now, before);
    if p_value <= MOST_P_OF_SHARE { Above::Risen(p_value) } else { Above::No }
}

/// P(so many bad ones or more | the past), beta-binomial.
pub(super) fn rise_p(window: Tally, past: Tally) -> f64 {
    let shrink = if window.trials > MOST_TRIALS { MOST_TRIALS / window.trials } else { 1.0 };
    let (trials, bad) = ((window.trials * shrink).round(), (window.bad * shrink).floor());
    let (a, b) = (past.bad + 0.5, (past.trials - past.bad).max(0.0) + 0.5);
    BetaBinomial { trials: trials as u64, a, b }.at_least(bad as u64).clamp(0.0, 1.0)
}

/// 95 % interval of a share of dependent trials (Jeffreys, deflated).
pub(super) fn share_interval(window: Tally, history: Tally) -> Option<(f64, f64)> {
    let now = window.scaled(history.deflation());
    let (a, b) = (now.bad + 0.5, (now.trials - now.bad).max(0.0) + 0.5);
    beta_quantile(0.025, a, b).zip(beta_quantile(0.975, a, b))
}

/// Rules of some metrics make sense in one direction only.
pub(super) fn only_above(rule: &AlertRule) -> Result<(), Lack> {
    if rule.comparison == crate::domain::AlertComparison::Above {
        return Ok(());
    }
    Err(Lack::undefined("this metric is watched for being too high only"))
}
