//! The key numbers of an attempt, each beside what is usual.

use forerun::insight::{DurationQuality, RunJob, RunReport};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{ChangeNote, Explanation, Stat, StatData};
use crate::words::{NOTHING, Tone, counted, or_nothing};

use super::jobs::is_carried_over;

/// Fewer passed attempts do not tell what is usual.
const FEWEST_USUAL: u64 = 5;

/// Beside numbers that only the end of a run tells.
const NOT_OVER: &str = "not over yet";

/// The tiles.
pub fn tiles(report: &RunReport) -> AnyView {
    let tile = |data: StatData| view! { <Stat data=Signal::stored(data) /> };
    let tiles = [duration(report), path(report), waiting(report), jobs(report)].map(tile).collect_view();
    view! {
        <section class="numbers" aria-label="Key numbers">
            {tiles}
        </section>
    }
    .into_any()
}

fn duration(report: &RunReport) -> StatData {
    let details = &report.details;
    let usual = &report.usual;
    let has_usual = usual.count >= FEWEST_USUAL;
    // What is not over cannot be longer or shorter than usual.
    let taken = details.duration_seconds.filter(|_| report.progress.is_none());
    let change = taken.zip(usual.median).filter(|(_, median)| has_usual && *median > 0.0);
    let change = change.map(|(seconds, median)| {
        let is_slower = usual.p95.is_some_and(|p95| seconds > p95);
        let word = if is_slower { "slower than 19 of 20" } else { "against the usual median" };
        ChangeNote {
            amount: format::signed_percent(100.0 * (seconds - median) / median),
            word,
            tone: if is_slower { Tone::Bad } else { Tone::Neutral },
            title: format!("median {}", format::duration(median)),
        }
    });
    let approximate =
        (taken.is_some() && details.duration_quality == DurationQuality::Approximate).then(|| "approximate".to_owned());
    let passed = counted(usual.count, "passed attempt", "passed attempts");
    let usually = if has_usual {
        format!("usually {} ({passed})", or_nothing(usual.median, format::duration))
    } else {
        format!("{passed} before: too few to be usual")
    };
    StatData {
        label: "Duration",
        value: or_nothing(taken, format::duration),
        details: [report.progress.as_ref().map(|_| NOT_OVER.to_owned()), Some(usually), approximate].into_iter().flatten().collect(),
        change,
        explanation: Explanation::of(
            "From the start of the attempt to the end of its last executed job; where its jobs are not read, to GitHub's \
             last change. Usual: passed attempts of this workflow that started in the 30 days before, on any branch.",
        )
        .fact("Usual median", or_nothing(usual.median, format::duration))
        .fact("Usual P95", or_nothing(usual.p95, format::duration))
        .fact("Attempts it rests on", format::count(usual.count)),
    }
}

fn critical(report: &RunReport) -> impl Iterator<Item = &RunJob> {
    report.jobs.iter().filter(|job| job.is_critical)
}

fn path(report: &RunReport) -> StatData {
    if report.progress.is_some() {
        return StatData {
            label: "Critical path",
            value: NOTHING.to_owned(),
            details: vec![NOT_OVER.to_owned()],
            change: None,
            explanation: Explanation::of(PATH),
        };
    }
    let count = critical(report).count() as u64;
    let work: f64 = critical(report).filter_map(|job| job.work_seconds).sum();
    let longest = critical(report)
        .max_by(|a, b| a.work_seconds.unwrap_or_default().total_cmp(&b.work_seconds.unwrap_or_default()));
    let longest = longest.map(|job| format!("longest: {}", job.name));
    StatData {
        label: "Critical path",
        value: if count > 0 { format::duration(work) } else { NOTHING.to_owned() },
        details: [Some(format!("work of {}", counted(count, "job", "jobs"))), longest].into_iter().flatten().collect(),
        change: None,
        explanation: Explanation::of(PATH),
    }
}

/// How the critical path is come by.
pub const PATH: &str = "The jobs that made the run as long as it was. Inferred from times, since GitHub does not tell \
                        which job needs which: from the job that ended last, back to the job that ended latest at or up \
                        to 5 s after its creation, and so on to a job that was there from the beginning.";

fn waiting(report: &RunReport) -> StatData {
    let longest =
        report.jobs.iter().filter_map(|job| Some((job.queue_seconds?, job))).max_by(|a, b| a.0.total_cmp(&b.0));
    let on_path: f64 = critical(report).filter_map(|job| job.queue_seconds).sum();
    let details = match longest {
        Some((_, job)) => {
            let usually = or_nothing(job.usual.queues.median, format::duration);
            vec![
                format!("{}, usually {usually}", job.name),
                format!("on the critical path {}", format::duration(on_path)),
            ]
        }
        None => vec!["no job tells".to_owned()],
    };
    StatData {
        label: "Longest wait for a runner",
        value: longest.map_or_else(|| NOTHING.to_owned(), |(seconds, _)| format::duration(seconds)),
        details,
        change: None,
        explanation: Explanation::of("From the moment a job could start to the moment a runner took it."),
    }
}

fn jobs(report: &RunReport) -> StatData {
    let executed = report.jobs.iter().filter(|job| job.is_executed).count() as u64;
    let failed = report.jobs.iter().filter(|job| job.outcome.is_failed()).count() as u64;
    let carried = report.jobs.iter().filter(|job| is_carried_over(job)).count() as u64;
    let others = (report.jobs.len() as u64).saturating_sub(executed).saturating_sub(carried);
    StatData {
        label: "Failed jobs",
        value: if report.has_jobs { format::count(failed) } else { NOTHING.to_owned() },
        details: [
            Some(match &report.progress {
                Some(progress) => format!("of {} that are over", format::count(progress.jobs_done)),
                None => format!("of {} that ran", format::count(executed)),
            }),
            (carried > 0).then(|| format!("{} carried over, not run again", format::count(carried))),
            (others > 0 && report.progress.is_none()).then(|| format!("{} not run", format::count(others))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        change: None,
        explanation: Explanation::of(
            "Jobs that ran in this attempt. Carried over: had passed or failed in an earlier attempt and did not run again. Not \
             run: skipped, or cancelled before a runner took them.",
        ),
    }
}
