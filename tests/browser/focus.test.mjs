// The keyboard's way through the page: what is opened is reached, what closes gives the focus back, and what is taken away
// while it has the focus takes nothing else with it.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { goTo, open, openDemo, waitUntilOpen, waitUntilSettled } from "./person.mjs";

const { story } = stage();

const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const button = (within, name) => within.getByRole("button", { name, exact: true });
const charts = (within) => within.getByRole("img", { name: /Arrow keys read single values/ });
const PHONE = { viewport: { width: 360, height: 740 } };

async function openOverview(page, stage) {
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
}

/** Waits until this has the focus. */
async function hasFocus(page, locator) {
  await locator.waitFor();
  await page.waitForFunction((element) => element === document.activeElement, await locator.elementHandle());
}

const pressOn = async (locator, key) => {
  await locator.focus();
  await locator.press(key);
};

story("a page is left by the palette while one of its charts has the focus", async ({ page, stage }) => {
  await openOverview(page, stage);
  const chart = charts(panel(page, "Success rate")).first();
  await chart.scrollIntoViewIfNeeded();
  await pressOn(chart, "ArrowRight");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Page, command/ }).fill("Trends");
  await page.keyboard.press("Enter");
  await heading(page, "Trends").waitFor();
  await panel(page, "What moved").waitFor();
  // The page still works: it is left again in the same way.
  await pressOn(charts(page).first(), "End");
  await page.goBack();
  await heading(page, "Overview").waitFor();
  await panel(page, "Health").waitFor();
});

story("a run is opened from the picture of durations, by Enter and by a click", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await page.goto(`${stage.address}#/demo/workflow?window=30d&workflow=48213907`);
  const chart = charts(panel(page, "Durations")).first();
  await chart.waitFor();
  await pressOn(chart, "End");
  await chart.press("Enter");
  await heading(page, /^Run #\d+ of /).waitFor();
  await panel(page, "Timeline").waitFor();

  await page.goBack();
  await chart.waitFor();
  await chart.scrollIntoViewIfNeeded();
  const { width, height } = await chart.boundingBox();
  const isThere = () => new URL(page.url()).hash.includes("/run?");
  // Somewhere among hundreds of points: the first press that meets one leads to its run.
  for (let step = 0; step < 400 && !isThere(); step += 1) {
    const [column, row] = [step % 40, Math.floor(step / 40)];
    await chart.click({ position: { x: width * (0.3 + column / 60), y: height * (0.35 + row / 40) } });
  }
  await heading(page, /^Run #\d+ of /).waitFor();
  await panel(page, "Timeline").waitFor();
});

story(
  "all pages are reached by the keyboard from the bar of a phone",
  async ({ page, stage }) => {
    await openOverview(page, stage);
    const pages = page.getByRole("navigation", { name: "Pages", exact: true });
    const more = button(pages, "More");
    const settings = pages.getByRole("link", { name: "Settings", exact: true });
    await pressOn(more, "Enter");
    await hasFocus(page, pages.getByRole("link", { name: "Overview", exact: true }).first());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await settings.waitFor({ state: "hidden" });
    await hasFocus(page, more);

    // Opened by a finger it is closed by Escape as well, wherever the focus is.
    await more.click();
    await settings.waitFor();
    await page.keyboard.press("Escape");
    await settings.waitFor({ state: "hidden" });

    await pressOn(more, "Enter");
    await hasFocus(page, pages.getByRole("link", { name: "Overview", exact: true }).first());
    await page.keyboard.press("Shift+Tab");
    await settings.waitFor({ state: "hidden" });

    await pressOn(more, "Enter");
    await settings.focus();
    await page.keyboard.press("Enter");
    await hasFocus(page, heading(page, "Settings"));
    await settings.waitFor({ state: "hidden" });
  },
  PHONE,
);

story("the focus stays with an alert that is answered", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Alerts");
  const open_ = panel(page, "Open alerts");
  const cards = open_.getByRole("listitem").filter({ has: page.getByRole("heading") });
  const title = await cards.first().getByRole("heading").innerText();
  const card = cards.filter({ has: page.getByRole("heading", { name: title, exact: true }) }).first();
  await pressOn(button(card, "Acknowledge"), "Enter");
  await card.getByText("Acknowledged", { exact: true }).waitFor();
  await hasFocus(page, button(card, "Resolve"));
  await pressOn(button(card, "Undo"), "Enter");
  await hasFocus(page, button(card, "Acknowledge"));
  await pressOn(button(card, "Resolve"), "Enter");
  await page.getByText("Resolved by you").first().waitFor();
  await hasFocus(page, open_.getByRole("heading", { name: "Open alerts", exact: true }));
  const ended = page.getByRole("row").filter({ hasText: "Resolved by you" }).first();
  await pressOn(button(ended, "Undo"), "Enter");
  await hasFocus(page, button(card, "Acknowledge"));
});

