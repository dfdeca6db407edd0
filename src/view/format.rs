//! Numbers as people read them. Every function is total: what is not finite is told as "–". Never rounds a share to
//! 0 % or 100 % that is neither. Numbers and their units are joined by no-break spaces.

use crate::domain::{grouped, grouped_digits};

/// What stands for a number that is not known.
pub const UNKNOWN: &str = "–";

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A duration with its two largest units: `4.2 s`, `42 s`, `7 min 05 s`, `1 h 31 min`, `2 d 3 h`.
pub fn duration(seconds: f64) -> String {
    match parts(seconds) {
        Parts::Unknown => UNKNOWN.to_owned(),
        Parts::Text(text) => text,
        Parts::Pair { sign, large: (large, large_unit), small: (small, small_unit) } => match large_unit {
            "d" => format!("{sign}{}\u{a0}{large_unit}\u{a0}{small}\u{a0}{small_unit}", count(large)),
            _ => format!("{sign}{large}\u{a0}{large_unit}\u{a0}{small:02}\u{a0}{small_unit}"),
        },
    }
}

/// A duration for an axis: as [`duration`], but without a smaller unit of which there is none (`5 min`).
pub fn short_duration(seconds: f64) -> String {
    match parts(seconds) {
        Parts::Pair { sign, large: (large, unit), small: (0, _) } => format!("{sign}{}\u{a0}{unit}", count(large)),
        _ => duration(seconds),
    }
}

enum Parts {
    Unknown,
    Text(String),
    Pair { sign: &'static str, large: (u64, &'static str), small: (u64, &'static str) },
}

fn parts(seconds: f64) -> Parts {
    if !seconds.is_finite() {
        return Parts::Unknown;
    }
    let (sign, seconds) = (minus(seconds), seconds.abs());
    let tenths = (seconds * 10.0).round();
    if tenths < 100.0 && tenths % 10.0 != 0.0 {
        return Parts::Text(format!("{sign}{:.1}\u{a0}s", tenths / 10.0));
    }
    let whole = seconds.round() as i64;
    // Rounded to the smaller unit first, so that 3,599.6 s is an hour and not "60 min 00 s".
    let minutes = whole.saturating_add(MINUTE / 2) / MINUTE;
    let hours = whole.saturating_add(HOUR / 2) / HOUR;
    let pair = |total: i64, size: i64, large: &'static str, small: &'static str| Parts::Pair {
        sign,
        large: (total.div_euclid(size) as u64, large),
        small: (total.rem_euclid(size) as u64, small),
    };
    if whole < MINUTE {
        Parts::Text(format!("{}{whole}\u{a0}s", if whole == 0 { "" } else { sign }))
    } else if whole < HOUR {
        pair(whole, MINUTE, "min", "s")
    } else if minutes < DAY / MINUTE {
        pair(minutes, HOUR / MINUTE, "h", "min")
    } else {
        pair(hours, DAY / HOUR, "d", "h")
    }
}

/// A share (0–1) in percent with one decimal; `0 %` and `100 %` only where it is exactly that.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return UNKNOWN.to_owned();
    }
    match (share * 1_000.0).round() as i64 {
        0 if share > 0.0 => "<0.1\u{a0}%".to_owned(),
        0 => "0\u{a0}%".to_owned(),
        1_000 if share < 1.0 => ">99.9\u{a0}%".to_owned(),
        1_000 => "100\u{a0}%".to_owned(),
        _ => format!("{}\u{a0}%", number(share * 100.0, 1)),
    }
}

/// A change that is already in percent, with its sign: `+12.3 %`, `−4.0 %`, `0 %`.
pub fn signed_percent(percent: f64) -> String {
    if !percent.is_finite() {
        return UNKNOWN.to_owned();
    }
    let digits = usize::from(percent.abs() < 1_000.0);
    let text = number(percent, digits);
    if text == number(0.0, digits) {
        return "0\u{a0}%".to_owned();
    }
    let sign = if percent > 0.0 { "+" } else { "" };
    format!("{sign}{text}\u{a0}%")
}

/// US dollars: whole from 100 on, else with cents; `<$0.01` for what is less but not nothing.
pub fn dollars(dollars: f64) -> String {
    if !dollars.is_finite() {
        return UNKNOWN.to_owned();
    }
    let amount = dollars.abs();
    match amount {
        0.0 => "$0".to_owned(),
        ..0.005 => "<$0.01".to_owned(),
        99.995.. => format!("{}${}", minus(dollars), number(amount, 0)),
        _ => format!("{}${}", minus(dollars), number(amount, 2)),
    }
}

