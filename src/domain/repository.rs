//! Repositories and their names.

use core::fmt;

use serde::{Deserialize, Serialize};

/// `owner/name`, checked against GitHub's rules for both parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepositoryName {
    /// User or organization.
    pub owner: String,
    /// Repository.
    pub name: String,
}

/// A text that names no repository.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” does not name a repository: write owner/name, such as rust-lang/rust")]
pub struct RepositoryNameError(pub String);

impl RepositoryName {
    /// Reads `owner/name` or the address of any page of a repository; a trailing `.git` is dropped.
    pub fn parse(text: &str) -> Result<Self, RepositoryNameError> {
        let error = || RepositoryNameError(text.chars().take(80).collect());
        let trimmed = text.trim();
        let (path, is_address) = match trimmed.split_once("://") {
            Some((_, rest)) => (rest.split_once('/').ok_or_else(error)?.1, true),
            None => match trimmed.strip_prefix("github.com/") {
                Some(rest) => (rest, true),
                None => (trimmed, false),
            },
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (Some(owner), Some(name)) = (parts.next(), parts.next()) else { return Err(error()) };
        if !is_address && parts.next().is_some() {
            return Err(error());
        }
        let name = name.strip_suffix(".git").unwrap_or(name);
        let owner_fits = owner.len() <= 39 && owner.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let name_fits = !name.is_empty()
            && name.len() <= 100
            && name != "."
            && name != ".."
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if owner_fits && name_fits { Ok(Self { owner: owner.to_owned(), name: name.to_owned() }) } else { Err(error()) }
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.owner, self.name)
    }
}

/// What is known of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// GitHub's stable number; names change, this does not.
    pub id: u64,
    /// Present name.
    pub name: RepositoryName,
    /// Whether only its members see it.
    pub private: bool,
    /// The branch that counts as "main".
    pub default_branch: String,
    /// Whether it is read-only.
    pub archived: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let name = RepositoryName::parse(text).ok().map(|name| name.to_string());
        assert_eq!(name.as_deref(), expected, "{text}");
    }

    #[test]
    fn reads_names_and_addresses() {
        check("rust-lang/rust", Some("rust-lang/rust"));
        check("  octo/hello.world ", Some("octo/hello.world"));
        check("https://github.com/octo/repo", Some("octo/repo"));
        check("https://github.com/octo/repo/actions/runs/1?x=1#y", Some("octo/repo"));
        check("https://github.com/octo/repo.git", Some("octo/repo"));
        check("github.com/octo/repo/", Some("octo/repo"));
        check("octo", None);
        check("octo/", None);
        check("a/b/c", None);
        check("octo/re po", None);
        check("../..", None);
        check("octo/..", None);
        check("<b>/x", None);
        check("", None);
    }
}
