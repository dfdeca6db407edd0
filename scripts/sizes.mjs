// `make dist`: tells what a cold start of dist/ weighs.

import { BUDGET_BYTES, CEILING_BYTES, weigh } from "./weigh.mjs";

const files = await weigh("dist");
const total = files.reduce((sum, file) => sum + file.brotli, 0);
for (const { name, raw, brotli } of files) {
  console.log(`${String(brotli).padStart(8)} of ${String(raw).padStart(8)} bytes  ${name}`);
}
console.log(`${String(total).padStart(8)} bytes in all after brotli, of ${CEILING_BYTES} allowed today and ${BUDGET_BYTES} wanted`);
