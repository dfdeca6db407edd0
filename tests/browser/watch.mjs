// Watches one browser context, workers included, for what must never happen.

import { once, EventEmitter } from "node:events";

const LOCAL_SCHEMES = ["blob:", "data:"];

/** Watches until the context is closed. `origins` are the addresses that may be asked. */
export function watch(context, origins) {
  const allowed = origins.filter(Boolean).map((address) => new URL(address).origin);
  const expected = [];
  const seen = [];
  const told = new EventEmitter();
  const note = (fault) => {
    seen.push(fault);
    told.emit("fault", fault);
  };

  context.on("console", (message) => {
    if (message.type() === "error") note(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => note(`page error: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (LOCAL_SCHEMES.includes(url.protocol) || allowed.includes(url.origin)) return;
    note(`request to ${url.origin}`);
  });

  context.on("page", (page) => page.on("worker", reportViolations));

  return {
    /** Says that a fault of this form is part of the story. */
    expect: (pattern) => expected.push(pattern),
    /** Resolves at the next fault of this form. */
    async next(pattern) {
      for (;;) {
        const [fault] = await once(told, "fault");
        if (pattern.test(fault)) return fault;
      }
    },
    /** What has gone wrong so far and was not expected, a line each. */
    faults: () => seen.filter((fault) => !expected.some((pattern) => pattern.test(fault))),
  };
}

/** A browser tells the debugger of violations in a page but not in a worker: have the worker tell them itself. */
function reportViolations(worker) {
  const report = () =>
    globalThis.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      console.error(`Content Security Policy: ${effectiveDirective} forbids ${blockedURI}`),
    );
  // A worker that has ended already has nothing to tell.
  worker.evaluate(report).catch(() => {});
}
