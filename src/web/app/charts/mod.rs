//! The charts of the page. Each takes the overview as it is; what a chart shows is decided in `forerun::view::chart`,
//! how it is painted, read and saved in the modules here.

mod canvases;
mod crosshair;
mod export;
mod figure;
mod gestures;
mod legend;
mod paint;
mod points;
mod printing;
mod table;
mod theme;
mod tile;

use std::sync::Arc;

use forerun::domain::{Timestamp, Zone};
use forerun::engine::{Overview, WorkflowChoice};
use forerun::view::chart::{self, Chart, sparkline};
use leptos::prelude::*;

use crate::words::NOTHING;

pub use figure::ChartFigure;

/// Success rate day by day, with its interval and target.
#[component]
pub fn SuccessChart(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let zone = zone();
    let chart = built(move || Arc::new(overview.with(|overview| chart::SuccessChart::new(overview, zone.get()))));
    view! { <ChartFigure chart/> }
}

/// Attempts by outcome, day by day, week by week or month by month.
#[component]
pub fn OutcomeBars(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let zone = zone();
    let chart = built(move || Arc::new(overview.with(|overview| chart::OutcomeChart::new(overview, zone.get()))));
    view! { <ChartFigure chart/> }
}

/// Durations of single attempts, with median, P95 and trend. `workflows` are those of the session, in its order.
#[component]
pub fn DurationScatter(overview: Signal<Arc<Overview>>, workflows: Signal<Arc<Vec<WorkflowChoice>>>) -> impl IntoView {
    let zone = zone();
    let chart = built(move || {
        let (workflows, zone) = (workflows.get(), zone.get());
        Arc::new(overview.with(|overview| chart::DurationChart::new(overview, workflows, zone)))
    });
    view! { <ChartFigure chart/> }
}

/// The failure rate of the last four weeks and of the coming days.
#[component]
pub fn ForecastFan(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let zone = zone();
    let chart = built(move || Arc::new(overview.with(|overview| chart::ForecastChart::new(overview, zone.get()))));
    view! { <ChartFigure chart/> }
}

/// A line without axes, for tables and cards; `label` says what it shows. A single value has no course: a dash stands for
/// it, and says why.
#[component]
pub fn Sparkline(values: Vec<Option<f64>>, label: String) -> impl IntoView {
    const WIDTH: f64 = 104.0;
    const HEIGHT: f64 = 24.0;
    let reason = match values.iter().flatten().filter(|value| value.is_finite()).count() {
        0 => Some("no value yet"),
        1 => Some("one value alone shows no course"),
        _ => None,
    };
    if let Some(reason) = reason {
        let label = format!("{label}: {reason}");
        return view! { <span class="muted" role="img" aria-label=label.clone() title=label>{NOTHING}</span> }
            .into_any();
    }
    let path = sparkline(&values, WIDTH, HEIGHT);
    view! {
        <svg class="sparkline" role="img" aria-label=label viewBox=format!("0 0 {WIDTH} {HEIGHT}") width=WIDTH height=HEIGHT>
            <path d=path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
    }
    .into_any()
}

/// What happens when a point that stands for one run is pressed; charts below whoever provides it can be pressed.
#[derive(Clone, Copy)]
pub struct OpenRun(pub Callback<u64>);

/// What the charts of the page share.
#[derive(Clone, Copy)]
pub struct ChartPage {
    /// Where the crosshair rests: in which chart, at which instant.
    hovered: RwSignal<Option<(u32, Timestamp)>>,
    /// How many charts have been numbered.
    numbered: StoredValue<u32>,
    /// Which runs the numbers are about, for saved pictures.
    filter: Signal<String>,
}

impl ChartPage {
    /// Makes all charts below share a crosshair.
    pub fn provide(filter: Signal<String>) {
        provide_context(Self { hovered: RwSignal::new(None), numbered: StoredValue::new(0), filter });
    }

    /// The nearest one that was provided; one for this chart alone where none was.
    fn used() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self {
            hovered: RwSignal::new(None),
            numbered: StoredValue::new(0),
            filter: Signal::stored(String::new()),
        })
    }

    /// A number that no other chart of the page has.
    fn number(self) -> u32 {
        self.numbered.update_value(|number| *number += 1);
        self.numbered.get_value()
    }
}

/// A chart that does not change.
pub fn still(chart: Arc<dyn Chart>) -> AnyView {
    view! { <ChartFigure chart=Signal::stored(chart) /> }.into_any()
}

/// A chart, built anew only when what it reads changes.
pub fn built(build: impl Fn() -> Arc<dyn Chart> + Send + Sync + 'static) -> Signal<Arc<dyn Chart>> {
    // Comparing two charts would cost as much as painting one.
    Memo::new_with_compare(move |_| build(), |_, _| true).into()
}

/// The zone in which the page tells times; UTC where it names none.
pub fn zone() -> Signal<Arc<Zone>> {
    use_context::<Signal<Arc<Zone>>>().unwrap_or_else(|| Signal::stored(Arc::new(Zone::default())))
}
