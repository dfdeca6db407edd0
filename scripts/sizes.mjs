// `make dist`: tells what a cold start of dist/ weighs, and what is loaded on demand.

import { BUDGET_BYTES, total, weigh } from "./weigh.mjs";

const files = await weigh("dist");

function list(title, some) {
  console.log(title);
  for (const { name, raw, brotli } of some) {
    console.log(`${String(brotli).padStart(8)} of ${String(raw).padStart(8)} bytes  ${name}`);
  }
  console.log(`${String(total(some)).padStart(8)} bytes in all after brotli`);
}

const cold = files.filter(({ isCold }) => isCold);
list("A cold start:", cold);
list("On demand:", files.filter(({ isCold }) => !isCold));
console.log(`A cold start may weigh ${BUDGET_BYTES} bytes; it weighs ${total(cold)}.`);
