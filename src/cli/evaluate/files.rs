//! Real histories: forecasts and chances held against what followed. Nothing is known of their truth, so that detection
//! is not scored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use forerun::domain::{Attempt, Repository, RepositoryName, SECONDS_PER_DAY};

use super::world::{Records, World};
use super::{forecasts, next_runs, origins};
use crate::failure::{Failure, in_file};
use crate::input;

/// Real attempts needed before anything is forecast.
const FEWEST_ATTEMPTS: usize = 100;
/// Days of history needed.
const FEWEST_DAYS: i64 = 14;

/// The section on the `runs.jsonl` and `*.runs.jsonl` files below a folder; "skipped" where there are none.
pub fn section(folder: &Path) -> Result<String, Failure> {
    let mut text = String::from("## Real histories\n\n");
    let files = run_files(folder)?;
    if files.is_empty() {
        return Ok(text + &format!("skipped: no runs in {}\n", folder.display()));
    }
    for path in files {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let attempts = input::batch(Some(&path), None)?.attempts;
        text += &history(&name, &attempts);
    }
    Ok(text)
}

fn history(name: &str, attempts: &[Attempt]) -> String {
    let times = || attempts.iter().map(|attempt| attempt.started_at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else {
        return format!("{name}: skipped, it is empty.\n\n");
    };
    let days = last.seconds_since(first) / SECONDS_PER_DAY;
    let about = format!("{name}: {} attempts over {days} days", attempts.len());
    if attempts.len() < FEWEST_ATTEMPTS || days < FEWEST_DAYS {
        return format!("{about}; skipped, {FEWEST_ATTEMPTS} over {FEWEST_DAYS} days are needed.\n\n");
    }
    let repository = Repository {
        id: 0,
        name: RepositoryName { owner: "real".to_owned(), name: "history".to_owned() },
        private: false,
        default_branch: "master".to_owned(),
        archived: false,
    };
    let records = Records { repository: &repository, workflows: &[], attempts, jobs: &[] };
    let Some(busiest) = busiest_workflow(attempts) else { return about };
    let half = first.plus_seconds(last.seconds_since(first) / 2);
    let (mut forecast_points, mut next_points) = (Vec::new(), Vec::new());
    for origin in origins::spread(half, last.plus_seconds(-SECONDS_PER_DAY)) {
        let past = World::past(records, origin);
        forecast_points.extend(origins::forecasts(records, &past, origin, busiest, None));
        next_points.extend(origins::next_runs(records, &past, origin, None));
    }
    let chances = next_runs::table_head("next run") + &next_runs::row("all workflows", &next_points, false);
    let table = forecasts::table_by_metric(&forecast_points);
    format!("{about}. Too few to tell much: every figure rests on one history.\n\n{table}\n{chances}\n")
}

fn busiest_workflow(attempts: &[Attempt]) -> Option<u64> {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for attempt in attempts {
        *counts.entry(attempt.workflow_id).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map(|(workflow, _)| workflow)
}

/// Files of runs below a folder, in the order of their names.
fn run_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(in_file(&folder))? {
            let path = entry.map_err(in_file(&folder))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if name == "runs.jsonl" || name.ends_with(".runs.jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
