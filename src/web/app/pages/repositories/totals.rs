//! What repositories are together: over all that is listed, and of one owner.

use forerun::engine::{Standing, StoredRepository};
use forerun::view::format;
use forerun::view::owners::{Totals, total};
use leptos::prelude::*;

use crate::components::{Stat, StatData};
use crate::platform::intl;
use crate::words::alerts::severities_line;
use crate::words::{NOTHING, counted, or_nothing};

use super::explanations;
use super::order::Column;
use super::queue::{KnownByKey, Standings};

fn standing<'a>(stored: &StoredRepository, known: &'a KnownByKey) -> Option<&'a Standing> {
    known.get(&stored.key)?.standing.as_deref().ok()
}

/// The tiles above the table.
pub fn summary(standings: Standings) -> AnyView {
    let totals = Memo::new(move |_| {
        standings.known.with(|known| {
            standings.listed.with(|listed| total("", listed.iter().map(|stored| (stored, standing(stored, known)))))
        })
    });
    let tile = move |make: fn(&Totals) -> StatData| {
        let data = Memo::new(move |_| totals.with(make));
        view! { <Stat data /> }
    };
    view! {
        <section class="numbers" aria-label="All repositories">
            {tile(needing_a_look)}
            {tile(success)}
            {tile(cost)}
            {tile(stored)}
        </section>
    }
    .into_any()
}

fn so_far(totals: &Totals) -> String {
    if totals.known < totals.repositories {
        format!("so far {} of {}", totals.known, counted(totals.repositories, "repository", "repositories"))
    } else {
        counted(totals.repositories, "repository", "repositories")
    }
}

fn needing_a_look(totals: &Totals) -> StatData {
    let alerts = totals.alerts;
    let (unhealthy, with_health) = totals.unhealthy;
    StatData {
        label: "Open alerts",
        value: if totals.known > 0 { format::count(alerts.total()) } else { NOTHING.to_owned() },
        details: vec![
            if alerts.total() == 0 { "no rule is broken".to_owned() } else { severities_line(alerts) },
            match with_health {
                0 => "no health score yet".to_owned(),
                _ => format!("Health below 70 in {unhealthy} of {with_health}"),
            },
        ],
        change: None,
        explanation: explanations::alerts().fact("Counted in", so_far(totals)),
    }
}

fn success(totals: &Totals) -> StatData {
    let rate = &totals.success;
    let interval = match (rate.low, rate.high) {
        (Some(low), Some(high)) => format!("95\u{a0}%: {} – {}", format::percent(low), format::percent(high)),
        _ => "95\u{a0}%: –".to_owned(),
    };
    StatData {
        label: "Success rate",
        value: or_nothing(rate.value, format::percent),
        details: vec![format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator)), interval],
        change: None,
        explanation: explanations::success().fact("Counted in", so_far(totals)),
    }
}

fn cost(totals: &Totals) -> StatData {
    StatData {
        label: "Cost",
        value: if totals.with_cost > 0 { format::dollars(totals.dollars) } else { NOTHING.to_owned() },
        details: vec![format!(
            "known of {} of {}",
            totals.with_cost,
            counted(totals.repositories, "repository", "repositories")
        )],
        change: None,
        explanation: explanations::cost().fact("Counted in", so_far(totals)),
    }
}

fn stored(totals: &Totals) -> StatData {
    // The demo has none.
    let size = (totals.bytes > 0).then(|| intl::bytes(totals.bytes));
    StatData {
        label: "Stored here",
        value: format::count(totals.stored_attempts),
        details: vec![
            size.map_or_else(|| "attempts".to_owned(), |size| format!("attempts · {size}")),
            format!("{} started in the last 30 days", format::count(totals.attempts)),
        ],
        change: None,
        explanation: explanations::stored(),
    }
}

/// The head of an owner's repositories.
pub fn owner_row(owner: &str, positions: &[usize], listed: &[StoredRepository], known: &KnownByKey) -> AnyView {
    let rows = positions.iter().filter_map(|&position| listed.get(position));
    let totals = total(owner, rows.map(|stored| (stored, standing(stored, known))));
    let alerts = totals.alerts;
    let alerts = if alerts.total() == 0 { "no open alerts".to_owned() } else { severities_line(alerts) };
    let rate = &totals.success;
    let success = rate.value.map(|value| {
        let counts = format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator));
        format!(" · {} passed ({counts})", format::percent(value))
    });
    let cost = (totals.with_cost > 0).then(|| format!(" · {}", format::dollars(totals.dollars)));
    let words = format!("{} · {alerts}", so_far(&totals));
    let size = (totals.bytes > 0).then(|| format!(" · {} stored", intl::bytes(totals.bytes)));
    view! {
        <tr class="owner-row">
            <th scope="rowgroup" colspan=Column::ALL.len().to_string()>
                <strong>{owner.to_owned()}</strong>
                <span class="muted">{words} {success} {cost} {size}</span>
            </th>
        </tr>
    }
    .into_any()
}
