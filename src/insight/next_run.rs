//! The chance that the next run of each workflow fails.

use crate::domain::{WorkflowState, sort_by};
use crate::stats::{DiscountedBeta, Lack, brier, index_of_largest};

use super::rate::failure_rate;
use super::{NextRun, View, count_outcomes};

/// A workflow is active where an attempt of it started in the last so many days of the view.
const ACTIVE_DAYS: i64 = 30;
/// Newest attempts that a chance rests on.
const MOST_ATTEMPTS: usize = 5_000;
/// Below so many attempts the discount is not chosen but set.
const FEWEST_TO_CHOOSE: usize = 200;
/// That discount, an attempt.
const SET_DISCOUNT: f64 = 0.9;
/// Discounts to choose from.
const CHOICES: [f64; 6] = [0.8, SET_DISCOUNT, 0.95, 0.98, 0.99, 1.0];
/// First attempts that are learnt from only: nothing can be foreseen there.
const UNSCORED: usize = 10;

/// The chance that the next run of each active workflow fails, highest first.
///
/// A Beta posterior over the view's decided attempts in their order, its past fading by 0.9 an attempt; from 200 attempts
/// on by the factor that has predicted this workflow best so far. Both Brier scores say each attempt's chance before its
/// outcome is learnt, from the eleventh on; the base rate is the share of failures up to then.
pub fn predict_next_runs(view: &View<'_>) -> Vec<NextRun> {
    let since = view.period.end.min(view.now).plus_days(-ACTIVE_DAYS);
    let is_active = |part: &View<'_>| part.rows.iter().any(|&row| part.started(row) >= since);
    let parts = view.by_workflow().into_iter().filter(|(_, part)| is_active(part));
    let mut chances: Vec<NextRun> = parts.filter_map(|(workflow, part)| predict_next_run(&part, workflow)).collect();
    let chance = |next: &NextRun| next.chance.as_ref().map_or(-1.0, |chance| chance.0);
    sort_by(&mut chances, |a, b| chance(b).total_cmp(&chance(a)).then(a.workflow_id.cmp(&b.workflow_id)));
    chances
}

/// `None` for workflows that cannot run any more.
fn predict_next_run(part: &View<'_>, workflow: u16) -> Option<NextRun> {
    let entry = part.columns.workflows.entries.get(usize::from(workflow))?;
    if !matches!(entry.state, WorkflowState::Active | WorkflowState::Unlisted) {
        return None;
    }
    let rows = part.chronological().into_iter().filter(|&row| part.outcome(row).is_decided());
    let failed: Vec<bool> = rows.map(|row| part.outcome(row).is_failed()).collect();
    let newest = failed.get(failed.len().saturating_sub(MOST_ATTEMPTS)..).unwrap_or_default();
    let history = learn(newest);
    let scored = |said: &[f64]| {
        let happened = newest.get(UNSCORED..)?;
        brier(said.get(UNSCORED..)?, happened)
    };
    Some(NextRun {
        workflow_id: entry.id,
        workflow: entry.label(),
        chance: if newest.is_empty() {
            Err(Lack::TooFewPoints { have: 0, need: 1 })
        } else {
            Ok((history.state.mean(), history.state.interval(0.8)))
        },
        base_rate: failure_rate(&count_outcomes(part)).value,
        count: newest.len() as u64,
        method: "discounted_beta".to_owned(),
        brier: scored(&history.said),
        brier_base: scored(&history.said_base),
    })
}

struct History {
    state: DiscountedBeta,
    said: Vec<f64>,
    said_base: Vec<f64>,
}

fn learn(outcomes: &[bool]) -> History {
    let mut states = [DiscountedBeta::default(); CHOICES.len()];
    let mut likelihoods = [0.0; CHOICES.len()];
    let mut base = DiscountedBeta::default();
    let (mut said, mut said_base) = (Vec::with_capacity(outcomes.len()), Vec::with_capacity(outcomes.len()));
    for (position, &failed) in outcomes.iter().enumerate() {
        said.push(chosen(&states, &likelihoods, position).mean());
        said_base.push(base.mean());
        base = base.observing(u64::from(failed), 1);
        for ((state, likelihood), discount) in states.iter_mut().zip(&mut likelihoods).zip(CHOICES) {
            let chance = state.mean();
            *likelihood += if failed { chance.ln() } else { (-chance).ln_1p() };
            *state = state.faded(discount).observing(u64::from(failed), 1);
        }
    }
    History { state: chosen(&states, &likelihoods, outcomes.len()), said, said_base }
}

fn chosen(states: &[DiscountedBeta], likelihoods: &[f64], learnt: usize) -> DiscountedBeta {
    let set = || CHOICES.iter().position(|discount| discount.total_cmp(&SET_DISCOUNT).is_eq());
    let position = if learnt < FEWEST_TO_CHOOSE { set() } else { index_of_largest(likelihoods) };
    position.and_then(|position| states.get(position)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_raises_the_chance_and_the_start_says_a_half() {
        let steady = learn(&[false; 60]);
        let failing: Vec<bool> = (0..60).map(|i| i >= 50).collect();
        assert!(learn(&failing).state.mean() > 0.5 && steady.state.mean() < 0.1);
        assert_eq!(steady.said.first(), Some(&0.5));
        assert!(learn(&[]).said.is_empty());
    }

    #[test]
    fn long_steady_histories_remember_all() {
        let every_tenth: Vec<bool> = (0..2_000).map(|i| i % 10 == 3).collect();
        let chance = learn(&every_tenth).state.mean();
        assert!((chance - 0.1).abs() < 0.03, "{chance}");
    }
}
