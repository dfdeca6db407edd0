//! The workflows page: one line a workflow, sortable; cards on a phone.

mod news;
mod order;
mod row;

use std::sync::Arc;

use forerun::engine::{Answer, Query, Workflows};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Icon, IconName};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use super::shell::{Shown, answered};

use news::News;
use order::{Column, Order};
use row::WorkflowRow;

fn take(answer: Answer) -> Option<Box<Workflows>> {
    if let Answer::Workflows(workflows) = answer { Some(workflows) } else { None }
}

/// The page.
#[component]
pub fn WorkflowsPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Workflows(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |workflows: &Workflows| {
            let count = counted(workflows.workflows.len() as u64, "workflow", "workflows");
            format!("{} · {count}", intl::period(workflows.period))
        },
        is_empty: |workflows| workflows.workflows.is_empty(),
        content: table,
    };
    answered("Workflows", &asked, shown)
}

fn table(answer: Signal<Arc<Workflows>>) -> AnyView {
    let order = RwSignal::new(Order::default());
    let sorted = move || {
        answer.with(|answer| {
            let mut rows = answer.workflows.clone();
            order.get().sort(&mut rows);
            rows.into_iter()
                .map(|summary| {
                    let news = News::of(answer, summary.workflow_id);
                    view! { <WorkflowRow summary news /> }
                })
                .collect_view()
        })
    };
    view! {
        <div class="panel table-panel">
            <table class="workflows-table">
                <thead>
                    <tr>{Column::ALL.map(|column| view! { <Header column order /> }).collect_view()}</tr>
                </thead>
                <tbody>{sorted}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Header(column: Column, order: RwSignal<Order>) -> impl IntoView {
    let class = if column.is_number() { "number" } else { "" };
    if !column.is_sortable() {
        return view! { <th scope="col" class=class>{column.label()}</th> }.into_any();
    }
    let is_sorted = Memo::new(move |_| order.with(|order| order.column == column));
    let sort = move || {
        order.with(|order| match (order.column == column, order.is_descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        })
    };
    let icon = move || {
        is_sorted.get().then(|| {
            let name = if order.with(|order| order.is_descending) { IconName::Down } else { IconName::Up };
            view! { <Icon name /> }
        })
    };
    view! {
        <th scope="col" class=class aria-sort=sort>
            <button type="button" on:click=move |_| order.update(|order| order.choose(column))>
                {column.label()}
                {icon}
            </button>
        </th>
    }
    .into_any()
}
