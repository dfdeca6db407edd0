// Makes target/served/ from dist/, or the folders named instead: the same site, whose policy also allows connections to this machine, for
// `make serve` with the stand-in and for the browser tests. What is published never has this.

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { allowConnections } from "./policy.mjs";

const [from = "dist", to = "target/served"] = process.argv.slice(2);
await rm(to, { recursive: true, force: true });
await cp(from, to, { recursive: true });
const html = await readFile(`${to}/index.html`, "utf8");
await writeFile(`${to}/index.html`, allowConnections(html, ["http://127.0.0.1:*", "http://localhost:*"]));
