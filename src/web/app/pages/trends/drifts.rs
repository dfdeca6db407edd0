//! Whether workflows have left their baseline by small steps; what the baseline is, and how to keep another one.

use std::sync::Arc;

use forerun::domain::{Baseline, Period};
use forerun::engine::{Command, Trends};
use forerun::insight::{Direction, Drift, Metric};
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, Toasts, badge};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::movement::subject_name;
use crate::words::{NOTHING, Tone, direction_tone, metric_name, metric_value, or_nothing, p_value, reason_of};

use super::super::linked::subject_link;
use super::unanswered::{Unanswered, more};

const COLUMNS: [Column; 7] = [
    Column::words("Workflow"),
    Column::words("Measure"),
    Column::words("Drift"),
    Column::numbers("Change", Unit::Percent),
    Column::numbers("Baseline level", Unit::ByRow),
    Column::words("Baseline"),
    Column { is_sortable: false, ..Column::words("Set") },
];

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = Explanation::of(
        "Small steps add up (CUSUM chart of standardised values; of failures the Bernoulli chart, rises only). A drift is named \
         where the chart is in alarm at the end of the window, has been for a week, and what came since differs from the \
         baseline by 5 % (failure rate: two percentage points) beyond chance, adjusted over all series. An automatic baseline is the first \
         quarter of the newest level, 40 to 200 values. A kept baseline stays until you go back to automatic.",
    );
    let data = Signal::derive(move || {
        let period = trends.with(|trends| trends.movements.period);
        let drifts = |trends: &Trends| {
            let shown = trends.movements.drifts.iter().filter(|drift| is_shown(drift));
            shown.map(|drift| row(app, drift, period)).collect()
        };
        Arc::new(TableData { title: "Drift", columns: COLUMNS.to_vec(), rows: trends.with(|trends| drifts(trends)) })
    });
    let is_empty = Memo::new(move |_| trends.with(|trends| !trends.movements.drifts.iter().any(is_shown)));
    let unanswered = Memo::new(move |_| {
        let of = |drift: &Drift| {
            let lack = drift.state.as_ref().err().filter(|_| !is_shown(drift))?;
            let (subject, metric) = (drift.subject.clone(), drift.metric);
            Some(Unanswered { subject, metric, why: reason_of(lack, ATTEMPTS) })
        };
        trends.with(|trends| trends.movements.drifts.iter().filter_map(of).collect::<Vec<_>>())
    });
    let told = move || {
        trends.with(|trends| {
            let is_drifting =
                |drift: &&Drift| drift.state.as_ref().is_ok_and(|state| state.direction != Direction::Flat);
            let drifts = &trends.movements.drifts;
            match drifts.iter().filter(is_drifting).count() {
                0 if drifts.iter().all(|drift| drift.state.is_err()) => {
                    "Not enough attempts yet to tell a drift.".to_owned()
                }
                0 => "No workflow drifts away from its baseline.".to_owned(),
                1 => "One number drifts away from its baseline.".to_owned(),
                count => format!("{count} numbers drift away from their baselines."),
            }
        })
    };
    view! {
        <Panel title="Drift" class="full wide-table" explanation=Some(explanation)>
            <p class="panel-note">{told}</p>
            <Show when=move || !is_empty.get()>{view! { <DataTable data sorted_by=2 /> }.into_any()}</Show>
            {more(app, "Drift that cannot be told", is_empty, unanswered)}
        </Panel>
    }
    .into_any()
}

/// A baseline that was kept can be given back, whether or not it tells anything.
fn is_shown(drift: &Drift) -> bool {
    drift.state.is_ok() || drift.is_set
}

