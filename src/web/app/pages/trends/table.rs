//! Every trend that was tested, by metric and by whether it is clear.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::{Direction, Metric, SubjectTrend, Trend};
use forerun::view::format;
use forerun::view::lack::of_trend;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, SelectField, TableData, badge};
use crate::state::{App, use_app};
use crate::words::differences::{INTERVAL_AND_VERDICT, unclear};
use crate::words::movement::{subject_kind, subject_name};
use crate::words::{NOTHING, Tone, counted_in, direction_tone, metric_name, or_nothing, p_value};

use super::super::linked::subject_link;
use super::unanswered::{Unanswered, more};

const COLUMNS: [Column; 9] = [
    Column::words("What"),
    Column::words("Kind"),
    Column::words("Measure"),
    Column::words("Direction"),
    Column::numbers("A week", Unit::Percent),
    Column::numbers("95 % interval", Unit::Words),
    Column::numbers("p, adjusted", Unit::Count),
    Column::numbers("Second opinion", Unit::Percent),
    Column::numbers("Rests on", Unit::Count),
];
/// Words of metrics in addresses.
const METRICS: [(&str, Metric); 4] = [
    ("duration", Metric::Duration),
    ("failure_rate", Metric::FailureRate),
    ("queue_time", Metric::QueueTime),
    ("volume", Metric::Volume),
];

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = trends.with_untracked(|trends| {
        let tested = format::count(trends.movements.tested);
        Explanation::of(
            "A line through the logarithms of durations and waits (allowing for the likeness of neighbouring runs), a logistic \
             one through failure rates, a straight one through attempts a day. A direction is named where the change is more \
             than 5 % over the window and p < 0.05 after adjusting all p-values together (Benjamini and Hochberg).",
        )
        .fact("Series tested together", tested)
        .fact("In a step", "the level shifted once and for all: the list of changes tells when and by how much; a slope a week would tell the same change in another size")
        .fact("p, adjusted", "how likely chance alone shows as much, raised because so many series are looked at")
        .fact("Second opinion", "the slope by another method, which single outliers hardly move (Theil–Sen), and its p-value (Mann–Kendall)")
        .fact("“Flat” beside an interval that leaves out 0", INTERVAL_AND_VERDICT)
        .fact("False ones accepted among what is named", format::percent(trends.movements.false_discovery_rate))
    });
    let metric = Memo::new(move |_| app.route.with(|route| route.detail("metric").unwrap_or_default().to_owned()));
    let is_clear_only = Memo::new(move |_| app.route.with(|route| route.detail("clear") == Some("yes")));
    let wanted = move || METRICS.iter().find(|(word, _)| *word == metric.get()).map(|(_, metric)| *metric);
    let data = Signal::derive(move || {
        let wanted = wanted();
        let fits = |it: &&SubjectTrend| {
            let is_wanted = wanted.is_none_or(|wanted| it.trend.metric == wanted);
            is_wanted && it.trend.direction.is_ok() && (!is_clear_only.get() || is_clear(&it.trend))
        };
        let rows = trends.with(|trends| trends.movements.trends.iter().filter(fits).map(|it| row(app, it)).collect());
        Arc::new(TableData { title: "Trends", columns: COLUMNS.to_vec(), rows })
    });
    let unanswered = Memo::new(move |_| {
        let wanted = wanted();
        if is_clear_only.get() {
            return Vec::new();
        }
        let of = |it: &SubjectTrend| {
            let lack = it.trend.direction.as_ref().err()?;
            let metric = it.trend.metric;
            let is_wanted = wanted.is_none_or(|wanted| metric == wanted);
            let why = of_trend(&it.trend, lack);
            is_wanted.then(|| Unanswered { subject: it.subject.clone(), metric, why })
        };
        trends.with(|trends| trends.movements.trends.iter().filter_map(of).collect::<Vec<_>>())
    });
    let mut choices = vec![(String::new(), "All measures".to_owned())];
    choices.extend(METRICS.map(|(word, metric)| (word.to_owned(), metric_name(metric).to_owned())));
    let set = move |name: &'static str, value: &str| app.go(app.route.get_untracked().with_detail(name, value));
    let choose = Callback::new(move |value: String| set("metric", &value));
    let count = move || {
        let (clear, all) = trends.with(|trends| {
            let all = || trends.movements.trends.iter().filter(|it| it.trend.direction.is_ok());
            (all().filter(|it| is_clear(&it.trend)).count(), all().count())
        });
        match all {
            0 => String::new(),
            1 => format!("{clear} of 1 that can be told goes clearly up or down."),
            _ => format!("{clear} of {all} that can be told go clearly up or down."),
        }
    };
    let nothing = move || {
        if is_clear_only.get() {
            "None of these goes clearly up or down in this window."
        } else {
            "There is too little data in this window to tell any trend."
        }
    };
    let is_empty = Memo::new(move |_| data.with(|data| data.rows.is_empty()));
    view! {
        <Panel title="All trends" class="bounded" explanation=Some(explanation)>
            <Show when=move || !count().is_empty()>
                <p class="panel-note">{count}</p>
            </Show>
            <div class="panel-tools">
                <SelectField
                    id="trends-metric"
                    label="Measure"
                    choices=Signal::stored(choices)
                    chosen=metric
                    on_choose=choose
                />
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=is_clear_only
                        on:change=move |_| set("clear", if is_clear_only.get_untracked() { "" } else { "yes" })
                    />
                    "Clear ones only"
                </label>
            </div>
            <Show when=move || is_empty.get()>
                <p class="muted">{nothing}</p>
            </Show>
            <Show when=move || !is_empty.get()>
                {view! { <DataTable data sorted_by=3 /> }.into_any()}
            </Show>
            {more(app, "Trends that cannot be told", is_empty, unanswered)}
        </Panel>
    }
    .into_any()
}

