// What is flaky, what is broken, and what broke the branch: the two pages that answer it, as a person uses them.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, scrollsSideways } from "./person.mjs";

const here = stage();
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

async function at(page, address, heading) {
  await page.evaluate((hash) => { location.hash = hash; }, address);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

here.story("a flaky job leads to its evidence and its runs", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Flaky and failures");
  await at(page, "#/demo/flaky?window=90d", "Flaky and failures");
  await page.getByRole("region", { name: "State", exact: true }).waitFor();
  const table = page.getByRole("table", { name: "Flaky and broken" });
  await table.getByRole("link").first().click();
  const evidence = page.getByRole("region", { name: /^Evidence:/ });
  await evidence.getByRole("heading", { level: 2 }).waitFor();
  assert.match(page.url(), /of=\d+&step=|job=.*of=\d+/);
  await evidence.getByRole("link", { name: /^run \d+, attempt \d+$/ }).first().waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  const address = page.url();
  await evidence.getByRole("button", { name: "Close" }).click();
  await evidence.waitFor({ state: "detached" });
  await page.goto(address);
  await page.getByRole("region", { name: /^Evidence:/ }).getByRole("link", { name: /^run/ }).first().click();
  await page.getByRole("heading", { level: 1, name: /^Run #\d+ of / }).waitFor();
});

here.story("levels and causes of failures", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await at(page, "#/demo/flaky?window=90d", "Flaky and failures");
  await page.getByRole("group", { name: "Level" }).getByRole("button", { name: /^Workflows/ }).click();
  await page.getByRole("columnheader", { name: "Workflow" }).first().waitFor();
  assert.match(page.url(), /level=workflow/);
  // What another page counts otherwise is said where the number stands.
  await page.getByText("counted otherwise than the Cost page's flaky re-runs", { exact: true }).waitFor();
  const causes = page.getByRole("region", { name: "Causes of failures" });
  await causes.getByText(/^\d+ of \d+$/).first().click();
  await causes.getByRole("link", { name: /^run \d+/ }).first().waitFor();
});

here.story("the commit grid is walked by arrow keys and leads to runs", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Commit grid");
  await page.getByRole("region", { name: "State of the branch" }).waitFor();
  await page.getByRole("region", { name: "Breakages" }).getByText(/Delivery counts the same red times run by run/).waitFor();
  const grid = page.getByRole("table", { name: "Outcome of each commit, newest first" });
  await grid.getByRole("columnheader", { name: "Commit" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await grid.getByRole("columnheader").nth(1).getByRole("link").focus();
  await page.keyboard.press("ArrowDown");
  const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.match(label, / on [0-9a-f]{7}: /);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /^Run #\d+ of / }).waitFor();
});

here.story("only failing commits, and the jobs of one workflow", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Commit grid");
  const grid = page.getByRole("table", { name: "Outcome of each commit, newest first" });
  await grid.waitFor();
  const rows = () => document.querySelector(".grid-table")?.ariaRowCount;
  const all = Number(await page.evaluate(rows));
  await page.getByLabel("Only commits with failures").check();
  await page.waitForFunction((all) => Number(document.querySelector(".grid-table")?.ariaRowCount) < all, all);
  const choices = page.getByLabel("Columns", { exact: true });
  await choices.selectOption({ label: "Jobs of CI" });
  await page.getByRole("heading", { name: "Commits and jobs" }).waitFor();
  assert.match(page.url(), /[?&]jobs=\d+/);
  assert.match(page.url(), /only=failing/);
  // The columns are the grid's alone: other pages go on showing all workflows, and the way back leads to them.
  await goTo(page, "Trends");
  assert.equal(new URL(page.url()).hash, "#/demo/trends?window=30d");
  await page.goBack();
  await page.getByRole("heading", { name: "Commits and jobs" }).waitFor();
});

here.story(
  "both pages fit a phone",
  async ({ page, stage }) => {
    await open(page, { stage });
    await openDemo(page);
    for (const [address, heading, region] of [
      ["#/demo/grid?window=30d", "Commit grid", "State of the branch"],
      ["#/demo/flaky?window=90d", "Flaky and failures", "State"],
    ]) {
      await at(page, address, heading);
      await page.getByRole("region", { name: region, exact: true }).waitFor();
      assert.equal(await scrollsSideways(page), false, address);
      assert.deepEqual(await accessibilityFaults(page), [], address);
    }
  },
  PHONE,
);
