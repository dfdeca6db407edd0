// What a repository of a few runs, or of none, is told: no empty pictures, no rows that say nothing, what is missing and
// of what, and a way on.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { connect, goTo, open, syncPanel, waitUntilOpen, waitUntilSettled, waitUntilSynced } from "./person.mjs";
import { TOKENS } from "./tokens.mjs";

const { story } = stage({ standIn: true });

const panel = (page, name) => page.getByRole("region", { name, exact: true });

async function openSmall(page, stage, repository = "octo/tiny") {
  await open(page, { stage });
  await connect(page, { token: TOKENS.full, repository, apiBase: stage.standIn.address });
  if (repository === "octo/tiny") {
    await waitUntilSynced(page);
    await waitUntilOpen(page);
  } else {
    await page.getByRole("heading", { name: "No runs yet" }).waitFor();
  }
}

story("of too little data it is told what is too little", async ({ page, stage }) => {
  await openSmall(page, stage);
  for (const name of ["Overview", "Trends", "Delivery", "Cost"]) {
    await goTo(page, name);
    await waitUntilSettled(page);
    const lacks = await page.getByRole("main").getByText(/not enough data \(/).allInnerTexts();
    const bare = lacks.flatMap((text) => text.match(/not enough data \([\d\s]+ of [\d\s]+\)/gi) ?? []);
    assert.deepEqual(bare, [], name);
  }
  await goTo(page, "Predictions");
  const ahead = page.getByRole("region", { name: "Expected values", exact: true });
  await ahead.getByRole("row", { name: "Failure rate not enough data (1 of 5 days)", exact: true }).waitFor();
  await ahead.getByRole("row", { name: /^Duration not enough data \(\d+ of 20 passed attempts\)$/ }).waitFor();
});

story("trends and drift list what has an answer, and count the rest", async ({ page, stage }) => {
  await openSmall(page, stage);
  await goTo(page, "Trends");
  await waitUntilSettled(page);
  for (const [name, table] of [["All trends", "Trends that cannot be told"], ["Drift", "Drift that cannot be told"]]) {
    const more = panel(page, name).getByRole("button", { name: /^\d+( more)? ha(s|ve) too little data$/ });
    await more.waitFor();
    assert.equal(await panel(page, name).getByText(/^not enough data/).count(), 0, name);
    await more.click();
    await panel(page, name).getByRole("table", { name: table }).getByText(/not enough data \(.+ of .+ (attempts|runs|days)\)/).first().waitFor();
  }
  assert.equal(await panel(page, "Drift").getByRole("button", { name: /^Keep window/ }).count(), 0);
  await panel(page, "Hours of the week").getByText(/^Drawn from 12 hours with enough attempts on;/).waitFor();
  await panel(page, "Days of the year").getByText(/^Drawn from 7 days with enough attempts on;/).waitFor();
});

story("where nothing was measured stands a sentence, no empty frame", async ({ page, stage }) => {
  await openSmall(page, stage);
  await goTo(page, "Delivery");
  await waitUntilSettled(page);
  const weeks = panel(page, "Week by week");
  await weeks.getByText(/^Deployments: drawn from 3 whole weeks on/).waitFor();
  for (const name of ["Overview", "Delivery", "Predictions", "Cost", "Trends"]) {
    await goTo(page, name);
    await waitUntilSettled(page);
    // A figure without a picture is an empty frame.
    const figures = page.getByRole("main").getByRole("figure");
    for (const figure of await figures.all()) assert.equal(await figure.getByRole("img").count(), 1, name);
  }
});

story("what lies before the first run leaves ways to compare", async ({ page, stage }) => {
  await openSmall(page, stage);
  await goTo(page, "Compare");
  await page.getByRole("heading", { name: "Nothing is stored to compare with yet" }).waitFor();
  await page.getByText(/^A holds \d+ attempts, the oldest of /).waitFor();
  await page.getByRole("table", { name: "Numbers of A and B" }).waitFor();
  await page.getByRole("button", { name: "Compare two workflows", exact: true }).click();
  await page.getByRole("heading", { name: "Nothing is stored to compare with yet" }).waitFor({ state: "detached" });
  assert.match(page.url(), /with_workflow=\d+/);
});

story("a repository without a run has nothing to compare or to report", async ({ page, stage }) => {
  await openSmall(page, stage, "octo/empty");
  await syncPanel(page).getByText("No runs found", { exact: false }).waitFor();
  for (const name of ["Compare", "Cost", "Reports"]) {
    await goTo(page, name);
    await page.getByRole("heading", { name: "No runs yet" }).waitFor();
  }
  assert.equal(await page.getByRole("button", { name: /^Export/ }).count(), 0);
});

story("of a run that was run again it is said which jobs did not run once more", async ({ page, stage }) => {
  await openSmall(page, stage);
  const headers = { authorization: `Bearer ${TOKENS.full}` };
  const answer = await fetch(`${stage.standIn.address}/repos/octo/tiny/actions/runs?per_page=100`, { headers });
  const again = (await answer.json()).workflow_runs.filter(({ run_attempt }) => run_attempt === 2);
  assert.ok(again.length > 0);
  const repository = new URL(page.url()).hash.split("/")[1].split("?")[0];
  await page.evaluate((hash) => { location.hash = hash; }, `#/${repository}/run?run=${again[0].id}`);
  await page.getByRole("heading", { level: 1, name: /^Run #\d+ of / }).waitFor();
  const jobs = page.getByRole("table", { name: "Jobs of this run", exact: true });
  await jobs.getByText("carried over from attempt 1", { exact: true }).first().waitFor();
  await panel(page, "Key numbers").getByText(/^\d+ carried over, not run again$/).waitFor();
});

story("of failures whose jobs are stored in part only, neither cause nor cost is told for all", async ({ page, stage }) => {
  await open(page, { stage });
  // The public may read few jobs.
  await connect(page, { repository: "octo/harbour", apiBase: stage.standIn.address });
  await syncPanel(page).getByText("but for some jobs", { exact: true }).waitFor();
  await goTo(page, "Flaky and failures");
  await panel(page, "State").waitFor();
  await page.getByText(/^something is told of \d+ of \d+ failed attempts$/).waitFor();
  await page.getByText(/^\$[\d.]+ at list prices, without [\d\shmins]+ whose jobs are not stored$/u).waitFor();
});

story("where nothing costs anything, minutes tell what is large", async ({ page, stage }) => {
  await openSmall(page, stage);
  await goTo(page, "Cost");
  const table = page.getByRole("table", { name: "Cost by workflow", exact: true });
  await table.getByRole("columnheader", { name: "Minutes", exact: true }).and(page.locator("[aria-sort=descending]")).waitFor();
  await table.getByRole("columnheader", { name: "Share of minutes", exact: true }).waitFor();
  await goTo(page, "Flaky and failures");
  await page.getByText("free: a public repository", { exact: true }).waitFor();
});

story("the first try can be followed to the end", async ({ page, stage }) => {
  await openSmall(page, stage);
  const tile = panel(page, "Key numbers").locator(".stat").filter({ has: page.getByRole("heading", { name: "First try", exact: true }) });
  await tile.getByText(/^\d+ of \d+ runs$/).waitFor();
  await tile.getByText(/^in the end .+ \(\d+ of \d+\), \d+ runs? saved by a retry$/).waitFor();
  // Of 19 passed attempts none has 19 faster ones.
  await panel(page, "Key numbers").getByText(/^slowest of 19: /).waitFor();
  await panel(page, "Summary").getByText(/^This repository is /).waitFor();
  for (const panelName of ["Trends", "What moved"]) {
    if (panelName === "What moved") await goTo(page, "Trends");
    const sentences = panel(page, panelName).getByRole("listitem");
    await sentences.first().waitFor();
    // No arrow stands before what is not known.
    assert.equal(await sentences.locator("svg path").count(), 0, panelName);
  }
});