/// A price a minute, US dollars, with as many digits as the price list has.
pub fn price(dollars: f64) -> String {
    match dollars {
        0.0 => "$0".to_owned(),
        _ if dollars.is_finite() => format!("${}", number(dollars, 3)),
        _ => UNKNOWN.to_owned(),
    }
}

/// From where to where a share (0–1) may lie: `1.2 % – 4.0 %`; with a digit more where both would be told alike.
pub fn percent_interval(low: f64, high: f64) -> String {
    let (from, to) = (percent(low), percent(high));
    if from != to || low.total_cmp(&high).is_eq() {
        return format!("{from} – {to}");
    }
    let fine = |share: f64| format!("{}\u{a0}%", number(share * 100.0, 2));
    format!("{} – {}", fine(low), fine(high))
}

/// From where to where a score from 0 to 100 may lie: `84 – 91`; with a digit behind the point, `88.2 – 88.4`, where whole
/// numbers would be one and the same.
pub fn score_interval(low: f64, high: f64) -> String {
    let digits = usize::from(number(low, 0) == number(high, 0));
    format!("{}\u{a0}–\u{a0}{}", number(low, digits), number(high, digits))
}

/// A number with its sign: `+1.2`, `−0.3`, `0.0`.
pub fn signed(value: f64, digits: usize) -> String {
    let text = number(value, digits);
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A duration in seconds with its sign.
pub fn signed_duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return UNKNOWN.to_owned();
    }
    let sign = if seconds > 0.0 { "+" } else { minus(seconds) };
    format!("{sign}{}", duration(seconds.abs()))
}

/// A whole number, its digits grouped by narrow no-break spaces.
pub fn count(n: u64) -> String {
    grouped(n)
}

/// A mean of counts: one decimal, none from 1,000 on, where it would say nothing.
pub fn mean(value: f64) -> String {
    number(value, usize::from(value.abs() < 999.95))
}

/// A number with so many decimals, grouped, with a true minus sign.
pub fn number(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if is_zero { "" } else { minus(value) };
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", grouped_digits(whole)),
        None => format!("{sign}{}", grouped_digits(&text)),
    }
}

fn minus(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "" }
}

/// What follows a number and must not begin the next line.
const UNITS: [&str; 9] = ["%", "s", "min", "h", "d", "ms", "kB", "MB", "GB"];

/// Units that a smaller one may follow, with what joins them to their number.
const LARGE_UNITS: [&str; 3] = ["\u{a0}min", "\u{a0}h", "\u{a0}d"];

