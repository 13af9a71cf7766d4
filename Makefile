# Every task of the project, one word each. `make run` on a fresh machine installs what is missing and opens the workbench.

SHELL := /bin/bash
BIN := .build/release/switchyard
RECIPE ?= recipes/first-light.toml
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Debian packages without which nothing builds or runs: C libraries, and the text that the default recipe trains on.
BUILD_PACKAGES := libncurses-dev libopenblas-dev libsqlite3-dev zlib1g-dev libpng-dev libjpeg62-turbo-dev pkg-config
TEXT_PACKAGES := dict-gcide wordnet-base
# What the tests use besides: the other corpora, a terminal multiplexer, terminal descriptions.
TEST_PACKAGES := perl-doc python3-doc tmux ncurses-term sqlite3

.PHONY: deps test-deps build run test test-fast bench lint format doctor sizes

# Installs only what is missing, so that a second call does nothing and needs no network.
define install
	@missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

deps:
	$(call install,$(BUILD_PACKAGES) $(TEXT_PACKAGES))

test-deps: deps
	$(call install,$(TEST_PACKAGES))

build: deps
	swift build -c release --product switchyard

run: build
	$(BIN) run $(RECIPE)

test: test-deps
	swift build -c release --build-tests
	swift test -c release --skip-build

test-fast: deps
	swift build -c release --build-tests
	swift test -c release --skip-build --skip SwitchyardTests

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift

doctor: build
	$(BIN) doctor

# Lines a target, and the files that have grown too long.
sizes:
	@for target in Sources/*; do printf '%6d  %s\n' "$$(cat $$(find $$target -name '*.swift' -o -name '*.[ch]') | wc -l)" "$$target"; done
	@find Sources Tests -name '*.swift' | xargs wc -l | awk '$$2 != "total" && $$1 > 400 { print "long:", $$0 }'

-include Benchmarks/bench.mk
-include Packaging/package.mk
