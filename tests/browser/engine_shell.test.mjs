// The worker around the engine, spoken to in bytes: what it says when storage or the write lock is not to be had.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";

const { story } = stage();

// Words of the protocol as `postcard` writes them: variants by position, small numbers in one byte.
const READY = 0;
const SYNC = [0, 3, 1];
const ASK_SESSION = [1, 7, 0];
const BUSY = /Another tab is syncing/;
const NOT_KEPT = /History is kept only until this tab is closed/;

/** Starts an engine in the page; everything that it says is kept as text, bytes as Latin-1. */
async function startEngine(page, stage) {
  await page.goto(stage.address);
  await page.evaluate(() => {
    globalThis.said = [];
    globalThis.engine = globalThis.forerunSpawnEngine();
    globalThis.engine.onmessage = ({ data }) =>
      globalThis.said.push(typeof data === "string" ? data : String.fromCharCode(...data));
  });
  await says(page, new RegExp(`^${String.fromCharCode(READY)}$`));
}

const send = (page, bytes) => page.evaluate((values) => globalThis.engine.postMessage(Uint8Array.from(values)), bytes);

/** Waits until it has said something of this form. */
const says = (page, { source, flags }) =>
  page.waitForFunction(([s, f]) => globalThis.said.some((text) => new RegExp(s, f).test(text)), [source, flags]);

const said = (page) => page.evaluate(() => globalThis.said);

/** Goes to an empty page of the site's origin: no engine has the database open there. */
async function goToEmptyPage(page, stage) {
  const body = '<!doctype html><link rel="icon" href="data:,"><title>empty</title>';
  await page.route(`${stage.address}empty`, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${stage.address}empty`);
}

/** Opens the database in the page as a newer version of Forerun would; says how that went. */
const openNewerVersion = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open("forerun", 1_000);
        request.onsuccess = () => resolve("opened");
        request.onerror = () => resolve(request.error.name);
        request.onblocked = () => resolve("blocked");
      }),
  );

/** Takes the write lock in the page and keeps it, as a syncing tab does; `free()` in the page gives it back. */
const takeWriteLock = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.locks.request("forerun-history", () => {
          resolve();
          return new Promise((free) => (globalThis.free = free));
        });
      }),
  );

story("answers a query under its number", async ({ page, stage }) => {
  await startEngine(page, stage);
  await send(page, ASK_SESSION);
  await says(page, /^\x02\x07/);
  assert.deepEqual((await said(page)).filter((text) => NOT_KEPT.test(text)), []);
});

story("does not write while another tab does, and does when it is done", async ({ page, context, stage }) => {
  await startEngine(page, stage);
  const other = await context.newPage();
  await other.goto(stage.address);
  await takeWriteLock(other);
  await send(page, SYNC);
  await says(page, BUSY);
  await other.close();
  await page.evaluate(() => (globalThis.said.length = 0));
  await page.evaluate(() => navigator.locks.request("forerun-history", () => {}));
  await send(page, SYNC);
  await send(page, ASK_SESSION);
  await says(page, /^\x02\x07/);
  assert.deepEqual((await said(page)).filter((text) => BUSY.test(text)), []);
});

story("makes way for a newer version in another tab", async ({ page, context, stage }) => {
  await startEngine(page, stage);
  const other = await context.newPage();
  await goToEmptyPage(other, stage);
  assert.equal(await openNewerVersion(other), "opened");
});

story("goes on in memory where the disk is not to be had, and says so", async ({ page, stage }) => {
  await goToEmptyPage(page, stage);
  assert.equal(await openNewerVersion(page), "opened");
  await startEngine(page, stage);
  await says(page, NOT_KEPT);
  await send(page, ASK_SESSION);
  await says(page, /^\x02\x07/);
});

story("a message that is no word of the protocol ends in plain words", async ({ page, stage }) => {
  await startEngine(page, stage);
  await send(page, [0xff, 0xff, 0xff]);
  await says(page, /^fatal: a message from the page cannot be read/);
});
