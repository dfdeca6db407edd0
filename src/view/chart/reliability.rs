//! Whether chances mean what they say: what was said against what happened, group by group. A point on the diagonal came
//! true as often as it was said.

use crate::domain::Period;
use crate::insight::ReliabilityBin;
use crate::view::format;
use crate::view::scale::Scale;
use crate::view::ticks;

use super::axes::{Plot, TIME_LABEL_PIXELS, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::quantity::Quantity;
use super::scene::{Anchor, Dash, Mark, Pick, Scene, Shape, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Fewest runs of a group of which something is said.
const FEWEST_RUNS: u64 = 20;
/// Smallest and largest point: half their width, CSS pixels.
const RADII: (f64, f64) = (3.0, 8.0);
/// A picture higher than this shows no more.
const HEIGHT_PIXELS: f64 = 320.0;

/// What was said of runs, and what became of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    /// Whose runs (`CI`).
    pub subject: String,
    /// Groups of runs of which about the same was said, lowest first.
    pub groups: Vec<ReliabilityBin>,
}

/// What a group says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Too small to say.
    TooFew,
    /// The interval of what happened holds what was said.
    InLine,
    /// More happened than was said.
    SaidTooLow,
    /// Less did.
    SaidTooHigh,
}

impl Verdict {
    const ALL: [Self; 4] = [Self::InLine, Self::SaidTooLow, Self::SaidTooHigh, Self::TooFew];

    fn of(group: &ReliabilityBin) -> Self {
        match (group.failed.value, group.failed.low, group.failed.high) {
            _ if group.failed.denominator < FEWEST_RUNS => Self::TooFew,
            (Some(_), Some(low), _) if group.said < low => Self::SaidTooLow,
            (Some(_), _, Some(high)) if group.said > high => Self::SaidTooHigh,
            (Some(_), Some(_), Some(_)) => Self::InLine,
            _ => Self::TooFew,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::TooFew => "too few runs to tell",
            Self::InLine => "in line",
            Self::SaidTooLow => "said too low",
            Self::SaidTooHigh => "said too high",
        }
    }

    fn look(self) -> (Shape, Tone) {
        match self {
            Self::TooFew => (Shape::Ring, Tone::Muted),
            Self::InLine => (Shape::Dot, Tone::Accent),
            Self::SaidTooLow => (Shape::Triangle, Tone::Warning),
            Self::SaidTooHigh => (Shape::Diamond, Tone::Warning),
        }
    }
}

impl Reliability {
    /// Groups with something to draw, by position.
    fn drawn(&self) -> impl Iterator<Item = (usize, &ReliabilityBin, f64)> {
        let drawn = |(key, group)| {
            let group: &ReliabilityBin = group;
            Some((key, group, group.failed.value.filter(|value| value.is_finite() && group.said.is_finite())?))
        };
        self.groups.iter().enumerate().filter_map(drawn)
    }

    fn runs(&self) -> u64 {
        self.groups.iter().map(|group| group.failed.denominator).sum()
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.drawn().filter(|(_, group, _)| Verdict::of(group) == verdict).count()
    }

    /// The largest share of either axis: both are the same, so that the diagonal is one.
    fn highest(&self) -> f64 {
        let all = self.drawn().flat_map(|(_, group, value)| [group.said, value, group.failed.high.unwrap_or(value)]);
        all.fold(0.1, f64::max).min(1.0)
    }
}

/// Half the width of a point: areas are to each other as the runs are.
fn radius(runs: u64, most: u64) -> f64 {
    let share = (runs as f64 / most.max(1) as f64).sqrt();
    (RADII.1 * share).clamp(RADII.0, RADII.1)
}

fn failed(group: &ReliabilityBin) -> String {
    let counts = format!("{} of {}", format::count(group.failed.numerator), format::count(group.failed.denominator));
    group.failed.value.map_or_else(|| counts.clone(), |value| format!("{} ({counts})", format::percent(value)))
}

