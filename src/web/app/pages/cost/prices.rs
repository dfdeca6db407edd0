//! How the minutes were priced: labels and what they were taken for, how many attempts are measured, the price list.

use std::sync::Arc;

use forerun::engine::KnownCost;
use forerun::insight::{RUNNER_PRICES, Runner, RunnerPrice};
use forerun::view::format;
use forerun::view::route::Page;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, badge};
use crate::state::use_app;
use crate::words::{NOTHING, Tone, counted, or_nothing};

use super::headline::minutes;
use super::names::{runner_name, sku_name};
use super::tables::{following, is_free};
use super::{Known, of};

/// Where GitHub publishes its prices.
const SOURCE: &str = "https://docs.github.com/en/billing/reference/actions-runner-pricing";

/// Which labels were taken for which runner.
pub fn labels(known: Known) -> AnyView {
    let app = use_app();
    let unpriced = move || {
        let (labels, lost): (u64, u64) = of(known, |known| {
            let without = known.labels.iter().filter(|label| label.unpriced_minutes > 0);
            without.fold((0, 0), |(count, sum), label| (count + 1, sum + label.unpriced_minutes))
        });
        (labels > 0).then(|| {
            let text = format!(
                "{} without a known price: {} add no dollars, so the total is too low.",
                counted(labels, "kind of labels is", "kinds of labels are"),
                minutes(lost as f64)
            );
            view! {
                <p>
                    {badge("Price missing", Tone::Warning)}
                    " "
                    {text}
                    " "
                    <a href=move || app.href(Page::Settings)>"Set prices"</a>
                </p>
            }
        })
    };
    view! {
        <Panel
            title="What was priced how"
            explanation=Some(Explanation::of(
                "The labels of runs-on name the runner: your own prices come first, then GitHub's list. A label of your own \
                 beside a known one makes it a runner that no list knows; self-hosted costs what the settings say.",
            ))
        >
            {unpriced}
            {following(known, label_table, if untrack(|| of(known, is_free)) { 3 } else { 4 })}
        </Panel>
    }
    .into_any()
}

fn label_table(known: &KnownCost) -> TableData {
    let row = |label: &forerun::insight::LabelPrice| {
        let name = if label.labels.is_empty() { "no label".to_owned() } else { label.labels.clone() };
        let taken = match &label.runner {
            Runner::Unpriced { .. } => "unknown".to_owned(),
            runner => runner_name(runner),
        };
        vec![
            Cell::words(name),
            Cell::words(taken),
            Cell::number(label.dollars_per_minute, or_nothing(label.dollars_per_minute, format::price)),
            Cell::number(Some(label.billed_minutes as f64), format::count(label.billed_minutes)),
            Cell::number(Some(label.dollars), format::dollars(label.dollars)),
            Cell::number(Some(label.jobs as f64), format::count(label.jobs)),
        ]
    };
    let columns = vec![
        Column::words("Labels"),
        Column::words("Taken for"),
        Column::numbers("Dollars a minute", Unit::Dollars),
        Column::numbers("Minutes", Unit::Minutes),
        Column::numbers("Dollars", Unit::Dollars),
        Column::numbers("Jobs", Unit::Count),
    ];
    TableData { title: "Labels and their prices", columns, rows: known.labels.iter().map(row).collect() }
}

/// How many attempts the numbers rest on.
pub fn coverage(known: Known) -> AnyView {
    let app = use_app();
    let told = move || {
        of(known, |known| {
            let total = &known.summary.total;
            let measured = format!(
                "Jobs are stored of {} of {} that may have cost something.",
                format::count(total.attempts_measured),
                counted(total.attempts(), "attempt", "attempts")
            );
            let estimated = format!(
                "{} estimated: they count as much as the mean of their workflow's measured attempts.",
                counted(total.attempts_estimated, "attempt is", "attempts are")
            );
            let unknown = format!(
                "{} unknown: fewer than 3 attempts of their workflow are measured. They add nothing.",
                counted(total.attempts_unknown, "attempt is", "attempts are")
            );
            let line = |text: String| view! { <li>{text}</li> };
            let lines = [
                Some(measured),
                (total.attempts_estimated > 0).then_some(estimated),
                (total.attempts_unknown > 0).then_some(unknown),
            ];
            lines.into_iter().flatten().map(line).collect_view()
        })
    };
    view! {
        <Panel title="What the numbers rest on" class="half">
            <ul class="plain-lines">
                {told}
                <li>
                    "Each job is billed in whole minutes, at least 1: the 61st second begins the second minute. Failed jobs and \
                     re-runs are billed too; skipped jobs are not."
                </li>
                <li>"Included minutes, discounts, taxes and storage are not part of it: this is the list price, not the invoice."</li>
            </ul>
            <p class="actions">
                <a class="button" href=move || app.href(Page::Data)>
                    "Read more jobs"
                </a>
                <a class="button" href=move || app.href(Page::Settings)>
                    "Change prices"
                </a>
            </p>
        </Panel>
    }
    .into_any()
}

/// GitHub's price list.
pub fn list() -> AnyView {
    let row = |price: &RunnerPrice| {
        vec![
            Cell::words(sku_name(price.sku)),
            Cell::number(Some(price.since_2026), format::price(price.since_2026)),
            Cell::number(price.until_2025, price.until_2025.map_or_else(|| NOTHING.to_owned(), format::price)),
            Cell::words(if price.is_standard { "free" } else { "charged" }),
        ]
    };
    let columns = vec![
        Column::words("Runner"),
        Column::numbers("Since 1 Jan 2026", Unit::Dollars),
        Column::numbers("Until 31 Dec 2025", Unit::Dollars),
        Column::words("In public repositories"),
    ];
    let rows = RUNNER_PRICES.iter().map(row).collect();
    let data = Signal::stored(Arc::new(TableData { title: "Price list", columns, rows }));
    view! {
        <Panel
            title="Price list"
            class="half"
            note="US dollars a minute, by the day on which a job started. A dash: the list of that time is not known."
        >
            <details class="more">
                <summary>"All prices"</summary>
                <DataTable data sorted_by=0 />
            </details>
            <p>
                "Source: "
                <a href=SOURCE target="_blank" rel="noopener noreferrer">
                    "GitHub's Actions runner pricing"
                </a>
            </p>
        </Panel>
    }
    .into_any()
}
