//! The answer in the first lines: what is broken, what is flaky, what it cost, why most attempts fail.

use forerun::engine::Failures;
use forerun::insight::{ErrorCategory, FlakyState, FlakySubject, Rate, Subject};
use forerun::view::flaky_cost::lost_dollars;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Stat, StatData, badge};
use crate::words::differences::LOST_TO_FLAKES_OR_RERUNS;
use crate::words::{NOTHING, Tone, counted, or_nothing};

use super::words::{self, category};

/// Names in one line.
const MOST_NAMED: usize = 3;
/// From so many failed attempts whose jobs are stored on, a cause is called the biggest though others tell nothing.
const FEWEST_EXAMINED: u64 = 20;

/// The section.
pub fn section(failures: &Failures) -> AnyView {
    let line = |(word, tone, text): (&'static str, Tone, String)| {
        view! {
            <li>
                {badge(word, tone)} <p>{text}</p>
            </li>
        }
    };
    let lines = [broken(failures), flaky(failures), infrastructure(failures)];
    view! {
        <div class="flaky-standing">
            <section class="panel" aria-label="State">
                <ul class="flaky-lines">{lines.map(line).collect_view()}</ul>
            </section>
            <div class="flaky-numbers">
                <Stat data=rate(failures) />
                <Stat data=lost(failures) />
                <Stat data=known(failures) />
                <Stat data=cause(failures) />
            </div>
        </div>
    }
    .into_any()
}

/// How many workflows, jobs and steps are in a state, in words; `None` where none is.
fn in_state(failures: &Failures, state: FlakyState) -> Option<String> {
    let mut counts = [0_u64; 3];
    for subject in failures.flakiness.subjects.iter().filter(|subject| subject.state == state) {
        let level = match subject.subject {
            Subject::Repository | Subject::Workflow { .. } => 0,
            Subject::Job { .. } => 1,
            Subject::Step { .. } => 2,
        };
        if let Some(count) = counts.get_mut(level) {
            *count += 1;
        }
    }
    let names = [("workflow", "workflows"), ("job", "jobs"), ("step", "steps")];
    let told = counts.into_iter().zip(names).filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, (one, many))| counted(count, one, many)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// Those in a state by name, jobs before workflows, as far as a line holds them.
fn named(failures: &Failures, state: FlakyState) -> String {
    let in_state = || failures.flakiness.subjects.iter().map(|found| (found.state, &found.subject));
    let jobs = in_state().filter(|(of, subject)| *of == state && matches!(subject, Subject::Job { .. }));
    let workflows = in_state().filter(|(of, subject)| *of == state && matches!(subject, Subject::Workflow { .. }));
    let jobs: Vec<String> = jobs.map(|(_, subject)| words::subject(subject)).collect();
    let names = if jobs.is_empty() { workflows.map(|(_, subject)| words::subject(subject)).collect() } else { jobs };
    let more = names.len().saturating_sub(MOST_NAMED);
    let told = names.get(..names.len() - more).unwrap_or_default().join(", ");
    if more > 0 { format!("{told} and {more} more") } else { told }
}

fn broken(failures: &Failures) -> (&'static str, Tone, String) {
    let state = FlakyState::Broken;
    let Some(told) = in_state(failures, state) else {
        return ("Not broken", Tone::Good, "Nothing has failed on its last 3 commits in a row.".to_owned());
    };
    let text =
        format!("{} ({told}): failed on 3 commits or more in a row, with no pass between.", named(failures, state));
    ("Broken", Tone::Bad, text)
}

fn flaky(failures: &Failures) -> (&'static str, Tone, String) {
    let state = FlakyState::Flaky;
    let Some(told) = in_state(failures, state) else {
        let subjects = &failures.flakiness.subjects;
        let is_undefined = |subject: &&FlakySubject| subject.state == FlakyState::Undefined;
        let has_flake = subjects.iter().filter(is_undefined).any(|subject| {
            let groups = &subject.groups;
            groups.flaky + groups.flaky_elsewhere > 0
        });
        let mut failing = subjects.iter().filter(|subject| subject.groups.failing > 0).peekable();
        let nothing_repeated = failing.peek().is_some() && failing.all(|subject| is_undefined(&subject));
        if has_flake || nothing_repeated {
            let text = "Too little was run again to tell what fails by chance.";
            return ("Flaky or not", Tone::Neutral, text.to_owned());
        }
        let text = "Nothing failed and passed on the same commit twice within 14 days.";
        return ("Not flaky", Tone::Good, text.to_owned());
    };
    let text =
        format!("{} ({told}): failed and passed on the same commit, twice within 14 days.", named(failures, state));
    ("Flaky", Tone::Warning, text)
}

