//! What is true of each default alert: whether its level was ever exceeded, and where clearly so. Told from the labels
//! and, of rules about what is plainly recorded (streaks, waiting jobs), from the records; never from the alerts' code.

use std::collections::BTreeMap;

use forerun::domain::{AttemptKey, Period, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp};
use forerun::simulate::labelled::{AttemptTruth, Class, LabelledRepository};

/// Clear excesses hold at least so many attempts, and on average at least so many a week: of fewer no rule says anything.
const CLEAR_ATTEMPTS: usize = 60;
const CLEAR_ATTEMPTS_A_WEEK: f64 = 20.0;
/// A baseline of fewer attempts before is none.
const BASELINE_ATTEMPTS: usize = 60;
/// Main branches that are red for less than this may have been mended before anybody looked.
const RED_SECONDS: i64 = 4 * SECONDS_PER_HOUR;
/// Days of the baseline.
const BASELINE_DAYS: i64 = 28;

/// What is true of one rule on one subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertTruth {
    /// Whether the true value ever reached the warning level (of rules without one, the critical level).
    pub was_exceeded: bool,
    /// Where it did clearly and long enough that an alert has to come.
    pub clear: Vec<Period>,
}

/// One attempt of the subject.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Moment {
    at: Timestamp,
    truth: AttemptTruth,
}

/// What is true of a default rule, for a workflow or (`None`) the repository; `None` where the truth of a rule is not
/// known (health) or nothing can be measured (cache hits).
pub fn truth_of(rule: &str, repository: &LabelledRepository, workflow_id: Option<u64>) -> Option<AlertTruth> {
    let moments = moments(repository, workflow_id);
    let day = SECONDS_PER_DAY;
    match rule {
        "failure_rate" => {
            let rate = windowed(&moments, day, |truth| truth.failure_probability);
            Some(beyond(&rate, 0.05, 0.20, day))
        }
        "success_rate" => {
            let rate = windowed(&moments, 7 * day, |truth| truth.failure_probability);
            Some(beyond(&rate, 0.20, 0.35, 7 * day))
        }
        "duration" => {
            let median = windowed(&moments, 0, |truth| truth.median_seconds);
            Some(beyond(&median, 300.0, 375.0, day))
        }
        "duration_change" => {
            let change = against_before(&moments, |truth| truth.median_seconds);
            Some(beyond(&change, 1.25, 1.5, 2 * day))
        }
        "flakiness" => {
            let rate = windowed(&moments, 7 * day, |truth| truth.flaky_commit_probability);
            Some(beyond(&rate, 0.05, 0.10, 7 * day))
        }
        "queue" => {
            let ratio = against_before(&moments, |truth| truth.queue_median_seconds);
            Some(beyond(&ratio, 3.0, 4.5, day))
        }
        "failure_streak" => Some(streaks(repository, workflow_id)),
        "job_queued" => Some(waiting_jobs(repository)),
        "schedule_missed" => Some(silent_schedule(repository, workflow_id)),
        "cost" => Some(cost(repository)),
        _ => None,
    }
}

fn moments(repository: &LabelledRepository, workflow_id: Option<u64>) -> Vec<Moment> {
    let all = repository.attempts.iter().zip(&repository.labels.attempts);
    let chosen = all.filter(|(attempt, _)| workflow_id.is_none_or(|id| attempt.workflow_id == id));
    let mut moments: Vec<Moment> = chosen.map(|(attempt, &truth)| Moment { at: attempt.started_at, truth }).collect();
    moments.sort_by_key(|moment| moment.at);
    moments
}

/// Mean of the true value over the attempts of the last `seconds` up to each attempt, it included.
fn windowed(moments: &[Moment], seconds: i64, value: impl Fn(&AttemptTruth) -> f64) -> Vec<(Timestamp, f64)> {
    let (mut first, mut sum) = (0, 0.0);
    let mut values = Vec::with_capacity(moments.len());
    for (position, moment) in moments.iter().enumerate() {
        sum += value(&moment.truth);
        while let Some(old) = moments.get(first).filter(|old| old.at < moment.at.plus_seconds(-seconds)) {
            sum -= value(&old.truth);
            first += 1;
        }
        values.push((moment.at, sum / (position + 1 - first) as f64));
    }
    values
}

/// The true value at each attempt over its mean in the 28 days before the day before; 1 where those hold too little.
fn against_before(moments: &[Moment], value: impl Fn(&AttemptTruth) -> f64) -> Vec<(Timestamp, f64)> {
    let (mut first, mut end, mut sum) = (0, 0, 0.0);
    let mut values = Vec::with_capacity(moments.len());
    for moment in moments {
        let until = moment.at.plus_days(-1);
        while let Some(new) = moments.get(end).filter(|new| new.at < until) {
            sum += value(&new.truth);
            end += 1;
        }
        while let Some(old) = moments.get(first).filter(|old| old.at < until.plus_days(-BASELINE_DAYS)) {
            sum -= value(&old.truth);
            first += 1;
        }
        let count = end - first;
        let now = value(&moment.truth);
        values.push((moment.at, if count < BASELINE_ATTEMPTS { 1.0 } else { now * count as f64 / sum }));
    }
    values
}

