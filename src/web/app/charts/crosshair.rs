//! Reading single values: the crosshair, the box beside it, and the words for people who do not see it.

use std::sync::Arc;
use std::time::Duration;

use forerun::view::chart::{Chart, Dash, Mark, Readout, Scene, Shape, Size, Stop, Tone};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// A pause in moving after which the value is spoken: not every stop on the way.
const SPEAK_AFTER: Duration = Duration::from_millis(300);
/// How far the box keeps from the crosshair.
const DISTANCE_PIXELS: f64 = 12.0;
/// Stops that Page Up and Page Down jump over.
const PAGE: isize = 7;

/// What is painted above the data while the crosshair rests at a stop.
pub fn marks(scene: &Scene, stop: &Stop) -> Scene {
    let (top, bottom) = scene.crosshair;
    let points = vec![(stop.x, top), (stop.x, bottom)];
    let mut marks = vec![Mark::Line { points, tone: Tone::Muted, width: 1.0, dash: Dash::Solid }];
    if let Some(y) = stop.y {
        let ring = |tone, radius| Mark::Points { at: vec![(stop.x, y)], shape: Shape::Dot, tone, radius, opacity: 1.0 };
        marks.extend([ring(Tone::Surface, 6.0), ring(Tone::Text, 4.0)]);
    }
    Scene { marks, ..Scene::default() }
}

/// What a key does to the crosshair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Rests at this stop.
    To(usize),
    /// Goes away.
    Away,
}

impl Move {
    /// The stop at which the crosshair rests afterwards.
    pub fn stop(self) -> Option<usize> {
        match self {
            Self::To(stop) => Some(stop),
            Self::Away => None,
        }
    }
}

/// What this key does; `None` for keys that are not for the crosshair.
pub fn moved_by_key(scene: &Scene, cursor: Option<usize>, key: &str) -> Option<Move> {
    let stop = match key {
        "ArrowLeft" => scene.step(cursor, -1),
        "ArrowRight" => scene.step(cursor, 1),
        "PageUp" => scene.step(cursor, -PAGE),
        "PageDown" => scene.step(cursor, PAGE),
        "Home" => scene.step(cursor, isize::MIN),
        "End" => scene.step(cursor, isize::MAX),
        "Escape" => return cursor.map(|_| Move::Away),
        _ => return None,
    };
    stop.map(Move::To)
}

fn readout(chart: &dyn Chart, scene: &Scene, cursor: Option<usize>) -> Option<(Stop, Readout)> {
    let stop = scene.stops.get(cursor?)?;
    chart.readout(stop.key).map(|readout| (*stop, readout))
}

/// The values at the crosshair, beside it. Silent: the [`Announcer`] speaks.
#[component]
pub fn Tooltip(
    chart: Signal<Arc<dyn Chart>>,
    scene: Memo<Arc<Scene>>,
    cursor: RwSignal<Option<usize>>,
    size: RwSignal<Option<Size>>,
) -> impl IntoView {
    let shown = move || {
        let (stop, readout) = chart.with(|chart| scene.with(|scene| readout(chart.as_ref(), scene, cursor.get())))?;
        let width = size.get().map_or(0.0, |size| size.width);
        // Towards the middle, where there is room.
        let is_right = stop.x > width / 2.0;
        let class = if is_right { "chart-tooltip chart-tooltip-left" } else { "chart-tooltip" };
        let left = if is_right { stop.x - DISTANCE_PIXELS } else { stop.x + DISTANCE_PIXELS };
        let row = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
        Some(view! {
            <div class=class style:left=format!("{left:.1}px") aria-hidden="true">
                <p class="chart-tooltip-title">{readout.title}</p>
                <dl>{readout.rows.into_iter().map(row).collect_view()}</dl>
            </div>
        })
    };
    view! { {shown} }
}

/// Speaks the value at which the keys came to rest.
#[derive(Clone, Copy)]
pub struct Announcer {
    chart: Signal<Arc<dyn Chart>>,
    scene: Memo<Arc<Scene>>,
    text: RwSignal<String>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Announcer {
    /// For the stops of `scene`.
    pub fn new(chart: Signal<Arc<dyn Chart>>, scene: Memo<Arc<Scene>>) -> Self {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        on_cleanup(move || {
            if let Some(Some(waiting)) = waiting.try_get_value() {
                waiting.clear();
            }
        });
        Self { chart, scene, text: RwSignal::new(String::new()), waiting }
    }

    /// What is being said.
    pub fn text(self) -> RwSignal<String> {
        self.text
    }

    /// Says the values at `cursor` once the keys rest.
    pub fn tell(self, cursor: Option<usize>) {
        if let Some(waiting) = self.waiting.get_value() {
            waiting.clear();
        }
        let speak = move || {
            let found = self.chart.try_with_untracked(|chart| {
                self.scene.try_with_untracked(|scene| readout(chart.as_ref(), scene, cursor)).flatten()
            });
            let sentence = found.flatten().map(|(_, readout)| readout.sentence());
            self.text.try_set(sentence.unwrap_or_default());
        };
        self.waiting.set_value(set_timeout_with_handle(speak, SPEAK_AFTER).ok());
    }
}
