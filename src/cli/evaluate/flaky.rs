//! Scores flaky jobs: which of those called flaky are, and which of the true ones were called so.

use forerun::simulate::labelled::{Class, Labels};

use super::tally::{Share, head, line};

/// Failed without reason and passed again on so many commits within 14 days: by the definition of "flaky" it can be seen.
const SHOWN_COMMITS: u64 = 2;

/// One job, called flaky or truly so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlakyVerdict {
    /// The class of the repository.
    pub class: Class,
    /// Whether it was called flaky.
    pub is_called: bool,
    /// Probability with which it fails without reason; 0 where it does not.
    pub probability: f64,
    /// Whether the last 14 days show enough of it.
    pub is_shown: bool,
}

/// Judges the jobs (workflow, name) that were called flaky.
pub fn score_flaky(labels: &Labels, called: &[(u64, String)]) -> Vec<FlakyVerdict> {
    let is_job = |(workflow_id, name): &(u64, String), truth: &forerun::simulate::labelled::FlakyJobTruth| {
        (*workflow_id, name.as_str()) == (truth.workflow_id, truth.job.as_str())
    };
    let class = labels.class;
    let truths = labels.flaky_jobs.iter().map(|truth| FlakyVerdict {
        class,
        is_called: called.iter().any(|job| is_job(job, truth)),
        probability: truth.probability,
        is_shown: truth.shown_commits_last_14_days >= SHOWN_COMMITS,
    });
    let wrong = called.iter().filter(|job| !labels.flaky_jobs.iter().any(|truth| is_job(job, truth)));
    let wrong = wrong.map(|_| FlakyVerdict { class, is_called: true, probability: 0.0, is_shown: false });
    truths.chain(wrong).collect()
}

/// The section on flaky jobs.
pub fn section(verdicts: &[FlakyVerdict]) -> String {
    let precision =
        Share::of_items(verdicts.iter().filter(|verdict| verdict.is_called), |verdict| verdict.probability > 0.0);
    let mut text = format!(
        "## Flaky jobs\n\nCalled flaky at the end of the history. *Shown*: the last 14 days hold at least {SHOWN_COMMITS} commits on which the job failed\n\
         without reason and passed when it was run again; fewer cannot be told from chance.\n\n\
         Precision: {}.\n\n",
        precision.text()
    );
    text += &head(&["true probability", "recall, shown", "recall, all"]);
    for (low, high, name) in [(0.0, 0.05, "2–5 %"), (0.05, 0.1, "5–10 %"), (0.1, 1.0, "over 10 %"), (0.0, 1.0, "all")]
    {
        let of_size = || {
            verdicts.iter().filter(|verdict| verdict.probability > 0.0 && (low..high).contains(&verdict.probability))
        };
        let shown = Share::of_items(of_size().filter(|verdict| verdict.is_shown), |verdict| verdict.is_called);
        let all = Share::of_items(of_size(), |verdict| verdict.is_called);
        text += &line(&[name.to_owned(), shown.text(), all.text()]);
    }
    text += "\nWrongly called flaky, by class: ";
    let wrong = |class: Class| {
        verdicts
            .iter()
            .filter(|verdict| verdict.class == class && verdict.is_called && verdict.probability <= 0.0)
            .count()
    };
    let classes = Class::ALL.into_iter().filter(|&class| wrong(class) > 0);
    let counts: Vec<String> = classes.map(|class| format!("{} {}", class.name(), wrong(class))).collect();
    text + &(if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }) + ".\n"
}

#[cfg(test)]
mod tests {
    use forerun::domain::Timestamp;
    use forerun::simulate::labelled::FlakyJobTruth;

    use super::super::testing::labels;
    use super::*;

    #[test]
    fn jobs_are_told_apart_by_workflow_and_name() {
        let truth = FlakyJobTruth {
            workflow_id: 7,
            job: "test".to_owned(),
            probability: 0.1,
            since: Timestamp(0),
            shown_commits: 9,
            shown_commits_last_14_days: 3,
        };
        let labels = Labels { flaky_jobs: vec![truth], ..labels() };
        let called = |jobs: &[(u64, &str)]| -> Vec<(bool, bool)> {
            let jobs: Vec<(u64, String)> = jobs.iter().map(|&(id, name)| (id, name.to_owned())).collect();
            let verdicts = score_flaky(&labels, &jobs);
            verdicts.iter().map(|verdict| (verdict.is_called, verdict.probability > 0.0)).collect()
        };
        assert_eq!(called(&[]), [(false, true)]);
        assert_eq!(called(&[(7, "test"), (7, "build"), (8, "test")]), [(true, true), (true, false), (true, false)]);
        let text = section(&score_flaky(&labels, &[(7, "test".to_owned())]));
        assert!(text.contains("Precision: 1 of 1") && text.contains("| over 10 % | 1 of 1 (100.0 %)"), "{text}");
    }
}
