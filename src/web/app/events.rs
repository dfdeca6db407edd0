//! What the engine's events change in the page's state, and the one thing the page does by itself: opening the
//! repository that the address names.

use std::sync::Arc;
use std::time::Duration;

use forerun::engine::{Command, Event, Problem, ProblemKind, RepositoryKey, Session};
use forerun::view::route::Route;
use leptos::prelude::*;

use super::engine_client::{EngineClient, EngineNotice};
use super::live;
use super::platform::{keeping, network};
use super::state::{App, DEMO_KEY, EngineState, Opening};

/// While a sync runs the history changes several times a second; what is on screen follows at most this often.
const REFRESH_EVERY: Duration = Duration::from_millis(1_500);

/// Connects state and engine.
pub fn start_engine(app: App) {
    let client = EngineClient::start(move |notice| hear(app, notice));
    if !client.has_worker() {
        app.engine_state.set(EngineState::Lost("this browser does not start it".to_owned()));
    }
    app.set_engine(client);
    open_what_the_address_names(app);
}

fn hear(app: App, notice: EngineNotice) {
    match notice {
        EngineNotice::Ready => app.engine_state.set(EngineState::Ready),
        EngineNotice::Silent => app.engine_state.set(EngineState::Silent),
        EngineNotice::Event(event) => hear_event(app, *event),
        EngineNotice::Restarting => {
            app.engine_state.set(EngineState::Starting);
            let problem = Problem {
                kind: ProblemKind::Internal,
                title: "The engine stopped and was started again".to_owned(),
                advice: "Your stored history is safe. The token was only in the engine's memory: paste it again \
                         before the next sync."
                    .to_owned(),
                link: None,
            };
            tell_where_it_belongs(app, problem);
            forget_work_in_progress(app);
        }
        EngineNotice::Lost(reason) => {
            forget_work_in_progress(app);
            app.engine_state.set(EngineState::Lost(reason));
        }
    }
}

fn hear_event(app: App, event: Event) {
    match event {
        Event::SessionChanged(session) => take_session(app, *session),
        Event::HistoryChanged { revision } => follow_history(app, revision),
        Event::Progress(progress) => {
            app.syncing.set(true);
            let open = untrack(|| app.open_repository());
            app.reached.set(open.map(|open| open.key));
            if !app.live.with_untracked(|live| live.is_quiet) {
                app.summary.set(None);
            }
            app.progress.set(Some(progress));
        }
        Event::SyncEnded(summary) => {
            app.syncing.set(false);
            app.progress.set(None);
            live::forget_refusals(app);
            if app.live.with_untracked(|live| live.is_quiet) {
                app.live.update(|live| live.is_quiet = false);
                return;
            }
            app.announcement.set("The sync has ended.".to_owned());
            app.summary.set(Some(summary));
        }
        Event::Alerts { waiting, opened, titles } => live::hear_alerts(app, waiting, opened, &titles),
        Event::Problem(problem) => {
            if matches!(problem.kind, ProblemKind::Token | ProblemKind::Repository) {
                live::note_refusal(app);
            }
            tell_where_it_belongs(app, network::blame(problem));
        }
    }
}

/// What keeps the form of the welcome page from connecting is told there, where the person looks; everything else on top
/// of the page.
fn tell_where_it_belongs(app: App, problem: Problem) {
    let was_connecting = app.connecting.with_untracked(Option::is_some);
    app.connecting.set(None);
    if was_connecting && app.shows_welcome() {
        app.refusal.set(Some(problem));
    } else {
        app.tell_problem(problem);
    }
}

/// The first change shows at once, further ones together when [`REFRESH_EVERY`] has passed.
fn follow_history(app: App, revision: u64) {
    let is_waiting = app.newest_revision.with_value(Option::is_some);
    app.newest_revision.set_value(Some(revision));
    if is_waiting {
        return;
    }
    app.revision.set(revision);
    set_timeout(
        move || {
            let newest = app.newest_revision.try_update_value(Option::take).flatten();
            if let Some(newest) = newest
                && app.revision.try_get_untracked() != Some(newest)
            {
                follow_history(app, newest);
            }
        },
        REFRESH_EVERY,
    );
}

fn take_session(app: App, session: Session) {
    app.syncing.set(session.syncing);
    if !session.syncing {
        app.progress.set(None);
    }
    let opens_another =
        untrack(|| app.open_repository()).map(|open| open.key) != session.open.as_ref().map(|open| open.key.clone());
    if opens_another {
        app.summary.set(None);
    }
    let arrived = session.open.as_ref().filter(|open| has_arrived(app, open)).map(|open| open.key.clone());
    app.session.set(Some(Arc::new(session)));
    if let Some(key) = arrived {
        app.connecting.set(None);
        app.live.update(|live| (live.is_quiet, live.is_refused) = (false, false));
        app.reached.set(Some(key.clone()));
        // What GitHub deletes is only here from now on: worth a question to the browser, once a tab.
        if !app.has_asked_to_keep.get_value() {
            app.has_asked_to_keep.set_value(true);
            keeping::ask(move |kept| {
                app.kept.try_set(Some(kept));
            });
        }
        app.go(Route::of(key));
    }
}

/// Whether `open` is what the person is waiting for: named so, or (a renamed repository answers under its new name)
/// not what was open before.
fn has_arrived(app: App, open: &forerun::engine::StoredRepository) -> bool {
    let before = app.session.with_untracked(|session| {
        session.as_ref().and_then(|session| session.open.as_ref().map(|open| open.key.clone()))
    });
    app.connecting.with_untracked(|wanted| {
        wanted.as_ref().is_some_and(|wanted| {
            let is_named_so = wanted.to_string().eq_ignore_ascii_case(&open.name.to_string());
            !open.is_demo && (is_named_so || before.as_ref() != Some(&open.key))
        })
    })
}

fn forget_work_in_progress(app: App) {
    app.syncing.set(false);
    app.progress.set(None);
    app.connecting.set(None);
}

/// A link, a reload or the back button may name a repository that is not open: then it is opened, once a change
/// and whenever somebody asks for it.
fn open_what_the_address_names(app: App) {
    Effect::new(move |asked: Option<Option<(RepositoryKey, u32)>>| {
        let is_ready = app.engine_state.with(|state| *state == EngineState::Ready);
        let key = app.route.with(|route| route.repository.clone());
        if !is_ready || app.opening() != Opening::Loading || app.session.with(Option::is_none) {
            return None;
        }
        let wanted = key.map(|key| (key, app.opening_again.get()));
        if asked.flatten() != wanted
            && let Some((key, _)) = &wanted
        {
            app.command(if key.0 == DEMO_KEY { Command::OpenDemo } else { Command::Open(key.clone()) });
        }
        wanted
    });
}
