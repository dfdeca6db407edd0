//! Which labels were taken for which runner, at what price: what a bill's reader asks first. Judges no price.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, sort_by};

use super::super::View;
use super::charges::{Prices, charge_workflow};
use super::summary::dearer;
use super::tariffs::Runner;

/// Most texts of labels listed.
const MOST_LISTED: usize = 60;

/// The jobs that bore the same labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelPrice {
    /// The labels of `runs-on`, with `, ` between them; empty where the jobs name none.
    pub labels: String,
    /// What they were taken for.
    pub runner: Runner,
    /// Jobs executed.
    pub jobs: u64,
    /// Minutes billed.
    pub billed_minutes: u64,
    /// Of these: without a known price.
    pub unpriced_minutes: u64,
    /// US dollars.
    pub dollars: f64,
    /// The last price a minute that was charged, US dollars; `None` where no job had one.
    pub dollars_per_minute: Option<f64>,
}

/// The labels of a view's measured jobs, most dollars first, then most minutes; at most 60.
pub fn price_labels(view: &View<'_>) -> Vec<LabelPrice> {
    let prices = Prices::of(view);
    // By number of the labels' text, the last place for jobs without any.
    let texts = view.columns.texts.len();
    let mut places: Vec<Option<LabelPrice>> = vec![None; if view.columns.jobs.is_empty() { 0 } else { texts + 1 }];
    for (_, part) in view.by_workflow() {
        let on_job = &mut |_, job: &super::charges::JobCharge| {
            let number = view.columns.jobs.labels.get(job.job).copied().unwrap_or(NO_TEXT);
            let Some(place) = places.get_mut((number as usize).min(texts)) else { return };
            let Some(tariff) = prices.tariffs.all.get(job.tariff) else { return };
            let found = place.get_or_insert_with(|| LabelPrice {
                labels: view.columns.text(number).unwrap_or_default().replace('\n', ", "),
                runner: tariff.runner.clone(),
                jobs: 0,
                billed_minutes: 0,
                unpriced_minutes: 0,
                dollars: 0.0,
                dollars_per_minute: None,
            });
            found.jobs += 1;
            found.billed_minutes += u64::from(job.minutes);
            found.unpriced_minutes += if job.dollars_per_minute.is_none() { u64::from(job.minutes) } else { 0 };
            found.dollars += job.dollars(job.minutes);
            found.dollars_per_minute = job.dollars_per_minute.or(found.dollars_per_minute);
        };
        charge_workflow(&part, &prices, on_job, &mut |_, _| {});
    }
    let mut listed: Vec<LabelPrice> = places.into_iter().flatten().collect();
    sort_by(&mut listed, |a, b| dearer(a.dollars, b.dollars).then(b.billed_minutes.cmp(&a.billed_minutes)));
    listed.truncate(MOST_LISTED);
    listed
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{JobRow, Row, START, World};
    use super::*;

    #[test]
    fn each_text_of_labels_has_its_price() {
        let cases = [
            ("ubuntu-latest", "linux", Some(0.006)),
            ("macos-latest", "macos", Some(0.062)),
            ("self-hosted\nlinux", "", Some(0.0)),
            ("ubuntu-22.04-8core", "", None),
            ("", "", None),
        ];
        let jobs = cases.map(|(labels, ..)| JobRow { labels, completed: 65, ..JobRow::default() });
        let world = World::of(&[Row { named_jobs: jobs.to_vec(), ..Row::at(1, START) }]);
        let found = price_labels(&world.view());
        assert_eq!(found.len(), cases.len());
        for (labels, sku, price) in cases {
            let entry = found.iter().find(|entry| entry.labels == labels.replace('\n', ", ")).unwrap();
            assert_eq!((entry.jobs, entry.billed_minutes, entry.dollars_per_minute), (1, 1, price), "{labels}");
            assert_eq!(entry.unpriced_minutes, u64::from(price.is_none()), "{labels}");
            let hosted = matches!(&entry.runner, Runner::Hosted { sku: found } if found == sku);
            assert_eq!(hosted, !sku.is_empty(), "{labels}");
        }
        assert_eq!(found[0].labels, "macos-latest");
        assert!(price_labels(&World::of(&[]).view()).is_empty());
    }
}
