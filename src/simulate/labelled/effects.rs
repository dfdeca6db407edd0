//! What happens to a labelled repository, drawn by its class: sizes from small to clear, places uniform in a stated part
//! of the history.

use super::{Case, Class};
use crate::domain::SECONDS_PER_DAY;
use crate::simulate::random::Chance;

/// All that can happen; most of it does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Effects {
    /// From an instant on durations are multiplied.
    pub shift: Option<(i64, f64)>,
    /// From an instant on the code breaks with this probability.
    pub broken: Option<(i64, f64)>,
    /// Growth of the logarithm of durations a second.
    pub drift: f64,
    /// Position of the job, probability, since when.
    pub flaky: Vec<(usize, f64, i64)>,
    /// Start, end and share of attempts that fail.
    pub outages: Vec<(i64, i64, f64)>,
    /// Start, end and what waiting is multiplied by.
    pub queue: Option<(i64, i64, f64)>,
    /// From then on nothing is scheduled.
    pub silent_from: Option<i64>,
    /// From an instant on the jobs run on dearer machines, or the first of them in so many copies.
    pub dear: Option<(i64, Dearness)>,
    /// Durations on Monday … Sunday in multiples.
    pub weekdays: Option<[f64; 7]>,
    /// Share of slow runs and what they take longer by.
    pub slow_mode: Option<(f64, f64)>,
    pub has_heavy_tails: bool,
}

/// What makes a job dearer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dearness {
    /// A larger machine.
    Machine,
    /// So many jobs instead of one.
    Copies(usize),
}

/// Effects of a case on a repository whose first workflow has `flakable` jobs that nothing waits for.
pub(super) fn draw(case: &Case, random: &mut Chance, start: i64, now: i64, flakable: usize) -> Effects {
    // From one size to another, evenly on the logarithm, by the case's strength.
    let sized = |from: f64, to: f64| from * (to / from).powf(case.strength);
    let span = (now - start) as f64;
    let mut effects = Effects::default();
    let instant = |random: &mut Chance, from: f64, to: f64| start + (span * random.uniform(from, to)) as i64;
    match case.class {
        Class::Quiet | Class::Small | Class::Autocorrelated | Class::Bursty => {}
        Class::Weekly => effects.weekdays = Some([0.0; 7].map(|_: f64| random.uniform(-0.3, 0.3).exp())),
        Class::SlowDrift => {
            let percent = sized(0.7, 6.0);
            let sign = if random.chance(0.8) { 1.0 } else { -1.0 };
            effects.drift = sign * (percent / 100.0).ln_1p() / (7 * SECONDS_PER_DAY) as f64;
        }
        Class::SuddenShift => {
            let size = sized(0.08, 0.9);
            let factor = if random.chance(0.8) { 1.0 + size } else { 1.0 / (1.0 + size) };
            effects.shift = Some((instant(random, 0.3, 0.85), factor));
        }
        Class::RateShift => {
            let size = sized(0.04, 0.45);
            effects.broken = Some((instant(random, 0.4, 0.85), 0.02 + size));
        }
        Class::Flaky => {
            let count = 1 + usize::from(random.chance(0.3)).min(flakable.saturating_sub(1));
            for job in 0..count {
                let probability = sized(0.02, 0.25) * random.uniform(0.9, 1.1);
                let since = if random.chance(0.5) { start } else { instant(random, 0.3, 0.8) };
                effects.flaky.push((job, probability, since));
            }
        }
        Class::Outage => {
            for _ in 0..random.between(1, 4) {
                let from = instant(random, 0.15, 0.95);
                let hours = random.uniform(3.0, 30.0);
                effects.outages.push((from, from + (hours * 3_600.0) as i64, random.uniform(0.55, 0.95)));
            }
        }
        Class::HeavyTails => effects.has_heavy_tails = true,
        Class::Bimodal => effects.slow_mode = Some((random.uniform(0.2, 0.45), random.uniform(1.6, 3.0))),
        Class::QueueTrouble => {
            let from = instant(random, 0.4, 0.9);
            let days = random.uniform(4.0, 25.0);
            effects.queue = Some((from, from + (days * SECONDS_PER_DAY as f64) as i64, sized(2.0, 20.0)));
        }
        Class::DeadSchedule => {
            effects.silent_from = Some(now - (random.uniform(3.0, 20.0) * SECONDS_PER_DAY as f64) as i64);
        }
        Class::CostJump => {
            let at = instant(random, 0.4, 0.9);
            let dearness =
                if random.chance(0.5) { Dearness::Machine } else { Dearness::Copies(random.between(2, 7) as usize) };
            effects.dear = Some((at, dearness));
        }
    }
    effects
}
