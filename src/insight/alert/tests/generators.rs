//! Small histories whose truth is known: unchanged ones of every kind that has fooled alerts before, and ones in which
//! something happens on a known day.

use crate::stats::{SplitMix64, normal_quantile};

use super::super::super::testing::{DAY, JobRow, Row, START, World};

/// Chance for the generators.
pub(super) struct Dice(SplitMix64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    pub(super) fn share(&mut self) -> f64 {
        self.0.unit().max(1e-12)
    }

    pub(super) fn normal(&mut self) -> f64 {
        normal_quantile(self.share())
    }
}

/// `per_day` runs a day, shaped one after the other.
pub(super) fn history(days: u32, per_day: u32, mut shape: impl FnMut(Row, u32) -> Row) -> Vec<Row> {
    let row = |number: u32| {
        let (day, within) = (number / per_day, number % per_day);
        shape(Row::at(u64::from(number) + 1, START + day * DAY + within * (DAY / per_day)), day)
    };
    (0..days * per_day).map(row).collect()
}

pub(super) fn failing(row: Row, fails: bool) -> Row {
    Row { state: if fails { "failure" } else { "success" }, ..row }
}

fn lognormal(median: f64, spread: f64, normal: f64) -> i64 {
    (median * (spread * normal).exp()).round() as i64
}

/// Nothing happens: the names of [`unchanged`].
pub(super) const UNCHANGED: [&str; 8] =
    ["iid", "iid_wide", "autocorrelated", "bimodal", "weekly", "bursty", "rare", "busy"];

/// A history in which nothing ever changes.
pub(super) fn unchanged(kind: &str, seed: u64) -> Vec<Row> {
    let mut dice = Dice::new(seed * 7_919 + kind.len() as u64);
    let mut carried = 0.0;
    let mut was_failed = false;
    let (days, per_day) = match kind {
        "rare" => (120, 2),
        "busy" => (30, 100),
        _ => (90, 10),
    };
    history(days, per_day, |row, day| {
        let fails = dice.share() < 0.02;
        let z = dice.normal();
        let is_weekend = day % 7 >= 5;
        match kind {
            "iid_wide" => failing(Row { seconds: lognormal(180.0, 0.5, z), ..row }, dice.share() < 0.03),
            "autocorrelated" => {
                carried = 0.6 * carried + 0.8 * z;
                failing(Row { seconds: lognormal(200.0, 0.3, carried), ..row }, fails)
            }
            "bimodal" => {
                let median = if dice.share() < 0.35 { 280.0 } else { 120.0 };
                failing(Row { seconds: lognormal(median, 0.1, z), ..row }, fails)
            }
            "weekly" => {
                let (median, rate) = if is_weekend { (130.0, 0.005) } else { (220.0, 0.03) };
                failing(Row { seconds: lognormal(median, 0.15, z), ..row }, dice.share() < rate)
            }
            "bursty" => {
                was_failed = dice.share() < if was_failed { 0.6 } else { 0.012 };
                failing(Row { seconds: lognormal(200.0, 0.15, z), ..row }, was_failed)
            }
            _ => failing(Row { seconds: lognormal(200.0, 0.2, z), ..row }, fails),
        }
    })
}

/// The day on which something happens.
pub(super) const CHANGE_DAY: u32 = 60;
/// Something happens: the names of [`changed`], with the rule that has to find it.
pub(super) const CHANGED: [(&str, &str); 9] = [
    ("failures", "failure_rate"),
    ("outage", "success_rate"),
    ("slower", "duration_change"),
    ("slower_autocorrelated", "duration_change"),
    ("over_threshold", "duration"),
    ("streak", "failure_streak"),
    ("flaky", "flakiness"),
    ("queue", "queue"),
    ("dead_schedule", "schedule_missed"),
];

/// A history of 75 days in which something happens on day 60.
pub(super) fn changed(kind: &str, seed: u64) -> Vec<Row> {
    let mut dice = Dice::new(seed * 104_729 + kind.len() as u64);
    let mut carried = 0.0;
    let mut streak = 0;
    if kind == "dead_schedule" {
        return dead_schedule(&mut dice);
    }
    let rows = history(75, 10, |row, day| {
        let is_after = day >= CHANGE_DAY;
        let (fails, z) = (dice.share(), dice.normal());
        let row = failing(Row { seconds: lognormal(200.0, 0.2, z), ..row }, fails < 0.02);
        match kind {
            "failures" => failing(row, fails < if is_after { 0.25 } else { 0.02 }),
            "outage" => failing(row, fails < if is_after { 0.5 } else { 0.02 }),
            "slower" => Row { seconds: lognormal(if is_after { 280.0 } else { 200.0 }, 0.2, z), ..row },
            "slower_autocorrelated" => {
                carried = 0.6 * carried + 0.8 * z;
                Row { seconds: lognormal(if is_after { 280.0 } else { 200.0 }, 0.15, carried), ..row }
            }
            "over_threshold" => Row { seconds: lognormal(if is_after { 400.0 } else { 200.0 }, 0.2, z), ..row },
            "streak" => {
                streak += u32::from(is_after);
                failing(row, fails < 0.02 && !is_after || (1..=6).contains(&streak))
            }
            "queue" => {
                let wait = (8.0 * (0.5 * dice.normal()).exp()) as i64 * if is_after { 20 } else { 1 };
                let job = JobRow {
                    created: 0,
                    picked_up: Some(wait),
                    started: wait,
                    completed: wait + 180,
                    ..JobRow::default()
                };
                Row { named_jobs: vec![job], ..row }
            }
            _ => row,
        }
    });
    if kind == "flaky" { with_flaky_reruns(&rows, &mut dice) } else { rows }
}

/// Before the change one commit in a hundred fails and passes on a second try, afterwards one in four.
fn with_flaky_reruns(rows: &[Row], dice: &mut Dice) -> Vec<Row> {
    let mut all = Vec::new();
    for row in rows {
        let share = if row.created >= START + CHANGE_DAY * DAY { 0.25 } else { 0.01 };
        let is_flaky = dice.share() < share;
        all.push(failing(row.clone(), is_flaky));
        if is_flaky {
            all.push(Row { attempt: 2, started: row.started + 900, state: "success", ..row.clone() });
        }
    }
    all
}

/// A nightly workflow that stops on the day of the change, beside one that goes on.
fn dead_schedule(dice: &mut Dice) -> Vec<Row> {
    let mut rows = history(75, 4, |row, _| row);
    for day in 0..CHANGE_DAY {
        let late = (dice.share() * 3_600.0) as u32;
        let row = Row::at(10_000 + u64::from(day), START + day * DAY + 7_200 + late);
        rows.push(Row { workflow: "Nightly", event: "schedule", ..row });
    }
    rows
}

/// The world of these rows.
pub(super) fn world(rows: &[Row]) -> World {
    World::of(rows)
}
