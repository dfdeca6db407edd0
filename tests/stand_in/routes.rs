//! The addresses: which object or list lies where, filters, paging.

use forerun::domain::{Attempt, State};
use serde_json::json;

use super::annotations;
use super::objects::{full_repository, public_user};
use super::query::{Target, created_range, decode};
use super::repositories::{Kept, Run, Scenario, Served};
use super::server::StandIn;
use super::tokens::{Counter, Credential};

const FILTERS: [&str; 7] = ["actor", "branch", "check_suite_id", "created", "event", "head_sha", "status"];
const MOST_RESULTS: u64 = 1_000;
const STATUSES: [&str; 14] = [
    "completed",
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "skipped",
    "stale",
    "success",
    "timed_out",
    "in_progress",
    "queued",
    "requested",
    "waiting",
    "pending",
];

/// What lies at an address.
pub enum Body {
    /// JSON, and the value of `Link`.
    Found(String, Option<String>),
    Moved(String),
    Refused(u16, String),
    /// Something no client may ask for, in words.
    Forbidden(String),
}

fn not_found() -> Body {
    Body::Refused(404, "Not Found".to_owned())
}

/// Finds what the address stands for.
pub fn route(stand_in: &StandIn, target: &Target, credential: &Credential, counter: Counter) -> Body {
    let segments: Vec<String> = target.path.split('/').skip(1).map(decode).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["user"] if credential.token.is_empty() => Body::Refused(401, "Requires authentication".to_owned()),
        ["user"] => Body::Found(public_user("octocat"), None),
        ["rate_limit"] => rate_limit(counter),
        ["repos", owner, name, rest @ ..] => {
            let full_name = format!("{owner}/{name}").to_ascii_lowercase();
            if let Some(id) = stand_in.renamed.get(&full_name) {
                let id = id.to_string();
                let path: Vec<&str> = ["repositories", &id].into_iter().chain(rest.iter().copied()).collect();
                return Body::Moved(format!("{}/{}", stand_in.base, path.join("/")));
            }
            let same = |served: &&Served| served.repository.name.to_string().to_ascii_lowercase() == full_name;
            stand_in
                .repositories
                .iter()
                .find(same)
                .map_or_else(not_found, |served| inside(stand_in, served, rest, target))
        }
        ["repositories", id, rest @ ..] => {
            let same = |served: &&Served| served.repository.id.to_string() == *id;
            stand_in
                .repositories
                .iter()
                .find(same)
                .map_or_else(not_found, |served| inside(stand_in, served, rest, target))
        }
        _ => not_found(),
    }
}

fn rate_limit(counter: Counter) -> Body {
    let resource = json!({
        "limit": counter.limit, "used": counter.used, "remaining": counter.limit.saturating_sub(counter.used),
        "reset": counter.resets_at_milliseconds / 1_000,
    });
    Body::Found(json!({"resources": {"core": resource, "search": resource}}).to_string(), None)
}

