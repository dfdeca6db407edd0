//! The running sync: what it is doing, how far it is, how long it takes; and what the last one did.

use forerun::engine::Command;
use forerun::sync::{SyncPhase, SyncProgress, SyncSummary};
use forerun::view::format::{self, unbroken};
use forerun::view::route::Page;
use forerun::view::time_left::time_left;
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::platform::{intl, zone};
use crate::state::{App, use_app};
use crate::words::counted;

/// So long, in seconds, the word that all went well stays at least.
const KEPT_FOR: i64 = 20;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Running,
    Ended,
    Nothing,
}

/// The running sync, or the last one's summary, or nothing.
#[component]
pub fn SyncPanel() -> impl IntoView {
    let app = use_app();
    leave_with_the_next_page(app);
    let is_quiet = Memo::new(move |_| app.live.with(|live| live.is_quiet));
    let state = Memo::new(move |_| match (app.syncing.get() && !is_quiet.get(), app.summary.with(Option::is_some)) {
        (true, _) => State::Running,
        (false, true) => State::Ended,
        (false, false) => State::Nothing,
    });
    move || match state.get() {
        State::Running => view! { <Running /> }.into_any(),
        State::Ended => app.summary.get().map(|summary| view! { <Ended summary /> }).into_any(),
        State::Nothing => ().into_any(),
    }
}

/// Whether all is read and nothing is left to tell or to press.
fn went_well(summary: &SyncSummary) -> bool {
    summary.complete && summary.jobs_left == 0 && summary.warnings.is_empty()
}

/// What went well need not be put away by hand, and taking it away must not move what somebody reads: it goes when
/// another page takes the place of this one.
fn leave_with_the_next_page(app: App) {
    let page = Memo::new(move |_| app.route.with(|route| route.page));
    let told_at = StoredValue::new(None);
    Effect::new(move |_| {
        let is_told = app.summary.with(|summary| summary.as_ref().is_some_and(went_well));
        told_at.set_value(is_told.then(zone::now));
    });
    Effect::new(move |before: Option<Page>| {
        let page = page.get();
        let is_old = told_at.get_value().is_some_and(|told_at| zone::now().0 - told_at.0 >= KEPT_FOR);
        if is_old && before.is_some_and(|before| before != page) {
            app.summary.set(None);
        }
        page
    });
}

/// Made once a sync: a button that is made anew with every word of progress cannot be pressed.
#[component]
fn Running() -> impl IntoView {
    let app = use_app();
    let share = Memo::new(move |_| app.progress.with(|progress| progress.as_ref().and_then(share_done)));
    let title =
        move || app.progress.with(|progress| progress.as_ref().map_or_else(|| "Starting".to_owned(), phase_text));
    let facts = move || {
        let facts = app.progress.with(|progress| progress.as_ref().map(facts).unwrap_or_default());
        facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()
    };
    let width = move || format!("{:.1}%", share.get().unwrap_or_default().clamp(0.0, 1.0) * 100.0);
    view! {
        <section class="sync" aria-label="Sync">
            <div class="sync-head">
                <p class="sync-title">
                    <span class="spinner" aria-hidden="true"></span>
                    {title}
                </p>
                <button type="button" class="button" on:click=move |_| app.command(Command::Stop)>
                    "Stop"
                </button>
            </div>
            <div class="progress" class:indeterminate=move || share.get().is_none()>
                <div class="meter" aria-hidden="true">
                    <div class="meter-fill" style:width=width></div>
                </div>
            </div>
            <ul class="sync-facts">{facts}</ul>
        </section>
    }
    .into_any()
}

fn phase_text(progress: &SyncProgress) -> String {
    match &progress.phase {
        SyncPhase::Checking => "Asking GitHub what is new".to_owned(),
        SyncPhase::Runs => "Reading runs".to_owned(),
        SyncPhase::Attempts => "Reading earlier attempts of runs that were run again".to_owned(),
        SyncPhase::Jobs => "Reading jobs and steps".to_owned(),
        SyncPhase::Annotations => "Reading what is noted on failed jobs".to_owned(),
        SyncPhase::Waiting { until, reason } => {
            format!("Waiting until {}: {}", intl::hour(*until), unbroken(&intl::with_local_times(reason)))
        }
    }
}

/// Jobs once they are being read, runs before; `None` where the end is not known.
fn share_done(progress: &SyncProgress) -> Option<f64> {
    let (done, whole) = if progress.jobs_wanted > 0 && progress.phase == SyncPhase::Jobs {
        (progress.jobs_read, progress.jobs_wanted)
    } else if progress.phase == SyncPhase::Annotations {
        (progress.requests_sent, progress.requests_sent + progress.requests_left?)
    } else {
        (progress.runs_read, progress.runs_expected?)
    };
    (whole > 0).then(|| done as f64 / whole as f64)
}

