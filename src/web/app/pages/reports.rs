//! The reports page: what the documents hold, and taking them away.

use forerun::domain::Filter;
use forerun::engine::{Answer, DocumentFormat, Problem, ProblemKind, Query};
use leptos::prelude::*;

use crate::components::{Panel, ProblemBox};
use crate::platform::{download, intl};
use crate::state::{App, use_app};
use crate::words::{rule_formula, rule_name, window_name};

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
    let button = move |format: DocumentFormat, label: &'static str| {
        view! {
            <button
                type="button"
                class="button primary"
                prop:disabled=is_making
                on:click=move |_| make(app, export, format)
            >
                {label}
            </button>
        }
    };
    view! {
        <h1 tabindex="-1" class="page-title">
            "Reports"
        </h1>
        <p class="page-lead">"Take the numbers away: to keep, to send, or to feed into something else."</p>
        <div class="report-grid">
            <Panel title="JSON" note="For programs. Every number of the overview and of each workflow.">
                <ul class="plain-list">
                    <li>"Times in UTC, durations in seconds, shares from 0 to 1, scores from 0 to 100."</li>
                    <li>"Where there is no number it says null and why; nothing is invented."</li>
                    <li>"The filter, the success rule and what the history covers are part of it."</li>
                    <li>"It follows a published JSON Schema, named in its first field."</li>
                </ul>
                <p class="actions">{button(DocumentFormat::Json, "Export JSON")}</p>
            </Panel>
            <Panel title="Markdown" note="For people. The same numbers as text and tables.">
                <ul class="plain-list">
                    <li>"Made for an issue, a wiki page or a mail."</li>
                    <li>"Names the filter and how each rate was counted."</li>
                </ul>
                <p class="actions">{button(DocumentFormat::Markdown, "Export Markdown")}</p>
            </Panel>
            <Panel title="Filter in force" note="Both documents are about exactly these attempts. Change it above.">
                {move || filter_list(app, &app.filter())}
            </Panel>
        </div>
        {move || outcome(export.get())}
    }
    .into_any()
}

fn make(app: App, export: RwSignal<Export>, format: DocumentFormat) {
    export.set(Export::Making);
    let zone = app.zone.with_value(|zone| (**zone).clone());
    app.query(Query::Document(format, app.route.with_untracked(|route| route.filter.clone()), zone), move |answer| {
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
        ("Event", filter.event.clone().unwrap_or_else(|| "all".to_owned())),
        ("Success rule", format!("{}: {}", rule_name(filter.rule), rule_formula(filter.rule))),
    ];
    let row = |(name, value): (&'static str, String)| {
        view! {
            <div class="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! { <dl class="facts">{rows.into_iter().map(row).collect_view()}</dl> }
}
