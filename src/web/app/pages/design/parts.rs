//! What pages are made of besides charts and tables.

use leptos::prelude::*;

use crate::components::{
    ChangeNote, Confirm, ConfirmButton, Empty, Explain, Explanation, Meter, Ring, Shape, Stat, StatData, Tab, Toasts,
    badge, skeleton, tabs,
};
use crate::words::Tone;

use super::{group, sample};

/// The group.
pub fn section() -> AnyView {
    group(
        "Parts",
        vec![
            sample("Buttons and dialogs", false, buttons()),
            sample("Badges", false, badges()),
            sample("Numbers", true, numbers()),
            sample("Scores", false, scores()),
            sample("Tabs", false, some_tabs()),
            sample("Loading", false, loading()),
            sample("Nothing to show", false, nothing()),
        ],
    )
}

fn buttons() -> AnyView {
    let toasts = Toasts::used();
    let tell = move |text: &'static str, tone: Tone| {
        if let Some(toasts) = toasts {
            toasts.tell(text, tone);
        }
    };
    let confirm = Confirm {
        title: "Delete the made-up history?".to_owned(),
        advice: "Nothing is lost: there is none.".to_owned(),
        action: "Delete it",
    };
    let on_confirm = Callback::new(move |()| tell("Nothing was deleted.", Tone::Good));
    view! {
        <div class="actions">
            <button type="button" class="button primary" on:click=move |_| tell("This is a message.", Tone::Neutral)>
                "Show a message"
            </button>
            <button
                type="button"
                class="button"
                on:click=move |_| tell("Another browser tab is already syncing this repository.", Tone::Warning)
            >
                "Show a warning"
            </button>
            <button type="button" class="button quiet">
                "Quiet"
            </button>
            <button type="button" class="button" disabled>
                "Not now"
            </button>
            <ConfirmButton label="Delete…" confirm=Signal::stored(confirm) on_confirm />
        </div>
    }
    .into_any()
}

fn badges() -> AnyView {
    view! {
        <div class="actions">
            {badge("Healthy", Tone::Good)} {badge("Slowing down", Tone::Warning)} {badge("Failing", Tone::Bad)}
            {badge("Disabled", Tone::Neutral)}
        </div>
    }
    .into_any()
}

fn explanation() -> Explanation {
    Explanation::of("passed ÷ (passed + failed), with Wilson's interval of 95 %.")
        .fact("Passed", "487")
        .fact("Failed", "13")
        .fact("Left out: cancelled", "21")
}

fn numbers() -> AnyView {
    let stat = |label: &'static str, value: &str, detail: &str, amount: &str, word: &'static str, tone: Tone| {
        let change = ChangeNote { amount: amount.to_owned(), word, tone, title: "Made up".to_owned() };
        let data = StatData {
            label,
            value: value.to_owned(),
            details: vec![detail.to_owned()],
            change: Some(change),
            explanation: explanation(),
        };
        view! { <Stat data=Signal::stored(data) /> }.into_any()
    };
    let tiles = vec![
        stat("Success rate", "97.4\u{a0}%", "487 of 500", "+1.2\u{a0}%", "better", Tone::Good),
        stat(
            "Median duration",
            "7\u{a0}min 05\u{a0}s",
            "P95 12\u{a0}min 40\u{a0}s",
            "+18.0\u{a0}%",
            "worse",
            Tone::Bad,
        ),
        stat("Queue", "12\u{a0}s", "P95 1\u{a0}min 03\u{a0}s", "–", "no clear change", Tone::Neutral),
        stat("Wasted", "3\u{a0}h 12\u{a0}min", "of 91\u{a0}h", "−4.0\u{a0}%", "look at it", Tone::Warning),
    ];
    view! { <div class="numbers">{tiles}</div> }.into_any()
}

fn scores() -> AnyView {
    let meter = |name: &'static str, score: f64, tone: Tone| {
        view! {
            <div class="health-part">
                <span class="health-part-name">{name}</span>
                <Meter share=Some(score / 100.0) tone />
                <span class="health-part-score">{format!("{score:.0}")}</span>
            </div>
        }
    };
    view! {
        <div class="health-body">
            <Ring score=Some(82.0) tone=Tone::Good label="Health 82 of 100".to_owned() />
            <div class="health-parts">
                {meter("Reliability", 91.0, Tone::Good)} {meter("Performance", 64.0, Tone::Warning)}
                {meter("Efficiency", 38.0, Tone::Bad)}
                <p class="design-explained">
                    "How is this calculated? " <Explain explanation=Signal::stored(explanation()) subject="Health" />
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn some_tabs() -> AnyView {
    let text = |text: &'static str| move || view! { <p>{text}</p> }.into_any();
    tabs(
        "design-tabs",
        "Samples",
        vec![
            Tab::new("Jobs", text("Jobs, ranked by what they cost.")),
            Tab::new("Steps", text("Steps, ranked by how long they take.")),
            Tab::new("Machines", text("Machines, and how long one waits for them.")),
        ],
    )
}

fn loading() -> AnyView {
    view! {
        <div class="design-loading">
            {skeleton(Shape::Lines(3), "Loading a text")} {skeleton(Shape::Rows(3), "Loading a table")}
            {skeleton(Shape::Chart, "Loading a chart")}
        </div>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <Empty title="Nothing ran in this window" advice="A longer window may hold something.">
            <button type="button" class="button">
                "Show all that is stored"
            </button>
        </Empty>
    }
    .into_any()
}
