//! The distributions that tests and intervals need: normal, Student's t, Beta. Tails are always worked out from their
//! own side, never as 1 − cdf.

use core::f64::consts::SQRT_2;

use statrs::function::{erf, gamma};

/// P(Z ≤ z) of the standard normal distribution; ½ where `z` is NaN.
pub fn normal_cdf(z: f64) -> f64 {
    normal_sf(-z)
}

/// P(Z > z) of the standard normal distribution; ½ where `z` is NaN.
pub fn normal_sf(z: f64) -> f64 {
    if z.is_nan() {
        0.5
    } else if z < 0.0 {
        1.0 - upper_normal_tail(-z)
    } else {
        upper_normal_tail(z)
    }
}

/// Density of the standard normal distribution.
pub fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * core::f64::consts::PI).sqrt()
}

/// P(0 < Z ≤ z) for moderate z ≥ 0.
fn central_normal(z: f64) -> f64 {
    let (mut term, mut total) = (z, z);
    for odd in (3..120_u32).step_by(2) {
        term *= z * z / f64::from(odd);
        total += term;
    }
    normal_density(z) * total
}

/// For z ≥ 0: the series of ½ − sf near the centre, Laplace's continued fraction of Mills' ratio in the tail; both to
/// 13 digits, which the error function at hand does not reach.
fn upper_normal_tail(z: f64) -> f64 {
    if z < 2.5 {
        return 0.5 - central_normal(z);
    }
    let density = normal_density(z);
    let fraction = (1..160_u32).rev().fold(z, |fraction, step| z + f64::from(step) / fraction);
    density / fraction
}

/// The error function.
pub fn error_function(x: f64) -> f64 {
    let z = x.abs() * SQRT_2;
    let size = if z < 2.5 { 2.0 * central_normal(z) } else { 1.0 - 2.0 * upper_normal_tail(z) };
    if x.is_nan() { 0.0 } else { size.copysign(x) }
}

/// 1 − the error function, with the digits of its small values.
pub fn complementary_error(x: f64) -> f64 {
    2.0 * normal_sf(x * SQRT_2)
}

/// The z below which the standard normal distribution has the probability `p`; kept within ±38 (beyond, `p` is no
/// longer told from 0 and 1), 0 where `p` is NaN.
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() {
        return 0.0;
    }
    (-SQRT_2 * erf::erfc_inv(2.0 * p.clamp(0.0, 1.0))).clamp(-38.0, 38.0)
}

/// P(T > t) of Student's t with `degrees` (any positive number) of freedom.
pub fn student_sf(t: f64, degrees: f64) -> f64 {
    let half = 0.5 * student_two_sided(t, degrees);
    if t > 0.0 { half } else { 1.0 - half }
}

/// P(|T| > |t|) of Student's t with `degrees` of freedom; 1 where an argument makes no sense.
pub fn student_two_sided(t: f64, degrees: f64) -> f64 {
    if t.is_nan() || degrees.is_nan() || degrees <= 0.0 {
        return 1.0;
    }
    let square = t * t;
    if square.is_infinite() || degrees.is_infinite() {
        return (2.0 * normal_sf(t.abs())).min(1.0);
    }
    let total = degrees + square;
    regularised_beta(degrees / 2.0, 0.5, degrees / total, square / total)
}

/// The t ≥ 0 that |T| exceeds with the probability `alpha` (0.05 for a 95 % interval); `None` where `alpha` does not lie
/// strictly between 0 and 1 or `degrees` is below 1.
pub fn student_critical(alpha: f64, degrees: f64) -> Option<f64> {
    if !(alpha > 0.0 && alpha < 1.0 && degrees >= 1.0) {
        return None;
    }
    let start = -normal_quantile(alpha / 2.0);
    if degrees > 1e12 {
        return Some(start);
    }
    let ln_scale = gamma::ln_gamma(f64::midpoint(degrees, 1.0))
        - gamma::ln_gamma(degrees / 2.0)
        - 0.5 * (degrees * core::f64::consts::PI).ln();
    // The tail is convex in t and the normal quantile lies to the left of the solution, so that Newton's steps climb to
    // it without ever passing it.
    let mut t = start;
    for _ in 0..200 {
        let density = (ln_scale - f64::midpoint(degrees, 1.0) * (t * t / degrees).ln_1p()).exp();
        let step = (student_two_sided(t, degrees) - alpha) / (2.0 * density);
        if !step.is_finite() {
            break;
        }
        t += step;
        if step.abs() <= 1e-14 * t.abs() {
            break;
        }
    }
    t.is_finite().then_some(t)
}

/// P(X > x) of χ² with `degrees` of freedom; 1 where an argument makes no sense.
pub fn chi_square_sf(x: f64, degrees: f64) -> f64 {
    if !(x > 0.0 && degrees > 0.0 && degrees.is_finite()) {
        return 1.0;
    }
    if x.is_infinite() { 0.0 } else { gamma::gamma_ur(degrees / 2.0, x / 2.0).clamp(0.0, 1.0) }
}

