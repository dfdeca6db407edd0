//! Further ways to compare two samples: exactly, by means, by shape, by unequal spread.

use super::describe::{all_finite, finite, sum};
use super::distribution::{normal_sf, student_critical, student_two_sided};
use super::rank_tests::ChiSquareTest;
use super::{Lack, mean, median, mid_ranks, tie_counts, variance};

fn both(first: &[f64], second: &[f64], need: usize) -> Result<(), Lack> {
    all_finite(first)?;
    all_finite(second)?;
    Lack::unless_enough(first.len().min(second.len()), need)
}

/// Two-sided p of the rank sum by counting all orders. For samples without ties of at most 400 pairs; else
/// [`Lack::Undefined`], and the normal approximation serves.
pub fn exact_rank_p(first: &[f64], second: &[f64]) -> Result<f64, Lack> {
    both(first, second, 1)?;
    let (m, n) = (first.len(), second.len());
    if m * n > 400 || tie_counts(&[first, second].concat()).len() != m + n {
        return Err(Lack::undefined("too many pairs or ties for an exact test"));
    }
    let u = second.iter().map(|value| first.iter().filter(|other| *other < value).count()).sum::<usize>();
    // ways[j][u]: orders of i values of one sample and j of the other with the statistic u, by the last value.
    let mut ways = vec![vec![0.0_f64; m * n + 1]; n + 1];
    for row in &mut ways {
        if let Some(cell) = row.first_mut() {
            *cell = 1.0;
        }
    }
    for i in 1..=m {
        let mut below: Vec<f64> = Vec::new();
        for (j, row) in ways.iter_mut().enumerate() {
            // The last value is of the second sample (it lies above i others), or of the first.
            let next: Vec<f64> = row
                .iter()
                .enumerate()
                .map(|(u, &kept)| {
                    kept + if j > 0 { u.checked_sub(i).and_then(|u| below.get(u)).copied().unwrap_or(0.0) } else { 0.0 }
                })
                .collect();
            row.clone_from(&next);
            below = next;
        }
    }
    let last = ways.last().cloned().unwrap_or_default();
    let total = sum(last.iter().copied());
    let far = u.max(m * n - u);
    Ok((2.0 * sum(last.iter().skip(far).copied()) / total).min(1.0))
}

/// A statistic with Student's distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct StudentTest {
    /// The statistic: above 0 where the second sample is larger.
    pub statistic: f64,
    /// Degrees of freedom.
    pub degrees: f64,
    /// Two-sided p.
    pub p_value: f64,
}

/// Brunner and Munzel: whether either sample tends to larger values, spreads unequal. Needs two values a side; undefined
/// where the samples do not overlap at all.
pub fn brunner_munzel(first: &[f64], second: &[f64]) -> Result<StudentTest, Lack> {
    both(first, second, 2)?;
    let (m, n) = (first.len() as f64, second.len() as f64);
    let ranks = mid_ranks(&[first, second].concat());
    let (joint_first, joint_second) = ranks.split_at_checked(first.len()).unwrap_or_default();
    let centre = |ranks: &[f64]| mean(ranks).unwrap_or_default();
    let spread = |joint: &[f64], own: &[f64]| {
        let own_ranks = mid_ranks(own);
        let shift = centre(joint) - centre(&own_ranks);
        sum(joint.iter().zip(&own_ranks).map(|(joint, own)| (joint - own - shift).powi(2))) / (own.len() as f64 - 1.0)
    };
    let (a, b) = (m * spread(joint_first, first), n * spread(joint_second, second));
    if a + b <= 0.0 {
        return Err(Lack::undefined("the samples do not overlap"));
    }
    let statistic = m * n * (centre(joint_second) - centre(joint_first)) / ((m + n) * (a + b).sqrt());
    let degrees = (a + b) * (a + b) / (a * a / (m - 1.0) + b * b / (n - 1.0));
    Ok(StudentTest { statistic, degrees, p_value: student_two_sided(statistic, degrees) })
}

/// Welch: whether the means differ, spreads unequal; with the 95 % interval of second − first. Needs two values a side;
/// [`Lack::NoVariation`] where neither varies.
pub fn welch(first: &[f64], second: &[f64]) -> Result<(StudentTest, (f64, f64)), Lack> {
    both(first, second, 2)?;
    let part = |values: &[f64]| Some((mean(values)?, variance(values)? / values.len() as f64));
    let (Some((mean_a, a)), Some((mean_b, b))) = (part(first), part(second)) else {
        return Err(Lack::undefined("the numbers are too large"));
    };
    if a + b <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let degrees = (a + b) * (a + b) / (a * a / (first.len() as f64 - 1.0) + b * b / (second.len() as f64 - 1.0));
    let (difference, error) = (finite(mean_b - mean_a)?, finite((a + b).sqrt())?);
    let half = student_critical(0.05, degrees).unwrap_or_default() * error;
    let statistic = difference / error;
    let test = StudentTest { statistic, degrees, p_value: student_two_sided(statistic, degrees) };
    Ok((test, (difference - half, difference + half)))
}

