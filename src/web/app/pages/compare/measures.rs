//! Number by number: both sides, the difference with its interval, what it means and what it rests on.

use std::sync::Arc;

use forerun::domain::SuccessRule;
use forerun::engine::Compared;
use forerun::insight::ComparedMeasure;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explain, Explanation, Panel, badge};
use crate::state::use_app;
use crate::words::{NOTHING, counted_in, or_nothing, p_value};

use super::wording::{
    change_word, measure_counted, measure_difference, measure_explanation, measure_name, measure_value, unnamed,
};

const HEADINGS: [(&str, bool); 6] = [
    ("Measure", false),
    ("A", true),
    ("B", true),
    ("Difference, A − B", true),
    ("What it means", false),
    ("Rests on", false),
];

/// What is less likely by chance, adjusted for all tests, is named.
const SURE: f64 = 0.05;

/// The panel.
pub fn table(compared: Signal<Arc<Compared>>) -> AnyView {
    let app = use_app();
    let explanation = Explanation::of(
        "A difference is named only when it is more than chance and more than 5\u{a0}% (of a success rate: of what fails). \
         Each test comes with the chance of so large a difference where there is none.",
    )
    .fact("Interval", "95\u{a0}% of the difference")
    .fact("Many tests at once", "p adjusted so that at most 5\u{a0}% of what is named is false (Benjamini and Hochberg)")
    .fact("Interval without 0, yet no clear difference", "each interval stands alone; the test answers for all numbers")
    .fact("Fewest values", "5 on each side; 10 for P90, 20 for P95");
    let rows = move || {
        let rule = app.filter().rule;
        compared.with(|compared| {
            let measures = compared.sides.iter().flat_map(|sides| &sides.measures);
            measures.map(|measure| row(measure, rule)).collect_view()
        })
    };
    let headings = HEADINGS.map(|(label, is_number)| {
        view! {
            <th scope="col" class=if is_number { "number" } else { "" }>
                {label}
            </th>
        }
    });
    view! {
        <Panel title="Number by number" explanation=Some(explanation)>
            <table class="workflows-table compare-table">
                <caption class="visually-hidden">"Numbers of A and B"</caption>
                <thead>
                    <tr>{headings.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Panel>
    }
    .into_any()
}

fn row(measure: &ComparedMeasure, rule: SuccessRule) -> AnyView {
    let kind = measure.measure;
    let value = |value: Option<f64>| or_nothing(value, |value| measure_value(kind, value));
    let interval = measure
        .interval
        .map(|(low, high)| format!("{} to {}", measure_difference(kind, low), measure_difference(kind, high)));
    let (word, tone) = change_word(measure.change);
    let is_within_chance = measure.adjusted_p.is_some_and(|p| p >= SURE);
    let why = unnamed(measure.change, measure.interval, is_within_chance);
    let p = match (measure.p_value, measure.adjusted_p) {
        (Some(own), Some(adjusted)) => format!("{}, adjusted {}", p_value(own), p_value(adjusted)),
        _ => NOTHING.to_owned(),
    };
    let unit = measure_counted(kind);
    let (first, second) = (counted_in(measure.counts.0, unit), counted_in(measure.counts.1, unit));
    // The noun follows the number that it stands beside.
    let rests = format!("{} and {second}", format::count(measure.counts.0));
    let explanation = measure_explanation(kind, rule).fact("A", first).fact("B", second).fact("Chance", p);
    view! {
        <tr>
            <th scope="row" class="with-explain">
                <span>{measure_name(kind)}</span>
                <Explain explanation=Signal::stored(explanation) subject=measure_name(kind) />
            </th>
            <td class="number" data-label="A">{value(measure.first)}</td>
            <td class="number" data-label="B">{value(measure.second)}</td>
            <td class="number" data-label="A − B">
                <span class="stacked">
                    {or_nothing(measure.difference, |difference| measure_difference(kind, difference))}
                    <small class="muted nowrap">{interval}</small>
                </span>
            </td>
            <td data-label="What it means">
                <span class="stacked">{badge(word, tone)} {why.map(|why| view! { <small class="muted">{why}</small> })}</span>
            </td>
            <td class="muted" data-label="Rests on">{rests}</td>
        </tr>
    }
    .into_any()
}
