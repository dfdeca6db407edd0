// Several repositories in one list, and two choices of runs side by side.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, scrollsSideways, waitUntilOpen } from "./person.mjs";

const { story } = stage();

const PHONE = { viewport: { width: 360, height: 740 } };

const visit = async (page, stage, hash, name) => {
  await page.goto(`${stage.address}${hash}`);
  await page.getByRole("heading", { level: 1, name }).waitFor();
};

story("without anything stored the list says how to begin", async ({ page, stage }) => {
  await visit(page, stage, "#/repositories", "Repositories");
  await page.getByRole("heading", { name: "No repository is stored in this browser yet" }).waitFor();
  await page.getByRole("link", { name: "Connect to a repository" }).waitFor();
});

story("the demo is listed with its numbers, and leads to its pages", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
  await page.getByRole("navigation").getByRole("link", { name: "Repositories", exact: true }).click();
  const row = page.getByRole("row", { name: /Demo repository/ });
  await row.getByText(/^\$\d/).waitFor();
  const heading = (name) => page.getByRole("columnheader", { name, exact: true });
  await heading("Cost").getByRole("button").click();
  await page.waitForURL(/order=cost/);
  assert.equal(await heading("Cost").getAttribute("aria-sort"), "descending");
  await heading("Cost").getByRole("button").click();
  await page.waitForURL(/order=-cost/);
  await page.reload();
  await row.getByText(/^\$\d/).waitFor();
  assert.equal(await heading("Cost").getAttribute("aria-sort"), "ascending");
  // Of one owner there is nothing to gather.
  assert.equal(await page.getByRole("button", { name: "Group by owner" }).count(), 0);
  assert.deepEqual(await accessibilityFaults(page), []);
  await row.getByRole("link", { name: /Demo repository/ }).click();
  await waitUntilOpen(page);
});

story("a window is held against the one before, a workflow against another, and the other way round", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/compare?window=30d", "Compare");
  const verdict = page.getByRole("region", { name: "Verdict", exact: true });
  await verdict.getByText(/the window before/).waitFor();
  await page.getByRole("button", { name: "Workflow against workflow" }).click();
  await page.waitForURL(/with_workflow=\d+/);
  const workflow = page.getByRole("group", { name: "B", exact: true }).getByLabel("Workflow");
  const before = await workflow.inputValue();
  await page.getByRole("button", { name: "Swap A and B" }).click();
  const first = page.getByRole("group", { name: "A", exact: true }).getByLabel("Workflow");
  assert.equal(await first.inputValue(), before);
  await verdict.waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
});

story("what Compare has chosen stays there, and the way back leads to it", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/compare?window=30d", "Compare");
  const branch = page.getByRole("group", { name: "A", exact: true }).getByLabel("Branch");
  await branch.selectOption("main");
  await page.waitForURL(/of_branch=main/);
  await goTo(page, "Trends");
  await page.waitForURL(/#\/demo\/trends\?window=30d$/);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Compare" }).waitFor();
  assert.equal(await branch.inputValue(), "main");
});

story("both fit on a phone", async ({ page, stage }) => {
  await visit(page, stage, "#/demo/compare?window=30d", "Compare");
  await page.getByRole("region", { name: "Verdict", exact: true }).waitFor();
  assert.equal(await scrollsSideways(page), false);
  await visit(page, stage, "#/demo/repositories", "Repositories");
  await page.getByRole("row", { name: /Demo repository/ }).getByText(/^\$\d/).waitFor();
  assert.equal(await scrollsSideways(page), false);
}, PHONE);
