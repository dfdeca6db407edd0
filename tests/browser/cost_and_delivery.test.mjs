// What CI costs and how changes get out: each page answers in its first screenful, its choices are in the address, and
// prices that are set change the numbers.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { accessibilityFaults, open, openDemo, scrollsSideways } from "./person.mjs";

const { story } = stage();

const panel = (page, name) => page.getByRole("region", { name, exact: true });

async function visit(page, hash, heading) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

async function openCost(page, stage, query = "window=30d") {
  await open(page, { stage });
  await openDemo(page);
  await visit(page, `#/demo/cost?${query}`, "Cost");
  await panel(page, "Cost in numbers").waitFor();
}

async function openDelivery(page, stage, query = "window=90d") {
  await open(page, { stage });
  await openDemo(page);
  await visit(page, `#/demo/delivery?${query}`, "Delivery");
  await panel(page, "The four keys").waitFor();
}

for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } })) {
  for (const colorScheme of ["light", "dark"]) {
    story(
      `cost and delivery can be used on a ${device}, ${colorScheme}`,
      async ({ page, stage }) => {
        for (const [word, heading, name] of [["cost", "Cost", "Cost in numbers"], ["delivery", "Delivery", "The four keys"]]) {
          if (word === "cost") {
            await openCost(page, stage);
          } else {
            await visit(page, `#/demo/${word}?window=90d`, heading);
            await panel(page, name).waitFor();
          }
          assert.deepEqual(await accessibilityFaults(page), []);
          assert.equal(await scrollsSideways(page), false, "the page scrolls sideways");
        }
      },
      { viewport, colorScheme, reducedMotion: "reduce" },
    );
  }
}

story("the cost is told in a sentence, and minutes stand beside dollars", async ({ page, stage }) => {
  await openCost(page, stage);
  await page.getByText(/^\$[\d.\s]+ in the last 30 days.* wasted, most on .*The next 7 days: \$/).waitFor();
  await panel(page, "Cost in numbers").getByText(/\d\smin$/).first().waitFor();
});

story("a day is cut three ways, and the address keeps the choice", async ({ page, stage }) => {
  await openCost(page, stage);
  const days = panel(page, "Where it goes, day by day");
  await days.getByRole("img", { name: /^Cost a day by workflow, / }).waitFor();
  await days.getByRole("button", { name: "What it led to", exact: true }).click();
  await days.getByRole("img", { name: /^Cost a day by what it led to, / }).waitFor();
  await days.getByRole("button", { name: "Minutes", exact: true }).click();
  await days.getByRole("img", { name: /^Billed minutes a day by what they led to, / }).waitFor();
  assert.match(new URL(page.url()).hash, /by=use/);
  assert.match(new URL(page.url()).hash, /unit=minutes/);
});

story("a time limit is tried, and the address keeps the question", async ({ page, stage }) => {
  await openCost(page, stage);
  const trial = panel(page, "Try a change");
  await trial.getByLabel("Time limit", { exact: true }).fill("0");
  await trial.getByText("A whole number of minutes, 1 to 7\u202f200.").waitFor();
  await trial.getByLabel("Time limit", { exact: true }).fill("5");
  await trial.getByRole("button", { name: "Try this limit", exact: true }).click();
  await trial.getByRole("status").getByText(/^Stopped after 5\smin: /).waitFor();
  assert.match(new URL(page.url()).hash, /limit=5/);
});

story("the dearest runs lead to their pages", async ({ page, stage }) => {
  await openCost(page, stage);
  const where = panel(page, "Where the money goes");
  await where.getByRole("tab", { name: "Dearest runs", exact: true }).click();
  const link = where.getByRole("link", { name: /^Run \d+$/ }).first();
  assert.match(await link.getAttribute("href"), /^#\/demo\/run\?.*run=\d+/);
});

story("a price that is set is used", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  await visit(page, "#/settings", "Settings");
  const prices = panel(page, "Prices");
  await prices.getByRole("button", { name: "Add a price for a label", exact: true }).click();
  await prices.getByText("The label of runs-on, please.").waitFor();
  await prices.getByLabel("Label", { exact: true }).fill("ubuntu-latest");
  await prices.getByLabel("Price", { exact: true }).fill("1.5");
  await page.getByRole("button", { name: "Save settings", exact: true }).click();
  await visit(page, "#/demo/cost?window=30d", "Cost");
  await panel(page, "What was priced how").getByText("ubuntu-latest (your price)").first().waitFor();
});

story("the four keys have a class or a reason, and red times lead to their runs", async ({ page, stage }) => {
  await openDelivery(page, stage);
  const keys = panel(page, "The four keys");
  for (const name of ["Deployment frequency", "Lead time for changes", "Change failure rate", "Time to restore service"]) {
    await keys.getByRole("heading", { name, exact: true }).waitFor();
  }
  const red = panel(page, "When the default branch was red");
  const run = red.getByRole("link", { name: "First run that failed" }).first();
  assert.match(await run.getAttribute("href"), /^#\/demo\/run\?.*run=\d+/);
  await panel(page, "Maturity").getByText("Holds it back").first().waitFor();
});

story("a window without runs says so on both pages", async ({ page, stage }) => {
  await open(page, { stage });
  await openDemo(page);
  for (const [word, heading] of [["cost", "Cost"], ["delivery", "Delivery"]]) {
    await visit(page, `#/demo/${word}?window=2001-01-01..2001-02-01`, heading);
    await page.getByText("Nothing ran in this window and filter").waitFor();
  }
});
