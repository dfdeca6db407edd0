// Has Lighthouse judge the published site (dist/), as a phone and as a desk, and prints its scores as JSON:
// [{ page, device, performance, accessibility, bestPractices, seo }]. A program of its own, with packages of its own,
// because nothing else needs Lighthouse.

import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { findChromium, WITHOUT_ITS_OWN_PAGES } from "../../scripts/chromium.mjs";
import { serveSite } from "../../scripts/site_server.mjs";

const PAGES = { welcome: "", "demo overview": "#/demo/overview?window=30d" };
const DEVICES = { phone: undefined, desk: desktopConfig };
const CATEGORIES = { performance: "performance", accessibility: "accessibility", "best-practices": "bestPractices", seo: "seo" };
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  WITHOUT_ITS_OWN_PAGES,
];

async function judge(address, page, device) {
  const chrome = await launch({ chromePath: findChromium(), chromeFlags: FLAGS });
  try {
    const options = { port: chrome.port, onlyCategories: Object.keys(CATEGORIES), logLevel: "error" };
    const { lhr } = await lighthouse(`${address}${PAGES[page]}`, options, DEVICES[device]);
    if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
    const scores = Object.entries(CATEGORIES).map(([id, name]) => [name, Math.round(lhr.categories[id].score * 100)]);
    const failed = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => score === 0 && scoreDisplayMode !== "informative");
    for (const { id, title } of failed) console.error(`${page}, ${device}: ${id}: ${title}`);
    return { page, device, ...Object.fromEntries(scores) };
  } finally {
    await chrome.kill();
  }
}

const { server, address } = await serveSite("dist", 0);
const judged = [];
for (const page of Object.keys(PAGES)) {
  for (const device of Object.keys(DEVICES)) judged.push(await judge(address, page, device));
}
server.close();
console.log(JSON.stringify(judged));
