//! The settings page: looks, what happens by itself, rule, thresholds, targets, API base.

mod analysis;
mod form;
mod general;
mod live;
mod prices;

use leptos::prelude::*;

use crate::components::Loading;
use crate::state::use_app;

use analysis::AnalysisSettings;
use general::GeneralSettings;
use live::LiveSettings;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let app = use_app();
    let is_known = Memo::new(move |_| app.session.with(Option::is_some));
    view! {
        <h1 tabindex="-1" class="page-title">
            "Settings"
        </h1>
        <p class="page-lead">"Kept in this browser, the same for all repositories."</p>
        <GeneralSettings />
        <LiveSettings />
        <Show when=move || is_known.get() fallback=|| view! { <Loading label="Reading the settings" /> }>
            <AnalysisSettings />
        </Show>
    }
    .into_any()
}
