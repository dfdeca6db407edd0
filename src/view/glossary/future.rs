//! What is coming.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        topic: "forecast",
        term: "Forecasts",
        meaning: "What the next days will probably bring: failure rate, duration, number of attempts, cost. Several models \
                  foretell each past day from the days before; the one that erred least speaks.",
        formula: "The model with the least mean error on this series' own past, recent days counting more; “as on the same \
                  weekday last week” unless another is better by more than 2 %.",
        left_out: "Days with nothing to measure; today, until half of its usual attempts have come.",
        needs: "20 points (can be set) on at least 5 days.",
    },
    Entry {
        topic: "intervals",
        term: "Intervals",
        meaning: "Where what happens will lie: 8 times out of 10, and 19 times out of 20. They are about what is observed on \
                  the day. A failure rate of few attempts takes few values: its interval then holds more, and 0 to 0 says \
                  that nothing fails on more than 8 days of 10.",
        formula: "As wide as the errors of earlier forecasts, made so many days ahead (split conformal); of failure rates \
                  the counts of failures that are likely at the rates of late (beta-binomial).",
        left_out: "",
        needs: "10 errors for 80 %, 40 for 95 %; below that Student's t stands in.",
    },
    Entry {
        topic: "confidence",
        term: "Confidence",
        meaning: "How good forecasts of this series have been, from 0 to 100\u{a0}%. Below 70\u{a0}% take one as a hint.",
        formula: "0.6 × closeness of the 80 % intervals to holding 80 % + 0.4 × skill against “as last week”; below 70\u{a0}% \
                  where that was not beaten.",
        left_out: "",
        needs: "10 past days foretold.",
    },
    Entry {
        topic: "past-forecasts",
        term: "Past forecasts",
        meaning: "One forecast a day is kept and held against what happened when its days are over.",
        formula: "Share of days that the 80 % intervals held, and the error over that of “as last week”.",
        left_out: "",
        needs: "",
    },
    Entry {
        topic: "forecast-error",
        term: "Scaled error",
        meaning: "How far forecasts are off, in a measure that is the same for seconds, dollars and shares: below 1 they err \
                  less than the number changes from a week to the next. The field calls it MASE, mean absolute scaled error.",
        formula: "Mean |said − happened| ÷ mean change from a day to the same weekday a week later.",
        left_out: "Days without a value.",
        needs: "",
    },
    Entry {
        topic: "models",
        term: "Models",
        meaning: "The ways of forecasting that compete: as last week, as on the last day, mean of the weekday, median of four \
                  weeks, exponential smoothing (a level that follows the newest days), the same with half the slope of the \
                  last months (Theta), the same with trend and season (ETS), for failure rates shares of failures, and the \
                  weighted mean of all.",
        formula: "",
        left_out: "",
        needs: "",
    },
    Entry {
        topic: "chance-error",
        term: "Brier score",
        meaning: "How far chances are off: 0 where each was sure and right, 0.25 for always saying 50 %. It is read against \
                  that of always saying the usual share of failures; less is better.",
        formula: "Mean of (chance − outcome)², the outcome being 1 for a failed run and 0 for a passed one.",
        left_out: "",
        needs: "20 past runs before chances are judged.",
    },
    Entry {
        topic: "next-run",
        term: "Chance that the next run fails",
        meaning: "For each workflow, from what its recent runs did, with an interval and with how good such chances have \
                  been (Brier score, lower is better).",
        formula: "The mean of several methods, each weighted by how well it has foretold this workflow so far.",
        left_out: "Runs beyond the newest 5\u{202f}000 of a workflow.",
        needs: "",
    },
    Entry {
        topic: "early-warning",
        term: "Early warnings",
        meaning: "What is getting worse now, before it becomes an alert.",
        formula: "The last 14 days against the 76 before: a failure rate that has very likely crossed 5 or 10 %, failures \
                  that add up on the default branch, medians that leave a control chart.",
        left_out: "Workflows beyond the ten busiest.",
        needs: "10 runs now and 40 before.",
    },
    Entry {
        topic: "risk",
        term: "Risk",
        meaning: "How likely trouble is, from 0 to 100, with every factor named.",
        formula: "A sum of factors; each shows its points, its maximum and the numbers behind it.",
        left_out: "",
        needs: "",
    },
];
