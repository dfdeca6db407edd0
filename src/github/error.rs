//! What can go wrong with a request, told apart by status, headers and GitHub's message, and what to say about it.
//! Decides nothing about retries beyond [`ApiError::is_passing`].

use serde_json::Value;

use crate::domain::Timestamp;

use super::http::{HttpResponse, NetworkFault};
use super::limit::RateLimit;
use super::redact::redact;
use super::wire::ErrorWire;

const LONGEST_TEXT: usize = 300;

/// Why a request brought nothing. Messages are GitHub's own words, as plain text, without any token in them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.title(), self.advice())]
pub enum ApiError {
    /// No answer came.
    Network(String),
    /// An answer came that is not what was asked for: a web page, half a body.
    Unreadable {
        /// HTTP status.
        status: u16,
        /// What it was.
        what: String,
    },
    /// GitHub has a problem of its own (5xx).
    Server {
        /// HTTP status.
        status: u16,
    },
    /// The hourly requests are used up.
    PrimaryLimit {
        /// When there are new ones.
        resets_at: Option<Timestamp>,
        /// Requests granted an hour.
        limit: Option<u64>,
    },
    /// Too many requests in a short time.
    SecondaryLimit {
        /// How long to wait, where GitHub says so.
        retry_after_seconds: Option<u64>,
    },
    /// The token is wrong, expired or revoked (401).
    Unauthorized(String),
    /// The organization wants single sign-on.
    SingleSignOn {
        /// Where to sign on; valid for an hour.
        url: Option<String>,
    },
    /// The token lacks a permission.
    Permission(String),
    /// Refused for another reason (403).
    Forbidden(String),
    /// Not there, or not to be seen (404).
    NotFound,
    /// It was there once (410).
    Gone(String),
    /// Blocked by law (451).
    Legal(String),
    /// The server does not know the API version asked for (400).
    Version(String),
    /// The request was refused as malformed (400).
    BadRequest(String),
    /// A value of the request was refused (422).
    Unprocessable(String),
    /// Any other status.
    Unexpected {
        /// HTTP status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
}

impl From<NetworkFault> for ApiError {
    fn from(fault: NetworkFault) -> Self {
        Self::Network(plain_text(&fault.0))
    }
}

/// Tells what an answer that is neither 2xx nor 304 means.
pub fn classify(response: &HttpResponse) -> ApiError {
    let message = message_of(&response.body);
    match response.status {
        400 if message.to_ascii_lowercase().contains("version") => ApiError::Version(message),
        400 => ApiError::BadRequest(message),
        401 => ApiError::Unauthorized(message),
        403 | 429 => refused(response, message),
        404 => ApiError::NotFound,
        410 => ApiError::Gone(message),
        422 => ApiError::Unprocessable(message),
        451 => ApiError::Legal(message),
        500..=599 => ApiError::Server { status: response.status },
        status => ApiError::Unexpected { status, message },
    }
}

/// The order is GitHub's: waiting comes first, since it cures without the person.
fn refused(response: &HttpResponse, message: String) -> ApiError {
    let lower = message.to_ascii_lowercase();
    let limit = RateLimit::read(response);
    let retry_after_seconds = response.header("retry-after").and_then(|value| value.trim().parse().ok());
    if retry_after_seconds.is_some() || lower.contains("secondary rate") || lower.contains("abuse detection") {
        return ApiError::SecondaryLimit { retry_after_seconds };
    }
    if limit.is_some_and(|limit| limit.remaining == 0) {
        return ApiError::PrimaryLimit {
            resets_at: limit.map(|limit| limit.resets_at),
            limit: limit.map(|limit| limit.limit),
        };
    }
    if let Some(header) = response.header("x-github-sso") {
        let url = header.split("url=").nth(1).map(str::trim).filter(|url| url.starts_with("https://"));
        return ApiError::SingleSignOn { url: url.map(str::to_owned) };
    }
    if lower.contains("not accessible by") {
        return ApiError::Permission(message);
    }
    if response.status == 429 {
        return ApiError::SecondaryLimit { retry_after_seconds: None };
    }
    ApiError::Forbidden(message)
}

impl ApiError {
    /// Whether the same request may well succeed in a few seconds.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Network(_) | Self::Unreadable { .. } | Self::Server { .. })
    }

