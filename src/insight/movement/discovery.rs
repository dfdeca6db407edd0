//! All p-values of one question, so that screening many series finds few things that are not there.

use crate::stats::{Adjustment, adjust_p};

/// Share of false ones that is accepted among what is called a movement.
pub(super) const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// The p-values of everything that was tested for one question, those that found nothing included.
#[derive(Clone, Debug, Default)]
pub(super) struct Family {
    p_values: Vec<f64>,
}

impl Family {
    /// Takes in a test and gives its number.
    pub(super) fn add(&mut self, p_value: f64) -> usize {
        self.p_values.push(p_value);
        self.p_values.len() - 1
    }

    /// Takes in a series that was searched without finding anything.
    pub(super) fn add_nothing(&mut self) {
        self.p_values.push(1.0);
    }

    /// Adjusted p-values by the numbers of their tests (Benjamini and Hochberg).
    pub(super) fn adjusted(&self) -> Vec<f64> {
        adjust_p(&self.p_values, Adjustment::FalseDiscoveries)
    }
}

/// The adjusted p of a test, and whether it survives.
pub(super) fn verdict(adjusted: &[f64], number: usize) -> (f64, bool) {
    let p = adjusted.get(number).copied().unwrap_or(1.0);
    (p, p < FALSE_DISCOVERY_RATE)
}
