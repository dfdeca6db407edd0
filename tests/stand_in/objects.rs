//! Records written as GitHub's complete objects.

use forerun::domain::{Attempt, Job, Repository, State, Step, Timestamp, Workflow, WorkflowState};
use serde_json::{Value, json};

const API: &str = "https://api.github.com";
const WEB: &str = "https://github.com";
const FORK_OFFSET: u64 = 7_000_000_000;

/// Writes the objects of one repository; keeps the bulky parts, which are the same in each.
pub struct Writer {
    full_name: String,
    own: String,
    fork: String,
}

impl Writer {
    pub fn new(repository: &Repository) -> Self {
        let name = &repository.name;
        let own = minimal_repository(repository.id, &name.owner, &name.name, repository.private);
        let fork = minimal_repository(repository.id + FORK_OFFSET, "contributor", &name.name, false);
        Self { full_name: name.to_string(), own: own.to_string(), fork: fork.to_string() }
    }

    /// A workflow run as of one attempt.
    pub fn run(&self, attempt: &Attempt) -> String {
        let id = attempt.key.run_id;
        let api = format!("{API}/repos/{}/actions/runs/{id}", self.full_name);
        let (status, conclusion) = status_and_conclusion(&attempt.state);
        let suite = id + 13_000_000_000;
        let previous = attempt.key.attempt.checked_sub(1).filter(|&n| n > 0).map(|n| format!("{api}/attempts/{n}"));
        // GitHub writes the path with and without the ref.
        let at_ref = attempt.branch.as_deref().filter(|_| attempt.run_number.is_multiple_of(2));
        let path = at_ref.map_or_else(
            || attempt.workflow_path.clone(),
            |branch| format!("{}@refs/heads/{branch}", attempt.workflow_path),
        );
        let sha = attempt.sha.clone().unwrap_or_default();
        let object = json!({
            "id": id, "name": attempt.workflow_name, "node_id": format!("WFR_{id}"), "head_branch": attempt.branch,
            "head_sha": sha, "path": path, "display_title": attempt.title, "run_number": attempt.run_number,
            "event": attempt.event, "status": status, "conclusion": conclusion, "workflow_id": attempt.workflow_id,
            "check_suite_id": suite, "check_suite_node_id": format!("CS_{suite}"), "url": api,
            "html_url": format!("{WEB}/{}/actions/runs/{id}", self.full_name), "pull_requests": [],
            "created_at": time(attempt.created_at), "updated_at": time(attempt.updated_at),
            "run_attempt": attempt.key.attempt, "run_started_at": time(attempt.started_at),
            "referenced_workflows": [], "jobs_url": format!("{api}/jobs"), "logs_url": format!("{api}/logs"),
            "check_suite_url": format!("{API}/repos/{}/check-suites/{suite}", self.full_name),
            "artifacts_url": format!("{api}/artifacts"), "cancel_url": format!("{api}/cancel"),
            "rerun_url": format!("{api}/rerun"), "previous_attempt_url": previous,
            "workflow_url": format!("{API}/repos/{}/actions/workflows/{}", self.full_name, attempt.workflow_id),
            "head_commit": {
                "id": sha, "tree_id": sha, "message": attempt.title, "timestamp": time(attempt.created_at),
                "author": {"name": "Somebody", "email": "somebody@example.com"},
                "committer": {"name": "Somebody", "email": "somebody@example.com"},
            },
        });
        let text = match attempt.actor.as_deref().map(simple_user) {
            Some(actor) => with_fields(object, json!({"actor": actor, "triggering_actor": actor})).to_string(),
            None => object.to_string(),
        };
        let head = if attempt.from_fork { &self.fork } else { &self.own };
        let open = text.strip_suffix('}').unwrap_or(&text);
        format!("{open},\"repository\":{},\"head_repository\":{head}}}", self.own)
    }

