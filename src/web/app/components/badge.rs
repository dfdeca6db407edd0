//! A word that stands out. Its meaning rests on the word and the icon; the colour repeats it.

use leptos::prelude::*;

use crate::words::Tone;

use super::{Icon, IconName};

/// A badge. `tone` gives it an icon and a colour.
pub fn badge(text: impl Into<String>, tone: Tone) -> AnyView {
    let icon = match tone {
        Tone::Good => Some(IconName::Check),
        Tone::Warning => Some(IconName::Alert),
        Tone::Bad => Some(IconName::Close),
        Tone::Neutral => None,
    };
    let text: String = text.into();
    view! {
        <span class=format!("badge {}", tone.class())>
            {icon.map(|name| view! { <Icon name /> })}
            {text}
        </span>
    }
    .into_any()
}
