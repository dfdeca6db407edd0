//! How wide a text is, about: nothing is measured, so that layout needs no browser. Knows no chart.

/// Height of the writing in CSS pixels; the painter uses the same.
pub(super) const FONT_PIXELS: f64 = 12.0;

/// CSS pixels of a text of [`FONT_PIXELS`] in a sans serif font, on the generous side.
pub(super) fn text_pixels(text: &str) -> f64 {
    text.chars().map(character_pixels).sum()
}

/// A text that fits so many pixels, cut with an ellipsis where it does not.
pub(super) fn fitting_text(text: &str, pixels: f64) -> String {
    // What was made as wide as the text has room for it, whatever was lost in rounding.
    if text_pixels(text) <= pixels + 0.5 {
        return text.to_owned();
    }
    let mut room = pixels - character_pixels('…');
    let fits = |character: &char| {
        room -= character_pixels(*character);
        room >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

fn character_pixels(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '!' | '\'' => 3.6,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '_' | '/' | '"' => 5.0,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 11.2,
        _ if character.is_whitespace() => 3.6,
        _ if character.is_uppercase() => 9.0,
        // From here on, one character is about as wide as it is high.
        '\u{2e80}'.. => FONT_PIXELS,
        _ => 7.4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measured in Chromium with Noto Sans, one of the wider fonts.
    #[test]
    fn estimates_are_a_little_generous() {
        let check = |text: &str, measured: f64| {
            let told = text_pixels(text);
            assert!((measured..1.25 * measured).contains(&told), "{text}: {told} for {measured}");
        };
        check("CodeQL", 44.7);
        check("Deploy", 39.1);
        check("CI", 11.7);
        check("Mon", 25.6);
        check("100 %", 33.7);
        check("1 000 000", 54.3);
        check("10 min 30 s", 64.3);
        check("test (integration)", 94.0);
        check("build-and-publish", 99.2);
        check("forerun-demo/harbour", 129.7);
        check("MAMMOGRAM", 84.4);
        check("illicit", 25.6);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let check = |text: &str, pixels: f64, expected: &str| assert_eq!(fitting_text(text, pixels), expected);
        check("CodeQL", text_pixels("CodeQL"), "CodeQL");
        check("build-and-publish", 60.0, "build-a…");
        check("a b c d e f", 25.0, "a…");
        check("Lint", 5.0, "…");
        check("", 0.0, "");
    }
}
