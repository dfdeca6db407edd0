// What opens over a page, in both themes, on a phone and at a desk: explanations, menus, dialogs, messages, the command
// palette and the tour fail no WCAG 2.2 AA rule, do not make the page scroll sideways, and Escape ends them. And what has the
// focus is seen.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, scrollsSideways, waitUntilOpen, waitUntilSettled } from "./person.mjs";

const { story } = stage();

const WINDOWS = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

async function check(page, name) {
  assert.deepEqual(await accessibilityFaults(page), [], name);
  assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
}

for (const [device, viewport] of Object.entries(WINDOWS)) {
  for (const colorScheme of ["light", "dark"]) {
    const settings = { viewport, colorScheme, reducedMotion: "reduce" };

    story(
      `messages, dialogs and explanations can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await page.goto(`${stage.address}#/design`);
        await page.getByRole("button", { name: "Show a warning", exact: true }).click();
        await page.locator(".toasts").getByRole("button").first().waitFor();
        await check(page, "a message");
        await page.getByRole("button", { name: "Delete…", exact: true }).click();
        const dialog = page.getByRole("dialog");
        await dialog.waitFor();
        await check(page, "a dialog");
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
        const explanation = page.getByText("How is this calculated?", { exact: true }).first();
        await explanation.click({ force: true });
        const close = page.getByRole("button", { name: "Close", exact: true });
        await close.waitFor();
        await check(page, "an explanation");
        await page.keyboard.press("Escape");
        await close.waitFor({ state: "hidden" });
        await page.getByText("Columns", { exact: true }).first().click();
        await page.getByRole("checkbox").first().waitFor();
        await check(page, "a choice of columns");
      },
      settings,
    );

    story(
      `tour, palette and windows of one's own can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await open(page, { stage });
        await openDemo(page);
        await waitUntilOpen(page);
        await page.getByRole("button", { name: "Take a short tour", exact: true }).click();
        await page.getByRole("dialog", { name: "Start here" }).waitFor();
        await check(page, "the tour");
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox", { name: /^Page, command/ }).waitFor();
        await check(page, "the palette");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Custom", exact: true }).click();
        await page.getByLabel("From", { exact: true }).waitFor();
        await check(page, "a window of one's own");
        if (device === "phone") {
          await page.getByRole("button", { name: "More", exact: true }).click();
          await page.getByRole("link", { name: "Settings", exact: true }).filter({ visible: true }).first().waitFor();
          await check(page, "more pages");
        }
      },
      settings,
    );

    story(
      `the rule editor can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await open(page, { stage });
        await openDemo(page);
        await goTo(page, "Alerts");
        await page.getByRole("region", { name: "Alert rules: table" }).getByRole("link", { name: "Failure rate", exact: true }).click();
        await page.getByRole("heading", { level: 1, name: "Failure rate", exact: true }).waitFor();
        await page.getByRole("region", { name: "What it would have done" }).getByText(/as the rule in force/).waitFor();
        await check(page, "a rule");
        await page.getByText(/^More: name/).click();
        await page.getByLabel("Judges at least", { exact: true }).fill("many");
        await page.getByText("A whole number.", { exact: true }).waitFor();
        await check(page, "a rule with a mistake");
        await page.getByRole("button", { name: "Copy rule", exact: true }).click();
        await page.getByRole("button", { name: "Delete rule", exact: true }).first().click();
        await page.getByRole("dialog").getByRole("button", { name: "Delete rule", exact: true }).waitFor();
        await check(page, "a rule about to be deleted");
      },
      settings,
    );
  }
}

// Runs in the page: what covers the middle of what has the focus, or nothing.
const covers = () => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const { left, top, width, height } = focused.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 40));
  // A radio button is drawn by its label.
  const drawn = focused.closest("label") ?? focused;
  const isItself = !over || drawn.contains(over) || over.contains(focused);
  return isItself ? "" : `${focused.outerHTML.slice(0, 80)} under ${over.outerHTML.slice(0, 80)}`;
};

for (const [device, viewport] of Object.entries(WINDOWS)) {
  story(
    `what has the focus is not hidden on a ${device}`,
    async ({ page, stage }) => {
      await open(page, { stage });
      await openDemo(page);
      for (const name of ["Settings", "Alerts"]) {
        await goTo(page, name);
        await waitUntilSettled(page);
        for (let presses = 0; presses < 45; presses += 1) {
          await page.keyboard.press("Tab");
          assert.equal(await page.evaluate(covers), "", name);
        }
      }
    },
    { viewport, reducedMotion: "reduce" },
  );
}
