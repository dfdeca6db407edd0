//! Whether events come in bursts, and whether they bring each other.

use super::describe::{all_finite, at, sum};
use super::simplex::minimise;
use super::{Lack, mean};

/// How unevenly events come.
#[derive(Clone, Debug, PartialEq)]
pub struct Burstiness {
    /// Intervals between events.
    pub intervals: usize,
    /// Deviation over mean of the intervals.
    pub variation: f64,
    /// (r − 1)/(r + 1): −1 like a clock, 0 by chance, 1 in bursts (Goh and Barabási 2008).
    pub burstiness: f64,
    /// The same corrected for few intervals (Kim and Jo 2016).
    pub corrected: f64,
    /// Correlation of an interval with the next; `None` where it is not defined.
    pub memory: Option<f64>,
}

/// Of ascending times. Needs three events that are not all at once.
pub fn burstiness(times: &[f64]) -> Result<Burstiness, Lack> {
    all_finite(times)?;
    Lack::unless_enough(times.len(), 3)?;
    let gaps: Vec<f64> = times.iter().zip(times.iter().skip(1)).map(|(a, b)| b - a).collect();
    all_finite(&gaps)?;
    let n = gaps.len() as f64;
    let population = |values: &[f64]| {
        let centre = mean(values).unwrap_or_default();
        (centre, (sum(values.iter().map(|value| (value - centre).powi(2))) / values.len() as f64).sqrt())
    };
    let (centre, deviation) = population(&gaps);
    if centre <= 0.0 || !deviation.is_finite() {
        return Err(Lack::NoVariation);
    }
    let r = deviation / centre;
    let (more, less) = ((n + 1.0).sqrt(), (n - 1.0).sqrt());
    let (first, second) = (gaps.get(..gaps.len() - 1).unwrap_or_default(), gaps.get(1..).unwrap_or_default());
    let ((mean_a, spread_a), (mean_b, spread_b)) = (population(first), population(second));
    let products = sum(first.iter().zip(second).map(|(a, b)| (a - mean_a) * (b - mean_b))) / first.len() as f64;
    let memory = products / (spread_a * spread_b);
    Ok(Burstiness {
        intervals: gaps.len(),
        variation: r,
        burstiness: (r - 1.0) / (r + 1.0),
        corrected: (more * r - less) / ((more - 2.0) * r + less),
        memory: memory.is_finite().then_some(memory),
    })
}

/// A process whose events bring others: `rate + branching·decay·Σe^(−decay·age)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hawkes {
    /// Events a unit of time that nothing brought.
    pub rate: f64,
    /// Expected followers of an event.
    pub branching: f64,
    /// How fast the influence fades.
    pub decay: f64,
}

/// Ln likelihood of ascending times from 0 to the last (Ozaki 1979), in O(n). Needs one event and positive parameters.
pub fn hawkes_log_likelihood(times: &[f64], process: Hawkes) -> Result<f64, Lack> {
    all_finite(times)?;
    Lack::unless_enough(times.len(), 1)?;
    let Hawkes { rate, branching, decay } = process;
    if !(rate > 0.0 && branching >= 0.0 && decay > 0.0) {
        return Err(Lack::undefined("the parameters must be positive"));
    }
    let end = at(times, times.len() - 1);
    let mut influence = 0.0;
    let mut total = rate.ln();
    for (before, after) in times.iter().zip(times.iter().skip(1)) {
        influence = (-decay * (after - before)).exp() * (1.0 + influence);
        total += (rate + branching * decay * influence).ln();
    }
    let followers = sum(times.iter().map(|time| -(-decay * (end - time)).exp_m1()));
    let likelihood = total - rate * end - branching * followers;
    if likelihood.is_finite() { Ok(likelihood) } else { Err(Lack::undefined("the numbers are too large")) }
}

/// The likeliest process and its ln likelihood, from several starts. Needs ten events that take time.
pub fn hawkes_fit(times: &[f64]) -> Result<(Hawkes, f64), Lack> {
    Lack::unless_enough(times.len(), 10)?;
    let span = at(times, times.len() - 1);
    if !(span > 0.0 && span.is_finite()) {
        return Err(Lack::NoVariation);
    }
    let base = times.len() as f64 / span;
    let process = |x: &[f64]| Hawkes { rate: at(x, 0).exp(), branching: at(x, 1).exp(), decay: at(x, 2).exp() };
    let cost = |x: &[f64]| hawkes_log_likelihood(times, process(x)).map_or(f64::INFINITY, |likelihood| -likelihood);
    let starts = [0.2_f64, 1.0, 5.0, 25.0];
    // Roughly from everywhere, exactly from the best place.
    let walks =
        starts.iter().map(|decay| minimise(&[(base / 2.0).ln(), 0.5_f64.ln(), (decay * base).ln()], 0.5, 40, cost));
    let rough = walks.reduce(|best, next| if next.1 < best.1 { next } else { best }).unwrap_or_default();
    let best = minimise(&rough.0, 0.1, 600, cost);
    let found = process(&best.0);
    all_finite(&[found.rate, found.branching, found.decay, best.1])?;
    Ok((found, -best.1))
}

/// Ln likelihood of the same times if they came independently.
pub fn poisson_log_likelihood(times: &[f64]) -> Result<f64, Lack> {
    Lack::unless_enough(times.len(), 1)?;
    let (n, end) = (times.len() as f64, at(times, times.len() - 1));
    if end > 0.0 && end.is_finite() { Ok(n * (n / end).ln() - n) } else { Err(Lack::NoVariation) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert!(burstiness(&[1.0, 1.0, 1.0]).is_err() && hawkes_fit(&[0.0; 12]).is_err());
        assert!(poisson_log_likelihood(&[0.0]).is_err() && hawkes_fit(&[1.0]).is_err());
        let clock: Vec<f64> = (0..20).map(f64::from).collect();
        assert!(burstiness(&clock).unwrap().burstiness < -0.99 && hawkes_fit(&clock).unwrap().1.is_finite());
        assert!(hawkes_log_likelihood(&clock, Hawkes { rate: 0.0, branching: 0.1, decay: 1.0 }).is_err());
    }
}
