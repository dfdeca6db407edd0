// Every page on a phone and at a desk, in both themes: nothing scrolls sideways, nothing fails WCAG 2.2 AA.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, PAGES, scrollsSideways } from "./person.mjs";

const { story } = stage();

const WINDOWS = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

async function check(page, name) {
  assert.deepEqual(await accessibilityFaults(page), [], name);
  assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
}

for (const [device, viewport] of Object.entries(WINDOWS)) {
  for (const colorScheme of ["light", "dark"]) {
    story(
      `every page can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        await open(page, { stage });
        await check(page, "Welcome");
        await openDemo(page);
        for (const name of PAGES) {
          await goTo(page, name);
          await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
          await check(page, name);
        }
      },
      { viewport, colorScheme, reducedMotion: "reduce" },
    );
  }
}
