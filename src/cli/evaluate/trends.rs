//! Scores directions: right, wrong, missed, and called where there is none.

use forerun::domain::Period;
use forerun::insight::Direction;
use forerun::simulate::labelled::{Class, LabelledMetric, Labels};

use super::tally::{Share, head, line};

/// A true change over the window smaller than this is none: the definition of a direction asks for as much.
const SMALLEST_PERCENT: f64 = 5.0;

/// What a direction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// A labelled metric.
    Labelled(LabelledMetric),
    /// Attempts a day, which no class moves for good.
    Volume,
}

/// What was said of one workflow over one window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaidTrend {
    /// Of which workflow; `None`: the repository.
    pub workflow_id: Option<u64>,
    /// Of what.
    pub metric: Followed,
    /// The window.
    pub period: Period,
    /// The direction; `None` where the data do not tell.
    pub direction: Option<Direction>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a trend and its direction was said.
    Right,
    /// There is one and the other direction was said.
    Wrong,
    /// There is one and none was said.
    Missed,
    /// There is none and none was said.
    Quiet,
    /// There is none and one was said.
    False,
}

/// One judged direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendVerdict {
    /// Of what.
    pub metric: Followed,
    /// What became of it.
    pub verdict: Verdict,
    /// True change over the window in percent, regardless of its sign.
    pub size: f64,
    /// Length of the window in days.
    pub window_days: f64,
}

/// Judges one direction; `None` where nothing was said, or where the truth is neither a trend nor its absence (a level
/// shifted, an outage, a drift below 5 %, the repository as a whole in a class with an effect).
pub fn score_trend(labels: &Labels, said: &SaidTrend) -> Option<TrendVerdict> {
    let direction = said.direction?;
    let concerns = |workflow_id: u64| said.workflow_id.is_none_or(|id| id == workflow_id);
    let shifts = labels.changes.iter().any(|change| {
        concerns(change.workflow_id)
            && Followed::Labelled(change.metric) == said.metric
            && said.period.contains(change.at)
    });
    let is_out = said.metric == Followed::Labelled(LabelledMetric::FailureRate) && !labels.outages.is_empty();
    if shifts || is_out {
        return None;
    }
    let trend = labels
        .trends
        .iter()
        .find(|trend| concerns(trend.workflow_id) && Followed::Labelled(trend.metric) == said.metric);
    let weeks = said.period.days() / 7.0;
    let over_window = trend.map_or(0.0, |trend| 100.0 * ((trend.percent_a_week / 100.0).ln_1p() * weeks).exp_m1());
    let is_trend = over_window.abs() >= SMALLEST_PERCENT;
    if trend.is_some() && (!is_trend || said.workflow_id.is_none()) {
        return None;
    }
    let verdict = match (is_trend, direction) {
        (false, Direction::Flat) => Verdict::Quiet,
        (false, _) => Verdict::False,
        (true, Direction::Flat) => Verdict::Missed,
        (true, Direction::Up) if over_window > 0.0 => Verdict::Right,
        (true, Direction::Down) if over_window < 0.0 => Verdict::Right,
        (true, _) => Verdict::Wrong,
    };
    Some(TrendVerdict { metric: said.metric, verdict, size: over_window.abs(), window_days: said.period.days() })
}

/// The section on trends.
pub fn section(scored: &[(Class, &[TrendVerdict])]) -> String {
    let mut text = String::from(
        "## Trends\n\nDirection of each workflow over 30 days and over the whole history. A true trend changes the level by at least 5 % over\n\
         the window; windows in which a level shifts are left out. *False share*: directions other than flat / all said of\n\
         series without trend (nominal 5 %).\n\n",
    );
    text += &head(&["duration, true change over the window", "trends", "right", "wrong", "missed"]);
    let all = || scored.iter().flat_map(|(_, verdicts)| verdicts.iter());
    for (low, high, name) in
        [(5.0, 10.0, "5–10 %"), (10.0, 20.0, "10–20 %"), (20.0, 40.0, "20–40 %"), (40.0, f64::INFINITY, "over 40 %")]
    {
        let there = || all().filter(|verdict| (low..high).contains(&verdict.size));
        let share = |wanted: Verdict| Share::of_items(there(), |verdict| verdict.verdict == wanted);
        let [right, wrong, missed] = [Verdict::Right, Verdict::Wrong, Verdict::Missed].map(share);
        text += &line(&[name.to_owned(), right.of.to_string(), right.text(), wrong.text(), missed.text()]);
    }
    text.push('\n');
    text += &head(&["series without trend", "false share, 30 days", "whole history"]);
    let metrics = [
        (Followed::Labelled(LabelledMetric::Duration), "duration"),
        (Followed::Labelled(LabelledMetric::FailureRate), "failure rate"),
        (Followed::Labelled(LabelledMetric::QueueTime), "queue time"),
        (Followed::Volume, "volume"),
    ];
    let false_share = |verdicts: &mut dyn Iterator<Item = &TrendVerdict>, metric, is_short: bool| {
        let without = verdicts.filter(|verdict| {
            verdict.metric == metric
                && matches!(verdict.verdict, Verdict::Quiet | Verdict::False)
                && (verdict.window_days < 31.0) == is_short
        });
        Share::of_items(without, |verdict| verdict.verdict == Verdict::False).text()
    };
    for (metric, name) in metrics {
        let [short, long] = [true, false].map(|is_short| false_share(&mut all(), metric, is_short));
        text += &line(&[name.to_owned(), short, long]);
    }
    text.push('\n');
    text += &head(&["false directions of durations, by class", "30 days", "whole history"]);
    for class in Class::ALL {
        let of_class =
            || scored.iter().filter(move |(other, _)| *other == class).flat_map(|(_, verdicts)| verdicts.iter());
        let [short, long] = [true, false]
            .map(|is_short| false_share(&mut of_class(), Followed::Labelled(LabelledMetric::Duration), is_short));
        text += &line(&[class.name().to_owned(), short, long]);
    }
    text
}

#[cfg(test)]
mod tests {
    use forerun::domain::Timestamp;
    use forerun::simulate::labelled::SlowTrend;

    use super::super::testing::labels;
    use super::*;

    fn check(percent_a_week: Option<f64>, direction: Option<Direction>, expected: Option<Verdict>) {
        let metric = LabelledMetric::Duration;
        let trend = percent_a_week.map(|percent_a_week| SlowTrend { workflow_id: 7, metric, percent_a_week });
        let labels = Labels { trends: trend.into_iter().collect(), ..labels() };
        let period = Period { start: Timestamp(0), end: Timestamp(0).plus_days(70) };
        let said = SaidTrend { workflow_id: Some(7), metric: Followed::Labelled(metric), period, direction };
        assert_eq!(score_trend(&labels, &said).map(|verdict| verdict.verdict), expected, "{percent_a_week:?}");
    }

    #[test]
    fn directions_are_judged() {
        check(None, Some(Direction::Flat), Some(Verdict::Quiet));
        check(None, Some(Direction::Up), Some(Verdict::False));
        check(None, None, None);
        check(Some(2.0), Some(Direction::Up), Some(Verdict::Right));
        check(Some(2.0), Some(Direction::Down), Some(Verdict::Wrong));
        check(Some(-2.0), Some(Direction::Down), Some(Verdict::Right));
        check(Some(2.0), Some(Direction::Flat), Some(Verdict::Missed));
        check(Some(0.2), Some(Direction::Flat), None);
    }
}
