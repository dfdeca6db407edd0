//! Puts together what is known of the flakiness of a view: by workflow, one walk for evidence and one, in the order of
//! time, for the states.

use crate::domain::{NO_TEXT, Timestamp, sort_by};
use crate::stats::{Lack, jeffreys};

use super::super::error_category::failure_of;
use super::super::past::{Past, PastOfWorkflow};
use super::evidence::{FailingCommits, Pair, Shown, evidence};
use super::rate::summarise_flakiness;
use super::scope::{MainBranch, Scope};
use super::state::{Machine, Seen};
use super::{Flakiness, FlakyEvidence, FlakyGroups, FlakyShare, FlakyState, FlakySubject, Rate, Subject, View};

/// Subjects kept.
const MOST_SUBJECTS: usize = 300;
/// Newest evidence kept of a subject.
const MOST_EVIDENCE: usize = 10;
/// Fewest repeated failing commits by which a share is told.
const FEWEST_REPEATED: u64 = 5;

/// Examines workflows, jobs and steps. Evidence, shares and costs are those of commits that first failed in the view's
/// window; states come of the whole history of the same choice up to the window's end, so that they do not depend on
/// its beginning. O(n log n) in attempts and executed jobs.
pub fn examine_flakiness(view: &View<'_>) -> Flakiness {
    examine_past(view, &Past::of(view))
}

/// The same, where the view's past is known.
pub(in crate::insight) fn examine_past(view: &View<'_>, past: &Past<'_>) -> Flakiness {
    let window_start = past.window_start;
    let mut groups = FlakyGroups::default();
    let (mut infrastructure_attempts, mut wasted_seconds) = (0, 0.0);
    let mut subjects = Vec::new();
    let mut failing = FailingCommits::new(&past.history);
    for PastOfWorkflow { workflow, part, chronological } in &past.parts {
        let scope = Scope::of(part);
        let set_aside = scope.infrastructure.iter().filter(|&&row| part.started_seconds(row) >= window_start);
        infrastructure_attempts += set_aside.count() as u64;
        let shown = evidence(part, &scope, window_start, &mut failing);
        if let Some(of_workflow) = shown.first() {
            groups.add(&of_workflow.groups);
            wasted_seconds += of_workflow.waste.seconds();
        }
        let followed = follow(part, chronological, &scope, &shown, window_start);
        for (position, (shown, followed)) in shown.into_iter().zip(followed).enumerate() {
            let is_telling =
                !shown.pairs.is_empty() || matches!(followed.state, FlakyState::Broken | FlakyState::Flaky);
            let subject = scope.subject(part, *workflow, position).filter(|_| position == 0 || is_telling);
            subjects.extend(subject.map(|subject| describe(part, subject, shown, followed)));
        }
    }
    sort_by(&mut subjects, |a, b| {
        let of = |subject: &FlakySubject| (subject.wasted_seconds, subject.score.clone().unwrap_or_default());
        let ((wasted_a, score_a), (wasted_b, score_b)) = (of(a), of(b));
        let by_cost = wasted_b.total_cmp(&wasted_a).then(score_b.total_cmp(&score_a));
        a.state.cmp(&b.state).then(by_cost).then_with(|| a.subject.cmp(&b.subject))
    });
    let subjects_left_out = subjects.len().saturating_sub(MOST_SUBJECTS) as u64;
    subjects.truncate(MOST_SUBJECTS);
    Flakiness {
        rate: summarise_flakiness(view),
        coverage: Rate::of(groups.repeated + groups.repeated_elsewhere, groups.failing),
        share: share(&groups),
        infrastructure_attempts,
        wasted_seconds,
        subjects,
        subjects_left_out,
    }
}

/// Where a subject stands, and its executions and failures in the window.
struct Followed {
    state: FlakyState,
    clean_runs: Option<u64>,
    transitions: Vec<super::FlakyTransition>,
    executions: u64,
    failures: u64,
}

