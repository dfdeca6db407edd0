// Every page on a phone and at a desk, in both themes: nothing scrolls sideways, nothing fails WCAG 2.2 AA.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, onEachPage, open, openDemo, scrollsSideways } from "./person.mjs";

const { story } = stage();

const WINDOWS = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

async function check(page, name) {
  assert.deepEqual(await accessibilityFaults(page), [], name);
  assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
}

// Runs in the page.
const isOnScreen = (element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
};

for (const [device, viewport] of Object.entries(WINDOWS)) {
  story(
    `every explanation on a ${device} opens on the screen and closes with Escape`,
    async ({ page, stage }) => {
      await open(page, { stage });
      await openDemo(page);
      const buttons = page.locator("summary", { hasText: "How is this calculated?" });
      await buttons.first().waitFor();
      for (const button of await buttons.all()) {
        await button.click();
        // One is open at a time.
        const close = page.getByRole("button", { name: "Close", exact: true });
        await close.waitFor();
        await page.waitForFunction(isOnScreen, await close.elementHandle(), { timeout: 5000 });
        assert.equal(await scrollsSideways(page), false, "the page scrolls sideways");
        await page.keyboard.press("Escape");
        await close.waitFor({ state: "hidden" });
        assert.equal(await button.evaluate((element) => element === document.activeElement), true, "focus is lost");
      }
    },
    { viewport, reducedMotion: "reduce" },
  );
}

story("the command palette finds what only this browser's histories have", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  const look = async (words) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^Page, command/ }).fill(words);
  };
  await look("");
  await page.getByRole("option", { name: /Settings/ }).waitFor();
  assert.equal(await page.getByRole("option", { name: /Branch$/ }).count(), 0, "only what is typed for is listed");
  await page.keyboard.press("Escape");

  await look("branch main");
  await page.getByRole("option", { name: /^main\s*Branch$/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/branch=main/);

  await look("workflow docs");
  await page.getByRole("option", { name: /^Docs\s*Workflow$/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Workflow Docs", exact: true }).waitFor();
});

story(
  "a phone shows what is filtered without the selects",
  async ({ page, stage }) => {
    await open(page, { stage });
    await openDemo(page);
    const toggle = page.getByRole("button", { name: "Filters: everything", exact: true });
    await toggle.waitFor();
    assert.equal(await page.getByLabel("Workflow", { exact: true }).isVisible(), false);
    await toggle.click();
    await page.getByLabel("Workflow", { exact: true }).selectOption({ label: "CI" });
    await page.getByRole("button", { name: "Filters: CI", exact: true }).click();
    assert.equal(await page.getByLabel("Workflow", { exact: true }).isVisible(), false);
  },
  { viewport: WINDOWS.phone, reducedMotion: "reduce" },
);

for (const [device, viewport] of Object.entries(WINDOWS)) {
  for (const colorScheme of ["light", "dark"]) {
    story(
      `every page can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await open(page, { stage });
        await check(page, "Welcome");
        await openDemo(page);
        await onEachPage(page, (name) => check(page, name));
      },
      { viewport, colorScheme, reducedMotion: "reduce" },
    );
  }
}
