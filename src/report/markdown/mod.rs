//! The report as Markdown, for reading and pasting. Texts from GitHub are escaped, so that none of them becomes markup.

mod sections;

use core::fmt::Write as _;

use super::document::{ForecastSection, Report};
use super::parts::{QuantileSection, RateSection};

/// The report for reading.
pub fn to_markdown(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    write(&mut text, report).ok();
    text
}

fn write(out: &mut String, report: &Report) -> core::fmt::Result {
    let dashboard = &report.body.dashboard;
    writeln!(out, "# CI report of {}\n", escape(&report.heading.repository.name))?;
    let filter = &report.heading.filter;
    writeln!(
        out,
        "Made {} by Forerun. Window {} ({} to {}), success rule `{}`, days in {}.\n",
        report.heading.timestamp, filter.window, filter.from, filter.to, filter.rule, filter.time_zone
    )?;
    for (name, value) in [("Branch", &filter.branch), ("Event", &filter.event)] {
        if let Some(value) = value {
            writeln!(out, "{name}: {}\n", escape(value))?;
        }
    }
    writeln!(out, "## State\n\n| | |\n|---|---|")?;
    let health = dashboard.health.score.value.map_or_else(|| dashboard.health.score.status.clone(), |s| number(s, 0));
    writeln!(out, "| Health (0–100) | {health} |")?;
    writeln!(out, "| Success rate | {} |", rate(&dashboard.success))?;
    writeln!(out, "| First-try success | {} |", rate(&dashboard.first_try))?;
    writeln!(out, "| Final success | {} |", rate(&dashboard.final_success))?;
    let outcomes = &dashboard.outcomes;
    writeln!(
        out,
        "| Attempts | {} passed, {} failed, {} cancelled, {} excluded, {} unfinished |",
        outcomes.passed, outcomes.failed, outcomes.cancelled, outcomes.excluded, outcomes.unfinished
    )?;
    writeln!(out, "| Duration of passed attempts | {} |", quantiles(&dashboard.duration))?;
    if let Some(queue) = &dashboard.queue_time {
        writeln!(out, "| Queue time of jobs | {} |", quantiles(queue))?;
    }
    writeln!(out, "| Risk (0–100) | {} |", optional(report.body.predictive_analysis.risk.score, 0))?;
    writeln!(
        out,
        "\n## Workflows\n\n| Workflow | Attempts | Success | Median | P95 | Score |\n|---|---|---|---|---|---|"
    )?;
    for workflow in &report.body.performance.workflows {
        let counts = &workflow.outcomes;
        let attempts = counts.passed + counts.failed + counts.cancelled + counts.excluded + counts.unfinished;
        writeln!(
            out,
            "| {} | {attempts} | {} | {} s | {} s | {} |",
            escape(&workflow.workflow_name),
            rate(&workflow.success),
            optional(workflow.duration.p50_seconds, 0),
            optional(workflow.duration.p95_seconds, 0),
            optional(workflow.performance_score, 0)
        )?;
    }
    sections::alerts(out, &report.body.alert)?;
    sections::changes(out, &report.body.trend_analysis.movement.changepoints)?;
    trends(out, report)?;
    let forecasts = report.body.predictive_analysis.forecasts.iter();
    for of_rates in forecasts.filter(|forecast| forecast.unit == "rate") {
        forecast(out, of_rates)?;
    }
    sections::flaky(out, &dashboard.flaky)?;
    sections::cost(out, &dashboard.cost)?;
    sections::delivery(out, &dashboard.delivery)?;
    if !report.body.predictive_analysis.early_warnings.is_empty() {
        writeln!(out, "\n## Early warnings\n")?;
    }
    for warning in &report.body.predictive_analysis.early_warnings {
        let id = warning.workflow_id;
        let named = report.body.performance.workflows.iter().find(|workflow| Some(workflow.workflow_id) == id);
        let name = named.map_or("", |workflow| workflow.workflow_name.as_str());
        writeln!(out, "- **{}**: {}.", escape(name), escape(&warning.evidence))?;
    }
    if !report.body.recommendations.is_empty() {
        writeln!(out, "\n## What to do\n")?;
    }
    for advice in &report.body.recommendations {
        writeln!(
            out,
            "- **{}** ({}): {} {}",
            escape(&advice.title),
            advice.priority,
            escape(&advice.reason),
            escape(&advice.expected_effect)
        )?;
    }
    Ok(())
}