/// Whether values ever reach `level`, and the stretches of attempts that all reach `clear`, of some attempts and length.
fn beyond(values: &[(Timestamp, f64)], level: f64, clear: f64, least_seconds: i64) -> AlertTruth {
    let stretches = values.chunk_by(|left, right| (left.1 >= clear) == (right.1 >= clear));
    let clear = stretches.filter_map(|stretch| {
        let (first, last) = (stretch.first()?, stretch.last()?);
        let period = Period { start: first.0, end: last.0 };
        let is_long = stretch.len() >= CLEAR_ATTEMPTS && period.seconds() >= least_seconds;
        let is_dense = stretch.len() as f64 >= CLEAR_ATTEMPTS_A_WEEK * period.days() / 7.0;
        (first.1 >= clear && is_long && is_dense).then_some(period)
    });
    AlertTruth { was_exceeded: values.iter().any(|value| value.1 >= level), clear: clear.collect() }
}

/// Failures in a row on the main branch: three exceed, five after twenty decided attempts do so clearly where the next pass
/// is hours away: rules are not looked at every minute.
fn streaks(repository: &LabelledRepository, workflow_id: Option<u64>) -> AlertTruth {
    let on_main = repository.attempts.iter().filter(|attempt| {
        workflow_id.is_none_or(|id| attempt.workflow_id == id)
            && attempt.branch.as_deref() == Some(repository.repository.default_branch.as_str())
            && matches!(attempt.state.as_str(), "success" | "failure")
    });
    let mut decided: Vec<_> =
        on_main.map(|attempt| (attempt.started_at, attempt.updated_at, attempt.state == "failure")).collect();
    decided.sort();
    let mut truth = AlertTruth::default();
    let mut before = 0;
    for streak in decided.chunk_by(|left, right| left.2 == right.2) {
        let (fifth, next) = (streak.get(4), decided.get(before + streak.len()));
        if streak.first().is_some_and(|first| first.2) {
            truth.was_exceeded |= streak.len() >= 3;
            let red = fifth.map(|fifth| Period { start: fifth.1, end: next.map_or(repository.now, |next| next.1) });
            truth.clear.extend(red.filter(|red| before >= 20 && red.seconds() >= RED_SECONDS));
        }
        before += streak.len();
    }
    truth
}

/// A job that waits over half an hour.
fn waiting_jobs(repository: &LabelledRepository) -> AlertTruth {
    let long = repository.jobs.iter().filter_map(|job| {
        let picked_up = job.picked_up_at?;
        (picked_up.seconds_since(job.created_at?) >= 1_800).then_some(picked_up)
    });
    let mut times: Vec<Timestamp> = long.collect();
    times.sort();
    // One alert serves all that wait on one day.
    times.dedup_by(|later, earlier| later.seconds_since(*earlier) < SECONDS_PER_DAY);
    AlertTruth {
        was_exceeded: !times.is_empty(),
        clear: times.into_iter().map(|at| Period { start: at, end: at }).collect(),
    }
}

/// A schedule that died: clear from three days after the first start that it missed.
fn silent_schedule(repository: &LabelledRepository, workflow_id: Option<u64>) -> AlertTruth {
    let death = repository.labels.schedule_death.filter(|death| workflow_id.is_none_or(|id| id == death.workflow_id));
    let clear = death.map(|death| Period { start: death.missed_at, end: death.missed_at.plus_days(2) });
    AlertTruth {
        was_exceeded: death.is_some_and(|death| death.missed_at <= repository.now),
        clear: clear.into_iter().filter(|period| period.end.plus_days(1) <= repository.now).collect(),
    }
}

/// Dearer machines, more jobs, or jobs that take longer. Clear: a repository that costs at least twice as much, with four
/// weeks before and twelve days since.
fn cost(repository: &LabelledRepository) -> AlertTruth {
    let labels = &repository.labels;
    let may_differ = matches!(labels.class, Class::CostJump | Class::SuddenShift | Class::SlowDrift);
    let oldest = repository.attempts.first().map_or(repository.now, |attempt| attempt.created_at);
    let clear = labels.cost_jump.filter(|jump| {
        let share = minutes_share(repository, jump.workflow_id, jump.at);
        share * (jump.factor - 1.0) >= 1.0
            && jump.at >= oldest.plus_days(BASELINE_DAYS)
            && jump.at.plus_days(12) <= repository.now
    });
    AlertTruth {
        was_exceeded: may_differ,
        clear: clear.into_iter().map(|jump| Period { start: jump.at, end: jump.at.plus_days(10) }).collect(),
    }
}

