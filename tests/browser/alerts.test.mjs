// Alerts: what is wrong is seen and answered, a noisy rule gets quieter, and the page keeps itself up to date.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, goTo, open, openDemo, scrollsSideways } from "./person.mjs";

const { story } = stage();

async function openAlerts(page, stage) {
  await open(page, { stage });
  await openDemo(page);
  await goTo(page, "Alerts");
  await page.getByRole("region", { name: "Alert rules: table" }).waitFor();
}

const cards = (page) => page.getByRole("region", { name: "Open alerts", exact: true }).getByRole("listitem");
const firstCard = (page) => cards(page).filter({ has: page.getByRole("heading") }).first();
const toast = (page, text) => page.locator(".toasts").getByText(text).waitFor();

story("an alert is acknowledged, snoozed, resolved and taken back", async ({ page, stage }) => {
  await openAlerts(page, stage);
  const card = firstCard(page);
  const title = await card.getByRole("heading").innerText();
  assert.doesNotMatch(title, /^(Critical|Warning):/);
  await card.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await toast(page, /^Acknowledged/);
  const same = cards(page).filter({ has: page.getByRole("heading", { name: title, exact: true }) }).first();
  await same.getByText("Acknowledged", { exact: true }).waitFor();
  await same.getByRole("button", { name: "Snooze for 1 day", exact: true }).click();
  await same.getByText(/^Snoozed until/).waitFor();
  await same.getByRole("button", { name: "Resolve", exact: true }).click();
  await page.getByText("Resolved by you").waitFor();
  await page.getByRole("row").filter({ hasText: "Resolved by you" }).first().getByRole("button", { name: "Undo" }).click();
  await same.getByText(/^Snoozed until/).waitFor();
});

story("a noisy rule is made quieter, from its alert to the list", async ({ page, stage }) => {
  await openAlerts(page, stage);
  const firings = async (name) => {
    const table = page.getByRole("region", { name: "Alert rules: table" });
    const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
    return Number(await row.getByRole("cell").nth(2).innerText());
  };
  const link = firstCard(page).getByRole("link", { name: /^Rule: / });
  const name = (await link.innerText()).replace("Rule: ", "");
  const before = await firings(name);
  assert.ok(before > 0, `${name} has fired`);
  await link.click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  assert.match(page.url(), /rule_id=/);
  const replay = page.getByRole("region", { name: "What it would have done", exact: true });
  await replay.getByText(/as the rule in force/).waitFor();
  // Nonsense is told at its field and is not saved.
  await page.getByLabel("Judges at least", { exact: true }).fill("many");
  await page.getByText("A whole number.", { exact: true }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Save rule", exact: true }).isDisabled());
  await page.getByLabel("Judges at least", { exact: true }).fill("90000");
  await replay.getByText(/instead of/).waitFor();
  await page.getByRole("button", { name: "Save rule", exact: true }).click();
  await toast(page, /is saved and in force/);
  await page.getByRole("link", { name: "All alerts and rules", exact: true }).click();
  await page.getByRole("region", { name: "Alert rules: table" }).waitFor();
  await page.waitForFunction(
    ([rule, most]) =>
      [...document.querySelectorAll("tr")].some(
        (row) => row.querySelector("th")?.innerText === rule && Number(row.querySelectorAll("td")[2]?.innerText) < most,
      ),
    [name, before],
  );
});

story("a rule is copied, named and deleted", async ({ page, stage }) => {
  await openAlerts(page, stage);
  await page.getByRole("link", { name: "Failure rate", exact: true }).click();
  await page.getByRole("button", { name: "Copy rule", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Failure rate (copy)", exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete rule", exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete rule", exact: true }).click();
  await toast(page, /is deleted/);
  await page.getByRole("heading", { level: 1, name: "Alerts", exact: true }).waitFor();
});

story("what is typed of a rule stays until it is saved or discarded", async ({ page, stage }) => {
  await openAlerts(page, stage);
  const rule = page.getByRole("region", { name: "Alert rules: table" }).getByRole("link", { name: "Duration", exact: true });
  await rule.click();
  const warning = page.getByLabel("Warning from", { exact: true });
  const before = await warning.inputValue();
  await warning.fill("7");
  const told = page.getByText(/^Unsaved changes\./);
  await told.waitFor();
  await goTo(page, "Trends");
  await goTo(page, "Alerts");
  await rule.click();
  await told.waitFor();
  assert.equal(await warning.inputValue(), "7");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    return dialog.accept();
  });
  await page.getByRole("button", { name: "Discard changes", exact: true }).click();
  await told.waitFor({ state: "detached" });
  assert.equal(await warning.inputValue(), before);
  await page.reload();
  assert.equal(asked, 0, "asked although nothing was unsaved");
  await warning.fill("7");
  await told.waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Duration", exact: true }).waitFor();
  assert.equal(asked, 1);
});

story("everyone can use alerts and the rule editor", async ({ page, stage }) => {
  await openAlerts(page, stage);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(!(await scrollsSideways(page)));
  await firstCard(page).getByRole("link", { name: /^Rule: / }).click();
  await page.getByRole("table").first().waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.ok(!(await scrollsSideways(page)));
});

story("waiting alerts show in the tab, and settings ask for nothing by themselves", async ({ page, stage }) => {
  await openAlerts(page, stage);
  await page.waitForFunction(() => /^\(\d+\) Alerts/.test(document.title));
  const icon = () => page.locator("link[rel='icon']").getAttribute("href");
  assert.equal(await icon(), "favicon-alert.svg");
  await goTo(page, "Settings");
  await page.getByLabel("Refresh from GitHub", { exact: true }).selectOption("30");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  assert.equal(await page.getByLabel("Refresh from GitHub", { exact: true }).inputValue(), "30");
  assert.equal(await page.evaluate(() => Notification.permission !== "granted"), true);
});
