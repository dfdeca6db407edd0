// `make bench`, its second half: times the served site in Chromium on what the native half has left in target/bench/,
// and writes bench/results.md. Reports, asserts nothing.

import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { chromium } from "playwright-core";
import * as inPage from "../benches/browser/page.mjs";
import * as inWorker from "../benches/browser/worker.mjs";
import { figure, results } from "../benches/results.mjs";
import { startStandIn } from "../tests/browser/stand_in.mjs";
import { findChromium, WITHOUT_ITS_OWN_PAGES } from "./chromium.mjs";
import { serveSite } from "./site_server.mjs";
import { BUDGET_BYTES, total, weigh } from "./weigh.mjs";

const REPETITIONS = 3;
const STEP_MILLISECONDS = 60_000;
// Many runs, and few with many jobs; how far each is followed.
const SYNCED = [["octo/large", /^Reading earlier attempts/], ["octo/harbour", /^jobs of [5-9]\d of/]];
const DEMO_NAME = /forerun-demo\/harbour/;
const LEAST_SCORE = 95;
const ANALYSIS = "analysis: ";
const named = (name) => name.slice(ANALYSIS.length).replaceAll("_", " ");
const git = (...values) => execFileSync("git", values, { encoding: "utf8" }).trim();
const say = (what) => console.error(`measuring ${what} …`);

/** The smallest of each property. */
const best = (samples) =>
  Object.fromEntries(Object.keys(samples[0]).map((name) => [name, Math.min(...samples.map((sample) => sample[name]))]));

async function samplesOf(measure) {
  const samples = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) samples.push(await measure());
  return samples;
}

const repeat = async (measure) => best(await samplesOf(measure));

/** A fresh profile that holds one stored repository; whatever `play` gives. */
async function withStored(browser, address, key, play) {
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_MILLISECONDS);
  await inPage.noteWhatHappens(context);
  const page = await context.newPage();
  await page.goto(`${address}served/`);
  // The first engine makes the database.
  await page.getByRole("button", { name: "Try the demo", exact: true }).waitFor();
  await page.waitForFunction(async () => (await indexedDB.databases()).some(({ name }) => name === "forerun"));
  const folder = `${address}bench/${key}`;
  await inWorker.store(page, folder);
  const result = await play({ context, page, folder });
  await context.close();
  return result;
}

async function measureStored(browser, address, key) {
  return withStored(browser, address, key, async ({ context, page, folder }) => {
    const seconds = await repeat(() => inWorker.time(page, folder));
    await page.close();
    const site = `${address}served/`;
    const waits = await repeat(async () => {
      const { page: opened, seconds: navigation, longest } = await inPage.timeNavigation(context, site, key);
      await opened.close();
      return { navigation, longestOpening: longest, opening: await inPage.timeOpening(context, site, DEMO_NAME) };
    });
    const { page: opened, layoutShift: shiftOpening } = await inPage.timeNavigation(context, site, key);
    const switching = await samplesOf(() => inPage.switchPages(opened));
    const longestSwitching = best(switching).longest;
    // No other work on the machine moves anything: the worst counts.
    const layoutShift = Math.max(...switching.map((sample) => sample.layoutShift));
    const redraw = await inPage.hoverChart(opened);
    return { ...seconds, ...waits, longestSwitching, layoutShift, shiftOpening, redraw };
  });
}

async function measureBrowser() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [WITHOUT_ITS_OWN_PAGES] });
  const { server, address } = await serveSite("target", 0);
  const standIn = await startStandIn();
  try {
    const measured = { version: browser.version() };
    for (const key of ["bench-100000", "bench-1000000", "bench-jobs"]) {
      say(`${key} in the browser`);
      measured[key] = await measureStored(browser, address, key);
    }
    say("a sync in the browser");
    const syncing = await repeat(async () => {
      const context = await browser.newContext();
      context.setDefaultTimeout(STEP_MILLISECONDS);
      await inPage.noteWhatHappens(context);
      const longest = [];
      for (const [repository, enough] of SYNCED) {
        longest.push(await inPage.sync(context, `${address}served/`, standIn, repository, enough));
      }
      await context.close();
      return { longest: Math.max(...longest) };
    });
    return { ...measured, longestSyncing: syncing.longest };
  } finally {
    await browser.close();
    await standIn.stop();
    server.close();
  }
}

