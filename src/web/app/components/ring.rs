//! A score as a ring and as a bar.

use leptos::prelude::*;

use crate::words::{NOTHING, Tone};

const RADIUS: f64 = 52.0;

/// A ring that is filled to `score` of 100, with the number inside.
#[component]
pub fn Ring(score: Option<f64>, tone: Tone, label: String) -> impl IntoView {
    let circumference = core::f64::consts::TAU * RADIUS;
    let filled = circumference * score.unwrap_or_default().clamp(0.0, 100.0) / 100.0;
    let number = score.map_or_else(|| NOTHING.to_owned(), |score| format!("{score:.0}"));
    view! {
        <div class=format!("ring {}", tone.class()) role="img" aria-label=label>
            <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
                <circle class="ring-track" cx="60" cy="60" r=RADIUS.to_string()></circle>
                <circle
                    class="ring-fill"
                    cx="60"
                    cy="60"
                    r=RADIUS.to_string()
                    stroke-dasharray=format!("{filled:.1} {circumference:.1}")
                    transform="rotate(-90 60 60)"
                ></circle>
            </svg>
            <span class="ring-number" aria-hidden="true">
                {number}
                <small>"of 100"</small>
            </span>
        </div>
    }
}

/// A bar that is filled to `share` of 1. The number stands beside it in text.
#[component]
pub fn Meter(share: Option<f64>, tone: Tone) -> impl IntoView {
    let width = format!("{:.1}%", share.unwrap_or_default().clamp(0.0, 1.0) * 100.0);
    view! {
        <div class=format!("meter {}", tone.class()) aria-hidden="true">
            <div class="meter-fill" style:width=width></div>
        </div>
    }
}
