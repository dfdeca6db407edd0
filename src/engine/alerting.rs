//! The alerts of the open repository: what its rules say now, worked out by going through its newest months, and what each
//! would have done by itself. Whatever the page's filter, alerts are about the whole repository.

use std::rc::Rc;

use crate::domain::{AlertRule, Filter, SECONDS_PER_HOUR, Timestamp, Window, Zone, sort_by};
use crate::history::Store;
use crate::insight::{self, Alert, AlertBook, AlertInputs, AlertKey, AlertState, Severity, View};
use crate::sync::Clock;

use super::core::Engine;
use super::ports::Network;
use super::{Event, RuleRecord};

/// Most new alerts that are named.
const MOST_TITLES: usize = 3;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Open alerts, the worst first, then the newest; none where nothing is open.
    pub(super) async fn open_alerts(&self, now: Timestamp) -> Vec<Alert> {
        let mut alerts = self.alert_book(now).await.open.clone();
        sort_by(&mut alerts, |a, b| b.severity.cmp(&a.severity).then(b.opened_at.cmp(&a.opened_at)));
        alerts
    }

    /// Open and closed alerts with what people have said of them. Worked out once an hour and revision; whenever it is,
    /// the page is told how many wait for somebody.
    pub(super) async fn alert_book(&self, now: Timestamp) -> Rc<AlertBook> {
        let hour = now.0.div_euclid(SECONDS_PER_HOUR);
        let said = self.said().await;
        let revision = {
            let state = self.state.borrow();
            let Some(open) = &state.open else { return Rc::default() };
            if let Some((of_revision, of_hour, book)) = &open.alerts
                && (*of_revision, *of_hour) == (open.revision(), hour)
            {
                return Rc::clone(book);
            }
            open.revision()
        };
        let book = self.with_view(&filter(), &Zone::default(), now, |view, state, _| {
            let findings = insight::examine(view, &[]);
            let inputs = AlertInputs { daily_dollars: findings.daily_dollars() };
            insight::replay_book_with(view, &state.settings.alert_rules, inputs, &said)
        });
        let book = Rc::new(book.unwrap_or_default());
        if let Some(open) = &mut self.state.borrow_mut().open {
            open.alerts = Some((revision, hour, Rc::clone(&book)));
        }
        self.tell(Event::Alerts { waiting: waiting(&book), opened: 0, titles: Vec::new() });
        book
    }

    /// What each rule would have done by itself. Worked out once an hour and revision.
    pub(super) fn rule_records(&self, now: Timestamp) -> Rc<Vec<RuleRecord>> {
        let hour = now.0.div_euclid(SECONDS_PER_HOUR);
        let revision = {
            let state = self.state.borrow();
            let Some(open) = &state.open else { return Rc::default() };
            if let Some((of_revision, of_hour, records)) = &open.rule_records
                && (*of_revision, *of_hour) == (open.revision(), hour)
            {
                return Rc::clone(records);
            }
            open.revision()
        };
        let records = self.with_view(&filter(), &Zone::default(), now, |view, state, _| {
            let findings = insight::examine(view, &[]);
            let rules: &[AlertRule] = &state.settings.alert_rules;
            let replays = insight::replay_each(view, rules, AlertInputs { daily_dollars: findings.daily_dollars() });
            replays.iter().map(RuleRecord::of).collect()
        });
        let records = Rc::new(records.unwrap_or_default());
        if let Some(open) = &mut self.state.borrow_mut().open {
            open.rule_records = Some((revision, hour, Rc::clone(&records)));
        }
        records
    }

    /// Tells how many alerts wait for somebody.
    pub(super) async fn tell_waiting(&self) {
        let book = self.alert_book(self.now()).await;
        self.tell(Event::Alerts { waiting: waiting(&book), opened: 0, titles: Vec::new() });
    }

    /// Which alerts are open, to be held against later ones.
    pub(super) async fn open_alert_keys(&self) -> Vec<AlertKey> {
        self.alert_book(self.now()).await.open.iter().map(|alert| alert.key.clone()).collect()
    }

    /// Tells of alerts that are open and were not `before`.
    pub(super) async fn tell_new_alerts(&self, before: &[AlertKey]) {
        let alerts = self.open_alerts(self.now()).await;
        let new: Vec<&Alert> =
            alerts.iter().filter(|alert| is_waiting(alert) && !before.contains(&alert.key)).collect();
        if new.is_empty() {
            return;
        }
        let title = |alert: &&Alert| alert.reading.explanation.as_ref().map(|words| words.title.clone());
        self.tell(Event::Alerts {
            waiting: alerts.iter().filter(|alert| is_waiting(alert)).count() as u32,
            opened: new.len() as u32,
            titles: new.iter().filter_map(title).take(MOST_TITLES).collect(),
        });
    }
}

/// How many alerts wait for somebody.
fn waiting(book: &AlertBook) -> u32 {
    book.open.iter().filter(|alert| is_waiting(alert)).count() as u32
}

fn is_waiting(alert: &Alert) -> bool {
    alert.state == AlertState::Firing && alert.severity >= Severity::Warning
}

/// What alerts are worked out from, by days of UTC: whoever asks and whatever their window and zone, an alert is the same.
pub(super) fn filter() -> Filter {
    Filter { window: Window::LastDays(insight::ALERT_DAYS), ..Filter::default() }
}

/// Open alerts of a view made by [`filter`].
pub(super) fn alerts_of(view: &View<'_>) -> Vec<Alert> {
    let mut alerts = insight::examine(view, &[]).alerts().open.clone();
    sort_by(&mut alerts, |a, b| b.severity.cmp(&a.severity).then(b.opened_at.cmp(&a.opened_at)));
    alerts
}
