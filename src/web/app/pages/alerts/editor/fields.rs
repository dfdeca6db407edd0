//! The fields of a rule as they are typed.

use std::collections::BTreeMap;

use forerun::domain::{AlertRule, AlertScope};
use forerun::view::alert_rule::{Field, RuleForm, metric_name};
use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::components::{CheckedField, SelectField};

/// What is typed; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Fields {
    texts: StoredValue<Vec<(Field, RwSignal<String>)>>,
    name: RwSignal<String>,
    scope: RwSignal<AlertScope>,
    is_enabled: RwSignal<bool>,
}

impl Fields {
    /// Filled with a rule.
    pub fn of(rule: &AlertRule) -> Self {
        let form = RuleForm::of(rule);
        let text = |field: Field| RwSignal::new(form.texts.get(&field).cloned().unwrap_or_default());
        Self {
            texts: StoredValue::new(Field::ALL.map(|field| (field, text(field))).to_vec()),
            name: RwSignal::new(form.name.clone()),
            scope: RwSignal::new(form.scope),
            is_enabled: RwSignal::new(form.is_enabled),
        }
    }

    /// Filled anew with a rule.
    pub fn show(self, rule: &AlertRule) {
        self.fill(RuleForm::of(rule));
    }

    /// Filled with what was typed before.
    pub fn fill(self, form: RuleForm) {
        self.texts.with_value(|texts| {
            for (field, text) in texts {
                text.set(form.texts.get(field).cloned().unwrap_or_default());
            }
        });
        self.name.set(form.name);
        self.scope.set(form.scope);
        self.is_enabled.set(form.is_enabled);
    }

    /// What stands there now.
    pub fn form(self) -> RuleForm {
        RuleForm {
            texts: self.texts.with_value(|texts| texts.iter().map(|(field, text)| (*field, text.get())).collect()),
            name: self.name.get(),
            scope: self.scope.get(),
            is_enabled: self.is_enabled.get(),
        }
    }

    fn text(self, field: Field) -> RwSignal<String> {
        let found = self.texts.with_value(|texts| texts.iter().find(|text| text.0 == field).map(|text| text.1));
        found.unwrap_or_else(|| RwSignal::new(String::new()))
    }
}

/// The rule as it is typed, or what is wrong with which field.
type Read = Memo<Result<AlertRule, BTreeMap<Field, String>>>;

/// The fields, what matters most first.
pub fn view(fields: Fields, in_force: Signal<AlertRule>, read: Read) -> AnyView {
    let rule = in_force.get_untracked();
    let metric = rule.metric;
    let field = |field: Field| {
        let error = Signal::derive(move || {
            read.with(|read| read.as_ref().err().and_then(|errors| errors.get(&field).cloned()))
        });
        let hint = field.when_empty().map(|hint| view! { <p class="hint">{hint}</p> });
        view! {
            <div>
                <CheckedField
                    id=format!("rule-{}", field.word())
                    label=field.label()
                    unit=field.unit(metric)
                    text=fields.text(field)
                    error
                />
                {hint}
            </div>
        }
    };
    let (first, rest) = Field::ALL.split_at(5);
    let first = first.iter().map(|&one| field(one)).collect_view();
    let rest = rest.iter().map(|&one| field(one)).collect_view();
    let scopes = vec![
        ("repository".to_owned(), "The whole repository".to_owned()),
        ("workflow".to_owned(), "Each workflow".to_owned()),
    ];
    let scope = Signal::derive(move || match fields.scope.get() {
        AlertScope::Repository => "repository".to_owned(),
        AlertScope::EachWorkflow => "workflow".to_owned(),
    });
    let choose = Callback::new(move |word: String| {
        let is_repository = word == "repository";
        fields.scope.set(if is_repository { AlertScope::Repository } else { AlertScope::EachWorkflow });
    });
    let on_name = move |event: Targeted<Event, HtmlInputElement>| fields.name.set(event.target().value());
    let on_switch = move |event: Targeted<Event, HtmlInputElement>| fields.is_enabled.set(event.target().checked());
    view! {
        <p class="rule-switch">
            <label>
                <input type="checkbox" prop:checked=fields.is_enabled on:change:target=on_switch />
                "This rule is on"
            </label>
        </p>
        <div class="rule-fields">{first}</div>
        <details class="more">
            <summary>"More: name, scope, repeated evidence, quiet time, escalation"</summary>
            <div class="rule-fields">
                <div class="field">
                    <label for="rule-name">"Name"</label>
                    <input
                        id="rule-name"
                        type="text"
                        maxlength="60"
                        autocomplete="off"
                        placeholder=metric_name(metric)
                        prop:value=fields.name
                        on:input:target=on_name
                    />
                </div>
                <div class="field">
                    <SelectField
                        id="rule-scope"
                        label="Watches"
                        choices=Signal::stored(scopes)
                        chosen=scope
                        on_choose=choose
                    />
                </div>
                {rest}
            </div>
        </details>
    }
    .into_any()
}