/// Text that was made elsewhere, with no-break spaces between its numbers and their units.
pub fn unbroken(text: &str) -> String {
    let mut joined = String::with_capacity(text.len() + 8);
    for (position, word) in text.split(' ').enumerate() {
        if position > 0 {
            let is_unit = UNITS.contains(&word.trim_end_matches(['.', ',', ';', ':', ')']));
            let follows_number = joined.ends_with(|character: char| character.is_ascii_digit());
            // "15 min 0 s" is one number.
            let goes_on = word.starts_with(|character: char| character.is_ascii_digit())
                && LARGE_UNITS.iter().any(|unit| joined.ends_with(unit));
            joined.push(if is_unit && follows_number || goes_on { '\u{a0}' } else { ' ' });
        }
        joined.push_str(word);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With plain spaces for those that do not break, which look the same here.
    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn dollars_have_cents_while_they_are_few() {
        let check = |amount: f64, expected: &str| assert_eq!(dollars(amount), expected, "{amount}");
        check(0.0, "$0");
        check(0.004, "<$0.01");
        check(0.006, "$0.01");
        check(4.1, "$4.10");
        check(99.99, "$99.99");
        check(99.996, "$100");
        check(-1_234.5, "−$1\u{202f}234");
        check(f64::NAN, "–");
        assert_eq!([price(0.006), price(0.0), price(f64::NAN)], ["$0.006", "$0", "–"]);
    }

    #[test]
    fn signs_are_told() {
        assert_eq!([signed(1.25, 1), signed(-0.5, 1), signed(0.01, 1)], ["+1.2", "−0.5", "0.0"]);
        assert_eq!([signed_duration(90.0), signed_duration(-5.0)], ["+1\u{a0}min\u{a0}30\u{a0}s", "−5\u{a0}s"]);
    }

    #[test]
    fn durations() {
        let check = |seconds: f64, expected: &str| assert_eq!(plain(&duration(seconds)), expected, "{seconds}");
        check(0.0, "0 s");
        check(-0.0, "0 s");
        check(0.04, "0 s");
        check(-0.04, "0 s");
        check(0.4, "0.4 s");
        check(4.0, "4 s");
        check(9.96, "10 s");
        check(42.4, "42 s");
        check(59.6, "1 min 00 s");
        check(425.0, "7 min 05 s");
        check(3_252.0, "54 min 12 s");
        check(3_599.6, "1 h 00 min");
        check(5_460.0, "1 h 31 min");
        check(86_370.0, "1 d 0 h");
        check(183_600.0, "2 d 3 h");
        check(-425.0, "−7 min 05 s");
        check(f64::NAN, "–");
        check(f64::INFINITY, "–");
        assert!(duration(f64::MAX).ends_with("\u{a0}h"));
    }

    #[test]
    fn short_durations() {
        let check = |seconds: f64, expected: &str| assert_eq!(plain(&short_duration(seconds)), expected, "{seconds}");
        check(30.0, "30 s");
        check(300.0, "5 min");
        check(330.0, "5 min 30 s");
        check(7_200.0, "2 h");
        check(172_800.0, "2 d");
        check(f64::NAN, "–");
    }

    #[test]
    fn percents() {
        let check = |share: f64, expected: &str| assert_eq!(plain(&percent(share)), expected, "{share}");
        check(0.0, "0 %");
        check(1.0, "100 %");
        check(0.931, "93.1 %");
        check(0.999_9, ">99.9 %");
        check(0.000_1, "<0.1 %");
        check(1.5, "150.0 %");
        check(-0.25, "−25.0 %");
        check(f64::NAN, "–");
    }

    #[test]
    fn percent_intervals() {
        let check = |low, high, expected: &str| {
            assert_eq!(percent_interval(low, high).replace('\u{a0}', " "), expected, "{low} {high}");
        };
        check(0.012, 0.04, "1.2 % – 4.0 %");
        check(0.016_6, 0.017_4, "1.66 % – 1.74 %");
        check(0.0, 0.0, "0 % – 0 %");
    }

    #[test]
    fn score_intervals() {
        let check = |low, high, expected: &str| assert_eq!(score_interval(low, high), expected, "{low} {high}");
        check(84.2, 90.6, "84\u{a0}–\u{a0}91");
        check(88.21, 88.42, "88.2\u{a0}–\u{a0}88.4");
        check(100.0, 100.0, "100.0\u{a0}–\u{a0}100.0");
    }

    #[test]
    fn signed_percents() {
        let check = |percent: f64, expected: &str| assert_eq!(plain(&signed_percent(percent)), expected, "{percent}");
        check(12.34, "+12.3 %");
        check(-4.0, "−4.0 %");
        check(0.0, "0 %");
        check(0.01, "0 %");
        check(-0.01, "0 %");
        check(123_456.0, "+123\u{202f}456 %");
        check(f64::NEG_INFINITY, "–");
    }

    #[test]
    fn counts_and_numbers() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1\u{202f}000");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(-1_234.567, 2), "−1\u{202f}234.57");
        assert_eq!(number(-0.001, 1), "0.0");
        assert_eq!(number(7.0, 0), "7");
        assert_eq!(mean(999.94), "999.9");
        assert_eq!(mean(999.96), "1\u{202f}000");
        assert_eq!(mean(-2_845.2), "−2\u{202f}845");
        assert_eq!(number(f64::NAN, 3), "–");
    }

    #[test]
    fn units_stay_with_their_numbers() {
        assert_eq!([percent(0.931), duration(425.0)], ["93.1\u{a0}%", "7\u{a0}min\u{a0}05\u{a0}s"].map(str::to_owned));
        let check = |text: &str, expected: &str| assert_eq!(unbroken(text), expected, "{text}");
        check("15 min 0 s.", "15\u{a0}min\u{a0}0\u{a0}s.");
        check("at 95.0 % of 30 runs, p = 0.5", "at 95.0\u{a0}% of 30 runs, p = 0.5");
        check("  s", "  s");
        check("", "");
    }
}
