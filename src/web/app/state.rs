//! Everything the page knows, as signals that live as long as the tab. Owns reading and sending; what events change
//! is in `events`, where the page is in `navigation`.

use std::collections::BTreeMap;
use std::sync::Arc;

use forerun::domain::{Filter, RepositoryName, Timestamp, Zone};
use forerun::engine::{Answer, Command, Problem, Query, RepositoryKey, Session, StoredRepository};
use forerun::sync::{SyncProgress, SyncSummary};
use forerun::view::alert_rule::RuleForm;
use forerun::view::route::{Page, Route};
use leptos::prelude::*;

use super::asking::misunderstanding;
use super::budget;
use super::engine_client::EngineClient;
use super::live;
use super::platform::address;
use super::platform::engine_worker::CodedAnswer;
use super::platform::keeping::Keeping;
use super::platform::scroll::{self, Way};
use super::theme::Theme;

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineState {
    /// Loading.
    Starting,
    /// Still loading after a time in which it should have been ready.
    Silent,
    /// Listening.
    Ready,
    /// Gone, with the reason.
    Lost(String),
}

/// A problem that is shown until it is put away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tells notices apart.
    pub number: u32,
    /// What went wrong.
    pub problem: Problem,
}

/// What is open or being opened, seen from the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The address names no repository.
    Nothing,
    /// The engine is on its way.
    Loading,
    /// The repository of the address is open.
    Open,
    /// The address names a repository that this browser does not hold.
    NotStored,
}

/// What the page does by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// Minutes between two refreshes; 0: none.
    pub minutes: u32,
    /// When it last refreshed by itself, or tried to.
    pub tried_at: Option<Timestamp>,
    /// Whether GitHub refuses token or repository.
    pub is_refused: bool,
    /// Since when the page is hidden.
    pub hidden_since: Option<Timestamp>,
    /// When it last looked whether a refresh is due.
    pub looked_at: Option<Timestamp>,
    /// Whether the sync under way was nobody's wish: then it is not shown.
    pub is_quiet: bool,
    /// Open warnings and critical alerts that nobody has taken on.
    pub waiting_alerts: u32,
    /// Whether the browser is to tell of new alerts.
    pub notifies: bool,
}

/// The page's state; a handle that is copied freely, and so holds no more than it has to: what one or two places need is
/// a context of its own.
#[derive(Clone, Copy)]
pub struct App {
    /// Where the page is.
    pub route: RwSignal<Route>,
    /// Which way that was reached.
    pub way: StoredValue<Way>,
    /// How the engine is.
    pub engine_state: RwSignal<EngineState>,
    /// Who is connected, what is open; `None` until the engine has told.
    pub session: RwSignal<Option<Arc<Session>>>,
    /// Rises when the open history has changed.
    pub revision: RwSignal<u64>,
    /// The newest revision that was heard of, while the page waits before it shows another one.
    pub newest_revision: StoredValue<Option<u64>>,
    /// Whether the browser has promised to keep what is stored, and how much it holds; `None` until it was asked.
    pub kept: RwSignal<Option<Keeping>>,
    /// Whether this tab has asked for that promise.
    pub has_asked_to_keep: StoredValue<bool>,
    /// Whether a sync is running.
    pub syncing: RwSignal<bool>,
    /// How far it is.
    pub progress: RwSignal<Option<SyncProgress>>,
    /// What the last one did, until it is put away.
    pub summary: RwSignal<Option<SyncSummary>>,
    /// Problems, oldest first.
    pub notices: RwSignal<Vec<Notice>>,
    /// The repository that was asked for and is not yet there.
    pub connecting: RwSignal<Option<RepositoryName>>,
    /// Why the last try to connect did not succeed, while the form is there that told of it.
    pub refusal: RwSignal<Option<Problem>>,
    /// The repository that this tab has talked to GitHub about.
    pub reached: RwSignal<Option<RepositoryKey>>,
    /// What was last typed as repository, for when the form has to be filled again.
    pub wanted_repository: RwSignal<String>,
    /// Rises when what the address names is to be opened once more.
    pub opening_again: RwSignal<u32>,
    /// What the page does by itself.
    pub live: RwSignal<Live>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// What a screen reader is told about navigation and results.
    pub announcement: RwSignal<String>,
    /// Whether the command palette is open.
    pub is_palette_open: RwSignal<bool>,
    /// The person's time zone.
    pub zone: StoredValue<Arc<Zone>>,
    engine: StoredValue<Option<EngineClient>, LocalStorage>,
}

/// Alert rules as they are being typed, by their ids: what is not saved outlives the page that it was typed on.
#[derive(Clone, Copy)]
pub struct RuleDrafts(pub RwSignal<BTreeMap<String, RuleForm>>);

/// Whether this device has no network, as far as the browser knows.
#[derive(Clone, Copy)]
pub struct IsOffline(pub RwSignal<bool>);

/// The state, from anywhere below the root.
pub fn use_app() -> App {
    expect_context::<App>()
}

impl App {
    /// The state before the engine has said a word.
    pub fn new(zone: Zone) -> Self {
        Self {
            route: RwSignal::new(Route::parse(&address::hash())),
            way: StoredValue::new(Way::Forward),
            engine_state: RwSignal::new(EngineState::Starting),
            session: RwSignal::new(None),
            revision: RwSignal::new(0),
            newest_revision: StoredValue::new(None),
            kept: RwSignal::new(None),
            has_asked_to_keep: StoredValue::new(false),
            syncing: RwSignal::new(false),
            progress: RwSignal::new(None),
            summary: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            connecting: RwSignal::new(None),
            refusal: RwSignal::new(None),
            reached: RwSignal::new(None),
            wanted_repository: RwSignal::new(String::new()),
            opening_again: RwSignal::new(0),
            live: RwSignal::new(Live {
                minutes: live::kept_minutes(),
                notifies: live::may_notify(),
                ..Live::default()
            }),
            theme: RwSignal::new(Theme::kept()),
            announcement: RwSignal::new(String::new()),
            is_palette_open: RwSignal::new(false),
            zone: StoredValue::new(Arc::new(zone)),
            engine: StoredValue::new_local(None),
        }
    }

