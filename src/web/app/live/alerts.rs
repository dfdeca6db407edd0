//! Alerts that wait for somebody: their number in the tab's title and on its icon, and a word of the browser's about new
//! ones where the person allowed it. Never asks for that by itself.

use std::time::Duration;

use forerun::engine::Command;
use leptos::prelude::*;

use crate::platform::{address, notify, storage};
use crate::state::{App, Opening};

const KEY: &str = "forerun-notifications";
/// Opening is not held up by counting.
const COUNT_AFTER: Duration = Duration::from_secs(2);

/// Whether the person wants to be told, and the browser lets us.
pub fn may_notify() -> bool {
    storage::read(KEY).is_some() && notify::is_granted()
}

/// Keeps what the person wants.
pub fn set_notify(app: App, wants: bool) {
    storage::write(KEY, wants.then_some("on"));
    app.live.update(|live| live.notifies = wants && notify::is_granted());
}

/// The alerts were looked through.
pub fn hear_alerts(app: App, waiting: u32, opened: u32, titles: &[String]) {
    if app.live.with_untracked(|live| live.waiting_alerts != waiting) {
        app.live.update(|live| live.waiting_alerts = waiting);
    }
    if opened == 0 {
        return;
    }
    let heading = if opened == 1 { "New alert".to_owned() } else { format!("{opened} new alerts") };
    let body = titles.join("\n");
    app.announcement.set(format!("{heading}: {body}"));
    if app.live.with_untracked(|live| live.notifies) {
        let name = untrack(|| app.open_repository()).map(|open| open.name.to_string()).unwrap_or_default();
        notify::show(&format!("{heading}: {name}"), &body);
    }
}

pub(super) fn start(app: App) {
    // Another repository has other alerts: counted once it is open.
    Effect::new(move |before: Option<Option<String>>| {
        let open = (app.opening() == Opening::Open).then(|| app.open_repository()).flatten().map(|open| open.key.0);
        if before.flatten() != open {
            app.live.update(|live| live.waiting_alerts = 0);
            if open.is_some() {
                set_timeout(move || app.command(Command::CountAlerts), COUNT_AFTER);
            }
        }
        open
    });
    let waiting = Memo::new(move |_| app.live.with(|live| live.waiting_alerts));
    Effect::new(move |_| address::set_icon(if waiting.get() > 0 { "favicon-alert.svg" } else { "favicon.svg" }));
}
