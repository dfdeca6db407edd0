// Runs before first paint: sets the theme, starts the worker, then the page, and when all is quiet has the app kept for
// days without a network. Tells in plain words what went wrong.
// A classic script, so that it runs before the body is drawn.
(() => {
  const LOOK_AGAIN_MILLISECONDS = 3_600_000;
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
    retry.className = "button";
    retry.addEventListener("click", () => location.reload());
    const alert = document.createElement("main");
    alert.className = "content";
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
    // The first formatter of all has the browser read its tables: time to do so while the program is on its way.
    setTimeout(() => new Intl.DateTimeFormat());
    const wasm = fetch(address(dataset.pageWasm));
    const [page] = await Promise.all([import(address(dataset.pageScript)), wasm, documentRead]);
    await page.default({ module_or_path: wasm });
    // The page listens from here on: hand over what it could not hear.
    firstEngine.removeEventListener("error", noteFault);
    if (earlyFault) firstEngine.dispatchEvent(new ErrorEvent("error", { message: earlyFault.message }));
    firstEngine.postMessage("start");
  }

  // What is waiting to take the place of the version that keeps the app; the page asks for it by its event.
  function followVersions(registration) {
    async function tellIfNewer(worker) {
      const { port1, port2 } = new MessageChannel();
      const knowsThisPage = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      worker.postMessage({ knows: address(dataset.pageScript) }, [port2]);
      if (await knowsThisPage) return;
      addEventListener("forerun-take-new-version", () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("take over");
      });
      dispatchEvent(new Event("forerun-new-version"));
    }
    const look = (worker) => {
      // The first version of all replaces nothing.
      if (worker?.state === "installed" && registration.active) tellIfNewer(worker);
    };
    look(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => look(worker));
    });
    let lookedAt = performance.now();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || performance.now() - lookedAt < LOOK_AGAIN_MILLISECONDS) return;
      lookedAt = performance.now();
      // Without a network there is nothing newer.
      registration.update().catch(() => {});
    });
  }

  function keepForOffline() {
    const isSafe = location.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    if (!isSafe || !("serviceWorker" in navigator)) return;
    const register = () =>
      navigator.serviceWorker
        .register(address("service-worker.js"))
        .then(followVersions)
        .catch(() => {
          // A browser that keeps nothing works as well, only not offline.
        });
    // After the first load, which it must not slow down.
    const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 2_000));
    const start = () => whenIdle(register, { timeout: 10_000 });
    if (document.readyState === "complete") start();
    else addEventListener("load", start, { once: true });
  }

  startPage().then(keepForOffline, (error) => {
    console.error(error);
    tell(
      "Forerun could not be loaded",
      "A part of the page did not arrive or did not start. Check your connection and try again; what is stored in " +
        "this browser is not touched.",
    );
  });
})();
