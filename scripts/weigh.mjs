// What the site weighs, as a host with brotli sends it: what a cold start loads (the first visit, nowhere gone yet) and
// what comes later on demand.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const LOADED = /\.(html|js|css|wasm|svg)$/;

/** What a cold start may weigh at most, bytes after brotli. */
export const BUDGET_BYTES = 400_000;

/**
 * One entry a file of `site`, heaviest first: name, bytes raw, bytes after brotli, whether a cold start loads it. The
 * page names what it loads first; other wasm files are parts that wait until they are needed, and the service worker
 * begins when all that is there. The browser tests hold this against the requests that are made.
 */
export async function weigh(site) {
  const page = await readFile(join(site, "index.html"), "utf8");
  const names = (await readdir(site, { recursive: true })).filter((name) => LOADED.test(name));
  const weighed = names.map(async (name) => {
    const content = await readFile(join(site, name));
    const isNamed = page.includes(`"${name}"`);
    const isCold = name !== "service-worker.js" && (isNamed || !/\.(wasm|svg)$/.test(name));
    return { name, raw: content.length, brotli: brotliCompressSync(content).length, isCold };
  });
  return (await Promise.all(weighed)).sort((a, b) => b.brotli - a.brotli);
}

/** Bytes after brotli of all `files`. */
export const total = (files) => files.reduce((sum, { brotli }) => sum + brotli, 0);
