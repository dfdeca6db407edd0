//! From red to green: how long the default branch, and what is deployed, stayed broken; each time with its runs.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::{Downtime, Lack, RestoreTime};
use forerun::view::format;
use forerun::view::lack::{counted_days, inner_reason};
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, badge};
use crate::links;
use crate::state::{App, use_app};
use crate::words::differences::RED_BY_COMMIT_OR_BY_RUN;
use crate::words::{Tone, counted, decimal, or_nothing};

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 6;

/// Of fewer ended times no P90 is told.
pub const FEWEST_FOR_P90: u64 = 10;

const DEFAULT_BRANCH: &str = "For each workflow on the default branch: from the end of the first failed run to the end of the next \
                              passed one. Confirmed: at least two failed runs in a row, ended by two passed ones. Red times that \
                              have not ended are in no median, which is too low while there are any. Throughput: passed runs \
                              and different commits pushed, for each day of 24 hours that is covered.";
const SERVICE: &str = "For each workflow that deploys: from the end of the first failed deployment to the end of the next passed \
                       one. Confirmed: at least two failed in a row, ended by two passed ones.";

/// The default branch, from runs alone.
pub fn default_branch(answer: Signal<Arc<Delivery>>) -> AnyView {
    let body = move || {
        answer.with(|delivery| {
            let throughput = match &delivery.dora.throughput {
                Ok(found) => format!(
                    "{} commits and {} passed runs a day over {}.",
                    decimal(found.commits_per_day),
                    decimal(found.passed_runs_per_day),
                    counted_days(found.days)
                ),
                Err(Lack::TooFewPoints { .. }) => {
                    "How much passes a day cannot be told: less than a day is covered.".to_owned()
                }
                Err(lack) => format!("How much passes a day cannot be told: {}.", inner_reason(&lack.to_string())),
            };
            let branch = delivery.default_branch.clone().filter(|_| delivery.dora.throughput.is_ok());
            view! {
                {restored(&delivery.dora.restore_default_branch)}
                <p class="muted">{branch.map(|branch| format!("{branch}: "))} {throughput}</p>
            }
            .into_any()
        })
    };
    view! {
        <Panel title="When the default branch was red" class="half" note="Counted run by run; the commit grid counts the same red times commit by commit." explanation=Some(Explanation::of(DEFAULT_BRANCH).fact("Beside the commit grid", RED_BY_COMMIT_OR_BY_RUN))>
            {body}
        </Panel>
    }
    .into_any()
}

/// What is deployed.
pub fn service(answer: Signal<Arc<Delivery>>) -> AnyView {
    let body = move || answer.with(|delivery| restored(&delivery.dora.restore_service));
    view! {
        <Panel title="When deployments failed" class="half" explanation=Some(Explanation::of(SERVICE))>
            {body}
        </Panel>
    }
    .into_any()
}

fn restored(found: &Result<RestoreTime, Lack>) -> AnyView {
    let app = use_app();
    let found = match found {
        Ok(found) => found,
        Err(lack) => {
            let why = format!("Not measured: {}.", inner_reason(&lack.to_string()));
            return view! { <p class="muted">{why}</p> }.into_any();
        }
    };
    let runs = counted(found.runs, "run", "runs");
    if found.outages.is_empty() {
        return view! { <p>{format!("Never: none of {runs} failed.")}</p> }.into_any();
    }
    let seconds = |value: Option<f64>| or_nothing(value, format::duration);
    let confirmed = match found.confirmed_seconds.count {
        0 => String::new(),
        count => {
            let median = seconds(found.confirmed_seconds.median);
            format!(" Where two runs in a row failed ({}): median {median}.", format::count(count))
        }
    };
    // Of a few times P90 is but the longest of them.
    let p90 = found.seconds.p90.filter(|_| found.seconds.count >= FEWEST_FOR_P90);
    let p90 = p90.map(|p90| format!("P90 {}. ", format::duration(p90))).unwrap_or_default();
    let summary = format!(
        "{p90}{} ended, {} open, over {runs}.{confirmed}",
        format::count(found.seconds.count),
        format::count(found.open)
    );
    // Counted are all, listed the newest.
    let all = found.seconds.count + found.open;
    let listed = found.outages.len() as u64;
    let unlisted = (all > listed).then(|| {
        let text = format!("Listed are the newest {} of {}.", format::count(listed), format::count(all));
        view! { <p class="muted">{text}</p> }
    });
    let row = |downtime: &Downtime| outage(app, downtime);
    let first = found.outages.iter().take(SHOWN).map(row).collect_view();
    let rest = found.outages.len().saturating_sub(SHOWN);
    let more = (rest > 0).then(|| {
        let rows = found.outages.iter().skip(SHOWN).map(row).collect_view();
        view! {
            <details class="more">
                <summary>{format!("{rest} more")}</summary>
                <ul class="outages">{rows}</ul>
            </details>
        }
    });
    view! {
        <p class="headline">
            <strong>{seconds(found.seconds.median)}</strong>
            <span class="muted">"median time to green"</span>
        </p>
        <p class="muted">{summary}</p>
        <ul class="outages">{first}</ul>
        {more}
        {unlisted}
    }
    .into_any()
}

fn outage(app: App, downtime: &Downtime) -> AnyView {
    let route = app.route.get_untracked();
    let workflow = route.of_workflow(downtime.workflow_id).to_hash();
    let failed_run = route.of_run(downtime.first_run_id).to_hash();
    let restored_run = downtime.restored_run_id.map(|run| route.of_run(run).to_hash());
    let lasted = match downtime.seconds {
        Some(seconds) => view! { <span class="outage-lasted">{format::duration(seconds)}</span> }.into_any(),
        None => badge("Red now", Tone::Bad),
    };
    let commits = commits(app, downtime);
    let failed_runs = counted(downtime.failed_runs, "failed run", "failed runs");
    let until = restored_run.zip(downtime.restored_at).map(|(href, at)| {
        view! {
            " – "
            <a href=href>
                <span class="visually-hidden">"Run that passed again: "</span>
                <Moment at />
            </a>
        }
    });
    view! {
        <li>
            <p class="outage-head">
                <a href=workflow>{downtime.workflow.clone()}</a>
                {lasted}
            </p>
            <p class="muted">
                <a href=failed_run>
                    <span class="visually-hidden">"First run that failed: "</span>
                    <Moment at=downtime.began_at />
                </a>
                {until}
                " · "
                {failed_runs}
                {commits}
            </p>
        </li>
    }
    .into_any()
}

/// From the failed commit to the one that mended it, on GitHub.
fn commits(app: App, downtime: &Downtime) -> Option<AnyView> {
    let short = |commit: &str| commit.get(..7).unwrap_or(commit).to_owned();
    let failed = downtime.failed_commit.as_deref()?;
    let (words, more) = match downtime.restored_commit.as_deref() {
        Some(restored) if restored != failed => (format!("{} … {}", short(failed), short(restored)), None),
        Some(_) => (short(failed), Some(", the same commit")),
        None => (short(failed), None),
    };
    let link = downtime.restored_commit.as_deref().filter(|restored| *restored != failed).and_then(|restored| {
        let repository = app.open_repository().filter(|open| !open.is_demo)?;
        Some(links::comparison(&repository, failed, restored))
    });
    Some(match link {
        Some(href) => view! {
            " · "
            <a href=href target="_blank" rel="noopener noreferrer">
                {words}
            </a>
        }
        .into_any(),
        None => view! { " · " <code>{words}</code> {more} }.into_any(),
    })
}
