//! What weekdays add to the level of a daily series, drawn towards nothing as far as they do not differ beyond chance.

/// Days of a week.
pub(super) const WEEK: usize = 7;
/// What is left of the weight of a weekday's past a week later: some half a year counts.
const FADING: f64 = 0.96;
/// Weeks of a weekday before its effect is believed at all.
const FEWEST_WEEKS: f64 = 3.0;
/// How much more than their sampling error weekdays must differ before anything is left of their effects.
const CAUTION: f64 = 1.2;

/// Sums of what the values of each weekday lay above the mean of the seven days up to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Weekdays {
    days: [Sums; WEEK],
    effects: [f64; WEEK],
    variances: (f64, f64),
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    weight: f64,
    total: f64,
    squares: f64,
}

impl Weekdays {
    /// What the weekday adds.
    pub(super) fn effect(&self, weekday: usize) -> f64 {
        self.effects.get(weekday % WEEK).copied().unwrap_or_default()
    }

    /// Days of evidence about all weekdays that one weekday's own mean is mixed with: variance within over variance
    /// between weekdays (empirical Bayes).
    pub(super) fn pull(&self) -> f64 {
        let (within, between) = self.variances;
        if between > 0.0 { (within / between).min(1e6) } else { 1e6 }
    }

    /// Takes in how far a day lay above the mean of its week.
    pub(super) fn learn(&mut self, weekday: usize, distance: f64) {
        if let Some(sums) = self.days.get_mut(weekday % WEEK) {
            sums.weight = FADING * sums.weight + 1.0;
            sums.total = FADING * sums.total + distance;
            sums.squares = FADING * sums.squares + distance * distance;
        }
        self.shrink();
    }

    fn shrink(&mut self) {
        let known = self.days.iter().filter(|sums| sums.weight > 0.0);
        let (mut count, mut weight, mut means, mut left, mut precision) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for sums in known.clone() {
            let mean = sums.total / sums.weight;
            count += 1.0;
            weight += sums.weight;
            means += mean;
            left += (sums.squares - sums.total * mean).max(0.0);
            precision += 1.0 / sums.weight;
        }
        let enough = known.clone().filter(|sums| sums.weight >= FEWEST_WEEKS * 0.9).count();
        if count < 2.0 || enough < 2 || weight <= count {
            return;
        }
        let centre = means / count;
        let within = left / (weight - count);
        let spread: f64 = known.map(|sums| (sums.total / sums.weight - centre).powi(2)).sum::<f64>() / (count - 1.0);
        let between = (spread - CAUTION * within * precision / count).max(0.0);
        self.variances = (within, between);
        for (effect, sums) in self.effects.iter_mut().zip(&self.days) {
            let trust =
                if between > 0.0 && sums.weight > 0.0 { between / (between + within / sums.weight) } else { 0.0 };
            *effect = if trust > 0.0 { trust * (sums.total / sums.weight - centre) } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    #[test]
    fn only_weekdays_that_differ_have_effects() {
        let mut random = SplitMix64::new(5);
        let (mut plain, mut weekly) = (Weekdays::default(), Weekdays::default());
        for day in 0..84 {
            let noise = random.unit() - 0.5;
            plain.learn(day, noise);
            weekly.learn(day, noise + if day % 7 > 4 { -5.0 } else { 2.0 });
        }
        assert!((0..7).all(|day| plain.effect(day).abs() < 0.1), "{plain:?}");
        assert!((weekly.effect(5) + 5.0).abs() < 0.3 && (weekly.effect(0) - 2.0).abs() < 0.3, "{weekly:?}");
        assert!(weekly.pull() < 0.1 && plain.pull() > 1.0);
    }
}
