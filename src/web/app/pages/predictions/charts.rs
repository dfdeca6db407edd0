//! Each number as it was and as it is expected, for as many days as are asked for.

use std::sync::Arc;

use forerun::engine::Predictions;
use forerun::insight::ForecastMetric;
use forerun::view::chart::{Fan, Quantity, Tone, forecast_fan};
use forerun::view::format;
use forerun::view::lack::{DAYS, of_forecast};
use leptos::prelude::*;

use crate::charts::built;
use crate::components::{Explanation, Panel, SelectField};
use crate::state::{App, use_app};
use crate::words::forecast::{confidence, forecast_metric, forecast_model, forecast_value};
use crate::words::or_nothing;

use super::super::drawn::drawn;
use super::{HORIZON_DAYS, horizon_days};

const HORIZONS: [u32; 5] = [1, 3, 7, 14, 30];

/// The panels.
pub fn panels(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let app = use_app();
    let horizon = Memo::new(move |_| horizon_days(app));
    let choices = move || {
        let present = horizon.get();
        let mut days = HORIZONS.to_vec();
        if !days.contains(&present) {
            days.push(present);
        }
        forerun::domain::sort_by_key(&mut days, |&days| days);
        let text = |days: u32| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        days.into_iter().map(|days| (days.to_string(), text(days))).collect::<Vec<_>>()
    };
    let choose = Callback::new(move |value: String| {
        let value = if value == HORIZON_DAYS.to_string() { String::new() } else { value };
        app.go(app.route.get_untracked().with_detail("horizon", &value));
    });
    let panels = ForecastMetric::ALL.map(|metric| panel(app, predictions, metric, horizon));
    view! {
        <div class="panel-tools">
            <SelectField
                id="horizon"
                label="Days ahead"
                choices=Signal::derive(choices)
                chosen=Signal::derive(move || horizon.get().to_string())
                on_choose=choose
            />
            <p class="muted">"Four weeks back, or as many days as are foretold. Shaded: 80\u{a0}% and 95\u{a0}% intervals."</p>
        </div>
        {panels}
    }
    .into_any()
}

fn panel(app: App, predictions: Signal<Arc<Predictions>>, metric: ForecastMetric, horizon: Memo<u32>) -> AnyView {
    let chart = built(move || Arc::new(fan(app, predictions, metric, horizon.get())));
    let explanation = predictions.with_untracked(|predictions| explanation(predictions, metric));
    let note = move || {
        predictions.with(|predictions| {
            let forecast = predictions.forecasts.iter().find(|forecast| forecast.metric == metric)?;
            Some(match &forecast.days {
                Ok(_) => format!(
                    "Model: {}. Confidence: {}.",
                    forecast.model.map_or("–", forecast_model),
                    confidence(forecast.confidence).0
                ),
                Err(lack) => format!("No forecast: {}.", of_forecast(metric, lack)),
            })
        })
    };
    view! {
        <Panel title=forecast_metric(metric) class="half" explanation=Some(explanation)>
            {drawn(chart, DAYS, move || fan(app, predictions, metric, horizon.get()).known_count())}
            <p class="panel-note">{note}</p>
        </Panel>
    }
    .into_any()
}

fn fan(app: App, predictions: Signal<Arc<Predictions>>, metric: ForecastMetric, horizon: u32) -> Fan {
    let zone = app.zone.with_value(Clone::clone);
    predictions.with(|predictions| {
        let forecast = predictions.forecasts.iter().find(|forecast| forecast.metric == metric);
        let ahead = predictions.ahead.iter().find(|ahead| ahead.metric == metric);
        match forecast.zip(ahead) {
            Some((forecast, ahead)) => forecast_fan(forecast, ahead, &predictions.kept, horizon, zone),
            None => Fan {
                title: forecast_metric(metric),
                value_name: forecast_metric(metric),
                quantity: Quantity::Count,
                tone: Tone::Text,
                past: Vec::new(),
                expected: Vec::new(),
                kept: Vec::new(),
                zone,
            },
        }
    })
}

fn explanation(predictions: &Predictions, metric: ForecastMetric) -> Explanation {
    let what = match metric {
        ForecastMetric::FailureRate => "Failed ÷ (passed + failed) attempts of the day.",
        ForecastMetric::Duration => {
            "Median over the day's passed attempts of duration ÷ median of the workflow, × the median of all."
        }
        ForecastMetric::Volume => "Attempts started on the day.",
        ForecastMetric::Cost => "US dollars of the day's jobs: billed minutes × price, as on the Cost page.",
    };
    let Some(forecast) = predictions.forecasts.iter().find(|forecast| forecast.metric == metric) else {
        return Explanation::of(what);
    };
    let backtest = forecast.backtest.as_ref();
    let share = |value: Option<f64>| or_nothing(value, format::percent);
    let value = |value: Option<f64>| or_nothing(value, |value| forecast_value(metric, value));
    Explanation::of(format!("{what} Forecasts look at the last 365 days of the filter's choice, whatever its window."))
        .fact("Rests on", format::count(forecast.count))
        .fact("Past days checked", format::count(backtest.map_or(0, |backtest| backtest.days)))
        .fact("Inside the 80 % interval", share(backtest.map(|backtest| backtest.coverage_80)))
        .fact("Inside the 95 % interval", share(backtest.map(|backtest| backtest.coverage_95)))
        .fact("Mean error", value(backtest.map(|backtest| backtest.error)))
        .fact("Mean error of “as last week”", value(backtest.map(|backtest| backtest.error_seasonal_naive)))
}
