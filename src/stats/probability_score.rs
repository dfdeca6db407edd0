//! How good stated probabilities were, once it is known what happened. Lower is better.

use super::describe::mean;

/// Brier score: mean of (probability − outcome)², over the pairs that both slices have; `None` without any.
pub fn brier(probabilities: &[f64], happened: &[bool]) -> Option<f64> {
    let pairs = probabilities.iter().zip(happened);
    mean(&pairs.map(|(p, &yes)| (p - f64::from(yes)) * (p - f64::from(yes))).collect::<Vec<_>>())
}

/// Log loss: mean of −ln of the probability stated for what happened; `None` without pairs or for a certainty that was
/// wrong.
pub fn log_loss(probabilities: &[f64], happened: &[bool]) -> Option<f64> {
    let pairs = probabilities.iter().zip(happened);
    mean(&pairs.map(|(&p, &yes)| if yes { -p.ln() } else { -(-p).ln_1p() }).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_what_was_said() {
        assert_eq!(brier(&[1.0, 0.0], &[true, false]), Some(0.0));
        assert_eq!(brier(&[0.5, 0.5], &[true, false]), Some(0.25));
        assert_eq!(brier(&[], &[]), None);
        assert_eq!(log_loss(&[0.0], &[true]), None);
        assert!((log_loss(&[0.5], &[false]).unwrap() - core::f64::consts::LN_2).abs() < 1e-15);
    }
}
