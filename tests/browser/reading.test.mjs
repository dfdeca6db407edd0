// What people read and take along: the summary, the definitions, the tour, paper; and that the page stays as they left it.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, open, openDemo, scrollsSideways, waitUntilOpen } from "./person.mjs";

const { story } = stage();
const summary = (page) => page.getByRole("region", { name: "Summary", exact: true });

async function openOverview(page, stage) {
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
}

story(
  "the summary is copied with whose numbers it holds",
  async ({ page, context, stage }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openOverview(page, stage);
    const said = await summary(page).locator(".summary-part p").allInnerTexts();
    assert.equal(said.length, 3);
    for (const text of said) assert.match(text, /^[A-Z“].*\.$/s);
    await summary(page).getByRole("button", { name: "Copy summary", exact: true }).click();
    await page.getByText("Summary copied.", { exact: true }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^Demo repository \(simulated\), last 30 days \(/);
    for (const text of said) assert.ok(copied.includes(text), text);
    await summary(page).getByRole("button", { name: "Copy as Markdown", exact: true }).click();
    await page.getByText("Summary copied as Markdown.", { exact: true }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /- \*\*State:\*\* /);
  },
);

story("the tour ends for good with one key and moves nothing", async ({ page, stage }) => {
  await openOverview(page, stage);
  const top = () => page.getByRole("region", { name: "Health", exact: true }).evaluate((element) => element.offsetTop);
  const before = await top();
  await page.getByRole("button", { name: "Take a short tour", exact: true }).click();
  const card = page.getByRole("dialog", { name: "Start here" });
  await card.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("dialog", { name: "Choose what the numbers are about" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await top(), before);
  await page.reload();
  await waitUntilOpen(page);
  assert.equal(await page.getByRole("button", { name: "Take a short tour", exact: true }).count(), 0);
});

for (const [device, viewport] of [["phone", { width: 360, height: 740 }], ["desk", { width: 1440, height: 900 }]]) {
  story(
    `every definition can be linked to, on a ${device}`,
    async ({ page, stage }) => {
      await page.goto(`${stage.address}#/about?topic=health-score`);
      await page.getByRole("heading", { level: 1, name: "About these numbers" }).waitFor();
      const heading = page.getByRole("heading", { level: 3, name: /^Health score/ });
      await page.waitForFunction((element) => document.activeElement === element, await heading.elementHandle());
      assert.ok((await heading.boundingBox()).y < viewport.height / 2);
      await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "Changepoint" }).click();
      await page.waitForFunction(() => location.hash === "#/about?topic=changepoint");
      assert.deepEqual(await accessibilityFaults(page), []);
      assert.equal(await scrollsSideways(page), false);
    },
    { viewport, reducedMotion: "reduce" },
  );
}

story("an explanation leads to its definition", async ({ page, stage }) => {
  await openOverview(page, stage);
  await page.getByRole("region", { name: "Health", exact: true }).locator("summary").first().click();
  await page.getByRole("link", { name: "What this means", exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.id === "topic-health-score");
});

story("going back finds the page where it was left", async ({ page, stage }) => {
  await openOverview(page, stage);
  await page.evaluate(() => scrollTo(0, 700));
  await page.waitForFunction(() => scrollY === 700);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  await page.waitForFunction(() => scrollY === 0);
  await page.goBack();
  await waitUntilOpen(page);
  await page.waitForFunction(() => Math.abs(scrollY - 700) < 3);
});

story("panels stay as they were left", async ({ page, stage }) => {
  await openOverview(page, stage);
  const table = page.getByRole("region", { name: "Key figures", exact: true });
  await table.waitFor();
  await page.getByRole("heading", { level: 2, name: "Key figures against their targets" }).click();
  await table.waitFor({ state: "hidden" });
  await page.waitForFunction(() => Object.values(localStorage).includes("closed"));
  await page.reload();
  await waitUntilOpen(page);
  assert.equal(await table.isVisible(), false);
});

story("tables stay as they were arranged", async ({ page, stage }) => {
  const open = async () => {
    await page.goto(`${stage.address}#/design`);
    await page.getByRole("heading", { level: 1, name: "Design" }).waitFor();
  };
  await open();
  const table = page.getByRole("region", { name: /: table$/ }).first();
  const heading = table.getByRole("columnheader").nth(1);
  await heading.getByRole("button").click();
  const order = await heading.getAttribute("aria-sort");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Design" }).waitFor();
  assert.equal(await heading.getAttribute("aria-sort"), order);
  assert.notEqual(order, "none");
});

story(
  "paper holds the numbers and not the buttons",
  async ({ page, stage }) => {
    await openOverview(page, stage);
    const pages = await page.pdf({ format: "A4" });
    assert.ok(pages.length > 20_000);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.getByRole("navigation", { name: "Pages" }).isVisible(), false);
    assert.equal(await page.getByRole("button", { name: "Copy summary" }).isVisible(), false);
    await page.getByText(/^Forerun · Demo repository \(simulated\) · last 30 days/).waitFor();
    assert.equal(await summary(page).isVisible(), true);
  },
  { colorScheme: "dark" },
);

story("about is reached from the navigation", async ({ page, stage }) => {
  await openOverview(page, stage);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "About", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "About these numbers" }).waitFor();
});
