//! How forecasts came out: those that were kept, and what would have been said of the past.

use std::sync::Arc;

use forerun::engine::{Answer, Backtests, Predictions, Query};
use forerun::insight::{BacktestDay, BacktestReport, ChanceScore, ForecastMetric, MetricRecord};
use forerun::view::chart::backtest_fan;
use forerun::view::format;
use forerun::view::lack::{DAYS, of_forecast};
use leptos::prelude::*;

use crate::asking::{Asked, ask};
use crate::charts::built;
use crate::components::{Explanation, Panel, ProblemBox, SelectField, Shape, skeleton};
use crate::state::{App, use_app};
use crate::words::forecast::{SCALED_ERROR, chance_record, forecast_metric, forecast_value};
use crate::words::{NOTHING, counted, or_nothing};

use super::super::drawn::drawn;
use super::{horizon_days, reliability};

/// Past days that are drawn: more could not be told apart.
const DRAWN_DAYS: usize = 60;

fn take(answer: Answer) -> Option<Box<Backtests>> {
    if let Answer::Backtest(backtests) = answer { Some(backtests) } else { None }
}

/// The panels.
pub fn panels(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let app = use_app();
    let query = move || {
        let zone = app.zone.with_value(|zone| (**zone).clone());
        Query::Backtest(horizon_days(app), app.filter(), zone)
    };
    let asked = ask(app, query, take);
    let explanation = Explanation::of(
        "Kept: every day's forecasts of the whole repository (days of UTC), a later one within 20 hours is not kept; each is held against what \
         happened when its day is over. Tried on the past: what the same way of forecasting would have said of each past day from the days before it alone, the choice of the model on \
         each day included: the table “Models” scores each model alone, so its errors are others. An 80 % interval is honest where it holds about 80 % of days. Error ÷ change in a week (mean \
         absolute scaled error, MASE): below 1 the forecast errs less than the number changes from a week to the next.",
    )
    .topic("forecast-error");
    let kept = move || predictions.with(|predictions| kept(predictions));
    let tried = waited(&asked, Shape::Rows(5), tried);
    let reliable = waited(&asked, Shape::Rows(8), reliability::view_of);
    let of_chances = Explanation::of(
        "Past runs of a workflow in groups of like chances: what was said on average, and which share failed with its Wilson \
         95 % interval. A point on the diagonal failed as often as was said, one above it more often; a group is in line \
         where its interval reaches the diagonal. Larger points hold more runs. At most 10 groups of at least 20 runs.",
    )
    .topic("chance-error");
    view! {
        <Panel title="Its own record" explanation=Some(explanation)>
            <h3>"Forecasts that were kept"</h3>
            {kept}
            <h3>"Tried on the past"</h3>
            {tried}
        </Panel>
        <Panel title="Do chances mean what they say?" explanation=Some(of_chances)>{reliable}</Panel>
    }
    .into_any()
}

/// Grey shapes, a problem, or what is made of the answer.
fn waited(asked: &Asked<Backtests>, shape: Shape, show: fn(App, Signal<Arc<Backtests>>) -> AnyView) -> AnyView {
    let asked = *asked;
    let app = use_app();
    let is_here = Memo::new(move |_| asked.value.with(Option::is_some));
    let body = move || match (is_here.get(), asked.problem.get()) {
        (false, Some(problem)) => view! {
            <ProblemBox problem>
                <button type="button" class="button" on:click=move |_| asked.ask_again()>
                    "Try again"
                </button>
            </ProblemBox>
        }
        .into_any(),
        (false, None) => skeleton(shape, "Trying forecasts on the past"),
        (true, _) => asked.value.get_untracked().map_or_else(
            || ().into_any(),
            |first| show(app, Signal::derive(move || asked.value.get().unwrap_or_else(|| first.clone()))),
        ),
    };
    view! { {body} }.into_any()
}

fn kept(predictions: &Predictions) -> AnyView {
    let Some(record) = &predictions.record else {
        let text = "None has come due yet. Forerun keeps its forecasts once a day with a sync and holds them against what \
                    happens; until then the trial on the past below is the record.";
        return view! { <p class="muted">{text}</p> }.into_any();
    };
    let row = |record: &MetricRecord| {
        let metric = record.metric;
        let of = |inside: u64, share: f64| format!("{} ({inside} of {})", format::percent(share), record.days);
        score_row(
            metric,
            record.days,
            [of(record.inside_80, record.coverage_80()), of(record.inside_95, record.coverage_95())],
            (record.error, record.error_seasonal_naive, record.mase),
        )
    };
    let rows = record.metrics.iter().map(row).collect_view();
    let chances = record.chances.as_ref().map(chances_sentence);
    let text =
        format!("{} kept, of the whole repository whatever the filter.", counted(record.kept, "forecast", "forecasts"));
    view! {
        <p class="muted">{text}</p>
        {score_table("Kept forecasts", rows.into_any())}
        {chances.map(|text| view! { <p>{text}</p> })}
    }
    .into_any()
}