/// The states of everyone in `scope`, by position: one walk in the order of time.
fn follow(
    history: &View<'_>,
    chronological: &[u32],
    scope: &Scope,
    shown: &[Shown],
    window_start: u32,
) -> Vec<Followed> {
    let main = MainBranch::of(history);
    let mut machines: Vec<(Machine<'_>, u64, u64)> =
        shown.iter().map(|shown| (Machine::new(&shown.events), 0, 0)).collect();
    for &row in chronological {
        let at = history.started_seconds(row);
        let is_in_window = at >= window_start;
        let seen = Seen {
            at,
            commit: history.commit(row),
            failed: false,
            is_first_attempt: history.attempt(row) <= 1,
            is_on_main: main.holds(history, row),
        };
        scope.trials(history, row, |position, _, failed| {
            if let Some((machine, executions, failures)) = machines.get_mut(position as usize) {
                machine.see(Seen { failed, ..seen });
                *executions += u64::from(is_in_window);
                *failures += u64::from(is_in_window && failed);
            }
        });
    }
    let end = history.period.end.min(history.now);
    let end = u32::try_from(end.0).unwrap_or_default();
    let finish = |(mut machine, executions, failures): (Machine<'_>, u64, u64)| {
        machine.advance(end);
        let (state, clean_runs) = (machine.state(), machine.clean_runs());
        Followed { state, clean_runs, transitions: machine.into_transitions(), executions, failures }
    };
    machines.into_iter().map(finish).collect()
}

fn describe(view: &View<'_>, subject: Subject, shown: Shown, followed: Followed) -> FlakySubject {
    let Followed { state, clean_runs, transitions, executions, failures } = followed;
    let groups = &shown.groups;
    let share = share(groups);
    // Nothing that was repeated, or a flake among so few repetitions that no share can be told.
    let is_unseen = shown.failing > 0 && shown.repeated == 0;
    let is_in_doubt = groups.flaky + groups.flaky_elsewhere > 0 && share.is_err();
    let is_unknown = state == FlakyState::Healthy && (is_unseen || is_in_doubt);
    let lack = if is_unseen { Some(no_reruns()) } else { share.as_ref().err().cloned() };
    let is_job = matches!(subject, Subject::Job { .. });
    let mut pairs = shown.pairs;
    sort_by(&mut pairs, |a, b| b.found_at.cmp(&a.found_at).then(b.failed.cmp(&a.failed)));
    FlakySubject {
        subject,
        state: if is_unknown { FlakyState::Undefined } else { state },
        undefined_because: lack.filter(|_| is_unknown),
        since: transitions.last().map(|transition| transition.at).filter(|_| !is_unknown),
        transitions,
        executions,
        failures,
        groups: shown.groups,
        share,
        score: score(&shown.groups),
        newest: pairs.iter().take(MOST_EVIDENCE).map(|pair| tell(view, pair, is_job)).collect(),
        wasted_seconds: shown.waste.seconds(),
        seconds_without_jobs: shown.waste.seconds_without_jobs(),
        wasted_jobs: shown.waste.into_jobs(),
        clean_runs,
    }
}

fn tell(view: &View<'_>, pair: &Pair, is_job: bool) -> FlakyEvidence {
    let failure = pair.failed_job.filter(|_| is_job).and_then(|job| failure_of(view, pair.failed, job));
    let step = failure.map_or(NO_TEXT, |failure| failure.step_name);
    FlakyEvidence {
        strength: pair.strength,
        commit: view.columns.commit_text(view.commit(pair.failed)).unwrap_or_default(),
        failed_run_id: view.run_id(pair.failed),
        failed_attempt: view.attempt(pair.failed),
        passed_run_id: view.run_id(pair.passed),
        passed_attempt: view.attempt(pair.passed),
        found_at: Timestamp(i64::from(pair.found_at)),
        failed_step: view.columns.text(step).map(str::to_owned),
    }
}

fn no_reruns() -> Lack {
    Lack::undefined("no re-runs observed")
}

/// Flaky / repeated in the same run. Only commits that were repeated can tell, so that the share does not depend on how
/// often people run again what failed.
fn share(groups: &FlakyGroups) -> Result<FlakyShare, Lack> {
    Lack::unless_enough(groups.repeated as usize, FEWEST_REPEATED as usize)?;
    let (low, high) = jeffreys(groups.flaky, groups.repeated, 0.95);
    Ok(FlakyShare { value: groups.flaky as f64 / groups.repeated as f64, low, high })
}

/// 100 × (½ + flaky) / (1 + flaky + steady) × (1 − e^(−flaky/3)): the mean of the Jeffreys posterior, drawn to 0 while
/// flaky commits are few.
fn score(groups: &FlakyGroups) -> Result<f64, Lack> {
    if groups.repeated + groups.repeated_elsewhere == 0 {
        return Err(no_reruns());
    }
    let (flaky, steady) = (groups.weighted_flaky(), groups.weighted_steady());
    Ok(100.0 * (0.5 + flaky) / (1.0 + flaky + steady) * -(-flaky / 3.0).exp_m1())
}
