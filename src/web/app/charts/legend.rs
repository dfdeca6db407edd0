//! The legend in HTML: a swatch with the form and colour of the marks, and what they mean.

use forerun::view::chart::{Dash, Fill, LegendEntry, Shape, Sign, Step, Tone};
use leptos::prelude::*;

/// All entries of a legend, and what must be said of the picture at its present size.
#[component]
pub fn Legend(entries: Vec<LegendEntry>, caption: Option<&'static str>) -> impl IntoView {
    let entry = |entry: LegendEntry| {
        view! { <li class="chart-legend-entry">{swatch(entry.sign, entry.tone)} <span>{entry.text}</span></li> }
    };
    let caption = caption.map(|caption| view! { <li class="chart-legend-caption">{caption}</li> });
    view! { <ul class="chart-legend">{entries.into_iter().map(entry).collect_view()} {caption}</ul> }
}

fn swatch(sign: Sign, tone: Tone) -> impl IntoView {
    let form = match sign {
        Sign::Line(dash) => line(dash),
        Sign::Point(shape) => point(shape),
        Sign::Area(fill) => area(fill),
        Sign::Step(step) => {
            let side = 12.0 * step.fullness();
            let (x, y) = (9.0 - side / 2.0, 6.0 - side / 2.0);
            view! { <rect x=x y=y width=side height=side fill="currentColor"/> }.into_any()
        }
        Sign::Band => {
            view! { <rect x="0" y="1" width="18" height="10" fill="currentColor" opacity="0.55"/> }.into_any()
        }
    };
    view! {
        <svg class=format!("chart-swatch {}", tone_class(tone)) viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">
            {form}
        </svg>
    }
}

fn line(dash: Dash) -> AnyView {
    let dashes = match dash {
        Dash::Solid => "none",
        Dash::Dashed => "6 3",
        Dash::Dotted => "2 2",
    };
    view! { <path d="M0 6h18" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray=dashes/> }.into_any()
}

fn point(shape: Shape) -> AnyView {
    let filled = |path: &'static str| view! { <path d=path fill="currentColor"/> }.into_any();
    match shape {
        Shape::Dot => view! { <circle cx="9" cy="6" r="4" fill="currentColor"/> }.into_any(),
        Shape::Ring => {
            view! { <circle cx="9" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/> }.into_any()
        }
        Shape::Square => filled("M5.5 2.5h7v7h-7z"),
        Shape::Diamond => filled("M9 1l5 5-5 5-5-5z"),
        Shape::Triangle => filled("M9 1l5 9.5h-10z"),
        Shape::Cross => {
            view! { <path d="M5 2l8 8M13 2l-8 8" fill="none" stroke="currentColor" stroke-width="2"/> }.into_any()
        }
    }
}

fn area(fill: Fill) -> AnyView {
    let with_stripes = |stripes: &'static str| {
        view! {
            <rect x="1" y="0" width="16" height="12" fill="currentColor"/>
            <path class="chart-swatch-stripe" d=stripes fill="none" stroke-width="1.5"/>
        }
        .into_any()
    };
    match fill {
        Fill::Solid => view! { <rect x="1" y="0" width="16" height="12" fill="currentColor"/> }.into_any(),
        Fill::Striped => with_stripes("M-1 8l8-8M3 12l12-12M9 12l10-10M15 12l4-4"),
        Fill::Ruled => with_stripes("M0 2.5h18M0 6h18M0 9.5h18"),
        Fill::Hollow => view! {
            <rect x="1.75" y="0.75" width="14.5" height="10.5" fill="none" stroke="currentColor" stroke-width="1.5"/>
        }
        .into_any(),
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Text => "chart-tone-text",
        Tone::Muted => "chart-tone-muted",
        Tone::Line => "chart-tone-line",
        Tone::Grid => "chart-tone-grid",
        Tone::Surface => "chart-tone-surface",
        Tone::Band => "chart-tone-band",
        Tone::Accent => "chart-tone-accent",
        Tone::Passed => "chart-tone-passed",
        Tone::Failed => "chart-tone-failed",
        Tone::Cancelled => "chart-tone-cancelled",
        Tone::Excluded => "chart-tone-excluded",
        Tone::Unfinished => "chart-tone-unfinished",
        Tone::Warning => "chart-tone-warning",
        Tone::Step(Step::First) => "chart-tone-step-1",
        Tone::Step(Step::Second) => "chart-tone-step-2",
        Tone::Step(Step::Third) => "chart-tone-step-3",
        Tone::Step(Step::Fourth) => "chart-tone-step-4",
        Tone::Step(Step::Fifth) => "chart-tone-step-5",
    }
}
