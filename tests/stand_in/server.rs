//! One request in, one reply out: the rules that hold for every address (CORS, user agent, version, token, limits,
//! `ETag`, caching) and the record of what was asked.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::json;

use super::control;
use super::faults::{Fault, Faults};
use super::query::Target;
use super::repositories::{Records, Scenario, Served};
use super::routes::{self, Body};
use super::tokens::{Counters, Credential, KNOWN, PUBLIC, Power};

const ALLOWED_HEADERS: &str = "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, \
    If-Unmodified-Since, Accept-Encoding, X-GitHub-OTP, X-Requested-With, User-Agent, GraphQL-Features, \
    X-Github-Next-Global-ID, X-GitHub-Api-Version, X-Fetch-Nonce, Copilot-Integration-Id, DD-CLIENT-TOKEN, \
    X-Client-Application";
const EXPOSED_HEADERS: &str = "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, \
    X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, \
    X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, \
    Sunset";
const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];

/// A request.
pub struct Ask<'a> {
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
}

/// A reply.
#[derive(Debug, Default)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The connection breaks instead.
    pub dropped: bool,
}

/// What was asked, and how it ended.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Logged {
    pub at_milliseconds: i64,
    pub method: String,
    pub target: String,
    pub status: u16,
    pub faulty: bool,
}

/// The stand-in.
#[derive(Default)]
pub struct StandIn {
    pub(super) base: String,
    pub(super) repositories: Vec<Served>,
    /// Former names, with the present number.
    pub(super) renamed: BTreeMap<String, u64>,
    pub(super) counters: Counters,
    pub faults: Faults,
    pub latency_milliseconds: u64,
    pub log: Vec<Logged>,
    pub violations: Vec<String>,
    asked: u64,
}

impl Ask<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl StandIn {
    /// With nothing in it; `base` goes into the addresses of `Link` headers.
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned(), ..Self::default() }
    }

    /// Serves a repository.
    pub fn add_repository(&mut self, records: Records, scenario: Scenario) {
        self.repositories.push(Served::new(records, scenario));
    }

    /// Makes a former name lead to the repository with this number.
    pub fn rename(&mut self, former: &str, id: u64) {
        self.renamed.insert(former.to_ascii_lowercase(), id);
    }

    /// Answers one request.
    pub fn handle(&mut self, ask: &Ask<'_>, now_milliseconds: i64) -> Reply {
        let target = Target::parse(ask.target);
        if target.path.starts_with("/_control/") {
            return control::handle(self, ask.method, &target, now_milliseconds);
        }
        let (mut reply, faulty) = if ask.method == "OPTIONS" {
            (self.preflight(ask), false)
        } else {
            self.answer(ask, &target, now_milliseconds)
        };
        reply.headers.push(("access-control-allow-origin".to_owned(), "*".to_owned()));
        reply.headers.push(("access-control-expose-headers".to_owned(), EXPOSED_HEADERS.to_owned()));
        self.log.push(Logged {
            at_milliseconds: now_milliseconds,
            method: ask.method.to_owned(),
            target: ask.target.to_owned(),
            status: reply.status,
            faulty,
        });
        reply
    }

    /// The fixed lists, whatever was asked for: the browser decides.
    fn preflight(&mut self, ask: &Ask<'_>) -> Reply {
        let allowed: Vec<String> = ALLOWED_HEADERS.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        let asked = ask.header("access-control-request-headers").unwrap_or_default();
        for name in asked.split(',').map(|name| name.trim().to_ascii_lowercase()) {
            if !name.is_empty() && !allowed.contains(&name) {
                self.violations.push(format!("a preflight asks for the header {name}"));
            }
        }
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Reply {
            status: 204,
            headers: vec![
                header("access-control-allow-methods", "GET, POST, PATCH, PUT, DELETE"),
                header("access-control-allow-headers", ALLOWED_HEADERS),
                header("access-control-max-age", "86400"),
            ],
            ..Reply::default()
        }
    }

    fn answer(&mut self, ask: &Ask<'_>, target: &Target, now: i64) -> (Reply, bool) {
        self.asked += 1;
        if ask.header("user-agent").is_none_or(str::is_empty) {
            return (error(403, "Request forbidden by administrative rules. Please send a User-Agent header."), false);
        }
        if let Some(version) = ask.header("x-github-api-version").filter(|version| !VERSIONS.contains(version)) {
            return (error(400, &format!("API version {version} is not a supported version.")), false);
        }
        let Some(credential) = credential_of(ask) else { return (error(401, "Bad credentials"), false) };
        let counter = self.counters.of(credential, now);
        let is_free = target.path == "/rate_limit";
        if counter.used >= counter.limit && !is_free {
            self.watch_for_stubbornness(credential);
            let mut reply = error(403, "API rate limit exceeded for user ID 1.");
            self.add_limit_headers(&mut reply, credential, now);
            return (reply, false);
        }
        counter.used += u64::from(!is_free);
        let fault = self.faults.draw();
        let mut reply = match fault {
            Some(Fault::CutBody) | None => self.route(ask, target, credential, now),
            Some(fault) => faulty_reply(fault),
        };
        if fault == Some(Fault::CutBody) {
            reply.body.truncate(reply.body.len() / 2);
        }
        if reply.status == 304 && !credential.token.is_empty() {
            let counter = self.counters.of(credential, now);
            counter.used = counter.used.saturating_sub(1);
        }
        self.add_limit_headers(&mut reply, credential, now);
        (reply, fault.is_some())
    }

    /// A client that goes on asking after it was told to wait gets banned.
    fn watch_for_stubbornness(&mut self, credential: &Credential) {
        const MOST_REFUSALS: usize = 20;
        let refused = self.log.iter().rev().take_while(|logged| logged.status == 403).count();
        if refused == MOST_REFUSALS {
            self.violations.push(format!("asks on although the limit is used up ({})", credential.meaning));
        }
    }

    fn route(&mut self, ask: &Ask<'_>, target: &Target, credential: &Credential, now: i64) -> Reply {
        if ask.method != "GET" {
            return error(404, "Not Found");
        }
        let is_about_user = matches!(target.path.as_str(), "/user" | "/rate_limit");
        match credential.power {
            Power::Hasty if self.asked.is_multiple_of(10) => {
                let mut reply = error(403, "You have exceeded a secondary rate limit. Please wait a few minutes.");
                reply.headers.push(("retry-after".to_owned(), "2".to_owned()));
                return reply;
            }
            Power::NoActions if target.path.contains("/actions") => {
                return error(403, "Resource not accessible by personal access token");
            }
            Power::NoChecks | Power::NoActions if target.path.contains("/check-runs/") => {
                return error(403, "Resource not accessible by personal access token");
            }
            Power::NoSingleSignOn if !is_about_user => {
                let mut reply = error(403, "Resource protected by organization SAML enforcement.");
                let url = "required; url=https://github.com/orgs/octo/sso?authorization_request=stand-in";
                reply.headers.push(("x-github-sso".to_owned(), url.to_owned()));
                return reply;
            }
            _ => {}
        }
        let counter = *self.counters.of(credential, now);
        match routes::route(self, target, credential, counter) {
            Body::Found(body, link) => conditional(ask, credential, body, link),
            Body::Moved(location) => {
                let mut reply = error(301, "Moved Permanently");
                reply.headers.push(("location".to_owned(), location));
                reply
            }
            Body::Refused(status, message) => error(status, &message),
            Body::Forbidden(message) => {
                self.violations.push(message);
                error(422, "Only the first 1000 results are available")
            }
        }
    }

    fn add_limit_headers(&mut self, reply: &mut Reply, credential: &Credential, now: i64) {
        let counter = *self.counters.of(credential, now);
        let remaining = counter.limit.saturating_sub(counter.used);
        let mut add = |name: &str, value: String| reply.headers.push((name.to_owned(), value));
        add("x-ratelimit-limit", counter.limit.to_string());
        add("x-ratelimit-remaining", remaining.to_string());
        add("x-ratelimit-used", counter.used.to_string());
        add("x-ratelimit-resource", "core".to_owned());
        add("x-ratelimit-reset", (counter.resets_at_milliseconds + 999).div_euclid(1_000).to_string());
        if let Some(scopes) = credential.scopes {
            add("x-oauth-scopes", scopes.to_owned());
        }
    }
}