/// Kolmogorov and Smirnov: the largest distance of the distribution functions, and the asymptotic p as `SciPy` has it (rounded
/// effective count). Needs one value a side.
pub fn kolmogorov_smirnov(first: &[f64], second: &[f64]) -> Result<(f64, f64), Lack> {
    both(first, second, 1)?;
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let (a, b) = (sorted(first), sorted(second));
    let share = |values: &[f64], at: f64| values.partition_point(|value| *value <= at) as f64 / values.len() as f64;
    let distance = a.iter().chain(&b).map(|&at| (share(&a, at) - share(&b, at)).abs()).fold(0.0, f64::max);
    let (m, n) = (a.len() as f64, b.len() as f64);
    let effective = (m.max(n) * m.min(n) / (m + n)).round_ties_even().max(1.0);
    Ok((distance, kolmogorov_sf(effective as usize, distance)))
}

/// P(Dₙ > d) of the one-sample statistic: Marsaglia, Tsang and Wang's matrix where it is small, else twice the one-sided
/// sum, which is exact from d = ½ on and right to many digits in the tail.
fn kolmogorov_sf(n: usize, d: f64) -> f64 {
    let count = n as f64;
    if d <= 0.0 {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    if count * d * d > 4.0 || d >= 0.5 {
        return (2.0 * smirnov(n, d)).min(1.0);
    }
    let k = (count * d).floor() as usize + 1;
    let h = k as f64 - count * d;
    let size = 2 * k - 1;
    let factorial = |number: usize| (1..=number).map(|factor| factor as f64).product::<f64>();
    let cell = |row: usize, column: usize| {
        if row + 1 < column {
            return 0.0;
        }
        let span = row + 1 - column;
        let mut value = 1.0;
        if column == 0 {
            value -= h.powi(row as i32 + 1);
        }
        if row == size - 1 {
            value -= h.powi((size - column) as i32);
        }
        if column == 0 && row == size - 1 && 2.0 * h - 1.0 > 0.0 {
            value += (2.0 * h - 1.0).powi(size as i32);
        }
        value / factorial(span)
    };
    let base: Vec<Vec<f64>> = (0..size).map(|row| (0..size).map(|column| cell(row, column)).collect()).collect();
    let mut row = vec![0.0; size];
    if let Some(start) = row.get_mut(k - 1) {
        *start = 1.0;
    }
    let mut probability = 1.0;
    for step in 1..=n {
        let mut next = vec![0.0; size];
        for (value, cells) in row.iter().zip(&base) {
            next.iter_mut().zip(cells).for_each(|(total, cell)| *total += value * cell);
        }
        let scale = step as f64 / count;
        row = next.into_iter().map(|value| value * scale).collect();
    }
    probability *= row.get(k - 1).copied().unwrap_or_default();
    (1.0 - probability).clamp(0.0, 1.0)
}

/// P(Dₙ⁺ > d): d·Σ C(n, j)·(d + j/n)^(j−1)·(1 − d − j/n)^(n−j).
fn smirnov(n: usize, d: f64) -> f64 {
    let count = n as f64;
    let terms = (0..=n).map_while(|j| {
        let place = j as f64 / count;
        let left = 1.0 - d - place;
        if left <= 0.0 {
            return None;
        }
        let ln_choose = -(count + 1.0).ln() - super::ln_beta(j as f64 + 1.0, count - j as f64 + 1.0);
        Some((ln_choose + (j as f64 - 1.0) * (d + place).ln() + (count - j as f64) * left.ln()).exp())
    });
    d * sum(terms)
}

/// Mood: whether the medians differ, by counting values above the common one (χ² without continuity correction). Needs one
/// value a side; [`Lack::NoVariation`] where all values lie on one side.
pub fn mood_median(first: &[f64], second: &[f64]) -> Result<ChiSquareTest, Lack> {
    both(first, second, 1)?;
    let centre = median(&mut [first, second].concat()).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let above = |values: &[f64]| values.iter().filter(|value| **value > centre).count() as u64;
    let (a, b) = (above(first), above(second));
    let table = [[a, first.len() as u64 - a], [b, second.len() as u64 - b]];
    super::two_proportions::pearson(table, false).ok_or(Lack::NoVariation)
}

/// Normal p of a statistic, two-sided.
pub(super) fn two_sided(z: f64) -> f64 {
    (2.0 * normal_sf(z.abs())).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_counts() {
        assert!((exact_rank_p(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]).unwrap() - 0.1).abs() < 1e-12);
        assert!((exact_rank_p(&[1.0], &[2.0]).unwrap() - 1.0).abs() < 1e-12);
        assert!(exact_rank_p(&[1.0, 1.0], &[2.0]).is_err());
        assert!(welch(&[1.0; 3], &[1.0; 3]).is_err() && brunner_munzel(&[1.0; 3], &[2.0; 3]).is_err());
        assert_eq!(kolmogorov_smirnov(&[1.0, 2.0], &[1.0, 2.0]), Ok((0.0, 1.0)));
        assert_eq!(mood_median(&[1.0; 3], &[1.0; 3]), Err(Lack::NoVariation));
        let (distance, p) = kolmogorov_smirnov(&[1.0; 30], &[2.0; 30]).unwrap();
        assert!((distance - 1.0).abs() < 1e-12 && p < 1e-6);
    }
}
