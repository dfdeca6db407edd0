//! What minutes cost: own prices by label, self-hosted runners, public repositories. And the baselines that were set
//! elsewhere, to be removed here.

use forerun::domain::{Baseline, OwnPrice, Settings};
use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::components::{CheckedField, FieldError, Panel};
use crate::platform::intl;
use crate::state::use_app;

use super::form::Typed;

/// Longest label.
const MOST_CHARACTERS: usize = 100;

/// The price of one label, being typed.
#[derive(Clone, Copy)]
pub struct PriceRow {
    number: u32,
    label: RwSignal<String>,
    price: Typed,
}

/// The fields.
#[derive(Clone, Copy)]
pub struct PriceFields {
    rows: RwSignal<Vec<PriceRow>>,
    next_number: StoredValue<u32>,
    self_hosted: Typed,
    public_cost: RwSignal<bool>,
    baselines: RwSignal<Vec<Baseline>>,
}

impl PriceFields {
    /// Filled with what is in force.
    pub fn of(settings: &Settings) -> Self {
        let fields = Self {
            rows: RwSignal::new(Vec::new()),
            next_number: StoredValue::new(0),
            self_hosted: Typed::price(settings.self_hosted_dollars_per_minute),
            public_cost: RwSignal::new(settings.public_repositories_cost),
            baselines: RwSignal::new(settings.baselines.clone()),
        };
        fields.fill(&settings.own_prices);
        fields
    }

    /// Filled anew.
    pub fn show(self, settings: &Settings) {
        self.self_hosted.show(settings.self_hosted_dollars_per_minute);
        self.public_cost.set(settings.public_repositories_cost);
        self.baselines.set(settings.baselines.clone());
        self.fill(&settings.own_prices);
    }

    fn fill(self, prices: &[OwnPrice]) {
        let rows = prices.iter().map(|own| self.row(&own.label, own.dollars_per_minute)).collect();
        self.rows.set(rows);
    }

    fn row(self, label: &str, dollars: f64) -> PriceRow {
        let number = self.next_number.get_value();
        self.next_number.set_value(number.wrapping_add(1));
        PriceRow { number, label: RwSignal::new(label.to_owned()), price: Typed::price(dollars) }
    }

    /// What a label says of itself: it must be there, and once.
    fn label_error(self, row: PriceRow) -> Option<String> {
        let label = row.label.get();
        let label = label.trim();
        let is_same = |other: &PriceRow| {
            other.number != row.number && other.label.with(|other| other.trim().eq_ignore_ascii_case(label))
        };
        if label.is_empty() {
            Some("The label of runs-on, please.".to_owned())
        } else if label.chars().count() > MOST_CHARACTERS {
            Some("At most 100 characters.".to_owned())
        } else if self.rows.with(|rows| rows.iter().any(is_same)) {
            Some("This label has a price already.".to_owned())
        } else {
            None
        }
    }

    /// Writes the fields into the settings, where every one is right.
    pub fn settings(self, settings: Settings) -> Option<Settings> {
        let price = |row: &PriceRow| {
            let dollars_per_minute = row.price.value().ok()?;
            let label = row.label.with(|label| label.trim().to_owned());
            self.label_error(*row).is_none().then_some(OwnPrice { label, dollars_per_minute })
        };
        Some(Settings {
            own_prices: self.rows.with(|rows| rows.iter().map(price).collect::<Option<_>>())?,
            self_hosted_dollars_per_minute: self.self_hosted.value().ok()?,
            public_repositories_cost: self.public_cost.get(),
            baselines: self.baselines.get(),
            ..settings
        })
    }
}

/// The panels.
pub fn panels(fields: PriceFields) -> AnyView {
    let self_hosted_error = Signal::derive(move || fields.self_hosted.value().err().map(str::to_owned));
    let add = move |_| {
        let row = fields.row("", 0.0);
        fields.rows.update(|rows| rows.push(row));
    };
    let on_public = move |event: Targeted<Event, HtmlInputElement>| fields.public_cost.set(event.target().checked());
    view! {
        <Panel
            title="Prices"
            note="GitHub's list prices are built in. What stands here comes before them, in every number about cost."
        >
            <ul class="price-rows" aria-label="Own prices">
                <For each=move || fields.rows.get() key=|row| row.number children=move |row| price_row(fields, row) />
            </ul>
            <p class="actions">
                <button type="button" class="button" on:click=add>
                    "Add a price for a label"
                </button>
            </p>
            <div class="settings-grid">
                <CheckedField
                    id="settings-self-hosted".to_owned()
                    label="Self-hosted runners"
                    unit="$ a minute"
                    text=fields.self_hosted.text
                    error=self_hosted_error
                />
            </div>
            <label class="check-line">
                <input type="checkbox" prop:checked=fields.public_cost on:change:target=on_public />
                <span>
                    "Count standard runners at list price in public repositories too, where GitHub charges nothing for them"
                </span>
            </label>
        </Panel>
        {baselines(fields.baselines)}
    }
    .into_any()
}

fn price_row(fields: PriceFields, row: PriceRow) -> AnyView {
    let id = format!("settings-label-{}", row.number);
    let error_id = format!("{id}-error");
    let label_error = Signal::derive(move || fields.label_error(row));
    let price_error = Signal::derive(move || row.price.value().err().map(str::to_owned));
    let on_input = move |event: Targeted<Event, HtmlInputElement>| row.label.set(event.target().value());
    let remove = move |_| fields.rows.update(|rows| rows.retain(|other| other.number != row.number));
    let name = move || format!("Remove the price of {}", row.label.get());
    view! {
        <li>
            <div class="field">
                <label for=id.clone()>"Label"</label>
                <input
                    id=id
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=row.label
                    on:input:target=on_input
                    aria-invalid=move || label_error.with(Option::is_some).then_some("true")
                    aria-describedby=error_id.clone()
                />
                <FieldError id=error_id error=label_error />
            </div>
            <CheckedField
                id=format!("settings-price-{}", row.number)
                label="Price"
                unit="$ a minute"
                text=row.price.text
                error=price_error
            />
            <button type="button" class="button" aria-label=name on:click=remove>
                "Remove"
            </button>
        </li>
    }
    .into_any()
}

fn baselines(all: RwSignal<Vec<Baseline>>) -> AnyView {
    let app = use_app();
    let row = move |baseline: Baseline| {
        let name = app.workflow_name(baseline.workflow_id);
        let (label, when) = (format!("Remove the baseline of {name}"), intl::period(baseline.period));
        let remove = move |_| all.update(|all| all.retain(|other| *other != baseline));
        view! {
            <li>
                <span>{name} " " <span class="muted">{when}</span></span>
                <button type="button" class="button" aria-label=label on:click=remove>
                    "Remove"
                </button>
            </li>
        }
    };
    let rows = move || all.get().into_iter().map(row).collect_view();
    view! {
        <Panel
            title="Baselines"
            note="Stretches of time in which a workflow was as it should be; its drift is told against them. Without one, the start \
                  of its newest level stands in."
        >
            <Show when=move || all.with(Vec::is_empty)>
                <p class="muted">"None is set. On the Trends page, under Drift, a window can be kept as the baseline of a workflow."</p>
            </Show>
            <ul class="stretches">{rows}</ul>
        </Panel>
    }
    .into_any()
}
