//! Failures that come together: several workflows at once, and incidents of one.

use std::sync::Arc;

use forerun::engine::Failures;
use forerun::insight::{Incident, Outage, SharedTrait};
use forerun::view::chart::{IncidentSpan, Incidents};
use forerun::view::format;
use forerun::view::lack::Noun;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::charts::still;
use crate::components::{
    Cell, Column, DataTable, Explanation, Moment, Panel, TableData, badge, run_reference, workflow_reference,
};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::{Tone, counted, or_nothing, p_value, reason_of};

use super::words;

/// What the runs named of an outage are called: GitHub's numbers of runs tell nobody anything.
const RUNS: [&str; 3] = ["the first", "the second", "the third"];

/// What an incident is judged by.
const BEFORE: Noun = ("attempt before", "attempts before");

/// The section.
pub fn section(failures: &Failures) -> AnyView {
    let clusters = &failures.clusters;
    let explanation = Explanation::of(
        "An incident is 3 failures or more of a workflow in close succession, ended by two passes in a row. It is more than \
         chance where its failures would come about by the failure rate before it in fewer than 5 % of such stretches.",
    )
    .fact("Judged by", "up to 1\u{202f}000 finished attempts before it, at least 20; tail of the beta-binomial distribution")
    .fact("Adjusted", "for all incidents of the window (Benjamini and Hochberg)")
    .fact("Together", "workflows whose incidents began within six hours, beyond chance over all incidents (adjusted)");
    if clusters.incidents.is_empty() {
        return view! {
            <Panel title="Failures that came together" explanation=Some(explanation)>
                <p class="muted">"No workflow failed 3 times in close succession."</p>
            </Panel>
        }
        .into_any();
    }
    let left_out = (clusters.incidents_left_out > 0).then(|| {
        let text = format!(
            "Drawn and listed are {}; {} older ones that may be chance are left out.",
            format::count(clusters.incidents.len() as u64),
            format::count(clusters.incidents_left_out)
        );
        view! { <p class="muted">{text}</p> }
    });
    let table = Arc::new(TableData {
        title: "Incidents",
        columns: columns(),
        rows: clusters.incidents.iter().map(row).collect(),
    });
    let beyond = clusters.incidents.iter().filter(|incident| incident.is_beyond_chance).count();
    let is_open = beyond > 0;
    let incidents = clusters.incidents.len() as u64 + clusters.incidents_left_out;
    let picture = still(Arc::new(chart(failures)));
    let outages = clusters.outages.iter().map(outage).collect_view();
    view! {
        <Panel title="Failures that came together" explanation=Some(explanation)>
            <ul class="flaky-outages">{outages}</ul>
            <p>{verdict(beyond, incidents)}</p>
            {picture}
            {left_out}
            <details class="flaky-incidents" open=is_open>
                <summary>{counted(incidents, "incident", "incidents")} " one by one"</summary>
                <DataTable data=Signal::stored(table) sorted_by=2 />
            </details>
        </Panel>
    }
    .into_any()
}

/// What all of them come to.
fn verdict(beyond: usize, incidents: u64) -> String {
    let incidents = counted(incidents, "incident", "incidents");
    match beyond {
        0 => format!(
            "{incidents} of 3 failures or more, none of them more than chance brings about: nothing points at a common cause."
        ),
        _ => format!(
            "{incidents} of 3 failures or more, {beyond} of them more than chance brings about: look there first."
        ),
    }
}

