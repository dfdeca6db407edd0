//! Changes of the two sides, each a new address. Owns no view.

use forerun::domain::Filter;
use forerun::engine::{CompareSide, OtherWindow, RepositoryKey};
use forerun::view::comparison::{Preset, Sides};

use crate::state::{App, DEMO_KEY};

use super::sides_of;

/// Which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The open repository, as filtered.
    First,
    /// What it is held against.
    Second,
}

impl Which {
    /// Of these sides.
    pub fn of(self, sides: &Sides) -> &CompareSide {
        match self {
            Self::First => &sides.first,
            Self::Second => &sides.second,
        }
    }

    fn of_mut(self, sides: &mut Sides) -> &mut CompareSide {
        match self {
            Self::First => &mut sides.first,
            Self::Second => &mut sides.second,
        }
    }
}

/// Goes to other sides.
pub fn change(app: App, change: impl FnOnce(&mut Sides)) {
    let route = leptos::prelude::GetUntracked::get_untracked(&app.route);
    if let Some(mut sides) = Sides::of(&route) {
        change(&mut sides);
        app.go(sides.route(&route));
    }
}

/// Changes the filter of a side.
pub fn change_filter(app: App, which: Which, set: impl FnOnce(&mut Filter)) {
    change(app, |sides| set(&mut which.of_mut(sides).filter));
}

/// Another repository on a side: its workflows and branches are others.
pub fn choose_repository(app: App, which: Which, key: String) {
    change(app, |sides| {
        if which == Which::Second {
            sides.window = OtherWindow::OfFilter;
        }
        let side = which.of_mut(sides);
        if side.repository.0 != key {
            side.repository = RepositoryKey(key);
            side.filter.workflow_id = None;
            side.filter.branch = None;
        }
    });
}

/// The other way round.
pub fn swap(app: App, second_period: Option<forerun::domain::Period>) {
    change(app, |sides| *sides = sides.clone().swapped(second_period));
}

/// What a preset would compare; `None` where there is nothing to compare with. `busiest` is the branch beside the main one
/// with the most attempts in the window.
pub fn preset(app: App, preset: Preset, busiest: Option<String>) -> Option<Sides> {
    let mut sides = sides_of(app)?;
    let other = app.with_session(|session| match preset {
        Preset::WindowBefore => Some(String::new()),
        Preset::DefaultBranch => {
            let default = session.default_branch.clone().filter(|branch| !branch.is_empty())?;
            let is_chosen = sides.first.filter.branch.as_ref().is_some_and(|branch| *branch != default);
            if !is_chosen {
                let other = busiest.filter(|branch| *branch != default);
                let other = other.or_else(|| session.branches.iter().find(|branch| **branch != default).cloned())?;
                sides.first.filter.branch = Some(other);
            }
            Some(default)
        }
        Preset::Workflows => {
            let first = sides.first.filter.workflow_id.or_else(|| Some(session.workflows.first()?.id))?;
            sides.first.filter.workflow_id = Some(first);
            session.workflows.iter().find(|workflow| workflow.id != first).map(|workflow| workflow.id.to_string())
        }
        Preset::Repositories => {
            let keys = session.stored.iter().map(|stored| stored.key.0.as_str()).chain([DEMO_KEY]);
            keys.filter(|key| *key != sides.first.repository.0).map(str::to_owned).next()
        }
    })?;
    Some(sides.preset(preset, &other))
}
