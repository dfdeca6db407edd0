//! What a minute costs under each text of labels that the jobs of a history bear: worked out once a text, so that a job
//! needs one look-up. Adds nothing up.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Settings};

use super::super::View;
use super::prices::{RUNNER_PRICES, RunnerPrice, price_position, sku_of_label};

/// What a job ran on, as far as its price goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Runner {
    /// A runner of GitHub's price list.
    Hosted {
        /// GitHub's name of the kind.
        sku: String,
    },
    /// A runner whose price the settings name.
    OwnPrice {
        /// The label that names it there.
        label: String,
    },
    /// A self-hosted runner.
    SelfHosted,
    /// Labels that neither the price list nor the settings know: ask the user.
    Unpriced {
        /// The labels, with `, ` between them; empty where the job names none.
        labels: String,
    },
}

/// The price of one kind of runner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tariff {
    pub runner: Runner,
    price: Price,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Price {
    Always(f64),
    Listed(&'static RunnerPrice),
    Unknown,
}

impl Tariff {
    /// US dollars for a minute of a job that started then; `None` where nobody has said.
    pub(super) fn dollars_per_minute(&self, started_seconds: u32) -> Option<f64> {
        match self.price {
            Price::Always(dollars) => Some(dollars),
            Price::Listed(price) => price.dollars_per_minute(started_seconds),
            Price::Unknown => None,
        }
    }

    fn of(labels: &str, settings: &Settings, standard_is_free: bool) -> Self {
        let lower = labels.to_ascii_lowercase();
        let each = || lower.split('\n').filter(|label| !label.is_empty());
        let own = settings.own_prices.iter().find(|own| {
            own.dollars_per_minute.is_finite()
                && own.dollars_per_minute >= 0.0
                && each().any(|label| label.eq_ignore_ascii_case(own.label.trim()))
        });
        let listed = if each().any(|label| label == "self-hosted") { None } else { listed(each()) };
        match (own, listed) {
            (_, Some(price)) if standard_is_free && price.is_standard => {
                Self { runner: Runner::Hosted { sku: price.sku.to_owned() }, price: Price::Always(0.0) }
            }
            (Some(own), _) => Self {
                runner: Runner::OwnPrice { label: own.label.trim().to_owned() },
                price: Price::Always(own.dollars_per_minute),
            },
            (None, Some(price)) => {
                Self { runner: Runner::Hosted { sku: price.sku.to_owned() }, price: Price::Listed(price) }
            }
            (None, None) if each().any(|label| label == "self-hosted") => {
                let dollars = settings.self_hosted_dollars_per_minute;
                let price = if dollars.is_finite() && dollars >= 0.0 { dollars } else { 0.0 };
                Self { runner: Runner::SelfHosted, price: Price::Always(price) }
            }
            (None, None) => {
                let labels: Vec<&str> = labels.split('\n').filter(|label| !label.is_empty()).collect();
                Self { runner: Runner::Unpriced { labels: labels.join(", ") }, price: Price::Unknown }
            }
        }
    }
}

/// The listed price, where every label names the same kind: a label beside it makes a runner of somebody's own.
fn listed<'a>(labels: impl Iterator<Item = &'a str>) -> Option<&'static RunnerPrice> {
    let mut found: Option<&'static RunnerPrice> = None;
    for label in labels {
        let price = RUNNER_PRICES.get(price_position(sku_of_label(label)?)?)?;
        if found.is_some_and(|found| found != price) {
            return None;
        }
        found = Some(price);
    }
    found
}

/// Tariffs of a history.
#[derive(Clone, Debug, Default)]
pub(super) struct Tariffs {
    /// One for each kind of runner that jobs ran on.
    pub all: Vec<Tariff>,
    /// Position in `all`, plus 1, by the number of the labels' text.
    by_text: Vec<u32>,
    /// The same for jobs without labels.
    without_labels: u32,
}

