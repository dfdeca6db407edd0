#!/usr/bin/env bash
# Measures the budgets: the library natively, then the site in Chromium. Writes bench/results.md.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p target/bench
cargo bench --quiet --bench native >target/bench/native.json
exec node scripts/bench.mjs
