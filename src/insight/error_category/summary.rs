//! How often which kind of trouble made attempts fail: by category, by workflow, against the window before. Counts an
//! attempt once for each category among its failed jobs.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by, sort_by_key};
use crate::stats::two_proportions;

use super::super::{Rate, Subject, View};
use super::{Categorised, Confidence, ErrorCategory, JobAnnotation, NameMemory, failure_of};

/// Newest examples kept of a category.
const MOST_EXAMPLES: usize = 5;

/// Why attempts of a view failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorSummary {
    /// Failed attempts, timeouts included.
    pub failed_attempts: u64,
    /// Of them, those of which something is told: their jobs are stored, or their conclusion says enough.
    pub examined_attempts: u64,
    /// The same in the equal window before; `None` for the window `all`.
    pub examined_attempts_before: Option<u64>,
    /// One entry a category that occurred in either window, most attempts first.
    pub categories: Vec<CategoryCount>,
    /// One entry a workflow with examined failures, most first.
    pub workflows: Vec<WorkflowErrors>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// The kind of trouble.
    pub category: ErrorCategory,
    /// Attempts with a failed job of it / examined failed attempts.
    pub share: Rate,
    /// Failed jobs of it.
    pub jobs: u64,
    /// The share in the equal window before; `None` for the window `all`.
    pub share_before: Option<Rate>,
    /// p of "the share is the same as before" (Fisher's exact test, or z where counts allow); `None` without examined
    /// failures in both windows.
    pub p_value: Option<f64>,
    /// The newest failed jobs of it, newest first; at most 5.
    pub newest: Vec<ErrorExample>,
}

/// One failed job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorExample {
    /// GitHub's number of the run.
    pub run_id: u64,
    /// The attempt.
    pub attempt: u16,
    /// GitHub's number of the job; `None` where no job is stored.
    pub job_id: Option<u64>,
    /// The job's name; empty where no job is stored.
    pub job: String,
    /// The step that failed, where known.
    pub step: Option<String>,
    /// When the attempt started.
    pub started_at: Timestamp,
    /// The verdict.
    pub verdict: Categorised,
    /// What GitHub noted on it, where that was read.
    pub message: Option<String>,
}

/// One workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowErrors {
    /// The workflow.
    pub subject: Subject,
    /// Its examined failed attempts.
    pub examined_attempts: u64,
    /// Attempts by category, most first; categories that did not occur are left out.
    pub categories: Vec<(ErrorCategory, u64)>,
}

/// Counts the failures of a view by category. `annotations` (any order, any jobs) overrule names where they state a
/// category; without any, names alone tell.
pub fn summarise_errors(view: &View<'_>, annotations: &[JobAnnotation]) -> ErrorSummary {
    let mut notes = Notes::of(annotations);
    let mut tally = Tally::default();
    for &row in view.rows.iter().filter(|&&row| view.outcome(row).is_failed()) {
        tally.count(view, row, &mut notes);
    }
    let before = view.before().map(|before| {
        let mut tally = Tally::default();
        for &row in before.rows.iter().filter(|&&row| before.outcome(row).is_failed()) {
            tally.count(&before, row, &mut notes);
        }
        tally
    });
    let mut categories: Vec<CategoryCount> = ErrorCategory::ALL
        .into_iter()
        .filter_map(|category| category_count(view, category, &mut tally, before.as_ref(), &mut notes))
        .collect();
    sort_by(&mut categories, |a, b| b.share.numerator.cmp(&a.share.numerator));
    ErrorSummary {
        failed_attempts: tally.failed,
        examined_attempts: tally.examined,
        examined_attempts_before: before.map(|before| before.examined),
        categories,
        workflows: workflow_errors(view, &tally),
    }
}

/// Why one attempt failed: its failed jobs in GitHub's order; itself where none of them tells; nothing where it did not
/// fail.
pub fn explain_attempt(view: &View<'_>, row: u32, annotations: &[JobAnnotation]) -> Vec<ErrorExample> {
    let mut notes = Notes::of(annotations);
    let mut places = Vec::new();
    for job in view.executed_jobs(row) {
        places.extend(notes.category(view, row, job).map(|category| Place { row, job: Some(job), category }));
    }
    if places.is_empty() {
        places.extend(of_attempt(view, row).map(|(category, _)| Place { row, job: None, category }));
    }
    places.iter().map(|place| notes.example(view, place)).collect()
}

