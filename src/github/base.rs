//! Where GitHub's API lives: github.com, GHE.com or an Enterprise Server.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The root of all API addresses, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ApiBase(String);

/// A text that is no API base.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiBaseError {
    /// Not `https://…` (or `http://` to this machine).
    #[error("the API base must begin with https://, such as https://api.github.com or https://HOST/api/v3")]
    Scheme,
    /// No host, or a user, query or fragment in it.
    #[error("the API base must be a plain address, such as https://api.github.com or https://HOST/api/v3")]
    Address,
}

impl Default for ApiBase {
    fn default() -> Self {
        Self("https://api.github.com".to_owned())
    }
}

impl ApiBase {
    /// Checks an address; empty text means github.com.
    pub fn parse(text: &str) -> Result<Self, ApiBaseError> {
        let text = text.trim().trim_end_matches('/');
        if text.is_empty() {
            return Ok(Self::default());
        }
        let (scheme, rest) = text.split_once("://").ok_or(ApiBaseError::Scheme)?;
        let host = rest.split('/').next().unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        let is_loopback = matches!(name, "127.0.0.1" | "localhost");
        if !(scheme.eq_ignore_ascii_case("https") || (scheme.eq_ignore_ascii_case("http") && is_loopback)) {
            return Err(ApiBaseError::Scheme);
        }
        let plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/'));
        if name.is_empty() || !plain {
            return Err(ApiBaseError::Address);
        }
        Ok(Self(format!("{}://{rest}", scheme.to_ascii_lowercase())))
    }

    /// The address, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        self.0.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default()
    }

    /// Whether this is one of GitHub's own hosts: github.com or GHE.com.
    pub fn is_github(&self) -> bool {
        self.host() == "api.github.com" || self.host().ends_with(".ghe.com")
    }

    /// Where people read what this API tells: `https://github.com`, the enterprise's own domain, or the server's root.
    /// Without a trailing slash.
    pub fn web(&self) -> String {
        let root = self.0.strip_suffix("/api/v3").unwrap_or(&self.0);
        if self.is_github() { root.replacen("://api.", "://", 1) } else { root.to_owned() }
    }

    /// The host of [`ApiBase::web`].
    pub fn web_host(&self) -> String {
        self.web().split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned()
    }

    /// Whether this is an Enterprise Server (its API lies under `/api/v3`).
    pub fn is_enterprise_server(&self) -> bool {
        self.0.ends_with("/api/v3")
    }
}

impl fmt::Display for ApiBase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(ApiBase::parse(text).ok().as_ref().map(ApiBase::as_str), expected, "{text}");
    }

    #[test]
    fn reads_api_bases() {
        check("", Some("https://api.github.com"));
        check("https://api.github.com/", Some("https://api.github.com"));
        check(" https://ghe.example.com/api/v3 ", Some("https://ghe.example.com/api/v3"));
        check("http://127.0.0.1:4010", Some("http://127.0.0.1:4010"));
        check("http://example.com", None);
        check("api.github.com", None);
        check("https://", None);
        check("https://user@host", None);
        check("https://host?x=1", None);
        check("javascript://x", None);
        assert_eq!(ApiBase::parse("https://h:8443/api/v3").unwrap().host(), "h:8443");
        assert!(ApiBase::parse("https://h/api/v3").unwrap().is_enterprise_server());
        let web = |text| ApiBase::parse(text).unwrap().web();
        assert_eq!(web(""), "https://github.com");
        assert_eq!(web("https://api.octo.ghe.com"), "https://octo.ghe.com");
        assert_eq!(web("https://api.example.com/api/v3"), "https://api.example.com");
        let web_host = |text| ApiBase::parse(text).unwrap().web_host();
        assert_eq!(web_host(""), "github.com");
        assert_eq!(web_host("https://h:8443/api/v3"), "h:8443");
        let is_github = |text| ApiBase::parse(text).unwrap().is_github();
        assert!(is_github("") && is_github("https://api.octo.ghe.com"));
        assert!(!is_github("https://ghe.com.example.com") && !is_github("http://127.0.0.1:4010"));
    }
}
