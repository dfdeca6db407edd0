// The stage of every browser test: a server for the site, a stand-in for api.github.com, a fresh profile, and a watch
// that fails the test on any console error, page error, policy violation or request to a host that is not ours.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { findChromium, WITHOUT_ITS_OWN_PAGES } from "../../scripts/chromium.mjs";
import { serveSite } from "../../scripts/site_server.mjs";
import { CLOCK_SCRIPT, moveWorkerClock, nowSeconds } from "./clock.mjs";
import { startStandIn } from "./stand_in.mjs";
import { watch } from "./watch.mjs";

const RESULTS = "test-results";
// For one step, and for a whole story.
const STEP_MILLISECONDS = 20_000;
const STORY_MILLISECONDS = 180_000;
// Names that are not this machine do not resolve: nothing foreign is reached even where a policy would let it through.
const BROWSER_ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", WITHOUT_ITS_OWN_PAGES];

/**
 * Starts what a test file needs once, and ends it. `root` is the folder served (FORERUN_SITE names another), `standIn`
 * whether GitHub is needed, or the arguments of its stand-in.
 */
export function stage({ root = process.env.FORERUN_SITE ?? "target/served", standIn = false } = {}) {
  const stage = { browser: null, address: null, standIn: null };
  let server;
  before(async () => {
    stage.browser = await chromium.launch({ executablePath: findChromium(), args: BROWSER_ARGUMENTS });
    ({ server, address: stage.address } = await serveSite(root, 0, moveWorkerClock));
    const clock = ["--now", String(nowSeconds())];
    if (standIn) stage.standIn = await startStandIn(standIn === true ? clock : [...clock, ...standIn]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.standIn?.stop();
    server?.close();
  });

  /**
   * One test in a profile of its own. `settings` go to the browser context (viewport, colorScheme, …); `play` gets the
   * page, its watch, the context and the stage.
   */
  stage.story = (name, play, settings = {}) =>
    test(name, { timeout: STORY_MILLISECONDS }, async () => {
      // Only offline stories want the app kept: elsewhere a request that a story withholds must reach it.
      const context = await stage.browser.newContext({ acceptDownloads: true, serviceWorkers: "block", ...settings });
      context.setDefaultTimeout(STEP_MILLISECONDS);
      await context.addInitScript(CLOCK_SCRIPT);
      const watched = watch(context, [stage.address, stage.standIn?.address]);
      const page = await context.newPage();
      try {
        await play({ page, context, watched, stage });
        assert.deepEqual(watched.faults(), [], "the browser complained");
      } catch (error) {
        await keepPicture(page, name);
        throw error;
      } finally {
        await context.close();
      }
    });
  return stage;
}

async function keepPicture(page, name) {
  await mkdir(RESULTS, { recursive: true });
  const file = `${RESULTS}/${name.replaceAll(/\W+/g, "-")}.png`;
  // A page that has crashed has no picture; the test's own error is what counts.
  await page.screenshot({ path: file, fullPage: true }).catch(() => {});
}
