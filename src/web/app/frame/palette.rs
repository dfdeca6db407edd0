//! The command palette (Ctrl K or ⌘ K): every page and command by its name, and by what is typed also workflows, branches
//! and stored repositories, for hands that stay on the keyboard.

use forerun::domain::Filter;
use forerun::engine::{Session, StoredRepository};
use forerun::view::route::{Page, Route};
use leptos::ev::Targeted;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlInputElement, KeyboardEvent, SubmitEvent, window};

use crate::navigation::page_name;
use crate::platform::intl::lower_case;
use crate::platform::listener::Listener;
use crate::state::{App, Opening, use_app};
use crate::theme::Theme;

use super::navigation::listed_pages;

/// More than anybody reads; another letter leaves fewer.
const MOST_FOUND: usize = 50;

/// Something to choose.
#[derive(Clone)]
struct Choice {
    name: String,
    kind: &'static str,
    act: Callback<()>,
}

fn choices(app: App) -> Vec<Choice> {
    let page = |page: Page| Choice {
        name: page_name(page).to_owned(),
        kind: "Page",
        act: Callback::new(move |()| app.go(app.route.get_untracked().with_page(page))),
    };
    let theme = |theme: Theme| Choice {
        name: format!("Theme: {}", theme.label().to_ascii_lowercase()),
        kind: "Command",
        act: Callback::new(move |()| {
            theme.apply();
            app.theme.set(theme);
        }),
    };
    let is_open = app.opening() == Opening::Open;
    let mut choices: Vec<Choice> = listed_pages().filter(|page| is_open || page.stands_alone()).map(page).collect();
    if is_open && !app.is_demo() {
        let act = Callback::new(move |()| app.sync());
        choices.push(Choice { name: "Refresh from GitHub".to_owned(), kind: "Command", act });
    }
    let start = Callback::new(move |()| app.go(Route::default()));
    choices.push(Choice { name: "Start page: connect or open".to_owned(), kind: "Page", act: start });
    choices.extend(Theme::ALL.map(theme));
    choices
}

/// What only this browser's histories have: too many to be listed before something is typed.
fn stored_choices(app: App) -> Vec<Choice> {
    let choice = |kind: &'static str, name: String, route: Box<dyn Fn(Route) -> Route + Send + Sync>| Choice {
        name,
        kind,
        act: Callback::new(move |()| app.go(route(app.route.get_untracked()))),
    };
    let in_open = |session: &Session| {
        let workflows = session.workflows.iter().map(|workflow| {
            let id = workflow.id;
            choice("Workflow", workflow.label.clone(), Box::new(move |route| route.of_workflow(id)))
        });
        let branches = session.branches.iter().map(|branch| {
            let name = branch.clone();
            let filtered = move |route: Route| {
                let filter = Filter { branch: Some(name.clone()), ..route.filter.clone() };
                let page = if route.page.is_filtered() { route.page } else { Page::Overview };
                route.with_page(page).with_filter(filter)
            };
            choice("Branch", branch.clone(), Box::new(filtered))
        });
        workflows.chain(branches).collect::<Vec<_>>()
    };
    let of_repository = |repository: &StoredRepository| {
        let key = repository.key.clone();
        choice("Repository", repository.name.to_string(), Box::new(move |_| Route::of(key.clone())))
    };
    app.with_session(|session| {
        let of_open = if app.opening() == Opening::Open { in_open(session) } else { Vec::new() };
        let open = session.open.as_ref().map(|open| &open.key);
        let others = session.stored.iter().filter(|stored| Some(&stored.key) != open && !stored.is_demo);
        of_open.into_iter().chain(others.map(of_repository)).collect()
    })
}

/// The choices in whose kind or name every word of the query occurs; all pages and commands where there is none.
fn matching(app: App, query: &str) -> Vec<Choice> {
    let query = lower_case(query);
    let mut all = choices(app);
    if query.trim().is_empty() {
        return all;
    }
    all.extend(stored_choices(app));
    let matches = |choice: &Choice| {
        let name = lower_case(&format!("{} {}", choice.kind, choice.name));
        query.split_whitespace().all(|word| name.contains(word))
    };
    all.into_iter().filter(matches).take(MOST_FOUND).collect()
}