impl Tariffs {
    /// Reads each text of labels once, whatever number of jobs bear it.
    pub(super) fn of(view: &View<'_>) -> Self {
        let (columns, settings) = (view.columns, view.settings);
        let standard_is_free = !view.is_private && !settings.public_repositories_cost;
        let mut tariffs = Self::default();
        if columns.jobs.is_empty() {
            return tariffs;
        }
        tariffs.by_text = vec![0; columns.texts.len()];
        let mut priced: Vec<(Tariff, u32)> = Vec::new();
        for &number in &columns.jobs.labels {
            let place = tariffs.by_text.get_mut(number as usize).unwrap_or(&mut tariffs.without_labels);
            if *place != 0 {
                continue;
            }
            let text = if number == NO_TEXT { "" } else { columns.texts.text(number) };
            let tariff = Tariff::of(text, settings, standard_is_free);
            // Unknown labels differ by text; the other kinds are few.
            let known = priced.iter().find(|(other, _)| *other == tariff).map(|(_, position)| *position);
            *place = known.unwrap_or_else(|| {
                let position = tariffs.all.len() as u32 + 1;
                if tariff.price != Price::Unknown {
                    priced.push((tariff.clone(), position));
                }
                tariffs.all.push(tariff);
                position
            });
        }
        tariffs
    }

    /// Position in `all` of the tariff for labels with this number.
    pub(super) fn position(&self, labels: u32) -> usize {
        let place = self.by_text.get(labels as usize).copied().unwrap_or(self.without_labels);
        (place as usize).wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::OwnPrice;

    use super::super::super::testing::START;
    use super::*;

    fn hosted(sku: &str) -> Runner {
        Runner::Hosted { sku: sku.to_owned() }
    }

    fn own(label: &str) -> Runner {
        Runner::OwnPrice { label: label.to_owned() }
    }

    #[test]
    fn labels_are_priced() {
        let own_price = |label: &str, dollars_per_minute| OwnPrice { label: label.to_owned(), dollars_per_minute };
        let settings = Settings {
            own_prices: vec![
                own_price("Big-Box", 0.03),
                own_price("windows-2022", 0.009),
                own_price("ubuntu-22.04", f64::NAN),
                own_price("ubuntu-24.04", -1.0),
            ],
            self_hosted_dollars_per_minute: 0.002,
            ..Settings::default()
        };
        let unpriced = |labels: &str| Runner::Unpriced { labels: labels.to_owned() };
        // Labels, what they ran on, price in a private and in a public repository.
        let cases = [
            ("ubuntu-latest", hosted("linux"), Some(0.006), hosted("linux"), Some(0.0)),
            ("Ubuntu-Latest\nubuntu-24.04", hosted("linux"), Some(0.006), hosted("linux"), Some(0.0)),
            ("ubuntu-22.04", hosted("linux"), Some(0.006), hosted("linux"), Some(0.0)),
            ("windows-2022", own("windows-2022"), Some(0.009), hosted("windows"), Some(0.0)),
            ("macos-14-xlarge", hosted("macos_xl"), Some(0.102), hosted("macos_xl"), Some(0.102)),
            ("self-hosted\nlinux", Runner::SelfHosted, Some(0.002), Runner::SelfHosted, Some(0.002)),
            ("self-hosted\nubuntu-latest", Runner::SelfHosted, Some(0.002), Runner::SelfHosted, Some(0.002)),
            ("self-hosted\nBIG-BOX", own("Big-Box"), Some(0.03), own("Big-Box"), Some(0.03)),
            ("big-box", own("Big-Box"), Some(0.03), own("Big-Box"), Some(0.03)),
            ("ubuntu-latest\ngpu", unpriced("ubuntu-latest, gpu"), None, unpriced("ubuntu-latest, gpu"), None),
            (
                "ubuntu-latest\nmacos-14",
                unpriced("ubuntu-latest, macos-14"),
                None,
                unpriced("ubuntu-latest, macos-14"),
                None,
            ),
            ("ubuntu-22.04-8core", unpriced("ubuntu-22.04-8core"), None, unpriced("ubuntu-22.04-8core"), None),
            ("", unpriced(""), None, unpriced(""), None),
        ];
        for (labels, private, private_price, public, public_price) in cases {
            let found = Tariff::of(labels, &settings, false);
            assert_eq!((found.dollars_per_minute(START), found.runner), (private_price, private), "{labels}");
            let found = Tariff::of(labels, &settings, true);
            assert_eq!((found.dollars_per_minute(START), found.runner), (public_price, public), "{labels}");
        }
    }
}
