//! Workflows that begin to fail at about the same time. One workflow's long trouble does not draw in all that begins
//! while it lasts: beginnings must lie close together.

use crate::domain::{SECONDS_PER_HOUR, Timestamp, sort_by_key};
use crate::stats::{Adjustment, adjust_p, combine_p};

use super::incident::{Sequence, Span};
use super::{BEYOND_CHANCE, NameMemory, Outage, Subject, View, shared};

/// Beginnings within so long of the first one belong together.
const ONSET_SECONDS: u32 = 6 * SECONDS_PER_HOUR as u32;
/// Runs of failures likelier than this by chance take no part.
const MOST_LIKELY: f64 = 0.05;
/// The combined chance must be below this.
const MOST_LIKELY_TOGETHER: f64 = 0.01;
/// Outages kept.
const MOST_OUTAGES: usize = 20;
/// Runs told of an outage.
const MOST_RUNS: usize = 10;

/// Runs of failures that began together.
struct Candidate<'a> {
    group: &'a [&'a (usize, Span)],
    /// Positions in `parts` and the chance that speaks for each, first to fail first.
    workflows: Vec<(usize, f64)>,
    /// Fisher's combination of these chances.
    p_value: f64,
}

/// Outages among the runs of failures of several workflows: `found` names each by its position in `parts`. The more runs
/// of failures there are, the more of them begin together by chance: an outage must survive the control of false
/// discoveries over all of them.
pub(super) fn find(
    view: &View<'_>,
    parts: &[(u16, Sequence)],
    found: &[(usize, Span)],
    names: &mut NameMemory,
) -> Vec<Outage> {
    let is_suspect = |entry: &&(usize, Span)| entry.1.p_value.as_ref().is_ok_and(|&p| p < MOST_LIKELY);
    let mut suspects: Vec<&(usize, Span)> = found.iter().filter(is_suspect).collect();
    sort_by_key(&mut suspects, |entry| entry.1.start);
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let mut rest = suspects.as_slice();
    while let Some(first) = rest.first() {
        let mut end = first.1.end;
        let joins = |entry: &&&(usize, Span)| {
            let span = &entry.1;
            let is_near = span.start <= first.1.start.saturating_add(ONSET_SECONDS);
            let is_during = Timestamp(i64::from(span.start)) <= end;
            end = if is_near && is_during { end.max(span.end) } else { end };
            is_near && is_during
        };
        let (group, after) = rest.split_at(rest.iter().take_while(joins).count().max(1));
        candidates.extend(candidate(group));
        rest = after;
    }
    let mut p_values: Vec<f64> = candidates.iter().map(|candidate| candidate.p_value).collect();
    p_values.resize(found.len(), 1.0);
    let adjusted = adjust_p(&p_values, Adjustment::FalseDiscoveries);
    let survivors = candidates.iter().zip(adjusted).filter(|(_, adjusted)| *adjusted < BEYOND_CHANCE);
    let newest = survivors.rev().take(MOST_OUTAGES);
    newest.filter_map(|(candidate, _)| outage(view, parts, candidate, names)).collect()
}

fn candidate<'a>(group: &'a [&'a (usize, Span)]) -> Option<Candidate<'a>> {
    // The likeliest run of failures of each workflow speaks for it, so that nobody counts twice.
    let mut workflows: Vec<(usize, f64)> = Vec::new();
    for (number, span) in group {
        let p = span.p_value.clone().unwrap_or(1.0);
        match workflows.iter_mut().find(|known| known.0 == *number) {
            Some(known) => known.1 = known.1.max(p),
            None => workflows.push((*number, p)),
        }
    }
    if workflows.len() < 2 {
        return None;
    }
    let p_values: Vec<f64> = workflows.iter().map(|known| known.1).collect();
    let (_, p_value) = combine_p(&p_values).ok()?.fisher;
    (p_value < MOST_LIKELY_TOGETHER).then_some(Candidate { group, workflows, p_value })
}

fn outage(
    view: &View<'_>,
    parts: &[(u16, Sequence)],
    candidate: &Candidate<'_>,
    names: &mut NameMemory,
) -> Option<Outage> {
    let Candidate { group, workflows, p_value } = candidate;
    let spans: Vec<(&Sequence, &Span)> =
        group.iter().filter_map(|(number, span)| Some((&parts.get(*number)?.1, span))).collect();
    let subject = |known: &(usize, f64)| Subject::workflow(view, parts.get(known.0)?.0);
    let (first, end) = (group.first()?, group.iter().map(|(_, span)| span.end).max()?);
    let mut run_ids: Vec<u64> = spans.iter().flat_map(|(sequence, span)| sequence.run_ids(view, span)).collect();
    run_ids.truncate(MOST_RUNS);
    Some(Outage {
        start: Timestamp(i64::from(first.1.start)),
        end,
        failures: group.iter().map(|(_, span)| span.failed).sum(),
        workflows: workflows.iter().filter_map(subject).collect(),
        p_value: *p_value,
        shared: shared::traits(view, &spans, names),
        run_ids,
    })
}
