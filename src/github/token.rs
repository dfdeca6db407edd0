//! A personal access token in passing. Never shown: `Debug` prints its kind at most.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A token as pasted, trimmed. Opaque; the prefix is a hint only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(String);

/// Why a text cannot be a token. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Fewer than 20 characters or with white space inside.
    #[error("this is not a whole token: paste it exactly as GitHub showed it, at least 20 characters without spaces")]
    Incomplete,
    /// A refresh token.
    #[error("this is a refresh token (ghr_…), which cannot read anything: create a personal access token instead")]
    Refresh,
}

impl Token {
    /// Checks a pasted text.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let token = text.trim();
        if token.starts_with("ghr_") {
            return Err(TokenError::Refresh);
        }
        if token.len() < 20 || !token.chars().all(|c| c.is_ascii_graphic()) {
            return Err(TokenError::Incomplete);
        }
        Ok(Self(token.to_owned()))
    }

    /// The secret itself, for the `Authorization` header and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether GitHub's naming makes it a fine-grained token.
    pub fn is_fine_grained(&self) -> bool {
        self.0.starts_with("github_pat_")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_may_be_a_token() {
        let classic = format!("ghp_{}", "a".repeat(36));
        assert_eq!(Token::parse(&format!("  {classic}\n")).unwrap().reveal(), classic);
        assert_eq!(Token::parse("short"), Err(TokenError::Incomplete));
        assert_eq!(Token::parse(&format!("ghr_{}", "a".repeat(36))), Err(TokenError::Refresh));
        assert_eq!(Token::parse(&"a b".repeat(20)), Err(TokenError::Incomplete));
        assert!(!format!("{:?}", Token::parse(&classic).unwrap()).contains("aaa"));
    }
}
