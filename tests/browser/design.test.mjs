// The page that shows every part and every chart: in both themes and at every width nothing fails WCAG 2.2 AA or
// scrolls sideways; charts zoom, share a crosshair and tell their values to the keyboard; tables sort and are windowed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { stage } from "./harness.mjs";
import { accessibilityFaults, scrollsSideways } from "./person.mjs";

const { story } = stage();

const WINDOWS = { phone: { width: 360, height: 740 }, tablet: { width: 768, height: 1024 }, desk: { width: 1440, height: 900 } };

async function openDesign(page, stage) {
  await page.goto(`${stage.address}#/design`);
  await page.getByRole("heading", { level: 1, name: "Design" }).waitFor();
  await page.getByRole("img", { name: /^Median, / }).waitFor();
}

const panel = (page, name) => page.getByRole("region", { name, exact: true });

for (const [device, viewport] of Object.entries(WINDOWS)) {
  for (const colorScheme of ["light", "dark"]) {
    story(
      `every part can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await openDesign(page, stage);
        assert.deepEqual(await accessibilityFaults(page), []);
        assert.equal(await scrollsSideways(page), false, "the page scrolls sideways");
      },
      { viewport, colorScheme, reducedMotion: "reduce" },
    );
  }
}

story("forced colours leave every part usable", async ({ page, stage }) => {
  await openDesign(page, stage);
  assert.deepEqual(await accessibilityFaults(page), []);
}, { forcedColors: "active", reducedMotion: "reduce" });

story("a chart of time is zoomed by drag, wheel and keys, and shows all again", async ({ page, stage }) => {
  await openDesign(page, stage);
  const panelOfLine = panel(page, "Line with band and markers");
  const chart = panelOfLine.getByRole("img", { name: /^Median, / });
  const all = panelOfLine.getByRole("button", { name: "Show all", exact: true });
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width * 0.4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await all.click();
  await all.waitFor({ state: "detached" });
  await chart.focus();
  await page.keyboard.press("+");
  await all.waitFor();
  await page.keyboard.press("0");
  await all.waitFor({ state: "detached" });
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -240);
  await all.waitFor();
  await chart.dblclick({ position: { x: width / 2, y: height / 2 } });
  await all.waitFor({ state: "detached" });
  await panelOfLine.getByRole("button", { name: "Zoom in", exact: true }).click();
  await all.waitFor();
});

story("the arrow keys read the cells of a heat map and the rows of a run", async ({ page, stage }) => {
  await openDesign(page, stage);
  await page.getByRole("img", { name: /by hour of the week/ }).focus();
  for (const key of ["Home", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await page.getByRole("status").getByText(/^Tue 01:00 – 02:00: Failure rate/).waitFor();
  await page.getByRole("img", { name: /^Run 1 742/ }).focus();
  for (const key of ["Home", "ArrowDown"]) await page.keyboard.press(key);
  await page.getByRole("status").getByText(/On the critical path/).waitFor();
});

story("a table sorts by its headings, hides columns and holds a window of many rows", async ({ page, stage }) => {
  await openDesign(page, stage);
  const table = panel(page, "Thousands of rows");
  const heading = table.getByRole("columnheader", { name: "Median" });
  await heading.getByRole("button").click();
  assert.equal(await heading.getAttribute("aria-sort"), "descending");
  assert.equal(await table.locator("table").getAttribute("aria-rowcount"), "2501");
  assert.ok((await table.locator("tbody tr").count()) < 200);
  await panel(page, "All jobs: table").evaluate((region) => region.scrollTo(0, 50_000));
  await page.waitForFunction(() => [...document.querySelectorAll("tr[aria-rowindex='1400']")].length === 1);
  await table.getByText("Columns", { exact: true }).first().click();
  await table.getByLabel("Runs", { exact: true }).uncheck();
  await table.getByRole("columnheader", { name: "Runs" }).waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  await table.getByLabel("Runs", { exact: true }).waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Columns", "focus is lost");
});

story("a table is copied as bare numbers", async ({ page, context, stage }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openDesign(page, stage);
  const table = panel(page, "Thousands of rows");
  await table.getByRole("button", { name: "Copy CSV", exact: true }).click();
  await page.getByText(/ rows copied as CSV\.$/).first().waitFor();
  const [heading, first] = (await page.evaluate(() => navigator.clipboard.readText())).split("\r\n");
  assert.equal(heading, "Job,Runs,Success (fraction),Median (seconds),State,By week");
  assert.match(first, /^[^,]+,\d+,[01](\.\d+)?,\d+(\.\d+)?,\w+,$/);
});

story("the command palette goes where it is told", async ({ page, stage }) => {
  await openDesign(page, stage);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Page, command/ }).fill("dark");
  await page.getByRole("option", { name: /^Theme: dark/ }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Page, command/ }).fill("settings");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
});

story("tabs are gone through by arrow keys", async ({ page, stage }) => {
  await openDesign(page, stage);
  await page.getByRole("tab", { name: "Jobs" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getByRole("tab", { name: "Steps" }).getAttribute("aria-selected"), "true");
  await page.getByRole("tabpanel", { name: "Steps" }).getByText("Steps, ranked").waitFor();
});

story("every chart has its numbers as a table and as a picture", async ({ page, stage }) => {
  await openDesign(page, stage);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save PNG: Jobs of the run" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^forerun_jobs-of-the-run_.*\.png$/);
  const picture = await readFile(await download.path());
  assert.equal(picture.subarray(1, 4).toString(), "PNG");
  await page.getByRole("button", { name: "Show table: Jobs of the run" }).click();
  await page.getByRole("region", { name: "Jobs of the run: table" }).getByRole("rowheader", { name: "browser tests" }).waitFor();
});
