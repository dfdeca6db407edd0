//! The compare page: two choices of attempts side by side. Both are in the address, so that a comparison can be sent.

mod choices;
mod measures;
mod pictures;
mod sentence;
mod shared;
mod sides;
mod wording;

use std::sync::Arc;

use forerun::engine::{Answer, Compared, OtherWindow, Query};
use forerun::insight::Side;
use forerun::view::comparison::Sides;
use leptos::prelude::*;

use crate::asking::ask;
use crate::charts::ChartPage;
use crate::components::{Icon, IconName, later_of};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::counted;

use super::shell::{Shown, answered};

fn take(answer: Answer) -> Option<Box<Compared>> {
    if let Answer::Compare(compared) = answer { Some(compared) } else { None }
}

/// The sides of the address.
fn sides_of(app: App) -> Option<Sides> {
    app.route.with(Sides::of)
}

/// The page.
#[component]
pub fn ComparePage() -> impl IntoView {
    let app = use_app();
    let query = move || {
        let zone = app.zone.with_value(|zone| (**zone).clone());
        // The page is only shown with a repository in the address.
        sides_of(app).map_or(Query::Session, |sides| Query::Compare(Box::new(sides.query(zone))))
    };
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |compared: &Compared| match &compared.sides {
            Some(sides) => format!(
                "A: {}, {} · B: {}, {}",
                intl::period(sides.first.period),
                counted(sides.first.counts.total(), "attempt", "attempts"),
                intl::period(sides.second.period),
                counted(sides.second.counts.total(), "attempt", "attempts")
            ),
            None => "Two choices of attempts side by side".to_owned(),
        },
        // Where no run is stored there is no branch either.
        is_empty: |compared| compared.first.branches.is_empty() && compared.first.events.is_empty(),
        content,
    };
    answered("Compare", &asked, shown)
}

fn content(compared: Signal<Arc<Compared>>) -> AnyView {
    let app = use_app();
    let names = Memo::new(move |_| {
        let sides = sides_of(app);
        compared.with(|compared| {
            sides.map_or_else(|| ["A".to_owned(), "B".to_owned()], |sides| wording::names(app, &sides, compared))
        })
    });
    ChartPage::provide(Signal::derive(move || names.with(|[first, second]| format!("{first} against {second}"))));
    // The body is made anew only when it changes between numbers and a reason for none.
    let standing = Memo::new(move |_| compared.with(|compared| State::of(compared, sides_of(app).as_ref())));
    let body = move || match standing.get() {
        State::Numbers => view! {
            {sentence::verdict(compared, names)}
            {measures::table(compared)}
            {later_of(compared, move |compared| pictures::charts(compared, names))}
            {later_of(compared, shared::tables)}
        }
        .into_any(),
        State::FirstOnly(since) => view! {
            <div class="empty">
                <h2>"Nothing is stored to compare with yet"</h2>
                <p>{since}</p>
                <p class="actions">{choices::ways_on(compared)}</p>
            </div>
            {measures::table(compared)}
        }
        .into_any(),
        State::Nothing(title, advice) => view! {
            <div class="empty">
                <h2>{title}</h2>
                <p>{advice}</p>
            </div>
        }
        .into_any(),
    };
    view! {
        {choices::panel(compared)}
        {damaged(compared)}
        {body}
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum State {
    Numbers,
    /// B is the window before, of which nothing is stored.
    FirstOnly(String),
    Nothing(&'static str, String),
}

impl State {
    fn of(compared: &Compared, sides: Option<&Sides>) -> Self {
        let Some(found) = &compared.sides else {
            return Self::Nothing("B could not be read", compared.problem.clone().unwrap_or_default());
        };
        if sides.is_some_and(Sides::are_equal) {
            let advice = "Choose another window, branch, workflow, event or repository for B.";
            return Self::Nothing("Both sides are the same attempts", advice.to_owned());
        }
        let is_empty = |side: &Side| side.counts.total() == 0;
        let advice = "Nothing stored matches these choices: widen the window or clear a choice.".to_owned();
        match (is_empty(&found.first), is_empty(&found.second)) {
            (true, true) => Self::Nothing("Neither side holds any attempts", advice),
            (true, false) => Self::Nothing("A holds no attempts", advice),
            (false, true) if sides.is_some_and(|sides| sides.window == OtherWindow::Before) => {
                Self::FirstOnly(since(&found.first))
            }
            (false, true) => Self::Nothing("B holds no attempts", advice),
            (false, false) => Self::Numbers,
        }
    }
}

/// What A holds and since when, and that there is nothing before.
fn since(first: &Side) -> String {
    let count = counted(first.counts.total(), "attempt", "attempts");
    let oldest = first.days.iter().find(|day| day.counts.total() > 0).map(|day| intl::day(day.start));
    let oldest = oldest.map(|day| format!(", the oldest of {day}")).unwrap_or_default();
    format!("A holds {count}{oldest}. Of the time before A nothing is stored, so B is empty. What can be compared now:")
}

/// What could not be read of the second repository.
fn damaged(compared: Signal<Arc<Compared>>) -> AnyView {
    let words = move || {
        compared.with(|compared| {
            let second = compared.second.as_ref().filter(|second| second.key != compared.first.key)?;
            let first = second.damaged.first()?;
            let name = second.name.to_string();
            let words = format!("{first} The numbers of {name} leave it out. Open {name} to have it read again.");
            Some(view! { <p class="compare-damaged" role="note"><Icon name=IconName::Alert /> {words}</p> })
        })
    };
    words.into_any()
}
