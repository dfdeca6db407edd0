//! What every word and number of Forerun means, in plain words: the definition, its formula, what it leaves out and what
//! it needs. `docs/numbers.md` says the same at length; a test holds the words of both together.

mod future;
mod money;
mod past;
mod present;

/// Definitions of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// In the order in which one builds on another.
    pub entries: &'static [Entry],
}

/// A definition.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its word in addresses (`topic=…`).
    pub topic: &'static str,
    /// What is defined, as in `docs/numbers.md`.
    pub term: &'static str,
    /// In plain words.
    pub meaning: &'static str,
    /// How it is worked out; empty where there is nothing to work out.
    pub formula: &'static str,
    /// What does not count; empty where everything does.
    pub left_out: &'static str,
    /// What there must be before it is told; empty where one value is enough.
    pub needs: &'static str,
}

/// All definitions.
pub const GROUPS: [Group; 8] = [
    Group { title: "What is counted", entries: present::COUNTING },
    Group { title: "Time", entries: present::TIME },
    Group { title: "Scores", entries: present::SCORES },
    Group { title: "What moved", entries: past::MOVEMENT },
    Group { title: "What is coming", entries: future::ENTRIES },
    Group { title: "Flaky runs and failures", entries: past::FAILURES },
    Group { title: "Cost and delivery", entries: money::ENTRIES },
    Group { title: "Alerts and maturity", entries: money::JUDGEMENTS },
];

/// Every definition, in order.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().flat_map(|group| group.entries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const NUMBERS: &str = include_str!("../../../docs/numbers.md");

    #[test]
    fn every_topic_is_its_own() {
        let topics: Vec<&str> = entries().map(|entry| entry.topic).collect();
        let different: BTreeSet<&str> = topics.iter().copied().collect();
        assert_eq!(different.len(), topics.len());
        let is_plain = |topic: &&str| topic.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(topics.iter().all(is_plain), "{topics:?}");
    }

    #[test]
    fn every_definition_is_a_sentence() {
        for entry in entries() {
            for text in [entry.meaning, entry.formula, entry.left_out, entry.needs] {
                assert!(text.is_empty() || text.ends_with('.'), "{}: {text}", entry.topic);
                assert!(!text.contains("  "), "{}: {text}", entry.topic);
            }
            assert!(!entry.meaning.is_empty(), "{}", entry.topic);
        }
    }

    #[test]
    fn the_long_form_defines_the_same_terms() {
        // Lines are broken anywhere in the file.
        let words = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let numbers = words(NUMBERS);
        let missing: Vec<&str> =
            entries().map(|entry| entry.term).filter(|term| !numbers.contains(&words(term))).collect();
        assert!(missing.is_empty(), "docs/numbers.md does not define: {missing:?}");
    }
}
