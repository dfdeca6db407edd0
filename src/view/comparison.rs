//! Which two sides an address compares: the first is the open repository, the second any. Owns the names of their choices;
//! asks nothing.
//!
//! `of_window`, `of_workflow`, `of_branch` and `of_event` name what the first side has otherwise than the filter of the
//! address, which is that of the other pages and stays what it was. `with` (repository), `with_window`, `with_workflow`,
//! `with_branch` and `with_event` name what the second side has otherwise than the first. What is not named is as there,
//! except that workflows and branches of another repository are all of them. Without any of the second, the window is held
//! against the one before.

use crate::domain::{Filter, Period, Window};
use crate::engine::{CompareQuery, CompareSide, OtherWindow, RepositoryKey};

use super::route::Route;

const REPOSITORY: &str = "with";
const WINDOW: &str = "with_window";
const WORKFLOW: &str = "with_workflow";
const BRANCH: &str = "with_branch";
const EVENT: &str = "with_event";
const NAMES: [&str; 5] = [REPOSITORY, WINDOW, WORKFLOW, BRANCH, EVENT];
const OWN_WINDOW: &str = "of_window";
const OWN_WORKFLOW: &str = "of_workflow";
const OWN_BRANCH: &str = "of_branch";
const OWN_EVENT: &str = "of_event";
/// Stands for all of them.
const ANY: &str = "*";
/// Stands for the window right before the first side's.
const BEFORE: &str = "before";

/// The two sides of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sides {
    /// The open repository, as filtered.
    pub first: CompareSide,
    /// What it is held against.
    pub second: CompareSide,
    /// Which window the second side has.
    pub window: OtherWindow,
}

/// What people compare, each in one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// This window against the one before.
    WindowBefore,
    /// A branch against the main one.
    DefaultBranch,
    /// A workflow against another.
    Workflows,
    /// A repository against another.
    Repositories,
}

impl Sides {
    /// The sides of an address; `None` where it names no repository.
    pub fn of(route: &Route) -> Option<Self> {
        let repository = route.repository.clone()?;
        let named = |name: &str| route.detail(name).map(|value| Some(value.to_owned()).filter(|value| value != ANY));
        let filter = Filter {
            window: route.detail(OWN_WINDOW).and_then(|text| Window::parse(text).ok()).unwrap_or(route.filter.window),
            workflow_id: match named(OWN_WORKFLOW) {
                Some(id) => id.and_then(|id| id.parse().ok()),
                None => route.filter.workflow_id,
            },
            branch: named(OWN_BRANCH).unwrap_or_else(|| route.filter.branch.clone()),
            event: named(OWN_EVENT).unwrap_or_else(|| route.filter.event.clone()),
            rule: route.filter.rule,
        };
        let first = CompareSide { repository, filter };
        let other = route.detail(REPOSITORY).map(|key| RepositoryKey(key.to_owned()));
        let is_other = other.as_ref().is_some_and(|other| *other != first.repository);
        let own = |value: &Option<String>| value.clone().filter(|_| !is_other);
        let is_alone = NAMES.iter().all(|name| route.detail(name).is_none());
        let window = match route.detail(WINDOW) {
            Some(BEFORE) => OtherWindow::Before,
            None if is_alone => OtherWindow::Before,
            _ => OtherWindow::OfFilter,
        };
        let filter = Filter {
            window: route.detail(WINDOW).and_then(|text| Window::parse(text).ok()).unwrap_or(first.filter.window),
            workflow_id: match named(WORKFLOW) {
                Some(id) => id.and_then(|id| id.parse().ok()),
                None => first.filter.workflow_id.filter(|_| !is_other),
            },
            branch: named(BRANCH).unwrap_or_else(|| own(&first.filter.branch)),
            event: named(EVENT).unwrap_or_else(|| first.filter.event.clone()),
            rule: first.filter.rule,
        };
        let second = CompareSide { repository: other.unwrap_or_else(|| first.repository.clone()), filter };
        Some(Self { first, second, window })
    }

    /// What to ask.
    pub fn query(self, zone: crate::domain::Zone) -> CompareQuery {
        let Self { first, second, window } = self;
        CompareQuery { first, second, window, zone }
    }

    /// Whether both sides are the same attempts.
    pub fn are_equal(&self) -> bool {
        self.window == OtherWindow::OfFilter && self.first == self.second
    }

