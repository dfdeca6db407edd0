// What a person does and sees, by role and label only.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** What the navigation lists. */
export const PAGES = [
  "Overview",
  "Workflows",
  "Commit grid",
  "Flaky and failures",
  "Trends",
  "Predictions",
  "Alerts",
  "Compare",
  "Cost",
  "Delivery",
  "Repositories",
  "Reports",
  "Data",
  "Settings",
  "About",
];

/** The heading of a page that the navigation lists. */
export const headingOf = (name) => (name === "About" ? "About these numbers" : name);

const resolve = createRequire(import.meta.url).resolve;

/** Opens the site and waits until the welcome page can be used. */
export async function open(page, { stage }) {
  await page.goto(stage.address);
  await page.getByRole("button", { name: "Try the demo", exact: true }).waitFor();
}

/** Fills the welcome form and presses Connect. Without a token: as the public. */
export async function connect(page, { token = "", repository, apiBase }) {
  await page.getByLabel("Personal access token", { exact: true }).fill(token);
  await page.getByLabel("Repository", { exact: true }).fill(repository);
  if (apiBase) {
    const field = page.getByLabel("API base", { exact: true });
    if (!(await field.isVisible())) await page.getByText("GitHub Enterprise", { exact: true }).click();
    await field.fill(apiBase);
  }
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** The panel that tells how a sync goes. */
export const syncPanel = (page) => page.getByRole("region", { name: "Sync", exact: true });

/** Jobs are read one request an attempt, which takes its time on a slow machine. */
const SYNC_MILLISECONDS = 150_000;

/** Waits until a sync has gone through to its end. */
export async function waitUntilSynced(page) {
  await syncPanel(page).getByText("Up to date", { exact: true }).waitFor({ timeout: SYNC_MILLISECONDS });
}

/** Waits until the overview of a repository has its numbers, whether or not its sync goes on. */
export async function waitUntilOpen(page) {
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.getByRole("region", { name: "Health", exact: true }).waitFor();
}

/** Waits until nothing on the page is about to be replaced by a newer answer. */
export async function waitUntilSettled(page) {
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}

/** Goes to each page in turn and, when it has come to rest, does something there. */
export async function onEachPage(page, visit) {
  for (const name of PAGES) {
    await goTo(page, name);
    await waitUntilSettled(page);
    await visit(name);
  }
}

/** Opens the demo and waits for its overview. */
export async function openDemo(page) {
  await page.getByRole("button", { name: "Try the demo", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

/** Goes to a page by the navigation. */
export async function goTo(page, name) {
  const navigation = page.getByRole("navigation", { name: "Pages", exact: true });
  const link = navigation.getByRole("link", { name, exact: true });
  const more = navigation.getByRole("button", { name: "More", exact: true });
  if (!(await link.first().isVisible()) && (await more.isVisible())) await more.click();
  await link.filter({ visible: true }).first().click();
  await page.getByRole("heading", { level: 1, name: headingOf(name) }).waitFor();
}

/** Presses an export button of the reports page; gives the file's name and text. */
export async function exportDocument(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** Violations of WCAG 2.2 A and AA as the page is now, a line each. */
export async function accessibilityFaults(page) {
  // Evaluated by the debugger, not by a script element: the page's policy stays in force.
  await page.evaluate(await readFile(resolve("axe-core/axe.min.js"), "utf8"));
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate(async (values) => {
    const found = await globalThis.axe.run(document, { runOnly: values });
    // What lies half under a bar that stays while the page is scrolled is looked at again in the middle.
    for (const rule of found.violations.filter(({ id }) => id === "target-size")) {
      const kept = [];
      for (const node of rule.nodes) {
        const element = document.querySelector(node.target[0]);
        element.scrollIntoView({ block: "center", behavior: "instant" });
        const again = await globalThis.axe.run(element, { runOnly: { type: "rule", values: ["target-size"] } });
        if (again.violations.length > 0) kept.push(node);
      }
      rule.nodes = kept;
    }
    return found;
  }, tags);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

/** Whether the page is wider than its window. */
export async function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Presses Tab, or another key, until `locator` has the focus, as someone without a mouse does. */
export async function tabTo(page, locator, { key = "Tab", most = 80 } = {}) {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press(key);
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`not reached by ${most} presses of ${key}: ${locator}`);
}
