//! How often the page refreshes by itself, and whether it may speak up. Kept by this browser alone.

use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::components::{Panel, SelectField};
use crate::live;
use crate::platform::notify;
use crate::state::use_app;

/// The panel.
#[component]
pub fn LiveSettings() -> impl IntoView {
    let app = use_app();
    let choices = live::CHOICES_MINUTES.map(|minutes| {
        let text = if minutes == 0 { "Off".to_owned() } else { format!("Every {minutes} minutes") };
        (minutes.to_string(), text)
    });
    let chosen = Signal::derive(move || app.live.with(|live| live.minutes.to_string()));
    let choose = Callback::new(move |word: String| {
        let known = live::CHOICES_MINUTES.into_iter().find(|minutes| minutes.to_string() == word);
        if let Some(minutes) = known {
            live::keep_minutes(app, minutes);
        }
    });
    let notifies = Memo::new(move |_| app.live.with(|live| live.notifies));
    let refused = RwSignal::new(false);
    let turn = move |event: Targeted<Event, HtmlInputElement>| {
        if !event.target().checked() {
            live::set_notify(app, false);
            return;
        }
        let field = event.target();
        notify::ask(move |is_granted| {
            live::set_notify(app, is_granted);
            refused.set(!is_granted);
            field.set_checked(is_granted);
        });
    };
    let hint = move || {
        if !notify::is_known() {
            "This browser shows no notifications for pages."
        } else if refused.get() {
            "The browser refuses: allow notifications for this site in its settings, then try again."
        } else {
            "The browser asks once. Told after a sync that brings a new warning or critical alert."
        }
    };
    view! {
        <Panel title="While the page is open">
            <div class="settings-grid">
                <div class="field">
                    <SelectField
                        id="settings-refresh"
                        label="Refresh from GitHub"
                        choices=Signal::stored(choices.to_vec())
                        chosen
                        on_choose=choose
                    />
                    <p class="hint">
                        "Only repositories that this tab has connected to. What has not changed costs nothing of GitHub's limit."
                    </p>
                </div>
                <div class="field">
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=notifies
                            prop:disabled=!notify::is_known()
                            on:change:target=turn
                        />
                        "Notify me of new alerts"
                    </label>
                    <p class="hint" role="status">{hint}</p>
                </div>
            </div>
        </Panel>
    }
    .into_any()
}
