// Paints the icons of the installed app, public/icons/, from public/favicon.svg. Run by hand when that changes.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { findChromium } from "./chromium.mjs";

const FOLDER = "public/icons";
const svg = await readFile("public/favicon.svg", "utf8");
const ground = /<rect[^>]*fill="(#[0-9a-f]+)"/i.exec(svg)?.[1];
if (!ground) throw new Error("favicon.svg has no ground to take the colour from");

/** What a mask of any shape may cut off is ground only: the drawing keeps to the middle 80 %. */
const maskable = svg
  .replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"')
  .replace(/<rect[^>]*\/>/, `<rect x="-4" y="-4" width="40" height="40" fill="${ground}"/>`);

const browser = await chromium.launch({ executablePath: findChromium() });
await mkdir(FOLDER, { recursive: true });
for (const [name, drawing] of [["icon", svg], ["maskable", maskable]]) {
  for (const pixels of [192, 512]) {
    const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
    const address = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
    await page.setContent(`<body style="margin:0"><img src="${address}" width="${pixels}" height="${pixels}">`);
    await page.locator("img").evaluate((image) => image.decode());
    await writeFile(`${FOLDER}/${name}-${pixels}.png`, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
}
await browser.close();
