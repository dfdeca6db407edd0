//! Three sentences for somebody who reads nothing else: how it stands, what changed, what to expect. Made of the numbers
//! of the overview alone, in plain words; what the numbers cannot carry is said to be unknown. Judges nothing itself: a
//! change is named only where `insight` has found one.

mod change;
mod outlook;
mod state;
mod wording;

#[cfg(test)]
mod tests;

use crate::domain::{Filter, Zone};
use crate::insight::{Alert, Changepoint, Insight};

use super::date;

/// What the sentences are made of.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The numbers.
    pub insight: &'a Insight,
    /// Lasting changes of level, newest first.
    pub changepoints: &'a [Changepoint],
    /// Open alerts about the whole repository, the worst first.
    pub alerts: &'a [Alert],
    /// Which attempts the numbers are about.
    pub filter: &'a Filter,
    /// In which days are told.
    pub zone: &'a Zone,
}

/// The three sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How it stands.
    pub state: String,
    /// What changed, and where.
    pub change: String,
    /// What to expect.
    pub outlook: String,
}

/// What stands above the sentences when they leave the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Whose numbers these are, such as `octo/app`.
    pub repository: String,
    /// The window and the filter in words.
    pub about: String,
    /// The day on which it was written.
    pub written_on: String,
}

/// Makes the sentences.
pub fn summarise(told: Told<'_>) -> Summary {
    Summary { state: state::sentence(told), change: change::sentence(told), outlook: outlook::sentence(told) }
}

impl Heading {
    /// The heading of `told`; `window` names its window, `filter_words` what else was chosen, empty for everything.
    pub fn of(told: Told<'_>, repository: &str, window: &str, filter_words: &str) -> Self {
        let days = date::span(told.insight.period, told.zone);
        let window = if window == days { String::new() } else { format!("{} (", wording::clean(window)) };
        let close = if window.is_empty() { "" } else { ")" };
        let chosen =
            if filter_words.is_empty() { String::new() } else { format!(", {}", wording::clean(filter_words)) };
        Self {
            repository: wording::clean(repository),
            about: format!("{window}{days}{close}{chosen}"),
            written_on: date::date(told.insight.now, told.zone),
        }
    }
}

impl Summary {
    /// As plain text, for a chat or a mail.
    pub fn to_text(&self, heading: &Heading) -> String {
        let Heading { repository, about, written_on } = heading;
        let Self { state, change, outlook } = self;
        format!("{repository}, {about}\n\n{state} {change} {outlook}\n\nForerun, {written_on}\n")
    }

    /// As Markdown, for an issue or a wiki. Names that come from GitHub stay text.
    pub fn to_markdown(&self, heading: &Heading) -> String {
        let plain = |text: &str| wording::escape(text);
        let (repository, about) = (plain(&heading.repository), plain(&heading.about));
        let [state, change, outlook] = [&self.state, &self.change, &self.outlook].map(|text| plain(text));
        let day = &heading.written_on;
        format!(
            "**{repository}**, {about}\n\n- **State:** {state}\n- **Change:** {change}\n- **Outlook:** {outlook}\n\n\
             Forerun, {day}\n"
        )
    }
}