function figuresOf(native, browser, coldStart) {
  const [small, large, jobs] = [native.runs_100000, native.runs_1000000, native.with_jobs];
  const [smallHere, largeHere, jobsHere] = ["bench-100000", "bench-1000000", "bench-jobs"].map((key) => browser[key]);
  const requests = Math.ceil(native.sync.runs / 100);
  return [
    figure("cold start, all bytes after brotli", "site", "bytes", coldStart, BUDGET_BYTES),
    figure("a run in memory, of 100,000", "native", "bytesEach", small.memory_bytes_a_run, 64),
    figure("a run in memory, of 1,000,000", "native", "bytesEach", large.memory_bytes_a_run, 64),
    figure("a run on disk, of 100,000", "native", "bytesEach", small.disk_bytes_a_run, 24),
    figure("a run on disk, of 1,000,000", "native", "bytesEach", large.disk_bytes_a_run, 24),
    figure("open 100,000 stored runs, overview on screen", "page", "seconds", smallHere.opening, 0.4),
    figure("open 1,000,000 stored runs, overview on screen", "page", "seconds", largeHere.opening, 2),
    figure("open 100,000 and answer the overview", "worker", "seconds", smallHere.openAndOverview, 0.4),
    figure("open 1,000,000 and answer the overview", "worker", "seconds", largeHere.openAndOverview, 2),
    figure("from the address to the overview, 100,000 runs", "page", "seconds", smallHere.navigation),
    figure("from the address to the overview, 1,000,000 runs", "page", "seconds", largeHere.navigation),
    figure("whole report of 100,000 runs", "worker", "seconds", smallHere.report, 0.06),
    figure("whole report of 1,000,000 runs", "worker", "seconds", largeHere.report, 0.6),
    figure("overview of 100,000 runs, asked again", "worker", "seconds", smallHere.overview),
    figure("overview of 1,000,000 runs, asked again", "worker", "seconds", largeHere.overview),
    figure("a filter change on 100,000 runs", "worker", "seconds", smallHere.filter),
    figure("a filter change on 1,000,000 runs", "worker", "seconds", largeHere.filter, 0.1),
    figure("longest task of the page while syncing", "page", "longTask", browser.longestSyncing, 0.05),
    figure("longest task while switching pages, 100,000 runs", "page", "longTask", smallHere.longestSwitching, 0.05),
    figure("longest task while switching pages, 1,000,000 runs", "page", "longTask", largeHere.longestSwitching),
    figure("longest task while switching pages, 100,000 runs with jobs", "page", "longTask", jobsHere.longestSwitching),
    figure("layout shift while switching pages (CLS)", "page", "shift", smallHere.layoutShift, 0.02),
    figure("longest task while loading, 100,000 runs", "page", "longTask", smallHere.longestOpening, 0.05),
    figure("layout shift while loading (CLS)", "page", "shift", smallHere.shiftOpening, 0.02),
    figure("chart of 100,000 runs, longest redraw on hover", "page", "seconds", smallHere.redraw, 0.016),
    figure("list requests to fetch 100,000 runs", "native", "count", native.sync.list_requests, requests * 1.05),
    figure("all requests, earlier attempts of re-runs included", "native", "count", native.sync.requests),
    figure("re-run attempts among them", "native", "count", native.sync.earlier_attempts),
    figure("an unchanged refresh: requests charged", "native", "count", native.sync.unchanged_requests_charged, 0),
    figure("an unchanged refresh: requests sent", "native", "count", native.sync.unchanged_requests),
    figure("100,000 runs with jobs: a run on disk", "native", "bytesEach", jobs.disk_bytes_a_run),
    figure("100,000 runs with jobs: open, overview on screen", "page", "seconds", jobsHere.opening),
    figure("100,000 runs with jobs: whole report", "worker", "seconds", jobsHere.report),
    figure("report of 100,000 runs", "native", "seconds", small.report_seconds),
    figure("report of 1,000,000 runs", "native", "seconds", large.report_seconds),
    figure("filter of 1,000,000 runs", "native", "seconds", large.filter_seconds),
    ...Object.keys(large.documents).flatMap((name) => [
      figure(`document ${name.replaceAll("_", " ")}, 100,000 runs`, "native", "seconds", small.documents[name]),
      figure(`document ${name.replaceAll("_", " ")}, 1,000,000 runs`, "native", "seconds", large.documents[name]),
    ]),
    ...Object.keys(large.analyses).flatMap((name) => [
      figure(`${name}, 100,000 runs`, "native", "seconds", small.analyses[name]),
      figure(`${name}, 1,000,000 runs`, "native", "seconds", large.analyses[name]),
    ]),
    ...Object.keys(largeHere)
      .filter((name) => name.startsWith(ANALYSIS))
      .flatMap((name) => [
        figure(`${named(name)}, 100,000 runs`, "worker", "seconds", smallHere[name]),
        figure(`${named(name)}, 1,000,000 runs`, "worker", "seconds", largeHere[name]),
        figure(`${named(name)}, 100,000 runs with jobs`, "worker", "seconds", jobsHere[name]),
      ]),
    figure("store 1,000,000 runs (merge and code)", "native", "seconds", large.merge_seconds + large.encode_seconds),
    figure("reopen 1,000,000 runs", "native", "seconds", large.open_seconds),
    figure("prepare 1,000,000 runs", "native", "seconds", large.prepare_seconds),
  ];
}

/** Scores of the published site, each a figure with its floor. */
function judgeSite() {
  say("the site with Lighthouse");
  const output = execFileSync("node", ["benches/lighthouse/measure.mjs"], { encoding: "utf8" });
  return JSON.parse(output).flatMap(({ page, device, ...scores }) =>
    Object.entries(scores).map(([category, score]) => {
      const words = category.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return figure(`Lighthouse, ${words}: ${page}`, device, "score", score, LEAST_SCORE);
    }),
  );
}

const native = JSON.parse(await readFile("target/bench/native.json", "utf8"));
const coldStart = total((await weigh("dist")).filter(({ isCold }) => isCold));
const browser = await measureBrowser();
const changed = git("status", "--porcelain", "--", ".", ":!bench/results.md") === "" ? "" : " with changes";
const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
const text = results({
  figures: [...figuresOf(native, browser, coldStart), ...judgeSite()],
  machine: `${availableParallelism()} cores and ${memory} of memory, Chromium ${browser.version}`,
  commit: `commit ${git("rev-parse", "--short", "HEAD")}${changed}`,
  command: "make bench",
});
await mkdir("bench", { recursive: true });
await writeFile("bench/results.md", text);
console.log(text);
