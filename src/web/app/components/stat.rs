//! One number with what it needs to be believed: how it changed, what it rests on, how it was made.

use leptos::prelude::*;

use crate::words::Tone;

use super::{Explain, Explanation, Icon, IconName};

/// A number to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatData {
    /// What it is.
    pub label: &'static str,
    /// The number with its unit, or a dash.
    pub value: String,
    /// Denominator, interval, neighbours: a short line each.
    pub details: Vec<String>,
    /// Against the window before.
    pub change: Option<ChangeNote>,
    /// How it was made.
    pub explanation: Explanation,
}

/// A change against the window before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeNote {
    /// `+4.2 %`; empty where there is none.
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
pub fn Stat(
    /// May change: the tile stays, with its explanation open if it is.
    #[prop(into)]
    data: Signal<StatData>,
) -> impl IntoView {
    let change = move || data.with(|data| data.change.clone()).map(|change| view! { <Changed change /> });
    let details = move || {
        let line = |line: String| view! { <p class="stat-detail">{line}</p> };
        data.with(|data| data.details.clone()).into_iter().map(line).collect_view()
    };
    view! {
        <div class="stat">
            <div class="stat-head">
                <h2>{move || data.with(|data| data.label)}</h2>
                <Explain
                    explanation=Signal::derive(move || data.with(|data| data.explanation.clone()))
                    subject=Signal::derive(move || data.with(|data| data.label.to_owned()))
                />
            </div>
            <p class="stat-value">{move || data.with(|data| data.value.clone())}</p>
            {details}
            {change}
        </div>
    }
    .into_any()
}

#[component]
fn Changed(change: ChangeNote) -> impl IntoView {
    let icon = match change.tone {
        Tone::Neutral => IconName::Level,
        _ if change.amount.starts_with('+') => IconName::Up,
        _ => IconName::Down,
    };
    let amount = (!change.amount.is_empty()).then(|| {
        view! {
            <Icon name=icon />
            <span class="change-amount">{change.amount}</span>
        }
    });
    view! {
        <p class=format!("change {}", change.tone.class()) title=change.title>
            {amount} <span>{change.word}</span>
        </p>
    }
}