    /// Hands over the line to the engine.
    pub fn set_engine(self, client: EngineClient) {
        self.engine.set_value(Some(client));
    }

    /// Lets the silent engine go and starts another one.
    pub fn restart_engine(self) {
        self.engine_state.set(EngineState::Starting);
        self.engine.with_value(|engine| engine.as_ref().map(EngineClient::start_again));
    }

    /// Opens what the address names once more, after it could not be.
    pub fn open_again(self) {
        self.opening_again.update(|again| *again = again.wrapping_add(1));
    }

    /// Does something.
    pub fn command(self, command: Command) {
        self.engine.with_value(|engine| engine.as_ref().map(|engine| engine.command(command)));
    }

    /// Asks something.
    pub fn query(self, query: Query, on_answer: impl FnOnce(Result<Answer, Problem>) + 'static) {
        let on_answer = |answer: CodedAnswer| on_answer(answer.read().unwrap_or_else(|| Err(misunderstanding())));
        self.engine.with_value(|engine| engine.as_ref().map(|engine| engine.query(query, on_answer)));
    }

    /// Brings the open repository up to date, within the usual budget.
    pub fn sync(self) {
        self.live.update(|live| live.is_quiet = false);
        self.command(Command::Sync { job_requests: budget::job_requests(self.has_token()) });
    }

    /// The same without anybody having asked.
    pub fn refresh_quietly(self) {
        self.live.update(|live| live.is_quiet = true);
        self.command(Command::Refresh { job_requests: budget::job_requests(self.has_token()) });
    }

    /// Whether a token is in the engine's memory, for event handlers: follows nothing.
    pub fn has_token(self) -> bool {
        untrack(|| self.with_session(|session| session.has_token))
    }

    /// Reads something from the session, or from an empty one.
    pub fn with_session<R>(self, read: impl FnOnce(&Session) -> R) -> R {
        self.session.with(|session| match session {
            Some(session) => read(session),
            None => read(&Session::default()),
        })
    }

    /// The open repository.
    pub fn open_repository(self) -> Option<StoredRepository> {
        self.with_session(|session| session.open.clone())
    }

    /// Whether the open repository is the simulated one.
    pub fn is_demo(self) -> bool {
        self.with_session(|session| session.open.as_ref().is_some_and(|open| open.is_demo))
    }

    /// The repository of the address, seen from the engine.
    pub fn opening(self) -> Opening {
        let Some(key) = self.route.with(|route| route.repository.clone()) else { return Opening::Nothing };
        self.session.with(|session| match session {
            Some(session) if session.open.as_ref().is_some_and(|open| open.key == key) => Opening::Open,
            Some(session) if !is_openable(session, &key) => Opening::NotStored,
            _ => Opening::Loading,
        })
    }

    /// Whether the welcome page is shown, for event handlers: follows nothing.
    pub fn shows_welcome(self) -> bool {
        let route = self.route.get_untracked();
        route.page == Page::Welcome || (route.repository.is_none() && !route.page.stands_alone())
    }

    /// What a workflow is called.
    pub fn workflow_name(self, id: u64) -> String {
        let name = self.with_session(|session| {
            session.workflows.iter().find(|workflow| workflow.id == id).map(|workflow| workflow.label.clone())
        });
        name.unwrap_or_else(|| format!("workflow {id}"))
    }

    /// The filter of the address.
    pub fn filter(self) -> Filter {
        self.route.with(|route| route.filter.clone())
    }

    /// Goes somewhere; the back button leads back. The page follows at once, not only when the browser tells of the
    /// new address: a second choice right after the first must build on it.
    pub fn go(self, route: Route) {
        scroll::note();
        address::go_to(&route.to_hash());
        self.way.set_value(scroll::arrive());
        self.route.set(route);
    }

    /// Changes the filter of the address.
    pub fn change_filter(self, change: impl FnOnce(&mut Filter)) {
        let route = self.route.get_untracked();
        let mut filter = route.filter.clone();
        change(&mut filter);
        if filter != route.filter {
            self.go(route.with_filter(filter));
        }
    }

    /// The address of another page of the same repository.
    pub fn href(self, page: Page) -> String {
        self.route.with(|route| route.with_page(page).to_hash())
    }

    /// Shows a problem, once.
    pub fn tell_problem(self, problem: Problem) {
        self.notices.update(|notices| {
            if notices.iter().all(|notice| notice.problem != problem) {
                let number = notices.iter().map(|notice| notice.number).max().unwrap_or_default().wrapping_add(1);
                notices.push(Notice { number, problem });
            }
        });
    }

    /// Puts a problem away.
    pub fn dismiss(self, number: u32) {
        self.notices.update(|notices| notices.retain(|notice| notice.number != number));
    }
}

/// The key of the simulated repository.
pub const DEMO_KEY: &str = "demo";

/// Whether a repository can be opened without asking GitHub.
fn is_openable(session: &Session, key: &RepositoryKey) -> bool {
    key.0 == DEMO_KEY || session.stored.iter().any(|stored| &stored.key == key)
}
