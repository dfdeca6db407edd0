//! The words that page, terminal and engine exchange. Plain data; coded with `postcard` between page and worker, so
//! no untagged, flattened or skipped fields.

use serde::{Deserialize, Serialize};

use crate::domain::{AlertRule, Filter, Period, RepositoryName, Settings, Timestamp, Zone};
use crate::github::{ApiBase, Token};
use crate::insight::{AlertActionKind, AlertKey, BacktestReport, GridPart, NextRunBacktest, Proposal, Replay};
use crate::report::DocumentKind;
use crate::sync::{SyncProgress, SyncSummary};

use super::pages::{
    AlertRules, Alerts, CompareQuery, Compared, Cost, Delivery, Failures, Grid, Overview, Predictions, RunPage,
    Standing, Trends, Tried, WorkflowPage, Workflows,
};

/// What a person can do. Changes state; answered by [`Event`]s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Check the token (if any), look the repository up, open its history, bring it up to date.
    Connect(Connection),
    /// Open the simulated repository.
    OpenDemo,
    /// Open a stored repository without asking GitHub anything.
    Open(RepositoryKey),
    /// Bring the open repository up to date.
    Sync {
        /// Most requests to spend on jobs and steps this time.
        job_requests: u32,
    },
    /// The same without anybody having asked: does nothing, and says nothing, while another tab syncs.
    Refresh {
        /// Most requests to spend on jobs and steps this time.
        job_requests: u32,
    },
    /// Tell by [`Event::Alerts`] how many alerts of the open repository wait for somebody.
    CountAlerts,
    /// Say something of an alert of the open repository.
    ActOnAlert(AlertKey, AlertActionKind),
    /// Take back what was said last of an alert.
    TakeBack(AlertKey),
    /// Read what GitHub notes on the newest failed jobs that were not asked for yet. Needs a classic token, or a public
    /// repository; does nothing while a sync runs.
    ReadAnnotations {
        /// Most requests to spend; one a job.
        most: u32,
    },
    /// Stop the running sync or reading, which goes on where it was the next time; or give up a connection that waits for
    /// GitHub, as if it had not been asked for.
    Stop,
    /// Forget the token.
    SignOut,
    /// Use and store these settings.
    ChangeSettings(Settings),
    /// Use and store this API base for the next connection.
    ChangeApiBase(ApiBase),
    /// Delete the history of one repository.
    Delete(RepositoryKey),
    /// Delete everything stored.
    DeleteEverything,
}

/// Whom to ask, and about what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// `None`: as the public, 60 requests an hour.
    pub token: Option<Token>,
    /// Which repository.
    pub repository: RepositoryName,
    /// Where.
    pub api_base: ApiBase,
    /// Most requests to spend on jobs and steps in the first sync.
    pub job_requests: u32,
}

/// What can be asked. Changes nothing; answered by one [`Answer`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Query {
    /// Who is connected, what is open, what is stored, what is set.
    Session,
    /// The overview of the open repository.
    Overview(Filter, Zone),
    /// The workflows of the open repository.
    Workflows(Filter, Zone),
    /// The one workflow that the filter names.
    Workflow(Filter, Zone),
    /// One run of the open repository, by GitHub's number; of its attempts this one, or the newest.
    Run(u64, Option<u16>, Zone),
    /// Why attempts of the open repository failed, and whether failures are flaky or come together.
    Failures(Filter, Zone),
    /// Open and closed alerts of the open repository.
    Alerts,
    /// What each rule would have done over its stored history.
    AlertRules,
    /// What the open repository's minutes cost, what was wasted, what could be saved.
    Cost(Filter, Zone),
    /// What a change would have done to that cost.
    Try(Box<Proposal>, Filter, Zone),
    /// How fast and how safely changes of the open repository get out.
    Delivery(Filter, Zone),
    /// Commits of a branch against workflows, or against the jobs of the filter's workflow.
    Grid(GridPart, Filter, Zone),
    /// How a stored repository stands, open or not: the line by which it is listed among others.
    Standing(RepositoryKey, Zone),
    /// Two choices of attempts side by side; the first is of the open repository.
    Compare(Box<CompareQuery>),
    /// What is stored of the open repository and what is missing.
    Coverage,
    /// A document about the open repository as a file; Markdown is always the whole report.
    Document(DocumentKind, DocumentFormat, Filter, Zone),
    /// What an alert rule would have done over the stored history that the filter selects.
    Replay(Box<AlertRule>, Filter, Zone),
    /// How forecasts (so many days ahead, 1–30) and chances of next runs would have done on the past that the filter selects.
    Backtest(u32, Filter, Zone),
    /// What moved among the attempts that the filter selects.
    Trends(Filter, Zone),
    /// What is coming: forecasts so many days ahead (1–30), at least a week, of what the filter selects.
    Predictions(u32, Filter, Zone),
}

