//! How much time is left, as roughly as it is known. Estimates nothing.

/// In minutes, and of more than an hour in steps of ten.
pub fn time_left(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    match minutes {
        0..=1 => "less than a minute".to_owned(),
        2..=59 => format!("about {minutes}\u{a0}min"),
        _ => {
            let tens = minutes.div_ceil(10) * 10;
            match (tens / 60, tens % 60) {
                (hours, 0) => format!("about {hours}\u{a0}h"),
                (hours, rest) => format!("about {hours}\u{a0}h {rest}\u{a0}min"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_roughly() {
        let check = |seconds: u64, expected: &str| assert_eq!(time_left(seconds).replace('\u{a0}', " "), expected);
        check(0, "less than a minute");
        check(60, "less than a minute");
        check(61, "about 2 min");
        check(600, "about 10 min");
        check(3_540, "about 59 min");
        check(3_541, "about 1 h");
        check(3_700, "about 1 h 10 min");
        check(7_200, "about 2 h");
    }
}
