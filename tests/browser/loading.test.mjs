// How the site comes up: worker and page, theme, and plain words when something is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BUDGET_BYTES, total, weigh } from "../../scripts/weigh.mjs";
import { serveSite } from "../../scripts/site_server.mjs";
import { stage } from "./harness.mjs";
import { accessibilityFaults, open, openDemo, waitUntilOpen, waitUntilSettled } from "./person.mjs";

const { story } = stage();

// What Lighthouse calls good is five times as much.
const MOST_SHIFT = 0.02;

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
    globalThis.happened = [];
    const Original = globalThis.Worker;
    globalThis.Worker = class extends Original {
      constructor(...values) {
        super(...values);
        super.addEventListener("message", ({ data }) => globalThis.happened.push(Array.from(data)));
      }
      addEventListener(name, ...values) {
        if (name === "message") globalThis.happened.push("the page listens");
        super.addEventListener(name, ...values);
      }
      postMessage(...values) {
        if (values[0] === "start") globalThis.happened.push("start");
        super.postMessage(...values);
      }
    };
  });
  await page.goto(stage.address);
  await page.waitForFunction(() => globalThis.happened.length > 2);
  assert.deepEqual(await page.evaluate(() => globalThis.happened.slice(0, 3)), ["the page listens", "start", [0]]);
});

for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } })) {
  story(
    `on a ${device} what is seen first is the welcome page's beginning, and stays in its place`,
    async ({ page, stage }) => {
      let letGo;
      const held = new Promise((resolve) => (letGo = resolve));
      await page.route(/forerun-app.*\.wasm$/, async (route) => {
        await held;
        await route.continue();
      });
      const main = page.getByRole("main");
      const seen = async () => {
        const parts = [main.getByRole("heading", { level: 1 }), main.getByText("Forerun reads a repository's"), page.getByText("Forerun", { exact: true })];
        return Promise.all(parts.map(async (part) => [await part.textContent(), await part.boundingBox()]));
      };
      await page.goto(stage.address, { waitUntil: "commit" });
      await main.getByText("Loading the page …").waitFor();
      const [first, faults] = [await seen(), await accessibilityFaults(page)];
      letGo();
      await started(page);
      await page.getByRole("button", { name: "Try the demo", exact: true }).waitFor();
      assert.deepEqual(await seen(), first);
      assert.deepEqual(faults, []);
    },
    { viewport },
  );
}

for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } })) {
  story(
    `an address of a page comes up without moving what is seen, on a ${device}`,
    async ({ page, stage }) => {
      await page.addInitScript(() => {
        globalThis.layoutShift = 0;
        const note = (list) => list.getEntries().forEach(({ value }) => (globalThis.layoutShift += value));
        new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(`${stage.address}#/demo/overview?window=30d`);
      await page.getByRole("region", { name: "Health", exact: true }).waitFor();
      await waitUntilSettled(page);
      const shift = await page.evaluate(() => globalThis.layoutShift);
      assert.ok(shift < MOST_SHIFT, `layout shift of ${shift}`);
    },
    { viewport },
  );
}

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

/** Has the page note the first bytes of what its engines say, in `globalThis.heard`. */
const noteEngineWords = (page) =>
  page.addInitScript(() => {
    globalThis.heard = [];
    const Original = globalThis.Worker;
    globalThis.Worker = class extends Original {
      constructor(...values) {
        super(...values);
        this.addEventListener("message", ({ data }) => globalThis.heard.push(data[0], data[1]));
      }
    };
  });

story("a cold start loads what is weighed as one, and nothing else", async ({ page, context, stage }) => {
  const loaded = new Set();
  context.on("request", (request) => {
    if (request.url().startsWith(stage.address)) loaded.add(request.url().slice(stage.address.length) || "index.html");
  });
  await noteEngineWords(page);
  await open(page, { stage });
  // Ready, then the session: the engine can do whatever is asked of it.
  await page.waitForFunction(() => globalThis.heard.length >= 4);
  assert.deepEqual(await page.evaluate(() => globalThis.heard.slice(0, 4)), [0, undefined, 1, 0]);
  await page.waitForLoadState("networkidle");
  const cold = (await weigh("target/served")).filter(({ isCold }) => isCold).map(({ name }) => name);
  // A browser without a window fetches no icon.
  const listed = (names) => [...names].filter((name) => name !== "favicon.svg").sort();
  assert.deepEqual(listed(loaded), listed(cold));
});

/** Keeps a part from arriving until the returned function is called. */
async function withhold(page, watched, name) {
  const address = new RegExp(`${name}-[0-9a-f]{16}\\.wasm`);
  watched.expect(address);
  watched.expect(/TypeError: Failed to fetch/);
  await page.route(address, (route) => route.abort());
  return () => page.unroute(address);
}

const tryAgain = (place) => place.getByRole("button", { name: "Try again", exact: true });

story("pages that do not arrive say so, and can be tried again", async ({ page, watched, stage }) => {
  const arrive = await withhold(page, watched, "forerun-app-pages");
  await open(page, { stage });
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "This page did not arrive" });
  await tryAgain(alert).click();
  await alert.waitFor();
  await arrive();
  await tryAgain(alert).click();
  const heading = page.getByRole("heading", { level: 1, name: "Settings" });
  await heading.waitFor();
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  assert.equal(await alert.count(), 0);
});

story("an engine that cannot open says so, and can be tried again", async ({ page, watched, stage }) => {
  const arrive = await withhold(page, watched, "forerun-engine-commands");
  await open(page, { stage });
  await page.getByRole("button", { name: "Try the demo", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "A part of Forerun did not arrive" });
  await alert.waitFor();
  await arrive();
  await tryAgain(alert).click();
  await waitUntilOpen(page);
  assert.equal(await alert.count(), 0);
});

story("an engine that cannot answer says so, and can be asked again", async ({ page, watched, stage }) => {
  const arrive = await withhold(page, watched, "forerun-engine-answers");
  await open(page, { stage });
  await openDemo(page);
  const alert = page.getByRole("alert").filter({ hasText: "A part of Forerun did not arrive" });
  await alert.waitFor();
  await arrive();
  await tryAgain(alert).click();
  await waitUntilOpen(page);
  assert.equal(await alert.count(), 0);
});

story("the heading of a page that had to be loaded takes the focus", async ({ page, stage }) => {
  await open(page, { stage });
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.matches("main h1") && document.activeElement.textContent === "Settings");
});

test("a cold start grows no heavier", async () => {
  const cold = (await weigh("dist")).filter(({ isCold }) => isCold);
  assert.ok(total(cold) <= BUDGET_BYTES, `${total(cold)} bytes after brotli: ${JSON.stringify(cold, null, 1)}`);
});
