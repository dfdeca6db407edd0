//! What moved, and what fails.

use super::Entry;

pub(super) const MOVEMENT: &[Entry] = &[
    Entry {
        topic: "trend",
        term: "Trend of durations",
        meaning: "Whether something rises or falls steadily. A direction is named only when it is both large and unlikely \
                  to be chance; otherwise it is flat, or there is too little data to say.",
        formula: "Least squares on the logarithm of the duration, for rates a logistic regression on daily counts, both \
                  corrected for how neighbours resemble each other. Named when the change over the window is more than \
                  5 % and p is below 0.05. Theil–Sen and Mann–Kendall stand beside it as a second opinion.",
        left_out: "Differences between workflows: each is compared with itself, so that a changed mix is no trend.",
        needs: "As many attempts or days as it says: “not enough data (n of m days)”.",
    },
    Entry {
        topic: "comparison",
        term: "Comparison",
        meaning: "This window against the equal length of time before it.",
        formula: "Better or worse only when p is below 0.05 and the difference is more than 5 %; a success rate is judged \
                  by what it leaves to failure, a duration also as each workflow is to itself.",
        left_out: "The window “All” has nothing before it.",
        needs: "5 values on either side.",
    },
    Entry {
        topic: "changepoint",
        term: "Changepoint",
        meaning: "The day on which durations, queue times or a failure rate moved to another level and stayed there, and \
                  the commits between which that happened.",
        formula: "Ranks of the series are cut where that explains them best; a cut counts when both sides differ with \
                  p ≤ 0.0001, corrected for neighbours, by at least 5 % (rates: two percentage points). All series of one \
                  question are judged together, so that looking at many finds no more by chance.",
        left_out: "One bad day is no level. What the weekday adds, where weekdays differ. Workflows beyond the 50 busiest.",
        needs: "16 durations with 8 on each side; 20 decided attempts for a rate.",
    },
    Entry {
        topic: "season",
        term: "Season",
        meaning: "Whether the hour or the weekday makes a difference, in your time zone.",
        formula: "Tested against chance; seasonal when p is below 0.01, it explains 30 % of the variation around the trend, \
                  and the highest and lowest phase differ by 5 %.",
        left_out: "",
        needs: "21 days for weekdays, 14 for hours.",
    },
    Entry {
        topic: "anomaly",
        term: "Anomaly",
        meaning: "A run or a day that is far from what is usual.",
        formula: "More than 3.5 robust standard deviations and 25 % from the median, or from the nearest of two usual \
                  speeds; a day's failures beyond 3 on Laney's p′ chart.",
        left_out: "All but the newest 200 passed attempts of a level.",
        needs: "20 passed attempts, or 10 days.",
    },
    Entry {
        topic: "drift",
        term: "Drift",
        meaning: "A slow change away from a baseline, too small from day to day to be seen.",
        formula: "Sums of evidence (CUSUM) that have stood in alarm for a week, and a difference of 5 % or two percentage \
                  points since.",
        left_out: "",
        needs: "40 values in the baseline, 20 after it.",
    },
];

pub(super) const FAILURES: &[Entry] = &[
    Entry {
        topic: "flaky-evidence",
        term: "Flaky evidence",
        meaning: "A commit on which the same workflow, job or step both failed and passed. Two attempts of one run are \
                  strong evidence; two runs of one commit and event are weak, and count half.",
        formula: "Flaky share = failing commits that ended otherwise when repeated in the same run ÷ failing commits so \
                  repeated, with Jeffreys' 95 % interval.",
        left_out: "Trouble with the machines: attempts in which more than 80 % of at least 3 jobs failed, or no job began. \
                   What was never run again cannot be known: coverage tells how much that is.",
        needs: "5 repeated commits for a share.",
    },
    Entry {
        topic: "flaky-state",
        term: "State",
        meaning: "Broken, flaky, too little to tell or healthy, the first that holds.",
        formula: "Broken: the last outcomes on the default branch failed on 3 different commits with no pass between. \
                  Flaky: 2 flaky commits within 14 days, until 14 days and 20 clean runs have gone by. Too little to \
                  tell: it failed but nothing was repeated, or it was flaky among fewer than 5 repetitions.",
        left_out: "",
        needs: "",
    },
    Entry {
        topic: "incident",
        term: "Incident",
        meaning: "Failures that belong together: a stretch in which a workflow kept failing, with what they share.",
        formula: "At least 3 failures, no two passes in a row between them, none further apart than 2 hours or three \
                  median intervals, whichever is longer.",
        left_out: "",
        needs: "20 earlier attempts before it is called beyond chance.",
    },
    Entry {
        topic: "kind-of-error",
        term: "Kind of error",
        meaning: "What sort of trouble made an attempt fail: network, time-out, test, build and so on, with the words that \
                  decided it and how sure that is.",
        formula: "From GitHub's conclusion, else an error message, else the failed step's name, else the job's.",
        left_out: "Failures of which nothing is told.",
        needs: "",
    },
];
