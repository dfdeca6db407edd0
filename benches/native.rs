//! Measures the library natively and writes `bench/native.json`; `scripts/bench.mjs` adds the browser and the table.
//! Reports figures and asserts nothing.

#[path = "../tests/stand_in/mod.rs"]
mod stand_in;

fn main() {}
