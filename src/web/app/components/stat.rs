//! One number with what it needs to be believed: how it changed, what it rests on, how it was made.

use leptos::prelude::*;

use crate::words::Tone;

use super::{Explain, Explanation, Icon, IconName};

/// A number to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatData {
    /// What it is.
    pub label: &'static str,
    /// The number with its unit, or a dash.
    pub value: String,
    /// Interval, denominator, neighbours: one short line.
    pub detail: String,
    /// Against the window before.
    pub change: Option<ChangeNote>,
    /// How it was made.
    pub explanation: Explanation,
}

/// A change against the window before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeNote {
    /// `+4.2 %`, or a dash.
    pub amount: String,
    /// `better`, `no clear change`, ….
    pub word: &'static str,
    /// Good or bad.
    pub tone: Tone,
    /// The two numbers, for the title.
    pub title: String,
}

/// One number.
#[component]
pub fn Stat(data: StatData) -> impl IntoView {
    let change = data.change.map(|change| {
        let icon = match change.tone {
            Tone::Neutral => IconName::Level,
            _ if change.amount.starts_with('+') => IconName::Up,
            _ => IconName::Down,
        };
        view! {
            <p class=format!("change {}", change.tone.class()) title=change.title>
                <Icon name=icon />
                <span class="change-amount">{change.amount}</span>
                <span>{change.word}</span>
            </p>
        }
    });
    view! {
        <div class="stat">
            <div class="stat-head">
                <h3>{data.label}</h3>
                <Explain explanation=data.explanation />
            </div>
            <p class="stat-value">{data.value}</p>
            <p class="stat-detail">{data.detail}</p>
            {change}
        </div>
    }
    .into_any()
}
