//! The rules, and how noisy each is: what it would have done by itself over the stored history.

use std::sync::Arc;

use forerun::domain::{AlertRule, AlertScope};
use forerun::engine::{AlertRules, Answer, Query, RuleRecord};
use forerun::view::alert_rule::{level_text, replayed_span, rule_name};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Cell, Column, DataTable, Explanation, Loading, Panel, TableData, Toasts};
use crate::state::{App, use_app};
use crate::words::{NOTHING, counted};

use super::{rule_href, save_rules, tell};

/// The shorter of the two spans.
const RECENT_DAYS: i64 = 30;
/// Of less history no share of time is told.
const FEWEST_DAYS: f64 = 1.0;

fn take(answer: Answer) -> Option<Box<AlertRules>> {
    if let Answer::AlertRules(rules) = answer { Some(rules) } else { None }
}

/// The panel.
pub fn rules() -> AnyView {
    let app = use_app();
    let asked = ask(app, || Query::AlertRules, take);
    let explanation = Explanation::of(
        "Each rule is replayed by itself over the last 90 days, or as far back as the history goes: evaluated at up to \
         2\u{202f}000 instants, each seeing only what had completed by then. Firings of 30 days: open at any time in them, those \
         that began earlier too. Flapping: firings that came back within 24 hours of \
         the end of one about the same workflow. Time firing: share of the instants with an alert of the rule open. Rules \
         that are off are replayed as if they were on.",
    );
    let has_answer = Memo::new(move |_| asked.value.with(Option::is_some));
    let data = Signal::derive(move || {
        Arc::new(asked.value.with(|rules| rules.as_ref().map_or_else(|| table(&[]), |rules| table_of(app, rules))))
    });
    let lead = move || asked.value.with(|rules| rules.as_ref().map(|rules| noise(rules)));
    view! {
        <Panel title="Rules" explanation=Some(explanation)>
            <p class="rules-lead">{lead}</p>
            <Show when=move || has_answer.get() fallback=|| view! { <Loading label="Replaying the rules" /> }>
                <DataTable data sorted_by=3 />
            </Show>
        </Panel>
    }
    .into_any()
}

/// Which rules are noisy, in a sentence.
fn noise(rules: &AlertRules) -> String {
    let enabled = || rules.rules.iter().filter(|record| record.rule.is_enabled);
    let total: usize = enabled().map(|record| record.firings.len()).sum();
    let days = enabled().map(|record| record.days).fold(0.0, f64::max);
    let span = replayed_span(days);
    if total == 0 {
        return format!("No rule that is on fired {span}.");
    }
    let most = enabled().map(|record| record.firings.len()).max().unwrap_or_default();
    let loudest: Vec<&RuleRecord> = enabled().filter(|record| record.firings.len() == most).collect();
    let loudest = match loudest.as_slice() {
        [one] => format!("; most by “{}” ({})", rule_name(&one.rule), format::count(most as u64)),
        _ => String::new(),
    };
    let flapping: u64 = enabled().map(|record| u64::from(record.flapping)).sum();
    let flapped = if flapping > 0 { format!(", {} of them flapping", format::count(flapping)) } else { String::new() };
    format!("{} {span}{flapped}{loudest}.", counted(total as u64, "firing", "firings"))
}

fn table_of(app: App, rules: &AlertRules) -> TableData {
    let since = rules.period.end.plus_days(-RECENT_DAYS);
    let rows: Vec<Vec<Cell>> = rules.rules.iter().map(|record| row(app, record, record.open_since(since))).collect();
    table(&rows)
}

fn table(rows: &[Vec<Cell>]) -> TableData {
    let columns = vec![
        Column::words("Rule"),
        Column::words("On"),
        Column::numbers("Firings, 30 d", Unit::Count),
        Column::numbers("Firings, 90 d", Unit::Count),
        Column::numbers("Flapping", Unit::Count),
        Column::numbers("Time firing", Unit::Fraction),
        Column { is_sortable: false, ..Column::numbers("Warning", Unit::ByRow) },
        Column { is_sortable: false, ..Column::numbers("Critical", Unit::ByRow) },
        Column::numbers("Window", Unit::Hours),
        Column::numbers("Judges at least", Unit::Count),
        Column::words("Watches"),
    ];
    TableData { title: "Alert rules", columns, rows: rows.to_vec() }
}

fn row(app: App, record: &RuleRecord, recent: usize) -> Vec<Cell> {
    let rule = &record.rule;
    let name = rule_name(rule);
    let count = |count: u64| Cell::number(Some(count as f64), format::count(count));
    let level = |level: Option<f64>| {
        Cell::number(level, level.map_or_else(|| NOTHING.to_owned(), |level| level_text(rule.metric, level)))
            .of(Unit::of_alert(rule.metric))
    };
    let share = record.firing_share.filter(|_| record.days >= FEWEST_DAYS);
    let hours = f64::from(rule.window_hours);
    let scope = if rule.scope == AlertScope::Repository { "Repository" } else { "Each workflow" };
    vec![
        Cell::words(name.clone()).shown_as({
            let (name, id) = (name.clone(), rule.id.clone());
            move || view! { <a href=rule_href(app, &id)>{name.clone()}</a> }.into_any()
        }),
        Cell::words(if rule.is_enabled { "on" } else { "off" }).shown_as({
            let (rule, name) = (rule.clone(), name);
            move || switch(app, &rule, &name)
        }),
        count(recent as u64),
        count(record.firings.len() as u64),
        count(u64::from(record.flapping)),
        Cell::number(share, share.map_or_else(|| NOTHING.to_owned(), format::percent)),
        level(rule.warning),
        level(rule.critical),
        Cell::number(Some(hours), format::short_duration(hours * 3_600.0)),
        count(u64::from(rule.minimum_sample)),
        Cell::words(scope),
    ]
}

fn switch(app: App, rule: &AlertRule, name: &str) -> AnyView {
    let (id, is_enabled, name) = (rule.id.clone(), rule.is_enabled, name.to_owned());
    let toasts = Toasts::used();
    let label = format!("{name} is evaluated");
    let turn = move |_| {
        save_rules(app, |rules| {
            if let Some(rule) = rules.iter_mut().find(|rule| rule.id == id) {
                rule.is_enabled = !is_enabled;
            }
        });
        tell(toasts, format!("“{name}” is {}.", if is_enabled { "off" } else { "on" }));
    };
    view! { <input type="checkbox" prop:checked=is_enabled aria-label=label on:change=turn /> }.into_any()
}
