//! Dollars of seven days against what the four weeks before let expect.

use crate::domain::AlertRule;
use crate::stats::{Lack, mann_whitney, median, rank_autocorrelation};

use super::judge::{Measurement, only_above, worth_testing};
use super::reading::Severity;

/// Days that are added up, and days that the expectation rests on: whole weeks, so that weekends count alike.
const DAYS: usize = 7;
const PAST_DAYS: usize = 28;
/// Seven days against twenty-eight cannot be surer than 6 in 100,000; evaluated once a day this is rare enough.
const MOST_P: f64 = 1e-3;
/// Less than this is not worth an alert, dollars a week.
const LEAST_DOLLARS: f64 = 1.0;

/// The last seven whole days before `today` against expected: for each day of the week the median of the four before.
pub(super) fn measure(
    daily_dollars: &[(i64, f64)],
    rule: &AlertRule,
    today: i64,
    held: Option<Severity>,
) -> Result<Measurement, Lack> {
    only_above(rule)?;
    if daily_dollars.is_empty() {
        return Err(Lack::undefined("the cost is not known"));
    }
    let end = daily_dollars.partition_point(|day| day.0 < today);
    Lack::unless_enough(end, DAYS + PAST_DAYS)?;
    let days = daily_dollars.get(end - DAYS - PAST_DAYS..end).unwrap_or_default();
    let dollars = |position: usize| days.get(position).map_or(0.0, |day| day.1.max(0.0));
    let (mut expected, mut spent) = (0.0, 0.0);
    let (mut before, mut now) = (vec![0.0; PAST_DAYS], Vec::new());
    for weekday in 0..DAYS {
        let mut usual: Vec<f64> = (0..PAST_DAYS / DAYS).map(|week| dollars(week * DAYS + weekday)).collect();
        let usual = median(&mut usual).unwrap_or_default();
        expected += usual;
        spent += dollars(PAST_DAYS + weekday);
        // A day of the week that is usually free says nothing in ratios: it counts as the rest does.
        let ratio = |dollars: f64| if usual > 0.0 { dollars / usual } else { 1.0 };
        now.push(ratio(dollars(PAST_DAYS + weekday)));
        for week in 0..PAST_DAYS / DAYS {
            if let Some(cell) = before.get_mut(week * DAYS + weekday) {
                *cell = ratio(dollars(week * DAYS + weekday));
            }
        }
    }
    if expected <= 0.0 {
        return Err(Lack::undefined("the four weeks before cost nothing"));
    }
    let mut found = Measurement::of(rule, spent / expected - 1.0, 0..0, held);
    found.baseline = Some(expected);
    (found.sample, found.baseline_sample) = (DAYS as u64, PAST_DAYS as u64);
    let mut levels = worth_testing(rule, found.value, held).peekable();
    if found.is_clear || levels.peek().is_none() || spent - expected < LEAST_DOLLARS {
        return Ok(found);
    }
    let test = mann_whitney(&before, &now, rank_autocorrelation(&before, &now))?;
    if test.chance_second_larger > 0.5 && test.p_value <= MOST_P {
        found.severity = levels.next().map(|(severity, _)| severity).or(found.severity);
        found.p_value = Some(test.p_value);
    }
    Ok(found)
}