/// P(X > x) of F with `first` and `second` degrees of freedom; 1 where an argument makes no sense.
pub fn f_sf(x: f64, first: f64, second: f64) -> f64 {
    if !(x > 0.0 && positive(first) && positive(second)) {
        return 1.0;
    }
    let scaled = first * x;
    if scaled.is_infinite() {
        return 0.0;
    }
    regularised_beta(second / 2.0, first / 2.0, second / (second + scaled), scaled / (second + scaled))
}

/// ln Γ(x) for positive x; 0 elsewhere.
pub fn ln_gamma(x: f64) -> f64 {
    if x > 0.0 { gamma::ln_gamma(x) } else { 0.0 }
}

/// ln B(a, b) for positive arguments.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    gamma::ln_gamma(a) + gamma::ln_gamma(b) - gamma::ln_gamma(a + b)
}

/// P(X ≤ x) of the Beta distribution; `None` unless both shapes are positive and finite.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    (positive(a) && positive(b) && !x.is_nan()).then(|| regularised_beta(a, b, x, 1.0 - x))
}

/// P(X > x) of the Beta distribution; `None` unless both shapes are positive and finite.
pub fn beta_sf(x: f64, a: f64, b: f64) -> Option<f64> {
    (positive(a) && positive(b) && !x.is_nan()).then(|| regularised_beta(b, a, 1.0 - x, x))
}

/// The x below which the Beta distribution has the probability `p`; `None` unless both shapes are positive and finite
/// and `p` lies in 0–1.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    if !(positive(a) && positive(b) && (0.0..=1.0).contains(&p)) {
        return None;
    }
    // From the side with the smaller probability: there the distribution function keeps its relative precision.
    Some(if p <= 0.5 { lower_beta_quantile(p, a, b) } else { 1.0 - lower_beta_quantile(1.0 - p, b, a) })
}

fn positive(shape: f64) -> bool {
    shape.is_finite() && shape > 0.0
}

/// Newton's method inside a bracket that bisection keeps closing.
fn lower_beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    let ln_beta = ln_beta(a, b);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let excess = regularised_beta(a, b, x, 1.0 - x) - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - ln_beta).exp();
        let newton = x - excess / density;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        let moved = (next - x).abs();
        x = next;
        if moved <= 1e-15 * x || high - low <= 1e-15 * high {
            break;
        }
    }
    x
}

/// The regularised incomplete Beta function of `x`, with `y = 1 − x` given apart so that neither loses digits.
///
/// Lentz's continued fraction on the side where it converges fast. The number of terms needed grows with the root of
/// the larger shape, so that the limit covers shapes up to some 10⁸.
fn regularised_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_fraction(b, a, y, x);
    }
    beta_fraction(a, b, x, y)
}

fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let front = (a * x.ln() + b * y.ln() - ln_beta(a, b)).exp() / a;
    let mut numerator = 1.0_f64;
    let mut denominator = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = denominator;
    for term in (1..20_000_u32).map(f64::from) {
        let bottom = a + 2.0 * term;
        let even = term * (b - term) * x / ((bottom - 1.0) * bottom);
        let odd = -(a + term) * (a + b + term) * x / (bottom * (bottom + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            denominator = 1.0 / away_from_zero(1.0 + coefficient * denominator);
            numerator = away_from_zero(1.0 + coefficient / numerator);
            change = denominator * numerator;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    #[test]
    fn meets_known_values() {
        check(normal_sf(1.959_963_984_540_054_3), 0.025, 1e-12);
        check(normal_quantile(0.975), 1.959_963_984_540_054_3, 1e-12);
        check(student_critical(0.05, 1.0).unwrap(), 12.706_204_736_432_095, 1e-10);
        check(student_critical(0.05, 1e6).unwrap(), 1.959_966_356_9, 1e-10);
        check(student_two_sided(2.0, 1.0), 0.295_167_235_300_866_6, 1e-12);
        check(beta_quantile(0.025, 0.5, 20.5).unwrap(), 2.424_647_845_924_273_3e-5, 1e-9);
        check(beta_cdf(0.5, 3e6, 3e6).unwrap(), 0.5, 1e-8);
    }

    #[test]
    fn answers_senseless_arguments() {
        assert_eq!(beta_cdf(0.5, 0.0, 1.0), None);
        assert_eq!(beta_quantile(1.5, 1.0, 1.0), None);
        assert_eq!(student_critical(0.0, 3.0), None);
        check(student_two_sided(f64::NAN, 3.0), 1.0, 0.0);
        check(normal_quantile(0.0), -38.0, 0.0);
    }

    proptest! {
        #[test]
        fn quantile_undoes_the_distribution(p in 0.0001..0.9999_f64, a in 0.3..400.0_f64, b in 0.3..400.0_f64) {
            let x = beta_quantile(p, a, b).unwrap();
            prop_assert!((0.0..=1.0).contains(&x));
            let back = beta_cdf(x, a, b).unwrap();
            // Near 1 the spacing of numbers bounds what x can tell.
            prop_assert!((back - p).abs() < 1e-9 || x > 1.0 - 1e-9, "{back} {p} {x}");
        }

        #[test]
        fn tails_add_up(x in 0.0..=1.0_f64, a in 0.1..1e5_f64, b in 0.1..1e5_f64) {
            let total = beta_cdf(x, a, b).unwrap() + beta_sf(x, a, b).unwrap();
            prop_assert!((total - 1.0).abs() < 1e-8, "{total}");
        }
    }
}
