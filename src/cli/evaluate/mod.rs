//! `forerun evaluate`: puts the library's questions to repositories whose truth is known (simulated) or whose future is
//! stored (real), and writes how good the answers are. Owns the figures; computes no analysis itself.

mod alert_truth;
mod alerts;
mod asking;
mod cases;
mod changepoints;
mod daily;
mod files;
mod flaky;
mod forecasts;
mod next_runs;
mod origins;
mod tally;
#[cfg(test)]
mod testing;
mod trends;
mod world;

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use forerun::simulate::labelled::{Case, Class};

use crate::arguments::EvaluateOptions;
use crate::failure::{Failure, in_file};
use cases::CaseScore;

/// Whoever sets a number looks at these seeds only.
const TUNING: (u64, u64) = (1, 99);
/// These are looked at by nobody but the figures. Seeds 1000–1239 were, until the definitions of what is clear had been
/// settled on what they showed, 2000–2239 before the speed of the intervals was set, and 3000–3239 before weekdays were
/// taken out of durations, costs were added up and rates had a distribution; they score nothing any more.
const SCORING: (u64, u64) = (4_000, 4_239);

/// The figures as Markdown, in the file that was asked for or printed.
pub fn run(options: &EvaluateOptions) -> Result<String, Failure> {
    let mut text = String::from("# How good the numbers are\n\n");
    text += "Written by `make evaluate`; nothing here is set by hand. ";
    text += &options.commit.as_ref().map_or_else(String::new, |commit| format!("Commit {commit}. "));
    text += "\"**missed**\" marks a figure that misses its target.\n\n";
    if options.simulated {
        text += &simulated(options.seeds);
    }
    if let Some(folder) = &options.files {
        text += &files::section(folder)?;
    }
    let Some(path) = &options.out else { return Ok(text) };
    fs::write(path, text).map_err(in_file(path))?;
    Ok(format!("{}: written\n", path.display()))
}

fn simulated((first, last): (u64, u64)) -> String {
    let cases: Vec<Case> = (first..=last).map(Case::of_seed).collect();
    let scores = score_all(&cases);
    let attempts: usize = scores.iter().map(|score| score.attempts).sum();
    let what = if last <= TUNING.1 {
        "These are seeds of tuning: the figures below are no evidence."
    } else if first >= SCORING.0 {
        "They are kept from whoever sets a number of the library."
    } else if first > TUNING.1 {
        "Some of these have been seen before: the figures below are weak evidence."
    } else {
        "Some of these are seeds of tuning: the figures below are no evidence."
    };
    let mut text = format!(
        "{} labelled repositories (seeds {first}–{last}), {attempts} attempts, {} classes. {what}\n\
         Seeds {}–{} are for tuning and never scored, {}–{} for scoring; 1000–1239, 2000–2239 and\n\
         3000–3239 have been seen before.\n\n",
        scores.len(),
        Class::ALL.len(),
        TUNING.0,
        TUNING.1,
        SCORING.0,
        SCORING.1,
    );
    text += &sections(&scores).join("\n");
    text.push('\n');
    text
}

/// One section a subject, in the order of the file.
fn sections(scores: &[CaseScore]) -> Vec<String> {
    let mut sections = Vec::new();
    let changed = |score: &CaseScore| changepoints::Scored {
        class: score.case.class,
        series_days: score.series_days,
        verdicts: score.changes.clone(),
    };
    sections.push(changepoints::section(&scores.iter().map(changed).collect::<Vec<_>>()));
    let trends: Vec<(Class, &[trends::TrendVerdict])> =
        scores.iter().map(|score| (score.case.class, score.trends.as_slice())).collect();
    sections.push(trends::section(&trends));
    let verdicts: Vec<_> = scores.iter().flat_map(|score| &score.flaky).copied().collect();
    sections.push(flaky::section(&verdicts));
    let verdicts: Vec<_> = scores.iter().flat_map(|score| &score.alerts).cloned().collect();
    sections.push(alerts::section(&verdicts));
    let points: Vec<_> = scores.iter().flat_map(|score| &score.forecasts).copied().collect();
    sections.push(forecasts::section(&points));
    let points: Vec<_> = scores.iter().flat_map(|score| &score.next_runs).copied().collect();
    sections.push(next_runs::section(&points));
    sections
}

/// Scores on all cores; the order of the results is that of the cases.
fn score_all(cases: &[Case]) -> Vec<CaseScore> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, CaseScore)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return };
            let score = cases::score(case);
            if let Ok(mut done) = done.lock() {
                done.push((index, score));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, core::num::NonZero::get) {
            scope.spawn(work);
        }
    });
    let mut scores = done.into_inner().unwrap_or_default();
    scores.sort_by_key(|(index, _)| *index);
    scores.into_iter().map(|(_, score)| score).collect()
}
