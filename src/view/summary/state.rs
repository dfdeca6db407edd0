//! How it stands: health, how much passes, what holds it back, open alerts.

use crate::domain::{SuccessRule, sort_by};
use crate::insight::{Health, HealthLevel, PartKind, Rate, Severity};
use crate::view::format;

use super::Told;
use super::wording::{capitalised, counted, joined, subject, within};

/// A part below this score is said to hold the health back.
const HOLDS_BACK_BELOW: f64 = 85.0;

pub(super) fn sentence(told: Told<'_>) -> String {
    let insight = told.insight;
    let (who, when) = (subject(told), within(told));
    let counts = &insight.counts;
    let all = counts.total();
    if all == 0 {
        return finish(format!("{}, nothing ran of {who}", capitalised(&when)), told);
    }
    if counts.decided() == 0 {
        let rest = [
            (counts.superseded + counts.cancelled_by_hand, "cancelled"),
            (counts.excluded, "skipped"),
            (counts.unfinished, "still running"),
        ];
        let rest: Vec<String> = rest
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", format::count(count)))
            .collect();
        let all = counted(all, "attempt");
        return finish(
            format!("{}, nothing of {who} passed or failed: of {all}, {}", capitalised(&when), joined(&rest)),
            told,
        );
    }
    let passed = passed(&insight.success, told.filter.rule);
    let is_past = insight.period.end < insight.now;
    match (&insight.health.score, insight.health.level) {
        (Ok(score), Some(level)) => {
            // The score is about the window, an alert about now: what is called healthy beside a critical one is so by
            // its score alone.
            let contradicted = level == HealthLevel::Healthy && !is_past && has_critical(told);
            let state = if contradicted { "is healthy by its score alone" } else { level_words(level, is_past) };
            let held_back = held_back(&insight.health).filter(|_| level != HealthLevel::Healthy);
            let held_back = held_back.map(|part| format!(" (held back most by {part})"));
            let text = format!(
                "{} {state}, with a health score of {} out of 100{}: {passed} {when}",
                capitalised(&who),
                whole(*score),
                held_back.unwrap_or_default()
            );
            finish(text, told)
        }
        _ => finish(format!("{}, {passed} of {who}, too few to call it healthy or not", capitalised(&when)), told),
    }
}

fn has_critical(told: Told<'_>) -> bool {
    told.alerts.iter().any(|alert| alert.severity == Severity::Critical)
}

/// Adds the open alerts.
fn finish(text: String, told: Told<'_>) -> String {
    let open = told.alerts.len() as u64;
    let critical = told.alerts.iter().filter(|alert| alert.severity == Severity::Critical).count() as u64;
    let of_them = match (open, critical) {
        (_, 0) => String::new(),
        (1, _) => ", a critical one".to_owned(),
        (all, critical) if all == critical => ", all of them critical".to_owned(),
        (_, critical) => format!(", {} of them critical", format::count(critical)),
    };
    let scope = if is_narrowed(told) { " for the whole repository" } else { "" };
    match open {
        0 => format!("{text}."),
        1 => format!("{text}; 1\u{a0}alert is open{scope}{of_them}."),
        _ => format!("{text}; {}\u{a0}alerts are open{scope}{of_them}.", format::count(open)),
    }
}

/// Alerts know no filter.
fn is_narrowed(told: Told<'_>) -> bool {
    let filter = told.filter;
    filter.workflow_id.is_some() || filter.branch.is_some() || filter.event.is_some()
}

fn level_words(level: HealthLevel, is_past: bool) -> &'static str {
    match (level, is_past) {
        (HealthLevel::Healthy, false) => "is healthy",
        (HealthLevel::Healthy, true) => "was healthy",
        (HealthLevel::Fair, false) => "is in fair health",
        (HealthLevel::Fair, true) => "was in fair health",
        (HealthLevel::Warning, false) => "needs attention",
        (HealthLevel::Warning, true) => "needed attention",
        (HealthLevel::Critical, false) => "is in bad health",
        (HealthLevel::Critical, true) => "was in bad health",
    }
}

/// How much passed, with what was counted.
fn passed(rate: &Rate, rule: SuccessRule) -> String {
    let all = rate.denominator;
    let aside = match rule {
        SuccessRule::Balanced => "without cancelled ones",
        SuccessRule::All => "of all that finished",
        SuccessRule::NotCancelled => "without cancelled ones, with skipped ones",
        SuccessRule::Strict => "a cancelled one counts as failed",
    };
    if all < 10 {
        let number = format::count(rate.numerator);
        return format!("{number} of {} passed ({aside})", counted(all, "attempt"));
    }
    let share = rate.value.map_or_else(|| format::UNKNOWN.to_owned(), format::percent);
    format!("{share} of {} passed ({aside})", counted(all, "attempt"))
}

/// The known part that costs the score most, where it is below what counts as healthy.
fn held_back(health: &Health) -> Option<&'static str> {
    let mut parts: Vec<(f64, PartKind)> = health
        .parts
        .iter()
        .filter_map(|part| Some((part.score.filter(|score| *score < HOLDS_BACK_BELOW)?, part)))
        .map(|(score, part)| (part.weight * (100.0 - score), part.kind))
        .collect();
    sort_by(&mut parts, |a, b| b.0.total_cmp(&a.0));
    // With one part known there is nothing to hold back.
    let is_alone = health.parts.iter().filter(|part| part.score.is_some()).count() < 2;
    parts.first().filter(|_| !is_alone).map(|(_, kind)| match kind {
        PartKind::Reliability => "reliability",
        PartKind::Performance => "speed",
        PartKind::Efficiency => "wasted time and waiting",
        PartKind::Satisfaction => "waiting for answers to pull requests",
    })
}

/// A score without decimals, never rounded across 100 or 0 that it is not.
fn whole(score: f64) -> String {
    match format::number(score, 0).as_str() {
        "100" if score < 100.0 => "99".to_owned(),
        text => text.to_owned(),
    }
}