fn trends(out: &mut String, report: &Report) -> core::fmt::Result {
    writeln!(out, "\n## Trends\n\n| What | Window | Direction | Percent a week | p |\n|---|---|---|---|---|")?;
    for trend in &report.body.trend_analysis.trends {
        let direction = trend.direction.value.as_deref().unwrap_or(&trend.direction.status);
        let interval = match (trend.percent_per_week_low, trend.percent_per_week_high) {
            (Some(low), Some(high)) => format!(" [{}, {}]", number(low, 1), number(high, 1)),
            _ => String::new(),
        };
        writeln!(
            out,
            "| {} | {} d | {direction} | {}{interval} | {} |",
            trend.metric,
            number(trend.window_days, 0),
            optional(trend.percent_per_week, 1),
            probability(trend.p_value)
        )?;
    }
    Ok(())
}

fn forecast(out: &mut String, forecast: &ForecastSection) -> core::fmt::Result {
    writeln!(out, "\n## Forecast of the failure rate\n")?;
    let Some(days) = &forecast.days.value else {
        return writeln!(out, "None: {}.", forecast.days.status);
    };
    writeln!(out, "| Day | Failure rate | 80 % | 95 % |\n|---|---|---|---|")?;
    for day in days {
        writeln!(
            out,
            "| {} | {} | {} to {} | {} to {} |",
            day.start,
            percent(day.value),
            percent(day.interval_80_low),
            percent(day.interval_80_high),
            percent(day.interval_95_low),
            percent(day.interval_95_high)
        )?;
    }
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
    writeln!(
        out,
        "\nConfidence {} (below 70 %: take it as a hint). On {} past days the 80 % intervals held {}, the 95 % intervals {}.",
        share(forecast.confidence),
        forecast.backtest_days,
        share(forecast.backtest_coverage_80_rate),
        share(forecast.backtest_coverage_95_rate)
    )
}

fn rate(rate: &RateSection) -> String {
    match (rate.rate, rate.interval_low_rate, rate.interval_high_rate) {
        (Some(value), Some(low), Some(high)) => {
            let (low, high) = (percent(low), percent(high));
            format!("{} ({} of {}; 95 % interval {low} to {high})", percent(value), rate.numerator, rate.denominator)
        }
        _ => "–".to_owned(),
    }
}

fn quantiles(quantiles: &QuantileSection) -> String {
    let cell = |value| optional(value, 0);
    format!(
        "P50 {} s, P75 {} s, P90 {} s, P95 {} s, P99 {} s (n = {})",
        cell(quantiles.p50_seconds),
        cell(quantiles.p75_seconds),
        cell(quantiles.p90_seconds),
        cell(quantiles.p95_seconds),
        cell(quantiles.p99_seconds),
        quantiles.count
    )
}

fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * share, 1))
}

/// With so many decimals; what rounds to nothing has no sign.
fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

/// A change in percent with its sign.
fn change(percent: f64) -> String {
    let text = number(percent, 0);
    let sign = if percent > 0.0 && text != "0" { "+" } else { "" };
    format!("{sign}{text} %")
}

/// A p-value, never nothing.
fn probability(p_value: Option<f64>) -> String {
    match p_value {
        Some(..0.001) => "< 0.001".to_owned(),
        p_value => optional(p_value, 3),
    }
}

fn optional(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number(value, digits))
}

/// Makes a text from GitHub plain in Markdown and in a table cell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!([number(-0.04, 1), number(-0.06, 1), number(0.0, 0)], ["0.0", "-0.1", "0"]);
        assert_eq!([change(-0.2), change(0.2), change(12.0), change(-12.0)], ["0 %", "0 %", "+12 %", "-12 %"]);
        assert_eq!([probability(Some(1e-9)), probability(Some(0.04)), probability(None)], ["< 0.001", "0.040", "–"]);
    }

    #[test]
    fn hostile_texts_stay_text() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("CI", "CI");
        check("a|b\nc", "a\\|b c");
        check("<script>", "&lt;script&gt;");
        check("[x](javascript:y)", "\\[x\\]\\(javascript:y\\)");
        check("![img](u) `code` & \u{7}", "\\!\\[img\\]\\(u\\) \\`code\\` &amp; ");
    }
}
