//! What is noted on failed jobs: the words that GitHub and common tools use, one kind of trouble a job, by its number.

use forerun::domain::Job;
use serde_json::json;

const EXIT: &str = "Process completed with exit code 1.";
const LOST: &str = "The hosted runner lost communication with the server. Anything in your workflow that terminates the \
    runner process, starves it for CPU/Memory, or blocks its network access can cause this error.";

/// Title and message of each error; the first kind leaves nothing.
const KINDS: [&[(Option<&str>, &str)]; 7] = [
    &[],
    &[(None, EXIT)],
    &[(None, LOST)],
    &[(None, "Process completed with exit code 137.")],
    &[(None, "No space left on device : '/home/runner/work/_temp'"), (None, EXIT)],
    &[(Some("npm"), "connect ETIMEDOUT 140.82.112.3:443"), (None, EXIT)],
    &[
        (Some("<img src=x onerror=alert(1)>"), "\u{1b}[31m\u{202e}<b> ghp_letOutByMistake0000000000000000\n"),
        (None, EXIT),
    ],
];

/// The notes on a job as GitHub's complete objects; none where it did not fail.
pub fn of(job: &Job) -> Vec<String> {
    if job.state != "failure" {
        return Vec::new();
    }
    let kind = KINDS.get((job.id % KINDS.len() as u64) as usize).copied().unwrap_or_default();
    let warning = ("warning", None, "Node.js 20 actions are deprecated. Cache service responded with 503");
    let errors = kind.iter().map(|&(title, message)| ("failure", title, message));
    let notes = job.id.is_multiple_of(3).then_some(warning).into_iter().chain(errors);
    let write = |(level, title, message)| {
        json!({
            "path": ".github", "blob_href": "https://github.com/octo/small/blob/0000000/.github", "start_line": 12,
            "start_column": null, "end_line": 12, "end_column": null, "annotation_level": level, "title": title,
            "message": message, "raw_details": null,
        })
        .to_string()
    };
    notes.map(write).collect()
}
