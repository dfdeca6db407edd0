// What people come for, from the first click to the file in their hands, and what goes wrong on the way.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import {
  connect,
  exportDocument,
  goTo,
  open,
  openDemo,
  syncPanel,
  tabTo,
  waitUntilOpen,
  waitUntilSettled,
  waitUntilSynced,
} from "./person.mjs";
import { documentValidator } from "./schemas.mjs";
import { assertTokenIsNowhere, TOKENS } from "./tokens.mjs";

const { story } = stage({ standIn: true });

const SMALL = "octo/tiny";
// More lists of runs than the small limit grants at once.
const MEDIUM = "octo/medium";
const PHONE = { width: 390, height: 844 };

const connectTo = (page, stage, repository, token) =>
  connect(page, { token, repository, apiBase: stage.standIn.address });

/** Has every answer take so long that a person could see what is going on. */
async function slowly(standIn, play) {
  await standIn.turn("latency", { milliseconds: 150 });
  try {
    await play();
  } finally {
    await standIn.turn("latency", { milliseconds: 0 });
  }
}

/** A browser tells of every refused request on its console; GitHub's refusals are part of these stories. */
const expectRefusals = (watched) => watched.expect(/Failed to load resource.*status of (4\d\d|5\d\d)/);

story("from a token to a report that keeps its schema", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilSynced(page);
  await assertTokenIsNowhere(page, TOKENS.full);
  await goTo(page, "Reports");
  const json = await exportDocument(page, "Export JSON");
  assert.match(json.name, /^report_octo_tiny_[0-9TZ:.-]+\.json$/);
  const document = JSON.parse(json.text);
  assert.deepEqual((await documentValidator())(document), []);
  const markdown = await exportDocument(page, "Export Markdown");
  assert.match(markdown.name, /\.md$/);
  for (const { name, text } of [json, markdown]) assert.ok(!(name + text).includes(TOKENS.full), name);
  await assertTokenIsNowhere(page, TOKENS.full);
});

story("a reload finds everything as it was and asks GitHub nothing", async ({ page, stage }) => {
  const numbers = () => page.getByRole("region", { name: "Key numbers", exact: true }).innerText();
  await open(page, { stage });
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilSynced(page);
  await waitUntilOpen(page);
  // The page may still show what it asked for a moment before the sync ended.
  await waitUntilSettled(page);
  const before = await numbers();
  await stage.standIn.turn("clear");
  await page.reload();
  await waitUntilOpen(page);
  await waitUntilSettled(page);
  assert.equal(await numbers(), before);
  await goTo(page, "Data");
  assert.equal((await stage.standIn.read("counters")).requests, 0);
});

story("a sync shows what it spends, stops at once and goes on where it was", async ({ page, stage }) => {
  const { standIn } = stage;
  await standIn.turn("clear");
  await slowly(standIn, async () => {
    await open(page, { stage });
    await connectTo(page, stage, MEDIUM, TOKENS.full);
    await syncPanel(page).getByText(/^[1-9]\d* requests sent/).waitFor();
    await syncPanel(page).getByText(/^GitHub.s limit: 4\s\d{3} of 5\s000 left/).waitFor();
    await syncPanel(page).getByText(/^[1-3]\s\d{3} of 4\s200 runs$/).waitFor();
    await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).click();
    await syncPanel(page).getByText(/^Stopped/).waitFor();
  });
  const sent = (await standIn.read("counters")).lists;
  assert.ok(sent < 42, `${sent} lists before the stop`);
  await syncPanel(page).getByRole("button", { name: "Go on reading", exact: true }).click();
  await syncPanel(page).getByText(/^Reading earlier attempts/).waitFor();
  const { lists, violations } = await standIn.read("counters");
  // The lists that were under way at the stop are asked for again, half a dozen; some pages overlap at the seams.
  assert.ok(lists <= 54, `${lists} lists for 42 pages`);
  assert.deepEqual(violations, []);
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

story(
  "on a phone a refusal is told where it was asked for, and nothing typed folds away",
  async ({ page, watched, stage }) => {
    expectRefusals(watched);
    await open(page, { stage });
    await connectTo(page, stage, SMALL, TOKENS.unknown);
    const told = page.locator(":focus").getByRole("alert");
    await told.getByText("paste it again").waitFor();
    const { y, height } = await told.boundingBox();
    assert.ok(y >= 0 && y + height <= PHONE.height, `from ${y}, ${height} high`);
    assert.ok(await page.getByLabel("API base", { exact: true }).isVisible());
  },
  { viewport: PHONE },
);

story("a connection that GitHub does not answer is given up, and the next one works", async ({ page, context, stage }) => {
  const user = `${stage.standIn.address}/user`;
  const silence = () => {};
  await context.route(user, silence);
  await open(page, { stage });
  await Promise.all([context.waitForEvent("request", (request) => request.url() === user), connectTo(page, stage, SMALL, TOKENS.full)]);
  await page.getByText("Asking GitHub for the repository…", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.locator(":focus").and(page.getByRole("button", { name: "Connect", exact: true })).waitFor();
  await context.unroute(user, silence);
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilSynced(page);
});

story("another repository is connected while the first is still being read", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, MEDIUM, TOKENS.full);
  await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).waitFor();
  await page.getByRole("link", { name: "Forerun", exact: true }).click();
  await connectTo(page, stage, SMALL, TOKENS.full);
  await waitUntilSynced(page);
  await page.getByRole("combobox", { name: /^Switch repository/ }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0, "nothing is complained about");
});

