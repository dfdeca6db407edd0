//! Cost through time: stacked by what the address names, and against what was expected.

use std::sync::Arc;

use forerun::domain::sort_by;
use forerun::engine::KnownCost;
use forerun::insight::{CostPart, CostSeries, ExpectedCost, WasteCause};
use forerun::view::chart::{Chart, Fill, LineBand, LinePoint, PART_LOOKS, Quantity, Stacked, StackedPart, Tone};
use forerun::view::format;
use forerun::view::lack::{DAYS, FEWEST_DRAWN};
use leptos::prelude::*;

use crate::charts::{ChartFigure, built, zone};
use crate::components::{Day, Explanation, Panel};
use crate::state::use_app;
use crate::words::reason_of;

use super::super::drawn::{drawn, once_enough};
use super::headline::range;
use super::names::part_name;
use super::{Known, of};

/// By what a day is cut: word in the address, label, titles in dollars and minutes.
const CUTS: [(&str, &str, &str, &str); 3] = [
    ("workflow", "Workflow", "Cost a day by workflow", "Billed minutes a day by workflow"),
    ("runner", "Runner", "Cost a day by runner", "Billed minutes a day by runner"),
    ("use", "What it led to", "Cost a day by what it led to", "Billed minutes a day by what they led to"),
];

/// Stacked bars of days.
pub fn by_day(known: Known) -> AnyView {
    let app = use_app();
    let zone = zone();
    let cut = Memo::new(move |_| {
        let word = app.route.with(|route| route.detail("by").unwrap_or_default().to_owned());
        CUTS.iter().position(|cut| cut.0 == word).unwrap_or_default()
    });
    let is_free = move || of(known, |known| known.summary.total.dollars() <= 0.0);
    let in_minutes = Memo::new(move |_| is_free() || app.route.with(|route| route.detail("unit") == Some("minutes")));
    let chart = built(move || {
        let Some((_, _, in_dollars, in_minutes_title)) = CUTS.get(cut.get()).copied() else {
            return Arc::new(Stacked::new("Cost a day", Quantity::Dollars, &[], Vec::new(), zone.get()))
                as Arc<dyn Chart>;
        };
        let minutes = in_minutes.get();
        let (title, quantity) =
            if minutes { (in_minutes_title, Quantity::Minutes) } else { (in_dollars, Quantity::Dollars) };
        let (days, parts) = of(known, |known| {
            let series = match cut.get() {
                0 => &known.breakdown.by_workflow,
                1 => &known.breakdown.by_runner,
                _ => &known.breakdown.by_use,
            };
            (known.breakdown.days.clone(), parts(series, minutes))
        });
        Arc::new(Stacked::new(title, quantity, &days, parts, zone.get()))
    });
    let shown = move || {
        let cuts = CUTS.iter().enumerate().map(|(position, cut_of)| {
            let value = if position == 0 { "" } else { cut_of.0 };
            choice(cut_of.1, Signal::derive(move || cut.get() == position), "by", value)
        });
        view! {
            <div class="chart-choices">
                <div class="segments" role="group" aria-label="Cut by">
                    {cuts.collect_view()}
                </div>
                <Show when=move || !is_free()>
                    <div class="segments" role="group" aria-label="Unit">
                        {choice("Dollars", Signal::derive(move || !in_minutes.get()), "unit", "")}
                        {choice("Minutes", in_minutes.into(), "unit", "minutes")}
                    </div>
                </Show>
            </div>
            <ChartFigure chart />
        }
        .into_any()
    };
    view! {
        <Panel
            title="Where it goes, day by day"
            explanation=Some(Explanation::of(
                "Dollars and billed minutes by the local day on which an attempt started. Workflows and runners beyond the five \
                 dearest are one part. Estimated: attempts whose jobs are not stored, at the mean of their workflow.",
            ))
        >
            {once_enough(FEWEST_DRAWN, ("day with jobs", "days with jobs"), move || of(known, days_with_jobs), shown)}
        </Panel>
    }
    .into_any()
}

/// Days on which anything was billed.
fn days_with_jobs(known: &KnownCost) -> usize {
    let series = &known.breakdown.by_workflow;
    let is_any = |day: usize| series.iter().any(|one| one.minutes.get(day).is_some_and(|&minutes| minutes > 0.0));
    (0..known.breakdown.days.len()).filter(|&day| is_any(day)).count()
}

/// Whole days, as long as any of them cost something.
fn days_that_cost(known: &KnownCost) -> usize {
    let days = || known.course.days.iter().filter(|day| day.is_whole);
    if days().any(|day| day.dollars > 0.0) { days().count() } else { 0 }
}

