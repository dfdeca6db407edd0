//! Problems on top of the page, each with what can be pressed.

use forerun::engine::{Problem, ProblemKind};
use forerun::view::route::{Page, Route};
use leptos::prelude::*;

use crate::components::ProblemBox;
use crate::platform::network::no_network;
use crate::state::{App, EngineState, IsOffline, Notice, Opening, use_app};

/// All problems that have not been put away; as wide as what they are about.
#[component]
pub fn Notices(is_narrow: Signal<bool>) -> impl IntoView {
    let app = use_app();
    let IsOffline(lost) = expect_context();
    // The demo needs none.
    let is_offline = Memo::new(move |_| lost.get() && !app.is_demo());
    view! {
        <div class="notices" class:is-narrow=is_narrow>
            <Show when=move || app.engine_state.with(|state| *state == EngineState::Silent)>
                <ProblemBox problem=silence()>
                    <button type="button" class="button" on:click=move |_| app.restart_engine()>
                        "Start it again"
                    </button>
                </ProblemBox>
            </Show>
            <Show when=move || is_offline.get()>
                <ProblemBox problem=no_network() />
            </Show>
            <For each=move || app.notices.get() key=|notice| notice.number let:notice>
                <NoticeBox notice />
            </For>
        </div>
    }
}

fn silence() -> Problem {
    Problem {
        kind: ProblemKind::Internal,
        title: "Forerun's engine has not started yet".to_owned(),
        advice:
            "It should be ready within seconds. On a slow connection it may still be loading, and this goes away by \
                 itself; otherwise start it again. Your stored history is safe."
                .to_owned(),
        link: None,
    }
}

#[component]
fn NoticeBox(notice: Notice) -> impl IntoView {
    let app = use_app();
    let Notice { number, problem } = notice;
    let kind = problem.kind;
    view! {
        <ProblemBox problem>
            {remedy(app, kind, number)}
            <button type="button" class="button quiet" on:click=move |_| app.dismiss(number)>
                "Dismiss"
            </button>
        </ProblemBox>
    }
}

fn remedy(app: App, kind: ProblemKind, number: u32) -> AnyView {
    let sync = move |_| {
        app.dismiss(number);
        app.sync();
    };
    let can_sync = untrack(|| app.with_session(|session| session.open.as_ref().is_some_and(|open| !open.is_demo)));
    match kind {
        ProblemKind::Token | ProblemKind::Repository | ProblemKind::Internal => {
            let is_elsewhere = move || app.route.with(|route| route.page != Page::Welcome);
            view! {
                <Show when=is_elsewhere>
                    <a
                        class="button"
                        href=Route::default().to_hash()
                        on:click=move |_| app.dismiss(number)
                    >
                        "Connect again"
                    </a>
                </Show>
            }
            .into_any()
        }
        ProblemKind::Part if untrack(|| app.opening()) == Opening::Loading => view! {
            <button
                type="button"
                class="button"
                on:click=move |_| {
                    app.dismiss(number);
                    app.open_again();
                }
            >
                "Try again"
            </button>
        }
        .into_any(),
        ProblemKind::Limit | ProblemKind::Network if can_sync => view! {
            <button type="button" class="button" on:click=sync>
                "Try again"
            </button>
        }
        .into_any(),
        ProblemKind::Storage if can_sync => view! {
            <a class="button" href=app.href(Page::Data)>
                "See what is stored"
            </a>
        }
        .into_any(),
        // What was pressed can be pressed again.
        ProblemKind::Limit | ProblemKind::Network | ProblemKind::Storage | ProblemKind::Part => ().into_any(),
    }
}
