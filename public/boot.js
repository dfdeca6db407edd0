// Runs before first paint: sets the theme, starts the worker, then the page. Tells in plain words what went wrong.
// A classic script, so that it runs before the body is drawn.
(() => {
  const { dataset } = document.currentScript;
  const address = (name) => new URL(name, document.baseURI).href;

  try {
    const theme = localStorage.getItem("forerun-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Blocked storage: the system's theme it is.
  }

  const documentRead = new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });

  async function tell(title, advice) {
    await documentRead;
    const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const retry = element("button", "Try again");
    retry.type = "button";
    retry.addEventListener("click", () => location.reload());
    const alert = document.createElement("main");
    alert.setAttribute("role", "alert");
    alert.append(element("h1", "Forerun"), element("h2", title), element("p", advice), retry);
    document.getElementById("app").replaceChildren(alert);
  }

  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    tell(
      "This browser cannot run Forerun",
      "Forerun computes on your own machine with WebAssembly, which is missing or switched off here. " +
        "Use a current browser, or allow WebAssembly for this page.",
    );
    return;
  }

  // A worker from a network address takes its policy from that address's headers, and a static host sends none. One
  // from a blob takes over this page's policy: it can reach the same hosts as the page and no other.
  const call = [dataset.engineScript, dataset.engineWasm].map((name) => JSON.stringify(address(name))).join(", ");
  const source = `import load from ${JSON.stringify(address(dataset.workerScript))};\nload(${call});\n`;
  const workerAddress = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const newEngine = () => new Worker(workerAddress, { type: "module", name: "forerun-engine" });

  const firstEngine = newEngine();
  let earlyFault = null;
  const noteFault = (event) => (earlyFault = event);
  firstEngine.addEventListener("error", noteFault);
  globalThis.forerunFirstEngine = firstEngine;
  globalThis.forerunSpawnEngine = () => {
    const engine = newEngine();
    engine.postMessage("start");
    return engine;
  };

  async function startPage() {
    const wasm = fetch(address(dataset.pageWasm));
    const [page] = await Promise.all([import(address(dataset.pageScript)), wasm, documentRead]);
    await page.default({ module_or_path: wasm });
    document.getElementById("first-content")?.remove();
    // The page listens from here on: hand over what it could not hear.
    firstEngine.removeEventListener("error", noteFault);
    if (earlyFault) firstEngine.dispatchEvent(new ErrorEvent("error", { message: earlyFault.message }));
    firstEngine.postMessage("start");
  }

  startPage().catch((error) => {
    console.error(error);
    tell(
      "Forerun could not be loaded",
      "A part of the page did not arrive or did not start. Check your connection and try again; what is stored in " +
        "this browser is not touched.",
    );
  });
})();
