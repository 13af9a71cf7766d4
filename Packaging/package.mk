# `make man`, `make completions`, `make install`, `make dist`. Included by the Makefile.

PREFIX ?= /usr/local
DESTDIR ?=
DIST_BUILD := .build-dist
DIST_NAME := switchyard-$(shell sed -n 's/.*switchyardVersion = "\(.*\)"/\1/p' $$(grep -rl 'let switchyardVersion' Sources))-$(shell uname -s | tr A-Z a-z)-$(shell uname -m)
# The libraries that the packed program still takes from the system, by Debian's names.
DIST_LIBRARIES := libncursesw6 libopenblas0-pthread libsqlite3-0 libpng16-16 libjpeg62-turbo zlib1g libstdc++6

.PHONY: man completions install dist tensorboard

# The manual page, written by ArgumentParser's own tool from what the program says of itself.
MANUAL_TOOL := .build/manual-tool/release/generate-manual
$(MANUAL_TOOL):
	swift build -c release --package-path .build/checkouts/swift-argument-parser --scratch-path .build/manual-tool \
	  --product generate-manual

man: build $(MANUAL_TOOL)
	@rm -rf .build/man && mkdir -p .build/man
	@$(MANUAL_TOOL) $(BIN) --date "$$(git log -1 --format=%cs 2>/dev/null || date +%F)" --output-directory .build/man
	@ls .build/man

# Completions for three shells, written by ArgumentParser.
completions: build
	@mkdir -p .build/completions
	@$(BIN) --generate-completion-script bash > .build/completions/switchyard.bash
	@$(BIN) --generate-completion-script zsh > .build/completions/_switchyard
	@$(BIN) --generate-completion-script fish > .build/completions/switchyard.fish
	@ls .build/completions

# Everything in its usual place below PREFIX; DESTDIR is for those who make packages.
install: build man completions
	@Packaging/install.sh $(BIN) '$(DESTDIR)$(PREFIX)'

# One archive that runs without Swift: the program with Swift's library in it, and what belongs to it.
dist: man completions
	swift build -c release --static-swift-stdlib --scratch-path $(DIST_BUILD) --product switchyard
	@rm -rf dist/$(DIST_NAME) && mkdir -p dist/$(DIST_NAME)
	@Packaging/install.sh $(DIST_BUILD)/release/switchyard dist/$(DIST_NAME)
	@sed -e 's/@LIBRARIES@/$(DIST_LIBRARIES)/' Packaging/switchyard.sh > dist/$(DIST_NAME)/switchyard
	@chmod 755 dist/$(DIST_NAME)/switchyard
	@sed -e 's/@LIBRARIES@/$(DIST_LIBRARIES)/' Packaging/README.md > dist/$(DIST_NAME)/README.md
	@tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$$(git log -1 --format=%ct 2>/dev/null || echo 0)" \
	  -C dist -czf dist/$(DIST_NAME).tar.gz $(DIST_NAME)
	@ls -l dist/$(DIST_NAME).tar.gz
	@Packaging/check.sh dist/$(DIST_NAME).tar.gz

# TensorBoard's own loader, for the test that reads our event files with it.
TENSORBOARD_VENV := .venv-tensorboard
tensorboard: $(TENSORBOARD_VENV)/ready
$(TENSORBOARD_VENV)/ready:
	$(call bench_venv,$(TENSORBOARD_VENV))
	@$(TENSORBOARD_VENV)/bin/python -m pip install -q --disable-pip-version-check tensorboard
	@touch $@
