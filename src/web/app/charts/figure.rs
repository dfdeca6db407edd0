//! The frame of every chart: title, buttons, legend, the canvases, a note, the table. Knows no particular chart.

use std::sync::Arc;

use forerun::domain::Period;
use forerun::view::chart::Chart;
use forerun::view::date;
use forerun::view::zoom::Zoom;
use leptos::html;
use leptos::prelude::*;

use super::canvases::Canvases;
use super::export::save_png;
use super::table::ChartTable;
use super::{ChartPage, zone};
use crate::platform::observe;

/// A chart with everything around it.
#[component]
pub fn ChartFigure(chart: Signal<Arc<dyn Chart>>) -> impl IntoView {
    let figure = NodeRef::<html::Figure>::new();
    let shows_table = RwSignal::new(false);
    let is_broken = RwSignal::new(false);
    let shown = RwSignal::new(None::<Period>);
    let is_empty = Memo::new(move |_| chart.with(|chart| chart.is_empty()));
    let title = Memo::new(move |_| chart.with(|chart| chart.title()));
    let note = move || {
        chart
            .with(|chart| chart.note().filter(|_| !chart.is_empty()))
            .map(|note| view! { <p class="chart-note">{note}</p> })
    };
    let table = move || {
        let shown = shows_table.get() && !is_empty.get();
        shown.then(|| chart.with(|chart| view! { <ChartTable title=chart.title() table=chart.table()/> }))
    };
    let broken = move || {
        let text = "This picture could not be drawn; the table holds its numbers.";
        is_broken.get().then(|| view! { <p class="chart-note" role="alert">{text}</p> })
    };
    let body = move || {
        if is_empty.get() {
            view! { <p class="chart-empty">{chart.with(|chart| chart.summary())}</p> }.into_any()
        } else {
            view! { <Canvases chart shown is_broken/> }.into_any()
        }
    };
    view! {
        <figure class="chart" node_ref=figure>
            <figcaption class="chart-title">{title}</figcaption>
            {body}
            <div class="chart-foot">
                {note}
                <Show when=move || !is_empty.get()>
                    <ZoomButtons chart shown/>
                    <Buttons chart figure shown shows_table is_broken/>
                </Show>
            </div>
            {broken}
            {table}
        </figure>
    }
}

/// In, out and back, for those who neither drag nor have keys; nothing where there is no time to zoom into.
#[component]
fn ZoomButtons(chart: Signal<Arc<dyn Chart>>, shown: RwSignal<Option<Period>>) -> impl IntoView {
    let zone = zone();
    let extent = Memo::new(move |_| chart.with(|chart| chart.extent()));
    let zoom = move || extent.get().map(|extent| Zoom::of(extent, shown.get()));
    let zoom_by = move |factor: f64| {
        if let Some(zoom) = untrack(zoom) {
            let seen = zoom.shown();
            shown.set(zoom.by(factor, seen.start.plus_seconds(seen.seconds() / 2)).part());
        }
    };
    let part = move || zoom().and_then(Zoom::part);
    let told = move || part().map(|part| zone.with(|zone| date::span(part, zone)));
    let button = move |label: &'static str, text: &'static str, factor: f64| {
        view! {
            <button type="button" class="chart-button" aria-label=label title=label on:click=move |_| zoom_by(factor)>
                {text}
            </button>
        }
    };
    view! {
        <Show when=move || extent.with(Option::is_some)>
            <div class="chart-buttons" role="group" aria-label="Zoom">
                {move || told().map(|told| view! { <span class="chart-shown">{told}</span> })}
                {button("Zoom out", "−", 2.0)}
                {button("Zoom in", "+", 0.5)}
                <Show when=move || part().is_some()>
                    <button type="button" class="chart-button" on:click=move |_| shown.set(None)>
                        "Show all"
                    </button>
                </Show>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn Buttons(
    chart: Signal<Arc<dyn Chart>>,
    figure: NodeRef<html::Figure>,
    shown: RwSignal<Option<Period>>,
    shows_table: RwSignal<bool>,
    is_broken: RwSignal<bool>,
) -> impl IntoView {
    let (zone, filter) = (zone(), ChartPage::used().filter);
    let save = move |_| {
        let Some(figure) = figure.get_untracked() else { return };
        let Ok(Some(stage)) = figure.query_selector(".chart-canvas") else { return };
        let size = observe::size_of(&stage, None);
        let (part, filter) = (shown.get_untracked(), filter.get_untracked());
        let saved = chart.with_untracked(|chart| save_png(chart.as_ref(), size, part, &filter, &zone.get_untracked()));
        is_broken.set(saved.is_err());
    };
    let title = move || chart.with(|chart| chart.title());
    let toggle = move || if shows_table.get() { "Hide table" } else { "Show table" };
    view! {
        <div class="chart-buttons">
            <button
                type="button"
                class="chart-button"
                aria-expanded=move || shows_table.get().to_string()
                aria-label=move || format!("{}: {}", toggle(), title())
                on:click=move |_| shows_table.update(|shown| *shown = !*shown)
            >
                {toggle}
            </button>
            <button type="button" class="chart-button" aria-label=move || format!("Save PNG: {}", title()) on:click=save>
                "Save PNG"
            </button>
        </div>
    }
}
