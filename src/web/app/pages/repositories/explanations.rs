//! How the numbers of the list are made. Owns words only.

use crate::components::Explanation;

/// The table as a whole.
pub fn table() -> Explanation {
    Explanation::of(
        "Each repository as its own overview tells it, over its last 30 days, all branches, workflows and events. Changes \
         are against the 30 days before and named only when they are more than chance and more than 5\u{a0}%.",
    )
    .fact("Health", "0–100 with its 95\u{a0}% interval; not below 10 passed or failed attempts")
    .fact("Success rate", "passed ÷ (passed + failed), with its 95\u{a0}% interval; the line is day by day")
    .fact("Median duration", "of passed attempts")
    .fact("Cost", "minutes of every job, each rounded up, at list prices; public repositories cost nothing")
    .fact("Open alerts", "what the alert rules in Settings say now")
    .fact("Kept", "worked out once a day and whenever something new is stored")
}

/// Alerts over all.
pub fn alerts() -> Explanation {
    Explanation::of(
        "The open alerts of all repositories by the rules in Settings, and in how many the health score is below 70.",
    )
}

/// Success over all.
pub fn success() -> Explanation {
    Explanation::of(
        "Passed ÷ (passed + failed) over the attempts of all repositories in the last 30 days. Every attempt weighs the \
         same, so that busy repositories count more.",
    )
}

/// Cost over all.
pub fn cost() -> Explanation {
    Explanation::of(
        "The cost of the last 30 days at list prices, added up over the repositories whose jobs are stored. Included \
         minutes and discounts are not taken off.",
    )
}

/// What is stored.
pub fn stored() -> Explanation {
    Explanation::of("Attempts kept in this browser over all time, and the bytes they take on disk.")
}
