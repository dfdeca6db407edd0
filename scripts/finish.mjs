// Trunk's last step: gives the files that trunk does not hash (worker, engine, boot script) content hashes in their
// names, so that no cache mixes two versions, and adds hosts to the page's policy.

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allowConnections, extraHosts } from "./policy.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("finish.mjs is run by trunk (TRUNK_STAGING_DIR is not set)");

async function hashName(name) {
  const content = await readFile(join(staging, name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const hashed = name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
  await rename(join(staging, name), join(staging, hashed));
  return hashed;
}

const page = join(staging, "index.html");
let html = allowConnections(await readFile(page, "utf8"), extraHosts(process.env));
for (const name of ["forerun-engine.js", "forerun-engine_bg.wasm", "worker.js", "boot.js"]) {
  html = html.replaceAll(`"${name}"`, `"${await hashName(name)}"`);
}
await writeFile(page, html);
