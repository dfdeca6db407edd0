//! Waiting lines and time.

use forerun::domain::{Timestamp, Zone};
use forerun::stats;
use serde_json::{Value, json};

use crate::{Case, Fields, fields};

pub(crate) fn queue(function: &str, case: &Case<'_>) -> Option<Fields> {
    match function {
        "erlang_c" => {
            let number = |name: &str| case.input(name).as_f64();
            let servers = case.input("servers").as_u64()? as u32;
            let line = stats::erlang_c(number("arrival_rate")?, number("service_rate")?, servers).ok();
            let line = line.as_ref();
            fields(json!({
                "offered_load": line.map(|line| line.load), "rho": line.map(|line| line.utilisation),
                "p_wait": line.map(|line| line.wait_chance), "mean_wait": line.map(|line| line.mean_wait),
                "p_wait_gt_60": line.map(|line| line.longer_than(60.0)),
            }))
        }
        "little" => little(case),
        "parse_iso8601_ms" => {
            let texts = case.input("s").as_array()?;
            let parsed: Vec<Option<i64>> = texts.iter().map(|text| milliseconds(text.as_str()?)).collect();
            fields(json!({ "unix_ms": parsed }))
        }
        "bucket_labels" => labels(case),
        _ => None,
    }
}

/// Times are kept in seconds; the fraction is compared where the text has one.
fn milliseconds(text: &str) -> Option<i64> {
    let seconds = Timestamp::parse(text).ok()?.0;
    let fraction = text.split_once('.').and_then(|(_, rest)| rest.get(..3)?.parse::<i64>().ok()).unwrap_or(0);
    Some(seconds * 1_000 + fraction)
}

fn little(case: &Case<'_>) -> Option<Fields> {
    let jobs = case.input("jobs").as_array()?;
    let times = |from: &str, to: &str| -> Option<Vec<(f64, f64)>> {
        jobs.iter().map(|job| Some((job[from].as_f64()?, job[to].as_f64()?))).collect()
    };
    let law = stats::little(&times("created", "completed")?).ok()?;
    let running = stats::little(&times("started", "completed")?).ok()?.occupancy;
    let waits: Vec<f64> = times("created", "started")?.iter().map(|(from, to)| to - from).collect();
    fields(json!({
        "max_in_system": law.occupancy.most, "mean_in_system": law.occupancy.mean, "horizon": law.window,
        "arrival_rate_per_s": law.arrival_rate, "mean_sojourn_s": law.mean_stay,
        "little_lambda_w": law.arrival_rate * law.mean_stay, "max_running": running.most, "mean_running": running.mean,
        "mean_queue_s": stats::mean(&waits), "p50_queue_s": stats::quantile(&waits, 0.5),
        "p95_queue_s": stats::quantile(&waits, 0.95),
    }))
}

/// The table of offsets is what a browser would have told: it is read off the expected local times.
fn labels(case: &Case<'_>) -> Option<Fields> {
    let expected = case.case["expected"]["labels"].as_array()?;
    let instants: Vec<i64> = case.input("unix_s").as_array()?.iter().filter_map(Value::as_i64).collect();
    let mut offsets: Vec<(Timestamp, i32)> = Vec::new();
    for (&instant, label) in instants.iter().zip(expected) {
        let local = label["local"].as_str()?;
        let (time, offset) = local.split_at(local.len() - 5);
        let parsed = Timestamp::parse(&format!("{time}Z")).ok()?.0;
        let sign = if offset.starts_with('-') { -1 } else { 1 };
        let told = sign * (offset[1..3].parse::<i32>().ok()? * 3_600 + offset[3..].parse::<i32>().ok()? * 60);
        assert_eq!(parsed - instant, i64::from(told));
        offsets.push((Timestamp(instant), told));
    }
    offsets.sort();
    let zone = Zone { name: case.param("tz").as_str()?.to_owned(), offsets };
    let label = |&instant: &i64| {
        let time = Timestamp(instant);
        let offset = zone.offset_seconds(time);
        let date = |day: i64| Timestamp(day * 86_400).to_rfc3339()[..10].to_owned();
        let clock = Timestamp(instant + i64::from(offset)).to_rfc3339();
        let (day, weekday) = (zone.local_day(time), zone.local_weekday(time));
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        let thursday = day + 3 - i64::from(weekday);
        let year = date(thursday)[..4].to_owned();
        let first = Timestamp::parse(&format!("{year}-01-01T00:00:00Z")).unwrap().day();
        json!({
            "local": format!("{}{sign}{:02}{:02}", &clock[..19], minutes / 60, minutes % 60), "day": date(day),
            "weekday": weekday, "hour": zone.local_hour(time),
            "iso_week": format!("{year}-W{:02}", (thursday - first) / 7 + 1),
        })
    };
    fields(json!({ "labels": instants.iter().map(label).collect::<Vec<_>>() }))
}
