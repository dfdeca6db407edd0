//! Answers queries from the open history. Changes nothing but what is remembered of earlier answers.

use std::rc::Rc;

use crate::domain::{Filter, Settings, Timestamp, Window, Zone};
use crate::github::ApiBase;
use crate::history::{History, RepositoryRecord, Store};
use crate::insight::{
    self, AlertBook, AlertInputs, BacktestReport, Context, Findings, ForecastMetric, ForecastRecord, Prepared, View,
};
use crate::report;
use crate::sync::Clock;

use super::core::{Engine, State};
use super::ports::Network;
use super::remembering::Basis;
use super::{
    AlertRules, Answer, Backtests, Document, DocumentFormat, DocumentKind, Problem, Query, alerting, coverage, pages,
    problems,
};

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Answers a question. Quick enough to be called on every change of a filter.
    pub async fn query(&self, query: Query) -> Result<Answer, Problem> {
        let now = self.now();
        match query {
            Query::Session => Ok(Answer::Session(Box::new(self.session()))),
            Query::Overview(filter, zone) => {
                let record = self.forecast_record(now).await;
                let alerts = self.open_alerts(now).await;
                let of = |view: &View<'_>, _: &State, revision| pages::overview(view, revision, alerts, record);
                self.with_view(&filter, &zone, now, of).map(|answer| Answer::Overview(Box::new(answer)))
            }
            Query::Workflows(filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| pages::workflows(view, revision))
                .map(|answer| Answer::Workflows(Box::new(answer))),
            Query::Workflow(filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| {
                    pages::workflow(view, pages::overview(view, revision, Vec::new(), None))
                })
                .map(|answer| Answer::Workflow(Box::new(answer))),
            Query::Run(run_id, attempt, zone) => {
                let noted = self.noted().await;
                let everything = Filter { window: Window::All, ..Filter::default() };
                let answer =
                    |view: &View<'_>, _: &State, revision| pages::run(view, run_id, attempt, &noted.told, revision);
                self.with_view(&everything, &zone, now, answer).map(|answer| Answer::Run(Box::new(answer)))
            }
            Query::Failures(filter, zone) => {
                let noted = self.noted().await;
                let answer = |view: &View<'_>, _: &State, revision| pages::failures(view, &noted.told, revision);
                self.with_view(&filter, &zone, now, answer).map(|answer| Answer::Failures(Box::new(answer)))
            }
            Query::Trends(filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| pages::trends(view, revision))
                .map(|answer| Answer::Trends(Box::new(answer))),
            Query::Predictions(horizon_days, filter, zone) => {
                let (record, kept) = (self.forecast_record(now).await, self.kept_outcomes(now).await);
                let of = |view: &View<'_>, _: &State, revision| {
                    pages::predictions(view, revision, horizon_days, record, kept)
                };
                self.with_view(&filter, &zone, now, of).map(|answer| Answer::Predictions(Box::new(answer)))
            }

            Query::Alerts => {
                let (book, open) = (self.alert_book(now).await, self.open_alerts(now).await);
                let filter = alerting::filter();
                let answer = |view: &View<'_>, _: &State, revision| {
                    pages::alerts(revision, view.period, view.columns.attempts.len() as u64, open, &book)
                };
                self.with_view(&filter, &Zone::default(), now, answer).map(|answer| Answer::Alerts(Box::new(answer)))
            }
            Query::AlertRules => {
                let rules = self.rule_records(now).to_vec();
                let filter = alerting::filter();
                let answer = |view: &View<'_>, _: &State, revision| AlertRules { revision, period: view.period, rules };
                let answered = self.with_view(&filter, &Zone::default(), now, answer);
                answered.map(|answer| Answer::AlertRules(Box::new(answer)))
            }
            Query::Cost(filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| pages::cost(view, revision))
                .map(|answer| Answer::Cost(Box::new(answer))),
            Query::Try(proposal, filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, _| pages::tried(view, *proposal))
                .map(|answer| Answer::Try(Box::new(answer))),
            Query::Delivery(filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| pages::delivery(view, revision))
                .map(|answer| Answer::Delivery(Box::new(answer))),
            Query::Grid(part, filter, zone) => self
                .with_view(&filter, &zone, now, |view, _, revision| pages::grid(view, &part, revision))
                .map(|answer| Answer::Grid(Box::new(answer))),
            Query::Standing(key, zone) => {
                let standing = self.standing(&key, &zone, now).await?;
                Ok(Answer::Standing(Box::new(standing)))
            }
            Query::Compare(asked) => Ok(Answer::Compare(Box::new(self.compare(*asked, now).await?))),
            Query::Coverage => {
                let state = self.state.borrow();
                let open = state.open.as_ref().ok_or_else(problems::nothing_open)?;
                Ok(Answer::Coverage(Box::new(coverage::of(open, now))))
            }
            Query::Document(kind, format, filter, zone) => {
                let document = self.document(kind, format, (&filter, &zone), now).await?;
                Ok(Answer::Document(Box::new(document)))
            }
            Query::Replay(rule, filter, zone) => {
                let replay = |view: &View<'_>, _: &State, _| {
                    let findings = insight::examine(view, &[]);
                    insight::replay(view, &rule, AlertInputs { daily_dollars: findings.daily_dollars() })
                };
                self.with_view(&filter, &zone, now, replay).map(|answer| Answer::Replay(Box::new(answer)))
            }
            Query::Backtest(horizon_days, filter, zone) => {
                let backtest = |view: &View<'_>, _: &State, _| backtests(view, horizon_days);
                self.with_view(&filter, &zone, now, backtest).map(|answer| Answer::Backtest(Box::new(answer)))
            }
        }
    }

    /// A document; the alerts in it are those of the alerts page.
    async fn document(
        &self,
        kind: DocumentKind,
        format: DocumentFormat,
        (filter, zone): (&Filter, &Zone),
        now: Timestamp,
    ) -> Result<Document, Problem> {
        let record = self.forecast_record(now).await;
        let alerts = match (kind, format) {
            (DocumentKind::Alert | DocumentKind::Report, _) | (_, DocumentFormat::Markdown) => {
                self.alert_book(now).await
            }
            _ => Rc::default(),
        };
        let noted = self.noted().await;
        let written = |view: &View<'_>, state: &State, _| {
            let findings = insight::examine(view, &noted.told);
            document(view, state, &findings, (record.as_ref(), &alerts), (kind, format))
        };
        self.with_view(filter, zone, now, written)?
    }

    /// Runs `answer` on the view that the filter selects, with the revision of the history.
    pub(super) fn with_view<R>(
        &self,
        filter: &Filter,
        zone: &Zone,
        now: Timestamp,
        answer: impl FnOnce(&View<'_>, &State, u64) -> R,
    ) -> Result<R, Problem> {
        let prepared = self.prepared()?;
        let (answered, basis, selection) = {
            let state = self.state.borrow();
            let open = state.open.as_ref().ok_or_else(problems::nothing_open)?;
            let (record, settings) = (&open.record, &state.settings);
            let basis = Basis {
                revision: open.revision(),
                filter: filter.clone(),
                zone: zone.clone(),
                default_branch: record.repository.default_branch.clone(),
                is_private: record.repository.private,
            };
            let view = match open.remembered.find(&basis, now) {
                Some(known) => {
                    let context = context_of(record, settings, zone, now);
                    insight::select_again(open.history.columns(), &prepared, filter, context, &known)
                }
                None => view_of(record, &open.history, &prepared, settings, (filter, zone, now)),
            };
            (answer(&view, &state, basis.revision), basis, view.selection())
        };
        if let Some(open) = &mut self.state.borrow_mut().open {
            open.remembered.keep(basis, selection);
        }
        Ok(answered)
    }

    /// Outcomes and durations of the open history, worked out once a revision.
    pub(super) fn prepared(&self) -> Result<Rc<Prepared>, Problem> {
        let mut state = self.state.borrow_mut();
        let State { settings, open, .. } = &mut *state;
        let open = open.as_mut().ok_or_else(problems::nothing_open)?;
        let revision = open.history.revision();
        if let Some((made_from, prepared)) = &open.prepared
            && *made_from == revision
        {
            return Ok(Rc::clone(prepared));
        }
        let prepared = Rc::new(insight::prepare(open.history.columns(), settings));
        open.prepared = Some((revision, Rc::clone(&prepared)));
        Ok(prepared)
    }
}

