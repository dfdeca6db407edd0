//! Words for what is known of failures. Owns no number.

use forerun::insight::{Confidence, ErrorCategory, EvidenceStrength, FlakyState, Subject, TraitValue};

use crate::words::Tone;

/// Where a subject stands.
pub fn state(state: FlakyState) -> (&'static str, Tone) {
    match state {
        FlakyState::Broken => ("Broken", Tone::Bad),
        FlakyState::Flaky => ("Flaky", Tone::Warning),
        FlakyState::Undefined => ("Too little to tell", Tone::Neutral),
        FlakyState::Healthy => ("Healthy", Tone::Good),
    }
}

/// How good evidence is, and why.
pub fn strength(strength: EvidenceStrength) -> (&'static str, &'static str) {
    match strength {
        EvidenceStrength::Strong => ("Strong", "two attempts of one run: nothing but the attempt differs"),
        EvidenceStrength::Weak => ("Weak", "two runs of one commit: something else may have differed; counts half"),
    }
}

/// The kind of trouble.
pub fn category(category: ErrorCategory) -> &'static str {
    match category {
        ErrorCategory::RateLimit => "Rate limit",
        ErrorCategory::Network => "Network",
        ErrorCategory::Authentication => "Access refused",
        ErrorCategory::NotFound => "Not found",
        ErrorCategory::OutOfMemory => "Out of memory",
        ErrorCategory::OutOfDisk => "Out of disk space",
        ErrorCategory::Timeout => "Timeout",
        ErrorCategory::Test => "Test failed",
        ErrorCategory::Build => "Build failed",
        ErrorCategory::Lint => "Checks of style and types",
        ErrorCategory::Deploy => "Deployment",
        ErrorCategory::Setup => "Set-up or clean-up",
        ErrorCategory::Cancelled => "Stopped from outside",
        ErrorCategory::Infrastructure => "Runner or infrastructure",
        ErrorCategory::Unknown => "Not known",
    }
}

/// How far a category can be trusted.
pub fn confidence(confidence: Confidence) -> (&'static str, &'static str) {
    match confidence {
        Confidence::High => ("stated", "GitHub's conclusion or the error's own message says so"),
        Confidence::Medium => ("likely", "the name of the step that failed says what it does"),
        Confidence::Low => ("a hint", "the job's name only, or a step's name that says several things"),
    }
}

/// What to call a subject within its repository.
pub fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Repository => "The repository".to_owned(),
        Subject::Workflow { workflow, .. } => workflow.clone(),
        Subject::Job { workflow, job, .. } => format!("{workflow} › {job}"),
        Subject::Step { workflow, job, step, .. } => format!("{workflow} › {job} › {step}"),
    }
}

/// What to call it, and where it belongs.
pub fn subject_parts(subject: &Subject) -> (String, String) {
    match subject {
        Subject::Repository => ("The repository".to_owned(), String::new()),
        Subject::Workflow { workflow, .. } => (workflow.clone(), String::new()),
        Subject::Job { workflow, job, .. } => (job.clone(), workflow.clone()),
        Subject::Step { workflow, job, step, .. } => (step.clone(), format!("{workflow} › {job}")),
    }
}

/// What failures have in common.
pub fn shared_trait(value: &TraitValue) -> String {
    match value {
        TraitValue::Step { job, step: Some(step) } => format!("step “{step}” of {job}"),
        TraitValue::Step { job, step: None } => format!("job {job}"),
        TraitValue::Category(kind) => format!("cause: {}", category(*kind)),
        TraitValue::Branch(branch) => format!("branch {branch}"),
        TraitValue::Actor(actor) => format!("set off by {actor}"),
    }
}