fn category_count(
    view: &View<'_>,
    category: ErrorCategory,
    tally: &mut Tally,
    before: Option<&Tally>,
    notes: &mut Notes<'_>,
) -> Option<CategoryCount> {
    let (attempts, jobs) = tally.of(category);
    let attempts_before = before.map_or(0, |before| before.of(category).0);
    if attempts + attempts_before == 0 {
        return None;
    }
    let mut places: Vec<Place> = tally.newest.iter().filter(|place| place.category == category).copied().collect();
    sort_by_key(&mut places, |place| core::cmp::Reverse(view.started(place.row)));
    let now = (attempts, tally.examined);
    Some(CategoryCount {
        category,
        share: Rate::of(now.0, now.1),
        jobs,
        share_before: before.map(|before| Rate::of(attempts_before, before.examined)),
        p_value: before.and_then(|before| two_proportions((attempts_before, before.examined), now)),
        newest: places.iter().map(|place| notes.example(view, place)).collect(),
    })
}

fn workflow_errors(view: &View<'_>, tally: &Tally) -> Vec<WorkflowErrors> {
    let of = |(workflow, counts): (u16, &[u64; CATEGORIES + 1])| {
        let (examined, by_category) = counts.split_last()?;
        let subject = Subject::workflow(view, workflow).filter(|_| *examined > 0)?;
        let mut categories: Vec<(ErrorCategory, u64)> =
            ErrorCategory::ALL.into_iter().zip(by_category.iter().copied()).filter(|entry| entry.1 > 0).collect();
        sort_by(&mut categories, |a, b| b.1.cmp(&a.1));
        Some(WorkflowErrors { subject, examined_attempts: *examined, categories })
    };
    let mut workflows: Vec<WorkflowErrors> = (0_u16..).zip(&tally.by_workflow).filter_map(of).collect();
    sort_by(&mut workflows, |a, b| {
        b.examined_attempts.cmp(&a.examined_attempts).then_with(|| a.subject.cmp(&b.subject))
    });
    workflows
}

const CATEGORIES: usize = ErrorCategory::ALL.len();

fn place_of(category: ErrorCategory) -> usize {
    ErrorCategory::ALL.into_iter().position(|known| known == category).unwrap_or_default()
}

/// A failed job, or an attempt without stored jobs.
#[derive(Clone, Copy, Debug)]
struct Place {
    row: u32,
    job: Option<usize>,
    category: ErrorCategory,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    failed: u64,
    examined: u64,
    /// Attempts and jobs, in the order of [`ErrorCategory::ALL`].
    counts: [(u64, u64); CATEGORIES],
    /// Attempts by workflow and category; last, the examined ones.
    by_workflow: Vec<[u64; CATEGORIES + 1]>,
    /// The newest of each category, unordered.
    newest: Vec<Place>,
}

impl Tally {
    fn of(&self, category: ErrorCategory) -> (u64, u64) {
        self.counts.get(place_of(category)).copied().unwrap_or_default()
    }

    fn count(&mut self, view: &View<'_>, row: u32, notes: &mut Notes<'_>) {
        self.failed += 1;
        let mut seen = [false; CATEGORIES];
        let mut is_examined = false;
        for job in view.executed_jobs(row) {
            if let Some(category) = notes.category(view, row, job) {
                self.note(view, Place { row, job: Some(job), category }, &mut seen);
                is_examined = true;
            }
        }
        if !is_examined && let Some((category, _)) = of_attempt(view, row) {
            self.note(view, Place { row, job: None, category }, &mut seen);
            is_examined = true;
        }
        if !is_examined {
            return;
        }
        self.examined += 1;
        let workflow = usize::from(view.workflow(row));
        if self.by_workflow.len() <= workflow {
            self.by_workflow.resize(workflow + 1, [0; CATEGORIES + 1]);
        }
        let Some(of_workflow) = self.by_workflow.get_mut(workflow) else { return };
        for (count, is_seen) in of_workflow.iter_mut().zip(seen.into_iter().chain([true])) {
            *count += u64::from(is_seen);
        }
        for (count, is_seen) in self.counts.iter_mut().zip(seen) {
            count.0 += u64::from(is_seen);
        }
    }

