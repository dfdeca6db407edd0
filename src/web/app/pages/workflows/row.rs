//! One workflow.

use forerun::insight::{Direction, WorkflowSummary};
use forerun::view::format;
use forerun::view::lack::of_trend;
use leptos::prelude::*;

use crate::charts::Sparkline;
use crate::components::{Explain, Explanation, Moment, badge};
use crate::state::use_app;
use crate::words::{
    NOTHING, Tone, direction_tone, or_nothing, p_value, rule_formula, score, score_tone, workflow_state,
};

use super::news::News;
use super::order::{Column, runs};

/// A row of the table, a card on a phone: cells name their column for that.
#[component]
pub fn WorkflowRow(summary: WorkflowSummary, news: News) -> impl IntoView {
    let app = use_app();
    let id = summary.workflow_id;
    let href = move || app.route.with(|route| route.of_workflow(id).to_hash());
    let success_explanation = success_explanation(&summary, app.route.with_untracked(|route| route.filter.rule));
    let success_subject = format!("{} of {}", Column::Success.label(), summary.label);
    let interval = match (summary.success.low, summary.success.high) {
        (Some(low), Some(high)) => format!("{} – {}", format::percent(low), format::percent(high)),
        _ => String::new(),
    };
    let seconds = |value: Option<f64>| or_nothing(value, format::duration);
    let quantiles = summary.durations.quantiles;
    let score_class = format!("number {}", summary.performance.value.map_or(Tone::Neutral, score_tone).class());
    let (trend, trend_title, trend_tone) = trend(&summary);
    let state = workflow_state(summary.state).map(|state| view! { <span class="badge">{state}</span> });
    let badge = news.badge.map(|(word, tone)| badge(word, tone));
    let sentence = (!news.sentence.is_empty()).then(|| view! { <small class="muted path">{news.sentence}</small> });
    let sparkline_label = format!("Success rate of {} by week", summary.label);
    let last = summary.last_started_at.map_or_else(|| NOTHING.into_any(), |at| view! { <Moment at /> }.into_any());
    view! {
        <tr>
            <th scope="row">
                <a href=href>{summary.label.clone()}</a>
                " "
                {state}
                {badge}
                <small class="muted path">{summary.path.clone()}</small>
                {sentence}
            </th>
            <td class="number" data-label=Column::Runs.label()>
                {format::count(runs(&summary))}
            </td>
            <td class="number with-explain" data-label=Column::Success.label()>
                <span>
                    {or_nothing(summary.success.value, format::percent)} " " <small class="muted">{interval}</small>
                </span>
                <Explain explanation=success_explanation subject=success_subject />
            </td>
            <td class="number" data-label=Column::FirstTry.label()>
                {or_nothing(summary.retries.first_try.value, format::percent)}
            </td>
            <td class="number" data-label=Column::Median.label()>
                {seconds(quantiles.median)}
            </td>
            <td class="number" data-label=Column::P95.label()>
                {seconds(quantiles.p95)}
            </td>
            <td class=score_class data-label=Column::Score.label()>
                {or_nothing(summary.performance.value, score)}
            </td>
            <td class=format!("nowrap {}", trend_tone.class()) title=trend_title data-label=Column::Trend.label()>
                {trend}
            </td>
            <td data-label=Column::Weeks.label()>
                <Sparkline values=summary.weekly_success label=sparkline_label />
            </td>
            <td class="nowrap" data-label=Column::LastRun.label()>
                {last}
            </td>
        </tr>
    }
    .into_any()
}

fn success_explanation(summary: &WorkflowSummary, rule: forerun::domain::SuccessRule) -> Explanation {
    let counts = &summary.counts;
    Explanation::of(rule_formula(rule))
        .fact(
            "Counted",
            format!("{} of {}", format::count(summary.success.numerator), format::count(summary.success.denominator)),
        )
        .fact("Passed", format::count(counts.passed))
        .fact("Failed", format::count(counts.failed))
        .fact("Cancelled by a newer run", format::count(counts.superseded))
        .fact("Cancelled otherwise", format::count(counts.cancelled_by_hand))
        .fact("Skipped, neutral or unknown", format::count(counts.excluded))
        .fact("Still running", format::count(counts.unfinished))
}

fn trend(summary: &WorkflowSummary) -> (String, String, Tone) {
    let trend = &summary.duration_trend;
    let rate = or_nothing(trend.percent_per_week, format::signed_percent);
    let certainty = trend.p_value.map(p_value).unwrap_or_default();
    let title = format!("{rate} a week over {} {} {certainty}", format::count(trend.count), trend.unit);
    match &trend.direction {
        Ok(Direction::Flat) => ("no clear trend".to_owned(), title, Tone::Neutral),
        Ok(direction) => (format!("{rate} a week"), title, direction_tone(trend.metric, *direction)),
        Err(lack) => (NOTHING.to_owned(), of_trend(trend, lack), Tone::Neutral),
    }
}
