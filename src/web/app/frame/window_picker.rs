//! The window of time: five usual ones, or two dates.

use forerun::domain::{SECONDS_PER_DAY, Timestamp, Window, Zone};
use leptos::ev::SubmitEvent;
use leptos::html::{Button, Input};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::components::FieldError;
use crate::platform::zone::now;
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
    let window = Memo::new(move |_| app.filter().window);
    let is_custom = move || window.with(|window| USUAL.iter().all(|usual| usual.0 != *window));
    let dates_shown = RwSignal::new(untrack(is_custom));
    // The dates come and go with a window of one's own, wherever that was chosen.
    Effect::new(move |before: Option<Window>| {
        let window = window.get();
        if before.is_some_and(|before| before != window) {
            dates_shown.set(is_custom());
        }
        window
    });
    let button = move |(usual, label): (Window, &'static str)| {
        // One of the row is marked: while dates are being chosen that is the way to them.
        let is_chosen = move || if window.get() == usual && !dates_shown.get() { "true" } else { "false" };
        let choose = move |_| {
            dates_shown.set(false);
            app.change_filter(|filter| filter.window = usual);
        };
        view! {
            <button type="button" aria-pressed=is_chosen on:click=choose>
                {label}
            </button>
        }
    };
    let custom = NodeRef::<Button>::new();
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && dates_shown.get_untracked() {
            dates_shown.set(false);
            if let Some(custom) = custom.get_untracked() {
                custom.focus().ok();
            }
        }
    };
    view! {
        <div class="window-picker" on:keydown=on_key>
            <div class="segments" role="group" aria-label="Window">
                {USUAL.into_iter().map(button).collect_view()}
                <button
                    type="button"
                    node_ref=custom
                    aria-pressed=move || if is_custom() || dates_shown.get() { "true" } else { "false" }
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

/// First and last local day of a window; `oldest` is where everything stored begins.
fn days_of(window: Window, oldest: Option<Timestamp>, zone: &Zone) -> (String, String) {
    let now = now();
    let period = window.period(now, oldest.unwrap_or(now), now);
    let first =
        if window == Window::All && oldest.is_none() { String::new() } else { day_text(zone.local_day(period.start)) };
    (first, day_text(zone.local_day(period.end.plus_seconds(-1))))
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
    let oldest = Memo::new(move |_| app.with_session(|session| session.oldest));
    let days = Memo::new(move |_| app.zone.with_value(|zone| days_of(app.filter().window, oldest.get(), zone)));
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
