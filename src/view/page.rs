//! Which pages there are and their words in addresses. Knows nothing of what they show.

/// A page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// What this is; connect, or open what is stored.
    Welcome,
    /// Everything that is stored, side by side.
    Repositories,
    /// Health, numbers, charts, advice.
    #[default]
    Overview,
    /// One line a workflow.
    Workflows,
    /// Everything about the workflow that the filter names.
    Workflow,
    /// One run: attempts, jobs, steps.
    Run,
    /// Commits of the default branch against workflows or jobs.
    Grid,
    /// What moved.
    Trends,
    /// What is coming, and how good earlier forecasts were.
    Predictions,
    /// What fails and passes on the same commit, and why runs fail.
    Flaky,
    /// What the rules say; the rules themselves.
    Alerts,
    /// What it costs, what is wasted, what could be saved.
    Cost,
    /// How fast and how safely changes get out.
    Delivery,
    /// Two repositories, branches or periods side by side.
    Compare,
    /// Documents to take away.
    Reports,
    /// What is stored and what is missing.
    Data,
    /// Thresholds, targets, looks.
    Settings,
    /// How the numbers are made.
    About,
    /// Every part and every chart, with made-up numbers, for those who carry on.
    Design,
}

impl Page {
    /// All pages.
    pub const ALL: [Self; 19] = [
        Self::Welcome,
        Self::Repositories,
        Self::Overview,
        Self::Workflows,
        Self::Workflow,
        Self::Run,
        Self::Grid,
        Self::Trends,
        Self::Predictions,
        Self::Flaky,
        Self::Alerts,
        Self::Cost,
        Self::Delivery,
        Self::Compare,
        Self::Reports,
        Self::Data,
        Self::Settings,
        Self::About,
        Self::Design,
    ];

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Repositories => "repositories",
            Self::Overview => "overview",
            Self::Workflows => "workflows",
            Self::Workflow => "workflow",
            Self::Run => "run",
            Self::Grid => "grid",
            Self::Trends => "trends",
            Self::Predictions => "predictions",
            Self::Flaky => "flaky",
            Self::Alerts => "alerts",
            Self::Cost => "cost",
            Self::Delivery => "delivery",
            Self::Compare => "compare",
            Self::Reports => "reports",
            Self::Data => "data",
            Self::Settings => "settings",
            Self::About => "about",
            Self::Design => "design",
        }
    }

    /// The page with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.word() == word)
    }

    /// Whether its numbers depend on the filter.
    pub fn is_filtered(self) -> bool {
        matches!(
            self,
            Self::Overview
                | Self::Workflows
                | Self::Workflow
                | Self::Grid
                | Self::Trends
                | Self::Predictions
                | Self::Flaky
                | Self::Cost
                | Self::Delivery
                | Self::Reports
        )
    }

    /// Whether it needs no open repository.
    pub fn stands_alone(self) -> bool {
        matches!(self, Self::Welcome | Self::Repositories | Self::Settings | Self::About | Self::Design)
    }
}
