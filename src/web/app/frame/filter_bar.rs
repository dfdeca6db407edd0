//! Which attempts the numbers are about. Its state is the address: every choice is a link's worth of history.

use forerun::domain::{Filter, SuccessRule};
use leptos::prelude::*;

use crate::components::{Icon, IconName, SelectField};
use crate::state::{Opening, use_app};
use crate::words::{filter_words, rule_choices};

use super::window_picker::WindowPicker;

/// What stands for "no choice" in a select.
const ANY: &str = "";

/// Window, workflow, branch, event, rule.
#[component]
pub fn FilterBar() -> impl IntoView {
    let app = use_app();
    let is_open = RwSignal::new(false);
    let summary = move || {
        let words = filter_words(app);
        if words.is_empty() { "everything".to_owned() } else { words }
    };
    view! {
        <section class="filters" aria-label="Filters">
            <WindowPicker />
            // Shown on phones only, where the selects would push the numbers off the screen.
            <button
                type="button"
                class="button filter-toggle"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                <span>"Filters: "</span>
                <span class="filter-summary">{summary}</span>
                <Icon name=IconName::Chevron />
            </button>
            <div class="filter-selects" class:is-open=is_open>
                <WorkflowSelect />
                <BranchSelect />
                <EventSelect />
                <RuleSelect />
            </div>
        </section>
    }
}

/// The choices of a select; what the address names is always one of them, so that nothing is filtered unseen.
fn choices(any: &str, known: Vec<(String, String)>, chosen: Option<String>) -> Vec<(String, String)> {
    choices_or(any, known, chosen.map(|value| (value.clone(), value)))
}

/// The same, of what has another name than its value.
fn choices_or(any: &str, known: Vec<(String, String)>, chosen: Option<(String, String)>) -> Vec<(String, String)> {
    let missing = chosen.filter(|chosen| known.iter().all(|(value, _)| *value != chosen.0));
    [(ANY.to_owned(), any.to_owned())].into_iter().chain(known).chain(missing).collect()
}

fn some_choice(value: String) -> Option<String> {
    Some(value).filter(|value| value != ANY)
}

#[component]
fn WorkflowSelect() -> impl IntoView {
    let app = use_app();
    let chosen = move || app.filter().workflow_id.map(|id| id.to_string());
    let known = move || {
        app.with_session(|session| {
            session.workflows.iter().map(|workflow| (workflow.id.to_string(), workflow.label.clone())).collect()
        })
    };
    // Its name comes with the history; an id tells nobody anything until then.
    let named = move |id: String| {
        let name = if app.opening() == Opening::Loading { "…".to_owned() } else { id.clone() };
        (id, name)
    };
    view! {
        <SelectField
            id="filter-workflow"
            label="Workflow"
            choices=Memo::new(move |_| choices_or("All workflows", known(), chosen().map(named)))
            chosen=Signal::derive(move || chosen().unwrap_or_default())
            on_choose=Callback::new(move |value: String| {
                app.change_filter(|filter: &mut Filter| filter.workflow_id = value.parse().ok());
            })
        />
    }
}

#[component]
fn BranchSelect() -> impl IntoView {
    let app = use_app();
    let known = move || {
        app.with_session(|session| {
            let default = session.default_branch.as_deref();
            let text = |branch: &String| {
                if Some(branch.as_str()) == default { format!("{branch} (default)") } else { branch.clone() }
            };
            session.branches.iter().map(|branch| (branch.clone(), text(branch))).collect()
        })
    };
    view! {
        <SelectField
            id="filter-branch"
            label="Branch"
            choices=Memo::new(move |_| choices("All branches", known(), app.filter().branch))
            chosen=Signal::derive(move || app.filter().branch.unwrap_or_default())
            on_choose=Callback::new(move |value| app.change_filter(|filter| filter.branch = some_choice(value)))
        />
    }
}

#[component]
fn EventSelect() -> impl IntoView {
    let app = use_app();
    let known = move || {
        app.with_session(|session| {
            session.events.iter().map(|event| (event.clone(), event.replace('_', " "))).collect()
        })
    };
    view! {
        <SelectField
            id="filter-event"
            label="Event"
            choices=Memo::new(move |_| choices("All events", known(), app.filter().event))
            chosen=Signal::derive(move || app.filter().event.unwrap_or_default())
            on_choose=Callback::new(move |value| app.change_filter(|filter| filter.event = some_choice(value)))
        />
    }
}

#[component]
fn RuleSelect() -> impl IntoView {
    let app = use_app();
    view! {
        <SelectField
            id="filter-rule"
            label="Success rule"
            choices=Signal::derive(rule_choices)
            chosen=Signal::derive(move || app.filter().rule.word().to_owned())
            on_choose=Callback::new(move |word: String| {
                app.change_filter(|filter| filter.rule = SuccessRule::from_word(&word).unwrap_or_default());
            })
        />
    }
}