fn chances_sentence(score: &ChanceScore) -> String {
    chance_record(&counted(score.runs, "next run", "next runs"), score.brier, score.brier_base)
}

const DAYS_SCORED: &str = "Days";
const INSIDE_80: &str = "Inside 80\u{a0}%";
const INSIDE_95: &str = "Inside 95\u{a0}%";
const MEAN_ERROR: &str = "Mean error";
const ERROR_AS_LAST_WEEK: &str = "Error “as last week”";

fn score_row(
    metric: ForecastMetric,
    days: u64,
    coverages: [String; 2],
    (error, naive, mase): (f64, Option<f64>, Option<f64>),
) -> AnyView {
    let value = |value: f64| forecast_value(metric, value);
    let [inside_80, inside_95] = coverages;
    view! {
        <tr>
            <th scope="row">{forecast_metric(metric)}</th>
            <td class="number" data-label=DAYS_SCORED>{format::count(days)}</td>
            <td class="number" data-label=INSIDE_80>{inside_80}</td>
            <td class="number" data-label=INSIDE_95>{inside_95}</td>
            <td class="number" data-label=MEAN_ERROR>{value(error)}</td>
            <td class="number" data-label=ERROR_AS_LAST_WEEK>{or_nothing(naive, value)}</td>
            <td class="number" data-label=SCALED_ERROR>{or_nothing(mase, |mase| format::number(mase, 2))}</td>
        </tr>
    }
    .into_any()
}

fn score_table(label: &'static str, rows: AnyView) -> AnyView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="stacking-table">
                <thead>
                    <tr>
                        <th scope="col">"Measure"</th>
                        <th scope="col" class="number">{DAYS_SCORED}</th>
                        <th scope="col" class="number">{INSIDE_80}</th>
                        <th scope="col" class="number">{INSIDE_95}</th>
                        <th scope="col" class="number">{MEAN_ERROR}</th>
                        <th scope="col" class="number">{ERROR_AS_LAST_WEEK}</th>
                        <th scope="col" class="number">{SCALED_ERROR}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn tried(app: App, answer: Signal<Arc<Backtests>>) -> AnyView {
    let rows = move || answer.with(|answer| answer.forecasts.iter().map(tried_row).collect_view()).into_any();
    let chosen = Memo::new(move |_| app.route.with(|route| route.detail("record").unwrap_or_default().to_owned()));
    let metric = move || {
        let found = ForecastMetric::ALL.into_iter().find(|metric| metric.word() == chosen.get());
        found.unwrap_or(ForecastMetric::FailureRate)
    };
    let chart = built(move || {
        let zone = app.zone.with_value(Clone::clone);
        answer.with(|answer| Arc::new(backtest_fan(metric(), newest_days(answer, metric()), zone)))
    });
    let choices = ForecastMetric::ALL.map(|metric| {
        let word = if metric == ForecastMetric::FailureRate { "" } else { metric.word() };
        (word.to_owned(), forecast_metric(metric).to_owned())
    });
    let choose = Callback::new(move |value: String| app.go(app.route.get_untracked().with_detail("record", &value)));
    let horizon = move || match horizon_days(app) {
        1 => "Said one day ahead.".to_owned(),
        days => format!(
            "Scores over 1 to {days} days ahead; the chart shows what was said {days} days ahead, the newest 60 days of it."
        ),
    };
    view! {
        <p class="muted">{horizon}</p>
        {score_table("Tried on the past", rows.into_any())}
        <div class="panel-tools">
            <SelectField
                id="record-metric"
                label="Measure"
                choices=Signal::stored(choices.to_vec())
                chosen=chosen
                on_choose=choose
            />
        </div>
        {drawn(chart, DAYS, move || {
            answer.with(|answer| newest_days(answer, metric()).len())
        })}
    }
    .into_any()
}

/// The past days of a number that are drawn.
fn newest_days(answer: &Backtests, metric: ForecastMetric) -> &[BacktestDay] {
    let report = answer.forecasts.iter().find(|report| report.metric == metric);
    let days = report.and_then(|report| report.days.as_deref().ok()).unwrap_or_default();
    days.get(days.len().saturating_sub(DRAWN_DAYS)..).unwrap_or_default()
}

fn tried_row(report: &BacktestReport) -> AnyView {
    match (&report.days, &report.score) {
        (_, Some(score)) => score_row(
            report.metric,
            score.days,
            [format::percent(score.coverage_80), format::percent(score.coverage_95)],
            (score.error, Some(score.error_seasonal_naive), score.mase),
        ),
        (days, None) => {
            let lack = days.as_ref().err().map_or_else(|| NOTHING.to_owned(), |lack| of_forecast(report.metric, lack));
            let name = forecast_metric(report.metric);
            view! { <tr><th scope="row">{name}</th><td colspan="6" class="muted">{lack}</td></tr> }.into_any()
        }
    }
}
