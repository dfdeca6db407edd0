//! Two canvases over one another: the data below, painted when they, the size, the zoom or the theme change; the
//! crosshair above, painted when the pointer or a key moves it. Each paints at most once a frame.

use std::sync::Arc;

use forerun::domain::Period;
use forerun::view::chart::{Chart, Scene, Size};
use forerun::view::zoom::Zoom;
use leptos::html;
use leptos::prelude::*;

use super::crosshair::{Announcer, Tooltip, linked_marks, marks, selection_marks};
use super::gestures::Gestures;
use super::legend::Legend;
use super::paint::{PaintError, Painter};
use super::printing::{PrintObserver, on_paper};
use super::theme::Theme;
use super::{ChartPage, OpenRun};
use crate::platform::observe::{SharedFrame, SizeObserver};

/// The picture of a chart, to look at, to read value by value and to zoom into.
#[component]
pub fn Canvases(
    chart: Signal<Arc<dyn Chart>>,
    shown: RwSignal<Option<Period>>,
    is_broken: RwSignal<bool>,
) -> impl IntoView {
    let (data, overlay) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let size = RwSignal::new(None::<Size>);
    let paper = RwSignal::new(None::<Theme>);
    let of_page = Theme::of_page();
    let theme = Signal::derive(move || paper.get().unwrap_or_else(|| of_page.get()));
    let zoom = Memo::new(move |_| chart.with(|chart| chart.extent()).map(|extent| Zoom::of(extent, shown.get())));
    let scene = Memo::new_with_compare(
        move |_| {
            let part = zoom.get().and_then(Zoom::part);
            let scene = |size| chart.with(|chart| chart.scene_of(size, part));
            Arc::new(size.get().map_or_else(Scene::default, scene))
        },
        |_, _| true,
    );

    // The size on the screen while the page is printed, when the canvas has another one.
    let on_screen = StoredValue::new(None::<Size>);
    follow_surroundings(data, size, paper, on_screen);

    let page = ChartPage::used();
    let gestures = Gestures::new(page, scene, zoom, shown);
    let is_urgent = move || on_screen.with_value(Option::is_some);
    paint_when_changed(data, size, theme, is_broken, is_urgent, move || scene.get());
    let above = move || {
        scene.with(|scene| {
            let stop = gestures.cursor.get().and_then(|cursor| scene.stops.get(cursor));
            let marks = match (gestures.selection.get(), stop) {
                (Some(selection), _) => selection_marks(scene, selection),
                (None, Some(stop)) => marks(scene, stop),
                (None, None) => {
                    let elsewhere = page.hovered.get().filter(|hovered| hovered.0 != gestures.number);
                    let place = elsewhere.and_then(|(_, at)| scene.time.position(at));
                    place.map_or_else(Vec::new, |x| linked_marks(scene, x))
                }
            };
            Arc::new(Scene { marks, ..Scene::default() })
        })
    };
    paint_when_changed(overlay, size, theme, is_broken, is_urgent, above);

    let announcer = Announcer::new(chart, scene);
    let open_run = use_context::<OpenRun>();
    let open_at_cursor = move || {
        let key = gestures.cursor.get_untracked();
        let key = key.and_then(|cursor| scene.with_untracked(|scene| scene.stops.get(cursor).map(|stop| stop.key)));
        let run_id = key.and_then(|key| chart.with_untracked(|chart| chart.run_of(key)));
        if let Some((open, run_id)) = open_run.zip(run_id) {
            open.0.run(run_id);
        }
    };
    let on_release = move |event: web_sys::PointerEvent| {
        if gestures.release(&event) && gestures.is_at_stop(&event) {
            open_at_cursor();
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            open_at_cursor();
        }
        if gestures.key(&event) {
            announcer.tell(gestures.cursor.get_untracked());
        }
    };
    let name = move || {
        let zooms = if zoom.with(Option::is_some) { " Plus, minus and 0 zoom, Shift and arrow keys move." } else { "" };
        format!("{} Arrow keys read single values.{zooms}", chart.with(|chart| chart.summary()))
    };
    let caption = Memo::new(move |_| scene.with(|scene| scene.caption));
    let legend = move || view! { <Legend entries=chart.with(|chart| chart.legend()) caption=caption.get()/> };
    let height = move || chart.with(|chart| chart.height_pixels()).map(|height| format!("{height:.0}px"));
    view! {
        {legend}
        <div class="chart-stage" style:block-size=height>
            <canvas class="chart-canvas" node_ref=data aria-hidden="true"></canvas>
            <canvas
                class="chart-canvas chart-overlay"
                node_ref=overlay
                role="img"
                tabindex="0"
                aria-label=name
                on:pointerdown=move |event| gestures.press(&event)
                on:pointermove=move |event| gestures.drag(&event)
                on:pointerup=on_release
                on:pointercancel=move |_| gestures.leave()
                on:pointerleave=move |_| gestures.leave()
                on:blur=move |_| gestures.leave()
                on:dblclick=move |_| shown.set(None)
                on:wheel=move |event| gestures.wheel(&event)
                on:keydown=on_key
            ></canvas>
            <Tooltip chart scene cursor=gestures.cursor size/>
        </div>
        <p class="chart-hidden" role="status" aria-live="polite">{announcer.text()}</p>
    }
}

