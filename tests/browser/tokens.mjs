// The tokens that the stand-in knows, and the search for traces of one.

import assert from "node:assert/strict";

/** Each with its own scenario. */
export const TOKENS = {
  full: "ghp_standInFullAccess0000000000000000000",
  smallLimit: "ghp_standInSmallLimit0000000000000000000",
  noActions: "github_pat_standInNoActions_000000000000000",
  singleSignOn: "ghp_standInSingleSignOn00000000000000000",
  unknown: "ghp_notKnownToAnybody0000000000000000000",
};

/** Nothing of the token is in the page, its address or anything that the browser keeps for it. */
export async function assertTokenIsNowhere(page, token) {
  const traces = await page.evaluate(async (secret) => {
    const kept = {
      page: [document.documentElement.outerHTML, document.title],
      fields: [...document.querySelectorAll("input, textarea")].map((field) => field.value),
      address: [location.href, JSON.stringify(history.state), document.referrer],
      cookies: [document.cookie],
      storage: [JSON.stringify(localStorage), JSON.stringify(sessionStorage)],
      caches: await caches.keys(),
      database: [],
    };
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values = database.transaction(store).objectStore(store);
        const [keys, found] = await Promise.all([done(values.getAllKeys()), done(values.getAll())]);
        kept.database.push(...keys, ...found.map((value) => new TextDecoder("latin1").decode(value)));
      }
      database.close();
    }
    const holds = ([, texts]) => texts.some((text) => String(text).includes(secret));
    return { where: Object.entries(kept).filter(holds).map(([place]) => place), databases: (await indexedDB.databases()).length };
  }, token);
  assert.deepEqual(traces.where, [], "the token left a trace");
  assert.ok(traces.databases > 0, "the database was looked through");
}
