//! The stand-in against GitHub's own description of its API, and the client against recorded answers. Data and
//! description lie outside the repository; where they are absent the tests say so.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "helpers of tests fail loudly")]

mod stand_in;

use std::path::{Path, PathBuf};

use forerun::domain::{Attempt, Job, Timestamp};
use forerun::github::{ApiBase, ApiVersion, HttpResponse, Requests, read_annotation_page, read_jobs, read_runs};
use forerun::simulate::{self, Shape};
use serde_json::{Value, json};
use stand_in::fixture::Fixture;
use stand_in::repositories::Records;
use stand_in::server::Reply;
use stand_in::{Ask, Scenario, StandIn, tokens};

const BASE: &str = "http://127.0.0.1:4010";
const NOW: i64 = 1_790_000_000_000;

fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(part);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no ../shared/{part}");
    None
}

fn stand_in_with_fixture() -> StandIn {
    let mut stand_in = StandIn::new(BASE);
    let fixture =
        |name, id| Fixture { name, id, runs: 1_250, crowded: 0, jobs_per_attempt: 3, now: Timestamp(NOW / 1_000) };
    stand_in.add_repository(fixture("octo/small", 1).records(), Scenario::Open);
    stand_in.add_repository(fixture("octo/private", 2).records(), Scenario::Hidden);
    stand_in.add_repository(fixture("octo/blocked", 3).records(), Scenario::Blocked);
    stand_in.rename("octo/former", 1);
    stand_in
}

fn get_with(stand_in: &mut StandIn, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("user-agent".to_owned(), "test".to_owned())];
    all.extend(headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
    stand_in.handle(&Ask { method: "GET", target, headers: all }, NOW)
}

