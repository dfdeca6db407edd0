// What a phone has to show in its few pixels: nothing ends beyond its box, lies under the bar at the bottom or is cut where
// there is room.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { onEachPage, open, openDemo, scrollsSideways, waitUntilSettled } from "./person.mjs";

const { story } = stage();

const panel = (page, name) => page.getByRole("region", { name, exact: true });
const button = (within, name) => within.getByRole("button", { name, exact: true });
const PHONE = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" };
const TABLET = { viewport: { width: 768, height: 1024 }, reducedMotion: "reduce" };

async function openAt(page, stage, hash) {
  await open(page, { stage });
  await openDemo(page);
  await page.goto(`${stage.address}#/demo/${hash}`);
}

/** What lies over the middle of each of these, if not itself. */
const covered = (locator) =>
  locator.evaluateAll((elements) =>
    elements
      .filter((element) => {
        element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const { left, top, width, height } = element.getBoundingClientRect();
        const over = document.elementFromPoint(left + width / 2, top + height / 2);
        return !(element.closest("label") ?? element).contains(over);
      })
      .map((element) => element.textContent || element.outerHTML),
  );

const isCut = (element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
const isInside = (inner, outer) => inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;

story(
  "the windows fit into their bar on a phone",
  async ({ page, stage }) => {
    await openAt(page, stage, "trends?window=90d");
    const windows = page.getByRole("group", { name: "Window", exact: true });
    assert.ok(isInside(await button(windows, "Custom").boundingBox(), await windows.boundingBox()));
  },
  PHONE,
);

for (const [device, settings] of Object.entries({ phone: PHONE, tablet: TABLET })) {
  story(
    `key figures show their score on a ${device}, notes have the width of the row`,
    async ({ page, stage }) => {
      await openAt(page, stage, "overview?window=30d");
      const title = page.getByRole("heading", { name: "Key figures against their targets", exact: true });
      await title.click();
      const figures = page.getByRole("region", { name: "Key figures", exact: true });
      const whole = await figures.boundingBox();
      for (const name of ["Now", "Target", "Floor", "Score", "Values"]) {
        const head = figures.getByRole("columnheader", { name, exact: true });
        assert.ok(isInside(await head.boundingBox(), whole), name);
      }
      const named = await figures.getByRole("rowheader", { name: /^Cache hit rate/ }).boundingBox();
      assert.ok(named.width > whole.width * 0.9, `${named.width} of ${whole.width}`);
    },
    settings,
  );
}

story(
  "the commit grid tells whole titles on a phone, and a column's name lies over its column",
  async ({ page, stage }) => {
    await openAt(page, stage, "grid?window=30d");
    const grid = page.getByRole("table", { name: "Outcome of each commit, newest first" });
    await grid.waitFor();
    const names = grid.getByRole("columnheader").getByRole("link");
    assert.deepEqual(await covered(names), []);
    const widths = await names.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().width));
    assert.ok(Math.max(...widths) <= 32, widths.join(" "));
    assert.equal(await grid.getByText("Fix rate limiter for long names (#632)", { exact: true }).evaluate(isCut), false);
    for (const name of await names.all()) assert.equal(await name.evaluate(isCut), false);
  },
  PHONE,
);

story(
  "views of a workflow stand in one row of a phone",
  async ({ page, stage }) => {
    await openAt(page, stage, "workflow?window=30d&workflow=48213907&tab=runs");
    const views = page.getByRole("navigation", { name: "Views of this workflow", exact: true });
    await views.waitFor();
    const whole = await views.boundingBox();
    const boxes = await Promise.all((await views.getByRole("link").all()).map((link) => link.boundingBox()));
    assert.equal(new Set(boxes.map(({ y }) => y)).size, 1);
    for (const box of boxes) assert.ok(isInside(box, whole));
  },
  PHONE,
);

story(
  "menus and messages leave the bar of a phone alone, or lie over it",
  async ({ page, context, stage }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openAt(page, stage, "predictions?window=30d");
    const chances = panel(page, "Will the next run fail?");
    await chances.getByRole("rowheader", { name: "CI", exact: true }).first().waitFor();

    await chances.getByText("Columns", { exact: true }).first().click();
    const choices = chances.getByRole("checkbox");
    await choices.last().waitFor();
    assert.deepEqual(await covered(choices), []);
    await page.keyboard.press("Escape");

    await button(chances, "Copy CSV").click();
    const dismiss = button(page, "Dismiss");
    await dismiss.waitFor();
    const bar = await page.getByRole("navigation", { name: "Pages", exact: true }).boundingBox();
    const box = await dismiss.boundingBox();
    assert.ok(box.y + box.height <= bar.y, `${box.y + box.height} over ${bar.y}`);
    assert.equal(await scrollsSideways(page), false);
  },
  PHONE,
);

