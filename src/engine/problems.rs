//! Turns the faults of the layers below into what a person is told. The only place where that happens.

use crate::github::{ApiBase, ApiError};
use crate::history::StoreError;

use super::{Problem, ProblemKind};

/// What to tell about an answer of GitHub's, or about none.
pub(super) fn from_api(error: &ApiError, api_base: &ApiBase) -> Problem {
    let kind = match error {
        ApiError::Unauthorized(_)
        | ApiError::SingleSignOn { .. }
        | ApiError::Permission(_)
        | ApiError::Forbidden(_) => ProblemKind::Token,
        ApiError::NotFound | ApiError::Gone(_) | ApiError::Legal(_) => ProblemKind::Repository,
        ApiError::PrimaryLimit { .. } | ApiError::SecondaryLimit { .. } => ProblemKind::Limit,
        ApiError::Network(_) | ApiError::Unreadable { .. } | ApiError::Server { .. } => ProblemKind::Network,
        ApiError::Version(_) | ApiError::BadRequest(_) | ApiError::Unprocessable(_) | ApiError::Unexpected { .. } => {
            ProblemKind::Internal
        }
    };
    Problem {
        kind,
        title: error.title().to_owned(),
        advice: match error {
            // A browser tells a refusal by the page's own policy from a dead network to nobody.
            ApiError::Network(_) if !api_base.is_github() => format!(
                "Check the address {api_base} and your connection. This copy of Forerun may also have been built \
                 without leave to reach that server: whoever hosts it can add it (FORERUN_CONNECT_HOSTS in the README)."
            ),
            _ => error.advice(),
        },
        link: error.link().map(str::to_owned),
    }
}

/// What to tell about the store.
pub(super) fn from_store(error: &StoreError) -> Problem {
    let sentence = error.to_string();
    Problem {
        kind: ProblemKind::Storage,
        title: "The history could not be stored".to_owned(),
        advice: capitalise(&sentence),
        link: None,
    }
}

/// What to tell when a token may not read what is noted on jobs. `words` are GitHub's, as plain text.
pub(super) fn annotations_refused(words: &str) -> Problem {
    let advice = "GitHub shows them to classic tokens (of private repositories, with the scope “repo”) and to no \
                  fine-grained one, which has no permission for them. Until then the kinds of errors are told by names \
                  of steps and jobs.";
    Problem {
        kind: ProblemKind::Token,
        title: "This token may not read annotations".to_owned(),
        advice: if words.is_empty() { advice.to_owned() } else { format!("{advice} GitHub says: “{words}”") },
        link: None,
    }
}

/// What to tell when a question needs an open repository and there is none.
pub(super) fn nothing_open() -> Problem {
    Problem {
        kind: ProblemKind::Repository,
        title: "No repository is open".to_owned(),
        advice: "Connect to a repository, open a stored one or try the demo.".to_owned(),
        link: None,
    }
}

/// What to tell when something happened that the code rules out.
pub(super) fn internal(what: &str) -> Problem {
    Problem {
        kind: ProblemKind::Internal,
        title: "Forerun made a mistake".to_owned(),
        advice: format!("{what} Reload the page; the stored history is safe."),
        link: None,
    }
}

fn capitalise(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_ascii_uppercase(), characters.as_str()))
}