    /// The address of these sides; every choice of the second is named, so that changing the first leaves it alone. Of the
    /// first what differs from the filter is named, which is left as it is: it belongs to the other pages too.
    pub fn route(&self, route: &Route) -> Route {
        let filter = &self.second.filter;
        let any = |value: &Option<String>| value.clone().unwrap_or_else(|| ANY.to_owned());
        let window = match self.window {
            OtherWindow::Before => BEFORE.to_owned(),
            OtherWindow::OfFilter => filter.window.label(),
        };
        let is_same = self.first.repository == self.second.repository;
        let repository = if is_same { String::new() } else { self.second.repository.0.clone() };
        let mut next = route.clone();
        if next.repository.as_ref() != Some(&self.first.repository) {
            // Another repository has other workflows and branches.
            (next.filter.workflow_id, next.filter.branch) = (None, None);
            next.repository = Some(self.first.repository.clone());
        }
        let (own, general) = (&self.first.filter, next.filter.clone());
        let unless_same = |value: String, is_same: bool| if is_same { String::new() } else { value };
        let values = [
            (OWN_WINDOW, unless_same(own.window.label(), own.window == general.window)),
            (
                OWN_WORKFLOW,
                unless_same(any(&own.workflow_id.map(|id| id.to_string())), own.workflow_id == general.workflow_id),
            ),
            (OWN_BRANCH, unless_same(any(&own.branch), own.branch == general.branch)),
            (OWN_EVENT, unless_same(any(&own.event), own.event == general.event)),
            (REPOSITORY, repository),
            (WINDOW, window),
            (WORKFLOW, any(&filter.workflow_id.map(|id| id.to_string()))),
            (BRANCH, any(&filter.branch)),
            (EVENT, any(&filter.event)),
        ];
        for (name, value) in values {
            next = next.with_detail(name, &value);
        }
        next
    }

    /// The sides the other way round. A window "before" becomes `second_period`, the instants that it was.
    #[must_use]
    pub fn swapped(self, second_period: Option<Period>) -> Self {
        let mut second = self.second;
        if self.window == OtherWindow::Before
            && let Some(period) = second_period
        {
            second.filter.window = Window::Custom(period.start, period.end);
        }
        Self { first: second, second: self.first, window: OtherWindow::OfFilter }
    }

