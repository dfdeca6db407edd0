#!/usr/bin/env bash
# Measures the budgets with the engine's own profile. Arguments go to the measuring program.
set -euo pipefail
cd "$(dirname "$0")/.."

exec cargo run --profile fast --example bench -- "$@"
