//! Counting: shares of hits, and how they are written.

/// Hits among tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// What was looked for.
    pub hits: u64,
    /// Out of how many.
    pub of: u64,
}

impl Share {
    /// Counts what `is_hit` says of each item.
    pub fn of_items<T>(items: impl IntoIterator<Item = T>, is_hit: impl Fn(&T) -> bool) -> Self {
        let mut share = Self::default();
        for item in items {
            share.hits += u64::from(is_hit(&item));
            share.of += 1;
        }
        share
    }

    /// hits / of; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// `12 of 345 (3.5 %)`, or a dash.
    pub fn text(self) -> String {
        self.value().map_or_else(dash, |value| format!("{} of {} ({:.1} %)", self.hits, self.of, 100.0 * value))
    }
}

/// One row of a table.
pub fn line(cells: &[String]) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.extend([" ", cell, " |"]);
    }
    line + "\n"
}

/// Head of a table, with a column for each of its names.
pub fn head(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    line(&names) + "|" + &"---|".repeat(names.len()) + "\n"
}

/// Mean of some numbers; `None` of none.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.into_iter().fold((0.0, 0_u64), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// A number with two decimals, or a dash.
pub fn two_decimals(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| format!("{value:.2}"))
}

/// A share with one decimal, in percent, or a dash.
pub fn percent(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| format!("{:.1} %", 100.0 * value))
}

/// Stands where there is nothing to say.
pub fn dash() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_dash() {
        assert_eq!(Share::default().text(), "–");
        assert_eq!(Share::of_items([1, 2, 3, 4], |&n| n > 3).text(), "1 of 4 (25.0 %)");
        assert_eq!(head(&["a", "b"]) + &line(&[dash(), "1".to_owned()]), "| a | b |\n|---|---|\n| – | 1 |\n");
        assert_eq!((mean([]), mean([1.0, 3.0])), (None, Some(2.0)));
        assert_eq!((two_decimals(None), percent(Some(0.1234))), ("–".to_owned(), "12.3 %".to_owned()));
    }
}
