//! Where the page is: repository, page and filter, to and from the hash of its address. Owns that text; never touches
//! the address bar. What it cannot read falls back to the default, so that old and mangled links still open.

use std::collections::BTreeMap;

use crate::domain::{Filter, SuccessRule, Window};
use crate::engine::RepositoryKey;

use super::percent_encoding::{decode, encode};

pub use super::page::Page;

/// Days that are shown where an address names no window.
pub const DEFAULT_WINDOW_DAYS: u32 = 30;

/// The grid's choice of a workflow whose jobs are its columns.
const GRID_WORKFLOW: &str = "jobs";

/// Everything an address holds. Never the token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// Which stored repository; none on the welcome page.
    pub repository: Option<RepositoryKey>,
    /// Which page.
    pub page: Page,
    /// Which attempts.
    pub filter: Filter,
    /// What the page itself has to choose from, such as which run or which tab, by name; another page forgets it.
    pub details: BTreeMap<String, String>,
}

impl Default for Route {
    fn default() -> Self {
        Self { repository: None, page: Page::Welcome, filter: default_filter(), details: BTreeMap::new() }
    }
}

/// The filter of an address that names none.
pub fn default_filter() -> Filter {
    Filter { window: Window::LastDays(DEFAULT_WINDOW_DAYS), ..Filter::default() }
}

impl Route {
    /// The overview of a repository with the default filter.
    pub fn of(repository: RepositoryKey) -> Self {
        Self { repository: Some(repository), page: Page::Overview, ..Self::default() }
    }

    /// The same with another page, as it is when it is first opened.
    #[must_use]
    pub fn with_page(&self, page: Page) -> Self {
        Self { page, details: BTreeMap::new(), ..self.clone() }
    }

    /// The page of one workflow.
    #[must_use]
    pub fn of_workflow(&self, workflow_id: u64) -> Self {
        let filter = Filter { workflow_id: Some(workflow_id), ..self.filter.clone() };
        Self { filter, ..self.with_page(Page::Workflow) }
    }

    /// The page of one run.
    #[must_use]
    pub fn of_run(&self, run_id: u64) -> Self {
        self.with_page(Page::Run).with_detail("run", &run_id.to_string())
    }

    /// The workflow whose jobs are the columns of the commit grid: the filter's, or else one that only the grid has chosen.
    pub fn grid_workflow(&self) -> Option<u64> {
        self.filter.workflow_id.or_else(|| self.detail(GRID_WORKFLOW)?.parse().ok())
    }

    /// The same with these columns of the grid. Where the filter has named a workflow it is the filter that changes: both
    /// stand on that page, and they may not contradict each other. Otherwise other pages know nothing of it.
    #[must_use]
    pub fn with_grid_workflow(&self, workflow_id: Option<u64>) -> Self {
        let detail = |id: Option<u64>| id.map(|id| id.to_string()).unwrap_or_default();
        if self.filter.workflow_id.is_some() {
            let filter = Filter { workflow_id, ..self.filter.clone() };
            self.with_filter(filter).with_detail(GRID_WORKFLOW, "")
        } else {
            self.with_detail(GRID_WORKFLOW, &detail(workflow_id))
        }
    }

    /// The same with another choice of the page's own; an empty one is none.
    #[must_use]
    pub fn with_detail(&self, name: &str, value: &str) -> Self {
        let mut route = self.clone();
        if value.is_empty() {
            route.details.remove(name);
        } else {
            route.details.insert(name.to_owned(), value.to_owned());
        }
        route
    }

    /// A choice of the page's own.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.get(name).map(String::as_str)
    }

    /// The same with another filter.
    #[must_use]
    pub fn with_filter(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }

    /// Reads `#/KEY/PAGE?FILTER`, `#/KEY`, `#/PAGE` or nothing at all; with or without the `#`.
    pub fn parse(hash: &str) -> Self {
        let text = hash.strip_prefix('#').unwrap_or(hash);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).map(decode);
        let filter = parse_filter(query);
        let details = parse_details(query);
        match (segments.next(), segments.next()) {
            (None, _) => Self { filter, details, ..Self::default() },
            (Some(only), None) => match Page::from_word(&only) {
                Some(page) => Self { repository: None, page, filter, details },
                None => Self { repository: Some(RepositoryKey(only)), page: Page::Overview, filter, details },
            },
            (Some(key), Some(word)) => {
                let page = Page::from_word(&word).unwrap_or_default();
                Self { repository: Some(RepositoryKey(key)), page, filter, details }
            }
        }
    }

    /// What [`Route::parse`] reads, with the `#`. An address with a repository always names its window, so that a
    /// shared link keeps its meaning should the default change.
    pub fn to_hash(&self) -> String {
        let page = self.page.word();
        let path = match &self.repository {
            Some(key) => format!("#/{}/{page}", encode(&key.0, b"")),
            None if self.page == Page::Welcome => "#/".to_owned(),
            None => format!("#/{page}"),
        };
        let details = self.details.iter().map(|(name, value)| (encode(name, b""), value.clone()));
        let query = filter_values(&self.filter, self.repository.is_some())
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .chain(details)
            .map(|(name, value)| format!("{name}={}", encode(&value, b":/")))
            .collect::<Vec<_>>()
            .join("&");
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}