/// In which form a document leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentFormat {
    /// JSON, with its schema.
    Json,
    /// For reading.
    Markdown,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The session is another one now (connected, opened, signed out, settings changed, something deleted).
    SessionChanged(Box<Session>),
    /// The open history has changed: ask again.
    HistoryChanged {
        /// Rises with every change.
        revision: u64,
    },
    /// The running sync is so far.
    Progress(SyncProgress),
    /// The sync has ended.
    SyncEnded(SyncSummary),
    /// The alerts of the open repository were looked through.
    Alerts {
        /// Open warnings and critical ones that nobody has acknowledged or snoozed.
        waiting: u32,
        /// Of them, those that the sync that has just ended brought.
        opened: u32,
        /// The first of those in words.
        titles: Vec<String>,
    },
    /// Something went wrong that the person should know.
    Problem(Problem),
}

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Of what kind.
    pub kind: ProblemKind,
    /// One short line.
    pub title: String,
    /// A sentence that tells the person what to do. Plain text; may hold words from GitHub.
    pub advice: String,
    /// A page of GitHub that helps (single sign-on), https only.
    pub link: Option<String>,
}

/// Where a problem belongs, so that the page can show it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The token is wrong, expired, revoked or lacks a permission.
    Token,
    /// The repository is not found or not accessible.
    Repository,
    /// Requests are used up for now.
    Limit,
    /// No network, or GitHub is in trouble.
    Network,
    /// Storage.
    Storage,
    /// A part of Forerun that is loaded when it is first needed has not arrived.
    Part,
    /// A fault of Forerun.
    Internal,
}

/// Who is connected, what is open, what is stored, what is set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Login of the token's user.
    pub login: Option<String>,
    /// Whether a token is in memory.
    pub has_token: bool,
    /// The open repository.
    pub open: Option<StoredRepository>,
    /// Default branch of the open repository.
    pub default_branch: Option<String>,
    /// Whether a sync is running, or another reading from GitHub.
    pub syncing: bool,
    /// Everything stored, newest sync first.
    pub stored: Vec<StoredRepository>,
    /// Settings in force.
    pub settings: Settings,
    /// API base for the next connection.
    pub api_base: ApiBase,
    /// Whether storage outlives the tab.
    pub persistent: bool,
    /// Workflows of the open repository, for filters.
    pub workflows: Vec<WorkflowChoice>,
    /// Branches of the open repository, most attempts first, at most 200.
    pub branches: Vec<String>,
    /// Events of the open repository, most attempts first.
    pub events: Vec<String>,
    /// Creation of the oldest stored attempt of the open repository.
    pub oldest: Option<Timestamp>,
}

/// A workflow to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowChoice {
    /// GitHub's number.
    pub id: u64,
    /// What to call it.
    pub label: String,
}

/// The name under which a repository is stored: host and GitHub's number, or `demo`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepositoryKey(pub String);

