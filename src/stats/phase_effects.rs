//! What each phase of a period adds to a series whose level may shift: for taking a season out before the level is looked
//! at. Looks for no shift.

use super::season_test::season_test;
use super::{mean, median};

/// Values that a phase needs to have an effect; a phase with fewer is passed over, as weekends are where nobody works.
const FEWEST_CYCLES: usize = 3;
/// A season shows below this p.
const MOST_P: f64 = 0.01;
/// Passes of level and effects: gaps lean a level towards the phases that are there, which the next pass mends.
const PASSES: usize = 4;

/// Effect of each phase (`step % period`), around 0; `None` where no season shows (p ≥ 0.01 by [`season_test`]) or too
/// little is known (3 values a phase, two phases, 60 % of the steps).
///
/// The level of a step is the mean of the cycle around it, each phase of which counts once; the effect of a phase is the
/// median of its distances from that level. A shift of the level disturbs the few steps next to it alone, so that it
/// neither hides a season nor is taken for one.
pub fn phase_effects(values: &[Option<f64>], period: usize) -> Option<Vec<f64>> {
    let mut counts = vec![0_usize; period];
    for (step, _) in values.iter().enumerate().filter(|(_, value)| value.is_some()) {
        *counts.get_mut(step % period)? += 1;
    }
    let phases: Vec<usize> =
        counts.iter().enumerate().filter(|&(_, &count)| count >= FEWEST_CYCLES).map(|(phase, _)| phase).collect();
    let cycle = phases.len();
    if cycle < 2 {
        return None;
    }
    // Without the phases that hold nothing the steps are even again, only the cycle is shorter.
    let kept = values.iter().enumerate().filter(|(step, _)| phases.contains(&(step % period)));
    let (starts_at, kept): (Vec<usize>, Vec<Option<f64>>) = kept.map(|(step, value)| (step % period, *value)).unzip();
    let first = starts_at.first().and_then(|first| phases.iter().position(|phase| phase == first))?;
    let mut effects = vec![0.0; cycle];
    let mut distances = kept.clone();
    for _ in 0..PASSES {
        let effect = |step: usize| effects.get((first + step) % cycle).copied().unwrap_or_default();
        let plain: Vec<Option<f64>> =
            kept.iter().enumerate().map(|(step, value)| value.map(|value| value - effect(step))).collect();
        let level = |step: usize| {
            let from = step.saturating_sub(cycle / 2).min(plain.len().saturating_sub(cycle));
            let around: Vec<f64> = plain.iter().skip(from).take(cycle).copied().flatten().collect();
            mean(&around)
        };
        distances = kept.iter().enumerate().map(|(step, value)| Some((*value)? - level(step)?)).collect();
        let middle = |phase: usize| {
            let of_phase = distances.iter().skip((phase + cycle - first) % cycle).step_by(cycle).copied().flatten();
            median(&mut of_phase.collect::<Vec<f64>>()).unwrap_or_default()
        };
        effects = (0..cycle).map(middle).collect();
        let centre = mean(&effects)?;
        for effect in &mut effects {
            *effect -= centre;
        }
    }
    let is_season = season_test(&distances, cycle).is_ok_and(|test| test.p_value < MOST_P);
    let mut of_phases = vec![0.0; period];
    for (phase, effect) in phases.into_iter().zip(effects) {
        *of_phases.get_mut(phase)? = effect;
    }
    is_season.then_some(of_phases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    const WEEK: [f64; 7] = [0.2, -0.1, 0.1, 0.0, -0.2, 0.05, -0.05];

    fn days(random: &mut SplitMix64, count: usize, of: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let mut noise = || 0.05 * ((0..12).map(|_| random.unit()).sum::<f64>() - 6.0);
        (0..count).map(|day| of(day).map(|value| value + noise())).collect()
    }

    fn largest_distance(found: &[f64], shape: &[f64; 7]) -> f64 {
        found.iter().zip(shape).map(|(found, truth)| (found - truth).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn a_week_is_found_beside_a_shift_and_none_in_noise() {
        let mut random = SplitMix64::new(7);
        let mut invented = 0;
        for _ in 0..100 {
            let step = |day: usize| if day < 40 { 0.0 } else { 0.5 };
            let week = days(&mut random, 84, |day| Some(WEEK[day % 7] + step(day)));
            let found = phase_effects(&week, 7).unwrap();
            assert!(largest_distance(&found, &WEEK) < 0.1, "{found:?}");
            let noise = days(&mut random, 84, |day| Some(step(day)));
            invented += usize::from(phase_effects(&noise, 7).is_some());
        }
        assert!(invented <= 5, "{invented}");
    }

    #[test]
    fn empty_weekends_and_gaps_are_passed_over() {
        let mut random = SplitMix64::new(8);
        let work = |day: usize| (day % 7 < 5 && day % 11 != 3).then(|| WEEK[day % 7]);
        let found = phase_effects(&days(&mut random, 100, work), 7).unwrap();
        assert!(largest_distance(&found, &[0.2, -0.1, 0.1, 0.0, -0.2, 0.0, 0.0]) < 0.1, "{found:?}");
        let late = |day: usize| ((day + 3) % 7 < 5).then(|| WEEK[day % 7]);
        let found = phase_effects(&days(&mut random, 100, late), 7).unwrap();
        assert_eq!((found[2], found[3]), (0.0, 0.0));
        assert!(found[0] > 0.1 && found[4] < -0.1, "{found:?}");
    }

    #[test]
    fn says_nothing_of_little() {
        assert_eq!(phase_effects(&[], 7), None);
        assert_eq!(phase_effects(&[Some(1.0); 84], 7), None);
        let mut random = SplitMix64::new(9);
        assert_eq!(phase_effects(&days(&mut random, 15, |day| Some(WEEK[day % 7])), 7), None);
        assert_eq!(phase_effects(&days(&mut random, 84, |day| (day % 7 == 2).then_some(1.0)), 7), None);
    }
}
