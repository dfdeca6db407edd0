#!/usr/bin/env bash
# Builds the site: dist/ to publish, target/served/ for this machine. Downloads crates at most, never tools.
set -euo pipefail
cd "$(dirname "$0")/.."

host=$(rustc -vV | sed -n 's/^host: //p')
cargo fetch --quiet --locked --target wasm32-unknown-unknown --target "$host"
trunk build --release --offline
node scripts/served.mjs
