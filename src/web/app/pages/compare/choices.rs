//! What is compared with what: presets, the two sides, swapping them.

use std::sync::Arc;

use forerun::domain::Window;
use forerun::engine::{Compared, OtherWindow, SideAbout};
use forerun::view::comparison::{Preset, Sides};
use leptos::prelude::*;

use crate::components::{Icon, IconName, SelectField};
use crate::platform::intl;
use crate::state::{App, DEMO_KEY, use_app};
use crate::words::window_name;

use super::sides::{Which, change, change_filter, choose_repository, preset, swap};
use super::sides_of;

/// Stands for "no choice".
const ANY: &str = "";
/// Stands for the window before A's.
const BEFORE: &str = "before";
const WINDOWS: [Window; 5] =
    [Window::LastHours(24), Window::LastDays(7), Window::LastDays(30), Window::LastDays(90), Window::All];
const PRESETS: [(Preset, &str); 4] = [
    (Preset::WindowBefore, "The window before"),
    (Preset::DefaultBranch, "A branch against the default one"),
    (Preset::Workflows, "Workflow against workflow"),
    (Preset::Repositories, "Repository against repository"),
];

/// What can be compared where nothing lies before the window.
const WAYS_ON: [(Preset, &str); 2] =
    [(Preset::DefaultBranch, "Compare a branch with the default one"), (Preset::Workflows, "Compare two workflows")];

/// The ids of a side's selects.
struct Ids {
    repository: &'static str,
    window: &'static str,
    workflow: &'static str,
    branch: &'static str,
    event: &'static str,
}

const FIRST_IDS: Ids = Ids {
    repository: "compare-a-repository",
    window: "compare-a-window",
    workflow: "compare-a-workflow",
    branch: "compare-a-branch",
    event: "compare-a-event",
};
const SECOND_IDS: Ids = Ids {
    repository: "compare-b-repository",
    window: "compare-b-window",
    workflow: "compare-b-workflow",
    branch: "compare-b-branch",
    event: "compare-b-event",
};

/// The panel.
pub fn panel(compared: Signal<Arc<Compared>>) -> AnyView {
    let app = use_app();
    let about = move |which: Which| {
        Memo::new(move |_| {
            compared.with(|compared| match which {
                Which::First => Some(compared.first.clone()),
                Which::Second => compared.second.clone(),
            })
        })
    };
    let preset_button = move |(kind, label): (Preset, &'static str)| {
        let sides = sides_of_preset(compared, kind);
        let is_chosen = move || {
            let chosen = sides.with(|sides| sides.is_some() && *sides == sides_of(app));
            if chosen { "true" } else { "false" }
        };
        view! {
            <button
                type="button"
                class="button"
                aria-pressed=is_chosen
                disabled=move || sides.with(Option::is_none)
                on:click=move |_| go_to(app, sides)
            >
                {label}
            </button>
        }
    };
    let second_period =
        move || compared.with_untracked(|compared| compared.sides.as_ref().map(|sides| sides.second.period));
    view! {
        <section class="panel compare-choices" aria-label="What is compared">
            <div class="compare-presets" role="group" aria-label="Usual comparisons">
                {PRESETS.map(preset_button).collect_view()}
            </div>
            <div class="compare-sides">
                {side(Which::First, about(Which::First))}
                <button
                    type="button"
                    class="button compare-swap"
                    on:click=move |_| swap(app, second_period())
                >
                    <Icon name=IconName::Compare />
                    "Swap A and B"
                </button>
                {side(Which::Second, about(Which::Second))}
            </div>
        </section>
    }
    .into_any()
}

fn sides_of_preset(compared: Signal<Arc<Compared>>, kind: Preset) -> Memo<Option<Sides>> {
    let app = use_app();
    let busiest = Memo::new(move |_| compared.with(|compared| compared.first.busiest_branch.clone()));
    Memo::new(move |_| preset(app, kind, busiest.get()))
}

fn go_to(app: App, sides: Memo<Option<Sides>>) {
    if let Some(sides) = sides.get_untracked() {
        app.go(app.route.with_untracked(|route| sides.route(route)));
    }
}

/// Comparisons that need no earlier window, as far as there is something for them.
pub fn ways_on(compared: Signal<Arc<Compared>>) -> AnyView {
    let app = use_app();
    let way = move |(kind, label): (Preset, &'static str)| {
        let sides = sides_of_preset(compared, kind);
        view! {
            <Show when=move || sides.with(Option::is_some)>
                <button type="button" class="button" on:click=move |_| go_to(app, sides)>
                    {label}
                </button>
            </Show>
        }
    };
    WAYS_ON.map(way).collect_view().into_any()
}

fn side(which: Which, about: Memo<Option<SideAbout>>) -> AnyView {
    let (letter, ids) = match which {
        Which::First => ("A", FIRST_IDS),
        Which::Second => ("B", SECOND_IDS),
    };
    view! {
        <fieldset class="compare-side">
            <legend>
                <span class=format!("compare-letter compare-letter-{}", letter.to_lowercase())>{letter}</span>
            </legend>
            {repository(which, ids.repository)}
            {window(which, ids.window)}
            {workflow(which, ids.workflow, about)}
            {branch(which, ids.branch, about)}
            {event(which, ids.event, about)}
        </fieldset>
    }
    .into_any()
}