/// What a filter selects of a history.
pub(super) fn view_of<'a>(
    record: &'a RepositoryRecord,
    history: &'a History,
    prepared: &'a Prepared,
    settings: &'a Settings,
    (filter, zone, now): (&'a Filter, &'a Zone, Timestamp),
) -> View<'a> {
    insight::select(history.columns(), prepared, filter, context_of(record, settings, zone, now))
}

fn context_of<'a>(record: &'a RepositoryRecord, settings: &'a Settings, zone: &'a Zone, now: Timestamp) -> Context<'a> {
    let default_branch = Some(record.repository.default_branch.as_str()).filter(|branch| !branch.is_empty());
    Context { zone, settings, default_branch, is_private: record.repository.private, now }
}

fn backtests(view: &View<'_>, horizon_days: u32) -> Backtests {
    let of_view = [ForecastMetric::FailureRate, ForecastMetric::Duration, ForecastMetric::Volume];
    let mut forecasts: Vec<BacktestReport> =
        of_view.iter().map(|&metric| insight::backtest(view, metric, horizon_days)).collect();
    forecasts.push(insight::backtest_cost(view, insight::examine(view, &[]).daily_dollars(), horizon_days));
    Backtests { forecasts, next_runs: insight::backtest_next_runs(view) }
}

fn document(
    view: &View<'_>,
    state: &State,
    findings: &Findings<'_>,
    (record, alerts): (Option<&ForecastRecord>, &AlertBook),
    (kind, format): (DocumentKind, DocumentFormat),
) -> Result<Document, Problem> {
    let open = state.open.as_ref().ok_or_else(problems::nothing_open)?;
    let api_base = ApiBase::parse(&open.record.api_base).unwrap_or_default();
    let subject = report::Subject {
        repository: &open.record.repository,
        api_base: &api_base,
        is_demo: open.record.is_demo,
        made_at: view.now,
        forecast_record: record,
        alerts,
    };
    let (text, extension, media_type) = match format {
        DocumentFormat::Json => {
            let text = report::to_json(kind, subject, view, findings)
                .map_err(|error| problems::internal(&format!("The document could not be written ({error}).")))?;
            (text, "json", "application/json")
        }
        DocumentFormat::Markdown => {
            (report::to_markdown(&report::build(subject, view, findings)), "md", "text/markdown")
        }
    };
    let file_name = report::file_name(kind.word(), &open.record.repository.name, view.now, extension);
    Ok(Document { file_name, media_type: media_type.to_owned(), text })
}