fn shared_text(shared: &[SharedTrait]) -> String {
    let told = shared.iter().map(|found| {
        let (count, of) = (format::count(found.share.numerator), format::count(found.share.denominator));
        format!("{} ({count} of {of})", words::shared_trait(&found.value))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn outage(outage: &Outage) -> AnyView {
    let names: Vec<AnyView> = outage
        .workflows
        .iter()
        .enumerate()
        .map(|(position, subject)| {
            let separator = if position == 0 { "" } else { ", " };
            let name = words::subject(subject);
            let link = subject
                .workflow_id()
                .map_or_else(|| name.clone().into_any(), |id| workflow_reference(id, name.clone()));
            view! { {separator} {link} }.into_any()
        })
        .collect();
    let shared = shared_text(&outage.shared);
    let shared = if shared.is_empty() { String::new() } else { format!(" In common: {shared}.") };
    let runs = outage.run_ids.iter().zip(RUNS).enumerate().map(|(place, (&run_id, name))| {
        view! { {if place == 0 { " Failed runs: " } else { ", " }} {run_reference(run_id, name)} }
    });
    let lasted = format::duration(outage.end.seconds_since(outage.start).max(0) as f64);
    view! {
        <li>
            {badge("Together", Tone::Warning)}
            <p>
                {names} " began to fail together at " <Moment at=outage.start />
                {format!(": {} in {lasted} ({}).{shared}", counted(outage.failures, "failure", "failures"), p_value(outage.p_value))}
                {runs.collect_view()}
            </p>
        </li>
    }
    .into_any()
}

fn chart(failures: &Failures) -> Incidents {
    let mut rows: Vec<String> = Vec::new();
    let mut spans = Vec::new();
    for incident in &failures.clusters.incidents {
        let name = words::subject(&incident.subject);
        let row = rows.iter().position(|known| *known == name).unwrap_or_else(|| {
            rows.push(name);
            rows.len() - 1
        });
        spans.push(IncidentSpan {
            row,
            start: incident.start,
            end: incident.end,
            failures: incident.failures,
            decided: incident.decided,
            is_beyond_chance: incident.is_beyond_chance,
            is_open: incident.is_open,
        });
    }
    let left_out = failures.clusters.incidents_left_out;
    Incidents { period: failures.period, rows, spans, left_out, zone: use_app().zone.get_value() }
}

fn columns() -> Vec<Column> {
    vec![
        Column::words("Workflow"),
        Column::words("Judged"),
        Column::numbers("Began", Unit::Instant),
        Column::numbers("Lasted", Unit::Seconds),
        Column::numbers("Failed", Unit::Count),
        Column::numbers("Expected", Unit::Count),
        Column::words("In common"),
        Column::words("First run"),
    ]
}

fn row(incident: &Incident) -> Vec<Cell> {
    let name = words::subject(&incident.subject);
    let shown = name.clone();
    let workflow_id = incident.subject.workflow_id().unwrap_or_default();
    let (word, tone) = match (incident.is_open, incident.is_beyond_chance, &incident.p_value) {
        (true, true, _) => ("Going on", Tone::Bad),
        (false, true, _) => ("More than chance", Tone::Bad),
        (_, false, Ok(_)) => ("May be chance", Tone::Neutral),
        (_, false, Err(_)) => ("Too little before", Tone::Neutral),
    };
    let why = match &incident.p_value {
        Ok(p) => incident.adjusted_p_value.map_or_else(|| p_value(*p), |p| format!("{}, adjusted", p_value(p))),
        Err(lack) => reason_of(lack, BEFORE),
    };
    let start = incident.start;
    let seconds = incident.end.seconds_since(incident.start).max(0) as f64;
    let failed = format!("{} of {}", format::count(incident.failures), format::count(incident.decided));
    let first = incident.run_ids.first().copied();
    let run = Cell::words(first.map_or_else(String::new, |run_id| run_id.to_string()));
    vec![
        Cell::words(name).shown_as(move || workflow_reference(workflow_id, shown.clone())),
        Cell::words(word)
            .shown_as(move || view! { {badge(word, tone)} <small class="muted path">{why.clone()}</small> }.into_any()),
        Cell::number(Some(start.0 as f64), intl::minute(start))
            .shown_as(move || view! { <Moment at=start /> }.into_any()),
        Cell::number(Some(seconds), format::duration(seconds)),
        Cell::number(Some(incident.failures as f64), failed),
        Cell::number(
            incident.expected_failures,
            or_nothing(incident.expected_failures, |expected| format::number(expected, 1)),
        ),
        Cell::words(shared_text(&incident.shared)),
        match first {
            Some(run_id) => run.shown_as(move || run_reference(run_id, "open")),
            None => run,
        },
    ]
}