/// A repository in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRepository {
    /// Its key.
    pub key: RepositoryKey,
    /// Its name at the last sync.
    pub name: RepositoryName,
    /// Where it came from.
    pub api_base: ApiBase,
    /// Whether it is simulated.
    pub is_demo: bool,
    /// Attempts stored.
    pub attempts: u64,
    /// Jobs stored.
    pub jobs: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// When it was last brought up to date.
    pub synced_at: Option<Timestamp>,
}

/// What the engine knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Query::Session`].
    Session(Box<Session>),
    /// To [`Query::Overview`].
    Overview(Box<Overview>),
    /// To [`Query::Workflows`].
    Workflows(Box<Workflows>),
    /// To [`Query::Workflow`].
    Workflow(Box<WorkflowPage>),
    /// To [`Query::Run`].
    Run(Box<RunPage>),
    /// To [`Query::Failures`].
    Failures(Box<Failures>),
    /// To [`Query::Alerts`].
    Alerts(Box<Alerts>),
    /// To [`Query::AlertRules`].
    AlertRules(Box<AlertRules>),
    /// To [`Query::Cost`].
    Cost(Box<Cost>),
    /// To [`Query::Try`].
    Try(Box<Tried>),
    /// To [`Query::Delivery`].
    Delivery(Box<Delivery>),
    /// To [`Query::Grid`].
    Grid(Box<Grid>),
    /// To [`Query::Standing`].
    Standing(Box<Standing>),
    /// To [`Query::Compare`].
    Compare(Box<Compared>),
    /// To [`Query::Coverage`].
    Coverage(Box<Coverage>),
    /// To [`Query::Document`].
    Document(Box<Document>),
    /// To [`Query::Replay`].
    Replay(Box<Replay>),
    /// To [`Query::Backtest`].
    Backtest(Box<Backtests>),
    /// To [`Query::Trends`].
    Trends(Box<Trends>),
    /// To [`Query::Predictions`].
    Predictions(Box<Predictions>),
}

/// Forecasts and chances held against what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtests {
    /// One entry a metric: failure rate, duration, volume, cost.
    pub forecasts: Vec<BacktestReport>,
    /// One entry an active workflow, busiest first.
    pub next_runs: Vec<NextRunBacktest>,
}

/// What is stored and what is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The repository.
    pub repository: StoredRepository,
    /// Month by month, newest first.
    pub months: Vec<CoverageMonth>,
    /// Stretches of time whose runs are complete, newest first.
    pub covered: Vec<Period>,
    /// Runs that GitHub said there are at the last full listing.
    pub runs_reported: Option<u64>,
    /// Runs stored.
    pub runs_stored: u64,
    /// Completed attempts whose jobs are not stored.
    pub attempts_without_jobs: u64,
    /// Earlier attempts of re-run runs that are not stored.
    pub attempts_missing: u64,
    /// Runs stored that GitHub deletes by its retention rule (older than 90 days).
    pub only_here: u64,
    /// What could not be fetched or read, a sentence each.
    pub gaps: Vec<String>,
}

/// What is stored of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageMonth {
    /// `2026-01`.
    pub month: String,
    /// Attempts.
    pub attempts: u64,
    /// Of them, over: the others have no jobs to be read yet.
    pub finished: u64,
    /// Of these, with jobs.
    pub with_jobs: u64,
    /// Jobs.
    pub jobs: u64,
    /// Steps.
    pub steps: u64,
    /// Bytes on disk.
    pub bytes: u64,
}

/// A file for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What to call it.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in it.
    pub text: String,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// Do this.
    Command(Command),
    /// Answer this, under this number.
    Query(u32, Query),
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine is ready; messages sent before were lost. The session follows as an [`Event`].
    Ready,
    /// This happened.
    Event(Event),
    /// The answer to the query with this number. It follows in the same message: a `Result<Answer, Problem>`, coded by
    /// itself, so that whoever passes words on needs to know no answers.
    Answer(u32),
}
