//! Repositories gathered by their owner, with totals that keep their denominators. Reads standings, works nothing out from
//! runs.

use std::collections::BTreeMap;

use crate::engine::{Standing, StoredRepository};
use crate::insight::{AlertCounts, Rate};

/// The repositories of one owner, or all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Owner; empty for all together.
    pub owner: String,
    /// How many repositories are listed.
    pub repositories: u64,
    /// Of how many the numbers are known yet.
    pub known: u64,
    /// Passed / decided over all known ones.
    pub success: Rate,
    /// Attempts of the last 30 days.
    pub attempts: u64,
    /// Repositories whose health is told, and how many of them are below 70.
    pub unhealthy: (u64, u64),
    /// Open alerts.
    pub alerts: AlertCounts,
    /// US dollars of the last 30 days, over those whose cost is known.
    pub dollars: f64,
    /// Repositories whose cost is known.
    pub with_cost: u64,
    /// Attempts stored.
    pub stored_attempts: u64,
    /// Bytes on disk.
    pub bytes: u64,
}

/// Health below this needs a look.
const UNHEALTHY_BELOW: f64 = 70.0;

/// Totals over repositories; of each its standing, where it is known.
pub fn total<'a>(owner: &str, rows: impl IntoIterator<Item = (&'a StoredRepository, Option<&'a Standing>)>) -> Totals {
    let mut totals = Totals { owner: owner.to_owned(), ..Totals::default() };
    let (mut passed, mut decided) = (0, 0);
    for (stored, standing) in rows {
        totals.repositories += 1;
        totals.stored_attempts += stored.attempts;
        totals.bytes += stored.bytes;
        let Some(numbers) = standing.map(|standing| &standing.numbers) else { continue };
        totals.known += 1;
        totals.attempts += numbers.attempts;
        passed += numbers.success.numerator;
        decided += numbers.success.denominator;
        if let Ok(health) = numbers.health {
            totals.unhealthy.1 += 1;
            totals.unhealthy.0 += u64::from(health < UNHEALTHY_BELOW);
        }
        totals.alerts.critical += numbers.alerts.critical;
        totals.alerts.warning += numbers.alerts.warning;
        totals.alerts.info += numbers.alerts.info;
        if let Ok(cost) = &numbers.cost {
            totals.dollars += cost.dollars;
            totals.with_cost += 1;
        }
    }
    totals.success = Rate::of(passed, decided);
    totals
}

/// The owners in the order of their names, whatever the case, each with the positions of its repositories.
pub fn owners(stored: &[StoredRepository]) -> Vec<(String, Vec<usize>)> {
    let mut by_owner: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for (position, repository) in stored.iter().enumerate() {
        let owner = &repository.name.owner;
        let entry = by_owner.entry(owner.to_ascii_lowercase()).or_insert_with(|| (owner.clone(), Vec::new()));
        entry.1.push(position);
    }
    by_owner.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Period, RepositoryName, Timestamp};
    use crate::engine::{RepositoryKey, Session};
    use crate::insight::{RepositoryStanding, StandingCost};

    fn stored(name: &str) -> StoredRepository {
        StoredRepository {
            key: RepositoryKey(name.replace('/', "-")),
            name: RepositoryName::parse(name).unwrap(),
            api_base: Session::default().api_base,
            is_demo: false,
            attempts: 100,
            jobs: 0,
            bytes: 1_000,
            synced_at: None,
        }
    }

    fn standing(passed: u64, decided: u64, health: Option<f64>, dollars: Option<f64>) -> Standing {
        Standing {
            repository: stored("octo/one"),
            numbers: RepositoryStanding {
                made_at: Timestamp(0),
                period: Period { start: Timestamp(0), end: Timestamp(1) },
                attempts: decided,
                last_started_at: None,
                success: Rate::of(passed, decided),
                daily_success: Vec::new(),
                success_change: None,
                duration_change: None,
                health: health.ok_or_else(|| serde_json::from_str("\"no_variation\"").unwrap()),
                health_interval: None,
                health_level: None,
                alerts: AlertCounts { critical: 1, warning: 0, info: 2 },
                cost: dollars
                    .map(|dollars| StandingCost { dollars, ..StandingCost::default() })
                    .ok_or_else(|| serde_json::from_str("\"no_variation\"").unwrap()),
            },
            damaged: Vec::new(),
        }
    }

    #[test]
    fn totals_pool_counts_and_not_rates() {
        let (one, other) = (standing(90, 100, Some(60.0), Some(3.0)), standing(1, 2, None, None));
        let names = [stored("octo/one"), stored("octo/two"), stored("octo/three")];
        let totals = total("octo", names.iter().zip([Some(&one), Some(&other), None]));
        assert_eq!((totals.repositories, totals.known), (3, 2));
        assert_eq!((totals.success.numerator, totals.success.denominator), (91, 102));
        assert_eq!((totals.unhealthy, totals.alerts.total()), ((1, 1), 6));
        assert_eq!((totals.dollars, totals.with_cost, totals.stored_attempts), (3.0, 1, 300));
        assert_eq!(total("", []), Totals::default());
    }

    #[test]
    fn owners_come_by_name() {
        let names = [stored("zed/a"), stored("Octo/b"), stored("octo/c"), stored("abc/d")];
        let found = owners(&names);
        assert_eq!(found, [("abc".to_owned(), vec![3]), ("Octo".to_owned(), vec![1, 2]), ("zed".to_owned(), vec![0])]);
    }
}
