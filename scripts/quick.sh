#!/usr/bin/env bash
# Builds the site quickly and large, into target/quick-served/, for those who look at what they are changing. Not for
# publishing and not for measuring.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH" TRUNK_SKIP_VERSION_CHECK=true

trunk build --offline --dist target/quick-dist
node scripts/served.mjs target/quick-dist target/quick-served
