//! How stored repositories stand, one at a time: of the open one from memory, of the others from their history, which is
//! let go again. What was worked out is kept beside each, so that a second look costs nothing.

use crate::domain::{Filter, Timestamp, Window, Zone};
use crate::history::{BesideName, Store, crc32};
use crate::insight::{self, View};
use crate::sync::Clock;

use super::alerting::{alerts_of, filter as alert_filter};
use super::connect::DEMO_KEY;
use super::core::Engine;
use super::ports::Network;
use super::{Problem, RepositoryKey, Standing, StoredRepository, problems};

/// Days that the numbers are about.
const WINDOW_DAYS: u32 = 30;
/// What a kept standing begins with, and the version after it.
const MAGIC: &[u8] = b"FS";
const VERSION: u8 = 1;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// How a repository stands over the last 30 days.
    pub(super) async fn standing(&self, key: &RepositoryKey, zone: &Zone, now: Timestamp) -> Result<Standing, Problem> {
        let (is_open, listing, settings) = {
            let state = self.state.borrow();
            let is_open = state.open.as_ref().is_some_and(|open| open.key == *key);
            (is_open, state.stored.iter().find(|stored| stored.key == *key).cloned(), state.settings.clone())
        };
        if is_open {
            return self.standing_of_open(zone, now).await;
        }
        let stamp = |listing: &StoredRepository| {
            let settings = crc32(&serde_json::to_vec(&settings).unwrap_or_default());
            let day = zone.day_start(zone.local_day(now));
            let rests_on = (listing.attempts, listing.jobs, listing.bytes, listing.synced_at, settings, day);
            postcard::to_allocvec(&rests_on).map(|bytes| crc32(&bytes)).unwrap_or_default()
        };
        if let Some(listing) = &listing
            && let Some(kept) = self.read_standing(key, stamp(listing)).await
        {
            // A repository may have been renamed since.
            return Ok(Standing { repository: listing.clone(), ..kept });
        }
        let guest = self.guest(key, now).await?;
        let standing = {
            let (filter, alert_filter) = (window(), alert_filter());
            let view = guest.view(&settings, &filter, zone, now);
            let utc = Zone::default();
            let alerts = alerts_of(&guest.view(&settings, &alert_filter, &utc, now));
            Standing {
                repository: guest.open().listed(),
                numbers: insight::summarise_standing(&view, &alerts),
                damaged: guest.open().damaged.clone(),
            }
        };
        drop(guest);
        self.release_guest();
        // What is damaged may be mended without a trace in the listing: that is worked out anew each time.
        if standing.damaged.is_empty() && key.0 != DEMO_KEY {
            self.keep_standing(key, stamp(&standing.repository), &standing).await;
        }
        Ok(standing)
    }

    async fn standing_of_open(&self, zone: &Zone, now: Timestamp) -> Result<Standing, Problem> {
        let alerts = self.open_alerts(now).await;
        let filter = window();
        let numbers = |view: &View<'_>, _: &_, _| insight::summarise_standing(view, &alerts);
        let numbers = self.with_view(&filter, zone, now, numbers)?;
        let state = self.state.borrow();
        let open = state.open.as_ref().ok_or_else(problems::nothing_open)?;
        Ok(Standing { repository: open.listed(), numbers, damaged: open.damaged.clone() })
    }

    async fn read_standing(&self, key: &RepositoryKey, stamp: u32) -> Option<Standing> {
        // One that cannot be read is made anew; where the whole store is in trouble, reading the history tells of it.
        let bytes = self.archive.read_beside(&key.0, BesideName::Standing).await.ok().flatten()?;
        read(&bytes, stamp)
    }

    async fn keep_standing(&self, key: &RepositoryKey, stamp: u32, standing: &Standing) {
        // Deleted meanwhile: nothing may come back to life.
        if !self.state.borrow().stored.iter().any(|stored| stored.key == *key) {
            return;
        }
        // Nothing is lost where it cannot be kept (a full disk): it is worked out again the next time.
        self.archive.write_beside(&key.0, BesideName::Standing, &write(stamp, standing)).await.ok();
    }
}

fn window() -> Filter {
    Filter { window: Window::LastDays(WINDOW_DAYS), ..Filter::default() }
}

fn write(stamp: u32, standing: &Standing) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    bytes.extend(postcard::to_allocvec(&(stamp, standing)).unwrap_or_default());
    bytes
}

/// What was kept, where it was made of the same.
fn read(bytes: &[u8], stamp: u32) -> Option<Standing> {
    let coded = bytes.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
    let (made_of, standing): (u32, Standing) = postcard::from_bytes(coded).ok()?;
    (made_of == stamp).then_some(standing)
}
