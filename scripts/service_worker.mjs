// Fills the service worker with the list of the build's files and a version made of them.

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const NAME = "service-worker.js";
const PLACE = 'const BUILD = { version: "", hashed: [], plain: [] };';
const HASHED = /-[0-9a-f]{12,16}(_bg)?\.\w+$/;
// The page is kept under the address of its folder; schemas are for other programs.
const LEFT_OUT = /^(index\.html|service-worker\.js|schemas\/.*)$/;

/** Writes the list into the worker in `site`, whose other files must be final. */
export async function fillServiceWorker(site) {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(site, "/").length).replaceAll("\\", "/"))
    .sort();
  const kept = names.filter((name) => !LEFT_OUT.test(name));
  const [hashed, plain] = [true, false].map((is) => kept.filter((name) => HASHED.test(name) === is));
  const hash = createHash("sha256").update(hashed.join("\n"));
  for (const name of ["index.html", ...plain]) hash.update(await readFile(join(site, name)));
  const build = { version: hash.digest("hex").slice(0, 16), hashed, plain };
  const worker = await readFile(join(site, NAME), "utf8");
  if (!worker.includes(PLACE)) throw new Error(`${NAME} has no place for the list of files`);
  await writeFile(join(site, NAME), worker.replace(PLACE, `const BUILD = ${JSON.stringify(build)};`));
}
