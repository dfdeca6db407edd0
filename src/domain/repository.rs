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
pub enum RepositoryNameError {
    /// Nothing was typed.
    #[error("type a repository, such as rust-lang/rust")]
    Empty,
    /// The address of something else than GitHub.
    #[error("{0} is not GitHub: write owner/name, or an address of github.com or of your GitHub Enterprise")]
    Host(String),
    /// Neither a name nor the address of a repository.
    #[error("“{0}” does not name a repository: write owner/name, such as rust-lang/rust")]
    Name(String),
}

/// The one host whose addresses name a repository wherever its API is.
const GITHUB: &str = "github.com";
/// Characters of a mistaken text that a message repeats.
const REPEATED_CHARACTERS: usize = 80;

impl RepositoryName {
    /// Reads `owner/name` or the address of any page of a repository on github.com; a trailing `.git` is dropped.
    pub fn parse(text: &str) -> Result<Self, RepositoryNameError> {
        Self::parse_on(text, GITHUB)
    }

    /// The same; addresses on `host`, such as that of a GitHub Enterprise, are read too.
    pub fn parse_on(text: &str, host: &str) -> Result<Self, RepositoryNameError> {
        let shown = |text: &str| text.chars().take(REPEATED_CHARACTERS).collect::<String>();
        let error = || RepositoryNameError::Name(shown(text));
        let text = text.trim();
        if text.is_empty() {
            return Err(RepositoryNameError::Empty);
        }
        let (found, path) = host_and_path(text);
        if let Some(found) = found.filter(|found| !is_github(found, host)) {
            return Err(RepositoryNameError::Host(shown(found)));
        }
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (Some(owner), Some(name)) = (parts.next(), parts.next()) else { return Err(error()) };
        if found.is_none() && parts.next().is_some_and(|page| page != "actions") {
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

/// The host that a text names, without user and port, and what follows it: of `https://HOST/…`, `git@HOST:…` and
/// `HOST/…`. What has no dot is no host there but an owner.
fn host_and_path(text: &str) -> (Option<&str>, &str) {
    if let Some((_, rest)) = text.split_once("://") {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        return (Some(bare_host(authority)), path);
    }
    if let Some((host, path)) = text.split_once('@').and_then(|(_, rest)| rest.split_once(':')) {
        return (Some(host), path);
    }
    match text.split_once('/') {
        Some((host, path)) if host.contains('.') && !host.starts_with('.') => (Some(bare_host(host)), path),
        _ => (None, text),
    }
}

/// `HOST` of `USER@HOST:PORT`.
fn bare_host(authority: &str) -> &str {
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn is_github(found: &str, host: &str) -> bool {
    let plain = found.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("www.")).and_then(|_| found.get(4..));
    plain.unwrap_or(found).eq_ignore_ascii_case(GITHUB) || found.eq_ignore_ascii_case(bare_host(host))
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

    fn check(text: &str, expected: Result<&str, &str>) {
        check_on("github.com", text, expected);
    }

    fn check_on(host: &str, text: &str, expected: Result<&str, &str>) {
        let found =
            RepositoryName::parse_on(text, host).map(|name| name.to_string()).map_err(|error| error.to_string());
        match expected {
            Ok(name) => assert_eq!(found.as_deref(), Ok(name), "{text}"),
            Err(part) => assert!(found.as_ref().is_err_and(|found| found.contains(part)), "{text}: {found:?}"),
        }
    }

    const NO_NAME: Result<&str, &str> = Err("does not name a repository");

    #[test]
    fn reads_names_and_addresses() {
        check("rust-lang/rust", Ok("rust-lang/rust"));
        check("  octo/hello.world ", Ok("octo/hello.world"));
        check("octo/repo.git", Ok("octo/repo"));
        check("octo/repo/", Ok("octo/repo"));
        check("octo/repo/actions", Ok("octo/repo"));
        check("octo/repo/actions/runs/1", Ok("octo/repo"));
        check("https://github.com/octo/repo", Ok("octo/repo"));
        check("https://github.com/octo/repo/actions/runs/1?x=1#y", Ok("octo/repo"));
        check("https://github.com/octo/repo.git", Ok("octo/repo"));
        check("https://www.github.com/octo/repo/", Ok("octo/repo"));
        check("HTTPS://GitHub.com/octo/repo", Ok("octo/repo"));
        check("github.com/octo/repo/", Ok("octo/repo"));
        check("www.github.com/octo/repo/pulls", Ok("octo/repo"));
        check("git@github.com:octo/repo.git", Ok("octo/repo"));
        check("ssh://git@github.com/octo/repo.git", Ok("octo/repo"));
        check("ssh://git@github.com:22/octo/repo.git", Ok("octo/repo"));
        check("octo", NO_NAME);
        check("octo/", NO_NAME);
        check("a/b/c", NO_NAME);
        check("octo/re po", NO_NAME);
        check("../..", NO_NAME);
        check("octo/..", NO_NAME);
        check("<b>/x", NO_NAME);
        check("https://github.com", NO_NAME);
        check("https://github.com/octo", NO_NAME);
        check("", Err("type a repository, such as"));
        check("   ", Err("type a repository, such as"));
    }

    #[test]
    fn takes_no_other_host_for_github() {
        check("https://gitlab.com/a/b", Err("gitlab.com is not GitHub"));
        check("gitlab.com/a/b", Err("gitlab.com is not GitHub"));
        check("gitlab.com/a", Err("gitlab.com is not GitHub"));
        check("git@bitbucket.org:a/b.git", Err("bitbucket.org is not GitHub"));
        check("https://github.com@evil.example/a/b", Err("evil.example is not GitHub"));
        check("https://github.com.evil.example/a/b", Err("github.com.evil.example is not GitHub"));
        check("https://gist.github.com/a/b", Err("gist.github.com is not GitHub"));
        check("https://ghe.example.com/a/b", Err("ghe.example.com is not GitHub"));
    }

    #[test]
    fn takes_the_host_of_an_enterprise() {
        check_on("ghe.example.com", "https://ghe.example.com/a/b/actions", Ok("a/b"));
        check_on("ghe.example.com:8443", "https://GHE.example.com:8443/a/b", Ok("a/b"));
        check_on("ghe.example.com", "git@ghe.example.com:a/b.git", Ok("a/b"));
        check_on("localhost:4010", "http://localhost:4010/a/b", Ok("a/b"));
        check_on("ghe.example.com", "https://github.com/a/b", Ok("a/b"));
        check_on("ghe.example.com", "https://gitlab.com/a/b", Err("gitlab.com is not GitHub"));
    }
}
