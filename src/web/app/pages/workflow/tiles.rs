//! The key numbers of the workflow, each against the window before: those that the overview tells of all, told of one, and
//! what its next run may do.

use std::sync::Arc;

use forerun::domain::SuccessRule;
use forerun::engine::WorkflowPage;
use forerun::insight::NextRun;
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use leptos::prelude::*;

use crate::components::{Explanation, Stat, StatData};
use crate::pages::overview::numbers;
use crate::state::App;
use crate::words::{NOTHING, reason_of};

type Tile = fn(SuccessRule, &WorkflowPage) -> StatData;

const TILES: [Tile; 6] = [
    |rule, told| numbers::success(rule, &told.overview.insight),
    |_, told| numbers::median(&told.overview.insight),
    |_, told| numbers::ninety_fifth(&told.overview.insight),
    |_, told| numbers::queue(&told.overview.insight),
    |_, told| next_run(told),
    |_, told| numbers::performance(&told.overview.insight),
];

/// The tiles.
pub fn tiles(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let tile = |make: Tile| {
        let data = Memo::new(move |_| told.with(|told| make(app.filter().rule, told)));
        view! { <Stat data /> }
    };
    view! {
        <section class="tiles" aria-label="Key numbers">
            {TILES.map(tile).collect_view()}
        </section>
    }
    .into_any()
}

fn next_run(told: &WorkflowPage) -> StatData {
    let formula = "The chance that the next attempt of this workflow fails, from what was known when earlier ones \
                   started. Only a way of foretelling that did better on the past than the failure rate alone is used.";
    let label = "Next run fails";
    let Some(next) = told.overview.insight.next_runs.first() else {
        let details = vec!["did not run in the last 30 days".to_owned()];
        let explanation = Explanation::of(formula);
        return StatData { label, value: NOTHING.to_owned(), details, change: None, explanation };
    };
    let usually = next.base_rate.map(|rate| format!("usually {}", format::percent(rate)));
    let (value, detail) = match &next.chance {
        Ok((chance, (low, high))) => {
            let interval = format!("80\u{a0}%: {} – {}", format::percent(*low), format::percent(*high));
            (format::percent(*chance), interval)
        }
        Err(lack) => (NOTHING.to_owned(), reason_of(lack, ATTEMPTS)),
    };
    let details = [Some(detail), usually].into_iter().flatten().collect();
    StatData { label, value, details, change: None, explanation: explain_chance(formula, next) }
}

fn explain_chance(formula: &str, next: &NextRun) -> Explanation {
    let explanation = Explanation::of(formula).fact("Runs it rests on", format::count(next.count));
    let explanation = match next.record {
        Some(record) => explanation
            .fact("Brier score on the past (lower is better)", format!("{:.3}", record.brier))
            .fact("… of always saying the usual rate", format!("{:.3}", record.brier_base)),
        None => explanation,
    };
    let factor = |explanation: Explanation, factor: &forerun::insight::ChanceFactor| {
        explanation.fact(factor.name.clone(), format!("{} points", format::signed(factor.points, 1)))
    };
    next.factors.iter().fold(explanation, factor)
}