/** The tables with columns that one has to scroll to the side for; the commit grid has as many as there are workflows. */
const tablesWithHiddenColumns = (page) =>
  page
    .getByRole("region")
    .filter({ has: page.getByRole("rowheader") })
    .evaluateAll((regions) =>
      regions
        .filter((region) => region.scrollWidth > region.clientWidth && !region.ariaLabel?.startsWith("Commit grid"))
        .map((region) => region.ariaLabel ?? region.textContent.slice(0, 40)),
    );

for (const [device, settings] of Object.entries({ phone: PHONE, tablet: TABLET })) {
  story(
    `no table hides a column on a ${device}`,
    async ({ page, stage }) => {
      await open(page, { stage });
      await openDemo(page);
      await onEachPage(page, async (name) => assert.deepEqual(await tablesWithHiddenColumns(page), [], name));
      for (const tab of ["jobs", "steps", "groups", "runs"]) {
        await page.goto(`${stage.address}#/demo/workflow?window=30d&workflow=48213907&tab=${tab}`);
        await page.getByRole("rowheader").first().waitFor();
        await waitUntilSettled(page);
        assert.deepEqual(await tablesWithHiddenColumns(page), [], tab);
      }
    },
    settings,
  );
}

story(
  "rows that stand as cards on a phone are put in order by a choice, there as at a desk",
  async ({ page, stage }) => {
    await openAt(page, stage, "predictions?window=30d");
    const chances = panel(page, "Will the next run fail?");
    const names = () => chances.getByRole("rowheader").allInnerTexts();
    await chances.getByRole("combobox", { name: "Order by", exact: true }).selectOption({ label: "Workflow" });
    const first = await names();
    assert.deepEqual(first, first.toSorted((left, right) => left.localeCompare(right)));
    await button(chances, "Ascending. Turn round").click();
    await button(chances, "Descending. Turn round").waitFor();
    const turned = await names();
    assert.deepEqual(turned, turned.toSorted((left, right) => right.localeCompare(left)));
    assert.notDeepEqual(turned, first);

    await page.setViewportSize({ width: 1440, height: 900 });
    const heading = chances.getByRole("columnheader", { name: "Workflow", exact: true });
    await heading.waitFor();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
  },
  PHONE,
);

story("names of workflows stay as they are, and one week is no course", async ({ page, stage }) => {
  await openAt(page, stage, "overview?window=30d");
  const names = panel(page, "Will the next run fail?").getByRole("listitem").getByRole("paragraph").filter({ has: page.getByRole("link") });
  await names.first().waitFor();
  const changes = await names.evaluateAll((found) =>
    found.map((name) => getComputedStyle(name, "::first-letter").textTransform).filter((transform) => transform !== "none"),
  );
  assert.deepEqual(changes, []);

  await page.goto(`${stage.address}#/demo/workflows?window=24h`);
  await page.getByRole("img", { name: /by week: (one value alone shows no course|no value yet)$/ }).first().waitFor();
});

story(
  "words and signs keep their form on a phone",
  async ({ page, stage }) => {
    await openAt(page, stage, "overview?window=30d");
    const health = panel(page, "Health");
    await health.getByText("How is this calculated?", { exact: true }).click({ force: true });
    const terms = health.getByRole("term");
    await terms.first().waitFor();
    const lines = await terms.filter({ hasText: /^\w+$/ }).evaluateAll((found) =>
      found.map((term) => {
        const words = document.createRange();
        words.selectNodeContents(term);
        return words.getClientRects().length;
      }),
    );
    assert.deepEqual([...new Set(lines)], [1]);

    // A run of a commit that was tried more than once.
    await page.goto(`${stage.address}#/demo/flaky?window=30d`);
    await page.getByRole("table", { name: "Flaky and broken" }).getByRole("link").first().click();
    await page.getByRole("region", { name: /^Evidence:/ }).getByRole("link", { name: /^run/ }).first().click();
    const rows = panel(page, "Same commit").getByRole("listitem");
    await rows.first().waitFor();
    const signs = rows.getByText(/^(Failed|Passed)$/);
    for (const sign of await signs.all()) assert.ok((await sign.boundingBox()).height <= 24);

    await page.goto(`${stage.address}#/demo/workflow?window=30d&workflow=48213907&tab=runs&outcome=failed`);
    const titles = panel(page, "Runs").getByText("Simplify mooring alerts for long names", { exact: true });
    await titles.first().waitFor();
    assert.equal(await titles.first().evaluate(isCut), false);
  },
  PHONE,
);