fn inside(stand_in: &StandIn, served: &Served, rest: &[&str], target: &Target) -> Body {
    match served.scenario {
        Scenario::Hidden => return not_found(),
        Scenario::Blocked => return Body::Refused(451, "Repository access blocked".to_owned()),
        Scenario::Open | Scenario::Scrambled | Scenario::Capped => {}
    }
    let found = |text: Option<String>| text.map_or_else(not_found, |text| Body::Found(text, None));
    let run = |id: &str| served.runs.iter().find(|run| run.id.to_string() == id);
    let attempt = |id: &str, n: &str| run(id)?.attempts.iter().find(|kept| kept.record.key.attempt.to_string() == n);
    match rest {
        [] => Body::Found(full_repository(&served.repository), None),
        ["actions", "workflows"] => {
            let workflows: Vec<_> = served.workflows.iter().collect();
            let write = |workflow: &&_| served.writer.workflow(workflow);
            Page::of(stand_in, served, "/actions/workflows", target).list("workflows", &workflows, write)
        }
        ["actions", "workflows", key] => {
            found(served.workflows.iter().find(|w| is_workflow(w, key)).map(|w| served.writer.workflow(w)))
        }
        ["actions", "runs"] => runs(stand_in, served, None, target),
        ["actions", "workflows", key, "runs"] => match served.workflows.iter().find(|w| is_workflow(w, key)) {
            Some(workflow) => runs(stand_in, served, Some(workflow.id), target),
            None => not_found(),
        },
        ["actions", "runs", id] => found(run(id).and_then(Run::latest).map(|kept| write_run(served, kept))),
        ["actions", "runs", id, "attempts", n] => found(attempt(id, n).map(|kept| write_run(served, kept))),
        ["actions", "runs", id, "attempts", n, "jobs"] if attempt(id, n).is_some() => {
            run(id).map_or_else(not_found, |run| jobs(stand_in, served, run, n.parse().ok(), target))
        }
        ["actions", "runs", id, "jobs"] => match (run(id), target.get("filter")) {
            (None, _) => not_found(),
            (Some(run), Some("all")) => jobs(stand_in, served, run, None, target),
            (Some(run), None | Some("latest")) => {
                jobs(stand_in, served, run, run.latest().map(|kept| kept.record.key.attempt), target)
            }
            _ => Body::Refused(422, "Invalid request: filter".to_owned()),
        },
        ["actions", "jobs", id] => {
            let all = served.runs.iter().flat_map(|run| run.jobs.iter().map(move |job| (run, job)));
            let job = all.into_iter().find(|(_, job)| job.record.id.to_string() == *id);
            found(job.map(|(run, job)| write_job(served, run, job)))
        }
        ["check-runs", id, "annotations"] => {
            let mut jobs = served.runs.iter().flat_map(|run| run.jobs.iter());
            let notes = jobs.find(|job| job.record.id.to_string() == *id).map(|job| annotations::of(&job.record));
            let page = Page::of(stand_in, served, &format!("/check-runs/{id}/annotations"), target);
            notes.map_or_else(not_found, |notes| page.plain_list(&notes))
        }
        _ => not_found(),
    }
}

fn is_workflow(workflow: &forerun::domain::Workflow, key: &str) -> bool {
    workflow.id.to_string() == key || workflow.path.rsplit('/').next() == Some(key)
}

fn runs(stand_in: &StandIn, served: &Served, workflow: Option<u64>, target: &Target) -> Body {
    let is_filtered = FILTERS.iter().any(|filter| target.get(filter).is_some());
    let created = match target.get("created").map(created_range) {
        Some(None) => return Body::Refused(422, "Validation Failed: created".to_owned()),
        Some(range) => range,
        None => None,
    };
    if target.get("status").is_some_and(|status| !STATUSES.contains(&status)) {
        return Body::Refused(422, "Validation Failed: status".to_owned());
    }
    let path = workflow.map_or_else(|| "/actions/runs".to_owned(), |id| format!("/actions/workflows/{id}/runs"));
    let mut page = Page::of(stand_in, served, &path, target);
    if is_filtered {
        if (page.number - 1) * page.size >= MOST_RESULTS {
            return Body::Forbidden(format!("asks beyond the 1,000th result: {}", target.path));
        }
        page.most = Some(MOST_RESULTS);
        page.is_total_capped = served.scenario == Scenario::Capped;
    }
    let fits = |run: &&Run| {
        run.latest().is_some_and(|kept| {
            let attempt = &kept.record;
            workflow.is_none_or(|id| attempt.workflow_id == id)
                && created.is_none_or(|(from, to)| from <= run.created_at.0 && run.created_at.0 <= to)
                && matches(attempt, target)
        })
    };
    let chosen: Vec<&Run> = served.runs.iter().filter(fits).collect();
    page.list("workflow_runs", &chosen, |run| run.latest().map(|kept| write_run(served, kept)).unwrap_or_default())
}

