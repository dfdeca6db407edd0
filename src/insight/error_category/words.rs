//! Finds whole words in names and messages: *test* is in "Run tests" only where a table lists *tests*, and never in
//! "contest". Judges nothing.

/// A text as words: lower case, every other character a single space, one space at each end. A name in camel case is
/// there a second time, cut at its humps (`OutOfMemoryError` also reads `out of memory error`).
pub(super) fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    append(&mut words, text, false);
    let is_hump = |pair: (char, char)| pair.0.is_lowercase() && pair.1.is_uppercase();
    if text.chars().zip(text.chars().skip(1)).any(is_hump) {
        append(&mut words, text, true);
    }
    words
}

fn append(words: &mut String, text: &str, cut_at_humps: bool) {
    words.push(' ');
    let mut was_lowercase = false;
    for character in text.chars() {
        let is_break = !character.is_alphanumeric() || (cut_at_humps && was_lowercase && character.is_uppercase());
        if is_break && !words.ends_with(' ') {
            words.push(' ');
        }
        if character.is_alphanumeric() {
            words.extend(character.to_lowercase());
        }
        was_lowercase = character.is_lowercase();
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
}

/// Where `phrase` (words in lower case, single spaces) stands in `words` as whole words.
pub(super) fn position_of(words: &str, phrase: &str) -> Option<usize> {
    let found = words.match_indices(phrase).find(|(start, _)| {
        let is_space = |at: Option<usize>| at.and_then(|at| words.as_bytes().get(at)) == Some(&b' ');
        is_space(start.checked_sub(1)) && is_space(Some(start + phrase.len()))
    });
    found.map(|(start, _)| start)
}
