// Cuts a wasm binary into what a first visit needs and the parts that are loaded on demand, at the functions marked
// `#[wasm_split(…)]`. The cut needs what cargo has linked, before wasm-bindgen; so it starts from there, and what trunk
// has made of the same binary is not used.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { minifyScript } from "./smaller.mjs";

const run = promisify(execFile);
const WASM_OPT = fileURLToPath(new URL("../node_modules/.bin/wasm-opt", import.meta.url));

/** The module that loads the parts, as the cutter calls it. */
const LOADER = "__wasm_split.js";

/** What rustc lets WebAssembly use. A part does not say so itself, and nothing newer may come in: browsers lack it. */
const FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "call-indirect-overlong",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
];
const SMALLER = ["--flatten", "--rereloop", "-Oz", "-Oz", "--one-caller-inline-max-function-size=40"];

/** Like the engine's own loader: also from a host that serves .wasm with another media type, and no error page. */
const INSTANTIATE = `
async function instantiate(answering, imports) {
  const answer = await answering;
  if (!answer.ok) throw new Error(\`\${answer.url} answered \${answer.status}\`);
  const streams = answer.headers.get("content-type")?.startsWith("application/wasm");
  if (streams) return WebAssembly.instantiateStreaming(answer, imports);
  return WebAssembly.instantiate(await answer.arrayBuffer(), imports);
}
`;

/** `text` with every `from` replaced; an error where there is none, so that no new version of a tool goes unnoticed. */
function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`split: the tools' output has no ${from}`);
  return text.replaceAll(from, to);
}

async function targetDirectory() {
  const { stdout } = await run("cargo", ["metadata", "--format-version=1", "--no-deps", "--offline"]);
  return JSON.parse(stdout).target_directory;
}

async function makeSmaller(path) {
  const features = FEATURES.map((name) => `--enable-${name}`);
  const { stderr } = await run(WASM_OPT, [path, "-o", path, "--mvp-features", ...features, ...SMALLER]);
  // The cutter writes names that wasm-opt leaves out anyway.
  const complaints = stderr.split("\n").filter((line) => line && !line.includes("unknown name subsection"));
  if (complaints.length > 0) console.error(complaints.join("\n"));
}

/** What the cutter and wasm-bindgen make of `name`, in a folder of its own: the path of each file by its plain name. */
async function cut(name, profile) {
  const target = await targetDirectory();
  const linked = join(target, "wasm32-unknown-unknown", profile, `${name}.wasm`);
  const folder = join(target, "split", profile, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run("wasm-split-cli", [linked, folder, "--out-name", name]);
  const main = join(folder, `${name}.wasm`);
  // Parts import the function table from the main file, which wasm-bindgen would otherwise keep to itself.
  const kept = ["--keep-lld-exports", "--remove-name-section", "--remove-producers-section"];
  await run("wasm-bindgen", [main, "--target=web", "--no-typescript", ...kept, `--out-dir=${folder}`, `--out-name=${name}`]);
  await rm(main);
  const names = await readdir(folder);
  if (profile !== "debug") {
    await Promise.all(names.filter((file) => file.endsWith(".wasm")).map((file) => makeSmaller(join(folder, file))));
  }
  return { folder, names: names.sort() };
}

/**
 * Cuts `name` and puts its files into `site`. One hash of all of them is in all their names: they refer to one another,
 * and parts of different builds must never meet. Resolves to the names of the files that are loaded first.
 */
export async function split(name, profile, site) {
  const { folder, names } = await cut(name, profile);
  const contents = await Promise.all(names.map((file) => readFile(join(folder, file))));
  const digest = createHash("sha256");
  contents.forEach((content) => digest.update(content));
  const hash = digest.digest("hex").slice(0, 16);

  const script = `${name}-${hash}.js`;
  const wasm = `${name}-${hash}_bg.wasm`;
  const loader = `${name}-parts-${hash}.js`;
  const partName = (file) => `${name}-${file.replace(/^split_/, "").replace("_", "-").replace(".wasm", "")}-${hash}.wasm`;

  const text = (file) => readFile(join(folder, file), "utf8");
  const fromLoader = (file) => `from "./${file}"`;
  let scriptText = replaced(await text(`${name}.js`), fromLoader(LOADER), fromLoader(loader));
  scriptText = replaced(scriptText, `'${name}_bg.wasm'`, `'${wasm}'`);
  let loaderText = replaced(await text(LOADER), fromLoader(`${name}.js`), fromLoader(script));
  loaderText = replaced(loaderText, "WebAssembly.instantiateStreaming(src, imports)", "instantiate(src, imports)");
  // A part in which nothing is left is not loaded.
  const parts = names.filter((file) => loaderText.includes(`"./${file}"`));
  for (const part of parts) loaderText = replaced(loaderText, `"./${part}"`, `"./${partName(part)}"`);

  await writeFile(join(site, script), await minifyScript(scriptText));
  await writeFile(join(site, loader), await minifyScript(loaderText + INSTANTIATE));
  await cp(join(folder, `${name}_bg.wasm`), join(site, wasm));
  await Promise.all(parts.map((part) => cp(join(folder, part), join(site, partName(part)))));
  return { script, wasm };
}
