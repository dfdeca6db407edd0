//! Scores the default alerts: fired though nothing was wrong, silent though something clearly was.

use forerun::domain::{Period, SECONDS_PER_DAY, Timestamp};
use forerun::simulate::labelled::{Breakage, Class};

use super::alert_truth::AlertTruth;
use super::tally::{Share, dash, head, line};

/// An alert has to be open, or to open, from the begin of a clear excess until so long after its end.
const DELAY_SECONDS: i64 = SECONDS_PER_DAY;
/// The code broke the workflow for so many runs in a row: an alert then is not false to whoever is on call.
const LONG_BREAKAGE_RUNS: u32 = 4;
/// Shares that alerts have to stay below.
const MOST_FALSE: f64 = 0.05;
const MOST_MISSED: f64 = 0.01;

/// One time that a rule fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundAlert {
    /// When it opened.
    pub opened_at: Timestamp,
    /// When it ended; `None`: it is still open.
    pub resolved_at: Option<Timestamp>,
}

/// One rule on one subject (a workflow, or the repository) of one history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertVerdict {
    /// Name of the rule.
    pub rule: String,
    /// The class of the repository.
    pub class: Class,
    /// Times that it fired.
    pub fired: u64,
    /// Whether its level was ever exceeded; `None` where the truth is not known.
    pub was_exceeded: Option<bool>,
    /// Clear excesses with an alert, out of all of them.
    pub caught: Share,
    /// Where the level never was exceeded: whether all firings fell into breakages of four runs or more.
    pub is_explained: bool,
}

/// Judges one rule on one subject.
pub fn score_alert(
    (rule, class): (&str, Class),
    truth: Option<&AlertTruth>,
    breakages: &[Breakage],
    found: &[FoundAlert],
) -> AlertVerdict {
    let is_caught = |clear: &&Period| {
        let until = clear.end.plus_seconds(DELAY_SECONDS);
        found
            .iter()
            .any(|alert| alert.opened_at <= until && alert.resolved_at.is_none_or(|resolved| resolved >= clear.start))
    };
    let in_breakage = |alert: &FoundAlert| {
        breakages.iter().any(|breakage| {
            breakage.runs >= LONG_BREAKAGE_RUNS
                && breakage.first_started_at <= alert.opened_at
                && alert.opened_at <= breakage.last_started_at.plus_seconds(DELAY_SECONDS)
        })
    };
    AlertVerdict {
        rule: rule.to_owned(),
        class,
        fired: found.len() as u64,
        was_exceeded: truth.map(|truth| truth.was_exceeded),
        caught: truth.map_or(Share::default(), |truth| Share::of_items(truth.clear.iter(), is_caught)),
        is_explained: !found.is_empty() && found.iter().all(in_breakage),
    }
}

/// The section on alerts; one row a rule, in the order in which rules are first met.
pub fn section(verdicts: &[AlertVerdict]) -> String {
    let mut text = String::from(
        "## Default alerts\n\nReplayed over the whole history of each workflow, or of the repository where the rule is about that. *False*: histories in\n\
         which the rule fired though the true value never reached its lowest level, out of all such histories (target: below 5 %).\n\
         *By breakages*: of these, the ones in which all firings fell into four or more runs in a row that the code broke; the\n\
         probability stood still, but the workflow was red. *Missed*: clear excesses without an alert, open or opened, from their\n\
         begin until a day after their end (target: below 1 %). An excess is clear where at least 60 attempts in a row, 20 a week or\n\
         more, see a true failure rate of 20 % over a day, a success rate of 65 % over a week, a median of 375 s, a median half\n\
         above that of the 28 days before for two days, flaky commits of 10 % over a week, waiting 4.5 times as long as in the 28\n\
         days before; five failures in a row on the main branch after 20 decided attempts, and four hours to the next pass; each\n\
         day with a job that waited half an hour; a schedule three days dead; costs doubled for ten days after four known weeks.\n\n",
    );
    text += &head(&["rule", "histories", "never exceeded", "false", "by breakages", "clear excesses", "missed", ""]);
    let mut rules: Vec<&str> = Vec::new();
    for verdict in verdicts {
        if !rules.contains(&verdict.rule.as_str()) {
            rules.push(&verdict.rule);
        }
    }
    for rule in &rules {
        let of_rule: Vec<&AlertVerdict> = verdicts.iter().filter(|verdict| verdict.rule == *rule).collect();
        text += &row(rule, &of_rule);
    }
    let all: Vec<&AlertVerdict> = verdicts.iter().collect();
    text += &row("all", &all);
    text.push('\n');
    text += &head(&["class", "false, all rules", "clear excesses missed"]);
    for class in Class::ALL {
        let of_class: Vec<&AlertVerdict> = verdicts.iter().filter(|verdict| verdict.class == class).collect();
        text += &line(&[class.name().to_owned(), false_share(&of_class).text(), missed(&of_class).text()]);
    }
    text
}

