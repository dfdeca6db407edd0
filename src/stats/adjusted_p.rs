//! Many p-values at once: adjusted so that a screen keeps its promise, or combined into one.

use super::Lack;
use super::describe::{mean, sum};
use super::distribution::{chi_square_sf, normal_quantile, normal_sf};

/// What an adjustment promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// No false alarm at all, under any dependence.
    Bonferroni,
    /// The same, stepping down; never weaker.
    Holm,
    /// The same for independent tests, stepping up.
    Hochberg,
    /// A bounded share of false ones among the alarms (Benjamini and Hochberg).
    FalseDiscoveries,
    /// The same under any dependence (Benjamini and Yekutieli).
    FalseDiscoveriesDependent,
}

/// Adjusted p-values in the order given: compare each with the level promised. NaN and numbers outside 0–1 count as 1.
pub fn adjust_p(p_values: &[f64], adjustment: Adjustment) -> Vec<f64> {
    let count = p_values.len() as f64;
    let clean = |p: f64| if (0.0..=1.0).contains(&p) { p } else { 1.0 };
    let mut order: Vec<(f64, usize)> = p_values.iter().map(|&p| clean(p)).zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let harmonic: f64 = (1..=p_values.len()).map(|k| 1.0 / k as f64).sum();
    let factor = |place: usize| match adjustment {
        Adjustment::Bonferroni => count,
        Adjustment::Holm | Adjustment::Hochberg => count - place as f64,
        Adjustment::FalseDiscoveries => count / (place as f64 + 1.0),
        Adjustment::FalseDiscoveriesDependent => harmonic * count / (place as f64 + 1.0),
    };
    let mut scaled: Vec<(f64, usize)> =
        order.iter().enumerate().map(|(place, &(p, index))| ((p * factor(place)).min(1.0), index)).collect();
    let mut bound = 0.0_f64;
    match adjustment {
        Adjustment::Bonferroni => {}
        Adjustment::Holm => {
            for (p, _) in &mut scaled {
                bound = bound.max(*p);
                *p = bound;
            }
        }
        _ => {
            bound = 1.0;
            for (p, _) in scaled.iter_mut().rev() {
                bound = bound.min(*p);
                *p = bound;
            }
        }
    }
    scaled.sort_by_key(|pair| pair.1);
    scaled.into_iter().map(|pair| pair.0).collect()
}

/// One p for "none of these holds", three ways; with the statistic of each.
#[derive(Clone, Debug, PartialEq)]
pub struct CombinedP {
    /// Fisher: −2·Σ ln p, its p from χ². Independent tests.
    pub fisher: (f64, f64),
    /// Stouffer: Σz/√n. Independent tests.
    pub stouffer: (f64, f64),
    /// Cauchy: mean of tan((½ − p)·π). Stands up to dependence.
    pub cauchy: (f64, f64),
}

/// Combines p-values, which are kept within 1e-300 and 1 − 1e-16. Needs one.
pub fn combine_p(p_values: &[f64]) -> Result<CombinedP, Lack> {
    use core::f64::consts::{FRAC_1_PI, PI};
    Lack::unless_enough(p_values.len(), 1)?;
    if !p_values.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Lack::undefined("a p-value lies outside 0 to 1"));
    }
    let p: Vec<f64> = p_values.iter().map(|p| p.clamp(1e-300, 1.0 - 1e-16)).collect();
    let n = p.len() as f64;
    let fisher = -2.0 * sum(p.iter().map(|p| p.ln()));
    let stouffer = sum(p.iter().map(|&p| -normal_quantile(p))) / n.sqrt();
    let cauchy = mean(&p.iter().map(|p| ((0.5 - p) * PI).tan()).collect::<Vec<_>>()).unwrap_or_default();
    // The arctangent of the reciprocal keeps the digits of a small p.
    let cauchy_p = if cauchy > 1.0 { (1.0 / cauchy).atan() * FRAC_1_PI } else { 0.5 - cauchy.atan() * FRAC_1_PI };
    Ok(CombinedP {
        fisher: (fisher, chi_square_sf(fisher, 2.0 * n)),
        stouffer: (stouffer, normal_sf(stouffer)),
        cauchy: (cauchy, cauchy_p),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(adjust_p(&[], Adjustment::Holm), Vec::<f64>::new());
        assert_eq!(adjust_p(&[f64::NAN], Adjustment::FalseDiscoveries), [1.0]);
        assert!(combine_p(&[]).is_err() && combine_p(&[2.0]).is_err());
    }

    proptest! {
        #[test]
        fn adjusting_never_helps_and_keeps_the_order(p in prop::collection::vec(0.0..=1.0_f64, 0..30)) {
            use Adjustment::{Bonferroni, FalseDiscoveries, FalseDiscoveriesDependent, Hochberg, Holm};
            for adjustment in [Bonferroni, Holm, Hochberg, FalseDiscoveries, FalseDiscoveriesDependent] {
                let adjusted = adjust_p(&p, adjustment);
                for (i, (&raw, &found)) in p.iter().zip(&adjusted).enumerate() {
                    prop_assert!(found >= raw && found <= 1.0);
                    for (&other, &after) in p.iter().zip(&adjusted).take(i) {
                        prop_assert!((raw <= other) <= (found <= after + 1e-12));
                    }
                }
            }
            if let Ok(combined) = combine_p(&p) {
                for (statistic, p) in [combined.fisher, combined.stouffer, combined.cauchy] {
                    prop_assert!(statistic.is_finite() && (0.0..=1.0).contains(&p));
                }
            }
        }
    }
}