fn row(app: App, drift: &Drift, window: Period) -> Vec<Cell> {
    let subject = drift.subject.clone();
    let (word, tone) = match &drift.state {
        Ok(state) => match state.direction {
            Direction::Flat => ("steady".to_owned(), Tone::Neutral),
            direction => {
                let since = state.since.map(|since| format!(" since {}", intl::day(since))).unwrap_or_default();
                let way = if direction == Direction::Up { "up" } else { "down" };
                (format!("{way}{since}"), direction_tone(drift.metric, direction))
            }
        },
        Err(lack) => (reason_of(lack, ATTEMPTS), Tone::Neutral),
    };
    let state = drift.state.as_ref().ok();
    let percent = state.and_then(|state| state.change_percent);
    // What drifts first, the farthest of it before the rest.
    let rank = state.map(|state| if state.direction == Direction::Flat { 1.0 } else { -percent.map_or(0.0, f64::abs) });
    let p = state
        .filter(|_| percent.is_some())
        .and_then(|state| state.adjusted_p)
        .map(|p| format!(" ({})", p_value(p)))
        .unwrap_or_default();
    let shown = {
        let (word, is_told) = (word.clone(), state.is_some());
        move || if is_told { badge(word.clone(), tone) } else { word.clone().into_any() }
    };
    let baseline = drift.baseline.map_or_else(
        || Cell::words(NOTHING),
        |period| {
            let how = if drift.is_set { "kept" } else { "automatic" };
            let (days, basis) = (
                intl::period(period),
                format!("{how}, {} values, {} since", format::count(drift.baseline_count), format::count(drift.count)),
            );
            Cell::words(format!("{days}, {basis}")).shown_as(move || {
                view! {
                    <span class="nowrap">{days.clone()}</span>
                    " "
                    <small class="muted path">{basis.clone()}</small>
                }
                .into_any()
            })
        },
    );
    let level = or_nothing(drift.expected, |value| metric_value(drift.metric, value));
    let id = drift.subject.workflow_id();
    let is_set = drift.is_set;
    // One baseline for both numbers of a workflow: the buttons stand in its first row alone.
    let has_buttons = drift.metric == Metric::Duration;
    let name = subject_name(&drift.subject);
    // Too few runs make no baseline.
    let keeps = drift.state.is_ok().then_some(window);
    let buttons = move || id.filter(|_| has_buttons).map(|id| buttons(app, id, &name, is_set, keeps)).into_any();
    vec![
        Cell::words(subject_name(&drift.subject)).shown_as(move || subject_link(app, &subject)),
        Cell::words(metric_name(drift.metric)),
        Cell::number(rank, word).shown_as(shown),
        Cell::number(percent, format!("{}{p}", or_nothing(percent, format::signed_percent))),
        Cell::number(drift.expected, level).of(Unit::of_metric(drift.metric)),
        baseline,
        Cell::words("").shown_as(buttons),
    ]
}

fn buttons(app: App, workflow_id: u64, name: &str, is_set: bool, keeps: Option<Period>) -> AnyView {
    let keep = format!("Keep window as the baseline of {name}");
    let back = format!("Automatic baseline again for {name}");
    let toasts = Toasts::used();
    let set = move |period: Option<Period>| {
        let mut settings = untrack(|| app.with_session(|session| session.settings.clone()));
        settings.baselines.retain(|baseline| baseline.workflow_id != workflow_id);
        settings.baselines.extend(period.map(|period| Baseline { workflow_id, period }));
        app.command(Command::ChangeSettings(settings));
        if let Some(toasts) = toasts {
            let text =
                if period.is_some() { "This window is the baseline now." } else { "The baseline is automatic again." };
            toasts.tell(text, Tone::Good);
        }
    };
    let kept = keeps.map(|window| {
        view! {
            <button type="button" class="button quiet" title=keep.clone() aria-label=keep on:click=move |_| set(Some(window))>
                "Keep window"
            </button>
        }
    });
    let automatic = is_set.then(|| {
        view! {
            <button type="button" class="button quiet" title=back.clone() aria-label=back on:click=move |_| set(None)>
                "Automatic"
            </button>
        }
    });
    view! {
        <span class="row-actions">
            {kept}
            {automatic}
        </span>
    }
    .into_any()
}