fn row(rule: &str, verdicts: &[&AlertVerdict]) -> String {
    if verdicts.iter().all(|verdict| verdict.was_exceeded.is_none()) {
        let fired = Share::of_items(verdicts, |verdict| verdict.fired > 0);
        let [count, fired] = [fired.of.to_string(), format!("fired in {}", fired.text())];
        let unknown = "truth not known".to_owned();
        return line(&[rule.to_owned(), count, dash(), fired, dash(), dash(), dash(), unknown]);
    }
    let (wrong, missed) = (false_share(verdicts), missed(verdicts));
    let explained =
        verdicts.iter().filter(|verdict| verdict.was_exceeded == Some(false) && verdict.is_explained).count();
    let mut marks = Vec::new();
    if wrong.value().is_some_and(|share| share >= MOST_FALSE) {
        marks.push("**missed**: false");
    }
    if missed.value().is_some_and(|share| share >= MOST_MISSED) {
        marks.push("**missed**: missed");
    }
    line(&[
        rule.to_owned(),
        verdicts.len().to_string(),
        wrong.of.to_string(),
        wrong.text(),
        explained.to_string(),
        missed.of.to_string(),
        missed.text(),
        marks.join("; "),
    ])
}

fn false_share(verdicts: &[&AlertVerdict]) -> Share {
    Share::of_items(verdicts.iter().filter(|verdict| verdict.was_exceeded == Some(false)), |verdict| verdict.fired > 0)
}

fn missed(verdicts: &[&AlertVerdict]) -> Share {
    let sum = |count: fn(&AlertVerdict) -> u64| verdicts.iter().map(|verdict| count(verdict)).sum::<u64>();
    let (hits, of) = (sum(|verdict| verdict.caught.hits), sum(|verdict| verdict.caught.of));
    Share { hits: of - hits, of }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp(hours * 3_600)
    }

    fn check(clear: &[(i64, i64)], found: &[(i64, Option<i64>)], caught: u64) {
        let clear: Vec<Period> = clear.iter().map(|&(start, end)| Period { start: at(start), end: at(end) }).collect();
        let truth = AlertTruth { was_exceeded: !clear.is_empty(), clear };
        let found: Vec<FoundAlert> = found
            .iter()
            .map(|&(opened, resolved)| FoundAlert { opened_at: at(opened), resolved_at: resolved.map(at) })
            .collect();
        let verdict = score_alert(("rule", Class::Quiet), Some(&truth), &[], &found);
        assert_eq!(verdict.caught.hits, caught, "{found:?}");
    }

    #[test]
    fn alerts_have_to_come_in_time() {
        check(&[(100, 200)], &[], 0);
        check(&[(100, 200)], &[(110, Some(111))], 1);
        check(&[(100, 200)], &[(10, None)], 1);
        check(&[(100, 200)], &[(10, Some(99))], 0);
        check(&[(100, 200)], &[(224, None)], 1);
        check(&[(100, 200), (300, 400)], &[(225, Some(226))], 0);
    }

    #[test]
    fn false_ones_are_counted_by_history() {
        let quiet = AlertTruth::default();
        let firing = FoundAlert { opened_at: at(30), resolved_at: None };
        let breakage =
            Breakage { workflow_id: 1, first_started_at: at(20), last_started_at: at(25), runs: 6, is_on_main: true };
        let silent = score_alert(("rate", Class::Quiet), Some(&quiet), &[], &[]);
        let wrong = score_alert(("rate", Class::Bursty), Some(&quiet), &[breakage], &[firing, firing]);
        assert!(wrong.is_explained && !silent.is_explained);
        let unknown = score_alert(("health", Class::Quiet), None, &[], &[firing]);
        let text = section(&[silent, wrong, unknown]);
        assert!(text.contains("| rate | 2 | 2 | 1 of 2 (50.0 %) | 1 | 0 | – | **missed**: false |"), "{text}");
        assert!(text.contains("| health | 1 | – | fired in 1 of 1 (100.0 %)"), "{text}");
    }
}
