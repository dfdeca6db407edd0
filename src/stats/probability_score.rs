//! How good stated probabilities were, once it is known what happened. Of Brier score and log loss, lower is better.

use super::describe::{mean, sum};
use super::mid_ranks;

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

/// The share of pairs of which the one that happened had the higher probability stated (AUC); ties count half. `None`
/// unless both outcomes occur.
pub fn discrimination(probabilities: &[f64], happened: &[bool]) -> Option<f64> {
    let count = probabilities.len().min(happened.len());
    let ranks = mid_ranks(probabilities.get(..count)?);
    let hits = happened.iter().take(count).filter(|&&yes| yes).count() as f64;
    let misses = count as f64 - hits;
    let rank_sum = sum(ranks.iter().zip(happened).filter(|(_, yes)| **yes).map(|(rank, _)| *rank));
    (hits > 0.0 && misses > 0.0).then(|| (rank_sum - hits * (hits + 1.0) / 2.0) / (hits * misses))
}

/// Mean precision over the recalls reached when those with the highest probability are called first; equal probabilities
/// are called together. `None` where nothing happened.
pub fn average_precision(probabilities: &[f64], happened: &[bool]) -> Option<f64> {
    let mut pairs: Vec<(f64, bool)> = probabilities.iter().copied().zip(happened.iter().copied()).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = pairs.iter().filter(|pair| pair.1).count() as f64;
    let (mut called, mut hits, mut total) = (0.0, 0.0, 0.0);
    for group in pairs.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let new = group.iter().filter(|pair| pair.1).count() as f64;
        called += group.len() as f64;
        hits += new;
        total += new / all * hits / called;
    }
    (all > 0.0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_what_was_said() {
        assert_eq!(brier(&[1.0, 0.0], &[true, false]), Some(0.0));
        assert_eq!(brier(&[0.5, 0.5], &[true, false]), Some(0.25));
        assert_eq!(brier(&[], &[]), None);
        assert_eq!(discrimination(&[0.1], &[true]), None);
        assert_eq!(average_precision(&[0.1], &[false]), None);
        assert_eq!(discrimination(&[0.1, 0.9], &[false, true]), Some(1.0));
        assert_eq!(log_loss(&[0.0], &[true]), None);
        assert!((log_loss(&[0.5], &[false]).unwrap() - core::f64::consts::LN_2).abs() < 1e-15);
    }
}
