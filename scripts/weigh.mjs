// What a cold start costs: every byte that the first visit loads, as a host with brotli sends it.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const LOADED = /\.(html|js|css|wasm|svg)$/;

/** What all of it should weigh at most, bytes after brotli. */
export const BUDGET_BYTES = 400_000;

/** What it may weigh until the budget is met: today's weight and 2 %. Lowered with every diet, never raised. */
export const CEILING_BYTES = 566_000;

/** One entry a file of `site`, heaviest first: name, bytes raw, bytes after brotli. */
export async function weigh(site) {
  const entries = await readdir(site, { recursive: true });
  const files = entries.filter((name) => LOADED.test(name));
  const weighed = files.map(async (name) => {
    const content = await readFile(join(site, name));
    return { name, raw: content.length, brotli: brotliCompressSync(content).length };
  });
  return (await Promise.all(weighed)).sort((a, b) => b.brotli - a.brotli);
}