    /// One short line.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Network(_) => "GitHub cannot be reached",
            Self::Unreadable { .. } => "The answer could not be read",
            Self::Server { .. } => "GitHub has a problem",
            Self::PrimaryLimit { .. } => "The requests of this hour are used up",
            Self::SecondaryLimit { .. } => "GitHub asks for a pause",
            Self::Unauthorized(_) => "GitHub does not accept the token",
            Self::SingleSignOn { .. } => "The organization asks for single sign-on",
            Self::Permission(_) => "The token lacks a permission",
            Self::Forbidden(_) => "GitHub refuses access",
            Self::NotFound => "Not found, or no access",
            Self::Gone(_) => "No longer there",
            Self::Legal(_) => "Blocked for legal reasons",
            Self::Version(_) => "The server speaks another version",
            Self::BadRequest(_) | Self::Unprocessable(_) => "GitHub did not understand the request",
            Self::Unexpected { .. } => "An unexpected answer",
        }
    }

    /// What the person can do about it, in a sentence or two.
    pub fn advice(&self) -> String {
        match self {
            Self::Network(_) => {
                "Check your connection, and that nothing between you and GitHub (a proxy, an extension) \
                                 blocks the API; then try again. What has been read is kept."
                    .to_owned()
            }
            Self::Unreadable { status, what } => format!(
                "The server answered {status} with {what}. A proxy or sign-in page may stand between you and GitHub; \
                 try again in a minute."
            ),
            Self::Server { status } => {
                format!("It answered {status} several times. Look at githubstatus.com and try again in a few minutes.")
            }
            Self::PrimaryLimit { resets_at, limit } => primary_limit_advice(*resets_at, *limit),
            Self::SecondaryLimit { retry_after_seconds } => format!(
                "Too many requests came in a short time, perhaps from other tools of yours. Wait {} and try again.",
                retry_after_seconds.map_or_else(|| "a few minutes".to_owned(), |seconds| format!("{seconds} seconds"))
            ),
            Self::Unauthorized(message) => with_words(
                "The token is wrong, expired or revoked. Create a new one on GitHub and paste it whole.",
                message,
            ),
            Self::SingleSignOn { .. } => "Open the sign-on page of the organization, authorize this token there, and \
                                          connect again within the hour."
                .to_owned(),
            Self::Permission(message) => with_words(
                "Give the token the repository permissions “Actions: read” and “Metadata: read” for this repository \
                 (a classic token: the scope “repo”), then connect again.",
                message,
            ),
            Self::Forbidden(message) => with_words(
                "An administrator's rule may stand in the way: a ban on this kind of token, a list of allowed \
                 addresses, or a pause after several wrong tokens. Ask the repository's owner, or try another token.",
                message,
            ),
            Self::NotFound => "Check the spelling of owner and name. A private repository needs a token that may see \
                               it: for a fine-grained token, one made for this owner and repository."
                .to_owned(),
            Self::Gone(message) => with_words("GitHub has deleted it and will not bring it back.", message),
            Self::Legal(message) => {
                with_words("GitHub may not show this repository where you are; no token changes that.", message)
            }
            Self::Version(message) => with_words(
                "This server is too old or too new for Forerun. Ask its administrator to update it.",
                message,
            ),
            Self::BadRequest(message) | Self::Unprocessable(message) => {
                with_words("This is a fault of Forerun; please report it with the words below.", message)
            }
            Self::Unexpected { status, message } => {
                with_words(&format!("The server answered {status}. Check the API address in the settings."), message)
            }
        }
    }

    /// A page of GitHub that helps, https only.
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::SingleSignOn { url } => url.as_deref(),
            _ => None,
        }
    }
}

fn primary_limit_advice(resets_at: Option<Timestamp>, limit: Option<u64>) -> String {
    let when = resets_at.map_or_else(|| "within the hour".to_owned(), |time| format!("at {}", time.to_rfc3339()));
    if limit.is_some_and(|limit| limit <= 60) {
        format!(
            "Without a token GitHub grants 60 requests an hour. There are new ones {when}; with a token there are 5,000."
        )
    } else {
        format!(
            "All tools that use your account share them. There are new ones {when}; the sync goes on from where it was."
        )
    }
}

fn with_words(advice: &str, message: &str) -> String {
    if message.is_empty() { advice.to_owned() } else { format!("{advice} GitHub says: “{message}”") }
}

fn message_of(body: &[u8]) -> String {
    let wire: ErrorWire = serde_json::from_slice(body).unwrap_or_default();
    let items = wire.errors.unwrap_or_default();
    let Some(details) = items.iter().map(detail_of).collect::<Option<Vec<String>>>() else { return String::new() };
    let parts: Vec<String> = wire.message.into_iter().chain(details).filter(|part| !part.is_empty()).collect();
    plain_text(&parts.join("; "))
}

/// The words of one entry; `None` for what is no such entry.
fn detail_of(item: &Value) -> Option<String> {
    if let Value::String(text) = item {
        return Some(text.clone());
    }
    let object = item.as_object()?;
    let mut words = Vec::new();
    for name in ["field", "code", "message"] {
        match object.get(name) {
            None | Some(Value::Null) => {}
            Some(value) => words.push(value.as_str()?),
        }
    }
    Some(words.join(" "))
}