fn interval(group: &ReliabilityBin) -> String {
    let known = group.failed.low.zip(group.failed.high);
    known.map_or_else(|| "–".to_owned(), |range| Quantity::Share.range(range))
}

impl Chart for Reliability {
    fn title(&self) -> &'static str {
        "Said against happened"
    }

    fn span(&self) -> String {
        self.subject.clone()
    }

    fn summary(&self) -> String {
        if self.is_empty() {
            return "Said against happened: too little is past to tell.".to_owned();
        }
        let told = Verdict::ALL.map(|verdict| (self.count(verdict), verdict.word()));
        let told: Vec<String> =
            told.into_iter().filter(|told| told.0 > 0).map(|(count, word)| format!("{count} {word}")).collect();
        format!(
            "{}: {} past runs in {} groups of like chances: {}.",
            self.subject,
            format::count(self.runs()),
            self.drawn().count(),
            told.join(", ")
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let entry = |verdict: Verdict| {
            let (shape, tone) = verdict.look();
            let text = super::heat_map::capital(verdict.word());
            (self.count(verdict) > 0).then(|| LegendEntry::new(Sign::Point(shape), tone, text))
        };
        let mut legend: Vec<LegendEntry> = Verdict::ALL.into_iter().filter_map(entry).collect();
        legend.push(LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Muted, "Failed as often as said"));
        legend
    }

    fn is_empty(&self) -> bool {
        self.drawn().next().is_none()
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(HEIGHT_PIXELS)
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let mut scene = Scene { pick: Pick::Point, ..Scene::default() };
        let (domain, ticks) = ticks::shares((0.0, self.highest()), value_tick_count(size));
        let up = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let across = Scale::linear(domain, (plot.left, plot.right));
        draw_value_axis(&mut scene, plot, &up, &ticks);
        let ends = [domain.0, domain.1].map(|share| (across.position(share), up.position(share)));
        scene.marks.push(Mark::Line { points: ends.to_vec(), tone: Tone::Muted, width: 1.5, dash: Dash::Dashed });
        let most = self.groups.iter().map(|group| group.failed.denominator).max().unwrap_or_default();
        let inside = |y: f64| y.clamp(plot.top, plot.bottom);
        for (key, group, value) in self.drawn() {
            let (shape, tone) = Verdict::of(group).look();
            let at = (across.position(group.said).clamp(plot.left, plot.right), inside(up.position(value)));
            if let Some((low, high)) = group.failed.low.zip(group.failed.high) {
                let points = vec![(at.0, inside(up.position(low))), (at.0, inside(up.position(high)))];
                scene.marks.push(Mark::Line { points, tone, width: 1.5, dash: Dash::Solid });
            }
            scene.marks.push(Mark::points(vec![at], shape, tone, radius(group.failed.denominator, most)));
            scene.stops.push(Stop { x: at.0, y: Some(at.1), key });
        }
        crate::domain::sort_by(&mut scene.stops, |left, right| left.x.total_cmp(&right.x));
        let label = |at: (f64, f64), text, anchor| Mark::label(at, text, anchor, Tone::Muted);
        scene.marks.push(label((plot.left + 6.0, plot.top + 8.0), "Failed", Anchor::Start));
        scene.marks.push(label((plot.right - 4.0, plot.bottom - 10.0), "Said", Anchor::End));
        let labels = Quantity::Share.labels(&across, TIME_LABEL_PIXELS);
        draw_time_axis(&mut scene, plot, labels.into_iter().map(|tick| (across.position(tick.value), tick.label)));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let group = self.groups.get(key)?;
        let rows = vec![
            ("Failed".to_owned(), failed(group)),
            ("95\u{a0}% interval".to_owned(), interval(group)),
            ("Verdict".to_owned(), Verdict::of(group).word().to_owned()),
        ];
        Some(Readout { title: format!("Said {}", format::percent(group.said)), rows })
    }

    fn table(&self) -> Table {
        let row = |group: &ReliabilityBin| {
            vec![
                format::percent(group.said),
                Quantity::Share.range((group.lowest, group.highest)),
                failed(group),
                interval(group),
                Verdict::of(group).word().to_owned(),
            ]
        };
        let columns = vec!["Said on average", "Said from – to", "Failed", "95\u{a0}% interval", "Verdict"];
        Table { columns, rows: self.groups.iter().rev().map(row).collect(), note: None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::check_scene;
    use super::*;
    use crate::insight::Rate;

    fn group(said: f64, failed: u64, runs: u64) -> ReliabilityBin {
        ReliabilityBin { lowest: said * 0.9, highest: said * 1.1, said, failed: Rate::of(failed, runs) }
    }

    fn chart(groups: Vec<ReliabilityBin>) -> Reliability {
        Reliability { subject: "CI".to_owned(), groups }
    }

    #[test]
    fn a_group_is_judged_by_its_interval() {
        let check = |said: f64, failed: u64, runs: u64, expected: &str| {
            assert_eq!(Verdict::of(&group(said, failed, runs)).word(), expected, "{said} {failed} {runs}");
        };
        check(0.10, 3, 30, "in line");
        check(0.10, 0, 19, "too few runs to tell");
        check(0.02, 15, 40, "said too low");
        check(0.60, 4, 40, "said too high");
        check(0.5, 0, 0, "too few runs to tell");
    }

    #[test]
    fn the_words_say_what_the_picture_shows() {
        let told = chart(vec![group(0.1, 3, 30), group(0.2, 25, 40), group(0.5, 3, 9)]);
        assert_eq!(
            told.summary(),
            "CI: 79 past runs in 3 groups of like chances: 1 in line, 1 said too low, 1 too few runs to tell."
        );
        let sentence = told.readout(1).map(|readout| readout.sentence().replace('\u{a0}', " "));
        let expected = "Said 20.0 %: Failed 62.5 % (25 of 40), 95 % interval 47.0 % to 75.8 %, Verdict said too low";
        assert_eq!(sentence.as_deref(), Some(expected));
        assert_eq!(told.table().rows.len(), 3);
        assert_eq!(told.legend().len(), 4);
        let empty = chart(Vec::new());
        assert!(empty.is_empty() && !empty.summary().contains("NaN") && empty.readout(0).is_none());
    }

    #[test]
    fn both_axes_are_the_same_and_points_grow_with_their_runs() {
        let scene = chart(vec![group(0.1, 3, 30), group(0.3, 36, 120)]).scene(Size {
            width: 640.0,
            height: 320.0,
            pixel_ratio: 1.0,
        });
        let on_diagonal = |x: f64, y: f64| {
            let diagonal = scene.marks.iter().find_map(|mark| match mark {
                Mark::Line { points, dash: Dash::Dashed, .. } => Some(points.clone()),
                _ => None,
            });
            let [from, to] = diagonal.unwrap_or_default()[..] else { return false };
            (from.1 + (x - from.0) / (to.0 - from.0) * (to.1 - from.1) - y).abs() < 1.0
        };
        assert!(scene.stops.iter().all(|stop| on_diagonal(stop.x, stop.y.unwrap_or_default())), "{:?}", scene.stops);
        let radii: Vec<f64> = scene
            .marks
            .iter()
            .filter_map(|mark| if let Mark::Points { radius, .. } = mark { Some(*radius) } else { None })
            .collect();
        assert_eq!(radii, [4.0, 8.0]);
    }

    proptest! {
        #[test]
        fn it_stays_inside_its_picture(
            groups in prop::collection::vec((0.0..=1.0_f64, 0..400_u64, 0..400_u64), 0..12),
            width in 60.0..1_600.0_f64,
            height in 60.0..400.0_f64,
        ) {
            let groups = groups.iter().map(|&(said, failed, passed)| group(said, failed, failed + passed)).collect();
            check_scene(&chart(groups), Size { width, height, pixel_ratio: 1.0 });
        }
    }
}
