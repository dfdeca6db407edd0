//! The definitions, group by group.

use forerun::view::glossary::{Entry, GROUPS, Group};
use leptos::prelude::*;

use crate::state::App;

use super::{href, id_of};

/// All of them.
pub(super) fn definitions(app: App) -> AnyView {
    let group = move |group: &'static Group| {
        let entries = group.entries.iter().map(|entry| definition(app, entry)).collect_view();
        view! {
            <section class="panel about-section" aria-label=group.title>
                <h2>{group.title}</h2>
                {entries}
            </section>
        }
    };
    GROUPS.iter().map(group).collect_view().into_any()
}

fn definition(app: App, entry: &'static Entry) -> AnyView {
    let facts = [("How", entry.formula), ("Left out", entry.left_out), ("Needs", entry.needs)];
    let facts: Vec<AnyView> = facts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| {
            view! {
                <div class="about-fact">
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                </div>
            }
            .into_any()
        })
        .collect();
    let facts = (!facts.is_empty()).then(|| view! { <dl>{facts}</dl> });
    view! {
        <article class="about-entry">
            <div class="about-head">
                <h3 id=id_of(entry.topic) tabindex="-1">
                    {entry.term}
                </h3>
                <a class="about-link" href=href(app, entry.topic) aria-label=format!("Link to {}", entry.term)>
                    "#"
                </a>
            </div>
            <p>{entry.meaning}</p>
            {facts}
        </article>
    }
    .into_any()
}
