//! A problem: what happened, what to do, where to read on. All its texts may come from GitHub and are shown as text.

use forerun::engine::Problem;
use forerun::view::format::unbroken;
use leptos::prelude::*;

use crate::platform::intl;

use super::{Icon, IconName};

/// A problem with the buttons that help; announced at once.
#[component]
pub fn ProblemBox(problem: Problem, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let link = problem.link.filter(|link| is_safe_link(link)).map(|link| {
        view! {
            <a href=link target="_blank" rel="noopener noreferrer">
                "Open the page on GitHub"
            </a>
        }
    });
    view! {
        <div class="problem" role="alert">
            <Icon name=IconName::Alert />
            <div class="problem-text">
                <h2>{problem.title}</h2>
                <p>{unbroken(&intl::with_local_times(&problem.advice))}" "{link}</p>
                {children.map(|children| view! { <div class="actions">{children()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// Only https: a link from outside must not run a script or leave encryption.
fn is_safe_link(link: &str) -> bool {
    link.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}
