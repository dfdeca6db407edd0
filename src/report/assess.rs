//! The newest decided attempt of each workflow, with what to make of it in words.

use crate::domain::{Settings, Timestamp};
use crate::insight::{Findings, ScoreLabel, View, attempt_score};

use super::document::{Analysis, AttemptEntry, word};

/// One entry a workflow, in the order of the summaries of workflows.
pub fn latest_attempts(view: &View<'_>, findings: &Findings<'_>) -> Vec<AttemptEntry> {
    let attempts = &view.columns.attempts;
    let mut newest: Vec<Option<(u32, usize)>> = vec![None; view.columns.workflows.entries.len()];
    for &row in &view.rows {
        let row = row as usize;
        let decided = view.prepared.outcome.get(row).is_some_and(|outcome| outcome.is_decided());
        let (Some(&workflow), Some(&started)) = (attempts.workflow.get(row), attempts.started.get(row)) else {
            continue;
        };
        if let Some(newest) = newest.get_mut(usize::from(workflow)).filter(|_| decided)
            && newest.is_none_or(|(latest, _)| latest <= started)
        {
            *newest = Some((started, row));
        }
    }
    findings
        .workflows()
        .iter()
        .filter_map(|summary| {
            let position = view.columns.workflows.position(summary.workflow_id)?;
            let (_, row) = (*newest.get(usize::from(position))?)?;
            let advice =
                findings.recommendations().iter().filter(|advice| advice.workflow_id == Some(summary.workflow_id));
            let recommendations = advice.map(|advice| advice.title.clone()).collect();
            entry(view, row, summary.durations.quantiles.median, recommendations)
        })
        .collect()
}

fn entry(
    view: &View<'_>,
    row: usize,
    median_seconds: Option<f64>,
    recommendations: Vec<String>,
) -> Option<AttemptEntry> {
    let attempts = &view.columns.attempts;
    let outcome = *view.prepared.outcome.get(row)?;
    let duration_seconds = view.prepared.duration_seconds.get(row).filter(|&&s| s != u32::MAX).map(|&s| f64::from(s));
    let score = attempt_score(outcome, duration_seconds, None, &view.settings.thresholds);
    let workflow = *attempts.workflow.get(row)?;
    let status = view.columns.state_word(*attempts.state.get(row)?).to_owned();
    let attempt = *attempts.attempt.get(row)?;
    let retried = if attempt > 1 { format!(" at attempt {attempt}") } else { String::new() };
    let ended = if outcome.is_failed() { "failed" } else { "passed" };
    Some(AttemptEntry {
        timestamp: Timestamp(i64::from(*attempts.started.get(row)?)).to_rfc3339(),
        workflow_name: view.columns.workflows.label(workflow),
        workflow_id: view.columns.workflows.entries.get(usize::from(workflow))?.id,
        run_id: *attempts.run_id.get(row)?,
        attempt,
        analysis: Analysis {
            recommendations,
            status_assessment: format!("The newest decided attempt {ended}{retried} ({status})."),
            duration_assessment: assess_duration(duration_seconds, median_seconds, view.settings),
        },
        status,
        duration_seconds,
        performance_status: score.map(|score| word(&ScoreLabel::of(score))),
        performance_score: score,
        cache_hit_rate: None,
    })
}

fn assess_duration(duration_seconds: Option<f64>, median_seconds: Option<f64>, settings: &Settings) -> String {
    let Some(duration) = duration_seconds else { return "Its duration is not known.".to_owned() };
    let thresholds = &settings.thresholds;
    let against_threshold = if duration <= thresholds.duration_warning_seconds {
        format!("within the warning threshold of {} s", thresholds.duration_warning_seconds)
    } else if duration <= thresholds.duration_critical_seconds {
        format!("above the warning threshold of {} s", thresholds.duration_warning_seconds)
    } else {
        format!("above the critical threshold of {} s", thresholds.duration_critical_seconds)
    };
    let against_median = median_seconds.filter(|&median| median > 0.0).map_or_else(String::new, |median| {
        format!("; {:+.0} % against its workflow's median of {median} s", 100.0 * (duration - median) / median)
    });
    format!("{duration} s, {against_threshold}{against_median}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_against_thresholds_and_median() {
        let settings = Settings::default();
        let check = |duration, median, expected: &str| {
            assert_eq!(assess_duration(duration, median, &settings), expected);
        };
        check(None, Some(10.0), "Its duration is not known.");
        check(Some(300.0), None, "300 s, within the warning threshold of 300 s.");
        check(
            Some(420.0),
            Some(400.0),
            "420 s, above the warning threshold of 300 s; +5 % against its workflow's median of 400 s.",
        );
        check(Some(601.0), Some(0.0), "601 s, above the critical threshold of 600 s.");
    }
}
