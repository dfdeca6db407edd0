//! What the cost page calls runners, causes of waste and parts of a day; and runners as words in addresses.

use forerun::insight::{BranchClass, CostPart, Runner, WasteCause};

/// A kind of GitHub's runners by its name in the price list: `linux_4_core_arm` is "Linux 4-core arm64".
pub fn sku_name(sku: &str) -> String {
    let known = match sku {
        "linux_slim" => "Linux 1-core",
        "linux" => "Linux 2-core",
        "windows" => "Windows 2-core",
        "macos" => "macOS",
        "macos_l" => "macOS 12-core",
        "macos_xl" => "macOS 5-core M2 Pro",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let mut words = sku.split('_');
    let system = match words.next().unwrap_or_default() {
        "linux" => "Linux",
        "windows" => "Windows",
        other => other,
    };
    let cores = words.next().unwrap_or_default();
    let kind = match words.nth(1) {
        Some("arm") => " arm64",
        Some("gpu") => " GPU",
        Some("advanced") => " advanced",
        _ => "",
    };
    format!("{system} {cores}-core{kind}")
}

/// What jobs ran on.
pub fn runner_name(runner: &Runner) -> String {
    match runner {
        Runner::Hosted { sku } => sku_name(sku),
        Runner::OwnPrice { label } => format!("{label} (your price)"),
        Runner::SelfHosted => "Self-hosted".to_owned(),
        Runner::Unpriced { labels } if labels.is_empty() => "No label, no price".to_owned(),
        Runner::Unpriced { labels } => format!("{labels} (no price)"),
    }
}

/// A runner in an address.
pub fn runner_word(runner: &Runner) -> String {
    match runner {
        Runner::Hosted { sku } => format!("hosted:{sku}"),
        Runner::OwnPrice { label } => format!("own:{label}"),
        Runner::SelfHosted => "self-hosted".to_owned(),
        Runner::Unpriced { labels } => format!("labels:{labels}"),
    }
}

/// The runner that [`runner_word`] names so.
pub fn runner_of_word(word: &str) -> Option<Runner> {
    match word.split_once(':') {
        None if word == "self-hosted" => Some(Runner::SelfHosted),
        Some(("hosted", sku)) => Some(Runner::Hosted { sku: sku.to_owned() }),
        Some(("own", label)) => Some(Runner::OwnPrice { label: label.to_owned() }),
        Some(("labels", labels)) => Some(Runner::Unpriced { labels: labels.to_owned() }),
        _ => None,
    }
}

/// Why minutes were lost: in a word or two, what that means, what to do about it.
pub fn waste_words(cause: WasteCause) -> [&'static str; 3] {
    match cause {
        WasteCause::FlakyRerun => [
            "Flaky re-runs",
            "Runs that failed, were run again and passed: nothing but chance had changed.",
            "Mend or quarantine the flakiest tests; run failed jobs again instead of all jobs.",
        ],
        WasteCause::Rerun => [
            "Other re-runs",
            "Attempts beyond the first, mostly of runs that failed again.",
            "Run failed jobs again instead of all jobs; fail early on what cannot pass.",
        ],
        WasteCause::Superseded => [
            "Superseded runs",
            "Cancelled because a newer commit took over: the work until then was for nothing.",
            "Cancel sooner with a concurrency group; start the long jobs after the quick checks.",
        ],
        WasteCause::Cancelled => [
            "Cancelled by hand",
            "First attempts that somebody, or a limit, stopped.",
            "Set timeout-minutes on jobs that hang; filter by paths what need not run.",
        ],
        WasteCause::Rounding => [
            "Rounding up",
            "Each job is billed in whole minutes: a job of 61 seconds is billed as 2 minutes.",
            "Merge short jobs of a run into one; make matrix cells larger.",
        ],
    }
}

/// A part of a day.
pub fn part_name(part: &CostPart) -> String {
    match part {
        CostPart::Workflow(name) => name.clone(),
        CostPart::Runner(runner) => runner_name(runner),
        CostPart::Used => "Put to use".to_owned(),
        CostPart::Lost(cause) => waste_words(*cause)[0].to_owned(),
        CostPart::Estimated => "Estimated".to_owned(),
        CostPart::Others(count) => format!("{count} others"),
    }
}

/// What kind of branch.
pub fn branch_name(class: BranchClass) -> &'static str {
    match class {
        BranchClass::DefaultBranch => "Default branch",
        BranchClass::PullRequest => "Pull requests",
        BranchClass::Other => "Other branches and tags",
    }
}
