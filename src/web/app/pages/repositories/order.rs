//! By which column the repositories are sorted. Missing values come last, whichever way it goes.

use core::cmp::Ordering;

use forerun::domain::sort_by;
use forerun::engine::{Standing, StoredRepository};

use crate::platform::intl::lower_case;

use super::queue::KnownByKey;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Name.
    Name,
    /// Health score.
    Health,
    /// Open alerts.
    Alerts,
    /// Success rate.
    Success,
    /// Median duration.
    Median,
    /// Dollars.
    Cost,
    /// Attempts of the last 30 days.
    Attempts,
    /// What is stored.
    Stored,
    /// Last sync.
    Synced,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Health,
        Self::Alerts,
        Self::Success,
        Self::Median,
        Self::Cost,
        Self::Attempts,
        Self::Stored,
        Self::Synced,
    ];

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Health => "health",
            Self::Alerts => "alerts",
            Self::Success => "success",
            Self::Median => "duration",
            Self::Cost => "cost",
            Self::Attempts => "attempts",
            Self::Stored => "stored",
            Self::Synced => "synced",
        }
    }

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Repository",
            Self::Health => "Health",
            Self::Alerts => "Open alerts",
            Self::Success => "Success rate",
            Self::Median => "Median duration",
            Self::Cost => "Cost",
            Self::Attempts => "Attempts",
            Self::Stored => "Stored",
            Self::Synced => "Last synced",
        }
    }

    /// Whether it holds numbers, to be set flush right.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Median | Self::Cost | Self::Attempts | Self::Stored)
    }

    fn value(self, stored: &StoredRepository, standing: Option<&Standing>) -> Option<f64> {
        let numbers = standing.map(|standing| &standing.numbers);
        match self {
            Self::Name => None,
            Self::Health => numbers?.health.as_ref().ok().copied(),
            Self::Alerts => {
                // One critical alert weighs more than any number of notices.
                let alerts = numbers?.alerts;
                Some(alerts.critical as f64 * 1e8 + alerts.warning as f64 * 1e4 + alerts.info as f64)
            }
            Self::Success => numbers?.success.value,
            Self::Median => numbers?.duration_change.as_ref()?.current,
            Self::Cost => numbers?.cost.as_ref().ok().map(|cost| cost.dollars),
            Self::Attempts => numbers.map(|numbers| numbers.attempts as f64),
            Self::Stored => Some(stored.attempts as f64),
            Self::Synced => stored.synced_at.map(|time| time.0 as f64),
        }
    }

    /// Whether the largest comes first when it is chosen: what needs a look does.
    fn starts_descending(self) -> bool {
        !matches!(self, Self::Name | Self::Health | Self::Success)
    }
}

/// A column and a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub column: Column,
    /// Largest first.
    pub is_descending: bool,
}

impl Default for Order {
    /// By what needs a look most.
    fn default() -> Self {
        Self { column: Column::Alerts, is_descending: true }
    }
}

/// Before the word of a column in addresses: the other way round than it starts.
const TURNED: char = '-';

impl Order {
    /// What an address says; an unknown word is the default.
    pub fn parse(word: &str) -> Self {
        let (is_turned, word) = word.strip_prefix(TURNED).map_or((false, word), |word| (true, word));
        let column = Column::ALL.into_iter().find(|column| column.word() == word);
        column.map_or_else(Self::default, |column| Self {
            column,
            is_descending: column.starts_descending() != is_turned,
        })
    }

    /// What [`Order::parse`] reads; empty for the default.
    pub fn to_word(self) -> String {
        let turned = if self.is_descending == self.column.starts_descending() { "" } else { "-" };
        if self == Self::default() { String::new() } else { format!("{turned}{}", self.column.word()) }
    }

    /// Another column, or the same the other way round.
    #[must_use]
    pub fn choose(self, column: Column) -> Self {
        let is_descending = if self.column == column { !self.is_descending } else { column.starts_descending() };
        Self { column, is_descending }
    }

    /// Sorts positions; equal ones keep their order.
    pub fn sort(self, mut positions: Vec<usize>, listed: &[StoredRepository], known: &KnownByKey) -> Vec<usize> {
        let keys: Vec<(Option<f64>, String)> = listed
            .iter()
            .map(|stored| {
                let standing = known.get(&stored.key).and_then(|known| known.standing.as_deref().ok());
                (self.column.value(stored, standing), lower_case(&stored.name.to_string()))
            })
            .collect();
        sort_by(&mut positions, |&left, &right| {
            let (Some(left), Some(right)) = (keys.get(left), keys.get(right)) else { return Ordering::Equal };
            if self.column == Column::Name {
                return self.turn(left.1.cmp(&right.1));
            }
            match (left.0, right.0) {
                (Some(left), Some(right)) => self.turn(left.total_cmp(&right)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            }
        });
        positions
    }

    fn turn(self, order: Ordering) -> Ordering {
        if self.is_descending { order.reverse() } else { order }
    }
}