    fn note(&mut self, view: &View<'_>, place: Place, seen: &mut [bool; CATEGORIES]) {
        let position = place_of(place.category);
        if let Some(seen) = seen.get_mut(position) {
            *seen = true;
        }
        if let Some(count) = self.counts.get_mut(position) {
            count.1 += 1;
        }
        let same = || self.newest.iter().enumerate().filter(|(_, other)| other.category == place.category);
        if same().count() < MOST_EXAMPLES {
            self.newest.push(place);
            return;
        }
        let oldest = same().min_by_key(|(_, other)| view.started_seconds(other.row)).map(|(position, _)| position);
        let oldest = oldest.and_then(|position| self.newest.get_mut(position));
        if let Some(oldest) =
            oldest.filter(|oldest| view.started_seconds(oldest.row) <= view.started_seconds(place.row))
        {
            *oldest = place;
        }
    }
}

/// What the attempt itself tells where none of its jobs does.
fn of_attempt(view: &View<'_>, row: u32) -> Option<(ErrorCategory, &'static str)> {
    if view.is_startup_failure(row) {
        return Some((ErrorCategory::Infrastructure, "startup_failure"));
    }
    (view.outcome(row) == Outcome::TimedOut).then_some((ErrorCategory::Timeout, "timed_out"))
}

/// What is known of single jobs beside the columns.
struct Notes<'a> {
    annotations: &'a [JobAnnotation],
    /// Job and position of its telling annotation, by job.
    told: Vec<(u64, u32)>,
    names: NameMemory,
}

impl<'a> Notes<'a> {
    fn of(annotations: &'a [JobAnnotation]) -> Self {
        let is_telling =
            |note: &JobAnnotation| !matches!(note.verdict.category, ErrorCategory::Unknown | ErrorCategory::Cancelled);
        let telling = (0_u32..).zip(annotations).filter(|(_, note)| is_telling(note));
        let mut told: Vec<(u64, u32)> = telling.map(|(position, note)| (note.job_id, position)).collect();
        sort_by_key(&mut told, |entry| *entry);
        told.dedup_by_key(|entry| entry.0);
        Self { annotations, told, names: NameMemory::default() }
    }

    fn annotation(&self, job_id: u64) -> Option<&'a JobAnnotation> {
        let place = self.told.binary_search_by_key(&job_id, |entry| entry.0).ok()?;
        self.annotations.get(self.told.get(place)?.1 as usize)
    }

    fn category(&mut self, view: &View<'_>, row: u32, job: usize) -> Option<ErrorCategory> {
        let failure = failure_of(view, row, job)?;
        let job_id = view.columns.jobs.id.get(job).copied().unwrap_or_default();
        let told = self.annotation(job_id).map(|note| note.verdict.category);
        Some(told.unwrap_or_else(|| self.names.category(view, &failure)))
    }

    fn example(&mut self, view: &View<'_>, place: &Place) -> ErrorExample {
        let failure = place.job.and_then(|job| failure_of(view, place.row, job));
        let job_id = place.job.and_then(|job| view.columns.jobs.id.get(job).copied());
        let note = job_id.and_then(|job_id| self.annotation(job_id));
        let text = |number: Option<u32>| number.and_then(|number| view.columns.text(number)).map(str::to_owned);
        let verdict = match (note, &failure) {
            (Some(note), _) => note.verdict.clone(),
            (None, Some(failure)) => self.names.verdict(view, failure),
            (None, None) => of_attempt(view, place.row).map_or_else(Categorised::unknown, |(category, evidence)| {
                Categorised::of(category, Confidence::High, evidence)
            }),
        };
        ErrorExample {
            run_id: view.run_id(place.row),
            attempt: view.attempt(place.row),
            job_id,
            job: text(failure.map(|failure| failure.job_name)).unwrap_or_default(),
            step: text(failure.map(|failure| failure.step_name)),
            started_at: view.started(place.row),
            verdict,
            message: note.map(|note| note.message.clone()),
        }
    }
}