/// Follows the size of the canvas and printing, for as long as the chart is there. While the page is printed, `on_screen`
/// holds the size on the screen, and `paper` the colours.
fn follow_surroundings(
    data: NodeRef<html::Canvas>,
    size: RwSignal<Option<Size>>,
    paper: RwSignal<Option<Theme>>,
    on_screen: StoredValue<Option<Size>>,
) {
    let guards = StoredValue::new_local(None::<(Option<SizeObserver>, PrintObserver)>);
    Effect::new(move |_| {
        let Some(canvas) = data.get() else { return };
        let is_printing = move || on_screen.try_with_value(Option::is_some).unwrap_or_default();
        let sizes = SizeObserver::new(&canvas, move |seen| {
            // A canvas that is not shown has no size, and nothing to paint.
            let seen = Some(seen).filter(|seen| seen.width >= 1.0 && seen.height >= 1.0);
            if seen.is_some() && !is_printing() {
                size.try_set(seen);
            }
        });
        let prepare = move || {
            let Some(Some(seen)) = size.try_get_untracked() else { return };
            on_screen.set_value(Some(seen));
            paper.try_set(Some(Theme::paper()));
            size.try_set(Some(on_paper(seen)));
        };
        let come_back = move || {
            if let Some(Some(seen)) = on_screen.try_update_value(Option::take) {
                paper.try_set(None);
                size.try_set(Some(seen));
            }
        };
        guards.set_value(Some((sizes, PrintObserver::new(prepare, come_back))));
    });
}

/// Paints `picture` onto `canvas` in one of the frames after any of these has changed; at once where it is urgent, because no
/// frame comes before a page is printed.
fn paint_when_changed(
    canvas: NodeRef<html::Canvas>,
    size: RwSignal<Option<Size>>,
    theme: Signal<Theme>,
    is_broken: RwSignal<bool>,
    is_urgent: impl Fn() -> bool + 'static,
    picture: impl Fn() -> Arc<Scene> + 'static,
) {
    let next = StoredValue::new_local(Arc::new(Scene::default()));
    let paint_now = move || {
        let (Some(Some(canvas)), Some(Some(size))) = (canvas.try_get_untracked(), size.try_get_untracked()) else {
            return;
        };
        let painted = theme.try_with_untracked(|theme| next.with_value(|scene| paint(&canvas, size, theme, scene)));
        if painted == Some(Err(PaintError)) {
            is_broken.try_set(true);
        }
    };
    let frame = StoredValue::new_local(SharedFrame::new(paint_now));
    Effect::new(move |_| {
        theme.track();
        size.track();
        next.set_value(picture());
        if is_urgent() {
            paint_now();
        } else {
            frame.with_value(SharedFrame::request);
        }
    });
}

fn paint(canvas: &web_sys::HtmlCanvasElement, size: Size, theme: &Theme, scene: &Scene) -> Result<(), PaintError> {
    Painter::new(canvas, size, theme)?.paint(scene)
}
