//! Line icons, 20 × 20, drawn in the text's colour. Decoration only: the words beside them carry the meaning.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// The product's mark.
    Mark,
    /// A pulse.
    Overview,
    /// Branching lines.
    Workflows,
    /// A sheet.
    Reports,
    /// A cylinder.
    Data,
    /// Sliders.
    Settings,
    /// A sun.
    Light,
    /// A moon.
    Dark,
    /// Half and half.
    System,
    /// An exclamation mark.
    Alert,
    /// A question mark.
    Help,
    /// A cross.
    Close,
    /// An arrow upwards.
    Up,
    /// An arrow downwards.
    Down,
    /// A level line.
    Level,
    /// A padlock.
    Lock,
    /// Two arrows in a circle.
    Refresh,
    /// A corner that points downwards.
    Chevron,
    /// A tick.
    Check,
    /// A magnifying glass.
    Search,
    /// A line that rises.
    Trends,
    /// A line that goes on in dots.
    Predictions,
    /// A zigzag.
    Flaky,
    /// A bell.
    Bell,
    /// A coin.
    Cost,
    /// A paper plane.
    Delivery,
    /// A grid.
    Grid,
    /// Sheets on one another.
    Repositories,
    /// Two columns.
    Compare,
    /// Three lines.
    More,
}

/// An icon.
#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=outline(name)></path>
        </svg>
    }
}

fn outline(name: IconName) -> &'static str {
    match name {
        IconName::Mark => "M3 14c3 0 3.5-8 6.5-8S12 14 17 6M17 6h-3.5M17 6v3.5",
        IconName::Overview => "M2.5 10.5h3.2L8 4.5l4 11 2.2-5h3.3",
        IconName::Workflows => {
            "M5 7.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 7.5v9M15 9.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 9.5c0 3-10 1.5-10 5"
        }
        IconName::Reports => "M5 2.5h6.5L15.5 6.5V17.5H5ZM11.5 2.5V6.5H15.5M7.5 10.5h5M7.5 13.5h5",
        IconName::Data => "M3.5 5c0-3 13-3 13 0s-13 3-13 0ZM3.5 5v10c0 3 13 3 13 0V5M3.5 10c0 3 13 3 13 0",
        IconName::Settings => {
            "M3 6h6M13 6h4M3 14h4M11 14h6M11 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"
        }
        IconName::Light => {
            "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4"
        }
        IconName::Dark => "M16.5 12.2A7 7 0 1 1 7.8 3.5a5.6 5.6 0 0 0 8.7 8.7Z",
        IconName::System => "M2.5 3.5h15v10h-15ZM7 17h6M10 13.5V17",
        IconName::Alert => "M10 2.8 18 16.5H2ZM10 8v4M10 14v.6",
        IconName::Help => {
            "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7.8 7.8c.2-3 4.6-2.8 4.4 0-.1 1.6-2.2 1.6-2.2 3.2M10 13.6v.6"
        }
        IconName::Close => "M5 5l10 10M15 5 5 15",
        IconName::Up => "M10 16V4M5 9l5-5 5 5",
        IconName::Down => "M10 4v12M5 11l5 5 5-5",
        IconName::Level => "M4 10h12M12 6l4 4-4 4",
        IconName::Lock => "M5 9h10v8H5ZM7 9V6.5a3 3 0 0 1 6 0V9",
        IconName::Check => "M4 10.5l4 4 8-9",
        IconName::Search => "M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12.5 12.5 17 17",
        IconName::Trends => "M3 15l4.5-5 3.5 3 6-7.5M13 5.5h4v4",
        IconName::Predictions => {
            "M2.5 13l4-4.5 3.5 3M12 10.5l1-1.2M14.4 7.6l.9-1.1M16.7 4.9l.3-.4M16 16.5h1M12 16.5h1M8 16.5h1"
        }
        IconName::Flaky => "M2.5 10l2.5-5 3 10 3-10 3 10 2.5-5",
        IconName::Bell => "M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.5 1.5H4ZM8.5 17h3",
        IconName::Cost => {
            "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM12.5 7.5c-.6-1.6-4.8-1.7-4.8.5 0 2.3 5 1.3 5 3.8 0 2.3-4.5 2.200-5.200.5M10 5v10"
        }
        IconName::Delivery => "M17.5 2.5 2.5 9l5.5 2.5L10.5 17.5ZM17.5 2.5 8 11.5",
        IconName::Grid => "M3 3h5.5v5.5h-5.5ZM11.5 3h5.5v5.5h-5.5ZM3 11.5h5.5v5.5h-5.5ZM11.5 11.5h5.5v5.5h-5.5Z",
        IconName::Repositories => "M4 6.5h10v10h-10ZM6.5 6.5v-3h10v10h-2.5",
        IconName::Compare => "M3.5 4h5v12h-5ZM11.5 8h5v8h-5Z",
        IconName::More => "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
        IconName::Chevron => "M5 7.5l5 5 5-5",
        IconName::Refresh => "M16 4v4h-4M4 16v-4h4M4.6 8a6 6 0 0 1 10.6-1.6L16 8M4 12l.8 1.6A6 6 0 0 0 15.4 12",
    }
}
