// The watch itself: what it must see in page and worker.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";

const { story } = stage({ root: "dist" });

/** Passes when `act` makes the watch note a fault of this form; else the test's time runs out. */
const sees = (watched, pattern, act) => Promise.all([watched.next(pattern), act()]);

story("the watch sees errors, violations and foreign requests in page and worker", async ({ page, watched, stage }) => {
  await page.goto(stage.address);
  await page.locator("#first-content").waitFor({ state: "detached" });
  const [worker] = page.workers();
  const foreign = () => fetch("https://example.com/").catch(() => {});
  assert.deepEqual(watched.faults(), []);
  await sees(watched, /console: in the page/, () => page.evaluate(() => console.error("in the page")));
  await sees(watched, /console: in the worker/, () => worker.evaluate(() => console.error("in the worker")));
  await sees(watched, /page error: thrown/, () => page.evaluate(() => void Promise.reject(new Error("thrown"))));
  await sees(watched, /Content Security Policy/, () => page.evaluate(foreign));
  await sees(watched, /Content Security Policy/, () => worker.evaluate(foreign));
  const link = page.locator("a#foreign");
  await sees(watched, /request to https:\/\/example\.com/, async () => {
    await page.evaluate(() => {
      const foreign = Object.assign(document.createElement("a"), { id: "foreign", href: "https://example.com/" });
      document.body.append(foreign);
    });
    await link.evaluate((element) => element.click());
  });
  watched.expect(/./);
});
