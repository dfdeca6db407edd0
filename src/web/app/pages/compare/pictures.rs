//! The charts of both sides: how durations spread, and success and duration day by day.

use std::sync::Arc;

use forerun::domain::Zone;
use forerun::engine::Compared;
use forerun::insight::{Day, SideBySide};
use forerun::view::chart::{Chart, PairedBars, PairedDay, PairedLines, Quantity};
use leptos::prelude::*;

use crate::charts::ChartFigure;
use crate::components::Panel;

/// Days that rest on fewer are left out where others rest on more.
const FEWEST: u64 = 5;

type Make = fn(&SideBySide, [String; 2], Arc<Zone>) -> Arc<dyn Chart>;

/// The panels.
pub fn charts(compared: Signal<Arc<Compared>>, names: Memo<[String; 2]>) -> AnyView {
    let zone = use_context::<Signal<Arc<Zone>>>().unwrap_or_else(|| Signal::stored(Arc::new(Zone::default())));
    let figure = move |make: Make| {
        let chart = Memo::new_with_compare(
            move |before: Option<&Option<Arc<dyn Chart>>>| {
                let (names, zone) = (names.get(), zone.get());
                let made = compared.with(|compared| compared.sides.as_ref().map(|sides| make(sides, names, zone)));
                // Without numbers the page shows why instead; until then the last picture stays.
                made.or_else(|| before.cloned().flatten())
            },
            |_, _| true,
        );
        let first = chart.get_untracked();
        first.map(|first| {
            let chart = Signal::derive(move || chart.get().unwrap_or_else(|| first.clone()));
            view! { <ChartFigure chart /> }
        })
    };
    view! {
        <Panel title="How durations spread" class="full" note="Passed attempts of both sides in the same bins.">
            {figure(spread)}
        </Panel>
        <Panel title="Success day by day" class="half" note="Aligned by the day of each side's window; days with fewer than 5 decided attempts are left out where others have more.">
            {figure(success)}
        </Panel>
        <Panel title="Duration day by day" class="half" note="Median of the passed attempts of each day; days with fewer than 5 are left out where others have more.">
            {figure(duration)}
        </Panel>
    }
    .into_any()
}

fn spread(sides: &SideBySide, names: [String; 2], _zone: Arc<Zone>) -> Arc<dyn Chart> {
    let spread = sides.spread.as_ref();
    Arc::new(PairedBars {
        title: "Durations of passed attempts",
        value_name: "Duration",
        counted: "attempts",
        quantity: Quantity::Seconds,
        names,
        borders: spread.map(|spread| spread.borders.clone()).unwrap_or_default(),
        counts: spread.map(|spread| [spread.first.clone(), spread.second.clone()]).unwrap_or_default(),
        medians: spread
            .map(|spread| [spread.first_quantiles.median, spread.second_quantiles.median])
            .unwrap_or_default(),
    })
}

fn lines(
    [title, value_name, counted]: [&'static str; 3],
    quantity: Quantity,
    sides: &SideBySide,
    names: [String; 2],
    zone: Arc<Zone>,
    value: fn(&Day) -> (Option<f64>, u64),
) -> Arc<dyn Chart> {
    // One long run on a quiet day would press all others flat; where every day is quiet, each is drawn.
    let all = || sides.first.days.iter().chain(&sides.second.days);
    let least = if all().any(|day| value(day).1 >= FEWEST) { FEWEST } else { 1 };
    let days = |days: &[Day]| {
        let day = |day: &Day| {
            let (value, count) = value(day);
            PairedDay { start: day.start, value: value.filter(|_| count >= least), count }
        };
        days.iter().map(day).collect::<Vec<_>>()
    };
    let days = [days(&sides.first.days), days(&sides.second.days)];
    Arc::new(PairedLines { title, value_name, counted, quantity, names, days, zone })
}

fn success(sides: &SideBySide, names: [String; 2], zone: Arc<Zone>) -> Arc<dyn Chart> {
    let words = ["Success rate by day", "Success rate", "decided attempts"];
    lines(words, Quantity::Share, sides, names, zone, |day| (day.success.value, day.success.denominator))
}

fn duration(sides: &SideBySide, names: [String; 2], zone: Arc<Zone>) -> Arc<dyn Chart> {
    let words = ["Median duration by day", "Median duration", "passed attempts"];
    lines(words, Quantity::Seconds, sides, names, zone, |day| (day.median_duration_seconds, day.counts.passed))
}
