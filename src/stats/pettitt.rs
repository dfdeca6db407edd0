//! One change of level, tested by ranks (Pettitt 1979): a cheap check, without any defence against autocorrelation.

use super::{Lack, all_finite, mid_ranks};

/// The likeliest place of a single change.
#[derive(Clone, Debug, PartialEq)]
pub struct Pettitt {
    /// Largest |rank sum balance|.
    pub k: f64,
    /// First position after the change.
    pub index: usize,
    /// Approximate p: 2·exp(−6k²/(n³ + n²)).
    pub p_value: f64,
}

/// Needs two values; [`Lack::NoVariation`] where all are equal.
pub fn pettitt(values: &[f64]) -> Result<Pettitt, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 2)?;
    let n = values.len() as f64;
    let mut balance = 0.0;
    let (mut k, mut index) = (0.0, 0);
    for (position, rank) in mid_ranks(values).into_iter().enumerate() {
        balance += 2.0 * rank - (n + 1.0);
        if balance.abs() > k {
            (k, index) = (balance.abs(), position + 1);
        }
    }
    if k <= 0.0 {
        return Err(Lack::NoVariation);
    }
    Ok(Pettitt { k, index, p_value: (2.0 * (-6.0 * k * k / (n * n * n + n * n)).exp()).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_step() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i % 3) + if i < 25 { 0.0 } else { 9.0 }).collect();
        assert_eq!(pettitt(&values).unwrap().index, 25);
        assert_eq!(pettitt(&[2.0; 5]), Err(Lack::NoVariation));
        assert!(pettitt(&[1.0]).is_err());
    }
}
