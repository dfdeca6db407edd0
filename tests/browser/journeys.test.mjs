// What people come for, from the first click to the file in their hands, and what goes wrong on the way.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { connect, exportDocument, goTo, open, openDemo, syncPanel, tabTo, waitUntilOpen, waitUntilSynced } from "./person.mjs";
import { documentValidator } from "./schemas.mjs";

const { story } = stage({ standIn: true });

const TOKENS = {
  full: "ghp_standInFullAccess0000000000000000000",
  smallLimit: "ghp_standInSmallLimit0000000000000000000",
  noActions: "github_pat_standInNoActions_000000000000000",
  singleSignOn: "ghp_standInSingleSignOn00000000000000000",
  unknown: "ghp_notKnownToAnybody0000000000000000000",
};
const SMALL = "octo/small";
const LARGE = "octo/large";

const connectTo = (page, stage, repository, token) =>
  connect(page, { token, repository, apiBase: stage.standIn.address });

/** A browser tells of every refused request on its console; GitHub's refusals are part of these stories. */
const expectRefusals = (watched) => watched.expect(/Failed to load resource.*status of (4\d\d|5\d\d)/);

/** Nothing of the token is in the page, its address or what it keeps. */
async function assertTokenIsNowhere(page, token) {
  const traces = await page.evaluate(async (secret) => {
    const kept = [document.documentElement.outerHTML, location.href, document.cookie];
    kept.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
    kept.push(...[...document.querySelectorAll("input")].map((field) => field.value));
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => (indexedDB.open(name).onsuccess = (event) => resolve(event.target.result)));
      for (const store of database.objectStoreNames) {
        const values = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => (values.onsuccess = resolve));
        kept.push(...values.result.map((value) => new TextDecoder("latin1").decode(value)));
      }
      database.close();
    }
    return kept.filter((text) => text.includes(secret)).length;
  }, token);
  assert.equal(traces, 0, "the token left a trace");
}

story("from a token to a report that keeps its schema", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilSynced(page);
  await assertTokenIsNowhere(page, TOKENS.full);
  await goTo(page, "Reports");
  const json = await exportDocument(page, "Export JSON");
  assert.match(json.name, /^report_octo_small_[0-9TZ:.-]+\.json$/);
  const document = JSON.parse(json.text);
  assert.deepEqual((await documentValidator())(document), []);
  const markdown = await exportDocument(page, "Export Markdown");
  assert.match(markdown.name, /\.md$/);
  for (const { text } of [json, markdown]) assert.ok(!text.includes(TOKENS.full));
});

story("a reload keeps the history and asks GitHub nothing", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilOpen(page);
  await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).click();
  await syncPanel(page).getByText(/^Stopped/).waitFor();
  await stage.standIn.turn("clear");
  await page.reload();
  await waitUntilOpen(page);
  assert.equal((await stage.standIn.read("counters")).requests, 0);
});

const REFUSED = [
  ["an unknown token", SMALL, TOKENS.unknown],
  ["a token without the permission", SMALL, TOKENS.noActions],
  ["a token that single sign-on refuses", SMALL, TOKENS.singleSignOn],
  ["a repository that is not there", "octo/private", TOKENS.full],
  ["a repository closed by law", "octo/blocked", TOKENS.full],
];
for (const [what, repository, token] of REFUSED) {
  story(`${what} is told with advice, and another try is at hand`, async ({ page, watched, stage }) => {
    expectRefusals(watched);
    await open(page, { stage });
    await connectTo(page, stage, repository, token);
    const alert = page.getByRole("alert").filter({ has: page.getByRole("heading") }).first();
    await alert.waitFor();
    assert.ok((await alert.textContent()).length > 40, "there is advice");
    await assertTokenIsNowhere(page, token);
    if (!(await page.getByLabel("Repository", { exact: true }).isVisible())) {
      await page.getByRole("link", { name: "Connect again" }).click();
    }
    await connectTo(page, stage, SMALL, TOKENS.full);
    await waitUntilOpen(page);
  });
}

story("an empty repository is no error", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, "octo/empty", TOKENS.full);
  await waitUntilSynced(page);
  await goTo(page, "Overview");
  assert.equal(await page.getByText(/NaN|Infinity|undefined/).count(), 0);
});

story("a used-up limit is waited for, and the sync then ends", async ({ page, watched, stage }) => {
  expectRefusals(watched);
  await open(page, { stage });
  await connectTo(page, stage, LARGE, TOKENS.smallLimit);
  await syncPanel(page).getByText(/^Waiting until/).waitFor();
  await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).waitFor();
  await waitUntilSynced(page);
  assert.deepEqual((await stage.standIn.read("counters")).violations, []);
});

story("a tab killed in the middle of a sync loses nothing that was read", async ({ page, context, stage }) => {
  await stage.standIn.turn("latency", { milliseconds: 20 });
  try {
    await open(page, { stage });
    await connectTo(page, stage, LARGE, TOKENS.full);
    await syncPanel(page).getByText(/^[2-9],?\d*.* of .* runs$|^\d[\d\s,.]{3,} of .* runs$/).waitFor();
    await page.close();
  } finally {
    await stage.standIn.turn("latency", { milliseconds: 0 });
  }
  const next = await context.newPage();
  await next.goto(stage.address);
  await next.getByText(LARGE).first().click();
  await next.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.equal(await next.getByRole("alert").filter({ hasText: "damaged" }).count(), 0);
});

story("everything is within reach of the keyboard", async ({ page, stage }) => {
  await open(page, { stage });
  const demo = page.getByRole("button", { name: "Try the demo", exact: true });
  await tabTo(page, demo);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await tabTo(page, page.getByRole("navigation").getByRole("link", { name: "Reports", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Reports" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
});

story("the demo asks nobody", async ({ page, stage }) => {
  await stage.standIn.turn("clear");
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
  assert.equal((await stage.standIn.read("counters")).requests, 0);
});
