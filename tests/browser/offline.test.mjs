// Without a network: the app's own files are kept, stored histories open, and nothing else is ever kept.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serveSite } from "../../scripts/site_server.mjs";
import { stage } from "./harness.mjs";
import { connect, open, openDemo, waitUntilOpen, waitUntilSynced } from "./person.mjs";
import { TOKENS } from "./tokens.mjs";

const { story } = stage({ standIn: true });
const SITE = process.env.FORERUN_SITE ?? "target/served";
const ALLOWED = { serviceWorkers: "allow" };

/** Waits until the app is kept and the page is served from there. */
const untilKept = (page) => page.waitForFunction(() => navigator.serviceWorker?.controller?.state === "activated");

const keptAddresses = (page) =>
  page.evaluate(async () => {
    const addresses = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) addresses.push(url);
    }
    return addresses;
  });

story(
  "the demo works without a network",
  async ({ page, context, stage, watched }) => {
    watched.expect(/ERR_INTERNET_DISCONNECTED/);
    await open(page, { stage });
    await untilKept(page);
    await context.setOffline(true);
    await page.reload();
    await openDemo(page);
    await waitUntilOpen(page);
    await page.getByRole("region", { name: "Summary", exact: true }).waitFor();
  },
  ALLOWED,
);

story(
  "a stored history opens without a network, and no answer of GitHub is kept as a file",
  async ({ page, context, stage, watched }) => {
    watched.expect(/ERR_INTERNET_DISCONNECTED/);
    await open(page, { stage });
    await connect(page, { token: TOKENS.full, repository: "octo/tiny", apiBase: stage.standIn.address });
    await waitUntilSynced(page);
    await waitUntilOpen(page);
    await untilKept(page);
    const foreign = (await keptAddresses(page)).filter((url) => !url.startsWith(stage.address));
    assert.deepEqual(foreign, []);
    await context.setOffline(true);
    await page.reload();
    await waitUntilOpen(page);
  },
  ALLOWED,
);

story("that the network is gone is told at once, and so is that it is back", async ({ page, context, stage, watched }) => {
  watched.expect(/ERR_INTERNET_DISCONNECTED/);
  await open(page, { stage });
  await connect(page, { token: TOKENS.full, repository: "octo/tiny", apiBase: stage.standIn.address });
  await waitUntilSynced(page);
  await waitUntilOpen(page);
  const notice = page.getByRole("heading", { name: "This device has no network", exact: true });
  await context.setOffline(true);
  await notice.waitFor();
  const refresh = page.waitForResponse((answer) => answer.url().startsWith(stage.standIn.address));
  await context.setOffline(false);
  await notice.waitFor({ state: "detached" });
  await refresh;
});

test("a newer version is told, and taken when it is asked for", async (t) => {
  const site = await mkdtemp(join(tmpdir(), "forerun-site-"));
  await cp(SITE, site, { recursive: true });
  const { server, address } = await serveSite(site, 0);
  t.after(async () => {
    server.close();
    await rm(site, { recursive: true });
  });
  const { chromium } = await import("playwright-core");
  const { findChromium } = await import("../../scripts/chromium.mjs");
  const browser = await chromium.launch({ executablePath: findChromium() });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(address);
  await untilKept(page);
  const worker = await readFile(join(site, "service-worker.js"), "utf8");
  // Another version, which knows nothing of the script of this page.
  const newer = worker.replace(/"version":"[0-9a-f]+"/, '"version":"newer"').replace(/"forerun-app-[0-9a-f]+\.js",/, "");
  assert.notEqual(newer, worker);
  await writeFile(join(site, "service-worker.js"), newer);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const notice = page.getByText("A new version of Forerun is ready.", { exact: true });
  await notice.waitFor();
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload", exact: true }).click()]);
  await page.getByRole("button", { name: "Try the demo", exact: true }).waitFor();
  const names = await page.evaluate(() => caches.keys());
  assert.deepEqual(names, ["forerun:/:newer"]);
});

test("the app can be installed: its manifest names icons that are there", async () => {
  const manifest = JSON.parse(await readFile(join(SITE, "manifest.webmanifest"), "utf8"));
  assert.equal(manifest.display, "standalone");
  for (const { src, sizes, type } of manifest.icons) {
    const content = await readFile(join(SITE, src));
    if (type !== "image/png") continue;
    // Width and height stand in a PNG's first chunk.
    assert.equal(`${content.readUInt32BE(16)}x${content.readUInt32BE(20)}`, sizes, src);
  }
  for (const size of ["192x192", "512x512"]) {
    const purposes = manifest.icons.filter(({ sizes }) => sizes === size).map(({ purpose }) => purpose);
    assert.deepEqual(purposes, ["any", "maskable"]);
  }
});
