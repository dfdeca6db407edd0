//! Takes tokens out of text that is to be shown.

const PREFIXES: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];
const REPLACEMENT: &str = "[token removed]";

/// The text with everything that looks like a GitHub token replaced: a known prefix and all that follows it up to
/// white space.
pub fn redact(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = PREFIXES.iter().filter_map(|prefix| rest.find(prefix)).min() {
        let (before, from) = rest.split_at(position);
        kept.push_str(before);
        kept.push_str(REPLACEMENT);
        rest = from.find(char::is_whitespace).and_then(|end| from.get(end..)).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(redact(text), expected, "{text}");
    }

    #[test]
    fn removes_every_kind_of_token() {
        check("", "");
        check("no token here, ghx_abc", "no token here, ghx_abc");
        check("a ghp_1 b", "a [token removed] b");
        check("gho_1\tghu_2\nghs_3.x.y", "[token removed]\t[token removed]\n[token removed]");
        check("key=github_pat_11AA_bb/ghp_2 end", "key=[token removed] end");
        check("ü ghr_ö ü", "ü [token removed] ü");
    }
}
