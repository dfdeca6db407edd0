//! What the page does by itself while it is open: brings the open repository up to date on a schedule, counts alerts that
//! wait for somebody, and tells of new ones where it may. Loaded with the first file, so it stays small.

mod alerts;
mod schedule;

pub use alerts::{hear_alerts, may_notify, set_notify};
pub use schedule::{CHOICES_MINUTES, forget_refusals, keep_minutes, kept_minutes, next_refresh, note_refusal};

use super::state::App;

/// Starts it.
pub fn start(app: App) {
    schedule::start(app);
    alerts::start(app);
}
