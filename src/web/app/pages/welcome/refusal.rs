//! Why the last try to connect did not succeed: above the button that was pressed, because on top of the page a phone
//! would not show it.

use forerun::engine::{Problem, ProblemKind};
use leptos::html::Div;
use leptos::prelude::*;

use crate::components::ProblemBox;
use crate::state::use_app;

/// The refusal, brought into sight when it comes; nothing without one.
#[component]
pub fn Refusal(has_sent_token: StoredValue<bool>) -> impl IntoView {
    let app = use_app();
    let place = NodeRef::<Div>::new();
    // The pressed button was asleep and has lost the focus: it goes on here, which scrolls as well.
    Effect::new(move |_| {
        if app.refusal.with(Option::is_some) {
            request_animation_frame(move || {
                if let Some(place) = place.try_get_untracked().flatten() {
                    place.focus().ok();
                }
            });
        }
    });
    on_cleanup(move || app.refusal.set(None));
    move || {
        app.refusal.get().map(|problem| {
            let problem = with_token_advice(problem, has_sent_token.get_value());
            view! {
                <div class="refusal" tabindex="-1" node_ref=place>
                    <ProblemBox problem />
                </div>
            }
        })
    }
}

/// The field is empty again, which nobody should have to find out.
fn with_token_advice(problem: Problem, has_sent_token: bool) -> Problem {
    // The engine's own end says so already.
    if !has_sent_token || problem.kind == ProblemKind::Internal {
        return problem;
    }
    let advice = format!("{} The form does not keep the token: paste it again.", problem.advice);
    Problem { advice, ..problem }
}
