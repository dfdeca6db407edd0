//! Scores changepoints: which true shifts were found, and which of those found are none.

use forerun::domain::{Period, SECONDS_PER_DAY, Timestamp};
use forerun::simulate::labelled::{Class, LabelledMetric, Labels, LevelChange};

use super::tally::{Share, head, line, mean, two_decimals};

/// A point is the shift where it lies no further from it.
pub const TOLERANCE_DAYS: f64 = 2.0;
/// Smaller shifts of durations and queue times need not be found, and finding them is no fault.
const SMALLEST_PERCENT: f64 = 5.0;
/// The same for rates, percentage points.
const SMALLEST_POINTS: f64 = 3.0;

/// A breakage of so many runs in a row turns a workflow red.
const LONG_BREAKAGE_RUNS: u32 = 5;

/// A point that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundChange {
    /// Of which workflow.
    pub workflow_id: u64,
    /// Of what.
    pub metric: LabelledMetric,
    /// First start at the new level.
    pub at: Timestamp,
}

/// What became of a true shift or of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// A true shift, found so many days off.
    Found(f64),
    /// A true shift that nothing was found near.
    Missed,
    /// A point near no shift.
    False,
    /// A point near a shift too small to count, at the edge of an outage, or on a workflow that drifts.
    Excused,
    /// A point of a failure rate where the code broke the workflow, or was mended, for so many runs that it was red: true
    /// of the days, though the probability of breaking stood still.
    Breakage,
}

/// One true shift or one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangeVerdict {
    /// Of what.
    pub metric: LabelledMetric,
    /// What became of it.
    pub verdict: Verdict,
    /// Size of the true shift: percent, of rates percentage points; 0 of false and excused points.
    pub size: f64,
}

/// Judges the points found in one repository. Each point serves one shift, the nearest first.
pub fn score_changepoints(labels: &Labels, found: &[FoundChange]) -> Vec<ChangeVerdict> {
    let mut free: Vec<FoundChange> = found.to_vec();
    let mut verdicts = Vec::new();
    for change in labels.changes.iter().filter(|change| size(change).1) {
        let distance = |found: &FoundChange| distance_days(change, found);
        let fits = |found: &FoundChange| {
            (found.workflow_id, found.metric) == (change.workflow_id, change.metric)
                && distance(found) <= TOLERANCE_DAYS
        };
        let nearest = free.iter().enumerate().filter(|(_, found)| fits(found));
        let nearest = nearest.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1))).map(|(index, _)| index);
        let verdict = nearest.map_or(Verdict::Missed, |index| Verdict::Found(distance(&free.swap_remove(index))));
        verdicts.push(ChangeVerdict { metric: change.metric, verdict, size: size(change).0 });
    }
    for point in free {
        let verdict = if is_excused(labels, &point) {
            Verdict::Excused
        } else if is_at_breakage(labels, &point) {
            Verdict::Breakage
        } else {
            Verdict::False
        };
        verdicts.push(ChangeVerdict { metric: point.metric, verdict, size: 0.0 });
    }
    verdicts
}

/// Size of a shift, and whether it counts.
fn size(change: &LevelChange) -> (f64, bool) {
    if change.metric == LabelledMetric::FailureRate {
        let points = 100.0 * (change.after - change.before).abs();
        return (points, points >= SMALLEST_POINTS);
    }
    let percent = 100.0 * (change.factor().ln().abs().exp() - 1.0);
    (percent, percent >= SMALLEST_PERCENT)
}

/// Days between a point and the stretch from the shift to the first attempt that shows it.
fn distance_days(change: &LevelChange, found: &FoundChange) -> f64 {
    let early = change.at.seconds_since(found.at);
    let late = found.at.seconds_since(change.first_seen_at);
    early.max(late).max(0) as f64 / SECONDS_PER_DAY as f64
}

