// Sets figures beside the budgets and writes them down for reading.

const UNITS = {
  bytes: (value) => `${Math.round(value).toLocaleString("en-US")} B`,
  bytesEach: (value) => `${value.toFixed(1)} B`,
  count: (value) => value.toLocaleString("en-US"),
  seconds: (value) => (value < 1 ? `${(value * 1_000).toFixed(value < 0.01 ? 1 : 0)} ms` : `${value.toFixed(2)} s`),
  shift: (value) => value.toFixed(3),
  score: (value) => `${value} of 100`,
  // The browser tells of no shorter ones.
  longTask: (value) => (value === 0 ? "none over 50 ms" : `${Math.round(value * 1_000)} ms`),
};

/** One line: what, where measured, value, budget (or none), unit. */
export const figure = (what, place, unit, value, budget) => ({ what, place, unit, value, budget });

function row({ what, place, unit, value, budget }) {
  const words = UNITS[unit];
  if (budget === undefined) return `| ${what} | ${place} | ${words(value)} | | |`;
  // Of a score more is better.
  if (unit === "score") {
    const missed = value < budget ? " **missed**" : "";
    return `| ${what} | ${place} | ${words(value)} | at least ${budget} | ${(budget / value).toFixed(2)}${missed} |`;
  }
  const told = unit === "longTask" ? "50 ms" : words(budget);
  const isBelowSight = unit === "longTask" && value === 0;
  const ratio = isBelowSight ? "≤ 1" : budget === 0 ? (value === 0 ? "0" : "over") : (value / budget).toFixed(2);
  const mark = value > budget ? " **missed**" : "";
  return `| ${what} | ${place} | ${words(value)} | ${told} | ${ratio}${mark} |`;
}

/** The whole file. */
export function results({ figures, machine, commit, command }) {
  return [
    "# Benchmark",
    "",
    `Written by \`${command}\` at ${commit}, on ${machine}.`,
    "Times are the best of some repetitions: other work on a machine only ever adds. Of layout shifts the worst counts. A",
    "ratio up to 1 keeps the budget.",
    "",
    "| what | where | measured | budget | ratio |",
    "|---|---|---|---|---|",
    ...figures.map(row),
    "",
    "Runs are simulated and seeded (`simulate`), spread over 180 days. Bytes a run are bytes a stored attempt. “In the",
    "worker” is from posting a message to hearing its answer, in a worker of the published build; “in the page” is what a",
    "person waits for, drawing included. The report holds every document that `report/` knows. An engine remembers for a minute",
    "what it has worked out for the same attempts: the “whole report” in a worker is asked for after an overview of the same",
    "attempts, as a person does; every other line, natively too, is worked out anew.",
    "",
  ].join("\n");
}