/// Share of a workflow in the repository's whole job minutes before an instant.
fn minutes_share(repository: &LabelledRepository, workflow_id: u64, before: Timestamp) -> f64 {
    let workflows: BTreeMap<AttemptKey, u64> =
        repository.attempts.iter().map(|attempt| (attempt.key, attempt.workflow_id)).collect();
    let (mut own, mut all) = (0, 0);
    for job in repository.jobs.iter().filter(|job| job.started_at < Some(before) && job.runner_name.is_some()) {
        let seconds = job.completed_at.zip(job.started_at).map_or(0, |(end, start)| end.seconds_since(start));
        let minutes = (seconds + 59) / 60;
        all += minutes;
        own += if workflows.get(&job.key) == Some(&workflow_id) { minutes } else { 0 };
    }
    own as f64 / (all.max(1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], was_exceeded: bool, clear: &[(i64, i64)]) {
        let hours = |hours: i64| Timestamp(hours * 3_600);
        let values: Vec<(Timestamp, f64)> = (0..).zip(values).map(|(hour, &value)| (hours(hour), value)).collect();
        let clear: Vec<Period> =
            clear.iter().map(|&(start, end)| Period { start: hours(start), end: hours(end) }).collect();
        assert_eq!(beyond(&values, 0.5, 1.0, SECONDS_PER_DAY), AlertTruth { was_exceeded, clear });
    }

    #[test]
    fn only_long_stretches_are_clear() {
        check(&[], false, &[]);
        check(&[0.1; 100], false, &[]);
        check(&[0.6; 100], true, &[]);
        check(&[1.0; 59], true, &[]);
        check(&[vec![0.1; 10], vec![2.0; 60], vec![0.1; 3]].concat(), true, &[(10, 69)]);
        let nights: Vec<(Timestamp, f64)> = (0..90).map(|day| (Timestamp(0).plus_days(day), 2.0)).collect();
        assert_eq!(beyond(&nights, 0.5, 1.0, SECONDS_PER_DAY).clear, []);
    }

    fn moments(values: &[f64]) -> Vec<Moment> {
        let truth = |value: f64| AttemptTruth {
            failure_probability: value,
            flaky_commit_probability: 0.0,
            median_seconds: value,
            queue_median_seconds: 0.0,
        };
        (0..).zip(values).map(|(hour, &value)| Moment { at: Timestamp(hour * 3_600), truth: truth(value) }).collect()
    }

    #[test]
    fn windows_reach_back() {
        let values = windowed(&moments(&[0.0, 0.0, 1.0, 1.0]), 3_600, |truth| truth.failure_probability);
        let values: Vec<f64> = values.into_iter().map(|value| value.1).collect();
        assert_eq!(values, [0.0, 0.0, 0.5, 1.0]);
        let steps: Vec<f64> = [vec![1.0; 200], vec![2.0; 10]].concat();
        let change = against_before(&moments(&steps), |truth| truth.median_seconds);
        assert_eq!((change.first().unwrap().1, change.last().unwrap().1), (1.0, 2.0));
    }

    #[test]
    fn red_branches_count_when_they_stay_red() {
        use forerun::simulate::labelled::{Case, labelled};
        let repository = labelled(&Case { days: 40, runs_a_day: 10.0, ..Case::of_class(Class::Quiet, 3) });
        let of_minutes = |minutes: i64| {
            let mut red = repository.clone();
            red.attempts.truncate(60);
            for (number, attempt) in (0_i64..).zip(&mut red.attempts) {
                attempt.branch = Some("main".to_owned());
                attempt.started_at = Timestamp(number * minutes * 60);
                attempt.updated_at = attempt.started_at.plus_seconds(30);
                attempt.state = if (40..47).contains(&number) { "failure" } else { "success" }.to_owned();
            }
            streaks(&red, None)
        };
        assert_eq!((of_minutes(60).was_exceeded, of_minutes(60).clear.len()), (true, 0));
        let clear = Period { start: Timestamp(44 * 7_200 + 30), end: Timestamp(47 * 7_200 + 30) };
        assert_eq!(of_minutes(120).clear, [clear]);
    }

    #[test]
    fn dead_schedules_and_quiet_ones() {
        use forerun::simulate::labelled::{Case, labelled};
        for (class, is_dead) in [(Class::Quiet, false), (Class::DeadSchedule, true)] {
            let repository = labelled(&Case { days: 40, runs_a_day: 5.0, ..Case::of_class(class, 3) });
            let truth = truth_of("schedule_missed", &repository, None).unwrap();
            assert_eq!(truth.was_exceeded, is_dead, "{class:?}");
            assert_eq!(truth_of("cache_hits", &repository, None), None);
        }
    }
}
