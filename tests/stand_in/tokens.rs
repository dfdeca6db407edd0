//! The tokens the stand-in knows, each with its own scenario, and the counters of the primary rate limit.

use std::collections::BTreeMap;

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Reads everything.
    Full,
    /// Lacks "Actions: read".
    NoActions,
    /// Reads everything but checks, as every fine-grained token.
    NoChecks,
    /// Not authorized for the organization's single sign-on.
    NoSingleSignOn,
    /// Meets the secondary limit with every tenth request.
    Hasty,
}

/// A token and what is behind it.
#[derive(Clone, Copy, Debug)]
pub struct Credential {
    pub token: &'static str,
    pub meaning: &'static str,
    pub power: Power,
    pub limit: u64,
    pub used_at_start: u64,
    pub window_milliseconds: i64,
    pub scopes: Option<&'static str>,
}

const HOUR: i64 = 3_600_000;

const fn credential(token: &'static str, meaning: &'static str, power: Power) -> Credential {
    Credential {
        token,
        meaning,
        power,
        limit: 5_000,
        used_at_start: 0,
        window_milliseconds: HOUR,
        scopes: Some("repo"),
    }
}

/// Reads everything, 5,000 requests an hour.
pub const FULL: &str = "ghp_standInFullAccess0000000000000000000";
/// The same, but nothing of checks.
pub const FINE_GRAINED: &str = "github_pat_standInFineGrained_00000000000000";
/// 40 requests in eight seconds.
pub const SMALL_LIMIT: &str = "ghp_standInSmallLimit0000000000000000000";

/// All of them.
pub const KNOWN: [Credential; 7] = [
    credential(FULL, "reads everything", Power::Full),
    Credential {
        scopes: None,
        ..credential(FINE_GRAINED, "reads everything but checks, fine-grained", Power::NoChecks)
    },
    Credential {
        limit: 40,
        window_milliseconds: 8_000,
        ..credential(SMALL_LIMIT, "40 requests in 8 seconds", Power::Full)
    },
    Credential {
        used_at_start: 5_000,
        window_milliseconds: 20_000,
        ..credential("ghp_standInExhausted00000000000000000000", "used up for 20 seconds", Power::Full)
    },
    credential("ghp_standInSecondaryLimit000000000000000", "secondary limit every tenth time", Power::Hasty),
    Credential {
        scopes: None,
        ..credential("github_pat_standInNoActions_000000000000000", "lacks Actions: read", Power::NoActions)
    },
    credential("ghp_standInSingleSignOn00000000000000000", "not authorized for single sign-on", Power::NoSingleSignOn),
];

/// Requests as the public, by address.
pub const PUBLIC: Credential =
    Credential { limit: 60, scopes: None, ..credential("", "no token: 60 requests an hour", Power::Full) };

/// One counter a token.
#[derive(Debug, Default)]
pub struct Counters(BTreeMap<&'static str, Counter>);

/// State of the limit after a request.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    pub limit: u64,
    pub used: u64,
    pub resets_at_milliseconds: i64,
}

impl Counters {
    /// The counter of a credential at this time.
    pub fn of(&mut self, credential: &Credential, now_milliseconds: i64) -> &mut Counter {
        let fresh = |used| Counter {
            limit: credential.limit,
            used,
            resets_at_milliseconds: now_milliseconds + credential.window_milliseconds,
        };
        let counter = self.0.entry(credential.token).or_insert_with(|| fresh(credential.used_at_start));
        if now_milliseconds >= counter.resets_at_milliseconds {
            *counter = fresh(0);
        }
        counter
    }

    /// Grants everything anew.
    pub fn reset(&mut self) {
        self.0.clear();
    }
}
