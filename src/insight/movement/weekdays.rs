//! What weekdays add to durations and waits, so that it can be taken out before a level is looked for: of many runs a day
//! each day of a weekly season would be a level of its own, and a shift smaller than the season would be hidden by it.

use crate::domain::{DayWalk, Period, Zone};
use crate::stats::{ln_of_whole, mean, median, phase_effects};

use super::super::View;
use super::subjects::{Point, passed_durations};

/// Days of a week.
const WEEK: usize = 7;
/// Weeks that a season is learnt from, where the window is shorter: the days of two weeks cannot tell one from a shift.
const LEARNT_DAYS: i64 = 84;

/// What each weekday adds to the logarithm.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WeekdayEffects {
    /// A local day of the first effect's weekday.
    first_day: i64,
    effects: Vec<f64>,
}

impl WeekdayEffects {
    /// From the medians of the days of some points by start; `None` where weekdays do not differ by more than chance.
    pub(super) fn of(zone: &Zone, points: &[Point]) -> Option<Self> {
        let mut walk = DayWalk::new(zone);
        let first_day = walk.day(points.first()?.time);
        let last_day = walk.day(points.last()?.time);
        let mut days: Vec<Vec<f64>> = vec![Vec::new(); usize::try_from(last_day - first_day + 1).ok()?];
        for point in points {
            let day = usize::try_from(walk.day(point.time) - first_day).ok();
            if let Some(list) = day.and_then(|day| days.get_mut(day)) {
                list.push(ln_of_whole(point.seconds));
            }
        }
        let medians: Vec<Option<f64>> = days.iter_mut().map(|list| median(list)).collect();
        Some(Self { first_day, effects: phase_effects(&medians, WEEK)? })
    }

    /// The seconds of some points without it; the typical value stays.
    pub(super) fn taken_out(&self, zone: &Zone, points: &[Point]) -> Vec<f64> {
        let mut walk = DayWalk::new(zone);
        let effect = |point: &Point| {
            let phase = (walk.day(point.time) - self.first_day).rem_euclid(WEEK as i64);
            self.effects.get(phase as usize).copied().unwrap_or_default()
        };
        let effects: Vec<f64> = points.iter().map(effect).collect();
        let usual = mean(&effects).unwrap_or_default();
        points.iter().zip(&effects).map(|(point, effect)| f64::from(point.seconds) * (usual - effect).exp()).collect()
    }
}

/// Those of each workflow's durations, by position in the workflow table, from twelve weeks up to the end of the view;
/// empty where the view itself is as long or there is nothing before it.
pub(super) fn of_longer_past(view: &View<'_>) -> Vec<(u16, WeekdayEffects)> {
    let start = view.period.end.plus_days(-LEARNT_DAYS);
    if start >= view.period.start || view.oldest().is_none_or(|oldest| oldest >= view.period.start) {
        return Vec::new();
    }
    let longer = view.over(Period { start, end: view.period.end });
    let parts = longer.by_workflow();
    let of = |(position, part): &(u16, View<'_>)| {
        Some((*position, WeekdayEffects::of(view.zone, &passed_durations(part, &part.chronological()))?))
    };
    parts.iter().filter_map(of).collect()
}
