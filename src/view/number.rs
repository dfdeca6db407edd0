//! Numbers as people type them into a form. The standard parser reads every float that there is, correctly rounded, with
//! 10 KB of tables that do not compress; nobody types a threshold of more than 15 digits.

/// Both the digits as a whole number and the power of ten below them are exact up to here, so that their quotient is
/// the nearest float.
const MOST_DIGITS: usize = 15;

/// A decimal number, with a sign, a point or a comma where need be; no exponent.
pub fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = whole.len() + fraction.len();
    if digits == 0 || digits > MOST_DIGITS {
        return None;
    }
    let mut number = 0_u64;
    for character in whole.chars().chain(fraction.chars()) {
        number = number * 10 + u64::from(character.to_digit(10)?);
    }
    let divisor = 10_u64.pow(fraction.len() as u32);
    Some(sign * number as f64 / divisor as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_type_and_nothing_else() {
        let check = |text, expected| assert_eq!(decimal(text), expected, "{text:?}");
        check(" 12,5 ", Some(12.5));
        check("+7.", Some(7.0));
        check(".25", Some(0.25));
        check("-3", Some(-3.0));
        check("999999999999999", Some(999_999_999_999_999.0));
        for text in
            ["", " ", ".", "-", "--1", "+-1", "1.2.3", "1,000.5", "1 000", "1e3", "0x1", "NaN", "inf", "٣", "5 %"]
        {
            check(text, None);
        }
        check("1234567890123456", None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_parser(text in "-?[0-9]{1,7}(\\.[0-9]{0,8})?") {
            prop_assert_eq!(decimal(&text), text.parse().ok());
        }
    }
}
