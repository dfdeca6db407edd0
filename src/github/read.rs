//! Reads answers and files into records. A broken object inside a list costs itself only: the rest is kept and the
//! broken one becomes a [`Warning`].

use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

use crate::domain::{Annotation, Attempt, Job, Repository, Workflow};

use super::convert::{self, ConvertError};
use super::error::{ApiError, plain_text};
use super::http::HttpResponse;
use super::wire::{AnnotationWire, JobPage, JobWire, RunPage, RunWire, UserWire, WorkflowPage, WorkflowWire};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// How many entries GitHub says all pages hold; of a plain list, those of this page.
    pub total: u64,
    /// Entries GitHub sent, the unreadable ones included: tells a full page from the last one.
    pub sent: usize,
    /// The readable entries.
    pub items: Vec<T>,
    /// The others.
    pub warnings: Vec<Warning>,
}

/// Something unreadable that was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Warning {
    /// Line of the text on which it begins, from 1.
    pub line: u64,
    /// What it was and what is wrong with it.
    pub what: String,
}

/// A text that is not JSON from `line` on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct ReadError {
    /// Line of the text, from 1.
    pub line: u64,
    /// What is wrong there.
    pub what: String,
}

/// A page of runs.
pub fn read_run_page(response: &HttpResponse) -> Result<Listing<Attempt>, ApiError> {
    let all = |page: RunPage<RunWire>| (page.total_count, page.workflow_runs);
    let each = |page: RunPage<Value>| (page.total_count, page.workflow_runs);
    read_page(response, all, each, &Kind { noun: "run", convert: convert::attempt })
}

/// A page of jobs.
pub fn read_job_page(response: &HttpResponse) -> Result<Listing<Job>, ApiError> {
    let all = |page: JobPage<JobWire>| (page.total_count, page.jobs);
    let each = |page: JobPage<Value>| (page.total_count, page.jobs);
    read_page(response, all, each, &Kind { noun: "job", convert: convert::job })
}

/// A page of workflows.
pub fn read_workflow_page(response: &HttpResponse) -> Result<Listing<Workflow>, ApiError> {
    let all = |page: WorkflowPage<WorkflowWire>| (page.total_count, page.workflows);
    let each = |page: WorkflowPage<Value>| (page.total_count, page.workflows);
    read_page(response, all, each, &Kind { noun: "workflow", convert: |wire| Ok(convert::workflow(wire)) })
}

/// A page of what is noted on one job. A plain list, which does not say how many entries all pages hold.
pub fn read_annotation_page(response: &HttpResponse) -> Result<Listing<Annotation>, ApiError> {
    let all = |page: Vec<AnnotationWire>| (page.len() as u64, page);
    let each = |page: Vec<Value>| (page.len() as u64, page);
    read_page(response, all, each, &Kind { noun: "annotation", convert: |wire| Ok(convert::annotation(wire)) })
}

/// One run, as of one attempt.
pub fn read_run(response: &HttpResponse) -> Result<Attempt, ApiError> {
    read_one(response, convert::attempt)
}

/// The repository.
pub fn read_repository(response: &HttpResponse) -> Result<Repository, ApiError> {
    read_one(response, convert::repository)
}

/// The login of the token's user.
pub fn read_login(response: &HttpResponse) -> Result<String, ApiError> {
    let user: UserWire = serde_json::from_slice(&response.body).map_err(|error| unreadable(response, &error))?;
    user.login.ok_or_else(|| ApiError::Unreadable { status: response.status, what: "a user without login".to_owned() })
}

/// Runs from a file: JSON Lines of runs, pages `{"workflow_runs": […]}`, arrays, or any sequence of these.
pub fn read_runs(text: &str) -> Result<(Vec<Attempt>, Vec<Warning>), ReadError> {
    read_text(text, "workflow_runs", &Kind { noun: "run", convert: convert::attempt })
}

/// Jobs from a file: JSON Lines of jobs, pages `{"jobs": […]}`, arrays, or any sequence of these.
pub fn read_jobs(text: &str) -> Result<(Vec<Job>, Vec<Warning>), ReadError> {
    read_text(text, "jobs", &Kind { noun: "job", convert: convert::job })
}

struct Kind<W, T> {
    noun: &'static str,
    convert: fn(W) -> Result<T, ConvertError>,
}

impl<W: DeserializeOwned, T> Kind<W, T> {
    fn read_value(&self, value: Value, line: u64, read: fn(Value) -> serde_json::Result<W>) -> Result<T, Warning> {
        let id = value.get("id").and_then(Value::as_u64);
        let wire = read(value).map_err(|error| self.warning(id, line, &without_place(&error)))?;
        (self.convert)(wire).map_err(|error| self.warning(id, line, &error))
    }

