//! The least value of a function of a few numbers, without derivatives (Nelder and Mead 1965).

/// Walks from `start` with first steps of `step`, at most `rounds` rounds; the best point and its value. Values that are
/// not numbers count as infinitely large.
pub(super) fn minimise(start: &[f64], step: f64, rounds: usize, function: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let value = |point: &[f64]| Some(function(point)).filter(|value| !value.is_nan()).unwrap_or(f64::INFINITY);
    let corner = |point: Vec<f64>| {
        let value = value(&point);
        (point, value)
    };
    let mut corners = vec![corner(start.to_vec())];
    for index in 0..start.len() {
        let moved = start.iter().enumerate().map(|(at, x)| if at == index { x + step } else { *x });
        corners.push(corner(moved.collect()));
    }
    for _ in 0..rounds {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let Some(worst) = corners.pop() else { break };
        let Some(best) = corners.first() else {
            corners.push(worst);
            break;
        };
        let (best_value, best_point) = (best.1, best.0.as_slice());
        let second = corners.last().map_or(f64::INFINITY, |corner| corner.1);
        let size = worst.0.iter().zip(best_point).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if worst.1 - best_value <= 1e-13 * best_value.abs() && size < 1e-7 {
            corners.push(worst);
            break;
        }
        let count = corners.len().max(1) as f64;
        let mut centre = vec![0.0; start.len()];
        for (point, _) in &corners {
            centre.iter_mut().zip(point).for_each(|(total, x)| *total += x / count);
        }
        let along = |factor: f64| -> Vec<f64> {
            centre.iter().zip(&worst.0).map(|(centre, worst)| centre + factor * (worst - centre)).collect()
        };
        let reflected = corner(along(-1.0));
        if reflected.1 < best_value {
            let expanded = corner(along(-2.0));
            corners.push(if expanded.1 < reflected.1 { expanded } else { reflected });
        } else if reflected.1 < second {
            corners.push(reflected);
        } else {
            let contracted = corner(along(if reflected.1 < worst.1 { -0.5 } else { 0.5 }));
            if contracted.1 < worst.1.min(reflected.1) {
                corners.push(contracted);
            } else {
                let best_point = best_point.to_vec();
                corners.push(worst);
                for (point, reached) in &mut corners {
                    point.iter_mut().zip(&best_point).for_each(|(x, best)| *x = f64::midpoint(*x, *best));
                    *reached = value(point);
                }
            }
        }
    }
    corners.into_iter().reduce(|best, next| if next.1 < best.1 { next } else { best }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom() {
        let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let (point, value) = minimise(&[-1.2, 1.0], 0.5, 1_000, valley);
        assert!((point[0] - 1.0).abs() < 1e-4 && (point[1] - 1.0).abs() < 1e-4 && value < 1e-8);
        assert_eq!(minimise(&[], 1.0, 10, |_| 3.0), (vec![], 3.0));
        assert!(minimise(&[1.0], 1.0, 10, |_| f64::NAN).1.is_infinite());
    }
}
