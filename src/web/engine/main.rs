//! The worker's shell around the engine: fetch, `IndexedDB`, clock. Holds the token; draws nothing.

fn main() {}
