//! Percent-encoding of the texts that stand in an address. Owns both directions; knows no address.

/// Encodes everything but ASCII letters, digits, `-._~` and the bytes of `keep`.
pub fn encode(text: &str, keep: &[u8]) -> String {
    use core::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(encoded, "%{byte:02X}").ok();
        }
        encoded
    })
}

/// Decodes `%XX`; leaves a `%` without two hexadecimal digits as it is, and replaces what is not UTF-8.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hexadecimal = |at: usize| after.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hexadecimal(0), hexadecimal(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(encoded: &str, decoded: &str) {
        assert_eq!(decode(encoded), decoded, "{encoded}");
    }

    #[test]
    fn decodes_what_people_paste() {
        check("main", "main");
        check("feature%2Fx%20y", "feature/x y");
        check("100%", "100%");
        check("%zz%2", "%zz%2");
        check("%C3%A9", "é");
        check("%FF", "\u{fffd}");
        check("", "");
    }

    proptest! {
        #[test]
        fn round_trips(text in ".{0,60}") {
            prop_assert_eq!(decode(&encode(&text, b"/:")), text);
        }

        #[test]
        fn encodes_to_harmless_characters(text in ".{0,60}") {
            prop_assert!(encode(&text, b"").bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        }
    }
}
