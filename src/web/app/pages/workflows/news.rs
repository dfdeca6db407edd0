//! What is said of a workflow beside its numbers: whether it is broken or flaky, what changed last, what its next run
//! may do.

use forerun::engine::Workflows;
use forerun::insight::{Changepoint, FlakyState, Metric};
use forerun::view::format;

use crate::platform::intl;
use crate::words::Tone;

/// The news of one workflow.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// A word for a badge, where it is not healthy.
    pub badge: Option<(&'static str, Tone)>,
    /// What changed and what is coming, in words; empty where nothing is known.
    pub sentence: String,
}

impl News {
    /// Gathers what the answer holds of a workflow.
    pub fn of(answer: &Workflows, workflow_id: u64) -> Self {
        let state = answer.flaky.iter().find(|(id, _)| *id == workflow_id).map(|(_, state)| *state);
        let badge = match state {
            Some(FlakyState::Broken) => Some(("Broken", Tone::Bad)),
            Some(FlakyState::Flaky) => Some(("Flaky", Tone::Warning)),
            _ => None,
        };
        let shift = answer.changepoints.iter().find(|change| change.subject.workflow_id() == Some(workflow_id));
        let next = answer.next_runs.iter().find(|next| next.workflow_id == workflow_id);
        let chance = next.and_then(|next| next.chance.as_ref().ok()).map(|(chance, _)| *chance);
        let parts = [
            shift.map(change_words),
            chance.map(|chance| format!("{} chance that the next run fails", format::percent(chance))),
        ];
        Self { badge, sentence: parts.into_iter().flatten().collect::<Vec<_>>().join(" · ") }
    }
}

fn change_words(change: &Changepoint) -> String {
    let by = change.change_percent.map(|percent| format!("{} ", format::percent(percent.abs() / 100.0)));
    let what = match (change.metric, change.is_worse) {
        (Metric::Duration, true) => format!("{}slower", by.unwrap_or_default()),
        (Metric::Duration, false) => format!("{}faster", by.unwrap_or_default()),
        (_, true) => "fails more often".to_owned(),
        (_, false) => "fails less often".to_owned(),
    };
    format!("{what} since {}", intl::day(change.at))
}
