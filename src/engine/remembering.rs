//! What has been worked out for the newest questions about the open history, so that whoever turns from page to page has
//! the same thing worked out but once. Works nothing out itself.

use crate::domain::{Filter, Timestamp, Zone};
use crate::insight::Selection;

/// Choices of attempts that are kept. A page asks about its own, about everything and about the last weeks.
const MOST: usize = 4;
/// A moment that is so long past counts as now no longer.
const FRESH_SECONDS: i64 = 60;

/// What an answer rests on, but for the moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    /// Of history, settings and whatever else.
    pub revision: u64,
    /// Which attempts.
    pub filter: Filter,
    /// In which days and hours they are told.
    pub zone: Zone,
    /// The repository's main branch.
    pub default_branch: String,
    /// Whether its minutes cost money.
    pub is_private: bool,
}

/// The newest choices, the newest last.
#[derive(Debug, Default)]
pub(super) struct Remembered(Vec<(Basis, Selection)>);

impl Remembered {
    /// What is known of `basis`, as of a moment that still counts as now.
    pub(super) fn find(&self, basis: &Basis, now: Timestamp) -> Option<Selection> {
        let is_fresh = |of: Timestamp| (0..FRESH_SECONDS).contains(&now.seconds_since(of));
        let known = self.0.iter().find(|(known, selection)| known == basis && is_fresh(selection.now()));
        known.map(|(_, selection)| selection.clone())
    }

    /// Keeps it; what belongs to another revision goes.
    pub(super) fn keep(&mut self, basis: Basis, selection: Selection) {
        self.0.retain(|(known, _)| known.revision == basis.revision && *known != basis);
        self.0.push((basis, selection));
        let too_many = self.0.len().saturating_sub(MOST);
        self.0.drain(..too_many);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Settings, Window};
    use crate::history::History;
    use crate::insight::{self, Context};

    fn basis(revision: u64, days: u32) -> Basis {
        let filter = Filter { window: Window::LastDays(days), ..Filter::default() };
        Basis { revision, filter, zone: Zone::default(), default_branch: String::new(), is_private: false }
    }

    fn selection(basis: &Basis, at: i64) -> Selection {
        let (history, settings) = (History::new(), Settings::default());
        let prepared = insight::prepare(history.columns(), &settings);
        let context = Context {
            zone: &basis.zone,
            settings: &settings,
            default_branch: None,
            is_private: false,
            now: Timestamp(at),
        };
        insight::select(history.columns(), &prepared, &basis.filter, context).selection()
    }

    #[test]
    fn knows_what_is_fresh_and_alike() {
        let mut remembered = Remembered::default();
        remembered.keep(basis(1, 7), selection(&basis(1, 7), 1_000));
        let check = |asked: Basis, now: i64, expected: bool| {
            let found = remembered.find(&asked, Timestamp(now));
            assert_eq!(found.map(|found| found.now()), expected.then_some(Timestamp(1_000)), "{asked:?} at {now}");
        };
        check(basis(1, 7), 1_000, true);
        check(basis(1, 7), 1_059, true);
        check(basis(1, 7), 1_060, false);
        check(basis(1, 7), 999, false);
        check(basis(2, 7), 1_000, false);
        check(basis(1, 30), 1_000, false);
        check(Basis { is_private: true, ..basis(1, 7) }, 1_000, false);
        check(Basis { default_branch: "main".to_owned(), ..basis(1, 7) }, 1_000, false);
    }

    #[test]
    fn keeps_the_newest_of_one_revision() {
        let mut remembered = Remembered::default();
        for days in 1..=6 {
            remembered.keep(basis(1, days), selection(&basis(1, days), 0));
        }
        let known =
            |remembered: &Remembered, revision, days| remembered.find(&basis(revision, days), Timestamp(0)).is_some();
        assert_eq!([1, 2, 3, 4, 5, 6].map(|days| known(&remembered, 1, days)), [false, false, true, true, true, true]);
        remembered.keep(basis(2, 1), selection(&basis(2, 1), 0));
        assert!(known(&remembered, 2, 1) && !known(&remembered, 1, 6));
    }
}
