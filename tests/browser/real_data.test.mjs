// The page on a real repository: the same numbers as from the terminal, on screen and in the exported file.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { stage } from "./harness.mjs";
import { connect, exportDocument, goTo, open, waitUntilOpen, waitUntilSettled, waitUntilSynced } from "./person.mjs";
import { documentValidator } from "./schemas.mjs";
import { TOKENS } from "./tokens.mjs";

const DATA = "../shared/data";
const REPOSITORY = "bitcoin/bitcoin";

/** What `tests/cli.rs` expects of the terminal, by path in the report. */
const EXPECTED = {
  "outcomes/passed": 304,
  "outcomes/failed": 52,
  "outcomes/cancelled": 92,
  "success/rate": 0.853933,
  "success/interval_low_rate": 0.813469,
  "success/interval_high_rate": 0.88684,
  "duration/p50_seconds": 3252.5,
  "duration/p75_seconds": 4520.5,
  "duration/p90_seconds": 5494.8,
  "duration/p95_seconds": 7295.7,
  "duration/p99_seconds": 8945.29,
  "queue_time/p50_seconds": 28,
  "queue_time/p90_seconds": 619.3,
  "queue_time/p95_seconds": 1051,
  "queue_time/count": 8108,
};

/** And how the overview says it. */
const SHOWN = {
  "Success rate": [/85\.4\s?%/, /304 of 356/, /81\.3.*88\.7/],
  "Median duration": [/54 min/, /304 passed attempts/],
  "P95 duration": [/2 h 02 min/],
  "Queue time": [/28 s/, /10 min/, /8\s108 jobs/],
};

if (existsSync(DATA)) {
  const { story } = stage({ standIn: ["--data", DATA] });

  story("a real repository has the known numbers on screen and in its report", async ({ page, stage }) => {
    await open(page, { stage });
    await connect(page, { token: TOKENS.full, repository: REPOSITORY, apiBase: stage.standIn.address });
    await page.getByRole("button", { name: "All", exact: true }).click();
    await waitUntilOpen(page);
    await waitUntilSynced(page);
    await waitUntilSettled(page);
    const numbers = page.getByRole("region", { name: "Key numbers", exact: true });
    await numbers.getByText(/8\s108 jobs/).waitFor();
    const shown = (await numbers.innerText()).replaceAll(/\s+/g, " ");
    for (const [label, patterns] of Object.entries(SHOWN)) {
      const tile = shown.slice(shown.toLowerCase().indexOf(label.toLowerCase()));
      for (const pattern of patterns) assert.match(tile.slice(0, 200), pattern, label);
    }
    await goTo(page, "Reports");
    const { name, text } = await exportDocument(page, "Export JSON");
    assert.match(name, /^report_bitcoin_bitcoin_/);
    const report = JSON.parse(text);
    assert.deepEqual((await documentValidator())(report), []);
    for (const [path, expected] of Object.entries(EXPECTED)) {
      const value = path.split("/").reduce((part, step) => part?.[step], report.dashboard);
      assert.ok(Math.abs(value - expected) <= 1e-6, `${path}: ${value} instead of ${expected}`);
    }
    assert.deepEqual((await stage.standIn.read("counters")).violations, []);
  });
} else {
  test(`skipped: no ${DATA}`, () => {});
}
