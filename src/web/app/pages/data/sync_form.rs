//! Reading more, within a budget of requests.

use forerun::engine::Command;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::budget;
use crate::components::{CheckedField, Panel};
use crate::state::use_app;

/// The form.
#[component]
pub fn SyncForm() -> impl IntoView {
    let app = use_app();
    let budget_text = RwSignal::new(budget::job_requests(app.has_token()).to_string());
    let parsed = Memo::new(move |_| budget_text.with(|text| read_budget(text)));
    let error = Signal::derive(move || parsed.get().err().map(str::to_owned));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Ok(job_requests) = parsed.get_untracked() {
            app.command(Command::Sync { job_requests });
        }
    };
    let hint = move || {
        if app.with_session(|session| session.has_token) {
            "One request reads the jobs of one attempt. With a token GitHub grants 5\u{202f}000 an hour."
        } else {
            "One request reads the jobs of one attempt. Without a token GitHub grants 60 an hour, lists of runs included."
        }
    };
    view! {
        <Panel title="Read from GitHub" note="Runs that are already here cost nothing to check.">
            <form class="sync-form" on:submit=on_submit>
                <CheckedField
                    id="job-requests".to_owned()
                    label="Requests for jobs and steps"
                    unit="at most"
                    text=budget_text
                    error
                />
                <button type="submit" class="button primary" prop:disabled=app.syncing>
                    "Sync now"
                </button>
                <p class="hint">{hint}</p>
            </form>
        </Panel>
    }
    .into_any()
}

fn read_budget(text: &str) -> Result<u32, &'static str> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let budget = digits.parse().ok().ok_or("A whole number of requests, such as 500.")?;
    if budget > budget::MOST { Err("At most 15\u{202f}000: nobody is granted more in an hour.") } else { Ok(budget) }
}
