//! The requests Forerun sends: addresses, every part of them encoded, and headers.

use core::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptKey, RepositoryName, Timestamp};

use super::base::ApiBase;
use super::http::HttpRequest;

/// Entries asked for a page: GitHub's most.
pub const PAGE_SIZE: usize = 100;

/// The version of the REST API to ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiVersion {
    /// 2026-03-10.
    #[default]
    Newest,
    /// 2022-11-28, for servers that refuse the newest.
    Previous,
    /// No header at all, for old servers that refuse the header.
    Unstated,
}

/// Runs created from `start` (the beginning, where absent) to `end`, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreatedRange {
    /// First second.
    pub start: Option<Timestamp>,
    /// Last second.
    pub end: Timestamp,
}

/// Builds requests to one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requests {
    /// Where.
    pub base: ApiBase,
    /// In which version.
    pub version: ApiVersion,
}

impl ApiVersion {
    /// The header's value.
    pub fn header(self) -> Option<&'static str> {
        match self {
            Self::Newest => Some("2026-03-10"),
            Self::Previous => Some("2022-11-28"),
            Self::Unstated => None,
        }
    }
}

impl Requests {
    /// Who the token belongs to.
    pub fn user(&self) -> HttpRequest {
        self.get("/user", None)
    }

    /// The repository itself.
    pub fn repository(&self, name: &RepositoryName) -> HttpRequest {
        self.get(&repository_path(name), None)
    }

    /// A page of its workflows.
    pub fn workflows(&self, name: &RepositoryName, page: u32) -> HttpRequest {
        self.get(&format!("{}/actions/workflows?{}", repository_path(name), paging(page)), None)
    }

    /// A page of its runs, newest first; of all runs or of those in `created`. With `etag`, only if changed.
    pub fn runs(
        &self,
        name: &RepositoryName,
        created: Option<CreatedRange>,
        page: u32,
        etag: Option<&str>,
    ) -> HttpRequest {
        let mut path = format!("{}/actions/runs?", repository_path(name));
        if let Some(range) = created {
            let start = range.start.map_or_else(|| "*".to_owned(), Timestamp::to_rfc3339);
            let range = format!("{start}..{}", range.end.to_rfc3339());
            path.push_str("created=");
            path.push_str(&encode(&range));
            path.push('&');
        }
        path.push_str("exclude_pull_requests=true&");
        path.push_str(&paging(page));
        self.get(&path, etag)
    }

    /// One run, as of its newest attempt.
    pub fn run(&self, name: &RepositoryName, run_id: u64) -> HttpRequest {
        self.get(&format!("{}/actions/runs/{run_id}?exclude_pull_requests=true", repository_path(name)), None)
    }

    /// One run, as of one attempt.
    pub fn attempt(&self, name: &RepositoryName, key: AttemptKey) -> HttpRequest {
        let AttemptKey { run_id, attempt } = key;
        let path = repository_path(name);
        self.get(&format!("{path}/actions/runs/{run_id}/attempts/{attempt}?exclude_pull_requests=true"), None)
    }

    /// A page of the jobs of all attempts of one run.
    pub fn jobs(&self, name: &RepositoryName, run_id: u64, page: u32) -> HttpRequest {
        self.get(&format!("{}/actions/runs/{run_id}/jobs?filter=all&{}", repository_path(name), paging(page)), None)
    }

    /// A page of what is noted on one job: its check run has the job's number.
    pub fn annotations(&self, name: &RepositoryName, job_id: u64, page: u32) -> HttpRequest {
        self.get(&format!("{}/check-runs/{job_id}/annotations?{}", repository_path(name), paging(page)), None)
    }

    fn get(&self, path: &str, etag: Option<&str>) -> HttpRequest {
        let mut headers = vec![("accept".to_owned(), "application/vnd.github+json".to_owned())];
        headers.extend(self.version.header().map(|version| ("x-github-api-version".to_owned(), version.to_owned())));
        headers.extend(etag.map(|etag| ("if-none-match".to_owned(), etag.to_owned())));
        HttpRequest { url: format!("{}{path}", self.base), headers }
    }
}

fn repository_path(name: &RepositoryName) -> String {
    format!("/repos/{}/{}", encode(&name.owner), encode(&name.name))
}

fn paging(page: u32) -> String {
    format!("per_page={PAGE_SIZE}&page={page}")
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(encoded, "%{byte:02X}").ok();
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests() -> (Requests, RepositoryName) {
        let name = RepositoryName { owner: "o/c".to_owned(), name: "a b".to_owned() };
        (Requests { base: ApiBase::default(), version: ApiVersion::Newest }, name)
    }

    fn check(request: &HttpRequest, path: &str) {
        assert_eq!(request.url, format!("https://api.github.com{path}"));
    }

    #[test]
    fn addresses_are_encoded() {
        let (requests, name) = requests();
        check(&requests.user(), "/user");
        check(&requests.repository(&name), "/repos/o%2Fc/a%20b");
        check(&requests.workflows(&name, 2), "/repos/o%2Fc/a%20b/actions/workflows?per_page=100&page=2");
        let range = CreatedRange { start: Some(Timestamp(0)), end: Timestamp(60) };
        check(
            &requests.runs(&name, Some(range), 1, None),
            "/repos/o%2Fc/a%20b/actions/runs?created=1970-01-01T00%3A00%3A00Z..1970-01-01T00%3A01%3A00Z\
             &exclude_pull_requests=true&per_page=100&page=1",
        );
        check(
            &requests.runs(&name, Some(CreatedRange { start: None, ..range }), 1, None),
            "/repos/o%2Fc/a%20b/actions/runs?created=%2A..1970-01-01T00%3A01%3A00Z\
             &exclude_pull_requests=true&per_page=100&page=1",
        );
        check(
            &requests.attempt(&name, AttemptKey { run_id: 5, attempt: 2 }),
            "/repos/o%2Fc/a%20b/actions/runs/5/attempts/2?exclude_pull_requests=true",
        );
        check(&requests.annotations(&name, 5, 1), "/repos/o%2Fc/a%20b/check-runs/5/annotations?per_page=100&page=1");
        check(&requests.jobs(&name, 5, 3), "/repos/o%2Fc/a%20b/actions/runs/5/jobs?filter=all&per_page=100&page=3");
    }

    #[test]
    fn headers_carry_version_and_etag() {
        let (mut requests, name) = requests();
        let names = |request: HttpRequest| request.headers.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            names(requests.runs(&name, None, 1, Some("W/\"x\""))),
            ["accept", "x-github-api-version", "if-none-match"]
        );
        requests.version = ApiVersion::Unstated;
        assert_eq!(names(requests.user()), ["accept"]);
    }
}
