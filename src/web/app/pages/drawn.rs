//! A picture, or one sentence in its place while it would show next to nothing: an empty frame of a chart's height says
//! less than a line of text. Knows no particular chart.

use std::sync::Arc;

use forerun::view::chart::Chart;
use forerun::view::lack::{FEWEST_DRAWN, Noun, not_drawn};
use leptos::prelude::*;

use crate::charts::ChartFigure;

/// What `make` makes once there are enough points, a sentence before.
pub fn once_enough(
    fewest: usize,
    noun: Noun,
    points: impl Fn() -> usize + Send + Sync + 'static,
    make: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let points = Memo::new(move |_| points());
    let is_enough = Memo::new(move |_| points.get() >= fewest);
    let few = move || not_drawn(points.get(), fewest, noun);
    (move || if is_enough.get() { make() } else { view! { <p class="muted not-drawn">{few}</p> }.into_any() })
        .into_any()
}

/// A chart of so many points.
pub fn drawn(chart: Signal<Arc<dyn Chart>>, noun: Noun, points: impl Fn() -> usize + Send + Sync + 'static) -> AnyView {
    once_enough(FEWEST_DRAWN, noun, points, move || view! { <ChartFigure chart /> }.into_any())
}
