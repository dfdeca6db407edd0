//! Counts as people read them. Owns no unit and no rounding.

/// A count with narrow spaces that do not break between groups of three digits: "1 234 567".
pub fn grouped(count: u64) -> String {
    grouped_digits(&count.to_string())
}

/// The same for a number's digits before its point.
pub fn grouped_digits(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len());
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
