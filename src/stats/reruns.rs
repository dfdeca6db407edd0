//! Groups of repeated trials of the same thing: how often repeating changed the result.

use super::{Lack, jeffreys};

/// What repeating showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reruns {
    /// Groups with a result.
    pub groups: usize,
    /// Groups with two results or more.
    pub repeated: usize,
    /// Groups with a failure.
    pub with_failure: usize,
    /// Groups with both.
    pub mixed: usize,
    /// Groups that failed before they last passed.
    pub recovered: usize,
    /// Changes from one result to the next.
    pub flips: usize,
    /// Neighbouring results.
    pub pairs: usize,
}

impl Reruns {
    /// Flips over pairs; `None` where nothing was repeated.
    pub fn flip_rate(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.flips as f64 / self.pairs as f64)
    }

    /// Share of the groups with a failure that also passed, with Jeffreys' 95 % interval. Needs one such group; five to be
    /// shown as a share.
    pub fn mixed_share(&self) -> Result<(f64, (f64, f64)), Lack> {
        Lack::unless_enough(self.with_failure, 1)?;
        let interval = jeffreys(self.mixed as u64, self.with_failure as u64, 0.95);
        Ok((self.mixed as f64 / self.with_failure as f64, interval))
    }
}

/// Counts groups of results in their order, `true` for a failure. Empty groups do not count.
pub fn reruns<'a>(groups: impl IntoIterator<Item = &'a [bool]>) -> Reruns {
    let mut all = Reruns { groups: 0, repeated: 0, with_failure: 0, mixed: 0, recovered: 0, flips: 0, pairs: 0 };
    for group in groups.into_iter().filter(|group| !group.is_empty()) {
        let failed = group.contains(&true);
        let mixed = failed && group.contains(&false);
        all.groups += 1;
        all.repeated += usize::from(group.len() > 1);
        all.with_failure += usize::from(failed);
        all.mixed += usize::from(mixed);
        all.recovered += usize::from(failed && group.last() == Some(&false));
        all.pairs += group.len() - 1;
        all.flips += group.iter().zip(group.iter().skip(1)).filter(|(a, b)| a != b).count();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_groups() {
        let groups: [&[bool]; 5] = [&[true, false], &[false], &[], &[true, true], &[false, true]];
        let found = reruns(groups);
        assert_eq!((found.groups, found.repeated, found.with_failure, found.mixed, found.recovered), (4, 3, 3, 2, 1));
        assert_eq!((found.flips, found.pairs), (2, 3));
        assert_eq!(reruns([]).flip_rate(), None);
        assert!(reruns([]).mixed_share().is_err());
    }
}
