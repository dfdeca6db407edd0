# What people do with Forerun, one word each. Installs what is missing, once; builds only what has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8080
STAMPS := target/stamps
export PATH := $(CURDIR)/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
export TRUNK_SKIP_VERSION_CHECK := true

SITE_SOURCES := $(shell find src style public index.html Trunk.toml .cargo/config.toml Cargo.toml Cargo.lock rust-toolchain.toml \
	package-lock.json scripts/build.sh scripts/finish.mjs scripts/split.mjs scripts/smaller.mjs scripts/policy.mjs scripts/served.mjs)

.PHONY: help serve test check browser-test native-test lint dist schemas bench evaluate stand-in setup setup-test FORCE

help: ## tell what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

serve: $(STAMPS)/site ## build what has changed, then serve it on http://127.0.0.1:8080/ (PORT=… for another port)
	@exec node scripts/serve.mjs target/served $(PORT)

test: setup-test check browser-test ## run everything: formatting, lints, native tests, browser tests

check: lint native-test ## the quick half of the tests: no browser

lint: | setup
	cargo fmt --check
	cargo clippy --quiet --all-targets -- -D warnings
	cargo clippy --quiet --target wasm32-unknown-unknown --features web --lib --bin forerun-app --bin forerun-engine -- -D warnings

native-test: | setup
	cargo test --quiet

browser-test: $(STAMPS)/site $(STAMPS)/stand-in | setup-test ## run the browser tests
	node --test --test-concurrency=2 --test-reporter=spec tests/browser/*.test.mjs

dist: $(STAMPS)/site ## build the site to publish into dist/ and tell its size
	@node scripts/sizes.mjs

schemas: ## write the published JSON Schemas anew from the report's types
	FORERUN_WRITE_SCHEMAS=1 cargo test --quiet --test schemas

bench: $(STAMPS)/site $(STAMPS)/stand-in | setup-test ## measure the budgets and write bench/results.md
	@scripts/setup.sh bench
	scripts/bench.sh

evaluate: | setup ## score detection, alerts and forecasts on simulated and real histories and write bench/accuracy.md
	cargo run --quiet --profile bench --bin forerun -- evaluate --simulated --files ../shared/data \
		--commit "$$(git describe --always --dirty)" --out bench/accuracy.md

stand-in: ## serve a stand-in for api.github.com on http://127.0.0.1:4010
	cargo run --release --example stand-in -- --port 4010

setup: ## install what building needs
	@scripts/setup.sh build

setup-test: setup ## install what testing needs besides
	@scripts/setup.sh test

$(STAMPS)/site: $(SITE_SOURCES) $(STAMPS)/hosts | setup
	scripts/build.sh
	@touch $@

# The stand-in is an example of the package; cargo knows best whether it is up to date.
$(STAMPS)/stand-in: FORCE
	@cargo build --quiet --example stand-in
	@mkdir -p $(@D) && touch $@

# Changes only when the hosts in the page's policy do.
$(STAMPS)/hosts: FORCE
	@mkdir -p $(@D)
	@echo "$${FORERUN_CONNECT_HOSTS:-}" | cmp -s - $@ || echo "$${FORERUN_CONNECT_HOSTS:-}" > $@