fn repository(which: Which, id: &'static str) -> AnyView {
    let app = use_app();
    let choices = move || {
        app.with_session(|session| {
            let name = |name: String, is_demo: bool| if is_demo { "Demo repository".to_owned() } else { name };
            let mut choices: Vec<(String, String)> = session
                .stored
                .iter()
                .map(|stored| (stored.key.0.clone(), name(stored.name.to_string(), stored.is_demo)))
                .collect();
            if choices.iter().all(|choice| choice.0 != DEMO_KEY) {
                choices.push((DEMO_KEY.to_owned(), "Demo repository".to_owned()));
            }
            let chosen = sides_of(app).map(|sides| which.of(&sides).repository.0.clone());
            let missing = chosen.filter(|chosen| choices.iter().all(|choice| choice.0 != *chosen));
            choices.extend(missing.map(|key| (key.clone(), format!("{key} (not stored here)"))));
            choices
        })
    };
    let chosen = move || sides_of(app).map(|sides| which.of(&sides).repository.0.clone()).unwrap_or_default();
    select(id, "Repository", choices, chosen, move |key| choose_repository(app, which, key))
}

fn window(which: Which, id: &'static str) -> AnyView {
    let app = use_app();
    let chosen = move || {
        sides_of(app).map_or_else(String::new, |sides| match (which, sides.window) {
            (Which::Second, OtherWindow::Before) => BEFORE.to_owned(),
            _ => which.of(&sides).filter.window.label(),
        })
    };
    let choices = move || {
        let before = (which == Which::Second).then(|| (BEFORE.to_owned(), "The window before A".to_owned()));
        let own = sides_of(app).map(|sides| which.of(&sides).filter.window);
        let unusual = own.filter(|own| !WINDOWS.contains(own));
        let name = |window: Window| {
            let name = window_name(window, intl::period);
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
            (window.label(), format!("{first}{}", letters.as_str()))
        };
        before.into_iter().chain(WINDOWS.into_iter().chain(unusual).map(name)).collect()
    };
    select(id, "Window", choices, chosen, move |label: String| {
        change(app, |sides| {
            if which == Which::Second && label == BEFORE {
                sides.window = OtherWindow::Before;
            } else if let Ok(window) = Window::parse(&label) {
                match which {
                    Which::First => sides.first.filter.window = window,
                    Which::Second => {
                        sides.second.filter.window = window;
                        sides.window = OtherWindow::OfFilter;
                    }
                }
            }
        });
    })
}

fn workflow(which: Which, id: &'static str, about: Memo<Option<SideAbout>>) -> AnyView {
    let app = use_app();
    let chosen = move || sides_of(app).and_then(|sides| which.of(&sides).filter.workflow_id.map(|id| id.to_string()));
    let known = move || {
        about.with(|about| {
            let workflows = about.iter().flat_map(|about| &about.workflows);
            workflows.map(|workflow| (workflow.id.to_string(), workflow.label.clone())).collect()
        })
    };
    let choices = move || with_any("All workflows", known(), chosen());
    select(
        id,
        "Workflow",
        choices,
        move || chosen().unwrap_or_default(),
        move |value: String| {
            change_filter(app, which, |filter| filter.workflow_id = value.parse().ok());
        },
    )
}

fn branch(which: Which, id: &'static str, about: Memo<Option<SideAbout>>) -> AnyView {
    let app = use_app();
    let chosen = move || sides_of(app).and_then(|sides| which.of(&sides).filter.branch.clone());
    let known = move || {
        about.with(|about| {
            let Some(about) = about else { return Vec::new() };
            let text = |branch: &String| {
                if *branch == about.default_branch { format!("{branch} (default)") } else { branch.clone() }
            };
            about.branches.iter().map(|branch| (branch.clone(), text(branch))).collect()
        })
    };
    let choices = move || with_any("All branches", known(), chosen());
    select(
        id,
        "Branch",
        choices,
        move || chosen().unwrap_or_default(),
        move |value: String| {
            change_filter(app, which, |filter| filter.branch = Some(value).filter(|value| value != ANY));
        },
    )
}

fn event(which: Which, id: &'static str, about: Memo<Option<SideAbout>>) -> AnyView {
    let app = use_app();
    let chosen = move || sides_of(app).and_then(|sides| which.of(&sides).filter.event.clone());
    let known = move || {
        about.with(|about| {
            let events = about.iter().flat_map(|about| &about.events);
            events.map(|event| (event.clone(), event.replace('_', " "))).collect()
        })
    };
    let choices = move || with_any("All events", known(), chosen());
    select(
        id,
        "Event",
        choices,
        move || chosen().unwrap_or_default(),
        move |value: String| {
            change_filter(app, which, |filter| filter.event = Some(value).filter(|value| value != ANY));
        },
    )
}

/// What the address names is always one of the choices, so that nothing is filtered unseen.
fn with_any(any: &str, known: Vec<(String, String)>, chosen: Option<String>) -> Vec<(String, String)> {
    let missing = chosen.filter(|chosen| known.iter().all(|(value, _)| value != chosen));
    let missing = missing.map(|value| (value.clone(), value));
    [(ANY.to_owned(), any.to_owned())].into_iter().chain(known).chain(missing).collect()
}

fn select(
    id: &'static str,
    label: &'static str,
    choices: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    chosen: impl Fn() -> String + Send + Sync + 'static,
    on_choose: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    view! {
        <SelectField
            id
            label
            choices=Memo::new(move |_| choices())
            chosen=Signal::derive(chosen)
            on_choose=Callback::new(on_choose)
        />
    }
    .into_any()
}
