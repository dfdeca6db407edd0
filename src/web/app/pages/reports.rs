//! The reports page: what the documents hold, and taking them away.

use forerun::domain::Filter;
use forerun::engine::{Answer, DocumentFormat, DocumentKind, Problem, ProblemKind, Query};
use leptos::prelude::*;

use crate::components::{NothingStored, Panel, ProblemBox};
use crate::platform::{download, intl};
use crate::state::{App, use_app};
use crate::words::{event, rule_formula, rule_name, window_name};

/// The documents that are part of the report: kind, label of the button, what is in it.
const PARTS: [(DocumentKind, &str, &str); 5] = [
    (DocumentKind::Alert, "Alerts", "What the rules say now and said lately, with evidence and what to do."),
    (DocumentKind::Performance, "Performance", "Scores of the newest runs and of each workflow."),
    (DocumentKind::Dashboard, "Dashboard", "Health, rates, durations and waiting, day by day."),
    (DocumentKind::PredictiveAnalysis, "Predictions", "Forecasts with their record, chances of the next runs, risk."),
    (DocumentKind::TrendAnalysis, "Trends", "What rises and falls, and the window before."),
];

/// How an export is going.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Export {
    Idle,
    Making,
    Saved(String),
    Failed(Problem),
}

/// The page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let app = use_app();
    let export = RwSignal::new(Export::Idle);
    let is_making = move || export.with(|export| *export == Export::Making);
    // Where no run is stored every document would be a frame of nulls.
    let is_empty = Memo::new(move |_| app.open_repository().is_some_and(|open| open.attempts == 0));
    let lead = move || {
        if is_empty.get() {
            "There is nothing to report yet."
        } else {
            "Take the numbers away: to keep, to send, or to feed into something else."
        }
    };
    let button = move |kind: DocumentKind, format: DocumentFormat, class: &'static str, label: &'static str| {
        view! {
            <button
                type="button"
                class=class
                prop:disabled=is_making
                on:click=move |_| make(app, export, kind, format)
            >
                {label}
            </button>
        }
    };
    view! {
        <h1 tabindex="-1" class="page-title">
            "Reports"
        </h1>
        <p class="page-lead">{lead}</p>
        <Show when=move || is_empty.get()>
            <NothingStored />
        </Show>
        <div class="report-grid" hidden=is_empty>
            <Panel title="JSON" note="For programs. Every number of the overview and of each workflow.">
                <ul class="plain-list">
                    <li>"Times in UTC, durations in seconds, shares from 0 to 1, scores from 0 to 100."</li>
                    <li>"Where there is no number it says null and why; nothing is invented."</li>
                    <li>"The filter, the success rule and what the history covers are part of it."</li>
                    <li>"It follows a published JSON Schema, named in its first field."</li>
                </ul>
                <p class="actions">{button(DocumentKind::Report, DocumentFormat::Json, "button primary", "Export JSON")}</p>
            </Panel>
            <Panel title="Markdown" note="For people. The same numbers as text and tables.">
                <ul class="plain-list">
                    <li>"Made for an issue, a wiki page or a mail."</li>
                    <li>"Names the filter and how each rate was counted."</li>
                </ul>
                <p class="actions">{button(DocumentKind::Report, DocumentFormat::Markdown, "button primary", "Export Markdown")}</p>
            </Panel>
            <Panel title="Single documents" note="Parts of the report on their own, each with its own schema.">
                <ul class="document-list">
                    {PARTS
                        .map(|(kind, label, note)| {
                            view! {
                                <li>
                                    {button(kind, DocumentFormat::Json, "button", label)}
                                    <span class="muted">{note}</span>
                                </li>
                            }
                        })
                        .into_iter()
                        .collect_view()}
                </ul>
            </Panel>
            <Panel title="Filter in force" class="report-filter" note="All documents are about exactly these attempts. Change it above.">
                {move || filter_list(app, &app.filter())}
            </Panel>
        </div>
        {move || outcome(export.get())}
    }
    .into_any()
}

fn make(app: App, export: RwSignal<Export>, kind: DocumentKind, format: DocumentFormat) {
    export.set(Export::Making);
    let zone = app.zone.with_value(|zone| (**zone).clone());
    let filter = app.route.with_untracked(|route| route.filter.clone());
    app.query(Query::Document(kind, format, filter, zone), move |answer| {
        let outcome = match answer {
            Ok(Answer::Document(document)) => {
                match download::save(&document.file_name, &document.media_type, &document.text) {
                    Ok(()) => Export::Saved(document.file_name),
                    Err(_) => Export::Failed(refused()),
                }
            }
            Ok(_) => Export::Failed(refused()),
            Err(problem) => Export::Failed(problem),
        };
        // The person may have left the page meanwhile.
        export.try_set(outcome);
    });
}

fn refused() -> Problem {
    Problem {
        kind: ProblemKind::Internal,
        title: "The file could not be saved".to_owned(),
        advice: "Allow downloads for this page in your browser and try again.".to_owned(),
        link: None,
    }
}

fn outcome(export: Export) -> AnyView {
    match export {
        Export::Idle => ().into_any(),
        Export::Making => view! { <p role="status">"Writing the report…"</p> }.into_any(),
        Export::Saved(name) => view! { <p role="status">{format!("Saved as {name}.")}</p> }.into_any(),
        Export::Failed(problem) => view! { <ProblemBox problem /> }.into_any(),
    }
}

fn filter_list(app: App, filter: &Filter) -> impl IntoView + use<> {
    let workflow = filter.workflow_id.map(|id| app.workflow_name(id));
    let rows = [
        ("Window", window_name(filter.window, intl::period)),
        ("Workflow", workflow.unwrap_or_else(|| "all".to_owned())),
        ("Branch", filter.branch.clone().unwrap_or_else(|| "all".to_owned())),
        ("Event", filter.event.as_deref().map_or_else(|| "all".to_owned(), event)),
        ("Success rule", format!("{}: {}", rule_name(filter.rule), rule_formula(filter.rule))),
    ];
    let row = |(name, value): (&'static str, String)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! { <dl class="facts">{rows.into_iter().map(row).collect_view()}</dl> }
}
