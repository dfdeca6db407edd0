//! What is stored and what is missing, in numbers, stretches and months.

use std::sync::Arc;

use forerun::domain::Period;
use forerun::engine::{Coverage, CoverageMonth};
use forerun::view::format::{self, unbroken};
use leptos::prelude::*;

use crate::components::{Day, Explanation, Meter, Panel, Stat, StatData};
use crate::platform::intl;
use crate::words::{NOTHING, Tone, counted};

use super::keeping::KeepingPanel;

/// The tiles on top.
const TILES: usize = 5;
/// So many stretches are shown at once.
const SHOWN_STRETCHES: usize = 8;

/// The panels.
#[component]
pub fn Ledger(coverage: Signal<Arc<Coverage>>) -> impl IntoView {
    let all = Memo::new(move |_| coverage.with(|coverage| tiles(coverage)));
    let tile = |position: usize| {
        let data = Memo::new(move |_| all.with(|all| all.get(position).cloned()));
        view! { <Show when=move || data.with(Option::is_some)><Stat data=Signal::derive(move || data.get().unwrap_or_default()) /></Show> }
    };
    let is_demo = coverage.with_untracked(|coverage| coverage.repository.is_demo);
    view! {
        <section class="numbers" aria-label=if is_demo { "Simulated" } else { "Stored" }>
            {(0..TILES).map(tile).collect_view()}
        </section>
        <div class="data-grid">
            <Panel title="Month by month">{move || coverage.with(|coverage| months(&coverage.months, is_demo))}</Panel>
            <div class="data-side">
                {(!is_demo)
                    .then(|| {
                        view! {
                            <KeepingPanel />
                            <Panel
                                title="Complete stretches"
                                note="Between these moments every run that GitHub listed is here."
                            >
                                {move || coverage.with(|coverage| stretches(coverage))}
                            </Panel>
                        }
                    })}
                <Panel title="Gaps">{move || coverage.with(|coverage| gaps(&coverage.gaps))}</Panel>
            </div>
        </div>
    }
    .into_any()
}

fn tiles(coverage: &Coverage) -> Vec<StatData> {
    let repository = &coverage.repository;
    if repository.is_demo {
        return simulated(coverage);
    }
    let reported = coverage
        .runs_reported
        .map(|reported| format!("GitHub listed {} · ", format::count(reported)))
        .unwrap_or_default();
    vec![
        stat(
            "Runs stored",
            format::count(coverage.runs_stored),
            format!("{reported}{}", counted(repository.attempts, "attempt", "attempts")),
            "Runs with at least one attempt here, against what GitHub said there are at the last full listing. More here \
             than there means that GitHub has deleted some.",
        ),
        stat(
            "Only here",
            format::count(coverage.only_here),
            "older than 90 days".to_owned(),
            "Runs that began more than 90 days ago. GitHub deletes those of public repositories; this copy stays.",
        ),
        stat(
            "Without jobs",
            format::count(coverage.attempts_without_jobs),
            format!("attempts · {} stored", counted(repository.jobs, "job", "jobs")),
            "Completed attempts whose jobs and steps have not been read: their durations are approximate and their queue \
             times unknown.",
        ),
        stat(
            "Missing attempts",
            format::count(coverage.attempts_missing),
            "earlier tries of runs that were run again".to_owned(),
            "GitHub lists the newest attempt of a run only; earlier ones are asked for one by one.",
        ),
        stat(
            "Space used",
            intl::bytes(repository.bytes),
            "in this browser".to_owned(),
            "Bytes of this repository's history on disk, compressed.",
        ),
    ]
}

fn stat(label: &'static str, value: String, detail: String, formula: &str) -> StatData {
    StatData { label, value, details: vec![detail], change: None, explanation: Explanation::of(formula) }
}

/// The demo is made anew each time: nothing of it is kept, nor on a disk.
fn simulated(coverage: &Coverage) -> Vec<StatData> {
    let repository = &coverage.repository;
    vec![
        stat(
            "Runs",
            format::count(coverage.runs_stored),
            counted(repository.attempts, "attempt", "attempts"),
            "Runs that the simulation has made.",
        ),
        stat(
            "Jobs",
            format::count(repository.jobs),
            format!("{} without jobs", counted(coverage.attempts_without_jobs, "attempt", "attempts")),
            "Jobs of the simulated attempts. Some attempts have none, as where GitHub's have not been read.",
        ),
    ]
}

/// A month may be there without anything in it.
fn holds_some(month: &CoverageMonth) -> bool {
    month.attempts > 0 || month.jobs > 0
}

fn months(months: &[CoverageMonth], is_demo: bool) -> AnyView {
    if !months.iter().any(holds_some) {
        return view! { <p class="muted">"Nothing is stored yet."</p> }.into_any();
    }
    let row = |month: &CoverageMonth| {
        let share = (month.finished > 0).then(|| month.with_jobs as f64 / month.finished as f64);
        view! {
            <tr>
                <th scope="row">{month.month.clone()}</th>
                <td class="number" data-label="Attempts">{format::count(month.attempts)}</td>
                <td class="number" data-label="With jobs">
                    <span class="share-cell">
                        <Meter share tone=Tone::Neutral />
                        <span>
                            {share
                                .map_or_else(|| NOTHING.to_owned(), |share| format!("{:.0}\u{a0}%", (share * 100.0).floor()))}
                        </span>
                    </span>
                </td>
                <td class="number" data-label="Jobs">{format::count(month.jobs)}</td>
                <td class="number" data-label="Steps">{format::count(month.steps)}</td>
                {(!is_demo).then(|| view! { <td class="number" data-label="Size">{intl::bytes(month.bytes)}</td> })}
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Months">
            <table class="stacking-table">
                <thead>
                    <tr>
                        <th scope="col">"Month (UTC)"</th>
                        <th scope="col" class="number">"Attempts"</th>
                        <th scope="col" class="number">"With jobs"</th>
                        <th scope="col" class="number">"Jobs"</th>
                        <th scope="col" class="number">"Steps"</th>
                        {(!is_demo).then(|| view! { <th scope="col" class="number">"Size"</th> })}
                    </tr>
                </thead>
                <tbody>{months.iter().filter(|month| holds_some(month)).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn stretches(coverage: &Coverage) -> AnyView {
    let covered = &coverage.covered;
    if covered.is_empty() {
        let none = match coverage.repository.synced_at {
            None => "None yet: the first sync has not come through.",
            Some(_) if coverage.runs_stored == 0 => "None: GitHub lists no run of this repository.",
            Some(_) => "None known.",
        };
        return view! { <p class="muted">{none}</p> }.into_any();
    }
    let row = |period: &Period| {
        let days = counted(period.days().max(1.0).round() as u64, "day", "days");
        view! {
            <li>
                <span>
                    <Day at=period.start />
                    " – "
                    <Day at=period.end />
                </span>
                <span class="muted">{days}</span>
            </li>
        }
    };
    let rest = covered.len().saturating_sub(SHOWN_STRETCHES);
    let more = (rest > 0).then(|| view! { <li class="muted">{format!("and {rest} older ones")}</li> });
    view! { <ul class="stretches">{covered.iter().take(SHOWN_STRETCHES).map(row).collect_view()} {more}</ul> }
        .into_any()
}

fn gaps(gaps: &[String]) -> AnyView {
    if gaps.is_empty() {
        return view! { <p class="muted">"None known."</p> }.into_any();
    }
    view! { <ul class="plain-list">{gaps.iter().map(|gap| view! { <li>{unbroken(gap)}</li> }).collect_view()}</ul> }
        .into_any()
}