fn get(stand_in: &mut StandIn, target: &str) -> Reply {
    get_with(stand_in, target, &[("authorization", &format!("Bearer {}", tokens::FULL))])
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap_or_default()
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// Addresses and the operation of GitHub's description whose answer lies there.
fn addresses(stand_in: &mut StandIn, repository: &str) -> Vec<(String, &'static str)> {
    let root = format!("/repos/{repository}");
    let runs = body(&get(stand_in, &format!("{root}/actions/runs?per_page=100")));
    let runs = runs["workflow_runs"].as_array().cloned().unwrap_or_default();
    let mut addresses = vec![
        ("/user".to_owned(), "users/get-authenticated"),
        ("/rate_limit".to_owned(), "rate-limit/get"),
        (root.clone(), "repos/get"),
        (format!("{root}/actions/workflows"), "actions/list-repo-workflows"),
        (format!("{root}/actions/workflows/{}", runs[0]["workflow_id"]), "actions/get-workflow"),
        (format!("{root}/actions/runs?per_page=100&page=2"), "actions/list-workflow-runs-for-repo"),
        (format!("{root}/actions/runs?status=failure"), "actions/list-workflow-runs-for-repo"),
        (format!("{root}/actions/workflows/{}/runs", runs[0]["workflow_id"]), "actions/list-workflow-runs"),
    ];
    for run in &runs {
        let at = format!("{root}/actions/runs/{}", run["id"]);
        addresses.push((format!("{at}/attempts/{}", run["run_attempt"]), "actions/get-workflow-run-attempt"));
        addresses.push((format!("{at}/attempts/1/jobs"), "actions/list-jobs-for-workflow-run-attempt"));
        addresses.push((format!("{at}/jobs?filter=all"), "actions/list-jobs-for-workflow-run"));
        addresses.push((format!("{at}/jobs"), "actions/list-jobs-for-workflow-run"));
        addresses.push((at, "actions/get-workflow-run"));
    }
    addresses
}

#[test]
fn answers_fit_the_description() {
    let Some(schema) = shared("schema/github-actions.schema.json") else { return };
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let mut stand_in = stand_in_with_fixture();
    let mut names = vec!["octo/small".to_owned()];
    if let Some(data) = shared("data") {
        names.extend(stand_in.add_data(&data).unwrap());
    }
    let mut validators = std::collections::BTreeMap::new();
    for name in names {
        for (address, operation) in addresses(&mut stand_in, &name) {
            let reply = get(&mut stand_in, &address);
            // Earlier attempts of recorded runs were not recorded.
            if reply.status == 404 && address.contains("/attempts/1") {
                continue;
            }
            assert_eq!(reply.status, 200, "{address}");
            let validator = validators.entry(operation).or_insert_with(|| {
                let pointer = format!("op:{operation}:200").replace('/', "~1");
                schema["$ref"] = json!(format!("#/$defs/{pointer}"));
                jsonschema::validator_for(&schema).unwrap()
            });
            let body = body(&reply);
            let faults: Vec<String> =
                validator.iter_errors(&body).map(|error| format!("{}: {error:.200}", error.instance_path())).collect();
            assert!(faults.is_empty(), "{address} is no {operation}: {faults:#?}");
        }
    }
}

#[test]
fn annotations_fit_the_description_and_are_read() {
    let Some(schema) = shared("schema/github-actions.schema.json") else { return };
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    schema["$ref"] = json!("#/$defs/op:checks~1list-annotations:200");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let shape = Shape { seed: 5, runs: 300, days: 30, now: Timestamp(NOW / 1_000), with_jobs: true };
    let simulate::Simulated { repository, workflows, attempts, jobs, .. } = simulate::repository(&shape);
    let name = repository.name.clone();
    let failed: Vec<u64> = jobs.iter().filter(|job| job.state == "failure").map(|job| job.id).collect();
    let passed = jobs.iter().find(|job| job.state == "success").map(|job| job.id);
    let mut stand_in = StandIn::new(BASE);
    stand_in.add_repository(Records { repository, workflows, attempts, jobs }, Scenario::Open);
    let requests = Requests { base: ApiBase::parse(BASE).unwrap(), version: ApiVersion::Newest };
    let (mut noted, mut silent) = (0, 0);
    for job_id in failed.iter().copied().chain(passed) {
        let request = requests.annotations(&name, job_id, 1);
        let reply = get(&mut stand_in, request.url.strip_prefix(BASE).unwrap());
        assert!(reply.status == 200 && validator.is_valid(&body(&reply)), "{job_id}");
        let sent = body(&reply).as_array().map_or(0, Vec::len);
        let answer = HttpResponse { status: 200, headers: reply.headers, body: reply.body };
        let listing = read_annotation_page(&answer).unwrap();
        assert_eq!((listing.items.len(), listing.warnings.len()), (sent, 0));
        noted += usize::from(sent > 0);
        silent += usize::from(sent == 0);
    }
    assert!(noted > 20 && silent > 1, "{noted} {silent}");
    let target = format!("/repos/{name}/check-runs/{}/annotations", failed[0]);
    let fine_grained = format!("Bearer {}", tokens::FINE_GRAINED);
    assert_eq!(get_with(&mut stand_in, &target, &[("authorization", &fine_grained)]).status, 403);
    assert_eq!(get(&mut stand_in, &format!("/repos/{name}/check-runs/1/annotations")).status, 404);
}

#[test]
fn lists_page_and_filter_as_github_does() {
    let mut stand_in = stand_in_with_fixture();
    let check = |stand_in: &mut StandIn, query: &str, total: u64, items: usize| {
        let reply = get(stand_in, &format!("/repos/octo/small/actions/runs?{query}"));
        let body = body(&reply);
        let found = body["workflow_runs"].as_array().map_or(0, Vec::len);
        assert_eq!((body["total_count"].as_u64(), found), (Some(total), items), "{query}");
        reply
    };
    check(&mut stand_in, "", 1_250, 30);
    let first = check(&mut stand_in, "per_page=500", 1_250, 100);
    assert!(
        header(&first, "link").unwrap().contains("/repositories/1/actions/runs?per_page=500&page=2>; rel=\"next\"")
    );
    let last = check(&mut stand_in, "per_page=100&page=13", 1_250, 50);
    assert!(!header(&last, "link").unwrap().contains("next"));
    check(&mut stand_in, "created=2020-01-01..*&per_page=100&page=10", 1_250, 100);
    assert!(stand_in.violations.is_empty());
    let beyond = get(&mut stand_in, "/repos/octo/small/actions/runs?created=2020-01-01..*&per_page=100&page=11");
    assert_eq!((beyond.status, stand_in.violations.len()), (422, 1));
    let day = Timestamp(NOW / 1_000).to_rfc3339();
    let (date, _) = day.split_at(10);
    let on = body(&get(&mut stand_in, &format!("/repos/octo/small/actions/runs?created={date}")));
    let since = body(&get(&mut stand_in, &format!("/repos/octo/small/actions/runs?created=%3E%3D{date}")));
    let before = body(&get(&mut stand_in, &format!("/repos/octo/small/actions/runs?created=%3C{date}")));
    assert_eq!(on["total_count"], since["total_count"]);
    assert_eq!(on["total_count"].as_u64().unwrap() + before["total_count"].as_u64().unwrap(), 1_250);
    for refused in ["status=startup_failure", "created=yesterday", "created=2026-13-01"] {
        let reply = get(&mut stand_in, &format!("/repos/octo/small/actions/runs?{refused}"));
        assert_eq!(reply.status, 422, "{refused}");
    }
}

#[test]
fn the_rules_of_the_house_are_kept() {
    let mut stand_in = stand_in_with_fixture();
    let check = |stand_in: &mut StandIn, target: &str, expected: u16| {
        assert_eq!(get(stand_in, target).status, expected, "{target}");
    };
    check(&mut stand_in, "/repos/octo/small", 200);
    check(&mut stand_in, "/repos/octo/small/", 404);
    check(&mut stand_in, "/repos/octo/private", 404);
    check(&mut stand_in, "/repos/octo/blocked", 451);
    check(&mut stand_in, "/repos/octo/former/actions/runs", 301);
    check(&mut stand_in, "/repositories/1/actions/runs", 200);
    check(&mut stand_in, "/repos/octo/small/actions/runs/1", 404);
    let wrong = get_with(&mut stand_in, "/user", &[("authorization", "Bearer ghp_wrong")]);
    assert_eq!((wrong.status, wrong.dropped), (401, false));
    let old = get_with(&mut stand_in, "/user", &[("x-github-api-version", "2019-01-01")]);
    assert_eq!(old.status, 400);
    let nameless = stand_in.handle(&Ask { method: "GET", target: "/user", headers: Vec::new() }, NOW);
    assert_eq!(nameless.status, 403);
    for known in tokens::KNOWN {
        let header = format!("Bearer {}", known.token);
        let reply = get_with(&mut stand_in, "/repos/octo/small/actions/runs", &[("authorization", &header)]);
        let expected = match known.power {
            tokens::Power::NoActions | tokens::Power::NoSingleSignOn => 403,
            _ if known.used_at_start >= known.limit => 403,
            _ => 200,
        };
        assert_eq!(reply.status, expected, "{}", known.meaning);
    }
}

#[test]
fn unchanged_answers_are_free_for_tokens_only() {
    let mut stand_in = stand_in_with_fixture();
    let authorization = format!("Bearer {}", tokens::FULL);
    let remaining = |reply: &Reply| header(reply, "x-ratelimit-remaining").unwrap().parse::<u64>().unwrap();
    let target = "/repos/octo/small/actions/runs?per_page=100";
    let first = get(&mut stand_in, target);
    let etag = header(&first, "etag").unwrap().to_owned();
    let headers = [("authorization", authorization.as_str()), ("if-none-match", etag.as_str())];
    let second = get_with(&mut stand_in, target, &headers);
    assert_eq!((second.status, second.body.len(), remaining(&second)), (304, 0, remaining(&first)));
    let public = get_with(&mut stand_in, target, &[("if-none-match", &etag)]);
    assert_eq!(public.status, 200, "an ETag holds for one token");
    let own = header(&public, "etag").unwrap().to_owned();
    let again = get_with(&mut stand_in, target, &[("if-none-match", &own)]);
    assert_eq!((again.status, remaining(&again)), (304, remaining(&public) - 1));
    for _ in 0..58 {
        get_with(&mut stand_in, target, &[]);
    }
    assert_eq!(get_with(&mut stand_in, target, &[]).status, 403, "60 an hour");
}

#[test]
fn preflights_get_the_fixed_list() {
    let mut stand_in = stand_in_with_fixture();
    let mut preflight = |asked: &str| {
        let headers = vec![("access-control-request-headers".to_owned(), asked.to_owned())];
        let reply = stand_in.handle(&Ask { method: "OPTIONS", target: "/user", headers }, NOW);
        assert_eq!(reply.status, 204);
        assert!(!header(&reply, "access-control-allow-headers").unwrap().contains("x-test"));
        assert!(header(&reply, "access-control-expose-headers").unwrap().contains("X-RateLimit-Reset"));
        stand_in.violations.len()
    };
    assert_eq!(preflight("authorization,if-none-match,x-github-api-version"), 0);
    assert_eq!(preflight("authorization,x-test"), 1);
}

#[test]
fn the_control_address_changes_and_tells() {
    let mut stand_in = stand_in_with_fixture();
    let mut control = |method: &str, target: &str| {
        let reply = stand_in.handle(&Ask { method, target, headers: Vec::new() }, NOW);
        assert!(header(&reply, "access-control-allow-origin").is_none());
        (reply.status, body(&reply))
    };
    let added = control("POST", "/_control/run?repository=octo/small&state=in_progress").1["run"].as_u64().unwrap();
    let attempt = format!("/_control/attempt?repository=octo/small&run={added}&state=success");
    assert_eq!(control("POST", &attempt).0, 200);
    assert_eq!(control("POST", &format!("/_control/finish?repository=octo/small&run={added}&state=failure")).0, 200);
    assert_eq!(control("POST", "/_control/run?repository=octo/absent").0, 404);
    assert_eq!(control("POST", "/_control/faults?rate=1&seed=3").0, 200);
    assert_eq!(control("POST", "/_control/latency?milliseconds=5").0, 200);
    get(&mut stand_in, "/repos/octo/small");
    let mut control =
        |method: &str, target: &str| body(&stand_in.handle(&Ask { method, target, headers: Vec::new() }, NOW));
    assert_eq!(control("GET", "/_control/counters")["faulty"], 1);
    assert_eq!(control("GET", "/_control/log").as_array().unwrap().len(), 1);
    control("POST", "/_control/faults?rate=0");
    control("POST", "/_control/clear");
    assert_eq!(control("GET", "/_control/counters")["requests"], 0);
    let run = body(&get(&mut stand_in, &format!("/repos/octo/small/actions/runs/{added}")));
    assert_eq!((&run["run_attempt"], &run["conclusion"]), (&json!(2), &json!("failure")));
}

fn seconds(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| Timestamp::parse(text).unwrap())
}

