//! Scores the chances of failure that were said of next runs, against always saying the base rate.

use forerun::simulate::labelled::Class;
use forerun::stats::{brier, discrimination, log_loss};

use super::tally::{Share, dash, head, line, mean, percent, two_decimals};

/// A chance that was said, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextRunPoint {
    /// The class of the repository; `None` for real ones.
    pub class: Option<Class>,
    /// The chance that was said.
    pub chance: f64,
    /// The share of failures up to then.
    pub base_rate: f64,
    /// Whether the next decided attempt failed.
    pub failed: bool,
}

/// The section on next runs.
pub fn section(points: &[NextRunPoint]) -> String {
    let mut text = String::from(
        "## Next run\n\nSaid of each active workflow at 10 instants in the second half of the history, from the attempts that had ended by then;\n\
         held against the next decided attempt that started afterwards. The base rate is the workflow's share of failures up to\n\
         then. Lower is better, but for the area under the curve (AUC).\n\n",
    );
    text += &table_head("class");
    for class in Class::ALL {
        let of_class: Vec<NextRunPoint> = points.iter().filter(|point| point.class == Some(class)).copied().collect();
        text += &row(class.name(), &of_class, false);
    }
    text + &row("all", points, true) + "\n" + &reliability(points)
}

/// Head of a table of [`row`]s.
pub fn table_head(of_rows: &str) -> String {
    let names = ["said", "failed", "Brier", "Brier of the base rate", "log loss", "of the base rate", "AUC", ""];
    head(&[&[of_rows], &names[..]].concat())
}

/// One row: a name and the scores of some points.
pub fn row(name: &str, points: &[NextRunPoint], is_target: bool) -> String {
    let failed: Vec<bool> = points.iter().map(|point| point.failed).collect();
    let said: Vec<f64> = points.iter().map(|point| point.chance).collect();
    // A base rate of 0 or 1 would cost infinitely when it errs.
    let base: Vec<f64> = points.iter().map(|point| point.base_rate.clamp(0.001, 0.999)).collect();
    let (own, other) = (brier(&said, &failed), brier(&base, &failed));
    let is_missed = is_target && own.zip(other).is_some_and(|(own, other)| own >= other);
    let auc = discrimination(&said, &failed);
    let four = |value: Option<f64>| value.map_or_else(dash, |value| format!("{value:.4}"));
    line(&[
        name.to_owned(),
        points.len().to_string(),
        Share::of_items(&failed, |failed| **failed).text(),
        four(own),
        four(other),
        four(log_loss(&said, &failed)),
        four(log_loss(&base, &failed)),
        two_decimals(auc),
        if is_missed { "**missed**: not below the base rate" } else { "" }.to_owned(),
    ])
}

/// How often what was said came true, in ten bins.
pub fn reliability(points: &[NextRunPoint]) -> String {
    let mut text = head(&["said", "times", "said, mean", "failed"]);
    for bin in 0..10 {
        let is_in = |point: &&NextRunPoint| ((point.chance * 10.0) as i64).clamp(0, 9) == bin;
        let there = || points.iter().filter(is_in);
        let share = Share::of_items(there(), |point| point.failed);
        let said = mean(there().map(|point| point.chance));
        let name = format!("{}–{} %", 10 * bin, 10 * (bin + 1));
        text += &line(&[name, share.of.to_string(), percent(said), share.text()]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_scores_and_miss_targets() {
        let point = |chance, failed| NextRunPoint { class: Some(Class::Flaky), chance, base_rate: 0.5, failed };
        let good = [point(0.1, false), point(0.9, true)];
        assert!(
            row("flaky", &good, true).contains("| 2 | 1 of 2 (50.0 %) | 0.0100 | 0.2500 |"),
            "{}",
            row("", &good, true)
        );
        assert!(!section(&good).contains("missed") && section(&[point(0.9, false)]).contains("**missed**"));
        assert!(reliability(&good).contains("| 10–20 % | 1 | 10.0 % | 0 of 1 (0.0 %) |"), "{}", reliability(&good));
        assert!(row("none", &[], true).contains("| 0 | – |"));
    }
}
