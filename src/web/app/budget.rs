//! How many requests a sync may spend on jobs and steps, unless the person says otherwise.

/// With a token GitHub grants 5,000 requests an hour; a fifth of them tells a thousand attempts' jobs.
const WITH_TOKEN: u32 = 1_000;
/// Without one it grants 60, and lists of runs come first.
const WITHOUT_TOKEN: u32 = 20;
/// Nobody has more than this in an hour.
pub const MOST: u32 = 15_000;

/// The usual budget.
pub fn job_requests(has_token: bool) -> u32 {
    if has_token { WITH_TOKEN } else { WITHOUT_TOKEN }
}
