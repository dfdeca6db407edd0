//! The three sentences above everything else, and the ways to take them along.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::view::date;
use forerun::view::route::Page;
use forerun::view::summary::{Heading, Summary, Told, summarise};
use leptos::prelude::*;

use crate::components::{Explain, Explanation, copy_and_tell};
use crate::state::{App, use_app};
use crate::words::{filter_words, window_name};

use super::tour::TourOffer;

/// The panel.
#[component]
pub fn SummaryPanel(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let told = Memo::new(move |_| overview.with(|overview| tell(app, overview)));
    let copy = move |write: fn(&Summary, &Heading) -> String, done: &'static str| {
        copy_and_tell(told.with_untracked(|(summary, heading)| write(summary, heading)), done.to_owned());
    };
    let sentence = move |name: &'static str, of: fn(&Summary) -> &String| {
        view! {
            <div class="summary-part">
                <h3>{name}</h3>
                <p>{move || told.with(|(summary, _)| of(summary).clone())}</p>
            </div>
        }
    };
    let explanation = Explanation::of(
        "Made of the numbers on this page by fixed rules. A change is named only where it is larger than chance explains; \
         a forecast that has not proved itself is called a hint. Alerts are about the whole repository, all else about \
         the chosen window and filter.",
    );
    view! {
        <section class="panel summary" aria-label="Summary">
            <header class="panel-head">
                <h2>"Summary"</h2>
                <Explain explanation=Signal::stored(explanation) subject="Summary" />
            </header>
            <div class="summary-parts">
                {sentence("State", |summary| &summary.state)}
                {sentence("Change", |summary| &summary.change)}
                {sentence("Outlook", |summary| &summary.outlook)}
            </div>
            <div class="summary-foot">
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| copy(Summary::to_text, "Summary copied.")
                    >
                        "Copy summary"
                    </button>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| copy(Summary::to_markdown, "Summary copied as Markdown.")
                    >
                        "Copy as Markdown"
                    </button>
                    <a class="button quiet" href=move || app.href(Page::Reports)>
                        "Open reports"
                    </a>
                </div>
                <TourOffer />
            </div>
        </section>
    }
    .into_any()
}

/// The filter is that of the answer: an answer to an older question is not shown, a newer one brings its own.
fn tell(app: App, overview: &Overview) -> (Summary, Heading) {
    untrack(|| {
        let filter = app.filter();
        app.zone.with_value(|zone| {
            let told = Told {
                insight: &overview.insight,
                changepoints: &overview.changepoints,
                alerts: &overview.alerts,
                filter: &filter,
                zone,
            };
            let repository = match app.open_repository() {
                Some(open) if open.is_demo => "Demo repository (simulated)".to_owned(),
                Some(open) => open.name.to_string(),
                None => String::new(),
            };
            let window = window_name(filter.window, |period| date::span(period, zone));
            (summarise(told), Heading::of(told, &repository, &window, &filter_words(app)))
        })
    })
}