fn is_excused(labels: &Labels, point: &FoundChange) -> bool {
    let tolerance = (TOLERANCE_DAYS * SECONDS_PER_DAY as f64) as i64;
    let near = |period: &Period| {
        Period { start: period.start.plus_seconds(-tolerance), end: period.end.plus_seconds(tolerance) }
            .contains(point.at)
    };
    let is_small = |change: &LevelChange| {
        (change.workflow_id, change.metric) == (point.workflow_id, point.metric)
            && !size(change).1
            && distance_days(change, point) <= TOLERANCE_DAYS
    };
    labels.trends.iter().any(|trend| (trend.workflow_id, trend.metric) == (point.workflow_id, point.metric))
        || (point.metric == LabelledMetric::FailureRate && labels.outages.iter().any(near))
        || labels.changes.iter().any(is_small)
}

/// Whether several runs in a row were broken on the branch within two days.
fn is_at_breakage(labels: &Labels, point: &FoundChange) -> bool {
    let tolerance = (TOLERANCE_DAYS * SECONDS_PER_DAY as f64) as i64;
    let is_near = |time: Timestamp| time.seconds_since(point.at).abs() <= tolerance;
    point.metric == LabelledMetric::FailureRate
        && labels.breakages.iter().any(|breakage| {
            breakage.workflow_id == point.workflow_id
                && breakage.runs >= LONG_BREAKAGE_RUNS
                && (is_near(breakage.first_started_at) || is_near(breakage.last_started_at))
        })
}

/// All verdicts of a class, with the years of series that were looked at.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The class.
    pub class: Class,
    /// Days of history × workflows.
    pub series_days: f64,
    /// The verdicts.
    pub verdicts: Vec<ChangeVerdict>,
}

/// The section on changepoints.
pub fn section(scored: &[Scored]) -> String {
    let mut text = String::from(
        "## Changepoints\n\nA true shift is *found* where a point of the same workflow and metric lies within 2 days of the stretch from the\n\
         shift to the first attempt that shows it. Shifts of at least 5 % (rates: 3 percentage points) count; points on\n\
         smaller ones, at the edges of an outage or on a drifting workflow are excused. *At breakages*: points of a failure rate\n\
         within 2 days of the begin or end of five or more runs in a row that the code broke; the workflow was red, though the\n\
         probability of breaking stood still. They count as neither found nor false.\n\n",
    );
    text += &head(&["metric", "size of the shift", "true", "found (recall)", "days off, mean"]);
    let metrics = [
        (LabelledMetric::Duration, "duration", "%", [5.0, 10.0, 20.0, 40.0, f64::INFINITY]),
        (LabelledMetric::FailureRate, "failure rate", "points", [3.0, 6.0, 12.0, 24.0, f64::INFINITY]),
        (LabelledMetric::QueueTime, "queue time", "%", [5.0, 50.0, 100.0, 300.0, f64::INFINITY]),
    ];
    let of = |metric: LabelledMetric| {
        scored.iter().flat_map(|scored| &scored.verdicts).filter(move |verdict| verdict.metric == metric)
    };
    for (metric, name, unit, bounds) in metrics {
        for band in bounds.windows(2) {
            let &[low, high] = band else { continue };
            let is_true = |verdict: &&ChangeVerdict| {
                matches!(verdict.verdict, Verdict::Found(_) | Verdict::Missed) && (low..high).contains(&verdict.size)
            };
            let share =
                Share::of_items(of(metric).filter(is_true), |verdict| matches!(verdict.verdict, Verdict::Found(_)));
            let off = mean(of(metric).filter(is_true).filter_map(|verdict| match verdict.verdict {
                Verdict::Found(days) => Some(days),
                _ => None,
            }));
            let band =
                if high.is_finite() { format!("{low:.0}–{high:.0} {unit}") } else { format!("over {low:.0} {unit}") };
            text += &line(&[name.to_owned(), band, share.of.to_string(), share.text(), two_decimals(off)]);
        }
    }
    text.push('\n');
    text += &head(&[
        "metric",
        "precision: found / (found + false)",
        "false points",
        "at breakages",
        "false a series-year, classes without shifts",
    ]);
    for (metric, name, ..) in metrics {
        let called = |verdict: &&ChangeVerdict| matches!(verdict.verdict, Verdict::Found(_) | Verdict::False);
        let precision =
            Share::of_items(of(metric).filter(called), |verdict| matches!(verdict.verdict, Verdict::Found(_)));
        let is_false = |verdict: &&ChangeVerdict| verdict.metric == metric && verdict.verdict == Verdict::False;
        let without: Vec<&Scored> = scored.iter().filter(|scored| is_without_shifts(scored.class)).collect();
        let years: f64 = without.iter().map(|scored| scored.series_days).sum::<f64>() / 365.0;
        let there = without.iter().flat_map(|scored| &scored.verdicts).filter(is_false).count();
        let a_year = two_decimals((years > 0.0).then(|| there as f64 / years));
        let wrong = precision.of - precision.hits;
        let a_year = format!("{a_year} ({there} in {years:.0})");
        let broken = of(metric).filter(|verdict| verdict.verdict == Verdict::Breakage).count();
        text += &line(&[name.to_owned(), precision.text(), wrong.to_string(), broken.to_string(), a_year]);
    }
    text.push('\n');
    text += &head(&["false points, by class", "duration", "failure rate", "queue time"]);
    for class in Class::ALL {
        let of_class = || scored.iter().filter(move |scored| scored.class == class).flat_map(|scored| &scored.verdicts);
        let count = |metric: LabelledMetric| {
            let is_false = |verdict: &&ChangeVerdict| verdict.metric == metric && verdict.verdict == Verdict::False;
            of_class().filter(is_false).count().to_string()
        };
        text += &line(&[
            class.name().to_owned(),
            count(LabelledMetric::Duration),
            count(LabelledMetric::FailureRate),
            count(LabelledMetric::QueueTime),
        ]);
    }
    text
}

