// Where the browser for tests and measurements is, and what it leaves undone there: $CHROMIUM, or the first of the usual
// names on PATH. Run as a script it prints that.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Each new window has Chromium load pages of its own for its address bar, hidden here: half a second of a processor, at the
 * very moment that is measured. To name features replaces the list that Playwright would give, so this holds that as well.
 */
const UNUSED_FEATURES = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];
export const WITHOUT_ITS_OWN_PAGES = `--disable-features=${UNUSED_FEATURES.join(",")}`;

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
