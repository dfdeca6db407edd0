//! Addresses taken apart: path, decoded parameters, `created` ranges.

use forerun::domain::{SECONDS_PER_DAY, Timestamp};

/// Path and parameters of a request.
pub struct Target {
    pub path: String,
    pub parameters: Vec<(String, String)>,
}

impl Target {
    pub fn parse(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let parameters = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let parameters = parameters.map(|(name, value)| (decode(name), decode(value))).collect();
        Self { path: path.to_owned(), parameters }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}

/// Percent-decodes; a broken escape stays as it is.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.get(..2)).flatten();
        let value = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(value.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = if value.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a `created` filter as first and last second, both inclusive; `None` if GitHub would refuse it.
pub fn created_range(text: &str) -> Option<(i64, i64)> {
    const ALL: (i64, i64) = (i64::MIN, i64::MAX);
    if let Some((from, to)) = text.split_once("..") {
        let from = if from == "*" { ALL.0 } else { bounds(from)?.0 };
        let to = if to == "*" { ALL.1 } else { bounds(to)?.1 };
        return Some((from, to));
    }
    for sign in [">=", "<=", ">", "<"] {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = bounds(rest)?;
            return Some(match sign {
                ">=" => (first, ALL.1),
                "<=" => (ALL.0, last),
                ">" => (last + 1, ALL.1),
                _ => (ALL.0, first - 1),
            });
        }
    }
    bounds(text)
}

/// First and last second of a date or a time.
fn bounds(text: &str) -> Option<(i64, i64)> {
    let first = Timestamp::parse(text).ok()?.0;
    let is_date = text.len() == "2026-01-01".len();
    Some((first, if is_date { first + SECONDS_PER_DAY - 1 } else { first }))
}
