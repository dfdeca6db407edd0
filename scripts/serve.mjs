// `make serve`: serves the folder named first on the port named second until it is stopped.

import { serveSite } from "./site_server.mjs";

const [root = "target/served", port = "8080"] = process.argv.slice(2);
try {
  const { address } = await serveSite(root, Number(port));
  console.log(`Forerun is at ${address} (stop with Ctrl-C)`);
} catch (error) {
  const taken = error.code === "EADDRINUSE";
  console.error(taken ? `port ${port} is taken: choose another one with PORT=…` : error.message);
  process.exitCode = 1;
}
