//! One labelled repository through the real analyses: what they say, judged.

use forerun::domain::{Filter, Window};
use forerun::insight::View;
use forerun::simulate::labelled::{Breakage, Case, LabelledRepository, labelled};

use super::alert_truth::truth_of;
use super::alerts::{AlertVerdict, FoundAlert, score_alert};
use super::changepoints::{ChangeVerdict, score_changepoints};
use super::flaky::{FlakyVerdict, score_flaky};
use super::forecasts::ForecastPoint;
use super::next_runs::NextRunPoint;
use super::trends::{TrendVerdict, score_trend};
use super::world::{Records, World};
use super::{asking, origins};

/// What one repository adds to the figures.
#[derive(Clone, Debug)]
pub struct CaseScore {
    /// The case.
    pub case: Case,
    /// Attempts of the repository.
    pub attempts: usize,
    /// Days of history × workflows.
    pub series_days: f64,
    /// Changepoints of the whole history.
    pub changes: Vec<ChangeVerdict>,
    /// Directions.
    pub trends: Vec<TrendVerdict>,
    /// Flaky jobs.
    pub flaky: Vec<FlakyVerdict>,
    /// Default alerts.
    pub alerts: Vec<AlertVerdict>,
    /// Forecast days that came.
    pub forecasts: Vec<ForecastPoint>,
    /// Chances of next runs, and what became of them.
    pub next_runs: Vec<NextRunPoint>,
}

/// Simulates and judges one case.
pub fn score(case: &Case) -> CaseScore {
    let labelled = labelled(case);
    let records = Records::from(&labelled);
    let filter = Filter::default();
    let world = World::whole(records, labelled.now);
    let view = world.view(&filter);
    let first_workflow = labelled.labels.workflows.first().map_or(0, |workflow| workflow.workflow_id);
    let half = labelled.now.plus_days(-i64::from(case.days) / 2);
    let latest = labelled.now.plus_days(-8);
    let (mut forecasts, mut next_runs) = (Vec::new(), Vec::new());
    for origin in origins::spread(half, latest) {
        let past = World::past(records, origin);
        forecasts.extend(origins::forecasts(records, &past, origin, first_workflow, Some(case.class)));
        next_runs.extend(origins::next_runs(records, &past, origin, Some(case.class)));
    }
    let moved = asking::movements(&view);
    let last_month = Filter { window: Window::LastDays(30), ..Filter::default() };
    let moved_lately = asking::movements(&world.view(&last_month));
    let directions = moved.trends.iter().chain(&moved_lately.trends);
    CaseScore {
        case: *case,
        attempts: labelled.attempts.len(),
        series_days: f64::from(case.days) * labelled.labels.workflows.len() as f64,
        changes: score_changepoints(&labelled.labels, &moved.changes),
        trends: directions.filter_map(|said| score_trend(&labelled.labels, said)).collect(),
        flaky: score_flaky(&labelled.labels, &asking::flaky_jobs(&view)),
        alerts: alerts(&labelled, &view),
        forecasts,
        next_runs,
    }
}

/// Every default rule on everything that it is about.
fn alerts(labelled: &LabelledRepository, view: &View<'_>) -> Vec<AlertVerdict> {
    let mut verdicts = Vec::new();
    for replayed in asking::alerts(view) {
        let workflows = labelled.labels.workflows.iter().map(|workflow| Some(workflow.workflow_id));
        let subjects: Vec<Option<u64>> = if replayed.is_per_workflow { workflows.collect() } else { vec![None] };
        for subject in subjects {
            let found: Vec<FoundAlert> =
                replayed.found.iter().filter(|(of, _)| *of == subject).map(|&(_, alert)| alert).collect();
            let truth = truth_of(&replayed.rule, labelled, subject);
            let breakages = labelled.labels.breakages.iter();
            let breakages: Vec<Breakage> =
                breakages.filter(|breakage| subject.is_none_or(|id| id == breakage.workflow_id)).copied().collect();
            verdicts.push(score_alert((&replayed.rule, labelled.labels.class), truth.as_ref(), &breakages, &found));
        }
    }
    verdicts
}