story("a message that is put away gives the focus back", async ({ page, context, stage }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openOverview(page, stage);
  const copy = button(panel(page, "Summary"), "Copy summary");
  await pressOn(copy, "Enter");
  const dismiss = button(page, "Dismiss");
  await dismiss.waitFor();
  await pressOn(dismiss, "Enter");
  await dismiss.waitFor({ state: "detached" });
  await hasFocus(page, copy);

  // What was said of one page is not read on another.
  await pressOn(copy, "Enter");
  await dismiss.waitFor();
  await goTo(page, "Trends");
  await dismiss.waitFor({ state: "detached" });
});

story("the tour ends where it was offered", async ({ page, stage }) => {
  await openOverview(page, stage);
  await pressOn(button(page, "Take a short tour"), "Enter");
  await hasFocus(page, page.getByRole("dialog", { name: "Start here" }));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await hasFocus(page, panel(page, "Summary").getByRole("heading", { name: "Summary", exact: true }));
});

story("a window of one's own begins with the days that are shown, and Escape leaves it", async ({ page, stage }) => {
  await openOverview(page, stage);
  const windows = page.getByRole("group", { name: "Window", exact: true });
  const pressed = () => windows.locator("[aria-pressed=true]").allInnerTexts();
  await button(windows, "7 days").click();
  const custom = button(windows, "Custom");
  await pressOn(custom, "Enter");
  const [from, to] = [page.getByLabel("From", { exact: true }), page.getByLabel("To", { exact: true })];
  await from.waitFor();
  const days = (Date.parse(await to.inputValue()) - Date.parse(await from.inputValue())) / 86_400_000;
  assert.equal(days, 7);
  assert.deepEqual(await pressed(), ["Custom"]);
  await pressOn(from, "Escape");
  await from.waitFor({ state: "detached" });
  await hasFocus(page, custom);
  assert.deepEqual(await pressed(), ["7 days"]);

  await pressOn(custom, "Enter");
  await pressOn(button(page, "Show"), "Enter");
  await page.waitForURL(/window=2026-06-1\d/);
  await from.waitFor();
  assert.deepEqual(await pressed(), ["Custom"]);
  await button(windows, "30 days").click();
  await from.waitFor({ state: "detached" });
  assert.deepEqual(await pressed(), ["30 days"]);

  await button(windows, "All").click();
  await pressOn(custom, "Enter");
  await from.waitFor();
  const allDays = (Date.parse(await to.inputValue()) - Date.parse(await from.inputValue())) / 86_400_000;
  assert.ok(allDays > 90, `everything stored begins where the history does, not ${allDays} days ago`);
});

story("the commit grid is crossed by Home, End and the keys for pages", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Commit grid");
  const grid = page.getByRole("table", { name: "Outcome of each commit, newest first" });
  const rows = grid.getByRole("row");
  const columns = grid.getByRole("columnheader").getByRole("link");
  await rows.nth(11).waitFor();
  await columns.first().focus();
  await page.keyboard.press("End");
  await hasFocus(page, columns.last());
  await page.keyboard.press("Home");
  await hasFocus(page, columns.first());
  await page.keyboard.press("PageDown");
  await hasFocus(page, rows.nth(10).getByRole("link").first());
  await page.keyboard.press("End");
  await hasFocus(page, rows.nth(10).getByRole("link").last());
  await page.keyboard.press("Home");
  await page.keyboard.press("PageUp");
  await hasFocus(page, columns.first());
  await waitUntilSettled(page);
  await page.keyboard.press("Control+End");
  await hasFocus(page, rows.last().getByRole("link").last());
  await page.keyboard.press("Control+Home");
  await hasFocus(page, columns.first());
});
