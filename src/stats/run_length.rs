//! How long ago the level last changed, judged after every value (Bayesian online change point detection, Adams and
//! `MacKay` 2007).

use statrs::function::gamma::ln_gamma;

use super::describe::{finite, sum};
use super::{Lack, all_finite};

/// What is believed of a fresh segment: mean and precision are normal-gamma.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLengthPrior {
    /// Expected length of a segment; at least 1.
    pub expected_length: f64,
    /// Expected mean.
    pub mean: f64,
    /// Worth of that mean, in values.
    pub weight: f64,
    /// Shape of the precision.
    pub shape: f64,
    /// Rate of the precision: shape times the variance expected.
    pub rate: f64,
}

/// What is known after a value.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLengthStep {
    /// Likeliest number of values since the change.
    pub likeliest: usize,
    /// ln probability of all values so far.
    pub log_evidence: f64,
    /// Probability that the change was at most five values ago.
    pub at_most_five: f64,
}

#[derive(Clone, Copy)]
struct Segment {
    length: usize,
    ln_mass: f64,
    mean: f64,
    weight: f64,
    shape: f64,
    rate: f64,
}

/// One step a value. Lengths with less than `least_mass` of the probability are forgotten (1e-6 keeps time nearly linear,
/// 0 forgets none and takes the square).
pub fn run_lengths(values: &[f64], prior: RunLengthPrior, least_mass: f64) -> Result<Vec<RunLengthStep>, Lack> {
    all_finite(values)?;
    if ![prior.weight, prior.shape, prior.rate].iter().all(|&value| value > 0.0 && value.is_finite()) {
        return Err(Lack::undefined("the prior is not positive"));
    }
    let hazard = 1.0 / prior.expected_length.max(1.0);
    let fresh = |ln_mass: f64| Segment {
        length: 0,
        ln_mass,
        mean: prior.mean,
        weight: prior.weight,
        shape: prior.shape,
        rate: prior.rate,
    };
    let mut segments = vec![fresh(0.0)];
    let mut evidence = 0.0;
    let mut steps = Vec::with_capacity(values.len());
    for &value in values {
        let predicted: Vec<f64> =
            segments.iter().map(|segment| segment.ln_mass + ln_predictive(segment, value)).collect();
        let total = log_sum(&predicted);
        evidence = finite(evidence + total)?;
        let mut next = vec![fresh(hazard.ln())];
        for (segment, ln_mass) in segments.iter().zip(predicted) {
            let ln_mass = ln_mass - total + (-hazard).ln_1p();
            if ln_mass.exp() >= least_mass && ln_mass > f64::NEG_INFINITY {
                next.push(grown(segment, value, ln_mass));
            }
        }
        segments = next;
        let likeliest = segments.iter().reduce(|best, next| if next.ln_mass > best.ln_mass { next } else { best });
        let all = sum(segments.iter().map(|segment| segment.ln_mass.exp()));
        let short = sum(segments.iter().filter(|segment| segment.length <= 5).map(|segment| segment.ln_mass.exp()));
        steps.push(RunLengthStep {
            likeliest: likeliest.map_or(0, |segment| segment.length),
            log_evidence: evidence,
            at_most_five: (short / all).clamp(0.0, 1.0),
        });
    }
    Ok(steps)
}

fn grown(segment: &Segment, value: f64, ln_mass: f64) -> Segment {
    let weight = segment.weight + 1.0;
    let distance = value - segment.mean;
    Segment {
        length: segment.length + 1,
        ln_mass,
        mean: segment.mean + distance / weight,
        weight,
        shape: segment.shape + 0.5,
        rate: segment.rate + segment.weight * distance * distance / (2.0 * weight),
    }
}

/// ln density of Student's t with 2·shape degrees of freedom.
fn ln_predictive(segment: &Segment, value: f64) -> f64 {
    let degrees = 2.0 * segment.shape;
    let square_scale = segment.rate * (segment.weight + 1.0) / (segment.shape * segment.weight);
    let distance = value - segment.mean;
    ln_gamma(f64::midpoint(degrees, 1.0))
        - ln_gamma(degrees / 2.0)
        - 0.5 * (degrees * core::f64::consts::PI * square_scale).ln()
        - f64::midpoint(degrees, 1.0) * (distance * distance / (degrees * square_scale)).ln_1p()
}

/// ln Σ eˣ without overflow.
pub(super) fn log_sum(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most.is_finite() { most + sum(values.iter().map(|value| (value - most).exp())).ln() } else { most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_a_step() {
        let prior = RunLengthPrior { expected_length: 250.0, mean: 0.0, weight: 1.0, shape: 1.0, rate: 0.1 };
        let values: Vec<f64> =
            (0..80_u32).map(|i| f64::from(i * 7 % 5) / 10.0 + if i < 50 { 0.0 } else { 5.0 }).collect();
        let steps = run_lengths(&values, prior, 1e-6).unwrap();
        assert_eq!((steps[49].likeliest, steps[79].likeliest), (50, 30));
        assert!(steps[51].at_most_five > 0.9 && steps.iter().all(|step| step.log_evidence.is_finite()));
        assert_eq!(run_lengths(&[], prior, 0.0), Ok(vec![]));
        assert!(run_lengths(&[1.0], RunLengthPrior { rate: 0.0, ..prior }, 0.0).is_err());
    }
}