fn matches(attempt: &Attempt, target: &Target) -> bool {
    let is = |name: &str, value: Option<&str>| target.get(name).is_none_or(|wanted| value == Some(wanted));
    let is_unfinished = State::from_word(&attempt.state).is_some_and(State::is_unfinished);
    let has_status = |wanted: &str| attempt.state == wanted || (wanted == "completed" && !is_unfinished);
    is("actor", attempt.actor.as_deref())
        && is("branch", attempt.branch.as_deref())
        && is("event", Some(&attempt.event))
        && is("head_sha", attempt.sha.as_deref())
        && target.get("status").is_none_or(has_status)
}

fn jobs(stand_in: &StandIn, served: &Served, run: &Run, attempt: Option<u16>, target: &Target) -> Body {
    let fits = |kept: &&Kept<_>| attempt.is_none_or(|n| job_attempt(kept) == n);
    let chosen: Vec<_> = run.jobs.iter().filter(fits).collect();
    Page::of(stand_in, served, &format!("/actions/runs/{}/jobs", run.id), target)
        .list("jobs", &chosen, |kept| write_job(served, run, kept))
}

fn job_attempt(kept: &Kept<forerun::domain::Job>) -> u16 {
    kept.record.key.attempt
}

fn write_run(served: &Served, kept: &Kept<Attempt>) -> String {
    kept.raw.clone().unwrap_or_else(|| served.writer.run(&kept.record))
}

fn write_job(served: &Served, run: &Run, kept: &Kept<forerun::domain::Job>) -> String {
    let attempt = run.attempts.iter().find(|other| other.record.key == kept.record.key).map(|other| &other.record);
    kept.raw.clone().unwrap_or_else(|| served.writer.job(&kept.record, attempt))
}

/// One page of a list.
struct Page<'a> {
    address: String,
    target: &'a Target,
    size: u64,
    number: u64,
    most: Option<u64>,
    is_total_capped: bool,
}

impl<'a> Page<'a> {
    fn of(stand_in: &StandIn, served: &Served, path: &str, target: &'a Target) -> Self {
        Self {
            address: format!("{}/repositories/{}{path}", stand_in.base, served.repository.id),
            target,
            size: target.number("per_page").filter(|&size| size > 0).unwrap_or(30).min(100),
            number: target.number("page").unwrap_or(1).max(1),
            most: None,
            is_total_capped: false,
        }
    }

    fn list<T>(&self, name: &str, all: &[T], write: impl Fn(&T) -> String) -> Body {
        let total = all.len() as u64;
        let reachable = total.min(self.most.unwrap_or(u64::MAX));
        let skipped = (self.number - 1).saturating_mul(self.size);
        let shown = self.size.min(reachable.saturating_sub(skipped));
        let items: Vec<String> = all.iter().skip(skipped as usize).take(shown as usize).map(write).collect();
        let total = if self.is_total_capped { reachable } else { total };
        let body = format!("{{\"total_count\":{total},\"{name}\":[{}]}}", items.join(","));
        Body::Found(body, self.link(reachable.div_ceil(self.size).max(1)))
    }

    /// A list that is nothing else.
    fn plain_list(&self, all: &[String]) -> Body {
        let skipped = (self.number - 1).saturating_mul(self.size);
        let items: Vec<&str> = all.iter().skip(skipped as usize).take(self.size as usize).map(String::as_str).collect();
        Body::Found(format!("[{}]", items.join(",")), self.link((all.len() as u64).div_ceil(self.size).max(1)))
    }

    fn link(&self, last: u64) -> Option<String> {
        let others = self.target.parameters.iter().filter(|(name, _)| name != "page");
        let query: Vec<String> = others.map(|(name, value)| format!("{name}={}", value.replace(':', "%3A"))).collect();
        let link = |page: u64, rel: &str| {
            let query = query.iter().cloned().chain([format!("page={page}")]).collect::<Vec<_>>().join("&");
            format!("<{}?{query}>; rel=\"{rel}\"", self.address)
        };
        let mut links = Vec::new();
        if self.number > 1 {
            links.push(link(self.number - 1, "prev"));
        }
        if self.number < last {
            links.push(link(self.number + 1, "next"));
            links.push(link(last, "last"));
        }
        if self.number > 1 {
            links.push(link(1, "first"));
        }
        (!links.is_empty()).then(|| links.join(", "))
    }
}
