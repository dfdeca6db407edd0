//! Faults at a rate, from a seed: what networks, proxies and GitHub itself do on bad days.

/// What goes wrong with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    ServerError,
    BadGatewayPage,
    SecondaryLimit,
    TooManyRequests,
    CutBody,
    WebPage,
    Dropped,
}

const ALL: [Fault; 7] = [
    Fault::ServerError,
    Fault::BadGatewayPage,
    Fault::SecondaryLimit,
    Fault::TooManyRequests,
    Fault::CutBody,
    Fault::WebPage,
    Fault::Dropped,
];

/// Decides which answers go wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    rate: f64,
    state: u64,
}

impl Faults {
    /// A share of all answers, drawn from `seed`.
    pub fn new(rate: f64, seed: u64) -> Self {
        Self { rate, state: seed }
    }

    /// The fault of the next answer.
    pub fn draw(&mut self) -> Option<Fault> {
        if self.rate <= 0.0 {
            return None;
        }
        let chance = random(&mut self.state);
        let kind = random(&mut self.state);
        let is_due = (chance >> 11) as f64 / (1_u64 << 53) as f64 <= self.rate;
        ALL.get((kind % ALL.len() as u64) as usize).copied().filter(|_| is_due)
    }
}

/// `SplitMix64`.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
