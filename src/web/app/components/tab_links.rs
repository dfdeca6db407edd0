//! Views of a page that a person can share: links in a row, the chosen one in the address. Shows no view itself.

use leptos::prelude::*;

use crate::state::App;

/// One view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Its word in the address; empty for the one that an address without a word means.
    pub word: &'static str,
    /// What its link says.
    pub label: &'static str,
}

impl TabLink {
    /// A view.
    pub const fn new(word: &'static str, label: &'static str) -> Self {
        Self { word, label }
    }
}

/// The word of the view that the address names under `name`; the first one's where it names none of them.
pub fn chosen_tab(app: App, name: &'static str, tabs: &'static [TabLink]) -> Memo<&'static str> {
    Memo::new(move |_| {
        app.route.with(|route| {
            let word = route.detail(name).unwrap_or_default();
            tabs.iter().find(|tab| tab.word == word).or(tabs.first()).map_or("", |tab| tab.word)
        })
    })
}

/// The links; `label` says what they choose among.
pub fn tab_links(app: App, name: &'static str, label: &'static str, tabs: &'static [TabLink]) -> AnyView {
    let chosen = chosen_tab(app, name, tabs);
    let link = |tab: &'static TabLink| {
        let href = move || app.route.with(|route| route.with_detail(name, tab.word).to_hash());
        view! {
            <a href=href aria-current=move || (chosen.get() == tab.word).then_some("true")>
                {tab.label}
            </a>
        }
    };
    view! {
        <nav class="tab-links" aria-label=label>
            {tabs.iter().map(link).collect_view()}
        </nav>
    }
    .into_any()
}