    fn warning(&self, id: Option<u64>, line: u64, error: &dyn core::fmt::Display) -> Warning {
        let which = id.map_or_else(|| format!("a {}", self.noun), |id| format!("{} {id}", self.noun));
        Warning { line, what: plain_text(&format!("{which} could not be read and is left out ({error})")) }
    }
}

fn read_page<W, T, All, Each>(
    response: &HttpResponse,
    all: impl FnOnce(All) -> (u64, Vec<W>),
    each: impl FnOnce(Each) -> (u64, Vec<Value>),
    kind: &Kind<W, T>,
) -> Result<Listing<T>, ApiError>
where
    W: DeserializeOwned,
    All: DeserializeOwned,
    Each: DeserializeOwned,
{
    let mut listing = Listing { total: 0, sent: 0, items: Vec::new(), warnings: Vec::new() };
    let mut take = |result: Result<T, Warning>| match result {
        Ok(item) => listing.items.push(item),
        Err(warning) => listing.warnings.push(warning),
    };
    // The common case reads straight into narrow shapes; only a page with a broken entry pays for reading twice.
    if let Ok(page) = serde_json::from_slice::<All>(&response.body) {
        let (total, wires) = all(page);
        let sent = wires.len();
        for wire in wires {
            take((kind.convert)(wire).map_err(|error| kind.warning(None, 1, &error)));
        }
        (listing.total, listing.sent) = (total, sent);
    } else {
        let page = serde_json::from_slice::<Each>(&response.body).map_err(|error| unreadable(response, &error))?;
        let (total, values) = each(page);
        let sent = values.len();
        for value in values {
            take(kind.read_value(value, 1, by_way_of_text));
        }
        (listing.total, listing.sent) = (total, sent);
    }
    Ok(listing)
}

fn read_one<W: DeserializeOwned, T>(
    response: &HttpResponse,
    convert: fn(W) -> Result<T, ConvertError>,
) -> Result<T, ApiError> {
    let wire = serde_json::from_slice(&response.body).map_err(|error| unreadable(response, &error))?;
    convert(wire).map_err(|error| unreadable(response, &error))
}

/// Reading from values is a second reader of every shape: 8 KB in the browser, where a broken page is all there is to
/// read so. The terminal reads files of any size.
fn by_way_of_text<W: DeserializeOwned>(value: Value) -> serde_json::Result<W> {
    serde_json::from_slice(value.to_string().as_bytes())
}

/// The error's words; the place is one in a text that nobody sees.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or_else(|| text.clone(), |(words, _)| words.to_owned())
}

fn unreadable(response: &HttpResponse, error: &dyn core::fmt::Display) -> ApiError {
    let is_html = response.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    let what = if is_html { "a web page instead of data".to_owned() } else { plain_text(&error.to_string()) };
    ApiError::Unreadable { status: response.status, what }
}

fn read_text<W: DeserializeOwned, T>(
    text: &str,
    list_name: &str,
    kind: &Kind<W, T>,
) -> Result<(Vec<T>, Vec<Warning>), ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut items, mut warnings) = (Vec::new(), Vec::new());
    let mut documents = Deserializer::from_str(text).into_iter::<Value>();
    let (mut line, mut counted_to) = (1_u64, 0);
    loop {
        let rest = text.get(documents.byte_offset()..).unwrap_or_default();
        let begin = text.len() - rest.trim_start().len();
        line += newlines(text, counted_to, begin);
        counted_to = begin;
        match documents.next() {
            None => return Ok((items, warnings)),
            Some(Err(error)) => {
                let line = error.line().max(1) as u64;
                return Err(ReadError { line, what: plain_text(&format!("this is not JSON ({error})")) });
            }
            Some(Ok(document)) => {
                for value in entries(document, list_name) {
                    match kind.read_value(value, line, serde_json::from_value) {
                        Ok(item) => items.push(item),
                        Err(warning) => warnings.push(warning),
                    }
                }
            }
        }
    }
}

fn newlines(text: &str, from: usize, to: usize) -> u64 {
    text.get(from..to).unwrap_or_default().bytes().filter(|&byte| byte == b'\n').count() as u64
}

