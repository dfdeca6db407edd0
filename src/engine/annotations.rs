//! What GitHub notes on failed jobs: read on request, kept beside the repository, handed to the questions about
//! failures.

use std::rc::Rc;

use crate::domain::{AnnotatedJob, Annotation, AnnotationLevel, Filter, Window, Zone, sort_by_key};
use crate::github::ApiError;
use crate::history::{BesideName, Store, StoreError};
use crate::insight::{self, JobAnnotation};
use crate::sync::{self, AnnotationHost, Clock};

use super::core::Engine;
use super::ports::Network;
use super::syncing::Host;
use super::{RepositoryKey, problems};

/// Jobs whose notes are kept, the newest: older ones say little about today.
const MOST_KEPT: usize = 2_000;
/// What kept notes begin with.
const VERSION: u8 = 1;

/// What is known of the notes of a repository's jobs.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Noted {
    /// Jobs that were asked for, by their numbers.
    jobs: Vec<AnnotatedJob>,
    /// What their errors state.
    pub told: Vec<JobAnnotation>,
}

impl Noted {
    /// The jobs in any order, the newest of each number last.
    fn of(mut jobs: Vec<AnnotatedJob>) -> Self {
        sort_by_key(&mut jobs, |job| job.job_id);
        jobs.dedup_by(|next, kept| {
            let is_same = next.job_id == kept.job_id;
            if is_same {
                core::mem::swap(next, kept);
            }
            is_same
        });
        // GitHub's numbers rise with time.
        jobs.drain(..jobs.len().saturating_sub(MOST_KEPT));
        // Warnings are on many jobs that pass: they explain no failure.
        let told = jobs.iter().flat_map(|job| {
            let errors = job.annotations.iter().filter(|annotation| annotation.level == AnnotationLevel::Failure);
            errors.map(|annotation| JobAnnotation::of(job.job_id, &words(annotation)))
        });
        Self { told: told.collect(), jobs }
    }

    fn has(&self, job_id: u64) -> bool {
        self.jobs.binary_search_by_key(&job_id, |job| job.job_id).is_ok()
    }
}

fn words(annotation: &Annotation) -> String {
    match &annotation.title {
        Some(title) => [title, ": ", &annotation.message].concat(),
        None => annotation.message.clone(),
    }
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Asks what is noted on the newest failed jobs that were not asked for yet, `most` at most.
    pub(super) async fn read_annotations(self: &Rc<Self>, most: u32) {
        let Some(work) = self.begin_work() else { return };
        let key = self.state.borrow().open.as_ref().map(|open| open.key.clone());
        // Another tab may have read some since.
        let noted = match key {
            Some(key) => self.load_noted(&key).await,
            None => Ok(Rc::default()),
        };
        let job_ids = match noted {
            Ok(noted) => self.jobs_to_ask(&noted, most),
            Err(error) => {
                self.tell_problem(problems::from_store(&error));
                Vec::new()
            }
        };
        if !job_ids.is_empty() {
            let transport = self.network.transport(work.token.clone());
            let ended = match self.plan(&work, &transport, 0).await {
                Ok(plan) => sync::read_annotations(plan, &job_ids, &transport, &self.clock, &work.host(self)).await,
                Err(error) => Err(error),
            };
            match ended {
                Ok(()) => {}
                Err(ApiError::Permission(words) | ApiError::Forbidden(words)) => {
                    self.tell_problem(problems::annotations_refused(&words));
                }
                Err(error) => self.tell_api_error(&error, &work.api_base),
            }
        }
        self.end_work(&work);
    }

    /// What is known of the open repository's notes. Where they cannot be read, nothing: names tell then.
    pub(super) async fn noted(&self) -> Rc<Noted> {
        let key = {
            let state = self.state.borrow();
            let Some(open) = &state.open else { return Rc::default() };
            if let Some(noted) = &open.noted {
                return Rc::clone(noted);
            }
            open.key.clone()
        };
        self.load_noted(&key).await.unwrap_or_default()
    }

    async fn load_noted(&self, key: &RepositoryKey) -> Result<Rc<Noted>, StoreError> {
        let bytes = self.archive.read_beside(&key.0, BesideName::Annotations).await?;
        let noted = Rc::new(Noted::of(read(bytes.as_deref().unwrap_or_default())?));
        let mut state = self.state.borrow_mut();
        if let Some(open) = state.open.as_mut().filter(|open| open.key == *key) {
            open.noted = Some(Rc::clone(&noted));
        }
        Ok(noted)
    }

    fn jobs_to_ask(&self, noted: &Noted, most: u32) -> Vec<u64> {
        let everything = Filter { window: Window::All, ..Filter::default() };
        let newest = self.with_view(&everything, &Zone::default(), self.now(), |view, _, _| {
            insight::newest_failed_jobs(view, MOST_KEPT)
        });
        let unknown = newest.unwrap_or_default().into_iter().filter(|&job_id| !noted.has(job_id));
        unknown.take(most as usize).collect()
    }
}

