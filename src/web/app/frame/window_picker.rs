//! The window of time: five usual ones, or two dates.

use forerun::domain::{SECONDS_PER_DAY, Timestamp, Window, Zone};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::components::FieldError;
use crate::state::use_app;

const USUAL: [(Window, &str); 5] = [
    (Window::LastHours(24), "24 h"),
    (Window::LastDays(7), "7 days"),
    (Window::LastDays(30), "30 days"),
    (Window::LastDays(90), "90 days"),
    (Window::All, "All"),
];

/// The row of windows.
#[component]
pub fn WindowPicker() -> impl IntoView {
    let app = use_app();
    let button = move |(window, label): (Window, &'static str)| {
        let is_chosen = move || if app.filter().window == window { "true" } else { "false" };
        view! {
            <button
                type="button"
                aria-pressed=is_chosen
                on:click=move |_| app.change_filter(|filter| filter.window = window)
            >
                {label}
            </button>
        }
    };
    let is_custom = Memo::new(move |_| USUAL.iter().all(|(window, _)| *window != app.filter().window));
    let dates_shown = RwSignal::new(is_custom.get_untracked());
    view! {
        <div class="window-picker">
            <div class="segments" role="group" aria-label="Window">
                {USUAL.into_iter().map(button).collect_view()}
                <button
                    type="button"
                    aria-pressed=move || if is_custom.get() { "true" } else { "false" }
                    aria-expanded=move || if dates_shown.get() { "true" } else { "false" }
                    on:click=move |_| dates_shown.update(|shown| *shown = !*shown)
                >
                    "Custom"
                </button>
            </div>
            <Show when=move || dates_shown.get()>
                <Dates />
            </Show>
        </div>
    }
    .into_any()
}

/// First and last local day of a window of two instants.
fn days_of(window: Window, zone: &Zone) -> Option<(String, String)> {
    let Window::Custom(start, end) = window else { return None };
    Some((day_text(zone.local_day(start)), day_text(zone.local_day(end.plus_seconds(-1)))))
}

fn day_text(day: i64) -> String {
    Timestamp(day * SECONDS_PER_DAY).to_rfc3339().get(..10).unwrap_or_default().to_owned()
}

/// From the beginning of the first day to the end of the last, in local time.
fn window_of(from: &str, to: &str, zone: &Zone) -> Result<Window, &'static str> {
    let day = |text: &str| Timestamp::parse(text).map(Timestamp::day).ok().ok_or("Choose both dates.");
    let (from, to) = (day(from)?, day(to)?);
    if from > to {
        return Err("The first day lies after the last.");
    }
    Ok(Window::Custom(zone.day_start(from), zone.day_start(to + 1)))
}

#[component]
fn Dates() -> impl IntoView {
    let app = use_app();
    let (from, to) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let error = RwSignal::new(None::<String>);
    let days = Memo::new(move |_| app.zone.with_value(|zone| days_of(app.filter().window, zone)).unwrap_or_default());
    let text = |input: NodeRef<Input>| input.get_untracked().map(|input| input.value()).unwrap_or_default();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        match app.zone.with_value(|zone| window_of(&text(from), &text(to), zone)) {
            Ok(window) => {
                error.set(None);
                app.change_filter(|filter| filter.window = window);
            }
            Err(reason) => error.set(Some(reason.to_owned())),
        }
    };
    view! {
        <form class="dates" on:submit=on_submit>
            <label>"From" <input type="date" node_ref=from prop:value=move || days.get().0 /></label>
            <label>"To" <input type="date" node_ref=to prop:value=move || days.get().1 /></label>
            <button type="submit" class="button">
                "Show"
            </button>
            <FieldError id="dates-error".to_owned() error=error.into() />
        </form>
    }
    .into_any()
}