fn facts(progress: &SyncProgress) -> Vec<String> {
    let mut facts = Vec::new();
    if progress.phase != SyncPhase::Annotations {
        facts.push(match progress.runs_expected {
            Some(expected) => format!("{} of {} runs", format::count(progress.runs_read), format::count(expected)),
            None => counted(progress.runs_read, "run", "runs"),
        });
    }
    if progress.jobs_wanted > 0 {
        let (read, wanted) = (format::count(progress.jobs_read), format::count(progress.jobs_wanted));
        facts.push(format!("jobs of {read} of {wanted} attempts"));
    }
    facts.push(match progress.requests_left {
        Some(left) => format!("{} sent, about {} to go", requests(progress.requests_sent), format::count(left)),
        None => format!("{} sent", requests(progress.requests_sent)),
    });
    if let Some(remaining) = progress.limit_remaining {
        let total = progress.limit_total.map(|total| format!(" of {}", format::count(total))).unwrap_or_default();
        let reset =
            progress.limit_resets_at.map(|at| format!(", full again at {}", intl::hour(at))).unwrap_or_default();
        facts.push(format!("GitHub's limit: {}{total} left{reset}", format::count(remaining)));
    }
    if let Some(seconds) = progress.seconds_left {
        facts.push(format!("{} left", time_left(seconds)));
    }
    if let Some((seconds, resets_at)) = progress.limit_in_seconds.zip(progress.limit_resets_at) {
        let (left, at) = (time_left(seconds), intl::hour(resets_at));
        facts.push(format!("GitHub's limit is reached in {left}; goes on at {at}"));
    }
    facts
}

fn requests(count: u64) -> String {
    counted(count, "request", "requests")
}

#[component]
fn Ended(summary: SyncSummary) -> impl IntoView {
    if went_well(&summary) { slim(&summary) } else { whole(summary) }
}

#[component]
fn Dismiss() -> impl IntoView {
    let app = use_app();
    view! {
        <button
            type="button"
            class="button icon-button"
            aria-label="Dismiss"
            title="Dismiss"
            on:click=move |_| app.summary.set(None)
        >
            <Icon name=IconName::Close />
        </button>
    }
}

/// One line.
fn slim(summary: &SyncSummary) -> AnyView {
    let news = if summary.runs_read == 0 && summary.jobs_read == 0 {
        nothing_read().to_owned()
    } else {
        let runs = counted(summary.runs_read, "run", "runs");
        format!("{runs} and the jobs of {} read", counted(summary.jobs_read, "attempt", "attempts"))
    };
    let cost = format!(" with {}{}", requests(summary.requests_sent), unchanged(summary));
    view! {
        <section class="sync slim" aria-label="Sync">
            <div class="sync-head">
                <p class="sync-title">"Up to date"</p>
                <p class="sync-news">{news} <span class="sync-cost">{cost}</span></p>
                <Dismiss />
            </div>
        </section>
    }
    .into_any()
}

/// What a sync that read nothing found: of a repository without any run nothing is "new" either.
fn nothing_read() -> &'static str {
    let app = use_app();
    let has_runs = untrack(|| app.open_repository().is_some_and(|open| open.attempts > 0));
    if has_runs { "Nothing new" } else { "No runs found" }
}

/// Which requests cost nothing.
fn unchanged(summary: &SyncSummary) -> String {
    match summary.requests_unchanged {
        0 => String::new(),
        free => format!(", {} of them free of charge because nothing had changed", format::count(free)),
    }
}

fn whole(summary: SyncSummary) -> AnyView {
    let app = use_app();
    let title = if summary.complete { "Up to date" } else { "Stopped: the next sync goes on where this one was" };
    let has_jobs_left = summary.complete && summary.jobs_left > 0;
    let title_rest = has_jobs_left.then(|| view! { <span class="muted">"but for some jobs"</span> });
    let unchanged = unchanged(&summary);
    let is_nothing_new = summary.runs_read == 0 && summary.jobs_read == 0;
    let news = format!(
        "{} and the jobs of {} read with {}{unchanged}.",
        counted(summary.runs_read, "run", "runs"),
        counted(summary.jobs_read, "attempt", "attempts"),
        requests(summary.requests_sent)
    );
    let text = if is_nothing_new {
        format!("{}: {} sent{unchanged}.", nothing_read(), requests(summary.requests_sent))
    } else {
        news
    };
    let goes_on = summary.jobs_left > 0 || !summary.complete;
    let left = (summary.jobs_left > 0).then(|| {
        let left = counted(summary.jobs_left, "attempt is", "attempts are");
        view! { <p>{format!("The jobs of {left} still unread. Queue times and exact durations get better with them.")}</p> }
    });
    let warnings = summary.warnings.into_iter().map(|warning| view! { <li>{unbroken(&warning)}</li> }).collect_view();
    view! {
        <section class="sync" aria-label="Sync">
            <div class="sync-head">
                <p class="sync-title">
                    <span>{title}</span>
                    {title_rest}
                </p>
                <Dismiss />
            </div>
            <p>{text}</p>
            {left}
            <ul class="sync-warnings">{warnings}</ul>
            {goes_on
                .then(|| {
                    view! {
                        <p class="actions">
                            <button type="button" class="button" on:click=move |_| app.sync()>
                                {if summary.complete { "Read more jobs" } else { "Go on reading" }}
                            </button>
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}
