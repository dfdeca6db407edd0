//! About these numbers: every definition, what is stored where, how good the numbers are, keys and licences. Static: asks
//! the engine nothing and needs no repository. `topic=` in the address names a definition, so that others can link to it.

mod definitions;
mod practice;

use forerun::view::glossary::{Entry, GROUPS, Group};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, window};

use crate::state::{App, use_app};

use definitions::definitions;
use practice::{PRACTICE, practice};

/// The name of the page's own choice in the address.
const TOPIC: &str = "topic";

/// The page.
#[component]
pub fn AboutPage() -> impl IntoView {
    let app = use_app();
    let topic = Memo::new(move |_| app.route.with(|route| route.detail(TOPIC).map(str::to_owned)));
    Effect::new(move |_| {
        if let Some(topic) = topic.get() {
            // After the frame in which the page's own heading takes the focus.
            request_animation_frame(move || request_animation_frame(move || show(&topic)));
        }
    });
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "About these numbers"
            </h1>
            <p class="page-subtitle">
                "What every number means, what it leaves out, and what Forerun does with your data."
            </p>
        </div>
        <div class="about">
            {contents(app)}
            <div class="about-text">{definitions(app)} {practice()}</div>
        </div>
    }
    .into_any()
}

/// Where a heading is found.
fn id_of(topic: &str) -> String {
    format!("topic-{topic}")
}

fn href(app: App, topic: &'static str) -> impl Fn() -> String {
    move || app.route.with(|route| route.with_detail(TOPIC, topic).to_hash())
}

/// Brings a heading to the top and gives it the focus, so that reading goes on from there.
fn show(topic: &str) {
    let heading = window().and_then(|window| window.document()?.get_element_by_id(&id_of(topic)));
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.focus().ok();
        heading.scroll_into_view_with_bool(true);
    }
}

/// The table of contents.
fn contents(app: App) -> AnyView {
    let link = move |topic: &'static str, name: &'static str| {
        // The address stays as it is where one is there already: go there all the same.
        let again = move |_| show(topic);
        view! {
            <li>
                <a href=href(app, topic) on:click=again>
                    {name}
                </a>
            </li>
        }
        .into_any()
    };
    let entry = move |entry: &'static Entry| link(entry.topic, entry.term);
    let group = move |group: &'static Group| {
        view! {
            <li>
                <span class="about-group">{group.title}</span>
                <ul>{group.entries.iter().map(entry).collect_view()}</ul>
            </li>
        }
    };
    let rest = PRACTICE.iter().map(|part| link(part.topic, part.title)).collect_view();
    view! {
        <nav class="about-contents" aria-label="Contents">
            <ul>
                {GROUPS.iter().map(group).collect_view()}
                <li>
                    <span class="about-group">"Forerun itself"</span>
                    <ul>{rest}</ul>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}