fn is_clear(trend: &Trend) -> bool {
    matches!(trend.direction, Ok(Direction::Up | Direction::Down))
}

fn row(app: App, it: &SubjectTrend) -> Vec<Cell> {
    let trend = &it.trend;
    let subject = it.subject.clone();
    let is_step = it.step.is_some();
    let (word, tone) = match &trend.direction {
        Ok(direction @ (Direction::Up | Direction::Down)) if is_step => {
            let by = it.step.and_then(|(_, percent)| percent).map(format::signed_percent);
            let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
            (format!("in a step{by}"), direction_tone(trend.metric, *direction))
        }
        Ok(Direction::Flat) => ("no clear trend".to_owned(), Tone::Neutral),
        Ok(direction @ Direction::Up) => ("rises".to_owned(), direction_tone(trend.metric, *direction)),
        Ok(direction @ Direction::Down) => ("falls".to_owned(), direction_tone(trend.metric, *direction)),
        Err(_) => (NOTHING.to_owned(), Tone::Neutral),
    };
    let is_told = trend.direction.is_ok();
    // Clear ones first, the steepest of them before the others.
    let steepness = trend.percent_per_week.map_or(0.0, f64::abs);
    let rank = is_told.then_some(if is_clear(trend) { -steepness } else { 1.0 });
    let direction = Cell::number(rank, word.clone());
    let unclear = unclear(trend.p_value, it.adjusted_p).filter(|_| !is_clear(trend));
    let shown = move || {
        let unclear = unclear.map(|why| view! { " " <small class="muted nowrap">{why}</small> });
        view! { {badge(word.clone(), tone)} {unclear} }.into_any()
    };
    let direction = direction.shown_as(shown);
    let interval = trend
        .percent_per_week_interval
        .map(|(low, high)| format!("{} to {}", format::signed_percent(low), format::signed_percent(high)));
    let width = trend.percent_per_week_interval.map(|(low, high)| high - low);
    // What came in a step has no slope a week: the list of changes tells its size.
    let sloping = Some(trend).filter(|_| !is_step);
    let slope = sloping.and_then(|trend| trend.percent_per_week);
    let interval = interval.filter(|_| !is_step);
    let width = width.filter(|_| !is_step);
    let opinion = sloping.and_then(|trend| trend.theil_sen_percent_per_week);
    let second = opinion.map(|slope| {
        let p = trend.mann_kendall_p_value.map(|p| format!(", {}", p_value(p))).unwrap_or_default();
        format!("{}{p}", format::signed_percent(slope))
    });
    let nothing = || NOTHING.to_owned();
    vec![
        Cell::words(subject_name(&it.subject)).shown_as(move || subject_link(app, &subject)),
        Cell::words(subject_kind(&it.subject)),
        Cell::words(metric_name(trend.metric)),
        direction,
        Cell::number(slope, or_nothing(slope, format::signed_percent)),
        Cell::number(width, interval.unwrap_or_else(nothing)),
        Cell::number(it.adjusted_p, it.adjusted_p.map_or_else(nothing, p_value)),
        Cell::number(opinion, second.unwrap_or_else(nothing)),
        Cell::number(Some(trend.count as f64), counted_in(trend.count, &trend.unit)),
    ]
}
