//! Whether the failures of a workflow cluster at all, by five methods that look at different sides of it.

use crate::domain::sort_by;
use crate::stats::{
    Lack, burstiness, chi_square_sf, dispersion, hawkes_fit, markov_chain, poisson_log_likelihood, runs_test,
};

use super::incident::Sequence;
use super::{
    BurstFinding, ClusterTendency, ContagionFinding, DispersionFinding, FailureSuccession, RunsFinding, Subject, View,
};

/// Decided attempts looked at, newest first kept.
const MOST_ATTEMPTS: usize = 10_000;
/// Fewest decided attempts, and fewest failures and passes among them.
const FEWEST_DECIDED: usize = 20;
const FEWEST_OF_EACH: usize = 5;
/// Attempts of a block of the index of dispersion.
const BLOCK: usize = 10;
/// Fewest failures whose followers can be told, and the newest looked at.
const FEWEST_FOR_CONTAGION: usize = 20;
const MOST_FOR_CONTAGION: usize = 100;
/// Workflows whose followers are fitted: a fit takes some milliseconds.
const MOST_FITTED: usize = 3;

/// One entry a workflow with decided attempts in the window, most failures first.
pub(super) fn of_workflows(view: &View<'_>, parts: &[(u16, Sequence)], window_start: u32) -> Vec<ClusterTendency> {
    let stretch = |sequence: &Sequence| {
        let end = sequence.starts.len();
        sequence.starts.partition_point(|&start| start < window_start).max(end.saturating_sub(MOST_ATTEMPTS))..end
    };
    let mut ordered: Vec<(u64, u64, &(u16, Sequence))> = Vec::new();
    for part in parts {
        let range = stretch(&part.1);
        let (failed, decided) = part.1.count(range.start, range.end);
        if decided > 0 {
            ordered.push((failed, decided, part));
        }
    }
    sort_by(&mut ordered, |a, b| b.0.cmp(&a.0));
    let of = |(place, (failed, decided, (workflow, sequence))): (usize, (u64, u64, &(u16, Sequence)))| {
        let range = stretch(sequence);
        let outcomes = sequence.failed.get(range.clone()).unwrap_or_default();
        let starts = sequence.starts.get(range).unwrap_or_default();
        Some(ClusterTendency {
            subject: Subject::workflow(view, *workflow)?,
            decided,
            failed,
            succession: succession(outcomes),
            runs_test: runs(outcomes),
            dispersion: spread(outcomes),
            burstiness: bursts(outcomes, starts),
            contagion: if place < MOST_FITTED {
                contagion(outcomes)
            } else {
                Err(Lack::undefined("fitted for the workflows with most failures only"))
            },
        })
    };
    ordered.into_iter().enumerate().filter_map(of).collect()
}

fn enough(outcomes: &[bool]) -> Result<(), Lack> {
    Lack::unless_enough(outcomes.len(), FEWEST_DECIDED)?;
    let failed = outcomes.iter().filter(|&&failed| failed).count();
    let rarer = failed.min(outcomes.len() - failed);
    if rarer == 0 { Err(Lack::NoVariation) } else { Lack::unless_enough(rarer, FEWEST_OF_EACH) }
}

fn succession(outcomes: &[bool]) -> Result<FailureSuccession, Lack> {
    enough(outcomes)?;
    let chain = markov_chain(outcomes)?;
    let (after_pass, after_failure) = (chain.yes_after_no, chain.yes_after_yes);
    Ok(FailureSuccession { after_pass, after_failure, p_value: chain.test.p_value })
}

fn runs(outcomes: &[bool]) -> Result<RunsFinding, Lack> {
    enough(outcomes)?;
    let test = runs_test(outcomes)?;
    Ok(RunsFinding { runs: test.runs as u64, z: test.z, p_value: test.p_value })
}

fn spread(outcomes: &[bool]) -> Result<DispersionFinding, Lack> {
    enough(outcomes)?;
    let found = dispersion(outcomes, BLOCK)?;
    Ok(DispersionFinding { index: found.index, p_value: found.test.p_value })
}

fn bursts(outcomes: &[bool], starts: &[u32]) -> Result<BurstFinding, Lack> {
    let times: Vec<f64> =
        outcomes.iter().zip(starts).filter(|(failed, _)| **failed).map(|(_, &start)| f64::from(start)).collect();
    Lack::unless_enough(times.len(), FEWEST_OF_EACH)?;
    let found = burstiness(&times)?;
    let all: Vec<f64> = starts.iter().map(|&start| f64::from(start)).collect();
    Ok(BurstFinding {
        burstiness: found.corrected,
        burstiness_of_attempts: burstiness(&all).ok().map(|all| all.corrected),
        memory: found.memory,
    })
}

fn contagion(outcomes: &[bool]) -> Result<ContagionFinding, Lack> {
    let places: Vec<usize> = (0..outcomes.len()).filter(|&place| outcomes.get(place) == Some(&true)).collect();
    Lack::unless_enough(places.len(), FEWEST_FOR_CONTAGION)?;
    if places.len() == outcomes.len() {
        return Err(Lack::NoVariation);
    }
    let newest = places.get(places.len().saturating_sub(MOST_FOR_CONTAGION)..).unwrap_or_default();
    let first = newest.first().copied().unwrap_or_default();
    // The clock starts one usual interval before the first failure, which would else come at no time at all.
    let span = newest.last().copied().unwrap_or_default() - first;
    let lead = span as f64 / (newest.len() - 1) as f64;
    let times: Vec<f64> = newest.iter().map(|place| (place - first) as f64 + lead).collect();
    let (fit, likelihood) = hawkes_fit(&times)?;
    let half_life_attempts = core::f64::consts::LN_2 / fit.decay;
    // Beyond either bound the fit explains the level itself by followers that never end.
    if !(fit.branching < 1.0 && half_life_attempts < span as f64) {
        return Err(Lack::undefined("followers cannot be told from the usual level"));
    }
    let gain = (likelihood - poisson_log_likelihood(&times)?).max(0.0);
    Ok(ContagionFinding { branching: fit.branching, half_life_attempts, p_value: chi_square_sf(2.0 * gain, 2.0) })
}
