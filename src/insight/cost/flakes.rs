//! What work lost to flakes cost, by the price list. Decides nothing about what was lost.

use serde::{Deserialize, Serialize};

use crate::domain::NO_TEXT;

use super::super::{View, WastedJobs};
use super::tariffs::Tariffs;

/// What lost jobs were billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PricedWaste {
    /// Minutes, each job rounded up.
    pub billed_minutes: u64,
    /// Of these: on runners without a known price; they add no dollars.
    pub unpriced_minutes: u64,
    /// US dollars, at the list prices of the window's end.
    pub dollars: f64,
}

impl PricedWaste {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.billed_minutes += other.billed_minutes;
        self.unpriced_minutes += other.unpriced_minutes;
        self.dollars += other.dollars;
    }
}

/// Prices lost work, one entry for each of `wasted`.
pub fn price_waste<'w>(view: &View<'_>, wasted: impl Iterator<Item = &'w [WastedJobs]>) -> Vec<PricedWaste> {
    let tariffs = Tariffs::of(view);
    let at = u32::try_from(view.period.end.min(view.now).0).unwrap_or_default();
    let price = |jobs: &WastedJobs| {
        let labels = view.columns.texts.find(jobs.labels.as_bytes()).unwrap_or(NO_TEXT);
        let tariff = tariffs.all.get(tariffs.position(labels))?;
        tariff.dollars_per_minute(at)
    };
    let sum = |wasted: &[WastedJobs]| {
        let mut sum = PricedWaste::default();
        for jobs in wasted {
            let minutes = jobs.billed_minutes;
            let dollars = price(jobs).map(|dollars| dollars * minutes as f64);
            let unpriced_minutes = if dollars.is_none() { minutes } else { 0 };
            let dollars = dollars.unwrap_or_default();
            sum.add(&PricedWaste { billed_minutes: minutes, unpriced_minutes, dollars });
        }
        sum
    };
    wasted.map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{JobRow, Row, START, World};
    use super::*;

    fn check(labels: &str, minutes: u64, expected: PricedWaste) {
        let job = |labels| JobRow { labels, ..JobRow::default() };
        let rows =
            [Row { named_jobs: vec![job("ubuntu-latest"), job("self-hosted"), job("mystery")], ..Row::at(1, START) }];
        let wasted = [WastedJobs { labels: labels.to_owned(), jobs: 1, seconds: 0.0, billed_minutes: minutes }];
        let world = World::of(&rows);
        let priced = price_waste(&world.view(), [wasted.as_slice(), &[]].into_iter());
        assert_eq!(priced.len(), 2);
        assert_eq!(priced[1], PricedWaste::default());
        assert!((priced[0].dollars - expected.dollars).abs() < 1e-9, "{labels}: {priced:?}");
        let minutes = |priced: &PricedWaste| (priced.billed_minutes, priced.unpriced_minutes);
        assert_eq!(minutes(&priced[0]), minutes(&expected), "{labels}");
    }

    #[test]
    fn minutes_cost_what_their_runner_costs() {
        let priced =
            |billed_minutes, unpriced_minutes, dollars| PricedWaste { billed_minutes, unpriced_minutes, dollars };
        check("ubuntu-latest", 10, priced(10, 0, 0.06));
        check("self-hosted", 10, priced(10, 0, 0.0));
        check("mystery", 10, priced(10, 10, 0.0));
        check("never seen", 10, priced(10, 10, 0.0));
    }
}
