//! Reading single values: the crosshair, the box beside it, and the words for people who do not see it.

use std::sync::Arc;
use std::time::Duration;

use forerun::view::chart::{Arrow, Chart, Dash, Mark, Pick, Readout, Scene, Shape, Size, Stop, Tone};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// A pause in moving after which the value is spoken: not every stop on the way.
const SPEAK_AFTER: Duration = Duration::from_millis(300);
/// How far the box keeps from the crosshair.
const DISTANCE_PIXELS: f64 = 12.0;
/// Stops that Page Up and Page Down jump over.
const PAGE: isize = 7;

/// What is painted above the data while the crosshair rests at a stop.
pub fn marks(scene: &Scene, stop: &Stop) -> Vec<Mark> {
    let middle = stop.y.unwrap_or_default();
    match scene.pick {
        Pick::Column | Pick::Point => {
            let mut marks = vec![upright(scene, stop.x, Dash::Solid)];
            if let Some(y) = stop.y {
                marks.push(Mark::points(vec![(stop.x, y)], Shape::Dot, Tone::Surface, 6.0));
                marks.push(Mark::points(vec![(stop.x, y)], Shape::Dot, Tone::Text, 4.0));
            }
            marks
        }
        Pick::Cell(width, height) => {
            let (left, right) = (stop.x - width / 2.0, stop.x + width / 2.0);
            let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
            let points = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
            vec![Mark::Line { points, tone: Tone::Text, width: 2.0, dash: Dash::Solid }]
        }
        Pick::Row(height) => {
            let level = |y: f64| {
                let points = vec![(0.0, y), (scene.marks.iter().map(right_end).fold(0.0, f64::max), y)];
                Mark::Line { points, tone: Tone::Muted, width: 1.0, dash: Dash::Solid }
            };
            vec![level(middle - height / 2.0), level(middle + height / 2.0)]
        }
    }
}

/// What is painted while the crosshair rests in another chart of the page, at this place of ours.
pub fn linked_marks(scene: &Scene, x: f64) -> Vec<Mark> {
    let mut marks = vec![upright(scene, x, Dash::Dashed)];
    // A column's stop stands in its middle, where the other chart's does too; points stand anywhere.
    let stop = scene.nearest(x, 0.0).and_then(|stop| scene.stops.get(stop));
    if let Some((stop, y)) = stop.and_then(|stop| Some((stop, stop.y?)))
        && scene.pick == Pick::Column
        && (stop.x - x).abs() < 2.0
    {
        marks.push(Mark::points(vec![(stop.x, y)], Shape::Ring, Tone::Text, 4.0));
    }
    marks
}

/// What is painted while a part is being chosen.
pub fn selection_marks(scene: &Scene, (from, to): (f64, f64)) -> Vec<Mark> {
    let (top, bottom) = scene.crosshair;
    let outline = vec![(from, top), (to, top), (to, bottom), (from, bottom)];
    let area = Mark::Area { outline, tone: Tone::Accent, opacity: 0.18 };
    vec![area, upright(scene, from, Dash::Solid), upright(scene, to, Dash::Solid)]
}

fn upright(scene: &Scene, x: f64, dash: Dash) -> Mark {
    let (top, bottom) = scene.crosshair;
    Mark::Line { points: vec![(x, top), (x, bottom)], tone: Tone::Muted, width: 1.0, dash }
}

fn right_end(mark: &Mark) -> f64 {
    if let Mark::Box { x, width, .. } = mark { x + width } else { 0.0 }
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
        "ArrowLeft" => scene.towards(cursor, Arrow::Left),
        "ArrowRight" => scene.towards(cursor, Arrow::Right),
        "ArrowUp" => scene.towards(cursor, Arrow::Up),
        "ArrowDown" => scene.towards(cursor, Arrow::Down),
        "PageUp" => scene.step(cursor, -PAGE),
        "PageDown" => scene.step(cursor, PAGE),
        "Home" => scene.step(Some(0), 0),
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
        let height = size.get().map_or(0.0, |size| size.height);
        // Towards the middle, where there is room.
        let is_right = stop.x > width / 2.0;
        let left = if is_right { stop.x - DISTANCE_PIXELS } else { stop.x + DISTANCE_PIXELS };
        // Columns have their box at the top; cells and rows beside them.
        let top = match scene.with(|scene| scene.pick) {
            Pick::Column | Pick::Point => None,
            Pick::Cell(..) | Pick::Row(_) => stop.y,
        };
        let is_low = top.is_some_and(|top| top > height / 2.0);
        let class = match (is_right, is_low) {
            (false, false) => "chart-tooltip",
            (true, false) => "chart-tooltip chart-tooltip-left",
            (false, true) => "chart-tooltip chart-tooltip-above",
            (true, true) => "chart-tooltip chart-tooltip-left chart-tooltip-above",
        };
        let top = top.map(|top| format!("{:.1}px", if is_low { top - DISTANCE_PIXELS } else { top + DISTANCE_PIXELS }));
        let row = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
        Some(view! {
            <div class=class style:left=format!("{left:.1}px") style:top=top aria-hidden="true">
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
