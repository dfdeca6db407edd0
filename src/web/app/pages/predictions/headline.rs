//! Tomorrow and the week in a sentence and a small table: what is expected, with its interval, against what is usual.

use std::sync::Arc;

use forerun::engine::Predictions;
use forerun::insight::{AgainstUsual, Ahead, Expected, Forecast, ForecastMetric};
use forerun::view::lack::of_forecast;
use leptos::prelude::*;

use crate::components::{Explanation, Panel, badge};
use crate::words::forecast::{against_usual, confidence, forecast_metric, forecast_range, forecast_value};
use crate::words::{NOTHING, Tone};

const TOMORROW: &str = "Tomorrow";
const WEEK: &str = "Next 7 days";
const CONFIDENCE: &str = "Confidence";

/// The panel.
pub fn panel(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let explanation = Explanation::of(
        "Several models foretell each past day from the days before; the one with the least error is used, “as last week” \
         unless another is clearly better. Intervals are as wide as the errors so made. Usual: for tomorrow the median of the \
         same weekday in the last 28 days, for the week the last 28 days. “Worse” or “better than usual” is said only where \
         the usual lies outside the 80 % interval by more than a tenth of its width, and of a failure rate is sure enough \
         itself to leave no doubt (20 attempts at least). The interval of the week is as wide as the errors that forecasts of past weeks made; where fewer than 35 of \
         them are known the days' bounds are combined, which is rather too wide. A forecast needs 20 attempts (of attempts \
         and cost 20 days) on at least 5 days. \
         Confidence = 0.6 × how near the intervals came to holding 80 % of past days + 0.4 × skill against “as last week”; \
         below 70\u{a0}% a forecast is a hint only, and so is one that came no nearer on past days, or in its kept record, than “as \
         last week”. The failure rate of the week is failed attempts to expect ÷ attempts to expect; that of tomorrow the \
         likely rate of a single day, which is mostly 0 where few attempts run.",
    );
    let sentence = move || predictions.with(|predictions| sentence(&predictions.ahead, &predictions.forecasts));
    let rows = move || {
        predictions.with(|predictions| {
            let pairs = predictions.ahead.iter().zip(&predictions.forecasts);
            pairs.map(|(ahead, forecast)| row(ahead, forecast)).collect_view()
        })
    };
    view! {
        <Panel title="Tomorrow and the week" explanation=Some(explanation)>
            <p class="lead-sentence">{sentence}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Expected values">
                <table class="ahead-table stacking-table">
                    <thead>
                        <tr>
                            <th scope="col">"Measure"</th>
                            <th scope="col">{TOMORROW}</th>
                            <th scope="col">{WEEK}</th>
                            <th scope="col">{CONFIDENCE}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// What of tomorrow is worse or better; a hint is called one.
fn sentence(ahead: &[Ahead], forecasts: &[Forecast]) -> String {
    let told: Vec<(&Ahead, Expected)> = ahead.iter().filter_map(|it| Some((it, it.tomorrow?))).collect();
    if told.is_empty() {
        return "There is too little history for a forecast; what is missing stands below.".to_owned();
    }
    let with = |against: AgainstUsual| {
        let names = told
            .iter()
            .filter(|(it, tomorrow)| tomorrow.against_usual == against && it.metric != ForecastMetric::Volume);
        names.map(|(it, _)| forecast_metric(it.metric).to_lowercase()).collect::<Vec<_>>().join(", ")
    };
    let (worse, better) = (with(AgainstUsual::Higher), with(AgainstUsual::Lower));
    let verdict = match (worse.is_empty(), better.is_empty()) {
        (true, true) => "Tomorrow looks like a usual day.".to_owned(),
        (false, true) => format!("Tomorrow may be worse than usual: {worse}."),
        (true, false) => format!("Tomorrow may be better than usual: {better}."),
        (false, false) => format!("Tomorrow may be worse in {worse}, better in {better}."),
    };
    let rate = told.iter().find(|(it, _)| it.metric == ForecastMetric::FailureRate).map(|(it, tomorrow)| {
        let (share, what) = match it.week {
            Some(week) => (week, "Of all attempts of the next 7\u{a0}days, expected to fail are"),
            None => (*tomorrow, "The likely failure rate of tomorrow is"),
        };
        format!(
            " {what} {} (80\u{a0}% interval {}).",
            forecast_value(ForecastMetric::FailureRate, share.value),
            forecast_range(ForecastMetric::FailureRate, share.interval_80)
        )
    });
    let weak = forecasts.iter().filter(|it| confidence(it.confidence).1 == Tone::Warning).count();
    let hint = match weak {
        0 => "",
        _ => " Where the confidence is below 70\u{a0}%, take it as a hint.",
    };
    format!("{verdict}{}{hint}", rate.unwrap_or_default())
}

fn row(ahead: &Ahead, forecast: &Forecast) -> AnyView {
    let metric = ahead.metric;
    let name = forecast_metric(metric);
    if let Err(lack) = &forecast.days {
        let lack = of_forecast(metric, lack);
        return view! { <tr><th scope="row">{name}</th><td colspan="3" class="muted">{lack}</td></tr> }.into_any();
    }
    let (word, tone) = confidence(forecast.confidence);
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cell(metric, TOMORROW, ahead.tomorrow)}
            {cell(metric, WEEK, ahead.week)}
            <td data-label=CONFIDENCE>{badge(word, tone)}</td>
        </tr>
    }
    .into_any()
}

fn cell(metric: ForecastMetric, label: &'static str, expected: Option<Expected>) -> AnyView {
    let Some(expected) = expected else { return view! { <td data-label=label>{NOTHING}</td> }.into_any() };
    let (word, tone) = against_usual(metric, expected.against_usual);
    let usual = expected.usual.map(|usual| format!(", usually {}", forecast_value(metric, usual)));
    view! {
        <td data-label=label>
            <strong>{forecast_value(metric, expected.value)}</strong>
            " "
            {badge(word, tone)}
            <small class="muted">{forecast_range(metric, expected.interval_80)} {usual}</small>
        </td>
    }
    .into_any()
}
