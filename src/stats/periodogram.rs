//! Which periods carry the variance of a series, and whether one stands out.

use core::f64::consts::{PI, TAU};

use super::describe::{at, sum};
use super::distribution::ln_beta;
use super::{Lack, all_finite, mean, ols};

/// The periodogram and Fisher's test of its peak.
#[derive(Clone, Debug, PartialEq)]
pub struct FisherG {
    /// Power at 1, 2, … cycles in the whole series, after the line was taken away.
    pub power: Vec<f64>,
    /// Number of cycles at the peak.
    pub cycles: usize,
    /// Steps a cycle at the peak.
    pub period: f64,
    /// The peak's share of all power.
    pub g: f64,
    /// The chance of such a peak in white noise. Autocorrelation alone makes it small: never a reason to call a season.
    pub p_value: f64,
}

/// Needs six values; time grows with their square.
pub fn fisher_g(values: &[f64]) -> Result<FisherG, Lack> {
    Lack::unless_enough(values.len(), 6)?;
    let n = values.len();
    let steps: Vec<f64> = (0..n).map(|step| step as f64).collect();
    let line = ols(&steps, values)?;
    let residuals: Vec<f64> =
        steps.iter().zip(values).map(|(step, value)| value - line.intercept - line.slope * step).collect();
    let power: Vec<f64> = (1..=(n - 1) / 2).map(|cycles| power_at(&residuals, cycles)).collect();
    let total = sum(power.iter().copied());
    let (index, peak) =
        power.iter().copied().enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a }).unwrap_or_default();
    if line.r_squared >= 1.0 || !total.is_finite() || total <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let g = peak / total;
    let (cycles, p_value) = (index + 1, peak_chance(g, power.len()));
    Ok(FisherG { power, cycles, period: n as f64 / cycles as f64, g, p_value })
}

fn power_at(values: &[f64], cycles: usize) -> f64 {
    let n = values.len();
    let turn = |step: usize| TAU * ((step * cycles) % n) as f64 / n as f64;
    let parts = values.iter().enumerate().map(|(step, value)| (value * turn(step).cos(), value * turn(step).sin()));
    let (cosine, sine) = parts.fold((0.0, 0.0), |total, part| (total.0 + part.0, total.1 + part.1));
    2.0 * (cosine * cosine + sine * sine) / (n as f64 * n as f64)
}

/// P(G > g) among `count` ordinates: Σ(−1)ʲ⁻¹·C(count, j)·(1 − jg)^(count − 1).
fn peak_chance(g: f64, count: usize) -> f64 {
    let m = count as f64;
    let mut total = 0.0;
    for j in 1..=count {
        let left = 1.0 - j as f64 * g;
        if left <= 0.0 {
            break;
        }
        let j = j as f64;
        let ln_choose = -(m + 1.0).ln() - ln_beta(j + 1.0, m - j + 1.0);
        let ln_term = ln_choose + (m - 1.0) * left.ln();
        // Terms this large cancel each other and leave a chance next to 1.
        if ln_term > 18.0 {
            return 1.0;
        }
        total += if j as u64 % 2 == 1 { ln_term.exp() } else { -ln_term.exp() };
    }
    total.clamp(0.0, 1.0)
}

/// Power at given periods of values at uneven times (Lomb and Scargle), and the same as a share of the variance, in 0–1.
#[derive(Clone, Debug, PartialEq)]
pub struct UnevenPower {
    /// One number a period.
    pub power: Vec<f64>,
    /// 2·power over the squares around the mean.
    pub share: Vec<f64>,
}

