//! Mathematics on slices of numbers. Knows no word of CI, holds no state, reads no clock; every function is total:
//! it answers with finite numbers or says what it lacks.

mod lack;

pub use lack::Lack;
