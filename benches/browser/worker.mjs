// Times the engine in its worker: the messages that a page would send, posted to a fresh engine over stored values.

/** Puts the values that the native benchmark has left into IndexedDB. `folder` is their address. */
export function store(page, folder) {
  return page.evaluate(async (address) => {
    const keys = await (await fetch(`${address}/keys.json`)).json();
    const fetched = keys.map(async (_, number) => (await fetch(`${address}/value-${number}`)).arrayBuffer());
    const values = await Promise.all(fetched);
    const opening = indexedDB.open("forerun", 1);
    await new Promise((resolve, reject) => Object.assign(opening, { onsuccess: resolve, onerror: reject }));
    const writing = opening.result.transaction("values", "readwrite");
    keys.forEach((key, number) => writing.objectStore("values").put(new Uint8Array(values[number]), key));
    await new Promise((resolve, reject) => Object.assign(writing, { oncomplete: resolve, onabort: reject }));
    opening.result.close();
  }, folder);
}

/** One engine from its start: seconds of each step. */
export function time(page, folder) {
  return page.evaluate(async (address) => {
    // Words of the protocol as `postcard` writes them: variants by position, small numbers in one byte.
    const READY = [0];
    const SESSION_CHANGED = [1, 0];
    const answerTo = (number) => [2, number, 0];
    const names = ["open", "overview", "filter", "report"];
    const bytes = async (name) => new Uint8Array(await (await fetch(`${address}/message-${name}`)).arrayBuffer());
    const analyses = await (await fetch(`${address}/analyses.json`)).json();
    const messages = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bytes(name)])));

    const engine = globalThis.forerunSpawnEngine();
    const heard = (beginning) =>
      new Promise((resolve, reject) => {
        engine.onmessage = ({ data }) => {
          if (typeof data === "string") reject(new Error(data));
          else if (beginning.every((byte, index) => data[index] === byte)) resolve();
        };
      });
    const timed = async (name, beginning) => {
      const start = performance.now();
      const answer = heard(beginning);
      engine.postMessage(messages[name]);
      await answer;
      return (performance.now() - start) / 1_000;
    };
    // The engine tells its session once it is ready, and again when the repository is open.
    await heard(READY);
    await heard(SESSION_CHANGED);
    const open = await timed("open", SESSION_CHANGED);
    const first = await timed("overview", answerTo(1));
    const seconds = {
      openAndOverview: open + first,
      overview: await timed("overview", answerTo(1)),
      filter: await timed("filter", answerTo(2)),
      report: await timed("report", answerTo(3)),
    };
    for (const name of analyses) {
      messages[name] = await bytes(`analysis-${name}`);
      seconds[`analysis: ${name}`] = await timed(name, answerTo(4));
    }
    engine.terminate();
    return seconds;
  }, folder);
}
