//! Instants: local time to read, UTC on hover, machine-readable for everything else.

use forerun::domain::Timestamp;
use leptos::prelude::*;

use crate::platform::intl;

/// Day and time of day.
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=intl::utc(at)>{intl::minute(at)}</time> }
}

/// The day alone.
#[component]
pub fn Day(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=intl::utc(at)>{intl::day(at)}</time> }
}
