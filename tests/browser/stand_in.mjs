// Runs the stand-in for api.github.com on a free port of this machine.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(process.env.CARGO_TARGET_DIR ?? "target", "debug/examples/stand-in");

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when it listens; every line that it prints first is kept, for the tokens that it knows. */
export async function startStandIn(extraArguments = []) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(PROGRAM, ["--port", String(port), ...extraArguments], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const lines = createInterface({ input: child.stdout });
  const listening = (async () => {
    for await (const line of lines) if (line.includes(address)) return;
  })();
  await Promise.race([listening, exited.then((code) => Promise.reject(new Error(`stand-in ended with ${code}`)))]);

  async function control(method, path) {
    const answer = await fetch(`${address}/_control/${path}`, { method });
    if (!answer.ok) throw new Error(`_control/${path} answered ${answer.status}`);
    return answer.json();
  }

  return {
    address,
    /** Turns something on its control address, which no page can reach: `turn("faults", { rate: 0.2 })`. */
    turn: (what, values = {}) => control("POST", `${what}?${new URLSearchParams(values)}`),
    /** Reads something there: `read("counters")`. */
    read: (what) => control("GET", what),
    async stop() {
      child.kill();
      await exited;
    },
  };
}
