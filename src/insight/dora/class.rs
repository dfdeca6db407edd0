//! Elite, high, medium or low: the classes of the DORA reports for each of the four keys. Owns the cut-offs; measures
//! nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{SECONDS_PER_DAY, SECONDS_PER_HOUR};
use crate::stats::Lack;

use super::{Dora, FrequencyClass, LeadTimeClass};

/// Deployments below which a change failure rate has no class: one failure would move it by a class or two.
const FEWEST_DEPLOYMENTS: u64 = 10;
/// Largest change failure rates of elite, high and medium (Accelerate State of DevOps 2023).
const CHANGE_FAILURE_RATES: [f64; 3] = [0.05, 0.10, 0.15];
/// Longest median times to restore of elite, high and medium, seconds.
const RESTORE_SECONDS: [f64; 3] = [SECONDS_PER_HOUR as f64, SECONDS_PER_DAY as f64, (7 * SECONDS_PER_DAY) as f64];

/// How a key compares with what the DORA reports found among many organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DoraClass {
    /// The worst.
    Low,
    /// Below the middle.
    Medium,
    /// Above the middle.
    High,
    /// The best.
    Elite,
}

/// The class of each key, or why it has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoraClasses {
    /// Daily is elite, weekly high, monthly medium, less often low (Four Keys).
    pub deployment_frequency: Result<DoraClass, Lack>,
    /// By the median: below a day elite, a week high, a month (730 h) medium, longer low (Four Keys).
    pub lead_time: Result<DoraClass, Lack>,
    /// At most 5 % elite, 10 % high, 15 % medium, more low; from 10 deployments on.
    pub change_failure_rate: Result<DoraClass, Lack>,
    /// By the median: at most an hour elite, a day high, a week medium, longer low.
    pub restore_service: Result<DoraClass, Lack>,
}

/// Classes of what was measured.
pub fn classify_dora(dora: &Dora) -> DoraClasses {
    let change_failure_rate = dora.change_failure_rate.as_ref().map_err(Clone::clone).and_then(|found| {
        Lack::unless_enough(found.rate.denominator as usize, FEWEST_DEPLOYMENTS as usize)?;
        let rate = found.rate.value.ok_or_else(|| Lack::undefined("no deployment has passed or failed"))?;
        Ok(below(rate, CHANGE_FAILURE_RATES))
    });
    let restore_service = dora.restore_service.as_ref().map_err(Clone::clone).and_then(|found| {
        let nothing = || match found.open {
            0 => Lack::undefined("no deployment has failed in this window"),
            _ => Lack::undefined("no failed deployment has been followed by a passed one yet"),
        };
        found.seconds.median.map(|seconds| below(seconds, RESTORE_SECONDS)).ok_or_else(nothing)
    });
    DoraClasses {
        deployment_frequency: dora
            .deployment_frequency
            .as_ref()
            .map(|found| of_frequency(found.class))
            .map_err(Clone::clone),
        lead_time: dora.lead_time.as_ref().map(|found| of_lead_time(found.class)).map_err(Clone::clone),
        change_failure_rate,
        restore_service,
    }
}

fn of_frequency(class: FrequencyClass) -> DoraClass {
    match class {
        FrequencyClass::Daily => DoraClass::Elite,
        FrequencyClass::Weekly => DoraClass::High,
        FrequencyClass::Monthly => DoraClass::Medium,
        FrequencyClass::Yearly => DoraClass::Low,
    }
}

fn of_lead_time(class: LeadTimeClass) -> DoraClass {
    match class {
        LeadTimeClass::OneDay => DoraClass::Elite,
        LeadTimeClass::OneWeek => DoraClass::High,
        LeadTimeClass::OneMonth => DoraClass::Medium,
        LeadTimeClass::SixMonths | LeadTimeClass::Longer => DoraClass::Low,
    }
}

fn below(value: f64, [elite, high, medium]: [f64; 3]) -> DoraClass {
    if value <= elite {
        DoraClass::Elite
    } else if value <= high {
        DoraClass::High
    } else if value <= medium {
        DoraClass::Medium
    } else {
        DoraClass::Low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_offs_belong_to_the_better_class() {
        let cases = [
            (0.0, DoraClass::Elite),
            (0.05, DoraClass::Elite),
            (0.051, DoraClass::High),
            (0.10, DoraClass::High),
            (0.15, DoraClass::Medium),
            (0.151, DoraClass::Low),
        ];
        for (rate, class) in cases {
            assert_eq!(below(rate, CHANGE_FAILURE_RATES), class, "{rate}");
        }
        assert_eq!(below(3_600.0, RESTORE_SECONDS), DoraClass::Elite);
        assert_eq!(below(86_401.0, RESTORE_SECONDS), DoraClass::Medium);
        assert_eq!(below(604_801.0, RESTORE_SECONDS), DoraClass::Low);
        assert!(DoraClass::Elite > DoraClass::High && DoraClass::Medium > DoraClass::Low);
    }
}
