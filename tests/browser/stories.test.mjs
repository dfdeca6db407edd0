// Questions people come with, each answered across several pages: what one page says, the next one bears out.

import assert from "node:assert/strict";
import { stage } from "./harness.mjs";
import { exportDocument, goTo, open, openDemo, waitUntilOpen } from "./person.mjs";
import { documentValidator } from "./schemas.mjs";

const { story } = stage();

const panel = (page, name) => page.getByRole("region", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const rowOf = (table, name) =>
  table.getByRole("row").filter({ has: table.page().getByRole("rowheader", { name, exact: true }) });

/** A text with plain spaces instead of those that keep numbers and units together. */
const plain = (text) => text.replaceAll(/[\u00a0\u2009\u202f]/g, " ");
const words = async (locator) => plain(await locator.innerText());

/** The parts of a text that a pattern names; fails where the text is another one. */
function parts(text, pattern) {
  const found = pattern.exec(text);
  assert.ok(found, `${pattern} in: ${text}`);
  return found.groups;
}

/** The number in "1 003 min", "$2.34", "9.2 %". */
const number = (text) => Number(text.replaceAll(/[^\d.]/g, ""));

const SECONDS = { d: 86_400, h: 3_600, min: 60, s: 1 };
/** The seconds of "1 h 45 min". */
const seconds = (text) =>
  [...text.matchAll(/([\d.]+) (d|h|min|s)\b/g)].reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit], 0);

const near = (value, other, tolerance, what) =>
  assert.ok(Math.abs(value - other) <= tolerance, `${what}: ${value} and ${other}`);

async function openOverview(page, stage) {
  await open(page, { stage });
  await openDemo(page);
  await waitUntilOpen(page);
}

async function chooseWindow(page, name) {
  await page.getByRole("group", { name: "Window", exact: true }).getByRole("button", { name, exact: true }).click();
}

story("why is CI slower: the workflow, the job, the step and the run that began it", async ({ page, stage }) => {
  await openOverview(page, stage);
  await chooseWindow(page, "90 days");
  const slower = panel(page, "Summary").getByText(/has been slower by/);
  await slower.waitFor();
  const told = parts(
    await words(slower),
    /“(?<workflow>[^”]+)” has been slower by (?<percent>[\d.]+) % since .*, first seen at commit (?<commit>[0-9a-f]{7})(?: \(and [^)]+\))?\./,
  );

  await goTo(page, "Trends");
  const change = panel(page, "Changes")
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: told.workflow, exact: true }) })
    .filter({ hasText: `got ${told.percent}` });
  await change.waitFor();
  const moved = parts(
    await words(change),
    /: (?<before>[^→:]+) → (?<after>.+)\n+Grew most: job (?<job>.+) \((?<jobGrowth>\+[^)]+)\), in it or beside it step (?<step>.+) \((?<stepGrowth>\+[^)]+)\)\.[^]*commits [0-9a-f]{7}…(?<commit>[0-9a-f]{7})/,
  );
  assert.equal(moved.commit, told.commit);
  near((seconds(moved.after) / seconds(moved.before) - 1) * 100, Number(told.percent), 3, "per cent");

  await change.getByText("Jobs, steps and commits", { exact: true }).click();
  for (const [name, kind, growth] of [
    [moved.job, "Job", moved.jobGrowth],
    [moved.step, "Step", moved.stepGrowth],
  ]) {
    const cells = (await rowOf(change.getByRole("table"), name).getByRole("cell").allInnerTexts()).map(plain);
    assert.equal(cells[0], kind);
    assert.equal(cells[3], growth, name);
    near(seconds(cells[2]) - seconds(cells[1]), seconds(growth), 1, name);
  }

  const first = change.getByRole("link", { name: /^#\d+$/ });
  const run = await first.innerText();
  await first.click();
  await heading(page, `Run ${run} of ${told.workflow}`).waitFor();
  await panel(page, "This run").getByText(told.commit, { exact: true }).waitFor();
  // What was usual until this run is the level from which the workflow departed.
  const { usual } = parts(await words(panel(page, "Key numbers")), /usually (?<usual>.+) \(\d+ passed attempts\)/);
  near(seconds(usual), seconds(moved.before), seconds(moved.before) * 0.1, "usual and level before");
  await rowOf(panel(page, "Jobs").getByRole("table"), moved.job).waitFor();
  const address = new URL(page.url()).hash;

  await panel(page, "This run").getByRole("link", { name: told.workflow, exact: true }).click();
  await heading(page, `Workflow ${told.workflow}`).waitFor();
  const changed = panel(page, "What changed").getByRole("listitem").filter({ hasText: `Slower by ${told.percent}` });
  const link = await changed.getByRole("link", { name: "First run of the new level", exact: true }).getAttribute("href");
  assert.equal(/\brun=\d+/.exec(link)[0], /\brun=\d+/.exec(address)[0]);
});

