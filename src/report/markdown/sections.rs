//! The report's shorter chapters: alerts, what changed, flaky subjects, cost, delivery. A chapter that has nothing to say is
//! left out, but for what is lacking.

use core::fmt::{Result, Write as _};

use super::super::document::{
    AlertDocument, AlertSection, ChangepointSection, CostSection, DeliverySection, FlakySection, RestoreSection,
};
use super::super::parts::Statement;
use super::{escape, number, optional, percent, rate};

/// Most lines of one chapter: the rest is in the JSON document.
const MOST_LINES: usize = 10;

pub(super) fn alerts(out: &mut String, alerts: &AlertDocument) -> Result {
    writeln!(
        out,
        "\n## Alerts\n\nOf the whole repository: {} open now, {} more that were open in the window.",
        alerts.open.len(),
        alerts.closed_total
    )?;
    let shown: Vec<&AlertSection> = alerts.open.iter().chain(&alerts.closed).take(MOST_LINES).collect();
    if !shown.is_empty() {
        writeln!(out)?;
    }
    for alert in shown {
        let advice = alert.recommendations.first().map_or("", String::as_str);
        let AlertSection { timestamp, severity, state, .. } = alert;
        let (title, description) = (escape(&alert.title), escape(&alert.description));
        writeln!(out, "- {timestamp}, {severity}, {state}: **{title}** {description} {}", escape(advice))?;
    }
    Ok(())
}

pub(super) fn changes(out: &mut String, changes: &[ChangepointSection]) -> Result {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n## What changed\n\n| Since | What | Before | After | Change | Commit |\n|---|---|---|---|---|---|"
    )?;
    for change in changes.iter().take(MOST_LINES) {
        let level = |value: f64| if change.unit == "rate" { percent(value) } else { format!("{} s", number(value, 0)) };
        let commit: String = change.commit_after.iter().flat_map(|commit| commit.chars().take(10)).collect();
        let by = change.change_percent.map_or_else(|| "–".to_owned(), super::change);
        let (subject, metric) = (escape(&change.subject.label()), change.metric.replace('_', " "));
        let (before, after) = (level(change.before.value), level(change.after.value));
        writeln!(out, "| {} | {subject}: {metric} | {before} | {after} | {by} | {commit} |", change.timestamp)?;
    }
    Ok(())
}

pub(super) fn flaky(out: &mut String, flaky: &FlakySection) -> Result {
    if flaky.subjects.is_empty() {
        return Ok(());
    }
    let minutes = number(flaky.wasted_seconds / 60.0, 0);
    writeln!(out, "\n## Flaky and broken\n\n{minutes} minutes of work lost to flakiness.\n")?;
    for subject in flaky.subjects.iter().take(MOST_LINES) {
        let score = subject.score.value.map_or_else(|| subject.score.status.clone(), |score| number(score, 0));
        writeln!(
            out,
            "- **{}**: {}; {} of {} executions failed, {} commits failed and passed in one run; score {score}",
            escape(&subject.subject.label()),
            subject.state,
            subject.failures,
            subject.executions,
            subject.flaky_commits
        )?;
    }
    Ok(())
}

pub(super) fn cost(out: &mut String, cost: &Statement<CostSection>) -> Result {
    writeln!(out, "\n## Cost\n")?;
    let Some(cost) = &cost.value else { return writeln!(out, "Not known: {}.", cost.status) };
    let total = &cost.total;
    writeln!(
        out,
        "${} at list prices ({} of {} attempts measured by their jobs); ${} a run.",
        number(total.dollars, 2),
        total.attempts_measured,
        total.attempts_measured + total.attempts_estimated + total.attempts_unknown,
        optional(cost.dollars_per_run, 3)
    )?;
    if let Some(projection) = &cost.projection.value {
        let [at_pace, low, high] =
            [projection.dollars, projection.interval_low_dollars, projection.interval_high_dollars]
                .map(|dollars| number(dollars, 2));
        writeln!(out, "At the pace of the last {} days: ${at_pace} in 30 days (${low} to ${high}).", projection.days)?;
    }
    if let Some(wasted) = cost.wasted_rate {
        writeln!(out, "{} of the billed minutes led to nothing.", percent(wasted))?;
    }
    writeln!(out)?;
    for workflow in cost.by_workflow.iter().take(MOST_LINES) {
        writeln!(out, "- {}: ${}", escape(&workflow.workflow_name), number(workflow.total.dollars, 2))?;
    }
    Ok(())
}

pub(super) fn delivery(out: &mut String, delivery: &DeliverySection) -> Result {
    writeln!(out, "\n## Delivery\n\n| | |\n|---|---|")?;
    let restore = |restore: &RestoreSection| {
        format!(
            "median {} s over {} outages, {} open",
            optional(restore.time.p50_seconds, 0),
            restore.time.count,
            restore.open
        )
    };
    let rows = [
        (
            "Deployments",
            told(&delivery.deployment_frequency, |frequency| {
                format!("{} ({} a week)", frequency.class, number(frequency.deployments_per_week, 1))
            }),
        ),
        ("Lead time", told(&delivery.lead_time, |lead| format!("median {} s", optional(lead.time.p50_seconds, 0)))),
        ("Failed changes", told(&delivery.change_failure_rate, |changes| rate(&changes.share))),
        ("Time to restore the service", told(&delivery.restore_service, restore)),
        ("Time to restore the default branch", told(&delivery.restore_default_branch, restore)),
    ];
    for (name, value) in rows {
        writeln!(out, "| {name} | {value} |")?;
    }
    Ok(())
}

fn told<T>(statement: &Statement<T>, tell: impl FnOnce(&T) -> String) -> String {
    statement.value.as_ref().map_or_else(|| escape(&statement.status), tell)
}
