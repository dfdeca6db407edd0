// Times what a person waits for in the page, and how long the page does not answer meanwhile.

import { connect, goTo, headingOf, PAGES, syncPanel } from "../../tests/browser/person.mjs";

const TOKEN = "ghp_standInFullAccess0000000000000000000";
const PHASE_MILLISECONDS = 120_000;
const HOVERS = 60;

/**
 * Has every page of the context keep its long tasks (the browser tells those over 50 ms), its layout shifts, its last click
 * and the frame in which the overview was first seen. Whoever asks from outside asks every half second only.
 */
export function noteWhatHappens(context) {
  return context.addInitScript(() => {
    addEventListener("click", () => (globalThis.clickedAt = performance.now()), { capture: true });
    globalThis.overviewSeen = new Promise((resolve) => {
      const seen = () => setTimeout(() => resolve(performance.now()));
      const watch = new MutationObserver(() => {
        if (!document.querySelector('main [aria-label="Health"]')) return;
        watch.disconnect();
        requestAnimationFrame(seen);
      });
      watch.observe(document, { childList: true, subtree: true });
    });
    globalThis.longTasks = [];
    globalThis.layoutShift = 0;
    const noteShifts = (list) => {
      for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) globalThis.layoutShift += value;
    };
    new PerformanceObserver(noteShifts).observe({ type: "layout-shift", buffered: true });
    const note = (list) => globalThis.longTasks.push(...list.getEntries().map((entry) => entry.duration));
    new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
  });
}

/** Seconds of the longest task since the last call; 0 where none took over 50 ms. */
async function longestTask(page) {
  // Entries are handed over in a task of their own: let one go by.
  const milliseconds = await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return Math.max(0, ...globalThis.longTasks.splice(0));
  });
  return milliseconds / 1_000;
}

const drawn = (page) => page.locator("[aria-busy=true]").waitFor({ state: "detached" });

/** From the address of a stored repository to its overview, with a warm cache of the site's files. */
export async function timeNavigation(context, site, key) {
  const page = await context.newPage();
  await page.goto(`${site}#/${key}/overview?window=all`);
  const seconds = await page.evaluate(async () => (await globalThis.overviewSeen) / 1_000);
  await drawn(page);
  const longest = await longestTask(page);
  const layoutShift = await page.evaluate(() => globalThis.layoutShift);
  return { page, seconds, longest, layoutShift };
}

/** From the click on a stored repository to its overview. */
export async function timeOpening(context, site, name) {
  const page = await context.newPage();
  await page.goto(site);
  const stored = page.getByRole("main").getByRole("link", { name }).or(page.getByRole("main").getByRole("button", { name }));
  await stored.first().waitFor();
  await stored.first().click();
  const seconds = await page.evaluate(async () => ((await globalThis.overviewSeen) - globalThis.clickedAt) / 1_000);
  await page.close();
  return seconds;
}

/** A way through `names` on which each follows each other one, in both directions. */
function everyPair(names) {
  const way = [];
  for (const [index, name] of names.entries()) {
    for (const later of names.slice(index + 1)) way.push(name, later);
  }
  return [...way, names[0]];
}

/**
 * Goes from every page to every other one: the longest task, and the largest sum of layout shifts on one page. A click
 * excuses the shifts of half a second, so pages are opened by their addresses.
 */
export async function switchPages(page) {
  await longestTask(page);
  let [longest, layoutShift] = [0, 0];
  for (const name of everyPair(PAGES)) {
    await page.evaluate(() => (globalThis.layoutShift = 0));
    const link = page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link", { name, exact: true });
    await link.evaluate((element) => (location.hash = new URL(element.href).hash));
    await page.getByRole("heading", { level: 1, name: headingOf(name) }).waitFor();
    await drawn(page);
    longest = Math.max(longest, await longestTask(page));
    layoutShift = Math.max(layoutShift, await page.evaluate(() => globalThis.layoutShift));
  }
  return { longest, layoutShift };
}

/** Moves the pointer over the durations; the longest redraw of a frame. */
export async function hoverChart(page) {
  await goTo(page, "Overview");
  await drawn(page);
  const charts = page.locator("main canvas");
  await charts.first().waitFor();
  const longest = [];
  for (let index = 0; index < (await charts.count()); index += 1) {
    const chart = charts.nth(index);
    await chart.scrollIntoViewIfNeeded();
    longest.push(await chart.evaluate(hover, HOVERS));
  }
  return Math.max(...longest) / 1_000;
}

/** In the page: the longest time in milliseconds from a pointer's move to the end of the drawing that it causes. */
async function hover(canvas, moves) {
  const TURNS = 20;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const target = document.elementFromPoint(left + width / 2, top + height / 2) ?? canvas;
  let drawings = 0;
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    drawings += 1;
    return clearRect.apply(this, area);
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
  let longest = 0;
  for (let move = 0; move < moves; move += 1) {
    const place = { clientX: left + (width * move) / moves, clientY: top + height / 2 };
    // The first frame request runs before those of the page, the last after them: the page makes its own some turns later.
    const before = frame();
    const sent = performance.now();
    target.dispatchEvent(new PointerEvent("pointermove", { ...place, bubbles: true }));
    for (let turn = 0; turn < TURNS; turn += 1) await undefined;
    const handled = performance.now() - sent;
    const after = frame();
    longest = Math.max(longest, handled + (await after) - (await before));
  }
  CanvasRenderingContext2D.prototype.clearRect = clearRect;
  if (drawings === 0) throw new Error("nothing was drawn for any move of the pointer");
  return longest;
}

/** Syncs a repository of the stand-in until its progress says so much; the longest task meanwhile. */
export async function sync(context, site, standIn, repository, enough) {
  const page = await context.newPage();
  await page.goto(site);
  await page.getByLabel("Repository", { exact: true }).waitFor();
  await longestTask(page);
  await connect(page, { token: TOKEN, repository, apiBase: standIn.address });
  await syncPanel(page).getByText(enough).first().waitFor({ timeout: PHASE_MILLISECONDS });
  const longest = await longestTask(page);
  await page.close();
  return longest;
}
