// Where the browser for the tests is: $CHROMIUM, or the first of the usual names on PATH. Run as a script it prints it.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function findChromium(environment = process.env) {
  if (environment.CHROMIUM) return environment.CHROMIUM;
  const folders = (environment.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (!found) throw new Error("no Chromium found: install it or set CHROMIUM=/path/to/it");
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.log(findChromium());
