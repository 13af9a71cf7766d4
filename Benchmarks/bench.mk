# `make bench`: this program and PyTorch on the same training step, in turn. Included by the Makefile.

BENCH_VENV := .venv-bench
BENCH_PYTHON := $(BENCH_VENV)/bin/python
BENCH_READY := $(BENCH_VENV)/torch-ready
# The version the figures in the README were taken with. Another one: make bench BENCH_TORCH=2.15.0
BENCH_TORCH ?= 2.13.0
BENCH_THREADS ?= 2
BENCH_ROUNDS ?= 3
BENCH_STEPS ?= 10

.PHONY: bench bench-torch

bench: build $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/compare.py --switchyard $(BIN) --threads $(BENCH_THREADS) --rounds $(BENCH_ROUNDS) \
	  --steps $(BENCH_STEPS) --recipe recipes/standard.toml --recipe recipes/small.toml

# PyTorch alone, all its ways.
bench-torch: $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/torch_moe.py --sgemm --threads $(BENCH_THREADS)
	$(BENCH_PYTHON) Benchmarks/torch_moe.py --threads $(BENCH_THREADS) --steps $(BENCH_STEPS)

# The CPU build is taken where pip finds one (its index or its find-links). Where it does not, the general one works as
# well, but on x86-64 it does not start without the CUDA libraries that it depends on, and these are several gigabytes.
$(BENCH_READY):
	@if ! test -x $(BENCH_PYTHON) || ! $(BENCH_PYTHON) -m pip --version >/dev/null 2>&1; then \
	  rm -rf $(BENCH_VENV); \
	  python3 -m venv $(BENCH_VENV) 2>/dev/null || { \
	    rm -rf $(BENCH_VENV); \
	    echo "python3 -m venv does not work here: trying virtualenv, then the package python3-venv"; \
	    virtualenv -q $(BENCH_VENV) 2>/dev/null || { \
	      $(SUDO) apt-get update -qq && \
	      $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null && \
	      /usr/bin/python3 -m venv $(BENCH_VENV); }; }; \
	fi
	@echo "installing torch $(BENCH_TORCH) into $(BENCH_VENV)"
	@$(BENCH_PYTHON) -m pip install -q --disable-pip-version-check 'torch==$(BENCH_TORCH)+cpu' numpy 2>/dev/null || { \
	  [ "$$(uname -sm)" != "Linux x86_64" ] || \
	    echo "pip finds no CPU build of torch: taking the general one with its CUDA libraries, several gigabytes"; \
	  $(BENCH_PYTHON) -m pip install -q --disable-pip-version-check 'torch==$(BENCH_TORCH)' numpy; }
	@$(BENCH_PYTHON) -c 'import torch; print("torch", torch.__version__)'
	@touch $@
