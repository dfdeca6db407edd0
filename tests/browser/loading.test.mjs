// How the site comes up: worker and page, theme, and plain words when something is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CEILING_BYTES, weigh } from "../../scripts/weigh.mjs";
import { serveSite } from "../../scripts/site_server.mjs";
import { stage } from "./harness.mjs";

const { story } = stage();

/** The first message of a new engine, as bytes. */
function firstWord(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const engine = globalThis.forerunSpawnEngine();
        engine.onmessage = ({ data }) => resolve(typeof data === "string" ? data : Array.from(data));
        engine.onerror = (event) => reject(new Error(event.message));
      }),
  );
}

const started = (page) => page.locator("#first-content").waitFor({ state: "detached" });

story("page and engine start", async ({ page, stage }) => {
  await page.goto(stage.address);
  await started(page);
  assert.equal(await page.title().then((title) => title.includes("Forerun")), true);
  assert.equal(page.workers().length, 1);
  // `FromEngine::Ready` is the protocol's word number 0.
  assert.deepEqual(await firstWord(page), [0]);
  assert.equal(page.workers().length, 2);
});

story("the first engine's word is heard by the page", async ({ page, stage }) => {
  await page.addInitScript(() => {
    globalThis.heard = [];
    const Original = globalThis.Worker;
    globalThis.Worker = class extends Original {
      constructor(...values) {
        super(...values);
        this.addEventListener("message", ({ data }) => {
          globalThis.heard.push({ word: Array.from(data), started: !document.getElementById("first-content") });
        });
      }
    };
  });
  await page.goto(stage.address);
  await page.waitForFunction(() => globalThis.heard.length > 0);
  assert.deepEqual(await page.evaluate(() => globalThis.heard[0]), { word: [0], started: true });
});

for (const [kept, expected] of [["dark", "dark"], ["light", "light"], ["<b>", undefined], [null, undefined]]) {
  story(`a kept theme "${kept}" is set before the body is read`, async ({ page, stage }) => {
    await page.addInitScript((theme) => {
      if (theme !== null) localStorage.setItem("forerun-theme", theme);
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        globalThis.themeAtBody = document.documentElement.dataset.theme;
      }).observe(document, { childList: true, subtree: true });
    }, kept);
    await page.goto(stage.address);
    assert.equal(await page.evaluate(() => globalThis.themeAtBody), expected);
  });
}

story("a page that does not arrive says so, and can be tried again", async ({ page, watched, stage }) => {
  watched.expect(/forerun-app/);
  watched.expect(/TypeError/);
  await page.route(/forerun-app.*\.wasm$/, (route) => route.abort());
  await page.goto(stage.address);
  const alert = page.getByRole("alert");
  await alert.getByRole("heading", { name: "Forerun could not be loaded" }).waitFor();
  await page.unrouteAll();
  await alert.getByRole("button", { name: "Try again" }).click();
  await started(page);
  assert.equal(await alert.getByRole("button", { name: "Try again" }).count(), 0);
});

story("an engine that does not arrive is told to the page", async ({ page, watched, stage }) => {
  watched.expect(/forerun-engine/);
  await page.route(/forerun-engine.*\.wasm$/, (route) => route.abort());
  await page.goto(stage.address);
  await started(page);
  assert.match(await firstWord(page), /^fatal: /);
});

story("a browser without WebAssembly is told plainly", async ({ page, stage }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(stage.address);
  await page.getByRole("alert").getByText("WebAssembly").first().waitFor();
  assert.equal(page.workers().length, 0);
});

story(
  "without JavaScript the page says what it needs",
  async ({ page, stage }) => {
    await page.goto(stage.address);
    // By element: text inside `noscript` is invisible to text locators.
    const words = page.locator("noscript p");
    await words.waitFor();
    assert.match(await words.textContent(), /needs JavaScript and WebAssembly/);
  },
  { javaScriptEnabled: false },
);

story("the site works below any path", async ({ page, watched }) => {
  const { server, address } = await serveSite("target", 0);
  try {
    watched.expect(new RegExp(`^request to ${address.slice(0, -1)}$`));
    await page.goto(`${address}served/`);
    await started(page);
    assert.deepEqual(await firstWord(page), [0]);
  } finally {
    server.close();
  }
});

test("a cold start grows no heavier", async () => {
  const files = await weigh("dist");
  const total = files.reduce((sum, { brotli }) => sum + brotli, 0);
  assert.ok(total <= CEILING_BYTES, `${total} bytes after brotli: ${JSON.stringify(files, null, 1)}`);
});
