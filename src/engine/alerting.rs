//! The alerts of the open repository: what its rules say now, worked out by going through its newest weeks. Whatever the
//! page's filter, alerts are about the whole repository.

use std::rc::Rc;

use crate::domain::{Filter, SECONDS_PER_HOUR, Timestamp, Window, Zone, sort_by};
use crate::history::Store;
use crate::insight::{self, Alert, AlertInputs, View};
use crate::sync::Clock;

use super::core::Engine;
use super::ports::Network;

/// What has been going on for longer is no news, and baselines need four weeks.
const HISTORY_DAYS: u32 = 45;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Open alerts, the worst first, then the newest; none where nothing is open. Worked out once an hour and revision.
    pub(super) fn open_alerts(&self, now: Timestamp) -> Rc<Vec<Alert>> {
        let hour = now.0.div_euclid(SECONDS_PER_HOUR);
        let revision = {
            let state = self.state.borrow();
            let Some(open) = &state.open else { return Rc::default() };
            let revision = open.history.revision();
            if let Some((of_revision, of_hour, alerts)) = &open.alerts
                && (*of_revision, *of_hour) == (revision, hour)
            {
                return Rc::clone(alerts);
            }
            revision
        };
        let filter = filter();
        let alerts = self.with_view(&filter, &Zone::default(), now, |view, _, _| alerts_of(view));
        let alerts = Rc::new(alerts.unwrap_or_default());
        if let Some(open) = &mut self.state.borrow_mut().open {
            open.alerts = Some((revision, hour, Rc::clone(&alerts)));
        }
        alerts
    }
}

/// The weeks that alerts are worked out from, by days of UTC: whatever the person's zone, an alert is the same.
pub(super) fn filter() -> Filter {
    Filter { window: Window::LastDays(HISTORY_DAYS), ..Filter::default() }
}

/// Open alerts of a view made by [`filter`].
pub(super) fn alerts_of(view: &View<'_>) -> Vec<Alert> {
    let daily_dollars = insight::cost_days(view);
    let inputs = AlertInputs { daily_dollars: &daily_dollars };
    let mut alerts = insight::replay_book(view, &view.settings.alert_rules, inputs).open;
    sort_by(&mut alerts, |a, b| b.severity.cmp(&a.severity).then(b.opened_at.cmp(&a.opened_at)));
    alerts
}
