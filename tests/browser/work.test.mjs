// What a change of the page costs the browser: a selector that has to look all over the page makes every change, of a page of
// thousands of elements, as slow as making the page.

import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stage } from "./harness.mjs";
import { onEachPage, open, openDemo } from "./person.mjs";

const { story } = stage();

const WINDOWS = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };
// What depends on what is in it is a row, a cell or a label; a page has hundreds of elements, or thousands.
const MOST_STYLED = 20;
// A row holds so many dates at most, and the frame around a page some more.
const DATES_A_ROW = 2;
const OTHER_DATES = 60;

/** In the page: waits until nothing has changed for a while. */
const untilQuiet = () =>
  new Promise((resolve) => {
    const begin = () => setTimeout(() => (watch.disconnect(), resolve()), 300);
    let timer = begin();
    const watch = new MutationObserver(() => (clearTimeout(timer), (timer = begin())));
    watch.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  });

/** In the page: puts one element after the other into a panel, a row and a list, each in a frame of its own. */
async function change() {
  for (const place of ["main section", "main li", "main tbody tr > *", "main form"]) {
    const parent = document.querySelector(place);
    for (const name of parent ? ["a", "button", "p", "small", "span"] : []) {
      const element = document.createElement(name);
      for (const work of [() => parent.append(element), () => element.remove()]) {
        work();
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
    }
  }
}

/** How many elements the browser has styled at a time while `work` went on. */
async function styled(stage, page, work) {
  const path = join(tmpdir(), `forerun-trace-${process.pid}.json`);
  await stage.browser.startTracing(page, { path, categories: ["devtools.timeline"] });
  try {
    await work();
  } finally {
    await stage.browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(await readFile(path, "utf8"));
  await rm(path);
  const counts = traceEvents.filter(({ name }) => name === "UpdateLayoutTree").map(({ args }) => args.elementCount);
  return counts.filter((count) => count > 0);
}

for (const [device, viewport] of Object.entries(WINDOWS)) {
  story(
    `a change in one place of a page leaves the style of the rest alone, on a ${device}`,
    async ({ page, stage }) => {
      await open(page, { stage });
      await openDemo(page);
      await onEachPage(page, async (name) => {
        await page.evaluate(untilQuiet);
        const counts = await styled(stage, page, () => page.evaluate(change));
        assert.ok(counts.length > 0, `${name}: nothing was styled`);
        assert.ok(Math.max(...counts) <= MOST_STYLED, `${name}: ${Math.max(...counts)} elements styled for one`);
      });
    },
    { viewport, reducedMotion: "reduce" },
  );
}

story("a page writes each date of its tables once", async ({ page, stage }) => {
  await page.addInitScript(() => {
    globalThis.datesWritten = 0;
    const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format");
    Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
      ...format,
      get() {
        globalThis.datesWritten += 1;
        return format.get.call(this);
      },
    });
  });
  await open(page, { stage });
  await openDemo(page);
  let mostRows = 0;
  await onEachPage(page, async (name) => {
    const [dates, rows] = await page.evaluate(() => {
      const written = globalThis.datesWritten;
      globalThis.datesWritten = 0;
      return [written, document.querySelectorAll("main tr").length];
    });
    const most = DATES_A_ROW * rows + OTHER_DATES;
    assert.ok(dates <= most, `${name}: ${dates} dates written for ${rows} rows`);
    mostRows = Math.max(mostRows, rows);
  });
  assert.ok(mostRows > OTHER_DATES, "no page has a table of many rows");
});
