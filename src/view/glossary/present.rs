//! Counting, time and scores.

use super::Entry;

pub(super) const COUNTING: &[Entry] = &[
    Entry {
        topic: "attempt",
        term: "Attempt",
        meaning: "One try of one run, and the unit of all counting. A re-run is an attempt of its own: the first outcome \
                  of a run is that of attempt 1, the final outcome that of its last one.",
        formula: "",
        left_out: "An attempt belongs to the window in which it started, and to no other.",
        needs: "",
    },
    Entry {
        topic: "outcome",
        term: "Outcome",
        meaning: "How an attempt ended: passed, failed, cancelled by a newer run, cancelled otherwise, excluded, or not \
                  ended yet. Failed includes time-outs and runs that could not start.",
        formula: "A cancelled attempt counts as timed out, and so as failed, when one of its jobs ran to within 1 % of \
                  its time limit (360 minutes unless you set another).",
        left_out: "Skipped, neutral and stale attempts, those that wait for an approval, and words that GitHub has added \
                   since: they are kept, counted and shown, but part of no rate.",
        needs: "",
    },
    Entry {
        topic: "success-rate",
        term: "Success rate",
        meaning: "How much passes. You choose the rule once, for all pages.",
        formula: "Balanced: passed ÷ (passed + failed). All: passed ÷ every finished attempt. Not cancelled: passed ÷ \
                  (finished − cancelled). Strict: passed ÷ (passed + failed + cancelled). Beside it stands Wilson's \
                  95 % interval.",
        left_out: "What the rule does not name.",
        needs: "One attempt in the denominator; without one it says “–”.",
    },
    Entry {
        topic: "first-try",
        term: "First-try success",
        meaning: "How many runs pass without help. Final success counts the last attempt instead; the difference is what \
                  only a retry turned green.",
        formula: "Runs whose attempt 1 passed ÷ runs whose attempt 1 passed or failed. In the end: runs whose newest attempt \
                  passed ÷ runs whose newest attempt passed or failed.",
        left_out: "Runs whose first attempt is not stored. The two denominators differ by runs whose first or newest \
                   attempt was cancelled, skipped, or is not over.",
        needs: "",
    },
    Entry {
        topic: "flakiness",
        term: "Flakiness",
        meaning: "How many commits got two different answers from the same workflow.",
        formula: "Commits on which the same workflow both failed and passed ÷ commits on which it passed or failed.",
        left_out: "Commits without a passed or failed attempt.",
        needs: "",
    },
];

pub(super) const TIME: &[Entry] = &[
    Entry {
        topic: "duration",
        term: "Duration",
        meaning: "How long an attempt took. The headline is the median, never the mean: half were faster.",
        formula: "Latest end of its executed jobs − its start. Without stored jobs: GitHub's last change, as first seen \
                  after completion, marked approximate. Quantiles are linear between values (type 7).",
        left_out: "Attempts that did not pass; skipped jobs and jobs carried over from an earlier attempt; negative \
                   durations and those over 35 days, which are counted apart.",
        needs: "One passed attempt.",
    },
    Entry {
        topic: "queue-time",
        term: "Queue time",
        meaning: "How long a job waited for a runner.",
        formula: "When a runner took the job − when the job was created, never below 0.",
        left_out: "Jobs whose pickup is not known.",
        needs: "Stored jobs: read them on the Data page.",
    },
    Entry {
        topic: "time-to-signal",
        term: "Time to signal",
        meaning: "How long people wait for an answer after they push.",
        formula: "End of a job − creation of its run.",
        left_out: "",
        needs: "",
    },
    Entry {
        topic: "pull-request-validation",
        term: "Pull-request validation",
        meaning: "How long a pull request waits for its answer: on the pages “pull request answer”.",
        formula: "Time to signal of the last executed job of a pull request's run.",
        left_out: "Attempts after the first; attempts that neither passed nor failed.",
        needs: "",
    },
];

pub(super) const SCORES: &[Entry] = &[
    Entry {
        topic: "performance-score",
        term: "Performance score",
        meaning: "One number from 0 to 100 for an attempt. Excellent from 90, good from 75, fair from 60, poor from 40, \
                  critical below.",
        formula: "0.60 × status + 0.25 × duration + 0.15 × cache. Status: 100 passed, 0 failed. Duration: 100 up to the \
                  warning threshold (300 s), straight down to 50 at the critical one (600 s) and to 0 at twice that. \
                  Cache: 100 from 80 % hits on, straight down to 0.",
        left_out: "Parts that are not known; the weights of the others grow to fill their place.",
        needs: "",
    },
    Entry {
        topic: "health-score",
        term: "Health score",
        meaning: "One number from 0 to 100 for everything the filter selects. Healthy from 85, fair from 70, warning \
                  below, critical below 50.",
        formula: "0.4 × reliability + 0.3 × performance + 0.2 × efficiency + 0.1 × satisfaction. A part is the mean of its \
                  key figures; each scores 100 at its target, 0 at its floor, straight between. Satisfaction is Apdex of \
                  pull-request validation: (satisfied + half of tolerating) ÷ all. The interval comes from 200 resamples.",
        left_out: "Key figures and parts that are not known; the others grow to fill their place.",
        needs: "10 passed or failed attempts.",
    },
    Entry {
        topic: "satisfaction",
        term: "Apdex",
        meaning: "How content people can be with how long a pull request waits for its answer, from 0 to 1: 1 where every \
                  answer comes within the limit that you set (120 s).",
        formula: "(answers within the limit + half of those within four times the limit) ÷ all.",
        left_out: "Pull requests without an answer.",
        needs: "One answer.",
    },
];
