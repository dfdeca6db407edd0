//! What the comparison comes to, in a sentence or two.

use std::sync::Arc;

use forerun::engine::Compared;
use forerun::insight::{Change, ComparedMeasure, Measure, SharedJobs, SharedSubject};
use leptos::prelude::*;

use crate::components::badge;
use crate::words::{Tone, counted};

use super::wording::{measure_difference, measure_name, measure_value};

/// The panel on top.
pub fn verdict(compared: Signal<Arc<Compared>>, names: Memo<[String; 2]>) -> AnyView {
    let text = move || {
        let [first, second] = names.get();
        compared.with(|compared| {
            let sides = compared.sides.as_ref()?;
            let (word, tone, sentence, rest) = told(&sides.measures, &first, &second);
            Some((
                word,
                tone,
                sentence,
                [Some(rest), by_workflow(&sides.workflows)].into_iter().flatten().collect::<Vec<_>>().join(" "),
            ))
        })
    };
    let body = move || {
        text().map(|(word, tone, sentence, rest)| {
            view! {
                <p class="compare-verdict">{badge(word, tone)} " " {sentence}</p>
                <p class="muted">{rest}</p>
            }
        })
    };
    view! {
        <section class="panel" aria-label="Verdict">
            {body}
        </section>
    }
    .into_any()
}

/// Which workflows differ when each is held against itself: another mix of them, or two that differ in opposite ways, may
/// leave the numbers of all together alike.
fn by_workflow(shared: &SharedJobs) -> Option<String> {
    let differs = |subject: &&SharedSubject| {
        let is_clear = |change: Change| matches!(change, Change::Better | Change::Worse);
        is_clear(subject.duration_change) || is_clear(subject.failure_change)
    };
    let names: Vec<String> = shared.subjects.iter().filter(differs).map(|subject| subject.workflow.clone()).collect();
    let verb = if names.len() == 1 { "differs" } else { "differ" };
    (!names.is_empty()).then(|| format!("Each workflow held against itself, {} {verb}: see below.", joined(&names)))
}

/// A word, its tone, what differs, and what is not told apart.
fn told(measures: &[ComparedMeasure], first: &str, second: &str) -> (&'static str, Tone, String, String) {
    let of = |change: Change| measures.iter().filter(|measure| measure.change == change).collect::<Vec<_>>();
    let (better, worse, different) = (of(Change::Better), of(Change::Worse), of(Change::Different));
    let (word, tone) = match (better.is_empty(), worse.is_empty()) {
        (false, true) => ("A is better", Tone::Good),
        (true, false) => ("A is worse", Tone::Bad),
        (false, false) => ("Mixed", Tone::Warning),
        (true, true) if different.is_empty() => ("No clear difference", Tone::Neutral),
        (true, true) => ("Different", Tone::Neutral),
    };
    let sentence = if better.is_empty() && worse.is_empty() && different.is_empty() {
        format!(
            "Between {first} and {second} no number of all runs together differs by more than chance and more than 5\u{a0}%."
        )
    } else {
        let list = |what: &str, found: &[&ComparedMeasure]| {
            let named: Vec<String> = distinct(found).into_iter().map(phrase).collect();
            (!named.is_empty()).then(|| format!("{what} {}.", joined(&named)))
        };
        let parts = [
            list(&format!("{first} is worse than {second} in"), &worse),
            list(&format!("{first} is better than {second} in"), &better),
            list(if better.is_empty() && worse.is_empty() { "Different:" } else { "Also different:" }, &different),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let unclear = of(Change::Unchanged).len() as u64;
    let unknown = of(Change::Unknown);
    let mut rest = format!("{} without a clear difference", counted(unclear, "number", "numbers"));
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.iter().map(|measure| inner_name(measure.measure)).collect();
        rest = format!("{rest}; not enough data for {}", joined(&names));
    }
    (word, tone, sentence, format!("{rest}."))
}

/// A failure rate says nothing new beside the success rate.
fn distinct<'a>(found: &[&'a ComparedMeasure]) -> Vec<&'a ComparedMeasure> {
    let has_success = found.iter().any(|measure| measure.measure == Measure::SuccessRate);
    found.iter().copied().filter(|found| !(has_success && found.measure == Measure::FailureRate)).collect()
}

/// A measure's name within a sentence.
fn inner_name(measure: Measure) -> String {
    measure_name(measure).to_lowercase().replace("p95", "P95").replace("p90", "P90")
}

fn phrase(measure: &ComparedMeasure) -> String {
    let name = inner_name(measure.measure);
    let value = |value: Option<f64>| value.map(|value| measure_value(measure.measure, value)).unwrap_or_default();
    let difference = measure.difference.map(|difference| measure_difference(measure.measure, difference));
    format!("{name} ({} against {}, {})", value(measure.first), value(measure.second), difference.unwrap_or_default())
}

fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