    /// A job with its steps.
    pub fn job(&self, job: &Job, attempt: Option<&Attempt>) -> String {
        let id = job.id;
        let api = format!("{API}/repos/{}", self.full_name);
        let (status, conclusion) = status_and_conclusion(&job.state);
        let begin = job.started_at.or(job.created_at).or_else(|| attempt.map(|attempt| attempt.started_at));
        let begin = begin.unwrap_or_default();
        let runner_id = if job.picked_up_at.is_some() { json!(1_000 + id % 900) } else { json!(0) };
        json!({
            "id": id, "run_id": job.key.run_id, "run_attempt": job.key.attempt, "node_id": format!("CR_{id}"),
            "run_url": format!("{api}/actions/runs/{}", job.key.run_id), "name": job.name,
            "workflow_name": attempt.map(|attempt| &attempt.workflow_name),
            "head_branch": attempt.and_then(|attempt| attempt.branch.as_ref()),
            "head_sha": attempt.and_then(|attempt| attempt.sha.clone()).unwrap_or_default(),
            "url": format!("{api}/actions/jobs/{id}"),
            "html_url": format!("{WEB}/{}/actions/runs/{}/job/{id}", self.full_name, job.key.run_id),
            "status": status, "conclusion": conclusion,
            "created_at": time(job.created_at.unwrap_or(begin)), "started_at": time(begin),
            "completed_at": job.completed_at.map(time), "check_run_url": format!("{api}/check-runs/{id}"),
            "labels": job.labels, "runner_id": runner_id, "runner_name": job.runner_name.clone().unwrap_or_default(),
            "runner_group_id": 0, "runner_group_name": job.runner_group.clone().unwrap_or_default(),
            "steps": job.steps.iter().map(step).collect::<Vec<_>>(),
        })
        .to_string()
    }

    /// A workflow.
    pub fn workflow(&self, workflow: &Workflow) -> String {
        let state = match workflow.state {
            WorkflowState::Unlisted | WorkflowState::Active => "active",
            WorkflowState::Deleted => "deleted",
            WorkflowState::DisabledFork => "disabled_fork",
            WorkflowState::DisabledInactivity => "disabled_inactivity",
            WorkflowState::DisabledManually => "disabled_manually",
        };
        json!({
            "id": workflow.id, "node_id": format!("W_{}", workflow.id), "name": workflow.name, "path": workflow.path,
            "state": state, "created_at": "2020-01-01T00:00:00.000Z", "updated_at": "2020-01-01T00:00:00.000-08:00",
            "url": format!("{API}/repos/{}/actions/workflows/{}", self.full_name, workflow.id),
            "html_url": format!("{WEB}/{}/blob/main/{}", self.full_name, workflow.path),
            "badge_url": format!("{WEB}/{}/workflows/CI/badge.svg", self.full_name),
        })
        .to_string()
    }
}

/// The repository by itself.
pub fn full_repository(repository: &Repository) -> String {
    let object = minimal_repository(repository.id, &repository.name.owner, &repository.name.name, repository.private);
    let web = format!("{WEB}/{}", repository.name);
    let more = json!({
        "clone_url": format!("{web}.git"), "default_branch": repository.default_branch, "forks": 3, "forks_count": 3,
        "git_url": format!("git:{}.git", repository.name), "has_issues": true, "has_projects": true, "has_wiki": true,
        "has_pages": false, "has_discussions": false, "homepage": null, "language": "Rust",
        "archived": repository.archived, "disabled": false, "mirror_url": null, "open_issues": 1,
        "open_issues_count": 1, "license": null, "pushed_at": "2026-01-01T00:00:00Z", "size": 1, "svn_url": web,
        "ssh_url": format!("git@github.com:{}.git", repository.name), "stargazers_count": 9, "watchers": 9,
        "watchers_count": 9, "created_at": "2020-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        "network_count": 3, "subscribers_count": 2,
        "visibility": if repository.private { "private" } else { "public" },
        "permissions": {"admin": false, "push": false, "pull": true},
    });
    with_fields(object, more).to_string()
}

/// The token's user.
pub fn public_user(login: &str) -> String {
    let object = simple_user(login);
    let more = json!({
        "bio": null, "blog": "", "company": null, "email": null, "followers": 1, "following": 0, "hireable": null,
        "location": null, "name": "The Octocat", "public_gists": 0, "public_repos": 8,
        "created_at": "2011-01-25T18:44:36Z", "updated_at": "2026-01-01T00:00:00Z", "user_view_type": "public",
    });
    with_fields(object, more).to_string()
}

