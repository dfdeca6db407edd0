#!/usr/bin/env bash
# Installs what is missing for building ("build"), for testing ("test") or for measuring ("bench"). Says in one line what it does; does nothing
# twice.
set -euo pipefail
cd "$(dirname "$0")/.."

TRUNK_VERSION=0.21.14
# Reads what the crate wasm_split_helpers has marked: raise both together.
WASM_SPLIT_VERSION=0.2.4
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null; }

for_build() {
  has cargo || fail "Rust is missing: install it from https://rustup.rs"
  # Through rustup this fetches the toolchain that rust-toolchain.toml names.
  cargo --version >/dev/null
  if has rustup; then
    if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
      say "adding the WebAssembly target to Rust"
      rustup target add wasm32-unknown-unknown
    fi
  elif [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    fail "this Rust has no wasm32-unknown-unknown target and no rustup to add it: install Rust from https://rustup.rs"
  fi
  has node || fail "Node.js is missing: install version 20 or newer from https://nodejs.org"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js is too old: version 20 or newer is needed"
  if [ "$(trunk --version 2>/dev/null)" != "trunk $TRUNK_VERSION" ]; then
    say "installing trunk $TRUNK_VERSION (compiles for some minutes)"
    cargo install trunk --version "$TRUNK_VERSION" --locked
  fi
  if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $WASM_BINDGEN_VERSION" ]; then
    say "installing wasm-bindgen $WASM_BINDGEN_VERSION (compiles for some minutes)"
    cargo install wasm-bindgen-cli --version "$WASM_BINDGEN_VERSION"
  fi
  if ! cargo install --list | grep -x "wasm_split_cli_support v$WASM_SPLIT_VERSION:" >/dev/null; then
    say "installing wasm-split-cli $WASM_SPLIT_VERSION (compiles for a minute)"
    cargo install wasm_split_cli_support --version "$WASM_SPLIT_VERSION" --features build-binary --locked
  fi
  if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    say "installing the npm packages of package-lock.json"
    npm ci --no-fund --no-audit --loglevel=error
    touch node_modules/.package-lock.json
  fi
}

for_test() {
  node scripts/chromium.mjs >/dev/null 2>&1 && return
  has apt-get || fail "Chromium is missing: install it, or name a Chrome or Chromium by CHROMIUM=/path/to/it"
  say "installing Chromium with apt-get"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium
}

for_bench() {
  local folder=benches/lighthouse
  [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
  say "installing Lighthouse"
  npm ci --prefix "$folder" --no-fund --no-audit --loglevel=error
  touch "$folder/node_modules/.package-lock.json"
}

case "${1:-}" in
  build) for_build ;;
  test) for_test ;;
  bench) for_bench ;;
  *) fail "usage: scripts/setup.sh build|test|bench" ;;
esac