fn infrastructure(failures: &Failures) -> (&'static str, Tone, String) {
    let attempts = failures.flakiness.infrastructure_attempts;
    let outages = failures.clusters.outages.len() as u64;
    if attempts + outages == 0 {
        let text = "No attempt failed as a whole, and no workflows began to fail together.";
        return ("No outage", Tone::Good, text.to_owned());
    }
    let whole = counted(attempts, "attempt failed as a whole", "attempts failed as a whole");
    let together = match outages {
        0 => "no workflows began to fail together".to_owned(),
        _ => format!("several workflows began to fail together {}", counted(outages, "time", "times")),
    };
    ("Infrastructure", Tone::Neutral, format!("{whole} (nearly all jobs at once, or before any began); {together}."))
}

fn interval(rate: &Rate) -> String {
    match (rate.low, rate.high) {
        (Some(low), Some(high)) => format!("95 % interval {}", format::percent_interval(low, high)),
        _ => "no commit with a finished attempt".to_owned(),
    }
}

fn of(rate: &Rate) -> String {
    format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator))
}

fn rate(failures: &Failures) -> StatData {
    let rate = &failures.flakiness.rate;
    let before = failures
        .rate_before
        .and_then(|before| Some(format!("{} in the window before", format::percent(before.value?))));
    StatData {
        label: "Flakiness rate",
        value: or_nothing(rate.value, format::percent),
        details: [Some(interval(rate)), before].into_iter().flatten().collect(),
        change: None,
        explanation: Explanation::of(
            "Commits on which a workflow both failed and passed ÷ commits on which it passed or failed, each workflow \
             counted for itself. Attempts that failed before any job began are left out.",
        )
        .fact("Flaky", of(rate))
        .fact("Interval", "Wilson, 95 %"),
    }
}

fn lost(failures: &Failures) -> StatData {
    let total = &failures.cost.total;
    let dollars = lost_dollars(&failures.cost, failures.flakiness.wasted_seconds);
    StatData {
        label: "Lost to flakes",
        value: format::duration(failures.flakiness.wasted_seconds),
        details: vec![dollars, "counted otherwise than the Cost page's flaky re-runs".to_owned()],
        change: None,
        explanation: Explanation::of(
            "Work that would not have been done without the flake: jobs that failed and then passed in a later attempt \
             of the same run, and jobs that had passed and were run once more along with them.",
        )
        .fact("Machine time", format::duration(failures.flakiness.wasted_seconds))
        .fact("Minutes billed", format::count(total.billed_minutes))
        .fact("Without a price", format::count(total.unpriced_minutes))
        .fact("Price", "of the runner's label at the window's end; free for public repositories on standard runners")
        .fact("Beside the Cost page", LOST_TO_FLAKES_OR_RERUNS),
    }
}

fn known(failures: &Failures) -> StatData {
    let coverage = &failures.flakiness.coverage;
    StatData {
        label: "Failures run again",
        value: or_nothing(coverage.value, format::percent),
        details: vec![format!("{} failing commits", of(coverage)), "the rest can be flaky unseen".to_owned()],
        change: None,
        explanation: Explanation::of(
            "Failing commits that were run again ÷ all failing commits, each workflow for itself. Only what was run \
             again can show a flake: the smaller this share, the more flakes are not seen.",
        )
        .fact("Run again", of(coverage)),
    }
}

fn cause(failures: &Failures) -> StatData {
    let errors = &failures.errors;
    let is_enough = errors.examined_attempts >= FEWEST_EXAMINED || errors.examined_attempts == errors.failed_attempts;
    let known =
        errors.categories.iter().find(|count| count.category != ErrorCategory::Unknown && count.share.numerator > 0);
    let known = known.filter(|_| is_enough);
    let examined = format::count(errors.examined_attempts);
    let details = match known {
        Some(count) if errors.examined_attempts < errors.failed_attempts => format!(
            "{} of the {examined} failed attempts with jobs stored",
            or_nothing(count.share.value, format::percent)
        ),
        Some(count) => {
            format!("{} of failed attempts ({})", or_nothing(count.share.value, format::percent), of(&count.share))
        }
        None if errors.failed_attempts == 0 => "nothing failed".to_owned(),
        None if errors.examined_attempts == 0 => "no stored job tells".to_owned(),
        None if is_enough => "no stored job tells which".to_owned(),
        None => format!("something is told of {examined} of {} failed attempts", format::count(errors.failed_attempts)),
    };
    StatData {
        label: "Biggest cause of failures",
        value: known.map_or_else(|| NOTHING.to_owned(), |count| category(count.category).to_owned()),
        details: vec![details],
        change: None,
        explanation: Explanation::of(
            "Failed attempts with a failed job of this kind ÷ failed attempts of which something is told. The kind is \
             told from GitHub's conclusion, the names of job and step, and GitHub's notes where they were read; no log is read.",
        )
        .fact("Failed attempts", format::count(errors.failed_attempts))
        .fact("Something is told of", format::count(errors.examined_attempts)),
    }
}
