//! The welcome page: what this is, connecting, the demo, what is stored.

mod connect_form;
mod recipe;
mod refusal;
mod stored;

use forerun::engine::RepositoryKey;
use forerun::view::route::Route;
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::lazy::load_ahead;
use crate::state::{DEMO_KEY, use_app};

use connect_form::ConnectForm;
use recipe::TokenRecipe;
use stored::StoredRepositories;

/// The page.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let app = use_app();
    let demo = move |_| app.go(Route::of(RepositoryKey(DEMO_KEY.to_owned())));
    view! {
        <div class="welcome">
            <div class="welcome-lead">
                <h1 tabindex="-1">"See how healthy your CI really is"</h1>
                <p class="lead">
                    "Forerun reads a repository's GitHub Actions history straight into this browser, tells what the numbers mean and what is coming. There is no server and no account: what is read is kept here, also after GitHub has deleted it."
                </p>
                <p class="promise">
                    <Icon name=IconName::Lock />
                    <span>
                        <strong>"Your token stays in this tab."</strong>
                        " It is held in memory, sent to GitHub's API only, and gone when the tab closes."
                    </span>
                </p>
                <div class="demo-offer">
                    <p>"Just looking? The demo repository is simulated and asks GitHub nothing."</p>
                    <button
                        type="button"
                        class="button"
                        on:click=demo
                        on:pointerenter=|_| load_ahead()
                        on:focus=|_| load_ahead()
                    >
                        "Try the demo"
                    </button>
                </div>
                <StoredRepositories />
            </div>
            <div class="welcome-form">
                <ConnectForm />
                <TokenRecipe />
            </div>
        </div>
    }
    .into_any()
}