fn word(value: &Value) -> &str {
    value["conclusion"].as_str().or(value["status"].as_str()).unwrap()
}

fn check_run(value: &Value, attempt: &Attempt) {
    assert_eq!(json!(attempt.key.run_id), value["id"]);
    assert_eq!(json!(attempt.key.attempt), value["run_attempt"]);
    assert_eq!(json!(attempt.run_number), value["run_number"]);
    assert_eq!(json!(attempt.workflow_id), value["workflow_id"]);
    assert_eq!(json!(attempt.workflow_name), value["name"]);
    assert_eq!(Some(attempt.workflow_path.as_str()), value["path"].as_str().and_then(|path| path.split('@').next()));
    assert_eq!(json!(attempt.title), value["display_title"]);
    assert_eq!(json!(attempt.branch), value["head_branch"]);
    assert_eq!(attempt.from_fork, value["head_repository"]["id"] != value["repository"]["id"]);
    assert_eq!(json!(attempt.event), value["event"]);
    assert_eq!(json!(attempt.sha), value["head_sha"]);
    assert_eq!(json!(attempt.actor), value["triggering_actor"]["login"]);
    assert_eq!(attempt.state, word(value));
    assert_eq!(Some(attempt.created_at), seconds(&value["created_at"]));
    assert_eq!(Some(attempt.started_at), seconds(&value["run_started_at"]));
    assert_eq!(Some(attempt.updated_at), seconds(&value["updated_at"]));
}