/// Foreign text made fit to show: one line, no control characters, nothing that turns the direction of what stands
/// beside it, no token, not endless.
pub(super) fn plain_text(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line: String = text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect();
    let redacted = redact(&line);
    let mut short: String = redacted.chars().take(LONGEST_TEXT).collect();
    if short.len() < redacted.len() {
        short.push('…');
    }
    short.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], message: &str) -> HttpResponse {
        HttpResponse {
            status,
            headers: headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: serde_json::json!({"message": message, "status": status.to_string()}).to_string().into_bytes(),
        }
    }

    const LIMIT: [(&str, &str); 3] =
        [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1767225600")];

    fn check(response: &HttpResponse, expected: &ApiError) {
        let error = classify(response);
        assert_eq!(error, *expected);
        assert!(!error.title().is_empty() && error.advice().len() > 30, "{error:?}");
    }

    #[test]
    fn every_row_is_told_apart() {
        let text = |message: &str| message.to_owned();
        check(&answer(400, &[], "Problems parsing JSON"), &ApiError::BadRequest(text("Problems parsing JSON")));
        check(
            &answer(400, &[], "Unsupported API version 2026-03-10"),
            &ApiError::Version(text("Unsupported API version 2026-03-10")),
        );
        check(&answer(401, &[], "Bad credentials"), &ApiError::Unauthorized(text("Bad credentials")));
        let primary = ApiError::PrimaryLimit { resets_at: Some(Timestamp(1_767_225_600)), limit: Some(60) };
        check(&answer(403, &LIMIT, "API rate limit exceeded"), &primary);
        check(&answer(429, &LIMIT, "API rate limit exceeded"), &primary);
        let secondary = |retry_after_seconds| ApiError::SecondaryLimit { retry_after_seconds };
        check(&answer(403, &[], "You have exceeded a secondary rate limit"), &secondary(None));
        check(&answer(403, &LIMIT, "You have exceeded a Secondary Rate limit"), &secondary(None));
        check(&answer(429, &[("retry-after", "17")], ""), &secondary(Some(17)));
        check(&answer(403, &[], "You have triggered an abuse detection mechanism"), &secondary(None));
        check(&answer(429, &[], "slow down"), &secondary(None));
        let url = "https://github.com/orgs/octo/sso?authorization_request=x";
        let sso = format!("required; url={url}");
        check(&answer(403, &[("x-github-sso", &sso)], "SAML"), &ApiError::SingleSignOn { url: Some(url.to_owned()) });
        check(
            &answer(403, &[("x-github-sso", "required; url=javascript:alert(1)")], "SAML"),
            &ApiError::SingleSignOn { url: None },
        );
        let lacking = "Resource not accessible by personal access token";
        check(&answer(403, &[], lacking), &ApiError::Permission(text(lacking)));
        check(&answer(403, &[], "Must have admin rights"), &ApiError::Forbidden(text("Must have admin rights")));
        check(&answer(404, &[], "Not Found"), &ApiError::NotFound);
        check(&answer(410, &[], "gone"), &ApiError::Gone(text("gone")));
        check(&answer(422, &[], "Validation Failed"), &ApiError::Unprocessable(text("Validation Failed")));
        check(&answer(451, &[], "DMCA"), &ApiError::Legal(text("DMCA")));
        check(&answer(418, &[], "teapot"), &ApiError::Unexpected { status: 418, message: text("teapot") });
        for status in [500, 502, 503, 504] {
            check(
                &HttpResponse { status, body: b"<html>".to_vec(), ..HttpResponse::default() },
                &ApiError::Server { status },
            );
        }
        check(&HttpResponse { status: 403, ..HttpResponse::default() }, &ApiError::Forbidden(String::new()));
    }

    #[test]
    fn messages_are_quoted_as_text_without_tokens() {
        let error = classify(&answer(403, &[], "no\u{7} <b>ghp_abcdefghijklmnop</b> for github_pat_11A_b"));
        let advice = error.advice();
        assert!(advice.contains("<b>") && !advice.contains("abcdef") && !advice.contains("11A"), "{advice}");
        assert!(!advice.contains('\u{7}'));
        assert!(classify(&answer(403, &[], &"x".repeat(10_000))).advice().chars().count() < 700);
    }

    #[test]
    fn details_of_a_refused_value_are_told() {
        let body = br#"{"message": "Validation Failed", "errors": [{"field": "created", "code": "invalid"}, "odd"]}"#;
        let response = HttpResponse { status: 422, body: body.to_vec(), ..HttpResponse::default() };
        assert_eq!(classify(&response), ApiError::Unprocessable("Validation Failed; created invalid; odd".to_owned()));
    }
}
