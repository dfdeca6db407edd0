//! Runs and days that do not belong to the level of their series.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::{Anomaly, Metric};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Day, Explanation, Moment, Panel, TableData, badge};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::movement::subject_name;
use crate::words::{Tone, metric_name, metric_value, p_value};

use super::super::linked::{run_link, subject_link};

const COLUMNS: [Column; 8] = [
    Column::numbers("When", Unit::Instant),
    Column::words("What"),
    Column::words("Measure"),
    Column::numbers("Was", Unit::ByRow),
    Column::numbers("Expected", Unit::ByRow),
    Column::words("Verdict"),
    Column::numbers("How far off", Unit::Count),
    Column::words("Run"),
];

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = trends.with_untracked(|trends| {
        Explanation::of(
            "A run is held against the median of its workflow's newest level (or the nearer of two speeds), a day against its \
             days, a day's failures against Laney's p′ chart, a day's attempts against its weekday. Named where it lies more \
             than 3.5 robust standard deviations (failures: 3) and 25 % off, of runs the largest 1 %, and p survives the \
             adjustment over all that was looked at. “How far off” is in those standard deviations.",
        )
        .fact("Runs and days looked at", format::count(trends.movements.screened))
        .fact("False ones accepted", format::percent(trends.movements.false_discovery_rate))
    });
    let data = Signal::derive(move || {
        let rows = trends.with(|trends| trends.movements.anomalies.iter().map(|it| row(app, it)).collect());
        Arc::new(TableData { title: "Unusual runs and days", columns: COLUMNS.to_vec(), rows })
    });
    let is_empty = Memo::new(move |_| data.with(|data| data.rows.is_empty()));
    let body = move || {
        if is_empty.get() {
            let none = match trends.with(|trends| trends.movements.screened) {
                0 => "Not enough attempts yet to tell what is unusual.".to_owned(),
                looked_at => format!("None of {} runs and days is out of line.", format::count(looked_at)),
            };
            view! { <p class="muted">{none}</p> }.into_any()
        } else {
            view! { <DataTable data sorted_by=0 /> }.into_any()
        }
    };
    view! {
        <Panel title="Unusual runs and days" class="full wide-table" explanation=Some(explanation)>
            {body}
        </Panel>
    }
    .into_any()
}

fn row(app: App, it: &Anomaly) -> Vec<Cell> {
    let (at, subject) = (it.at, it.subject.clone());
    let value = |value: f64| Cell::number(Some(value), metric_value(it.metric, value)).of(Unit::of_metric(it.metric));
    let (word, tone) = match (it.is_worse, it.metric) {
        (Some(true), Metric::Duration) => ("slower", Tone::Bad),
        (Some(false), Metric::Duration) => ("faster", Tone::Good),
        (Some(true), _) => ("fails more", Tone::Bad),
        (Some(false), _) => ("fails less", Tone::Good),
        (None, _) if it.value > it.expected => ("more", Tone::Neutral),
        (None, _) => ("fewer", Tone::Neutral),
    };
    let is_run = it.run.is_some();
    let when = if is_run { intl::minute(at) } else { intl::day(at) };
    let when = Cell::number(Some(at.0 as f64), when)
        .shown_as(move || if is_run { view! { <Moment at /> }.into_any() } else { view! { <Day at /> }.into_any() });
    let run = match it.run {
        Some((run_id, attempt)) => {
            let text = if attempt > 1 { format!("Run, attempt {attempt}") } else { "Run".to_owned() };
            Cell::words(format!("{run_id}/{attempt}")).shown_as(move || run_link(app, run_id, text.clone()))
        }
        None => Cell::words("whole day"),
    };
    vec![
        when,
        Cell::words(subject_name(&it.subject)).shown_as(move || subject_link(app, &subject)),
        Cell::words(metric_name(it.metric)),
        value(it.value),
        value(it.expected),
        Cell::words(word).shown_as(move || badge(word, tone)),
        Cell::number(Some(it.z.abs()), format!("{} ({})", format::number(it.z, 1), p_value(it.adjusted_p))),
        run,
    ]
}
