//! Sums, means and spread that keep their digits on long columns.

use std::sync::LazyLock;

use super::Lack;

/// Sum with Neumaier's correction: the error does not grow with the number of values.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut correction) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        correction += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + correction
}

/// Arithmetic mean; `None` without values or where the sum is not finite.
pub fn mean(values: &[f64]) -> Option<f64> {
    let mean = sum(values.iter().copied()) / values.len() as f64;
    mean.is_finite().then_some(mean)
}

/// Variance with denominator `n − 1`, by two passes; `None` below two values or where it is not finite.
pub fn variance(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let degrees = values.len().checked_sub(1).filter(|&degrees| degrees > 0)?;
    let variance = sum(values.iter().map(|value| (value - centre) * (value - centre))) / degrees as f64;
    variance.is_finite().then_some(variance)
}

/// Refuses NaN and infinities, which no result here may be made of.
pub fn all_finite(values: &[f64]) -> Result<(), Lack> {
    let finite = values.iter().all(|value| value.is_finite());
    if finite { Ok(()) } else { Err(Lack::undefined("a value is not a finite number")) }
}

/// The number, or why there is none where the arithmetic has left the range of numbers.
pub(super) fn finite(value: f64) -> Result<f64, Lack> {
    if value.is_finite() { Ok(value) } else { Err(Lack::undefined("the numbers are too large")) }
}

/// The value at a position; 0 beyond the end, where no caller looks.
pub(super) fn at(values: &[f64], index: usize) -> f64 {
    values.get(index).copied().unwrap_or_default()
}

/// Natural logarithms, of positive numbers only.
pub(super) fn logarithms(values: &[f64]) -> Result<Vec<f64>, Lack> {
    positive(values)?;
    Ok(values.iter().map(|value| value.ln()).collect())
}

const SIGN: u64 = 1 << 63;

/// A whole number that is ordered as the value is by `f64::total_cmp`: compared faster.
pub(super) fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// The value of [`ordered`].
pub(super) fn of_ordered(number: u64) -> f64 {
    f64::from_bits(if number & SIGN == 0 { !number } else { number ^ SIGN })
}

/// ln of a whole number; that of 0 is −∞. Of small ones, of which there are few and which are asked for often, from a table.
pub fn ln_of_whole(number: u32) -> f64 {
    const KNOWN: u32 = 4_096;
    static TABLE: LazyLock<Vec<f64>> = LazyLock::new(|| (0..KNOWN).map(|number| f64::from(number).ln()).collect());
    TABLE.get(number as usize).copied().unwrap_or_else(|| f64::from(number).ln())
}

/// Refuses values that have no logarithm.
pub(super) fn positive(values: &[f64]) -> Result<(), Lack> {
    let all = values.iter().all(|&value| value > 0.0 && value.is_finite());
    if all { Ok(()) } else { Err(Lack::undefined("a value is not positive")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_as_values() {
        let values = [-f64::NAN, f64::NEG_INFINITY, -2.5, -1e-300, -0.0, 0.0, 1e-300, 1.0, f64::INFINITY, f64::NAN];
        assert!(values.iter().map(|&value| ordered(value)).is_sorted());
        assert!(values.is_sorted_by(|a, b| a.total_cmp(b).is_lt()));
        assert!(values.iter().all(|&value| of_ordered(ordered(value)).to_bits() == value.to_bits()));
    }

    #[test]
    fn sums_keep_small_terms() {
        assert_eq!(sum([1e16, 1.0, -1e16]).to_bits(), 1.0_f64.to_bits());
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[f64::MAX, f64::MAX]), None);
        assert_eq!(variance(&[3.0]), None);
        assert_eq!(variance(&[1.0, 3.0]), Some(2.0));
    }
}
