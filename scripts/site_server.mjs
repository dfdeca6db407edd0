// A static file server for one folder, on this machine only. Right media types, compression of what is worth it, no
// cached index.html; anything outside the folder is not found.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const MEDIA_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
};
const HASHED = /-[0-9a-f]{12,16}(_bg)?\.\w+$/;
const compress = promisify(brotliCompress);
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

async function answer(root, alter, request) {
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405 };
  const { pathname } = new URL(request.url, "http://localhost");
  const asked = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  const path = normalize(join(root, decodeURIComponent(asked)));
  if (!path.startsWith(normalize(root) + sep)) return { status: 404 };
  const body = alter(pathname, await readFile(path));
  const headers = {
    "content-type": MEDIA_TYPES[extname(path)] ?? "application/octet-stream",
    "cache-control": HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-store",
    "x-content-type-options": "nosniff",
  };
  const compressible = body.length > 1024 && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  if (!compressible) return { status: 200, headers, body };
  return { status: 200, headers: { ...headers, "content-encoding": "br" }, body: await compress(body, QUICK) };
}

/**
 * Serves `root` on 127.0.0.1. `port` 0 takes a free one. `alter` may change a file on its way: it gets the path asked
 * for and the bytes. Resolves to the server and its address.
 */
export async function serveSite(root, port, alter = (_path, bytes) => bytes) {
  const server = createServer(async (request, response) => {
    // A missing file and a malformed address look the same to whoever asks.
    const { status, headers, body } = await answer(root, alter, request).catch(() => ({ status: 404 }));
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}
