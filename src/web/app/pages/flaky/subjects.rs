//! Workflows, jobs and steps with what repeating showed of them; each leads to its evidence.

use std::sync::Arc;

use forerun::engine::Failures;
use forerun::insight::{FlakySubject, PricedWaste, Subject};
use forerun::view::format;
use forerun::view::lack::Noun;
use forerun::view::route::Route;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Moment, Panel, TableData, badge};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::differences::FLAKY_BREAKAGE_OR_FLAKY_JOB;
use crate::words::{NOTHING, reason_of};

use super::words;

/// Name of the page's choice of a level.
const LEVEL: &str = "level";
/// Names of its choice of a subject.
const SUBJECT: [&str; 3] = ["of", "job", "step"];
/// Where the cost stands among the columns.
const COST_COLUMN: usize = 8;
const LOST_COLUMN: usize = 7;

/// What can tell a flake: commits that were run again.
const REPEATED: Noun = ("commit run again", "commits run again");

/// What a row is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Level {
    Workflows,
    #[default]
    Jobs,
    Steps,
}

impl Level {
    const ALL: [Self; 3] = [Self::Workflows, Self::Jobs, Self::Steps];

    fn word(self) -> &'static str {
        match self {
            Self::Workflows => "workflow",
            Self::Jobs => "job",
            Self::Steps => "step",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Workflows => "Workflows",
            Self::Jobs => "Jobs",
            Self::Steps => "Steps",
        }
    }

    fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Repository | Subject::Workflow { .. } => Self::Workflows,
            Subject::Job { .. } => Self::Jobs,
            Subject::Step { .. } => Self::Steps,
        }
    }

    /// What the address names; otherwise jobs, or where there are none of them the first level that has something.
    fn chosen(route: &Route, failures: &Failures) -> Self {
        let word = route.detail(LEVEL);
        let named = Self::ALL.into_iter().find(|level| word == Some(level.word()));
        named.unwrap_or_else(|| {
            let levels = [Self::Jobs, Self::Workflows, Self::Steps];
            levels.into_iter().find(|level| level.count(failures) > 0).unwrap_or_default()
        })
    }

    fn count(self, failures: &Failures) -> usize {
        failures.flakiness.subjects.iter().filter(|subject| Self::of(&subject.subject) == self).count()
    }
}

/// The address of this page with a subject's evidence open.
fn route_of(route: &Route, subject: &Subject) -> Route {
    let id = subject.workflow_id().map_or_else(String::new, |id| id.to_string());
    let (job, step) = match subject {
        Subject::Job { job, .. } => (job.as_str(), ""),
        Subject::Step { job, step, .. } => (job.as_str(), step.as_str()),
        _ => ("", ""),
    };
    SUBJECT
        .into_iter()
        .zip([id.as_str(), job, step])
        .fold(route.clone(), |route, (name, value)| route.with_detail(name, value))
}

/// The address without a subject.
pub fn closed(route: &Route) -> Route {
    SUBJECT.into_iter().fold(route.clone(), |route, name| route.with_detail(name, ""))
}

/// The subject that the address names, by its position in the answer.
pub fn chosen(route: &Route, failures: &Failures) -> Option<usize> {
    let [id, job, step] = SUBJECT.map(|name| route.detail(name));
    let id: u64 = id?.parse().ok()?;
    failures.flakiness.subjects.iter().position(|subject| match &subject.subject {
        Subject::Repository => false,
        Subject::Workflow { workflow_id, .. } => *workflow_id == id && job.is_none() && step.is_none(),
        Subject::Job { workflow_id, job: name, .. } => {
            *workflow_id == id && job == Some(name.as_str()) && step.is_none()
        }
        Subject::Step { workflow_id, job: name, step: of, .. } => {
            *workflow_id == id && job == Some(name.as_str()) && step == Some(of.as_str())
        }
    })
}

/// The section.
pub fn section(answer: Signal<Arc<Failures>>) -> AnyView {
    let app = use_app();
    let level = Memo::new(move |_| answer.with(|failures| app.route.with(|route| Level::chosen(route, failures))));
    let table = Signal::derive(move || Arc::new(answer.with(|failures| table(failures, level.get()))));
    let count = move |level: Level| answer.with(|failures| level.count(failures));
    let button = move |of: Level| {
        let choose = move |_| app.go(app.route.get_untracked().with_detail(LEVEL, of.word()));
        view! {
            <button
                type="button"
                aria-pressed=move || if level.get() == of { "true" } else { "false" }
                on:click=choose
            >
                {of.name()}
                <small class="muted flaky-count">{move || count(of)}</small>
            </button>
        }
    };
    let costs = answer.with_untracked(|failures| failures.cost.total.dollars > 0.0);
    let sorted_by = if costs { COST_COLUMN } else { LOST_COLUMN };
    let rows = move || {
        if table.with(|table| table.rows.is_empty()) {
            return view! { <p class="muted">"None of them failed and passed on the same commit, and none is broken."</p> }
                .into_any();
        }
        view! { <DataTable data=table sorted_by /> }.into_any()
    };
    // The table is made anew with another level only: sorting and columns outlive a new answer.
    let is_empty = Memo::new(move |_| (level.get(), table.with(|table| table.rows.is_empty())));
    view! {
        <Panel title="What is flaky or broken" explanation=Some(explanation())>
            <div class="segments" role="group" aria-label="Level">
                {Level::ALL.map(button).collect_view()}
            </div>
            {move || {
                is_empty.track();
                untrack(rows)
            }}
            {move || {
                let left_out = answer.with(|failures| failures.flakiness.subjects_left_out);
                (left_out > 0)
                    .then(|| view! { <p class="muted">{format!("{} less urgent ones are left out.", format::count(left_out))}</p> })
            }}
        </Panel>
    }
    .into_any()
}