/// A button that writes a choice into the address.
fn choice(label: &'static str, is_chosen: Signal<bool>, name: &'static str, value: &'static str) -> AnyView {
    let app = use_app();
    let choose = move |_| app.go(app.route.with_untracked(|route| route.with_detail(name, value)));
    view! {
        <button type="button" aria-pressed=move || is_chosen.get().to_string() on:click=choose>
            {label}
        </button>
    }
    .into_any()
}

fn parts(series: &[CostSeries], in_minutes: bool) -> Vec<StackedPart> {
    let mut looks = PART_LOOKS.iter().copied();
    let part = |series: &CostSeries| {
        let (tone, fill) = match series.part {
            CostPart::Used => (Tone::Step(forerun::view::chart::Step::Second), Fill::Solid),
            CostPart::Lost(WasteCause::FlakyRerun) => (Tone::Failed, Fill::Striped),
            CostPart::Lost(WasteCause::Rerun) => (Tone::Warning, Fill::Solid),
            CostPart::Lost(WasteCause::Superseded) => (Tone::Cancelled, Fill::Ruled),
            CostPart::Lost(WasteCause::Cancelled) => (Tone::Cancelled, Fill::Solid),
            CostPart::Lost(WasteCause::Rounding) => (Tone::Excluded, Fill::Striped),
            CostPart::Estimated => (Tone::Muted, Fill::Hollow),
            CostPart::Others(_) => (Tone::Excluded, Fill::Hollow),
            CostPart::Workflow(_) | CostPart::Runner(_) => looks.next().unwrap_or((Tone::Excluded, Fill::Solid)),
        };
        let values = if in_minutes { &series.minutes } else { &series.dollars };
        StackedPart { name: part_name(&series.part), tone, fill, values: values.clone() }
    };
    series.iter().map(part).collect()
}

/// Days against their expectation, with those that were unusual.
pub fn expected(known: Known) -> AnyView {
    let zone = zone();
    let chart = built(move || {
        let point = |day: &forerun::insight::CourseDay| LinePoint {
            start: day.start,
            value: day.is_whole.then_some(day.dollars),
            interval: day.interval,
            count: 1,
        };
        let points = of(known, |known| known.course.days.iter().map(point).collect());
        Arc::new(LineBand {
            title: "Cost a day against expectation",
            value_name: "Spent",
            band_name: "Expected, 95 %",
            counted: "days",
            quantity: Quantity::Dollars,
            points,
            level: None,
            zone: zone.get(),
        }) as Arc<dyn Chart>
    });
    let unusual = move || of(known, |known| Some(unusual(&known.course)));
    view! {
        <Panel
            title="Against expectation"
            explanation=Some(Explanation::of(
                "Expected of a day: the median of the same weekday in up to 8 earlier weeks, at least 3. The band held 95 of 100 \
                 days. Unusual: at least 25 % off, and further off than 3.5 robust standard deviations of all days. A day that \
                 is not over is left out.",
            ))
        >
            {drawn(chart, ("whole day that cost something", "whole days that cost something"), move || {
                of(known, days_that_cost)
            })}
            {unusual}
        </Panel>
    }
    .into_any()
}

/// The unusual days of the window; those before it are part of the expectation alone.
fn unusual(course: &forerun::insight::CostCourse) -> AnyView {
    let from = course.days.first().map(|day| day.start);
    let mut days = match &course.expectation.unusual_days {
        Err(lack) => {
            let lack = format!("Unusual days cannot be told: {}.", reason_of(lack, DAYS));
            return view! { <p class="muted">{lack}</p> }.into_any();
        }
        Ok(days) => days.iter().filter(|day| Some(day.start) >= from).cloned().collect::<Vec<_>>(),
    };
    if days.is_empty() {
        return view! { <p class="muted">"No day was unusual."</p> }.into_any();
    }
    sort_by(&mut days, |a, b| b.start.cmp(&a.start));
    let row = |day: &ExpectedCost| {
        let off = day.deviation_percent.map(format::signed_percent);
        let usual = day.interval.as_ref().ok().map(|interval| format!("usually {}", range(*interval)));
        let beside = off.into_iter().chain(usual).collect::<Vec<_>>().join(" · ");
        view! {
            <li>
                <span>
                    <Day at=day.start />
                    ": "
                    <strong>{format::dollars(day.dollars)}</strong>
                </span>
                <span class="muted">{beside}</span>
            </li>
        }
    };
    let rows = days.iter().take(5).map(row).collect_view();
    view! {
        <h3>"Unusual days"</h3>
        <ul class="stretches">{rows}</ul>
    }
    .into_any()
}
