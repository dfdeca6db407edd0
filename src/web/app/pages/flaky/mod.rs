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
use crate::components::later_of;
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
    let follow = |answer: Signal<Arc<Failures>>, section: fn(&Failures) -> AnyView| {
        move || answer.with(|failures| section(failures))
    };
    view! {
        <div class="flaky-page">
            {follow(answer, standing::section)} {subjects::section(answer)} {evidence::section(answer)}
            {later_of(answer, move |answer| {
                view! {
                    <div class="flaky-pair">
                        <div class="stack">{follow(answer, causes::section)} {notes::section(answer)}</div>
                        {follow(answer, shares::section)}
                    </div>
                }
                .into_any()
            })}
            {later_of(answer, move |answer| {
                view! { {follow(answer, clusters::section)} {follow(answer, succession::section)} }.into_any()
            })}
        </div>
    }
    .into_any()
}
