// Keeps the app's own files, so that it opens and works without a network. Answers for these files alone, by a list:
// GitHub's API, other hosts and everything else on this one go their own way and are never kept.

// scripts/finish.mjs writes the build's own list in place of this line.
const BUILD = { version: "", hashed: [], plain: [] };

// Caches belong to the host; several copies of the app may stand on one.
const { pathname: PLACE } = new URL("./", self.location);
const PREFIX = `forerun:${PLACE}:`;
const CACHE = PREFIX + BUILD.version;
// Longer than this nobody waits for a network that may not answer.
const PATIENCE_MILLISECONDS = 3_000;

const address = (name) => new URL(name, self.location).href;
const PAGE = address("./");
// A hashed name never changes its content; a plain one is that of this version.
const HASHED = new Set(BUILD.hashed.map(address));
const PLAIN = new Set(BUILD.plain.map(address));

/** Fetches a file that belongs to the app; anything but the file itself is a failure. */
async function fetchOwn(url, cache) {
  const answer = await fetch(url, { cache, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  // An answer that came by a detour may not be given for a page.
  return answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;
}

async function keep(cache, url) {
  // What an earlier version has kept under the same hash is the same.
  const known = HASHED.has(url) ? await caches.match(url) : undefined;
  await cache.put(url, known ?? (await fetchOwn(url, HASHED.has(url) ? "default" : "no-cache")));
}

async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all([PAGE, ...HASHED, ...PLAIN].map((url) => keep(cache, url)));
}

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

const kept = async (url) => (await caches.open(CACHE)).match(url);

/** The page itself is asked of the network first: it names the files of its own version. */
async function givePage(request) {
  const network = fetch(request);
  // Nobody may be waiting for it any more when it fails.
  network.catch(() => {});
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
  try {
    const answer = await Promise.race([network, patience]);
    if (answer?.ok) return answer;
  } catch {
    // No network: what was kept has to do.
  }
  return (await kept(PAGE)) ?? network;
}

const giveFile = async (request) => (await kept(request.url)) ?? fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = request.url.split("#")[0];
  if (request.mode === "navigate") {
    if (url.split("?")[0] === PAGE || url === address("index.html")) event.respondWith(givePage(request));
  } else if (HASHED.has(url) || PLAIN.has(url)) {
    event.respondWith(giveFile(request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  // Whether this version is the one that a page is of already.
  else if (event.data?.knows) event.ports[0]?.postMessage(HASHED.has(event.data.knows));
});