/// The palette, closed until its keys are pressed or [`App::is_palette_open`] is set.
#[component]
pub fn Palette() -> impl IntoView {
    let app = use_app();
    let (dialog, input) = (NodeRef::<Dialog>::new(), NodeRef::<Input>::new());
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new_with_compare(
        move |_| if app.is_palette_open.get() { matching(app, &query.get()) } else { Vec::new() },
        |_, _| true,
    );
    show_when_open(app, dialog, input, move || {
        query.set(String::new());
        chosen.set(0);
    });
    listen_for_shortcut(app);
    let run = move |position: usize| {
        let choice = found.with_untracked(|found| found.get(position).cloned());
        app.is_palette_open.set(false);
        if let Some(choice) = choice {
            choice.act.run(());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len).max(1);
        let next = match event.key().as_str() {
            "ArrowDown" => (chosen.get_untracked() + 1) % count,
            "ArrowUp" => (chosen.get_untracked() + count - 1) % count,
            _ => return,
        };
        event.prevent_default();
        chosen.set(next);
        let option = window().and_then(|window| window.document()?.get_element_by_id(&option_id(next)));
        if let Some(option) = option {
            option.scroll_into_view_with_bool(false);
        }
    };
    let on_input = move |event: Targeted<Event, HtmlInputElement>| {
        query.set(event.target().value());
        chosen.set(0);
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        run(chosen.get_untracked());
    };
    let point = move |position: usize| {
        if chosen.get_untracked() != position {
            chosen.set(position);
        }
    };
    let option = move |(position, choice): (usize, Choice)| {
        let is_chosen = move || if chosen.get() == position { "true" } else { "false" };
        view! {
            <li
                id=option_id(position)
                role="option"
                aria-selected=is_chosen
                // Not on entering: a list that opens beneath a resting pointer is not pointed at.
                on:pointermove=move |_| point(position)
                on:click=move |_| run(position)
            >
                <span>{choice.name}</span>
                <small>{choice.kind}</small>
            </li>
        }
    };
    let options = move || found.get().into_iter().enumerate().map(option).collect_view();
    let nothing =
        move || found.with(Vec::is_empty).then(|| view! { <p class="palette-nothing">"Nothing is called so."</p> });
    view! {
        <dialog
            node_ref=dialog
            class="dialog palette"
            aria-label="Commands"
            on:close=move |_| app.is_palette_open.set(false)
        >
            <form method="dialog" on:submit=on_submit>
                <input
                    node_ref=input
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="Page, command, workflow, branch or repository"
                    aria-label="Page, command, workflow, branch or repository"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls="palette-options"
                    aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| option_id(chosen.get()))
                    on:input:target=on_input
                    on:keydown=on_key
                />
                <ul id="palette-options" role="listbox" aria-label="Pages and commands">
                    {options}
                </ul>
                {nothing}
            </form>
        </dialog>
    }
    .into_any()
}

/// Shows the dialog while it is to be open, each time as if for the first: `begin` empties what was typed and chosen.
fn show_when_open(app: App, dialog: NodeRef<Dialog>, input: NodeRef<Input>, begin: impl Fn() + 'static) {
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if app.is_palette_open.get() {
            begin();
            // Fails only where it is open already.
            dialog.show_modal().ok();
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
        } else {
            dialog.close();
        }
    });
}

fn option_id(position: usize) -> String {
    format!("palette-option-{position}")
}

fn listen_for_shortcut(app: App) {
    let Some(window) = window() else { return };
    let listener = Listener::new(&window, "keydown", move |event| {
        let is_shortcut = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| {
            (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key() && event.key() == "k"
        });
        if is_shortcut {
            event.prevent_default();
            app.is_palette_open.update(|open| *open = !*open);
        }
    });
    StoredValue::new_local(listener);
}