fn entries(document: Value, list_name: &str) -> Vec<Value> {
    match document {
        Value::Array(values) => values.into_iter().flat_map(|value| entries(value, list_name)).collect(),
        Value::Object(mut object) => match object.remove(list_name) {
            Some(Value::Array(values)) => values,
            Some(other) => vec![other],
            None => vec![Value::Object(object)],
        },
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AnnotationLevel;

    const RUN: &str = r#"{"id": 1, "workflow_id": 2, "created_at": "2026-01-01T00:00:00Z"}"#;
    const BROKEN: &str = r#"{"id": 9, "workflow_id": 2, "created_at": "yesterday"}"#;
    const STRANGE: &str = r#"{"id": 8, "workflow_id": "x", "created_at": "2026-01-01T00:00:00Z"}"#;

    fn check(text: &str, runs: usize, warned_lines: &[u64]) {
        let (read, warnings) = read_runs(text).unwrap();
        assert_eq!(read.len(), runs, "{text}");
        assert_eq!(warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), warned_lines, "{text}");
    }

    #[test]
    fn reads_every_form_of_file() {
        check("", 0, &[]);
        check("\u{feff}\n\n", 0, &[]);
        check(RUN, 1, &[]);
        check(&format!("{RUN}\n{RUN}\n"), 2, &[]);
        check(&format!("[{RUN},{RUN}]"), 2, &[]);
        check(
            &format!("{{\"total_count\": 2, \"workflow_runs\": [{RUN},{RUN}]}}\n{{\"workflow_runs\":[{RUN}]}}"),
            3,
            &[],
        );
        check(&format!("[{{\"workflow_runs\":[{RUN}]}}]"), 1, &[]);
        check(&format!("{RUN}\n{BROKEN}\n\n{RUN}\n{STRANGE}\n5"), 2, &[2, 5, 6]);
    }

    #[test]
    fn tells_the_line_that_is_not_json() {
        assert_eq!(read_runs(&format!("{RUN}\n{RUN}\n{{\"id\": 1,")).unwrap_err().line, 3);
        assert_eq!(read_runs("<html>").unwrap_err().line, 1);
        assert!(read_jobs("nonsense").is_err());
    }

    fn page(body: String) -> Result<Listing<Attempt>, ApiError> {
        read_run_page(&HttpResponse { status: 200, headers: Vec::new(), body: body.into_bytes() })
    }

    #[test]
    fn one_broken_run_costs_itself_only() {
        for broken in [BROKEN, STRANGE, "null", "[]", "{}"] {
            let listing = page(format!("{{\"total_count\": 7, \"workflow_runs\": [{RUN}, {broken}, {RUN}]}}")).unwrap();
            assert_eq!(
                (listing.total, listing.sent, listing.items.len(), listing.warnings.len()),
                (7, 3, 2, 1),
                "{broken}"
            );
        }
    }

    #[test]
    fn what_is_no_page_is_unreadable() {
        for body in [
            "",
            "{",
            "<html><body>Unicorn!",
            "[]",
            "{\"total_count\": 1}",
            "{\"total_count\": 1, \"workflow_runs\": [{",
        ] {
            let error = page(body.to_owned()).unwrap_err();
            assert!(matches!(error, ApiError::Unreadable { status: 200, .. }), "{body}: {error:?}");
        }
    }

    #[test]
    fn annotations_are_plain_and_short() {
        let read =
            |body: &str| read_annotation_page(&HttpResponse { status: 200, headers: Vec::new(), body: body.into() });
        let long = format!("\u{7}<b>ghp_secretsecret</b> {}", "é\n".repeat(400))
            .replace('\n', "\\n")
            .replace('\u{7}', "\\u0007");
        let body = format!(
            r#"[{{"annotation_level": "failure", "title": "", "message": "{long}", "path": ".github"}},
                {{"annotation_level": "new", "title": "T", "message": null}}, {{"message": 5}}, {{}}]"#
        );
        let listing = read(&body).unwrap();
        assert_eq!((listing.sent, listing.items.len(), listing.warnings.len()), (4, 3, 1));
        let first = &listing.items[0];
        assert_eq!((first.level, first.title.as_deref()), (AnnotationLevel::Failure, None));
        let length = first.message.chars().count();
        assert!(length <= 301 && length > 250 && first.message.starts_with("<b>[token removed]"), "{}", first.message);
        assert!(!first.message.contains(|c: char| c.is_control()) && !first.message.contains("secret"));
        let other = Annotation { level: AnnotationLevel::Notice, title: Some("T".to_owned()), message: String::new() };
        assert_eq!(listing.items[1], other);
        assert!(read("[]").unwrap().items.is_empty());
        assert!(matches!(read("<html>"), Err(ApiError::Unreadable { .. })) && read(r#"{"message": "x"}"#).is_err());
    }
}
