//! Cost, delivery, alerts, maturity.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        topic: "cost",
        term: "Cost",
        meaning: "What the minutes of your jobs would cost by GitHub's list price on the day they ran. It is not the \
                  invoice.",
        formula: "Sum over executed jobs of max(1, minutes rounded up) × price of the runner on that day. Attempts without \
                  stored jobs are estimated by their workflow's mean.",
        left_out: "Included minutes, discounts, taxes, storage. Runners without a known price: their minutes are shown and \
                   add no dollars. Standard runners of public repositories, and your own machines, cost 0 unless you set \
                   a price.",
        needs: "3 measured attempts of a workflow before others are estimated.",
    },
    Entry {
        topic: "waste",
        term: "Waste",
        meaning: "Minutes that bought nothing. Each has one cause, the first that applies: flaky re-run, re-run, \
                  superseded, cancelled, rounding.",
        formula: "Sum of these ÷ billed minutes.",
        left_out: "Jobs that are not stored.",
        needs: "",
    },
    Entry {
        topic: "expected-cost",
        term: "Expected cost",
        meaning: "What a day usually costs, and which days were unusual.",
        formula: "Median of the same weekday in up to 8 earlier weeks. Unusual: 25 % off and over 3.5 robust standard \
                  deviations from the others.",
        left_out: "Days that are not covered from begin to end.",
        needs: "3 earlier weeks; 20 days before one can be unusual.",
    },
    Entry {
        topic: "what-if",
        term: "What if",
        meaning: "What another way of running your jobs would have saved. Arithmetic on what is stored, no forecast, and \
                  not to be added up.",
        formula: "Short jobs merged, a cheaper runner, a time limit, superseded runs cancelled: each priced like the rest.",
        left_out: "",
        needs: "10 passed jobs before a time limit is suggested.",
    },
    Entry {
        topic: "deployment",
        term: "Deployment",
        meaning: "An attempt that puts something out: its workflow's name holds deploy, release or publish as a word, or a \
                  deployment event started it.",
        formula: "Deployment frequency: days with a successful one in whole weeks.",
        left_out: "Pull requests; attempts whose deploying jobs were skipped.",
        needs: "",
    },
    Entry {
        topic: "lead-time",
        term: "Lead time for changes",
        meaning: "How long a commit takes to get out.",
        formula: "Creation of its first stored run → end of its first successful deployment.",
        left_out: "The time before the first run; commits that were squashed away.",
        needs: "",
    },
    Entry {
        topic: "change-failure-rate",
        term: "Change failure rate",
        meaning: "How many deployments went wrong.",
        formula: "(Failed + passed but taken back within 24 hours) ÷ all that passed or failed; Wilson's 95 % interval.",
        left_out: "Deployments that were cancelled or skipped, and previews of pull requests. “Deployment success” in the \
                   health score is not the rest of it: that is passed ÷ (passed + failed) of every attempt of a workflow \
                   that deploys, previews too, and takes nothing back.",
        needs: "",
    },
    Entry {
        topic: "time-to-restore",
        term: "Time to restore the default branch",
        meaning: "How long the default branch stays broken.",
        formula: "For each workflow: end of the first failed run → end of the next passed one. Median and P90.",
        left_out: "Outages that have not ended: they are counted apart.",
        needs: "",
    },
];

pub(super) const JUDGEMENTS: &[Entry] = &[
    Entry {
        topic: "alert",
        term: "Alert",
        meaning: "A rule that is broken, with its numbers, what it may come from and what to do first. Severity comes from \
                  the size of the effect.",
        formula: "Enough runs, a level reached, evidence beyond chance, and a second look with newer data. It ends when \
                  the value is well back, or when nothing could be told for a week.",
        left_out: "What completed after the instant it speaks of. The same alert again during its cooldown.",
        needs: "20 runs for rates and durations; the rule names its own.",
    },
    Entry {
        topic: "replay",
        term: "Replay",
        meaning: "What a rule would have said over the stored history, before you switch it on.",
        formula: "The same rule at up to 2\u{202f}000 past instants, at most hourly.",
        left_out: "",
        needs: "",
    },
    Entry {
        topic: "maturity",
        term: "Maturity",
        meaning: "How far the practice is, from 1 (initial) to 5 (optimising), and what holds it back.",
        formula: "The level of the weakest known dimension: coverage of history, steadiness, trend, time to restore, \
                  flakiness.",
        left_out: "Dimensions that are not known.",
        needs: "Three known dimensions.",
    },
];
