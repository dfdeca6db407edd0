//! What was open in the last months: when, on a line of days, and as a table.

use std::sync::Arc;

use forerun::engine::Alerts;
use forerun::insight::{Alert, AlertEnd};
use forerun::view::alert_rule::{level_text, name_of};
use forerun::view::chart::{Chart, Span, SpanRow, SpanWeight, Spans};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::charts::{ChartFigure, built, zone};
use crate::components::{Cell, Column, DataTable, Explanation, Moment, Panel, TableData, badge};
use crate::platform::intl;
use crate::platform::zone::now;
use crate::state::{App, use_app};
use crate::words::alerts as words;

use super::said::undo;

/// Most lines of the picture, the busiest first.
const MOST_ROWS: usize = 12;

/// How much a firing weighs in a picture.
pub fn weight(severity: forerun::insight::Severity) -> SpanWeight {
    match severity {
        forerun::insight::Severity::Critical => SpanWeight::Critical,
        forerun::insight::Severity::Warning => SpanWeight::Warning,
        forerun::insight::Severity::Info => SpanWeight::Note,
    }
}

/// The panel.
pub fn history(alerts: Signal<Arc<Alerts>>) -> AnyView {
    let app = use_app();
    let zone = zone();
    let chart = built(move || {
        let alerts = alerts.get();
        let rows = lines(app, &alerts);
        Arc::new(Spans { title: "When alerts were open", period: alerts.period, rows, zone: zone.get() })
            as Arc<dyn Chart>
    });
    let data = Signal::derive(move || Arc::new(alerts.with(|alerts| table(app, alerts))));
    let explanation = Explanation::of(
        "What the present rules say of the last 90 days: change a rule, and its past changes with it. What you said of \
         alerts counts; the newest 500 that ended are kept.",
    );
    let has_any = Memo::new(move |_| alerts.with(|alerts| !(alerts.open.is_empty() && alerts.closed.is_empty())));
    view! {
        <Panel title="History" explanation=Some(explanation)>
            <Show when=move || has_any.get() fallback=|| view! { <p class="muted">"No alert in the last 90 days."</p> }>
                <ChartFigure chart />
                <DataTable data sorted_by=3 />
            </Show>
        </Panel>
    }
    .into_any()
}

fn rule_of(app: App, alert: &Alert) -> String {
    app.with_session(|session| name_of(&session.settings.alert_rules, &alert.key.rule_id))
}

fn lines(app: App, alerts: &Alerts) -> Vec<SpanRow> {
    let mut rows: Vec<SpanRow> = Vec::new();
    for alert in alerts.open.iter().chain(&alerts.closed) {
        // Many alerts are of few rules: what tells them apart comes first, where a narrow picture cuts the name.
        let name = format!("{} · {}", words::subject(&alert.key.subject), rule_of(app, alert));
        let span = Span { start: alert.opened_at, end: alert.resolved_at, weight: weight(alert.severity) };
        match rows.iter_mut().find(|row| row.name == name) {
            Some(row) => row.spans.push(span),
            None => rows.push(SpanRow { name, spans: vec![span] }),
        }
    }
    forerun::domain::sort_by_key(&mut rows, |row| core::cmp::Reverse(row.spans.len()));
    rows.truncate(MOST_ROWS);
    rows
}

fn table(app: App, alerts: &Alerts) -> TableData {
    let row = |alert: &Alert| {
        let (word, tone) = words::severity(alert.severity);
        let (opened, closed) = (alert.opened_at, alert.resolved_at);
        let seconds = closed.unwrap_or_else(now).seconds_since(opened).max(0) as f64;
        let closed_cell = closed.map_or_else(
            || Cell::number(None, "open"),
            |at| Cell::number(Some(at.0 as f64), intl::minute(at)).shown_as(move || view! { <Moment at /> }.into_any()),
        );
        let end = words::end(alert.end);
        let key = alert.key.clone();
        let end_cell = if alert.end == Some(AlertEnd::ByHand) {
            Cell::words(end).shown_as(move || {
                view! { <span class="alert-ended">{end} " " {undo(app, key.clone())}</span> }.into_any()
            })
        } else {
            Cell::words(end)
        };
        vec![
            Cell::words(rule_of(app, alert)),
            Cell::words(words::subject(&alert.key.subject)),
            Cell::words(word).shown_as(move || badge(word, tone)),
            Cell::number(Some(opened.0 as f64), intl::minute(opened))
                .shown_as(move || view! { <Moment at=opened /> }.into_any()),
            closed_cell,
            Cell::number(Some(seconds), format::duration(seconds)),
            Cell::number(Some(alert.peak), level_text(alert.reading.metric, alert.peak))
                .of(Unit::of_alert(alert.reading.metric)),
            end_cell,
        ]
    };
    let columns = vec![
        Column::words("Rule"),
        Column::words("About"),
        Column::words("Severity"),
        Column::numbers("Opened", Unit::Instant),
        Column::numbers("Ended", Unit::Instant),
        Column::numbers("Lasted", Unit::Seconds),
        Column { is_sortable: false, ..Column::numbers("Worst", Unit::ByRow) },
        Column::words("How it ended"),
    ];
    TableData { title: "Alert history", columns, rows: alerts.open.iter().chain(&alerts.closed).map(row).collect() }
}
