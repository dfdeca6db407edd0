//! The frame of every chart: title, buttons, legend, the canvases, a note, the table. Knows no particular chart.

use std::sync::Arc;

use forerun::view::chart::Chart;
use leptos::html;
use leptos::prelude::*;

use super::canvases::Canvases;
use super::export::save_png;
use super::table::ChartTable;
use super::theme::Theme;
use super::{observe, zone};

/// A chart with everything around it.
#[component]
pub fn ChartFigure(chart: Signal<Arc<dyn Chart>>) -> impl IntoView {
    let figure = NodeRef::<html::Figure>::new();
    let shows_table = RwSignal::new(false);
    let is_broken = RwSignal::new(false);
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
            view! { <Canvases chart figure is_broken/> }.into_any()
        }
    };
    view! {
        <figure class="chart" node_ref=figure>
            <figcaption class="chart-title">{title}</figcaption>
            {body}
            <div class="chart-foot">
                {note}
                <Show when=move || !is_empty.get()>
                    <Buttons chart figure shows_table is_broken/>
                </Show>
            </div>
            {broken}
            {table}
        </figure>
    }
}

#[component]
fn Buttons(
    chart: Signal<Arc<dyn Chart>>,
    figure: NodeRef<html::Figure>,
    shows_table: RwSignal<bool>,
    is_broken: RwSignal<bool>,
) -> impl IntoView {
    let zone = zone();
    let save = move |_| {
        let Some(figure) = figure.get_untracked() else { return };
        let Ok(Some(stage)) = figure.query_selector(".chart-canvas") else { return };
        let size = observe::size_of(&stage, None);
        let font_family = Theme::of(&figure).font_family;
        let saved = chart.with_untracked(|chart| save_png(chart.as_ref(), size, font_family, &zone.get_untracked()));
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
