//! The category of a failed job, by its conclusion and by the names of its failed step and of itself.

use crate::domain::{NO_TEXT, Outcome, State};

use super::super::View;
use super::words::{position_of, words_of};
use super::{Categorised, Confidence, ErrorCategory as Category};

/// Words by which people call what a step or job does. The word that stands first decides; of those that start
/// together, the longest.
const NAMES: &[(Category, &[&str])] = &[
    (
        Category::Test,
        &[
            "test",
            "tests",
            "testing",
            "tested",
            "pytest",
            "jest",
            "vitest",
            "mocha",
            "karma",
            "junit",
            "rspec",
            "phpunit",
            "e2e",
            "cypress",
            "playwright",
            "selenium",
            "tox",
            "nox",
            "ctest",
            "nextest",
            "spec",
            "specs",
            "unittest",
            "unittests",
            "coverage",
            "integration",
            "acceptance",
            "smoke",
            "regression",
            "benchmark",
            "benchmarks",
            "bench",
            "fuzz",
            "fuzzing",
            "soak",
            "full suite",
            "test suite",
            "check test",
            "miri",
            "conformance",
        ],
    ),
    (
        Category::Build,
        &[
            "build",
            "builds",
            "building",
            "rebuild",
            "compile",
            "compiles",
            "compilation",
            "compiling",
            "make",
            "cmake",
            "bazel",
            "webpack",
            "rollup",
            "vite build",
            "tsc",
            "package",
            "packaging",
            "bundle",
            "bundling",
            "image",
            "docker build",
            "buildx",
            "assemble",
            "msbuild",
            "dotnet build",
            "wheel",
            "wheels",
            "generate",
            "codegen",
            "test build",
            "test image",
        ],
    ),
    (
        Category::Lint,
        &[
            "lint",
            "lints",
            "linter",
            "linters",
            "linting",
            "eslint",
            "tslint",
            "stylelint",
            "clippy",
            "rustfmt",
            "fmt",
            "format",
            "formatting",
            "prettier",
            "black",
            "flake8",
            "pylint",
            "mypy",
            "pyright",
            "ruff",
            "isort",
            "rubocop",
            "golangci",
            "shellcheck",
            "typecheck",
            "type check",
            "type checks",
            "typechecking",
            "style",
            "pre commit",
            "check",
            "checks",
            "check links",
            "codeql",
            "analyse",
            "analyze",
            "analysis",
            "audit",
            "sonar",
            "sonarqube",
            "sonarcloud",
            "semgrep",
            "trivy",
            "snyk",
            "scan",
            "scanning",
            "security",
            "static analysis",
            "spellcheck",
            "spelling",
            "markdownlint",
            "yamllint",
            "hadolint",
            "actionlint",
            "commitlint",
            "gofmt",
            "vet",
            "ktlint",
            "detekt",
            "checkstyle",
            "spotless",
            "verify format",
            "license check",
            "dco",
        ],
    ),
    (
        Category::Deploy,
        &[
            "deploy",
            "deploys",
            "deploying",
            "deployment",
            "publish",
            "publishing",
            "release",
            "releases",
            "releasing",
            "ship",
            "push image",
            "push to registry",
            "push to",
            "rollout",
            "promote",
            "terraform apply",
            "terraform",
            "helm",
            "kubectl",
            "upload to pypi",
            "upload to s3",
            "semantic release",
            "staging",
            "production",
            "docker push",
            "build and push",
            "build and deploy",
            "build and publish",
        ],
    ),
    (
        Category::Setup,
        &[
            "set up",
            "setup",
            "install",
            "installs",
            "installing",
            "npm ci",
            "npm install",
            "yarn install",
            "pnpm install",
            "bundle install",
            "pip install",
            "apt",
            "apt get",
            "brew",
            "checkout",
            "check out",
            "actions checkout",
            "actions setup",
            "restore",
            "cache",
            "save cache",
            "restore cache",
            "upload",
            "download",
            "artifact",
            "artifacts",
            "upload artifact",
            "download artifact",
            "publish test results",
            "publish results",
            "upload coverage",
            "upload test",
            "publish coverage",
            "test report",
            "report",
            "prepare",
            "preparation",
            "bootstrap",
            "initialise",
            "initialize",
            "init",
            "initialize containers",
            "start services",
            "start containers",
            "configure",
            "post",
            "cleanup",
            "clean up",
            "teardown",
            "complete job",
            "stop containers",
            "dependencies",
            "fetch",
            "pull",
            "free disk space",
            "set environment",
            "environment",
            "provision",
            "get",
        ],
    ),
    (
        Category::Authentication,
        &[
            "login",
            "log in",
            "docker login",
            "log in to",
            "authenticate",
            "auth",
            "authentication",
            "configure aws",
            "configure aws credentials",
            "configure credentials",
            "sign in",
            "login to",
            "get token",
            "import gpg key",
            "azure login",
            "google github actions auth",
        ],
    ),
];

