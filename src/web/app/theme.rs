//! Light, dark or as the system has it. Kept in `localStorage` and set as `data-theme` on
//! `<html>`, where the start script has put it before the first paint.

use super::platform::storage;

/// What a person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

const KEY: &str = "forerun-theme";
const ATTRIBUTE: &str = "data-theme";

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The one that was kept.
    pub fn kept() -> Self {
        let word = storage::read(KEY).unwrap_or_default();
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }

    /// Its word where it is kept.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What to call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The one after it, for a button that goes round.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Shows and keeps it.
    pub fn apply(self) {
        let word = (self != Self::System).then(|| self.word());
        storage::write(KEY, word);
        let Some(root) = web_sys::window().and_then(|window| window.document()?.document_element()) else { return };
        match word {
            Some(word) => root.set_attribute(ATTRIBUTE, word).ok(),
            None => root.remove_attribute(ATTRIBUTE).ok(),
        };
    }
}
