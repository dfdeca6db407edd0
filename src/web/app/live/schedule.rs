//! When the open repository is read from GitHub again without anybody asking. Only a repository that this tab has reached
//! GitHub for, never the demo, never while a sync runs, and not for long behind other tabs.

use std::time::Duration;

use forerun::domain::{SECONDS_PER_HOUR, Timestamp};
use forerun::engine::ProblemKind;
use leptos::prelude::*;

use crate::platform::listener::Listener;
use crate::platform::network;
use crate::platform::storage;
use crate::platform::zone::now;
use crate::state::{App, IsOffline, Opening};

/// Minutes between two refreshes to choose from; 0: off.
pub const CHOICES_MINUTES: [u32; 5] = [0, 5, 15, 30, 60];
const DEFAULT_MINUTES: u32 = 15;
const KEY: &str = "forerun-refresh-minutes";
/// How often is looked whether a refresh is due.
const TICK: Duration = Duration::from_secs(20);
/// Behind other tabs for longer, nobody waits for news.
const LONGEST_HIDDEN_SECONDS: i64 = 2 * SECONDS_PER_HOUR;

/// The choice that was kept.
pub fn kept_minutes() -> u32 {
    let kept = storage::read(KEY);
    let known = |text: &str| CHOICES_MINUTES.into_iter().find(|minutes| minutes.to_string() == text);
    kept.as_deref().and_then(known).unwrap_or(DEFAULT_MINUTES)
}

/// Keeps a choice.
pub fn keep_minutes(app: App, minutes: u32) {
    storage::write(KEY, (minutes != DEFAULT_MINUTES).then(|| minutes.to_string()).as_deref());
    app.live.update(|live| live.minutes = minutes);
}

/// When the next refresh is due; `None` where there is none. Follows what it reads.
pub fn next_refresh(app: App) -> Option<Timestamp> {
    let live = app.live.get();
    let open = app.open_repository()?;
    let is_reached = app.reached.with(|reached| reached.as_ref() == Some(&open.key));
    if live.minutes == 0 || live.is_refused || open.is_demo || !is_reached || app.opening() != Opening::Open {
        return None;
    }
    let last = open.synced_at.into_iter().chain(live.tried_at).max()?;
    Some(last.plus_seconds(i64::from(live.minutes) * 60))
}

/// GitHub refuses this token or repository: whoever goes on trying is locked out.
pub fn note_refusal(app: App) {
    app.live.update(|live| live.is_refused = true);
}

/// GitHub has answered again.
pub fn forget_refusals(app: App) {
    if app.live.with_untracked(|live| live.is_refused) {
        app.live.update(|live| live.is_refused = false);
    }
}

/// Looks every now and then, and when the page comes to the front.
pub(super) fn start(app: App) {
    set_interval(move || look(app), TICK);
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let listener = Listener::new(&document.clone(), "visibilitychange", move |_| {
        let is_hidden = document.hidden();
        app.live.update(|live| live.hidden_since = is_hidden.then(now));
        look(app);
    });
    // As long as the tab lives.
    StoredValue::new_local(listener);
    let is_offline = RwSignal::new(network::is_away());
    provide_context(IsOffline(is_offline));
    StoredValue::new_local(network::watch(move |is_lost| {
        if is_offline.get_untracked() != is_lost {
            is_offline.set(is_lost);
            if !is_lost {
                go_on(app);
            }
        }
    }));
}

/// The network is back: what its lack had stopped is no problem any more, and what was missed meanwhile is read now.
fn go_on(app: App) {
    app.notices.update(|notices| notices.retain(|notice| notice.problem.kind != ProblemKind::Network));
    if untrack(|| next_refresh(app)).is_some() {
        refresh(app);
    }
}

fn look(app: App) {
    let now = now();
    app.live.update(|live| live.looked_at = Some(now));
    let is_forgotten = app.live.with_untracked(|live| {
        live.hidden_since.is_some_and(|since| now.seconds_since(since) > LONGEST_HIDDEN_SECONDS)
    });
    let due = untrack(|| next_refresh(app));
    if due.is_some_and(|due| due <= now) && !is_forgotten && !network::is_away() {
        refresh(app);
    }
}

fn refresh(app: App) {
    if !app.syncing.get_untracked() {
        app.live.update(|live| live.tried_at = Some(now()));
        app.refresh_quietly();
    }
}
