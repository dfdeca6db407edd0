//! Whether it depends on the hour or the weekday: the week's hours, what of their differences is more than chance, and
//! the days of a year.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::{Cycle, Metric, Rhythm};
use forerun::view::chart::{failure_calendar, week_map};
use forerun::view::format;
use forerun::view::lack::{Noun, of_rhythm};
use leptos::prelude::*;

use crate::charts::{ChartFigure, built};
use crate::components::{Explanation, Panel, SelectField, badge};
use crate::state::use_app;
use crate::words::movement::phase_name;
use crate::words::{Tone, metric_name, p_value};

use super::super::drawn::once_enough;

/// Words of metrics in addresses; the first is shown where none is named.
const METRICS: [(&str, Metric); 4] = [
    ("", Metric::FailureRate),
    ("duration", Metric::Duration),
    ("queue_time", Metric::QueueTime),
    ("volume", Metric::Volume),
];

/// What the map of the week counts.
const HOURS: Noun = ("hour with enough attempts", "hours with enough attempts");
/// What the calendar counts.
const DAYS_TOLD: Noun = ("day with enough attempts", "days with enough attempts");
/// With fewer of them a week of hours, or a year of days, is an empty picture with spots in it.
const FEWEST_HOURS: usize = 12;
const FEWEST_DAYS: usize = 7;

/// An adjusted p below this is not called chance, even where the difference is too small to tell.
const BEYOND_CHANCE: f64 = 0.05;

/// The panels.
pub fn panels(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let zone = move || app.zone.with_value(Clone::clone);
    let chosen = Memo::new(move |_| app.route.with(|route| route.detail("hours").unwrap_or_default().to_owned()));
    let chosen_metric = move || {
        let found = METRICS.iter().find(|(word, _)| *word == chosen.get());
        found.map_or(Metric::FailureRate, |(_, metric)| *metric)
    };
    let map_of = move |metric: Metric| {
        trends.with(|trends| {
            let movements = &trends.movements;
            week_map(metric, &movements.season.cells, movements.period, &zone())
        })
    };
    let map = built(move || Arc::new(map_of(chosen_metric())));
    let calendar = built(move || trends.with(|trends| Arc::new(failure_calendar(&trends.year, zone()))));
    let choices = METRICS.map(|(word, metric)| (word.to_owned(), metric_name(metric).to_owned())).to_vec();
    let choose = Callback::new(move |value: String| app.go(app.route.get_untracked().with_detail("hours", &value)));
    let rhythms = move || trends.with(|trends| trends.movements.season.rhythms.iter().map(sentence).collect_view());
    let explanation = Explanation::of(
        "Weekdays and hours of the day are tested, no other cycle is searched for: ranks on a trend and the phase for attempts and \
         durations, χ² of failures against the spread of days, Kruskal–Wallis of hours each less its day. Called seasonal only \
         where p < 0.01, p adjusted over everything tested < 0.05, the season explains at least 30 % of the variance (not asked \
         of rates) and highest and lowest differ by 5 % or two percentage points. Local time.",
    );
    let of_year = Explanation::of(
        "Failed ÷ (passed + failed) attempts started on each local day, up to 53 weeks back whatever the window; days with fewer \
         than 5 decided attempts show no rate.",
    );
    view! {
        <Panel title="Hours of the week" class="full" explanation=Some(explanation)>
            <div class="panel-tools">
                <SelectField
                    id="hours-metric"
                    label="Measure"
                    choices=Signal::stored(choices)
                    chosen=chosen
                    on_choose=choose
                />
            </div>
            {once_enough(FEWEST_HOURS, HOURS, move || map_of(chosen_metric()).known_count(), move || {
                view! { <ChartFigure chart=map /> }.into_any()
            })}
            <h3>"More than chance?"</h3>
            <ul class="verdicts">{rhythms}</ul>
        </Panel>
        <Panel title="Days of the year" note="Failure rate of each day." class="full" explanation=Some(of_year)>
            {once_enough(FEWEST_DAYS, DAYS_TOLD, move || trends.with(|trends| days_of_year(trends)), move || {
                view! { <ChartFigure chart=calendar /> }.into_any()
            })}
        </Panel>
    }
    .into_any()
}

/// Days of which the calendar tells a rate.
fn days_of_year(trends: &Trends) -> usize {
    failure_calendar(&trends.year, Arc::default()).known_count()
}

fn sentence(rhythm: &Rhythm) -> AnyView {
    let cycle = match rhythm.cycle {
        Cycle::Week => "by weekday",
        Cycle::Day => "by hour",
    };
    let name = format!("{} {cycle}", metric_name(rhythm.metric));
    let amplitude = rhythm.amplitude.map(|amplitude| match rhythm.metric {
        Metric::FailureRate | Metric::SuccessRate => format!("{} percentage points", format::number(amplitude, 1)),
        _ => format::percent(amplitude / 100.0),
    });
    let ends = rhythm.highest.zip(rhythm.lowest).map(|(highest, lowest)| {
        format!("highest {}, lowest {}", phase_name(rhythm.cycle, highest), phase_name(rhythm.cycle, lowest))
    });
    let basis = rhythm.adjusted_p.map(|p| format!("{}, n\u{a0}=\u{a0}{}", p_value(p), format::count(rhythm.count)));
    let (word, tone, text) = match &rhythm.is_seasonal {
        Ok(true) => {
            let parts = [amplitude.map(|amplitude| format!("differs by {amplitude}")), ends, basis];
            ("follows the clock", Tone::Warning, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
        }
        Ok(false) if rhythm.adjusted_p.is_some_and(|p| p < BEYOND_CHANCE) => {
            let differs = amplitude.map(|amplitude| format!("differs by {amplitude}: too little, or too unsteadily"));
            let parts = [differs, basis];
            ("no clear rhythm", Tone::Neutral, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
        }
        Ok(false) => ("no more than chance", Tone::Neutral, basis.unwrap_or_default()),
        Err(lack) => ("cannot be told", Tone::Neutral, of_rhythm(rhythm, lack)),
    };
    view! {
        <li>
            <p>
                <strong>{name}</strong>
                " "
                {badge(word, tone)}
            </p>
            <p class="muted">{text}</p>
        </li>
    }
    .into_any()
}
