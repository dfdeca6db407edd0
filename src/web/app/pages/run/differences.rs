//! What differed from what is usual: slower, waited longer, fails for the first time.

use forerun::insight::{RunJob, RunReport, RunStep};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Icon, IconName, Panel};
use crate::state::App;
use crate::words::{Tone, counted};

/// Most lines that are shown; the table of jobs holds all.
const MOST: usize = 8;
/// Fewer passed executions do not tell what is usual.
const FEWEST_USUAL: u64 = 5;

struct Difference {
    tone: Tone,
    icon: IconName,
    sentence: String,
    detail: String,
    /// For the order: failures first, then by seconds.
    weight: f64,
}

/// The panel.
pub fn differences(_app: App, report: &RunReport) -> AnyView {
    let explanation = Explanation::of(
        "Each job and step beside those of the same name in this workflow's attempts of the 30 days before, on any branch; \
         at least 5 are needed. Slower: longer than 19 of 20 passed executions, and by more than 5\u{a0}% and 5 s over \
         their median. Waited longer: likewise, and over 30 s. New failure: none of them failed.",
    );
    let mut all: Vec<Difference> = report.jobs.iter().flat_map(of_job).collect();
    forerun::domain::sort_by(&mut all, |a, b| b.weight.total_cmp(&a.weight));
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let row = |difference: Difference| {
        view! {
            <li class=difference.tone.class()>
                <Icon name=difference.icon />
                <div>
                    <p class="sentence">{difference.sentence}</p>
                    <p class="muted">{difference.detail}</p>
                </div>
            </li>
        }
    };
    let is_known = report.jobs.iter().any(|job| job.usual.durations.count >= FEWEST_USUAL);
    let body = if !report.has_jobs {
        view! { <p class="muted">"The jobs of this attempt are not stored, so that nothing can be compared."</p> }
            .into_any()
    } else if !is_known {
        view! { <p class="muted">"These jobs passed fewer than 5 times in the 30 days before, so that nothing is usual yet."</p> }
            .into_any()
    } else if all.is_empty() {
        let so_far = if report.progress.is_some() { "Nothing so far" } else { "Nothing" };
        let text = format!("{so_far}: no job took or waited longer than 19 of 20 do, and no failure is new.");
        view! { <p class="muted">{text}</p> }.into_any()
    } else {
        view! { <ul class="sentences">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let rest = (more > 0).then(|| view! { <p class="muted">{format!("{more} more: see the tables below.")}</p> });
    view! {
        <Panel title="What differed from usual" class="half" explanation=Some(explanation)>
            {body}
            {rest}
        </Panel>
    }
    .into_any()
}

fn of_job(job: &RunJob) -> Vec<Difference> {
    let mut found = Vec::new();
    if job.unusual.is_new_failure {
        found.push(Difference {
            tone: Tone::Bad,
            icon: IconName::Close,
            sentence: format!("{} failed, which is new.", job.name),
            detail: format!("None of {} before failed.", counted(job.usual.decided, "execution", "executions")),
            weight: f64::MAX,
        });
    }
    if job.unusual.is_slower
        && let Some((seconds, median)) = job.work_seconds.zip(job.usual.durations.median)
    {
        found.push(slower(&job.name, seconds, median, job.usual.durations.count));
        found.extend(job.steps.iter().filter(|step| step.unusual.is_slower).filter_map(|step| of_step(job, step)));
    }
    if job.unusual.is_late
        && let Some((seconds, median)) = job.queue_seconds.zip(job.usual.queues.median)
    {
        found.push(Difference {
            tone: Tone::Warning,
            icon: IconName::Up,
            sentence: format!("{} waited {} for a runner.", job.name, format::duration(seconds)),
            detail: format!("Usually {}.", format::duration(median)),
            weight: seconds - median,
        });
    }
    found
}

fn of_step(job: &RunJob, step: &RunStep) -> Option<Difference> {
    let (seconds, median) = step.seconds.zip(step.usual.durations.median)?;
    let difference = slower(&format!("{} / {}", job.name, step.name), seconds, median, step.usual.durations.count);
    // Right after its job.
    Some(Difference { weight: difference.weight - 0.5, ..difference })
}

fn slower(name: &str, seconds: f64, median: f64, count: u64) -> Difference {
    let by = seconds - median;
    let percent =
        if median > 0.0 { format!(" ({})", format::signed_percent(100.0 * by / median)) } else { String::new() };
    Difference {
        tone: Tone::Warning,
        icon: IconName::Up,
        sentence: format!("{name} took {} longer{percent}.", format::duration(by)),
        detail: format!(
            "{} against a median of {} in {}.",
            format::duration(seconds),
            format::duration(median),
            counted(count, "passed execution", "passed executions")
        ),
        weight: by,
    }
}
