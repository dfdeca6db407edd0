//! Dollars of seven days against what the weeks before let expect.

use crate::domain::AlertRule;
use crate::stats::{Lack, mean, median, student_sf, sum};

use super::judge::{Measurement, only_above, worth_testing};
use super::reading::Severity;

/// Days that are added up, and days that the expectation rests on: whole weeks, so that weekends count alike.
const DAYS: usize = 7;
const PAST_DAYS: usize = 28;
/// Most weeks that tell how far sums of seven days spread: the more there are, the less one wild day weighs.
const MOST_WEEKS: usize = 8;
/// So large a sum may come by chance. A history is looked at once a day, so that one in a thousand would be met in years.
const MOST_P: f64 = 2e-4;
/// A history that hardly varies is taken to vary by this share of its typical root, lest cents be beyond chance.
const LEAST_SPREAD: f64 = 0.05;
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
    let weeks = ((end - DAYS) / DAYS).min(MOST_WEEKS);
    let days = daily_dollars.get(end - DAYS * (weeks + 1)..end).unwrap_or_default();
    let dollars: Vec<f64> = days.iter().map(|day| day.1.max(0.0)).collect();
    let (past, now) = dollars.split_at(dollars.len() - DAYS);
    let recent = past.get(past.len() - PAST_DAYS..).unwrap_or_default();
    let of_weekday = |weekday: usize| recent.iter().skip(weekday).step_by(DAYS).copied().collect::<Vec<f64>>();
    let expected = sum((0..DAYS).filter_map(|weekday| median(&mut of_weekday(weekday))));
    let spent = sum(now.iter().copied());
    if expected <= 0.0 {
        return Err(Lack::undefined("the four weeks before cost nothing"));
    }
    let mut found = Measurement::of(rule, spent / expected - 1.0, 0..0, held);
    found.baseline = Some(expected);
    (found.sample, found.baseline_sample) = (DAYS as u64, past.len() as u64);
    let mut levels = worth_testing(rule, found.value, held).peekable();
    if found.is_clear || levels.peek().is_none() || spent - expected < LEAST_DOLLARS {
        return Ok(found);
    }
    let p_value = rise_p(past, now);
    if p_value <= MOST_P {
        found.severity = levels.next().map(|(severity, _)| severity).or(found.severity);
        found.p_value = Some(p_value);
    }
    Ok(found)
}

/// P(so large a sum of seven days | the weeks before), one-sided: Student's t of the sum of the days' distances from the
/// mean of their weekday, against the spread of such sums, which the lag-1 autocorrelation ρ of the distances widens by
/// (1 + ρ)/(1 − ρ) and the uncertain means by 1 + 1/weeks.
///
/// A sum, not ranks: what grew may be a workflow that runs on some days only, and the days without it, however many,
/// outweigh no fourfold ones. Of square roots, which even out the spread of sums of random many charges: on the plain
/// scale days of much work would tell what quiet ones vary by.
fn rise_p(past: &[f64], now: &[f64]) -> f64 {
    let roots: Vec<f64> = past.iter().map(|dollars| dollars.sqrt()).collect();
    let usual = |weekday: usize| {
        let of_weekday: Vec<f64> = roots.iter().skip(weekday).step_by(DAYS).copied().collect();
        mean(&of_weekday).unwrap_or_default()
    };
    let usual: Vec<f64> = (0..DAYS).map(usual).collect();
    let distances: Vec<f64> = roots.iter().zip(usual.iter().cycle()).map(|(root, usual)| root - usual).collect();
    let squares = sum(distances.iter().map(|distance| distance * distance));
    let products = sum(distances.iter().zip(distances.iter().skip(1)).map(|(before, after)| before * after));
    let count = distances.len() as f64;
    let degrees = count - DAYS as f64;
    let likeness = if squares > 0.0 { (products / squares + 2.0 / count).clamp(0.0, 0.95) } else { 0.0 };
    let least = LEAST_SPREAD * mean(&usual).unwrap_or_default();
    let variance = (squares / degrees).max(least * least) * (1.0 + likeness) / (1.0 - likeness);
    let rise = sum(now.iter().zip(&usual).map(|(dollars, usual)| dollars.sqrt() - usual));
    student_sf(rise / (variance * DAYS as f64 * (1.0 + DAYS as f64 / count)).sqrt(), degrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    fn says(dollars: &[f64]) -> Option<Severity> {
        let rule = AlertRule::defaults().into_iter().find(|rule| rule.id == "cost").unwrap();
        let days: Vec<(i64, f64)> = (0..).zip(dollars.iter().copied()).collect();
        measure(&days, &rule, dollars.len() as i64, None).unwrap().severity
    }

    #[test]
    fn a_workflow_that_runs_on_some_days_only_can_double_the_cost() {
        // Nothing but a cheap nightly on three days of the week; the others cost four times as much from day 49 on.
        let mut random = SplitMix64::new(5);
        let mut day = |day: usize| {
            let cost = if matches!(day % 7, 1 | 3 | 6) { 0.2 } else { 1.0 + 2.0 * random.unit() };
            if day >= 49 && cost > 0.5 { 4.0 * cost } else { cost }
        };
        let dollars: Vec<f64> = (0..56).map(&mut day).collect();
        assert_eq!(says(&dollars), Some(Severity::Critical));
        assert_eq!(says(&dollars[..49]), None);
    }

    #[test]
    fn a_wild_day_is_no_rise_where_there_have_been_such() {
        let mut random = SplitMix64::new(6);
        let mut dollars: Vec<f64> = (0..84).map(|_| 1.0 + 2.0 * random.unit()).collect();
        dollars[80] = 10.0;
        for day in [30, 47, 61] {
            dollars[day] = 10.0;
        }
        assert_eq!(says(&dollars), None);
    }
}
