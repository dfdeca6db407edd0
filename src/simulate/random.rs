//! Chance, seeded: the few distributions that a CI needs, over `stats::SplitMix64`.

use crate::stats::SplitMix64;

/// A stream of chance that its seed decides wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chance(SplitMix64);

impl Chance {
    /// A stream.
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    /// The next number, uniform over all of `u64`.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..count`; 0 for a count of 0.
    pub fn below(&mut self, count: u64) -> u64 {
        // `SplitMix64::below` counts in `usize`, which has 32 bits in WebAssembly; run ids have more.
        ((u128::from(self.0.next_u64()) * u128::from(count)) >> 64) as u64
    }

    /// Uniform in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        self.0.unit()
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform in `from..to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from.saturating_add(self.below(to.saturating_sub(from).max(0) as u64) as i64)
    }

    /// Log-normal with this median; `spread` is the standard deviation of its logarithm.
    pub fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        // Box–Muller; 1 − u keeps the logarithm finite.
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (core::f64::consts::TAU * self.unit()).cos()
    }

    /// Uniform in `[from, to)`.
    pub fn uniform(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.unit()
    }

    /// Uniform between the logarithms of two positive numbers: small values are as likely as large ones.
    pub fn log_uniform(&mut self, from: f64, to: f64) -> f64 {
        self.uniform(from.ln(), to.ln()).exp()
    }

    /// Poisson with this mean, by counting exponential gaps; meant for means up to some hundred.
    pub fn poisson(&mut self, mean: f64) -> usize {
        let (mut count, mut left) = (0, mean);
        loop {
            left += (1.0 - self.unit()).ln();
            if left <= 0.0 {
                return count;
            }
            count += 1;
        }
    }

    /// A stream of its own for one purpose: what one purpose draws does not shift what another does.
    pub fn apart(seed: u64, purpose: u64) -> Self {
        let mut mixed = SplitMix64::new(seed);
        let mut purposes = SplitMix64::new(purpose ^ mixed.next_u64());
        Self(SplitMix64::new(purposes.next_u64()))
    }

    /// One of some.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u64) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_the_published_stream() {
        let mut random = Chance::new(1_234_567);
        let expected: [u64; 3] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.next_u64(), random.next_u64(), random.next_u64()], expected);
    }

    #[test]
    fn each_purpose_has_its_own_stream() {
        let first = |seed, purpose| Chance::apart(seed, purpose).next_u64();
        assert_eq!(first(1, 2), first(1, 2));
        assert!(first(1, 2) != first(2, 1) && first(1, 2) != first(1, 3) && first(1, 2) != first(2, 2));
    }

    #[test]
    fn distributions_have_their_middle_where_they_should() {
        let mut random = Chance::new(7);
        let mut draws: Vec<f64> = (0..20_001).map(|_| random.log_normal(300.0, 0.3)).collect();
        draws.sort_by(f64::total_cmp);
        assert!((draws[10_000] / 300.0 - 1.0).abs() < 0.02, "{}", draws[10_000]);
        let heads = (0..20_000).filter(|_| random.chance(0.25)).count();
        assert!(heads.abs_diff(5_000) < 250, "{heads}");
        assert!((0..1_000).all(|_| (3..9).contains(&random.between(3, 9))));
        let events: usize = (0..2_000).map(|_| random.poisson(7.5)).sum();
        assert!(events.abs_diff(15_000) < 400, "{events}");
        assert!((0..1_000).all(|_| (2.0..50.0).contains(&random.log_uniform(2.0, 50.0))));
        assert_eq!((random.below(0), random.between(5, 5), random.pick::<u8>(&[])), (0, 5, None));
    }
}
