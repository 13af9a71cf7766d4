# `make bench`: this program and PyTorch on the same training step, in turn. Included by the Makefile.

BENCH_VENV := .venv-bench
BENCH_PYTHON := $(BENCH_VENV)/bin/python
BENCH_READY := $(BENCH_VENV)/torch-ready
# The version the figures in the README were taken with. Another one: make bench BENCH_TORCH=2.15.0
BENCH_TORCH ?= 2.13.0
BENCH_THREADS ?= 2
BENCH_ROUNDS ?= 3
BENCH_STEPS ?= 10

.PHONY: bench bench-torch bench-encoder bench-tokenizer bench-vit bench-visdit

bench: build $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/compare.py --switchyard $(BIN) --threads $(BENCH_THREADS) --rounds $(BENCH_ROUNDS) \
	  --steps $(BENCH_STEPS) --recipe recipes/standard.toml --recipe recipes/small.toml

# PyTorch alone, all its ways.
bench-torch: $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/torch_moe.py --sgemm --threads $(BENCH_THREADS)
	$(BENCH_PYTHON) Benchmarks/torch_moe.py --threads $(BENCH_THREADS) --steps $(BENCH_STEPS)

# Fine-tuning of MiniLM-L6, or of random weights of its shape where it is not fetched.
bench-encoder: build $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/compare_encoder.py --switchyard $(BIN) --threads $(BENCH_THREADS) --turns $(BENCH_ROUNDS)

# `make bench-vit`: a vision transformer with and without token merging, against PyTorch.
bench-vit: build $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/compare_vit.py --switchyard $(BIN) --threads $(BENCH_THREADS) --rounds $(BENCH_ROUNDS)

# `make bench-visdit`: an iteration of C-VisDiT on digits, against PyTorch.
bench-visdit: build $(BENCH_READY)
	$(BENCH_PYTHON) Benchmarks/compare_visdit.py --switchyard $(BIN) --threads $(BENCH_THREADS) --rounds $(BENCH_ROUNDS)

# A Python environment in the folder $(1), unless a working one is there.
define bench_venv
	@if ! test -x $(1)/bin/python || ! $(1)/bin/python -m pip --version >/dev/null 2>&1; then \
	  rm -rf $(1); \
	  python3 -m venv $(1) 2>/dev/null || { \
	    rm -rf $(1); \
	    echo "python3 -m venv does not work here: trying virtualenv, then the package python3-venv"; \
	    virtualenv -q $(1) 2>/dev/null || { \
	      $(SUDO) apt-get update -qq && \
	      $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null && \
	      /usr/bin/python3 -m venv $(1); }; }; \
	fi
endef

# The CPU build is taken where pip finds one (its index or its find-links). Where it does not, the general one works as
# well, but on x86-64 it does not start without the CUDA libraries that it depends on, and these are several gigabytes.
$(BENCH_READY):
	$(call bench_venv,$(BENCH_VENV))
	@echo "installing torch $(BENCH_TORCH) into $(BENCH_VENV)"
	@$(BENCH_PYTHON) -m pip install -q --disable-pip-version-check 'torch==$(BENCH_TORCH)+cpu' numpy 2>/dev/null || { \
	  [ "$$(uname -sm)" != "Linux x86_64" ] || \
	    echo "pip finds no CPU build of torch: taking the general one with its CUDA libraries, several gigabytes"; \
	  $(BENCH_PYTHON) -m pip install -q --disable-pip-version-check 'torch==$(BENCH_TORCH)' numpy; }
	@$(BENCH_PYTHON) -c 'import torch; print("torch", torch.__version__)'
	@touch $@

# `make bench-tokenizer`: training and encoding against Hugging Face's tokenizers on the corpus gcide.
TOKENIZERS_VENV := .venv-tokenizers
TOKENIZERS_PYTHON := $(TOKENIZERS_VENV)/bin/python
TOKENIZERS_READY := $(TOKENIZERS_VENV)/ready
BENCH_TOKENIZERS ?= 0.23.3

bench-tokenizer: build $(TOKENIZERS_READY)
	$(TOKENIZERS_PYTHON) Benchmarks/compare_tokenizers.py --switchyard $(BIN) --threads $(BENCH_THREADS) \
	  --rounds $(BENCH_ROUNDS)

$(TOKENIZERS_READY):
	$(call bench_venv,$(TOKENIZERS_VENV))
	@echo "installing tokenizers $(BENCH_TOKENIZERS) into $(TOKENIZERS_VENV)"
	@$(TOKENIZERS_PYTHON) -m pip install -q --disable-pip-version-check 'tokenizers==$(BENCH_TOKENIZERS)'
	@touch $@
