// Trunk's last step: puts the two binaries into the site in parts (see split.mjs), gives the files that trunk does not
// hash (worker, boot script) content hashes in their names, so that no cache mixes two versions, makes scripts and styles
// smaller, and adds hosts to the page's policy.

import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allowConnections, extraHosts } from "./policy.mjs";
import { joinStyles, minifyScript } from "./smaller.mjs";
import { split } from "./split.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("finish.mjs is run by trunk (TRUNK_STAGING_DIR is not set)");

async function hashName(name) {
  const content = await minifyScript(await readFile(join(staging, name), "utf8"));
  await writeFile(join(staging, name), content);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const hashed = name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
  await rename(join(staging, name), join(staging, hashed));
  return hashed;
}

/** Replaces what trunk has made of a binary. Returns what the page calls instead, by what it called before. */
async function putInParts(name) {
  const whole = (await readdir(staging)).filter((file) => file.startsWith(name));
  const [script] = whole.filter((file) => file.endsWith(".js"));
  const [wasm] = whole.filter((file) => file.endsWith(".wasm"));
  await Promise.all(whole.map((file) => rm(join(staging, file))));
  const first = await split(name, cargoProfile(name), staging);
  return [[script, first.script], [wasm, first.wasm]];
}

/** The cargo profile in which trunk has built a binary: index.html gives the page one of its own for releases. */
const cargoProfile = (name) =>
  process.env.TRUNK_PROFILE === "release" && name === "forerun-app" ? "page" : process.env.TRUNK_PROFILE;

const page = join(staging, "index.html");
let html = allowConnections(await readFile(page, "utf8"), extraHosts(process.env));
const renamed = [...(await putInParts("forerun-app")), ...(await putInParts("forerun-engine"))];
for (const name of ["worker.js", "boot.js"]) renamed.push([name, await hashName(name)]);
for (const [from, to] of renamed) {
  if (!html.includes(`"${from}"`)) throw new Error(`index.html does not name ${from}`);
  html = html.replaceAll(`"${from}"`, `"${to}"`);
}
await writeFile(page, await joinStyles(staging, html));
