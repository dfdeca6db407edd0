//! Every part and every chart on one page, with made-up numbers: for tests, and for those who carry on. Asks the
//! engine nothing and needs no repository.

mod changing;
mod made_up;
mod matters;
mod overview;
mod parts;
mod sums_and_sides;
mod tables;
mod tokens;

use leptos::prelude::*;

/// The page.
#[component]
pub fn DesignPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Design"
            </h1>
            <p class="page-subtitle">"Every part and every chart of Forerun. All numbers on this page are made up."</p>
        </div>
        {tokens::section()}
        {parts::section()}
        {tables::section()}
        {changing::section()}
        {matters::section()}
        {sums_and_sides::section()}
        {overview::section()}
    }
    .into_any()
}

/// A titled group of samples.
fn group(title: &'static str, samples: Vec<AnyView>) -> AnyView {
    view! {
        <section class="design-group" aria-label=title>
            <h2>{title}</h2>
            <div class="design-samples">{samples}</div>
        </section>
    }
    .into_any()
}

/// A sample in a panel, as wide as the page or half of it.
fn sample(title: &'static str, is_wide: bool, content: AnyView) -> AnyView {
    let class = if is_wide { "panel design-wide" } else { "panel" };
    view! {
        <section class=class aria-label=title>
            <header class="panel-head">
                <h3>{title}</h3>
            </header>
            {content}
        </section>
    }
    .into_any()
}