    /// The sides of a preset: `other` is the branch, workflow or repository to compare with. Workflows and repositories are
    /// compared as wholes: what another preset left of branch and event goes.
    #[must_use]
    pub fn preset(self, preset: Preset, other: &str) -> Self {
        let Self { mut first, .. } = self;
        if matches!(preset, Preset::Workflows | Preset::Repositories) {
            (first.filter.branch, first.filter.event) = (None, None);
        }
        if preset == Preset::Repositories {
            first.filter.workflow_id = None;
        }
        let mut second = first.clone();
        match preset {
            Preset::WindowBefore => return Self { first, second, window: OtherWindow::Before },
            Preset::DefaultBranch => second.filter.branch = Some(other.to_owned()),
            Preset::Workflows => second.filter.workflow_id = other.parse().ok(),
            Preset::Repositories => {
                second.repository = RepositoryKey(other.to_owned());
            }
        }
        Self { first, second, window: OtherWindow::OfFilter }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::view::route::Page;

    fn sides(hash: &str) -> Sides {
        Sides::of(&Route::parse(hash)).unwrap()
    }

    fn check(hash: &str, canonical: &str) {
        let route = Route::parse(hash);
        let written = Sides::of(&route).unwrap().route(&route).to_hash();
        assert_eq!(written, canonical, "{hash}");
        assert_eq!(sides(&written), sides(hash), "{hash}");
    }

    #[test]
    fn what_is_not_named_is_as_on_the_first_side() {
        check(
            "#/demo/compare?window=7d&branch=x",
            "#/demo/compare?window=7d&branch=x&with_branch=x&with_event=%2A&with_window=before&with_workflow=%2A",
        );
        check(
            "#/demo/compare?window=7d&workflow=3&with_branch=main",
            "#/demo/compare?window=7d&workflow=3&with_branch=main&with_event=%2A&with_window=7d&with_workflow=3",
        );
        check(
            "#/a-1/compare?window=7d&workflow=3&branch=x&with=b-2",
            "#/a-1/compare?window=7d&workflow=3&branch=x&with=b-2&with_branch=%2A&with_event=%2A&with_window=7d\
             &with_workflow=%2A",
        );
        assert_eq!(Sides::of(&Route::default()), None);
        assert!(sides("#/demo/compare?with_window=30d").are_equal());
        assert!(!sides("#/demo/compare").are_equal());
        assert_eq!(sides("#/demo/compare?with_window=nonsense").second.filter.window, Window::LastDays(30));
    }

    #[test]
    fn the_first_side_leaves_the_filter_of_other_pages_alone() {
        let check = |hash: &str, change: fn(&mut Filter), compare: &str, elsewhere: &str| {
            let route = Route::parse(hash);
            let mut changed = Sides::of(&route).unwrap();
            change(&mut changed.first.filter);
            // The window before is as long as the first one.
            changed.second.filter.window = changed.first.filter.window;
            let next = changed.route(&route);
            assert_eq!(next.to_hash(), compare, "{hash}");
            assert_eq!(Sides::of(&next).unwrap(), changed, "{hash}");
            assert_eq!(next.with_page(Page::Overview).to_hash(), elsewhere, "{hash}");
        };
        let second = "with_branch=%2A&with_event=%2A&with_window=before&with_workflow=%2A";
        check(
            "#/demo/compare?window=30d",
            |filter| filter.branch = Some("main".to_owned()),
            &format!("#/demo/compare?window=30d&of_branch=main&{second}"),
            "#/demo/overview?window=30d",
        );
        check(
            "#/demo/compare?window=30d",
            |filter| (filter.workflow_id, filter.window) = (Some(3), Window::LastDays(7)),
            &format!("#/demo/compare?window=30d&of_window=7d&of_workflow=3&{second}"),
            "#/demo/overview?window=30d",
        );
        // A choice that goes back to the filter's is none.
        check(
            "#/demo/compare?window=30d&of_event=push&with_branch=%2A&with_event=%2A&with_window=before&with_workflow=%2A",
            |filter| filter.event = None,
            &format!("#/demo/compare?window=30d&{second}"),
            "#/demo/overview?window=30d",
        );
        check(
            "#/demo/compare?window=30d&branch=x&with_branch=%2A&with_event=%2A&with_window=before&with_workflow=%2A",
            |filter| filter.branch = None,
            &format!("#/demo/compare?window=30d&branch=x&of_branch=%2A&{second}"),
            "#/demo/overview?window=30d&branch=x",
        );
    }

    #[test]
    fn another_repository_takes_no_workflow_and_branch_along() {
        let route = Route::parse("#/a-1/compare?window=30d&workflow=3&branch=x&event=push");
        let mut sides = Sides::of(&route).unwrap();
        sides.first.repository = RepositoryKey("b-2".to_owned());
        (sides.first.filter.workflow_id, sides.first.filter.branch) = (None, None);
        let next = sides.route(&route);
        assert_eq!(Sides::of(&next).unwrap(), sides);
        assert_eq!(next.with_page(Page::Overview).to_hash(), "#/b-2/overview?window=30d&event=push");
    }

    #[test]
    fn swapping_twice_leads_back() {
        let first = sides("#/a-1/compare?window=7d&workflow=3&with=b-2&with_branch=x&with_window=24h");
        let swapped = first.clone().swapped(None);
        assert_eq!(swapped.first.repository.0, "b-2");
        assert_eq!(swapped.clone().swapped(None), first);
        let before = sides("#/demo/compare?window=7d");
        let period = Period { start: Timestamp(0), end: Timestamp(86_400) };
        let swapped = before.clone().swapped(Some(period));
        assert_eq!(swapped.first.filter.window, Window::Custom(period.start, period.end));
        assert_eq!((swapped.second, swapped.window), (before.first, OtherWindow::OfFilter));
    }

    #[test]
    fn presets_change_what_they_name() {
        let start = || sides("#/demo/compare?window=7d&branch=x&event=push&workflow=3&with_branch=y");
        let check = |preset: Preset, other: &str, expected: &str| {
            assert_eq!(start().preset(preset, other), sides(expected), "{preset:?}");
        };
        let base = "#/demo/compare?window=7d&branch=x&event=push&workflow=3";
        check(Preset::WindowBefore, "", base);
        check(Preset::DefaultBranch, "main", &format!("{base}&with_branch=main"));
        check(Preset::Workflows, "9", "#/demo/compare?window=7d&workflow=3&with_workflow=9");
        check(Preset::Repositories, "b-2", "#/demo/compare?window=7d&with=b-2");
    }
}
