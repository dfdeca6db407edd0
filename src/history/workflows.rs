//! The workflow table: which workflows have been seen, how they were last called, whether they can run.

use hashbrown::HashMap;

use super::intake::{OTHER, seconds};
use crate::domain::{Timestamp, Workflow, WorkflowEntry, WorkflowState, WorkflowTable};

/// Entries that a position can name.
const MOST_WORKFLOWS: usize = 65_536;

/// What the table does not hold itself: positions by number, and when each state was listed.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkflowIndex {
    positions: HashMap<u64, u16>,
    /// Seconds since 1970 of the listing that named the state; parallel to the table; 0 for never.
    listed: Vec<u32>,
}

/// One sight of a workflow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting<'a> {
    pub id: u64,
    pub name: &'a str,
    pub path: &'a str,
    /// When name and path were so.
    pub seen: u32,
    /// State and time of the listing that named it.
    pub listed: Option<(u32, WorkflowState)>,
}

impl<'a> Sighting<'a> {
    /// A workflow as listed.
    pub(super) fn listing(workflow: &'a Workflow, at: Timestamp) -> Self {
        let Workflow { id, name, path, state } = workflow;
        Self { id: *id, name, path, seen: seconds(at), listed: Some((seconds(at), *state)) }
    }
}

impl WorkflowIndex {
    /// Takes in a sighting: names follow the newest sighting, states the newest listing; ties go by content, so that
    /// no order of arrival matters. Returns the position and whether the workflow is new or now reads otherwise: being
    /// seen once more changes nothing that is worth a write.
    pub(super) fn sight(&mut self, table: &mut WorkflowTable, sighting: Sighting<'_>) -> (u16, bool) {
        let (position, is_new) = self.position(table, sighting.id);
        let (Some(entry), Some(listed)) =
            (table.entries.get_mut(usize::from(position)), self.listed.get_mut(usize::from(position)))
        else {
            return (position, false);
        };
        if entry.id != sighting.id {
            return (position, is_new);
        }
        let held = (seconds(entry.seen_at), entry.name.as_str(), entry.path.as_str());
        let is_newer = (sighting.seen, sighting.name, sighting.path) > held;
        let is_renamed = is_newer && (sighting.name, sighting.path) != (held.1, held.2);
        if is_newer {
            entry.seen_at = Timestamp(i64::from(sighting.seen));
            sighting.name.clone_into(&mut entry.name);
            sighting.path.clone_into(&mut entry.path);
        }
        let listing = sighting.listed.filter(|&listing| listing > (*listed, entry.state));
        let is_restated = listing.is_some_and(|(_, state)| state != entry.state);
        if let Some((at, state)) = listing {
            *listed = at;
            entry.state = state;
        }
        (position, is_new || is_renamed || is_restated)
    }

    /// When the state at a position was listed, seconds since 1970; 0 for never.
    pub(super) fn listed(&self, position: u16) -> u32 {
        self.listed.get(usize::from(position)).copied().unwrap_or_default()
    }

    fn position(&mut self, table: &mut WorkflowTable, id: u64) -> (u16, bool) {
        if let Some(&position) = self.positions.get(&id) {
            return (position, false);
        }
        let last = MOST_WORKFLOWS - 1;
        if table.entries.len() > last {
            return (last as u16, false);
        }
        let is_rest = table.entries.len() == last;
        let (id, name) = if is_rest { (0, OTHER) } else { (id, "") };
        let position = table.entries.len() as u16;
        table.entries.push(WorkflowEntry {
            id,
            name: name.to_owned(),
            path: String::new(),
            state: WorkflowState::Unlisted,
            seen_at: Timestamp(0),
        });
        self.listed.push(0);
        self.positions.insert(id, position);
        (position, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sightings: &[(u32, &str, Option<WorkflowState>)], name: &str, state: WorkflowState) {
        for turn in 0..sightings.len() {
            let (mut index, mut table) = (WorkflowIndex::default(), WorkflowTable::default());
            let (before, after) = sightings.split_at(turn);
            for &(seen, name, state) in after.iter().chain(before) {
                let listed = state.map(|state| (seen, state));
                index.sight(&mut table, Sighting { id: 7, name, path: "ci.yml", seen, listed });
            }
            assert_eq!((table.entries[0].name.as_str(), table.entries[0].state), (name, state), "{sightings:?}");
        }
    }

    #[test]
    fn names_follow_sightings_and_states_follow_listings() {
        use WorkflowState::{Active, Deleted, DisabledManually, Unlisted};
        check(&[(10, "Old", None), (20, "New", None)], "New", Unlisted);
        check(&[(10, "Old", Some(Active)), (20, "New", None)], "New", Active);
        check(&[(10, "A", Some(Active)), (15, "B", Some(Deleted)), (20, "C", None)], "C", Deleted);
        check(&[(10, "A", Some(Active)), (10, "B", Some(DisabledManually))], "B", DisabledManually);
    }

    #[test]
    fn the_last_entry_stands_for_all_beyond() {
        let (mut index, mut table) = (WorkflowIndex::default(), WorkflowTable::default());
        for id in 1..70_000 {
            let name = format!("workflow {id}");
            let sighting = Sighting { id, name: &name, path: "", seen: 1, listed: None };
            let (position, _) = index.sight(&mut table, sighting);
            assert_eq!(u64::from(position), (id - 1).min(65_535));
        }
        assert_eq!((table.entries.len(), table.entries[65_535].name.as_str()), (65_536, OTHER));
    }
}