impl<S: Store, N: Network, C: Clock> AnnotationHost for Host<'_, S, N, C> {
    async fn keep_annotations(&self, read: Vec<AnnotatedJob>) -> Result<(), StoreError> {
        let (key, bytes) = {
            let mut state = self.engine.state.borrow_mut();
            let is_current = self.is_current(&state);
            let Some(open) = state.open.as_mut().filter(|_| is_current) else { return Ok(()) };
            let known = open.noted.as_ref().map(|noted| noted.jobs.clone()).unwrap_or_default();
            let noted = Rc::new(Noted::of([known, read].concat()));
            let bytes = write(&noted.jobs);
            open.noted = Some(noted);
            open.other_changes += 1;
            (open.key.clone(), bytes)
        };
        let written = self.engine.archive.write_beside(&key.0, BesideName::Annotations, &bytes).await;
        if let Err(error) = &written {
            self.engine.tell_problem(problems::from_store(error));
        }
        self.engine.tell_history();
        written
    }
}

fn write(jobs: &[AnnotatedJob]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(postcard::to_allocvec(jobs).unwrap_or_default());
    bytes
}

/// What was kept; nothing where it is damaged, so that it is read again.
fn read(bytes: &[u8]) -> Result<Vec<AnnotatedJob>, StoreError> {
    match bytes.split_first() {
        Some((&VERSION, coded)) => Ok(postcard::from_bytes(coded).unwrap_or_default()),
        // This build would write over what it does not understand.
        Some((&version, _)) if version > VERSION => Err(StoreError::Blocked),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::ErrorCategory;

    fn job(job_id: u64, level: AnnotationLevel, title: Option<&str>, message: &str) -> AnnotatedJob {
        let annotation = Annotation { level, title: title.map(str::to_owned), message: message.to_owned() };
        AnnotatedJob { job_id, annotations: vec![annotation] }
    }

    fn silent(job_id: u64) -> AnnotatedJob {
        AnnotatedJob { job_id, annotations: Vec::new() }
    }

    #[test]
    fn errors_tell_and_warnings_do_not() {
        let noted = Noted::of(vec![
            job(3, AnnotationLevel::Failure, Some("eslint"), "'x' is defined but never used"),
            job(1, AnnotationLevel::Warning, None, "Cache service responded with 503"),
            silent(2),
        ]);
        assert!([1, 2, 3].into_iter().all(|job_id| noted.has(job_id)) && !noted.has(4));
        assert_eq!(noted.told.len(), 1);
        assert_eq!((noted.told[0].job_id, noted.told[0].verdict.category), (3, ErrorCategory::Lint));
        assert!(noted.told[0].message.starts_with("eslint: "));
    }

    #[test]
    fn the_newest_are_kept_and_the_last_word_counts() {
        let many = (1..=2_500).chain([2_500]).map(silent);
        let noted = Noted::of(many.chain([job(2_400, AnnotationLevel::Failure, None, "OOMKilled")]).collect());
        assert_eq!((noted.jobs.len(), noted.has(500), noted.has(501)), (2_000, false, true));
        assert_eq!(noted.told.len(), 1);
    }

    #[test]
    fn what_was_kept_is_read_again() {
        let jobs = vec![silent(1), job(2, AnnotationLevel::Notice, Some("T"), "é <b>")];
        let bytes = write(&jobs);
        assert_eq!(read(&bytes), Ok(jobs));
        for damaged in [&[][..], &[0], &[VERSION], bytes.get(..bytes.len() - 3).unwrap(), &[VERSION, 255, 255, 255]] {
            assert_eq!(read(damaged), Ok(Vec::new()));
        }
        assert_eq!(read(&[VERSION + 1, 0]), Err(StoreError::Blocked));
    }
}
