//! The scales on which a metric is modelled, and on which the errors of all but shares are alike.

use super::ForecastMetric;

/// How values of a metric are brought onto a scale on which they spread evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Shares: modelled as they are (a mean of shares is a share).
    Share,
    /// Durations: ln seconds.
    Logarithm,
    /// Counts and dollars, zero included: the square root, which makes the variance of counts even.
    Root,
}

impl Scale {
    pub(super) fn of(metric: ForecastMetric) -> Self {
        match metric {
            ForecastMetric::FailureRate => Self::Share,
            ForecastMetric::Duration => Self::Logarithm,
            ForecastMetric::Volume | ForecastMetric::Cost => Self::Root,
        }
    }

    /// On the scale of the models; `None` for what does not belong to the metric.
    pub(super) fn model(self, value: f64) -> Option<f64> {
        let inside = match self {
            Self::Share => (0.0..=1.0).contains(&value),
            Self::Logarithm => value > 0.0 && value.is_finite(),
            Self::Root => value >= 0.0 && value.is_finite(),
        };
        let of = match self {
            Self::Share => value,
            Self::Logarithm => value.ln(),
            Self::Root => value.sqrt(),
        };
        inside.then_some(of)
    }

    /// Back to the metric's unit.
    pub(super) fn natural(self, value: f64) -> f64 {
        match self {
            Self::Share => value.clamp(0.0, 1.0),
            Self::Logarithm => value.exp(),
            Self::Root => value.max(0.0).powi(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (scale, value) in [(Scale::Share, 0.3), (Scale::Logarithm, 250.0), (Scale::Root, 12.0), (Scale::Root, 0.0)]
        {
            let modelled = scale.model(value).unwrap();
            assert!((scale.natural(modelled) - value).abs() < 1e-9);
        }
        for (scale, value) in
            [(Scale::Share, 1.1), (Scale::Logarithm, 0.0), (Scale::Root, -1.0), (Scale::Root, f64::NAN)]
        {
            assert_eq!(scale.model(value), None);
        }
    }
}