fn explanation() -> Explanation {
    Explanation::of(
        "Evidence is a commit on which the same workflow, job or step both failed and passed. Attempts of one run are \
         strong evidence; other runs of the same commit and event are weak and count half.",
    )
    .fact("Broken", "its last outcomes failed on 3 commits or more, with no pass between")
    .fact("Flaky", "2 flaky commits within 14 days, and not yet 14 days and 20 clean runs since")
    .fact("Too little to tell", "it failed and was never run again on the same commit, or hardly ever: nobody can know")
    .fact(
        "Passed when run again",
        "flaky commits ÷ failing commits run again in the same run; needs 5; Jeffreys 95 % interval",
    )
    .fact("Beside the commit grid", FLAKY_BREAKAGE_OR_FLAKY_JOB)
    .fact("Left out", "attempts in which nearly all jobs failed at once, or none began")
}

fn table(failures: &Failures, level: Level) -> TableData {
    let columns = vec![
        Column::words(match level {
            Level::Workflows => "Workflow",
            Level::Jobs => "Job",
            Level::Steps => "Step",
        }),
        Column::words("State"),
        Column::numbers("Passed when run again", Unit::Fraction),
        Column::numbers("Flaky commits", Unit::Count),
        Column::numbers("Failing commits", Unit::Count),
        Column::numbers("Failure rate", Unit::Fraction).hidden(),
        Column::numbers("Last flaky", Unit::Instant),
        Column::numbers("Lost", Unit::Seconds),
        Column::numbers("Cost", Unit::Dollars),
    ];
    let subjects = failures.flakiness.subjects.iter().zip(&failures.cost.subjects);
    let rows = subjects
        .filter(|(subject, _)| Level::of(&subject.subject) == level)
        .map(|(subject, cost)| row(subject, cost))
        .collect();
    TableData { title: "Flaky and broken", columns, rows }
}

fn row(subject: &FlakySubject, cost: &PricedWaste) -> Vec<Cell> {
    let (name, place) = words::subject_parts(&subject.subject);
    let href = use_app().route.with_untracked(|route| route_of(route, &subject.subject).to_hash());
    let (word, tone) = words::state(subject.state);
    let share = match &subject.share {
        Ok(share) => {
            let (low, high) = (format::percent(share.low), format::percent(share.high));
            let (value, interval) = (format::percent(share.value), format!("{low} – {high}"));
            Cell::number(Some(share.value), format!("{value} ({interval})")).shown_as(move || {
                view! { {value.clone()} " " <small class="muted">{interval.clone()}</small> }.into_any()
            })
        }
        Err(lack) => Cell::number(None, reason_of(lack, REPEATED)).shown_as({
            let text = reason_of(lack, REPEATED);
            move || view! { <small class="muted">{text.clone()}</small> }.into_any()
        }),
    };
    let groups = subject.groups;
    let flaky = groups.flaky + groups.flaky_elsewhere;
    let failure_rate = (subject.executions > 0).then(|| subject.failures as f64 / subject.executions as f64);
    let found_at = subject.newest.first().map(|evidence| evidence.found_at);
    let newest = match found_at {
        Some(at) => {
            Cell::number(Some(at.0 as f64), intl::minute(at)).shown_as(move || view! { <Moment at /> }.into_any())
        }
        None => Cell::number(None, NOTHING),
    };
    let lost = (subject.wasted_seconds > 0.0).then_some(subject.wasted_seconds);
    let dollars = (cost.billed_minutes > cost.unpriced_minutes).then_some(cost.dollars);
    let label = if place.is_empty() { name.clone() } else { format!("{place} › {name}") };
    vec![
        Cell::words(label).shown_as(move || {
            let place = (!place.is_empty()).then(|| view! { <small class="muted path">{place.clone()}</small> });
            view! {
                <a href=href.clone()>{name.clone()}</a>
                {place}
            }
            .into_any()
        }),
        Cell::words(word).shown_as(move || badge(word, tone)),
        share,
        Cell::number(Some(flaky as f64), format::count(flaky)),
        Cell::number(Some(groups.failing as f64), format::count(groups.failing)),
        Cell::number(failure_rate, failure_rate.map_or_else(|| NOTHING.to_owned(), format::percent)),
        newest,
        Cell::number(lost, lost.map_or_else(|| NOTHING.to_owned(), format::duration)),
        Cell::number(dollars, dollars.map_or_else(|| NOTHING.to_owned(), format::dollars)),
    ]
}
