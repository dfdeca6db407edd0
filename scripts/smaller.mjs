// Makes what the site sends as text smaller and fewer: one style sheet of many, scripts without the white space and
// comments that are for reading.

import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";

const STYLE_LINK = /<link rel="stylesheet" href="(?:\.\/)?([^"]+\.css)"[^>]*>\s*/g;

/** A script as it is sent. Names that other files use are kept. */
export async function minifyScript(text) {
  const isModule = /^\s*(import|export)\b/m.test(text);
  const { code } = await transform(text, { minify: true, target: "esnext", format: isModule ? "esm" : undefined });
  return code;
}

/** Puts all style sheets that the page names into one, in their order. Resolves to the page that names it. */
export async function joinStyles(folder, html) {
  const names = [...html.matchAll(STYLE_LINK)].map(([, name]) => name);
  if (names.length === 0) throw new Error("index.html names no style sheet");
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const { code } = await transform(texts.join("\n"), { loader: "css", minify: true, target: "esnext" });
  const name = `style-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.css`;
  await writeFile(join(folder, name), code);
  await Promise.all(names.map((style) => rm(join(folder, style))));
  let isFirst = true;
  return html.replaceAll(STYLE_LINK, () => {
    const link = isFirst ? `<link rel="stylesheet" href="./${name}">\n    ` : "";
    isFirst = false;
    return link;
  });
}