/// Classes in which no level shifts or drifts.
pub fn is_without_shifts(class: Class) -> bool {
    !matches!(
        class,
        Class::SlowDrift | Class::SuddenShift | Class::RateShift | Class::Flaky | Class::Outage | Class::QueueTrouble
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::labels;
    use super::*;

    const DAY: i64 = SECONDS_PER_DAY;

    fn change(at: i64, after: f64) -> LevelChange {
        LevelChange {
            workflow_id: 7,
            metric: LabelledMetric::Duration,
            at: Timestamp(at),
            first_seen_at: Timestamp(at + DAY / 2),
            before: 100.0,
            after,
        }
    }

    fn check(changes: Vec<LevelChange>, found: &[i64], expected: &[Verdict]) {
        let labels = Labels { changes, ..labels() };
        let found: Vec<FoundChange> = found
            .iter()
            .map(|&at| FoundChange { workflow_id: 7, metric: LabelledMetric::Duration, at: Timestamp(at) })
            .collect();
        let verdicts: Vec<Verdict> =
            score_changepoints(&labels, &found).into_iter().map(|verdict| verdict.verdict).collect();
        assert_eq!(verdicts, expected);
    }

    #[test]
    fn each_point_serves_one_shift() {
        check(vec![change(100 * DAY, 130.0)], &[100 * DAY + 10], &[Verdict::Found(0.0)]);
        check(vec![change(100 * DAY, 130.0)], &[101 * DAY], &[Verdict::Found(0.5)]);
        check(vec![change(100 * DAY, 130.0)], &[104 * DAY], &[Verdict::Missed, Verdict::False]);
        check(vec![change(100 * DAY, 70.0)], &[99 * DAY, 100 * DAY], &[Verdict::Found(0.0), Verdict::False]);
        check(vec![change(100 * DAY, 103.0)], &[100 * DAY, 150 * DAY], &[Verdict::Excused, Verdict::False]);
        check(vec![change(100 * DAY, 150.0)], &[], &[Verdict::Missed]);
        check(vec![], &[], &[]);
    }

    #[test]
    fn the_section_counts() {
        let verdicts = score_changepoints(&Labels { changes: vec![change(DAY, 130.0)], ..labels() }, &[]);
        let text = section(&[Scored { class: Class::SuddenShift, series_days: 365.0, verdicts }]);
        assert!(text.contains("| duration | 20–40 % | 1 | 0 of 1 (0.0 %) | – |"), "{text}");
    }
}
