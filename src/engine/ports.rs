//! What a shell brings to run an engine.

use crate::github::Token;
use crate::history::Store;
use crate::sync::{Clock, Transport};

use super::Event;

/// Makes transports; the only place that is handed the token.
pub trait Network {
    /// What it makes.
    type Transport: Transport;

    /// A transport that sends this token with every request, or none.
    fn transport(&self, token: Option<Token>) -> Self::Transport;
}

/// Everything an engine needs from outside.
pub struct Ports<S: Store, N: Network, C: Clock> {
    /// Where history is kept.
    pub store: S,
    /// How GitHub is reached.
    pub network: N,
    /// What time it is.
    pub clock: C,
    /// Who is told what happens.
    pub events: Box<dyn Fn(Event)>,
    /// Whether the store outlives the tab or process.
    pub persistent: bool,
}
