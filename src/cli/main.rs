//! The engine in a terminal. Owns arguments, files and exit codes.
fn main() {}