story("an empty repository is no error", async ({ page, stage }) => {
  await open(page, { stage });
  await connectTo(page, stage, "octo/empty", TOKENS.full);
  await waitUntilSynced(page);
  for (const name of ["Workflows", "Trends", "Overview"]) {
    await goTo(page, name);
    await page.getByRole("heading", { name: "No runs yet", exact: true }).waitFor();
  }
  assert.equal(await page.getByText(/NaN|Infinity|undefined/).count(), 0);
});

story("a used-up limit is waited for, and the sync then ends", async ({ page, watched, stage }) => {
  expectRefusals(watched);
  await open(page, { stage });
  await connectTo(page, stage, MEDIUM, TOKENS.smallLimit);
  await syncPanel(page).getByText(/^Waiting until/).waitFor();
  await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).waitFor();
  await waitUntilSynced(page);
  assert.deepEqual((await stage.standIn.read("counters")).violations, []);
});

story("a tab killed in the middle of a sync loses nothing that was read", async ({ page, context, stage }) => {
  await slowly(stage.standIn, async () => {
    await open(page, { stage });
    await connectTo(page, stage, MEDIUM, TOKENS.full);
    await syncPanel(page).getByText(/^[2-9]\s\d{3} of .* runs$/).waitFor();
    await page.close();
  });
  const next = await context.newPage();
  await next.goto(stage.address);
  await next.getByRole("main").getByRole("link", { name: MEDIUM }).click();
  await next.getByRole("button", { name: "All", exact: true }).click();
  await next.getByText(/· [2-4]\s\d{3} attempts/).waitFor();
  assert.equal(await next.getByRole("alert").filter({ hasText: "damaged" }).count(), 0);
});

story("of two tabs one writes, and the other says so", async ({ page, context, stage }) => {
  const other = await context.newPage();
  await slowly(stage.standIn, async () => {
    await open(page, { stage });
    await open(other, { stage });
    await connectTo(page, stage, MEDIUM, TOKENS.full);
    await syncPanel(page).getByText(/^[1-3]\s\d{3} of .* runs$/).waitFor();
    await connectTo(other, stage, SMALL, TOKENS.full);
    await other.getByRole("alert").getByRole("heading", { name: "Another tab is syncing" }).waitFor();
    await syncPanel(page).getByRole("button", { name: "Stop", exact: true }).click();
    await syncPanel(page).getByText(/^Stopped/).waitFor();
  });
  await connectTo(other, stage, SMALL, TOKENS.full);
  await waitUntilSynced(other);
  await waitUntilOpen(page);
});

story("everything is within reach of the keyboard", async ({ page, stage }) => {
  await open(page, { stage });
  const demo = page.getByRole("button", { name: "Try the demo", exact: true });
  await tabTo(page, demo);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  // The focus goes from heading to heading until the page is there; the navigation stands before it.
  await page.waitForFunction(() => document.activeElement.matches("h1") && document.activeElement.textContent === "Overview");
  await tabTo(page, page.getByRole("navigation").getByRole("link", { name: "Reports", exact: true }), { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Reports" }).waitFor();
  // The heading takes the focus in the frame after it is drawn.
  await page.waitForFunction(() => document.activeElement.tagName === "H1");
});

story("the demo asks nobody", async ({ page, stage }) => {
  await stage.standIn.turn("clear");
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
  assert.equal((await stage.standIn.read("counters")).requests, 0);
});
