// Runs in the worker: loads the engine at once, starts it when the page is ready to listen. The page's first message,
// "start", is the signal; whatever the engine says before it could be heard would be lost.

async function compile(address) {
  try {
    return await WebAssembly.compileStreaming(fetch(address));
  } catch {
    // A host that serves .wasm with another media type; or no answer at all, which is told below.
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return WebAssembly.compile(await answer.arrayBuffer());
  }
}

export default async function load(script, wasm) {
  const pageListens = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
  const parts = Promise.all([import(script), compile(wasm)]);
  try {
    const [engine, module] = await parts;
    await pageListens;
    await engine.default({ module_or_path: module });
  } catch (error) {
    await pageListens;
    postMessage(`fatal: ${error?.message ?? error}`);
  }
}