fn step(step: &Step) -> Value {
    let (status, conclusion) = status_and_conclusion(&step.state);
    json!({
        "name": step.name, "status": status, "conclusion": conclusion, "number": step.number,
        // Steps are told with fractions of a second.
        "started_at": step.started_at.map(|at| time(at).replace('Z', ".000Z")),
        "completed_at": step.completed_at.map(|at| time(at).replace('Z', ".000Z")),
    })
}

fn status_and_conclusion(word: &str) -> (Value, Value) {
    match State::from_word(word) {
        Some(State::UNREPORTED) => (Value::Null, Value::Null),
        Some(state) if state.is_unfinished() || state == State::COMPLETED => (json!(word), Value::Null),
        _ => (json!("completed"), json!(word)),
    }
}

fn time(timestamp: Timestamp) -> String {
    timestamp.to_rfc3339()
}

fn simple_user(login: &str) -> Value {
    let api = format!("{API}/users/{login}");
    let id = login.bytes().fold(1_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % 90_000_000;
    json!({
        "login": login, "id": id, "node_id": format!("U_{id}"), "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
        "gravatar_id": "", "url": api, "html_url": format!("{WEB}/{login}"), "followers_url": format!("{api}/followers"),
        "following_url": format!("{api}/following{{/other_user}}"), "gists_url": format!("{api}/gists{{/gist_id}}"),
        "starred_url": format!("{api}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{api}/subscriptions"),
        "organizations_url": format!("{api}/orgs"), "repos_url": format!("{api}/repos"),
        "events_url": format!("{api}/events{{/privacy}}"), "received_events_url": format!("{api}/received_events"),
        "type": "User", "site_admin": false,
    })
}

fn minimal_repository(id: u64, owner: &str, name: &str, private: bool) -> Value {
    const PATHS: [(&str, &str); 37] = [
        ("archive_url", "/{archive_format}{/ref}"),
        ("assignees_url", "/assignees{/user}"),
        ("blobs_url", "/git/blobs{/sha}"),
        ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"),
        ("commits_url", "/commits{/sha}"),
        ("compare_url", "/compare/{base}...{head}"),
        ("contents_url", "/contents/{+path}"),
        ("contributors_url", "/contributors"),
        ("deployments_url", "/deployments"),
        ("downloads_url", "/downloads"),
        ("events_url", "/events"),
        ("forks_url", "/forks"),
        ("git_commits_url", "/git/commits{/sha}"),
        ("git_refs_url", "/git/refs{/sha}"),
        ("git_tags_url", "/git/tags{/sha}"),
        ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"),
        ("issue_events_url", "/issues/events{/number}"),
        ("issues_url", "/issues{/number}"),
        ("keys_url", "/keys{/key_id}"),
        ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"),
        ("merges_url", "/merges"),
        ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"),
        ("pulls_url", "/pulls{/number}"),
        ("releases_url", "/releases{/id}"),
        ("stargazers_url", "/stargazers"),
        ("statuses_url", "/statuses/{sha}"),
        ("subscribers_url", "/subscribers"),
        ("subscription_url", "/subscription"),
        ("tags_url", "/tags"),
        ("teams_url", "/teams"),
        ("trees_url", "/git/trees{/sha}"),
        ("url", ""),
    ];
    let full_name = format!("{owner}/{name}");
    let object = json!({
        "id": id, "node_id": format!("R_{id}"), "name": name, "full_name": full_name, "owner": simple_user(owner),
        "private": private, "html_url": format!("{WEB}/{full_name}"), "description": null, "fork": false,
    });
    let addresses = PATHS.map(|(field, path)| (field.to_owned(), json!(format!("{API}/repos/{full_name}{path}"))));
    with_fields(object, Value::Object(addresses.into_iter().collect()))
}

fn with_fields(mut object: Value, more: Value) -> Value {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}