/// What a name says, with the place of the deciding word; `None` where it says nothing.
fn by_name(name: &str, confidence: Confidence) -> Option<Categorised> {
    let words = words_of(name);
    let mut best: Option<(usize, usize, Category, &str)> = None;
    let mut categories = 0_u32;
    for (category, phrases) in NAMES {
        let found = phrases.iter().filter_map(|phrase| Some((position_of(&words, phrase)?, phrase)));
        for (nth, (place, phrase)) in found.enumerate() {
            categories += u32::from(nth == 0);
            let is_better = best.is_none_or(|(at, length, ..)| place < at || (place == at && phrase.len() > length));
            if is_better {
                best = Some((place, phrase.len(), *category, phrase));
            }
        }
    }
    let (_, _, category, phrase) = best?;
    let confidence = if categories > 1 { Confidence::Low } else { confidence };
    Some(Categorised::of(category, confidence, phrase))
}

/// The category of a failed job: its conclusion where that says enough, else the name of the step that failed, else the
/// job's.
pub fn categorise_failure(conclusion: State, job: &str, step: Option<&str>) -> Categorised {
    match conclusion {
        State::TIMED_OUT => return Categorised::of(Category::Timeout, Confidence::High, "timed_out"),
        State::STARTUP_FAILURE => {
            return Categorised::of(Category::Infrastructure, Confidence::High, "startup_failure");
        }
        _ => {}
    }
    let of_job = || by_name(job, Confidence::Low);
    let found = match step {
        Some(step) => by_name(step, Confidence::Medium).or_else(of_job),
        None => of_job(),
    };
    found.unwrap_or_else(Categorised::unknown)
}

/// A failed job of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::insight) struct Failure {
    /// Row of the job columns.
    pub job: usize,
    /// The job's name, a number in the texts.
    pub job_name: u32,
    /// Name of its first failed step, a number in the texts; [`NO_TEXT`] where none is known.
    pub step_name: u32,
    /// Conclusion, [`State::TIMED_OUT`] where the job ran to its limit.
    pub conclusion: State,
    /// Whether its steps are known and none of them failed.
    pub is_without_failed_step: bool,
}

/// The failure of an executed job; `None` where it did not fail. In an attempt that ran into its time limit, a job that
/// was cancelled is what failed.
pub(in crate::insight) fn failure_of(view: &View<'_>, row: u32, job: usize) -> Option<Failure> {
    let jobs = &view.columns.jobs;
    let conclusion = match jobs.state.get(job).copied()? {
        State::CANCELLED if view.outcome(row) == Outcome::TimedOut => State::TIMED_OUT,
        state @ (State::FAILURE | State::TIMED_OUT | State::STARTUP_FAILURE) => state,
        _ => return None,
    };
    let steps = jobs.steps_of(job);
    let has_steps = !steps.is_empty();
    let is_failed = |step: &usize| matches!(jobs.steps.state.get(*step), Some(&State::FAILURE | &State::TIMED_OUT));
    let failed = steps.into_iter().find(is_failed).and_then(|step| jobs.steps.name.get(step).copied());
    Some(Failure {
        job,
        job_name: jobs.name.get(job).copied().unwrap_or(NO_TEXT),
        step_name: failed.unwrap_or(NO_TEXT),
        conclusion,
        is_without_failed_step: has_steps && failed.is_none(),
    })
}

/// Verdicts by names, so that each pair of names is read once.
#[derive(Clone, Debug, Default)]
pub(in crate::insight) struct NameMemory {
    /// Sorted by job name and step name, packed into one number.
    known: Vec<(u64, Categorised)>,
}

impl NameMemory {
    /// The category of a failure.
    pub(in crate::insight) fn category(&mut self, view: &View<'_>, failure: &Failure) -> Category {
        match at_once(failure) {
            Some((category, _)) => category,
            None => self.by_names(view, failure).map_or(Category::Unknown, |verdict| verdict.category),
        }
    }

    /// The verdict on a failure, with its evidence.
    pub(in crate::insight) fn verdict(&mut self, view: &View<'_>, failure: &Failure) -> Categorised {
        match at_once(failure) {
            Some((category, evidence)) => {
                let is_stated = failure.conclusion != State::FAILURE;
                Categorised::of(category, if is_stated { Confidence::High } else { Confidence::Medium }, evidence)
            }
            None => self.by_names(view, failure).cloned().unwrap_or_else(Categorised::unknown),
        }
    }

    fn by_names(&mut self, view: &View<'_>, failure: &Failure) -> Option<&Categorised> {
        let key = u64::from(failure.job_name) << u32::BITS | u64::from(failure.step_name);
        let place = self.known.binary_search_by_key(&key, |known| known.0).unwrap_or_else(|place| {
            let text = |number: u32| view.columns.text(number);
            let job = text(failure.job_name).unwrap_or_default();
            self.known.insert(place, (key, categorise_failure(State::FAILURE, job, text(failure.step_name))));
            place
        });
        self.known.get(place).map(|known| &known.1)
    }
}

/// What needs no names.
fn at_once(failure: &Failure) -> Option<(Category, &'static str)> {
    match failure.conclusion {
        State::TIMED_OUT => Some((Category::Timeout, "timed_out")),
        State::STARTUP_FAILURE => Some((Category::Infrastructure, "startup_failure")),
        _ => failure.is_without_failed_step.then_some((Category::Infrastructure, "no step failed")),
    }
}

/// All phrases, for the tests.
#[cfg(test)]
pub(super) fn phrases() -> impl Iterator<Item = &'static str> {
    NAMES.iter().flat_map(|(_, phrases)| phrases.iter().copied())
}