/// Needs three values that are not all equal, and positive periods.
pub fn uneven_power(times: &[f64], values: &[f64], periods: &[f64]) -> Result<UnevenPower, Lack> {
    all_finite(times)?;
    all_finite(values)?;
    let count = times.len().min(values.len());
    Lack::unless_enough(count, 3)?;
    if !periods.iter().all(|&period| period > 0.0 && period.is_finite()) {
        return Err(Lack::undefined("a period is not positive"));
    }
    let centre = mean(values).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let pairs = || times.iter().zip(values).map(|(&time, value)| (time, value - centre));
    let squares = sum(pairs().map(|pair| pair.1 * pair.1));
    if !squares.is_finite() || squares <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let at_period = |period: f64| {
        let speed = TAU / period;
        let double = |of: fn(f64) -> f64| sum(times.iter().map(|time| of(2.0 * speed * time)));
        let shift = double(f64::sin).atan2(double(f64::cos)) / 2.0;
        let part = |of: fn(f64) -> f64| {
            let product = sum(pairs().map(|(time, value)| value * of(speed * time - shift)));
            let norm = sum(times.iter().map(|time| of(speed * time - shift).powi(2)));
            if norm > 1e-12 { product * product / norm } else { 0.0 }
        };
        f64::midpoint(part(f64::cos), part(f64::sin))
    };
    let power: Vec<f64> = periods.iter().map(|&period| at_period(period)).collect();
    let share = power.iter().map(|power| 2.0 * power / squares).collect();
    Ok(UnevenPower { power, share })
}

/// Where on a circle events gather.
#[derive(Clone, Debug, PartialEq)]
pub struct Rayleigh {
    /// How closely, 0–1.
    pub concentration: f64,
    /// Where, in parts of the turn, 0 to below 1.
    pub direction: f64,
    /// n times the square of the concentration.
    pub z: f64,
    /// The chance of such a gathering if no part of the turn were preferred (Zar's approximation).
    pub p_value: f64,
}

/// Rayleigh's test of phases in parts of a turn (hour/24). Needs one.
pub fn rayleigh(phases: &[f64]) -> Result<Rayleigh, Lack> {
    all_finite(phases)?;
    Lack::unless_enough(phases.len(), 1)?;
    let n = phases.len() as f64;
    let part = |of: fn(f64) -> f64| sum(phases.iter().map(|phase| of(TAU * phase.rem_euclid(1.0)))) / n;
    let (cosine, sine) = (part(f64::cos), part(f64::sin));
    let concentration = cosine.hypot(sine).min(1.0);
    let resultant = n * concentration;
    let p_value = ((1.0 + 4.0 * n + 4.0 * (n * n - resultant * resultant)).sqrt() - (1.0 + 2.0 * n)).exp();
    let direction = (sine.atan2(cosine) / (2.0 * PI)).rem_euclid(1.0);
    Ok(Rayleigh {
        concentration,
        direction: if direction < 1.0 { direction } else { 0.0 },
        z: n * concentration * concentration,
        p_value: p_value.min(1.0),
    })
}

/// The smallest amplitude that counts besides a test: largest less smallest median of the phases, over the median of all.
pub fn phase_amplitude(values: &[f64], period: usize) -> Option<f64> {
    let medians: Vec<f64> =
        super::rank_tests::by_phase(values, period).iter_mut().filter_map(|phase| super::median(phase)).collect();
    let mut sorted = medians.clone();
    sorted.sort_by(f64::total_cmp);
    let centre = super::median(&mut values.to_vec())?.abs();
    let range = sorted.last()? - at(&sorted, 0);
    (centre > 0.0 && range.is_finite()).then(|| range / centre)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_wave() {
        let wave: Vec<f64> = (0..70_u32).map(|day| f64::from(day % 7) + f64::from(day * 13 % 5) / 10.0).collect();
        let found = fisher_g(&wave).unwrap();
        assert!((found.period - 7.0).abs() < 1e-12 && found.p_value < 1e-6);
        assert!(phase_amplitude(&wave, 7).unwrap() > 1.0);
        assert!(fisher_g(&[1.0; 9]).is_err() && fisher_g(&[1.0; 5]).is_err());
        assert!(uneven_power(&[0.0; 3], &[1.0; 3], &[7.0]).is_err());
        assert!(uneven_power(&[0.0, 1.0, 2.0], &[1.0, 2.0, 0.0], &[0.0]).is_err());
        let gathered = rayleigh(&[0.99, 0.01, 0.0, 0.02]).unwrap();
        assert!(gathered.concentration > 0.9 && gathered.p_value < 0.05 && gathered.direction < 0.02);
        assert!(rayleigh(&[]).is_err());
    }
}
