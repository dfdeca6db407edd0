//! One rule: its fields, and beside them what it would have done with these over the stored history.

mod fields;
mod replayed;

use forerun::domain::AlertRule;
use forerun::view::alert_rule::{rule_name, sentence};
use forerun::view::route::Page;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::{Confirm, ConfirmButton, Empty, Panel, Toasts};
use crate::state::{App, RuleDrafts, use_app};

use super::{RULE_DETAIL, save_rules, tell};
use fields::Fields;

/// The page of a rule.
pub fn page(rule_id: String) -> AnyView {
    let app = use_app();
    let stored = Memo::new(move |_| {
        app.with_session(|session| session.settings.alert_rules.iter().find(|rule| rule.id == rule_id).cloned())
    });
    let title = move || stored.with(|rule| rule.as_ref().map_or_else(|| "Alert rule".to_owned(), rule_name));
    let is_known = Memo::new(move |_| stored.with(Option::is_some));
    let body = move || {
        is_known.get();
        match stored.get_untracked() {
            Some(rule) => editor(app, rule, stored),
            None => view! {
                <Empty title="There is no such rule" advice="It was deleted, or belongs to another browser: rules are kept where they are made." />
            }
            .into_any(),
        }
    };
    view! {
        <div class="page-head">
            <p class="page-back">
                <a href=move || app.href(Page::Alerts)>"All alerts and rules"</a>
            </p>
            <h1 tabindex="-1" class="page-title">
                {title}
            </h1>
            <p class="page-subtitle">{move || stored.with(|rule| rule.as_ref().map(sentence))}</p>
        </div>
        {body}
    }
    .into_any()
}

fn editor(app: App, first: AlertRule, stored: Memo<Option<AlertRule>>) -> AnyView {
    let in_force = Signal::derive({
        let first = first.clone();
        move || stored.get().unwrap_or_else(|| first.clone())
    });
    let toasts = Toasts::used();
    let fields = Fields::of(&first);
    let read = Memo::new(move |_| fields.form().read(&in_force.get()));
    let edited = Memo::new(move |_| read.with(|read| read.as_ref().ok().cloned()));
    let is_changed = Memo::new(move |_| edited.with(|edited| edited.as_ref() != Some(&in_force.get())));
    keep_draft(&first.id, fields, is_changed);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(rule) = edited.get_untracked().filter(|_| is_changed.get_untracked()) else { return };
        let words = format!("“{}” is saved and in force.", rule_name(&rule));
        save_rules(app, move |rules| {
            if let Some(place) = rules.iter_mut().find(|other| other.id == rule.id) {
                *place = rule;
            }
        });
        tell(toasts, words);
    };
    view! {
        <form class="rule-editor footed" on:submit=save novalidate>
            <Panel title="Rule">
                {fields::view(fields, in_force, read)}
                <div class="form-foot">
                    <button
                        type="submit"
                        class="button primary"
                        // In this order: an effect that has looked at what is made of `edited` misses `edited` itself.
                        // Not disabled by the property: what has been pressed keeps the focus.
                        aria-disabled=move || (edited.with(Option::is_none) || !is_changed.get()).to_string()
                    >
                        "Save rule"
                    </button>
                    <button
                        type="button"
                        class="button"
                        prop:disabled=move || !is_changed.get()
                        on:click=move |_| fields.show(&in_force.get_untracked())
                    >
                        "Discard changes"
                    </button>
                    {others(app, fields, in_force)}
                    <p class="hint" role="status">
                        {move || match (edited.with(Option::is_none), is_changed.get()) {
                            (true, _) => Some("Some fields need another look before this can be saved."),
                            (false, true) => Some("Unsaved changes. They stay here until this tab is closed."),
                            (false, false) => None,
                        }}
                    </p>
                </div>
            </Panel>
            {replayed::replayed(app, in_force, edited)}
        </form>
    }
    .into_any()
}

/// What is typed and not saved is kept, so that whoever leaves this page finds it again.
fn keep_draft(rule_id: &str, fields: Fields, is_changed: Memo<bool>) {
    let RuleDrafts(drafts) = expect_context();
    if let Some(draft) = drafts.with_untracked(|drafts| drafts.get(rule_id).cloned()) {
        fields.fill(draft);
    }
    let rule_id = rule_id.to_owned();
    Effect::new(move |_| {
        // In this order: the fields are what `is_changed` is made of.
        let form = fields.form();
        let is_changed = is_changed.get();
        drafts.update(|drafts| {
            if is_changed {
                drafts.insert(rule_id.clone(), form);
            } else {
                drafts.remove(&rule_id);
            }
        });
    });
}

/// Reset, copy, delete.
fn others(app: App, fields: Fields, in_force: Signal<AlertRule>) -> AnyView {
    let toasts = Toasts::used();
    let reset = move |_| {
        if let Some(original) = in_force.get_untracked().original() {
            fields.show(&original);
        }
    };
    let copy = move |_| {
        let rule = in_force.get_untracked();
        let rules = untrack(|| app.with_session(|session| session.settings.alert_rules.clone()));
        let copied = rule.copied_into(&rules, &format!("{} (copy)", rule_name(&rule)));
        let route = app.route.get_untracked().with_detail(RULE_DETAIL, &copied.id);
        save_rules(app, |rules| rules.push(copied));
        tell(toasts, "The copy is in force: give it a name and levels of its own.".to_owned());
        app.go(route);
    };
    let delete = Callback::new(move |()| {
        let rule = in_force.get_untracked();
        fields.show(&rule);
        save_rules(app, |rules| rules.retain(|other| other.id != rule.id));
        tell(toasts, format!("“{}” is deleted.", rule_name(&rule)));
        app.go(app.route.get_untracked().with_page(Page::Alerts));
    });
    let confirm = Signal::derive(move || Confirm {
        title: format!("Delete “{}”?", in_force.with(rule_name)),
        advice: "Its alerts go with it, the past ones too.".to_owned(),
        action: "Delete rule",
    });
    let is_own = move || !in_force.with(AlertRule::is_default);
    view! {
        <button type="button" class="button" on:click=reset>"Reset to default"</button>
        <button type="button" class="button" on:click=copy>"Copy rule"</button>
        <Show when=is_own>
            <ConfirmButton label="Delete rule" confirm on_confirm=delete />
        </Show>
    }
    .into_any()
}