/// A body with its `ETag`, or 304 where the client has it already.
fn conditional(ask: &Ask<'_>, credential: &Credential, body: String, link: Option<String>) -> Reply {
    let mut hasher = DefaultHasher::new();
    (&body, credential.token).hash(&mut hasher);
    let etag = format!("W/\"{0:016x}{0:016x}{0:016x}{0:016x}\"", hasher.finish());
    let is_same = ask.header("if-none-match") == Some(etag.as_str());
    let mut reply = Reply { status: if is_same { 304 } else { 200 }, ..Reply::default() };
    let mut add = |name: &str, value: &str| reply.headers.push((name.to_owned(), value.to_owned()));
    add("etag", &etag);
    let visibility = if credential.token.is_empty() { "public" } else { "private" };
    add("cache-control", &format!("{visibility}, max-age=60, s-maxage=60"));
    add("vary", "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With");
    add("x-github-media-type", "github.v3; format=json");
    if let Some(link) = link {
        add("link", &link);
    }
    if !is_same {
        add("content-type", "application/json; charset=utf-8");
        reply.body = body.into_bytes();
    }
    reply
}

fn credential_of<'a>(ask: &Ask<'_>) -> Option<&'a Credential> {
    match ask.header("authorization") {
        None => Some(&PUBLIC),
        Some(header) => {
            let token = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("token "))?;
            KNOWN.iter().find(|known| known.token == token)
        }
    }
}

fn error(status: u16, message: &str) -> Reply {
    let url = "https://docs.github.com/rest";
    let body = json!({"message": message, "documentation_url": url, "status": status.to_string()});
    Reply {
        status,
        headers: vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())],
        body: body.to_string().into_bytes(),
        dropped: false,
    }
}

fn faulty_reply(fault: Fault) -> Reply {
    let page = |status| Reply {
        status,
        headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
        body: b"<!DOCTYPE html><html><body>Unicorn!</body></html>".to_vec(),
        dropped: false,
    };
    match fault {
        Fault::ServerError => error(500, "Server Error"),
        Fault::BadGatewayPage => page(502),
        Fault::SecondaryLimit => error(403, "You have exceeded a secondary rate limit."),
        Fault::TooManyRequests => {
            let mut reply = error(429, "Too many requests");
            reply.headers.push(("retry-after".to_owned(), "3".to_owned()));
            reply
        }
        Fault::WebPage => page(200),
        Fault::CutBody | Fault::Dropped => Reply { dropped: true, ..Reply::default() },
    }
}
