// What moved and what is coming: a person finds when CI got slower, by how much and which step grew, keeps a baseline,
// and sees tomorrow beside what is usual and how earlier words came out.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, open, openDemo, scrollsSideways } from "./person.mjs";

const { story } = stage();

const panel = (page, name) => page.getByRole("region", { name, exact: true });

async function visit(page, stage, address, title) {
  await open(page, { stage });
  await openDemo(page);
  await page.evaluate((hash) => (location.hash = hash), address);
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

story("trends tell what moved, since when and what stands behind it", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/trends?window=90d", "Trends");
  const changes = panel(page, "Changes");
  await panel(page, "What moved").getByRole("listitem").first().waitFor();
  await changes.getByText("First run of the new level", { exact: false }).first().waitFor();
  assert.match(await changes.getByRole("link", { name: /^#\d+$/ }).first().getAttribute("href"), /^#\/demo\/run\?.*run=\d+/);
  await changes.getByLabel("Order", { exact: true }).selectOption({ label: "Largest first" });
  assert.match(page.url(), /order=largest/);
  await changes.getByText("Jobs, steps and commits", { exact: true }).first().click();
  await changes.getByRole("table").first().waitFor();
  for (const name of ["Duration", "Failure rate", "Queue time", "Attempts"]) await panel(page, name).getByRole("figure").waitFor();
});

story("the table of trends is narrowed, and the address keeps it", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/trends?window=90d", "Trends");
  const trends = panel(page, "All trends");
  const rows = trends.getByRole("row");
  await rows.nth(2).waitFor();
  const all = await rows.count();
  await trends.getByRole("combobox", { name: "Measure", exact: true }).selectOption({ label: "Failure rate" });
  assert.match(page.url(), /metric=failure_rate/);
  await page.waitForFunction(
    ([name, before]) => document.querySelector(`section[aria-label="${name}"]`).querySelectorAll("tr").length < before,
    ["All trends", all],
  );
  await trends.getByLabel("Clear ones only", { exact: true }).check();
  assert.match(page.url(), /clear=yes/);
});

story("a baseline is kept, and given back", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/trends?window=30d", "Trends");
  const drift = panel(page, "Drift");
  await drift.getByRole("button", { name: /^Keep window as the baseline/ }).first().click();
  await page.getByText("This window is the baseline now.", { exact: true }).waitFor();
  const back = drift.getByRole("button", { name: /^Automatic baseline again/ });
  await back.first().click();
  await back.first().waitFor({ state: "detached" });
});

story("predictions tell tomorrow, the week and their own record", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/predictions?window=30d", "Predictions");
  const ahead = panel(page, "Tomorrow and the week");
  await ahead.getByRole("rowheader", { name: "Failure rate", exact: true }).waitFor();
  await ahead.getByText("Tomorrow", { exact: false }).first().waitFor();
  await page.getByLabel("Days ahead", { exact: true }).selectOption("14");
  assert.match(page.url(), /horizon=14/);
  const record = panel(page, "Its own record");
  await record.getByText("None has come due yet.", { exact: false }).waitFor();
  await record.getByRole("region", { name: "Tried on the past", exact: true }).waitFor();
  await panel(page, "Will the next run fail?").getByRole("link").first().waitFor();
  const chances = panel(page, "Do chances mean what they say?");
  await chances.getByRole("img", { name: /groups of like chances/ }).waitFor();
  await chances.getByRole("button", { name: "Show table: Said against happened" }).click();
  await chances.getByRole("row").nth(1).waitFor();
});

for (const [name, address, title] of [
  ["trends", "#/demo/trends?window=30d", "Trends"],
  ["predictions", "#/demo/predictions?window=30d", "Predictions"],
]) {
  for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } })) {
    for (const colorScheme of ["light", "dark"]) {
      story(
        `${name} can be used on a ${device}, ${colorScheme}`,
        async ({ page, stage }) => {
          await visit(page, stage, address, title);
          await page.getByRole("region", { name: title === "Trends" ? "Drift" : "Models", exact: true }).waitFor();
          assert.deepEqual(await accessibilityFaults(page), []);
          assert.equal(await scrollsSideways(page), false, "the page scrolls sideways");
        },
        { viewport, colorScheme, reducedMotion: "reduce" },
      );
    }
  }
}
