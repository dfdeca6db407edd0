//! Why what was measured is not called a difference. Names the reason; what to call it in words is the page's.

/// A chance below this is called unlikely.
const UNLIKELY: f64 = 0.05;

/// What keeps a measured difference from being called one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Chance alone brings about differences like it.
    Chance,
    /// Unlikely to be chance by itself, but not as one of so many that are looked at together.
    OneOfMany,
    /// More than chance, so that only its size is left as the reason.
    Small,
}

/// Why something that is not called a difference is not, from the chance by itself, and the chance adjusted for all that
/// is looked at together where it was adjusted. `None` where no chance was told.
pub fn why_unclear(p_value: Option<f64>, adjusted_p: Option<f64>) -> Option<Unclear> {
    let p_value = p_value.or(adjusted_p)?;
    Some(match (p_value < UNLIKELY, adjusted_p.unwrap_or(p_value) < UNLIKELY) {
        (false, _) => Unclear::Chance,
        (true, false) => Unclear::OneOfMany,
        (true, true) => Unclear::Small,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_follows_from_both_chances() {
        let check = |p_value, adjusted_p, expected| {
            assert_eq!(why_unclear(p_value, adjusted_p), expected, "{p_value:?} {adjusted_p:?}");
        };
        check(None, None, None);
        check(Some(0.3), None, Some(Unclear::Chance));
        check(Some(0.3), Some(0.8), Some(Unclear::Chance));
        check(None, Some(0.2), Some(Unclear::Chance));
        // An interval that leaves out 0, and still no difference.
        check(Some(0.02), Some(0.2), Some(Unclear::OneOfMany));
        check(Some(0.05), Some(0.2), Some(Unclear::Chance));
        check(Some(0.01), None, Some(Unclear::Small));
        check(Some(0.001), Some(0.01), Some(Unclear::Small));
    }
}