/// The values of the filter that an address has to name, each under its name in [`FILTER_NAMES`].
fn filter_values(filter: &Filter, name_window: bool) -> [(&'static str, Option<String>); 5] {
    let default = default_filter();
    let window = (name_window || filter.window != default.window).then(|| filter.window.label());
    let rule = (filter.rule != default.rule).then(|| filter.rule.word().to_owned());
    [
        ("window", window),
        ("workflow", filter.workflow_id.map(|id| id.to_string())),
        ("branch", filter.branch.clone()),
        ("event", filter.event.clone()),
        ("rule", rule),
    ]
}

fn parse_filter(query: &str) -> Filter {
    let mut filter = default_filter();
    for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
        let value = decode(value);
        match name {
            "window" => filter.window = Window::parse(&value).unwrap_or(filter.window),
            "workflow" => filter.workflow_id = value.parse().ok(),
            "branch" => filter.branch = Some(value).filter(|branch| !branch.is_empty()),
            "event" => filter.event = Some(value).filter(|event| !event.is_empty()),
            "rule" => filter.rule = SuccessRule::from_word(&value).unwrap_or_default(),
            _ => {}
        }
    }
    filter
}

/// Names that belong to the filter.
const FILTER_NAMES: [&str; 5] = ["window", "workflow", "branch", "event", "rule"];

fn parse_details(query: &str) -> BTreeMap<String, String> {
    query
        .split('&')
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .filter(|(name, value)| !name.is_empty() && !value.is_empty() && !FILTER_NAMES.contains(&name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::domain::Timestamp;

    use super::*;

    fn check(hash: &str, canonical: &str) {
        assert_eq!(Route::parse(hash).to_hash(), canonical, "{hash}");
    }

    #[test]
    fn reads_addresses() {
        check("", "#/");
        check("#", "#/");
        check("#/", "#/");
        check("#/settings", "#/settings");
        check("#/design", "#/design");
        check("#/demo", "#/demo/overview?window=30d");
        check("#/demo/overview", "#/demo/overview?window=30d");
        check("#/api.github.com-12345/data?window=all", "#/api.github.com-12345/data?window=all");
        check("#/demo/workflows?window=24h&rule=strict", "#/demo/workflows?window=24h&rule=strict");
        check(
            "#/demo/overview?window=90d&workflow=123&branch=feature/x%20y&event=push&rule=not_cancelled",
            "#/demo/overview?window=90d&workflow=123&branch=feature/x%20y&event=push&rule=not_cancelled",
        );
    }

    #[test]
    fn unknown_parts_fall_back() {
        check("#/demo/nowhere", "#/demo/overview?window=30d");
        check("#/demo/overview?window=0d&workflow=x&rule=fair", "#/demo/overview?window=30d");
        check("#/demo/overview?branch=&event=&&=", "#/demo/overview?window=30d");
        check("#/demo/run?run=17&window=7d&tab=", "#/demo/run?window=7d&run=17");
        check("#//demo//data//more", "#/demo/data?window=30d");
        check("#/demo/overview?window=2026-02-01..2026-01-01", "#/demo/overview?window=30d");
        check("%%%", "#/%25%25%25/overview?window=30d");
    }

    #[test]
    fn the_columns_of_the_grid_are_the_grids_alone() {
        let check = |hash: &str, workflow: Option<u64>, grid: &str, elsewhere: &str| {
            let next = Route::parse(hash).with_grid_workflow(workflow);
            assert_eq!(next.to_hash(), grid, "{hash}");
            assert_eq!(next.grid_workflow(), workflow, "{hash}");
            assert_eq!(next.with_page(Page::Trends).to_hash(), elsewhere, "{hash}");
        };
        check("#/demo/grid", Some(7), "#/demo/grid?window=30d&jobs=7", "#/demo/trends?window=30d");
        check("#/demo/grid?jobs=7", None, "#/demo/grid?window=30d", "#/demo/trends?window=30d");
        check("#/demo/grid?workflow=3", None, "#/demo/grid?window=30d", "#/demo/trends?window=30d");
        let other = ("#/demo/grid?window=30d&workflow=7", "#/demo/trends?window=30d&workflow=7");
        check("#/demo/grid?workflow=3&jobs=5", Some(7), other.0, other.1);
        assert_eq!(Route::parse("#/demo/grid?workflow=3&jobs=5").grid_workflow(), Some(3));
        assert_eq!(Route::parse("#/demo/grid?jobs=x").grid_workflow(), None);
    }

    fn windows() -> impl Strategy<Value = Window> {
        let instant = 0_i64..200_000_000_000;
        prop_oneof![
            Just(Window::All),
            (1_u32..).prop_map(Window::LastHours),
            (1_u32..).prop_map(Window::LastDays),
            (instant, 1_i64..10_000_000)
                .prop_map(|(from, length)| Window::Custom(Timestamp(from), Timestamp(from + length))),
        ]
    }

    fn filters() -> impl Strategy<Value = Filter> {
        let text = proptest::option::of(".{1,40}");
        (windows(), any::<Option<u64>>(), text.clone(), text, 0..SuccessRule::ALL.len()).prop_map(
            |(window, workflow_id, branch, event, rule)| Filter {
                window,
                workflow_id,
                branch,
                event,
                rule: SuccessRule::ALL[rule],
            },
        )
    }

    proptest! {
        #[test]
        fn round_trips(
            key in proptest::option::of(".{1,40}"),
            page in 0..Page::ALL.len(),
            filter in filters(),
            detail in "\\PC{1,20}",
        ) {
            let repository = key.map(RepositoryKey);
            let route = Route { repository, page: Page::ALL[page], filter, ..Route::default() };
            let route = route.with_detail("tab", &detail);
            prop_assert_eq!(Route::parse(&route.to_hash()), route);
        }

        #[test]
        fn reads_anything(hash in ".{0,80}") {
            let route = Route::parse(&hash);
            prop_assert_eq!(Route::parse(&route.to_hash()), route);
        }
    }
}
