//! Two canvases over one another: the data below, painted when they, the size or the theme change; the crosshair
//! above, painted when the pointer or a key moves it. Each paints at most once a frame.

use std::sync::Arc;

use forerun::view::chart::{Chart, Scene, Size};
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::crosshair::{Announcer, Tooltip, marks, moved_by_key};
use super::legend::Legend;
use super::observe::{NextFrame, SizeObserver};
use super::paint::{PaintError, Painter};
use super::theme::{Theme, ThemeObserver};

/// The picture of a chart, to look at and to read value by value.
#[component]
pub fn Canvases(
    chart: Signal<Arc<dyn Chart>>,
    figure: NodeRef<html::Figure>,
    is_broken: RwSignal<bool>,
) -> impl IntoView {
    let (data, overlay) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Canvas>::new());
    let size = RwSignal::new(None::<Size>);
    let theme = RwSignal::new(None::<Theme>);
    let cursor = RwSignal::new(None::<usize>);
    let scene = Memo::new_with_compare(
        move |_| Arc::new(size.get().map_or_else(Scene::default, |size| chart.with(|chart| chart.scene(size)))),
        |_, _| true,
    );

    let guards = StoredValue::new_local(None::<(Option<SizeObserver>, ThemeObserver)>);
    Effect::new(move |_| {
        let (Some(figure), Some(canvas)) = (figure.get(), data.get()) else { return };
        theme.set(Some(Theme::of(&figure)));
        let sizes = SizeObserver::new(&canvas, move |seen| {
            // A canvas that is not shown has no size, and nothing to paint.
            let seen = Some(seen).filter(|seen| seen.width >= 1.0 && seen.height >= 1.0);
            if seen.is_some() {
                size.try_set(seen);
            }
        });
        let themes = ThemeObserver::new(move || {
            theme.try_set(Some(Theme::of(&figure)));
        });
        guards.set_value(Some((sizes, themes)));
    });

    paint_when_changed(data, size, theme, is_broken, move || scene.get());
    let above = move || {
        scene.with(|scene| {
            let stop = cursor.get().and_then(|cursor| scene.stops.get(cursor));
            Arc::new(stop.map_or_else(Scene::default, |stop| marks(scene, stop)))
        })
    };
    paint_when_changed(overlay, size, theme, is_broken, above);

    let announcer = Announcer::new(chart, scene);
    let on_pointer = move |event: PointerEvent| {
        let place = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        cursor.set(scene.with_untracked(|scene| scene.nearest(place.0, place.1)));
    };
    let on_key = move |event: KeyboardEvent| {
        let moved = scene.with_untracked(|scene| moved_by_key(scene, cursor.get_untracked(), &event.key()));
        if let Some(moved) = moved {
            event.prevent_default();
            cursor.set(moved.stop());
            announcer.tell(moved.stop());
        }
    };
    let name = move || format!("{} Arrow keys read single values.", chart.with(|chart| chart.summary()));
    let caption = Memo::new(move |_| scene.with(|scene| scene.caption));
    let legend = move || view! { <Legend entries=chart.with(|chart| chart.legend()) caption=caption.get()/> };
    view! {
        {legend}
        <div class="chart-stage">
            <canvas class="chart-canvas" node_ref=data aria-hidden="true"></canvas>
            <canvas
                class="chart-canvas chart-overlay"
                node_ref=overlay
                role="img"
                tabindex="0"
                aria-label=name
                on:pointermove=on_pointer
                on:pointerdown=on_pointer
                on:pointerleave=move |_| cursor.set(None)
                on:blur=move |_| cursor.set(None)
                on:keydown=on_key
            ></canvas>
            <Tooltip chart scene cursor size/>
        </div>
        <p class="chart-hidden" role="status" aria-live="polite">{announcer.text()}</p>
    }
}

/// Paints `picture` onto `canvas` in the frame after any of these has changed.
fn paint_when_changed(
    canvas: NodeRef<html::Canvas>,
    size: RwSignal<Option<Size>>,
    theme: RwSignal<Option<Theme>>,
    is_broken: RwSignal<bool>,
    picture: impl Fn() -> Arc<Scene> + 'static,
) {
    let next = StoredValue::new_local(Arc::new(Scene::default()));
    let frame = StoredValue::new_local(NextFrame::new(move || {
        let (Some(Some(canvas)), Some(Some(size))) = (canvas.try_get_untracked(), size.try_get_untracked()) else {
            return;
        };
        let painted = theme.try_with_untracked(|theme| {
            theme.as_ref().map_or(Ok(()), |theme| next.with_value(|scene| paint(&canvas, size, theme, scene)))
        });
        if painted == Some(Err(PaintError)) {
            is_broken.try_set(true);
        }
    }));
    Effect::new(move |_| {
        theme.track();
        size.track();
        next.set_value(picture());
        frame.with_value(NextFrame::request);
    });
}

fn paint(canvas: &web_sys::HtmlCanvasElement, size: Size, theme: &Theme, scene: &Scene) -> Result<(), PaintError> {
    Painter::new(canvas, size, theme)?.paint(scene)
}