fn check_job(value: &Value, job: &Job) {
    assert_eq!(json!(job.id), value["id"]);
    assert_eq!(json!(job.key.run_id), value["run_id"]);
    assert_eq!(json!(job.key.attempt), value["run_attempt"]);
    assert_eq!(json!(job.name), value["name"]);
    assert_eq!(job.state, word(value));
    assert_eq!(job.created_at, seconds(&value["created_at"]));
    assert_eq!(job.started_at, seconds(&value["started_at"]));
    assert_eq!(job.completed_at, seconds(&value["completed_at"]));
    assert_eq!(json!(job.labels), value["labels"]);
    assert_eq!(job.runner_name.clone().unwrap_or_default(), value["runner_name"].as_str().unwrap_or_default());
    assert_eq!(job.runner_group.clone().unwrap_or_default(), value["runner_group_name"].as_str().unwrap_or_default());
    let mut steps = value["steps"].as_array().cloned().unwrap_or_default();
    steps.sort_by_key(|step| step["number"].as_u64());
    assert_eq!(job.steps.len(), steps.len());
    for (value, step) in steps.iter().zip(&job.steps) {
        assert_eq!((json!(step.number), json!(step.name)), (value["number"].clone(), value["name"].clone()));
        assert_eq!(step.state, word(value));
        assert_eq!(step.started_at, seconds(&value["started_at"]));
        assert_eq!(step.completed_at, seconds(&value["completed_at"]));
    }
    let first_step = job.steps.first().and_then(|step| step.started_at);
    let was_taken = value["runner_id"].as_u64().is_some_and(|id| id > 0) && word(value) != "skipped";
    let expected = first_step.or(job.started_at.filter(|_| was_taken && value["status"] == "completed"));
    assert_eq!(job.picked_up_at, expected);
}

