//! Flaky and failures: is it flaky, broken or infrastructure; what failed before in the same way.

mod causes;
mod clusters;
mod evidence;
mod notes;
mod shares;
mod standing;
mod subjects;
mod succession;
mod words;

use std::sync::Arc;

use forerun::engine::{Answer, Failures, Query};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::later;
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use super::shell::{Shown, answered};

fn take(answer: Answer) -> Option<Box<Failures>> {
    if let Answer::Failures(failures) = answer { Some(failures) } else { None }
}

/// The page.
#[component]
pub fn FlakyPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Failures(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |failures: &Failures| {
            let decided = counted(failures.decided_attempts, "finished attempt", "finished attempts");
            let failed = format!("{} failed", forerun::view::format::count(failures.errors.failed_attempts));
            format!("{} · {decided}, {failed}", intl::period(failures.period))
        },
        is_empty: |failures| failures.decided_attempts == 0,
        content,
    };
    answered("Flaky and failures", &asked, shown)
}

fn content(answer: Signal<Arc<Failures>>) -> AnyView {
    let follow = move |section: fn(&Failures) -> AnyView| move || answer.with(|failures| section(failures));
    view! {
        <div class="flaky-page">
            {follow(standing::section)} {subjects::section(answer)} {evidence::section(answer)}
            {later(move || {
                view! {
                    <div class="flaky-pair">
                        <div class="stack">{follow(causes::section)} {notes::section(answer)}</div>
                        {follow(shares::section)}
                    </div>
                }
                .into_any()
            })}
            {later(move || view! { {follow(clusters::section)} {follow(succession::section)} }.into_any())}
        </div>
    }
    .into_any()
}