story("is this job flaky: the commit on which it failed, and then passed", async ({ page, stage }) => {
  await openOverview(page, stage);
  await chooseWindow(page, "90 days");
  await goTo(page, "Flaky and failures");
  const table = page.getByRole("table", { name: "Flaky and broken", exact: true });
  const row = table.getByRole("row").filter({ has: page.getByRole("cell", { name: "Flaky", exact: true }) }).first();
  const job = await row.getByRole("link").innerText();
  await panel(page, "State").getByText(`› ${job} (`).waitFor();
  const commits = number(await row.getByRole("cell").nth(2).innerText());
  assert.ok(commits >= 2, `${commits} commits`);
  await row.getByRole("link").click();

  const evidence = page.getByRole("region", { name: `Evidence: CI › ${job}`, exact: true });
  await evidence.getByText("It failed and passed on the same commit at least twice within 14 days.").waitFor();
  const found = evidence.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader") });
  const shown = await found.count();
  assert.ok(shown >= 2 && shown <= commits, `${shown} of ${commits}`);
  const proof = found.filter({ hasText: "two attempts of one run" }).first();
  const commit = await proof.getByRole("rowheader").innerText();
  const runs = parts(
    await words(proof),
    /run (?<failed>\d+), attempt (?<failedAttempt>\d+)\s+step (?<step>.+?)\s+run (?<passed>\d+), attempt (?<passedAttempt>\d+)/,
  );
  assert.equal(runs.failed, runs.passed);
  assert.notEqual(runs.failedAttempt, runs.passedAttempt);

  await proof.getByRole("link", { name: `run ${runs.failed}, attempt ${runs.failedAttempt}`, exact: true }).click();
  await heading(page, /^Run #\d+ of /).waitFor();
  const attempts = page.getByRole("navigation", { name: "Attempts", exact: true });
  await attempts.getByRole("link", { name: new RegExp(`^Attempt ${runs.failedAttempt}\\sFailed`) }).click();
  await panel(page, "Why it failed").getByText(`${job} / ${runs.step}`, { exact: true }).waitFor();
  await panel(page, "This run").getByText(commit, { exact: true }).waitFor();

  const same = panel(page, "Same commit");
  await same.getByText("This workflow both failed and passed on this commit").waitFor();
  const other = same.getByRole("listitem").filter({ hasText: `attempt ${runs.passedAttempt}` });
  await other.getByText("Passed").waitFor();
  await other.getByRole("link").click();
  await same.getByRole("listitem").filter({ hasText: `attempt ${runs.failedAttempt}` }).getByText("Failed").waitFor();
  await panel(page, "Why it failed").waitFor({ state: "detached" });
  const { failed } = parts(await words(panel(page, "Key numbers")), /Failed jobs\s+How is this calculated\?\s+(?<failed>\d+)/);
  assert.equal(failed, "0");
});

story("what did failures cost: by cause, in dollars and minutes, and in lost time", async ({ page, stage }) => {
  await openOverview(page, stage);
  await goTo(page, "Cost");
  const list = panel(page, "What was wasted, and what to do").getByRole("listitem");
  await list.first().waitFor();
  const causes = [];
  for (const item of await list.all()) {
    causes.push(parts(await words(item), /^(?<name>.+)\n+\$(?<dollars>[\d. ]+) · (?<minutes>[\d ]+) min/));
  }
  const sum = (field) => causes.reduce((total, cause) => total + number(cause[field]), 0);
  const total = parts(
    await words(panel(page, "Cost in numbers")),
    /Wasted\s+How is this calculated\?\s+\$(?<dollars>[\d. ]+)\s+(?<percent>[\d.]+) % of the cost · (?<minutes>[\d ]+) min\s+most: (?<most>.+)/,
  );
  near(sum("dollars"), number(total.dollars), 0.01 * causes.length, "dollars");
  near(sum("minutes"), number(total.minutes), causes.length, "minutes");
  assert.equal(causes[0].name.toLowerCase(), total.most);
  const reruns = causes.find(({ name }) => name === "Flaky re-runs");
  assert.ok(number(reruns.dollars) > 0 && number(reruns.minutes) > 0);

  const days = panel(page, "Where it goes, day by day");
  await days.getByRole("button", { name: "What it led to", exact: true }).click();
  const inDollars = days.getByRole("img", { name: /^Cost a day by what it led to/ });
  await inDollars.waitFor();
  const dollarWords = plain(await inDollars.getAttribute("aria-label"));
  assert.ok(dollarWords.includes(`Flaky re-runs $${reruns.dollars},`), dollarWords);
  await days.getByRole("button", { name: "Minutes", exact: true }).click();
  const inMinutes = days.getByRole("img", { name: /^Billed minutes a day by what they led to/ });
  await inMinutes.waitFor();
  const minuteWords = plain(await inMinutes.getAttribute("aria-label"));
  assert.match(minuteWords, new RegExp(`Flaky re-runs ${reruns.minutes}\\b`));

  await goTo(page, "Flaky and failures");
  await panel(page, "Causes of failures").waitFor();
  const lost = async () =>
    parts(
      await words(page.getByRole("main")),
      /· (?<finished>[\d ]+) finished attempts, (?<failed>[\d ]+) failed[^]*Lost to flakes\s+How is this calculated\?\s+(?<time>.+)\s+\$(?<dollars>[\d.]+) at list prices/,
    );
  const month = await lost();
  assert.ok(seconds(month.time) > 0 && number(month.dollars) > 0);
  const table = page.getByRole("table", { name: "Flaky and broken", exact: true });
  const row = table.getByRole("row").filter({ has: page.getByRole("cell", { name: "Flaky", exact: true }) }).first();
  const cells = await row.getByRole("cell").allInnerTexts();
  assert.ok(seconds(plain(cells.at(-2))) <= seconds(month.time), cells.at(-2));
  assert.ok(number(cells.at(-1)) <= number(month.dollars), cells.at(-1));

  const before = page.getByText(`${month.finished} finished attempts`);
  await chooseWindow(page, "90 days");
  await before.waitFor({ state: "detached" });
  const quarter = await lost();
  assert.ok(number(quarter.finished) > number(month.finished));
  assert.ok(seconds(quarter.time) > seconds(month.time), `${quarter.time} and ${month.time}`);
  assert.ok(number(quarter.dollars) > number(month.dollars));
});

story("will tomorrow be worse: the word, its interval, and how such words came out", async ({ page, stage }) => {
  await openOverview(page, stage);
  const { percent } = parts(await words(panel(page, "Summary")), /expect about (?<percent>[\d.]+) % of attempts to fail/);
  await page.getByRole("link", { name: "More in Predictions", exact: true }).click();
  await heading(page, "Predictions").waitFor();
  const ahead = panel(page, "Tomorrow and the week");
  const row = rowOf(ahead, "Failure rate");
  await row.waitFor();
  const read = async (place) =>
    parts(
      await words(row.getByRole("cell").nth(place)),
      /^(?<value>[<\d.]+) %\s+(?<verdict>worse than usual|better than usual|as usual)\s+(?<low>[<\d.]+) % – (?<high>[<\d.]+) %, usually (?<usual>[<\d.]+) %$/,
    );
  const tomorrow = await read(0);
  const week = await read(1);
  for (const { value, verdict, low, high, usual } of [tomorrow, week]) {
    assert.ok(number(low) <= number(value) && number(value) <= number(high), `${low} ${value} ${high}`);
    if (verdict === "worse than usual") assert.ok(number(usual) <= number(low));
    if (verdict === "better than usual") assert.ok(number(usual) >= number(high));
  }
  near(number(week.value), Number(percent), 0.6, "the overview's outlook and the week");
  const sentence = await words(ahead.getByText(/^Tomorrow (looks|may be)/));
  assert.ok(
    sentence.includes(
      ` Of all attempts of the next 7 days, expected to fail are ${week.value} % (80 % interval ${week.low} % – ${week.high} %).`,
    ),
    sentence,
  );
  assert.equal(/worse[^.,]*failure rate/.test(sentence), tomorrow.verdict === "worse than usual", sentence);
  const { confidence } = parts(await words(row.getByRole("cell").nth(2)), /^\S.* \((?<confidence>\d+\.\d) %\)$/);
  assert.ok(Number(confidence) > 0 && Number(confidence) <= 100);
  // Each chart repeats what the table says of its number.
  await panel(page, "Failure rate").getByText(`(${confidence} %).`).waitFor();

  const record = panel(page, "Its own record").getByRole("region", { name: "Tried on the past", exact: true });
  await rowOf(record, "Failure rate").waitFor();
  const cells = await rowOf(record, "Failure rate").getByRole("cell").allInnerTexts();
  const [days, inside80, inside95, error, asLastWeek, scaled] = cells.map(number);
  assert.ok(days >= 30, `${days} days`);
  assert.ok(inside80 > 50 && inside80 <= inside95 && inside95 <= 100, cells.join());
  assert.ok(error > 0 && asLastWeek > 0 && scaled > 0, cells.join());

  await page.getByLabel("Days ahead", { exact: true }).selectOption("14");
  await panel(page, "Failure rate").getByRole("img", { name: /Expected for the next\s14\sdays/ }).waitFor();
  await goTo(page, "Reports");
  const { text } = await exportDocument(page, "Predictions");
  const document = JSON.parse(text);
  assert.deepEqual((await documentValidator())(document), []);
  const forecast = document.forecasts.find(({ metric, subject }) => metric === "failure_rate" && subject.type === "repository");
  near(forecast.days.value[0].value * 100, number(tomorrow.value), 0.1, "page and document");
});

story("make this alert less noisy: raise its level, see what it would have done, keep it", async ({ page, stage }) => {
  await openOverview(page, stage);
  await goTo(page, "Alerts");
  const rules = panel(page, "Rules").getByRole("table");
  const listed = async () => (await rowOf(rules, "Duration").getByRole("cell").allInnerTexts()).map((text) => text.trim());
  const FIRINGS = 2;
  const WARNING = 5;
  await rowOf(rules, "Duration").waitFor();
  const before = await listed();
  assert.ok(Number(before[FIRINGS]) > 0, before.join());
  const alert = panel(page, "Open alerts").getByRole("link", { name: "Rule: Duration", exact: true });
  await alert.first().click();
  await heading(page, "Duration").waitFor();

  const replay = panel(page, "What it would have done");
  await replay.getByText(/as the rule in force/).waitFor();
  const compared = async (name) => (await rowOf(replay.getByRole("table").first(), name).getByRole("cell").allInnerTexts()).map(number);
  assert.deepEqual(await compared("Firings"), [Number(before[FIRINGS]), Number(before[FIRINGS])]);
  const warning = page.getByLabel("Warning from", { exact: true });
  const critical = page.getByLabel("Critical from", { exact: true });
  const [oldWarning, oldCritical] = [Number(await warning.inputValue()), Number(await critical.inputValue())];
  assert.equal(number(before[WARNING]), oldWarning);
  await critical.fill(String(oldCritical * 4));
  await warning.fill(String(oldWarning * 4));
  await page.getByLabel("Ends when back at", { exact: true }).fill(String(oldWarning * 3));
  await replay.getByText(/instead of/).waitFor();
  const [inForce, typed] = await compared("Firings");
  const [timeInForce, timeTyped] = await compared("Time firing");
  assert.ok(typed < inForce || timeTyped < timeInForce, `${inForce} → ${typed}, ${timeInForce} → ${timeTyped}`);

  await page.getByRole("button", { name: "Save rule", exact: true }).click();
  await page.getByText("“Duration” is saved and in force.", { exact: true }).waitFor();
  await page.getByText(new RegExp(`warns from ${oldWarning * 4}\\smin and is critical from ${oldCritical * 4}\\smin`)).waitFor();
  await replay.getByText(/as the rule in force/).waitFor();
  assert.deepEqual(await compared("Firings"), [typed, typed]);
  assert.ok(await page.getByRole("button", { name: "Save rule", exact: true }).isDisabled());

  const isQuieter = async () => {
    await heading(page, "Alerts").waitFor();
    await rowOf(rules, "Duration").filter({ hasText: new RegExp(`\\b${oldWarning * 4}\\smin`) }).waitFor();
    // The list shows the level at once; how often it would have fired, and what is open, when the engine has answered.
    await alert.waitFor({ state: "detached" });
    assert.equal(Number((await listed())[FIRINGS]), typed);
  };
  await page.goBack();
  await isQuieter();
  await page.goForward();
  await heading(page, "Duration").waitFor();
  assert.equal(await warning.inputValue(), String(oldWarning * 4));
  await page.getByRole("link", { name: "All alerts and rules", exact: true }).click();
  await isQuieter();
  await page.reload();
  await isQuieter();
});

story("send the report: words to paste and a document that says the same", async ({ page, context, stage }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openOverview(page, stage);
  const seen = parts(
    await words(panel(page, "Key numbers")),
    /^Success rate\s+How is this calculated\?\s+(?<rate>[\d.]+) %\s+(?<passed>[\d ]+) of (?<finished>[\d ]+)\n/,
  );
  const { health } = parts(
    await panel(page, "Health").getByRole("img").first().getAttribute("aria-label"),
    /^Health score (?<health>\d+) of 100$/,
  );
  const summary = panel(page, "Summary");
  await summary.getByRole("button", { name: "Copy summary", exact: true }).click();
  await page.getByText("Summary copied.", { exact: true }).waitFor();
  const copied = plain(await page.evaluate(() => navigator.clipboard.readText()));
  assert.ok(copied.startsWith("Demo repository (simulated), last 30 days ("), copied);
  assert.ok(copied.includes(`a health score of ${health} out of 100`), copied);
  assert.ok(copied.includes(`${seen.rate} % of ${seen.finished} attempts passed`), copied);

  await summary.getByRole("link", { name: "Open reports", exact: true }).click();
  await heading(page, "Reports").waitFor();
  const faultsOf = await documentValidator();
  const exported = async () => {
    const { name, text } = await exportDocument(page, "Export JSON");
    assert.match(name, /^report_.+\.json$/);
    const document = JSON.parse(text);
    assert.deepEqual(faultsOf(document), []);
    return document;
  };
  const month = await exported();
  assert.equal(month.repository.is_demo, true);
  assert.equal(month.filter.window, "30d");
  assert.equal(month.dashboard.success.numerator, number(seen.passed));
  assert.equal(month.dashboard.success.denominator, number(seen.finished));
  assert.equal(Math.round(month.dashboard.health.score.value), Number(health));
  const { open: count } = parts(copied, /(?<open>\d+|no) alerts? (is|are) open/);
  assert.equal(month.alert.open.length, Number(count));
  const markdown = await exportDocument(page, "Export Markdown");
  assert.ok(markdown.text.includes(`(${number(seen.passed)} of ${number(seen.finished)};`), markdown.text.slice(0, 600));

  await chooseWindow(page, "90 days");
  await panel(page, "Filter in force").getByText(/^last\s90\sdays$/).waitFor();
  const quarter = await exported();
  assert.equal(quarter.filter.window, "90d");
  assert.ok(quarter.dashboard.success.denominator > month.dashboard.success.denominator);
  assert.ok(quarter.trend_analysis.changepoints.length > month.trend_analysis.changepoints.length, "the older change");
});
