//! Which model won for each number, and by what error.

use std::sync::Arc;

use forerun::engine::Predictions;
use forerun::insight::{Forecast, ForecastModel, ModelScore};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, badge};
use crate::words::forecast::{SCALED_ERROR, forecast_metric, forecast_model, forecast_value};
use crate::words::{NOTHING, Tone, or_nothing};

const COLUMNS: [Column; 8] = [
    Column::words("Measure"),
    Column::words("Model"),
    Column::words("Used"),
    Column::numbers("Mean error", Unit::ByRow),
    Column::numbers("× “as last week”", Unit::Count),
    Column::numbers("× “as on the last day”", Unit::Count),
    Column::numbers(SCALED_ERROR, Unit::Count),
    Column::numbers("Past days", Unit::Count),
];

/// The panel.
pub fn panel(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let explanation = Explanation::of(
        "Every model foretells each past day from the days before it; the mean absolute error counts recent days more. “As last \
         week” (seasonal naive) is what the others must beat by more than 2 %. Error ÷ change in a week (mean absolute scaled error, MASE): below 1 the \
         model errs less than the number changes from a week to the next. Each model is scored alone; “Its own record” scores the \
         model that was chosen on each day, so its errors are others.",
    )
    .topic("forecast-error");
    let data = Signal::derive(move || {
        let rows = predictions.with(|predictions| predictions.forecasts.iter().flat_map(rows).collect());
        Arc::new(TableData { title: "Models", columns: COLUMNS.to_vec(), rows })
    });
    let is_empty = Memo::new(move |_| data.with(|data| data.rows.is_empty()));
    let body = move || {
        if is_empty.get() {
            view! { <p class="muted">"No model could be tried yet: the history is too short."</p> }.into_any()
        } else {
            view! { <DataTable data sorted_by=0 /> }.into_any()
        }
    };
    view! {
        <Panel title="Models" class="bounded" note="Which way of forecasting did best on each number's own past." explanation=Some(explanation)>
            {body}
        </Panel>
    }
    .into_any()
}

fn rows(forecast: &Forecast) -> Vec<Vec<Cell>> {
    let last =
        forecast.candidates.iter().find(|score| score.model == ForecastModel::LastValue).map(|score| score.error);
    let ratio = |value: Option<f64>| Cell::number(value, or_nothing(value, |value| format::number(value, 2)));
    let row = |score: &ModelScore| {
        let is_used = forecast.model == Some(score.model);
        let used = if is_used { "used" } else { NOTHING };
        let used = Cell::words(used);
        vec![
            Cell::words(forecast_metric(forecast.metric)),
            Cell::words(forecast_model(score.model)),
            if is_used { used.shown_as(|| badge("used", Tone::Good)) } else { used },
            Cell::number(Some(score.error), forecast_value(forecast.metric, score.error))
                .of(Unit::of_forecast(forecast.metric)),
            ratio(score.relative_error),
            ratio(last.filter(|&last| last > 0.0).map(|last| score.error / last)),
            ratio(score.mase),
            Cell::number(Some(score.origins as f64), format::count(score.origins)),
        ]
    };
    forecast.candidates.iter().map(row).collect()
}
