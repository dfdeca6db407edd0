// From the list of workflows to one of them, through its views, to one of its runs: each step has an address that can be
// shared, says what its numbers rest on, and can be used on a phone, in the dark and without a mouse.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, scrollsSideways } from "./person.mjs";

const { story } = stage();

const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const views = (page) => page.getByRole("navigation", { name: "Views of this workflow", exact: true });

async function openWorkflow(page, stage, name = "CI") {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Workflows");
  await page.getByRole("link", { name, exact: true }).first().click();
  await heading(page, `Workflow ${name}`).waitFor();
  await panel(page, "Key numbers").waitFor();
}

story("a workflow is opened, its runs narrowed to failures, and one of them opened", async ({ page, stage }) => {
  await openWorkflow(page, stage);
  for (const name of ["Success rate", "Median duration", "Next run fails"]) {
    await panel(page, "Key numbers").getByRole("heading", { name, exact: true }).waitFor();
  }
  for (const name of ["What changed", "What to do", "Durations"]) await panel(page, name).waitFor();

  await views(page).getByRole("link", { name: "Jobs", exact: true }).click();
  const jobs = panel(page, "Jobs");
  await jobs.getByText(/^Rests on .* attempts? whose jobs are stored\.$/).waitFor();
  await jobs.getByRole("rowheader", { name: /^test × 2$/ }).waitFor();
  await jobs.getByRole("link", { name: "Every job", exact: true }).click();
  await jobs.getByRole("rowheader", { name: "test (integration)", exact: true }).waitFor();
  await panel(page, "Time limits").getByText(/^timeout-minutes: \d+$/).first().waitFor();

  await views(page).getByRole("link", { name: "Runs", exact: true }).click();
  const runs = panel(page, "Runs");
  await runs.getByRole("link", { name: /^Failed/ }).click();
  await page.waitForURL(/outcome=failed/);
  const row = runs.getByRole("row").nth(1);
  await row.getByText("Failed", { exact: true }).waitFor();
  const address = page.url();
  await runs.getByRole("rowheader").first().getByRole("link").click();
  await heading(page, /^Run #\d+ of /).waitFor();
  await panel(page, "This run").getByText("Failed", { exact: true }).first().waitFor();
  await panel(page, "Why it failed").waitFor();
  await panel(page, "Timeline").waitFor();

  // The narrowed list is an address that opens as it was.
  await page.goto(address);
  await runs.getByRole("link", { name: /^Failed/ }).and(page.locator("[aria-current]")).waitFor();
});

story("a run under way tells what it does and is held against nothing", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  const running = panel(page, "Running now").getByRole("listitem").first();
  await running.getByRole("link", { name: /^#/ }).click();
  await heading(page, /^Run #\d+ of /).waitFor();
  const subject = panel(page, "This run");
  await subject.getByText(/^(Runs|Waits) since .*: \d+ jobs? runs?, \d+ waits?, \d+ (is|are) done\./).waitFor();
  await subject.getByText(/^ends about .* in nine of ten/).waitFor();
  const numbers = panel(page, "Key numbers");
  await numbers.getByText("not over yet", { exact: true }).first().waitFor();
  assert.doesNotMatch(await numbers.innerText(), /against the usual median|slower than/);
  assert.deepEqual(await accessibilityFaults(page), []);
});

story("a run that is not stored, and a page without a choice, say what to do", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await page.goto(`${stage.address}#/demo/run?run=17`);
  await page.getByRole("heading", { name: "This run is not stored", exact: true }).waitFor();
  await page.goto(`${stage.address}#/demo/run`);
  await page.getByRole("link", { name: "Choose a workflow", exact: true }).waitFor();
  await page.goto(`${stage.address}#/demo/workflow`);
  await page.getByRole("navigation", { name: "Workflows", exact: true }).getByRole("link", { name: "CI", exact: true }).click();
  await panel(page, "Key numbers").waitFor();
  await page.goto(`${stage.address}#/demo/workflow?workflow=999`);
  await page.getByRole("heading", { name: "No such workflow", exact: true }).waitFor();
  await page.getByRole("link", { name: "See all workflows", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Workflows", exact: true }).waitFor();
});

const DEVICES = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

for (const [device, viewport] of Object.entries(DEVICES)) {
  for (const colorScheme of ["light", "dark"]) {
    story(
      `workflow and run can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await open(page, { stage });
        await openDemo(page);
        const fits = async (name) => {
          assert.deepEqual(await accessibilityFaults(page), [], name);
          assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
        };
        const workflow = `${stage.address}#/demo/workflow?window=30d&workflow=48213907`;
        const shown = { "": "Durations", jobs: "Time limits", steps: "Caches", groups: "Branches", runs: "Runs" };
        for (const [tab, name] of Object.entries(shown)) {
          await page.goto(tab ? `${workflow}&tab=${tab}` : workflow);
          await panel(page, name).waitFor();
          await fits(`workflow ${tab}`);
        }
        await panel(page, "Runs").getByRole("rowheader").first().getByRole("link").click();
        await panel(page, "Timeline").waitFor();
        await fits("run");
      },
      { viewport, colorScheme, reducedMotion: "reduce" },
    );
  }
}