#[test]
fn recorded_answers_are_read_without_loss() {
    let Some(directory) = shared("data/recorded") else { return };
    let (mut runs_read, mut jobs_read) = (0, 0);
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let values: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        if path.to_string_lossy().ends_with(".runs.jsonl") {
            let (runs, warnings) = read_runs(&text).unwrap();
            assert_eq!((runs.len(), warnings), (values.len(), Vec::new()));
            values.iter().zip(&runs).for_each(|(value, run)| check_run(value, run));
            runs_read += runs.len();
        } else {
            let (jobs, warnings) = read_jobs(&text).unwrap();
            assert_eq!((jobs.len(), warnings), (values.len(), Vec::new()));
            values.iter().zip(&jobs).for_each(|(value, job)| check_job(value, job));
            jobs_read += jobs.len();
        }
    }
    assert_eq!((runs_read, jobs_read), (180, 819));
}

#[test]
fn what_the_stand_in_writes_the_client_reads_back() {
    let fixture =
        Fixture { name: "octo/x", id: 9, runs: 300, crowded: 0, jobs_per_attempt: 2, now: Timestamp(NOW / 1_000) };
    let records = fixture.records();
    let writer = stand_in::objects::Writer::new(&records.repository);
    let runs: Vec<String> = records.attempts.iter().map(|attempt| writer.run(attempt)).collect();
    let jobs: Vec<String> = records.jobs.iter().map(|job| writer.job(job, None)).collect();
    assert_eq!(read_runs(&runs.join("\n")).unwrap(), (records.attempts, Vec::new()));
    assert_eq!(read_jobs(&jobs.join("\n")).unwrap(), (records.jobs, Vec::new()));
}
