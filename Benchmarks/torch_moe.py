#!/usr/bin/env python3
"""Speed of a mixture-of-experts training step in PyTorch on the CPU, in several ways. See torch_model.py for the model.

Each way runs in a process of its own, so that its peak memory (getrusage) is its own. Before anything is measured the
ways are checked against each other: same loss, same gradients.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time

EAGER = ["loop", "capacity", "grouped", "grouped_mm"]
# Keeps the memory of large tensors in the process instead of returning it to the kernel after every use: without this
# every step pays for page faults. What one would set, or have from another allocator, on a machine for training.
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "17179869184"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--way", choices=["all", "compiled", *EAGER], default="all")
    parser.add_argument("--preset", choices=["standard", "small"], default="standard")
    parser.add_argument("--steps", type=int, default=10, help="measured steps; the median counts")
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    parser.add_argument("--sgemm", action="store_true", help="only the rate of a 2048³ product")
    parser.add_argument("--no-verify", action="store_true", help="leave out the check of the ways against each other")
    parser.add_argument("--plain-malloc", action="store_true", help="leave the C allocator's settings alone")
    parser.add_argument("--role", choices=["measure", "sgemm", "verify"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.steps < 1 or options.warmup < 0 or options.threads < 1:
        parser.error("--steps and --threads must be at least 1, --warmup at least 0")
    return options


def peak_rss_bytes():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure(options):
    import torch
    from torch_model import PRESETS, Training

    torch.set_num_threads(options.threads)
    imported = peak_rss_bytes()
    shape = PRESETS[options.preset]
    training = Training(shape, options.way)
    for _ in range(options.warmup):
        training.step()
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        loss = training.step()
        seconds.append(time.perf_counter() - start)
    rate = shape.tokens / statistics.median(seconds)
    return {
        "way": options.way, "preset": options.preset, "threads": options.threads, "torch": torch.__version__,
        "tokens_per_second": rate, "gflops": rate * shape.flops_per_token / 1e9, "peak_rss_bytes": peak_rss_bytes(),
        "import_rss_bytes": imported, "last_loss": loss.item(), "step_seconds": seconds,
    }


def sgemm(options):
    import torch

    torch.set_num_threads(options.threads)
    size = 2048
    left, right, out = torch.randn(size, size), torch.randn(size, size), torch.empty(size, size)
    seconds = []
    for _ in range(12):
        start = time.perf_counter()
        torch.mm(left, right, out=out)
        seconds.append(time.perf_counter() - start)
    rate = 2 * size**3 / statistics.median(seconds[2:]) / 1e9
    return {"way": "sgemm", "threads": options.threads, "torch": torch.__version__, "gflops": rate}


def verify(options):
    """Loss and every gradient of every way against a loop over experts in which every backward is autograd's own."""
    import torch
    from torch_model import PRESETS, Model

    torch.set_num_threads(options.threads)
    shape = PRESETS["small"]
    generator = torch.Generator().manual_seed(3)
    tokens = torch.randint(shape.vocabulary, (shape.batch, shape.length + 1), generator=generator)

    def values(way, library=False):
        model = Model(shape, way, library=library)
        loss = model.loss(tokens)
        loss.backward()
        return [loss.detach(), *(parameter.grad for parameter in model.parameters)]

    reference = values("loop", library=True)
    worst = 0.0
    for way in EAGER:
        for index, (value, wanted) in enumerate(zip(values(way), reference, strict=True)):
            error = ((value - wanted).norm() / wanted.norm()).item()
            worst = max(worst, error)
            assert error < 1e-4, f"{way}: value {index} (0 is the loss) is off by {error:.2e}"
    return {"way": "verify", "ways": EAGER, "loss": reference[0].item(), "worst_relative_error": worst}


def spawn(options, role, way="loop"):
    """Runs one role in a process of its own and returns what it reports."""
    command = [sys.executable, os.path.abspath(__file__), "--role", role, "--way", way, "--preset", options.preset,
               "--steps", str(options.steps), "--warmup", str(options.warmup), "--threads", str(options.threads)]
    environment = dict(os.environ)
    if not options.plain_malloc:
        environment = MALLOC | environment
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines() or ["no message"]
        raise RuntimeError(f"{role} {way}: {reason[-1]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ways(options):
    if options.way != "all":
        return [options.way]
    return EAGER + (["compiled"] if shutil.which("g++") or shutil.which("c++") else [])


def show(report, as_json):
    if as_json:
        print(json.dumps(report), flush=True)
    elif report["way"] == "sgemm":
        print(f"sgemm 2048³, {report['threads']} threads, torch {report['torch']}: {report['gflops']:.0f} GFLOP/s")
    else:
        print(f"{report['way']:12}{report['tokens_per_second']:10.0f}{report['gflops']:10.1f}"
              f"{report['peak_rss_bytes'] / 2**20:10.0f}{statistics.median(report['step_seconds']) * 1e3:11.1f}"
              f"{min(report['step_seconds']) * 1e3:9.1f}", flush=True)


def main():
    options = arguments()
    if options.role:
        print(json.dumps({"measure": measure, "sgemm": sgemm, "verify": verify}[options.role](options)))
        return 0
    failed = False
    try:
        if options.sgemm:
            show(spawn(options, "sgemm"), options.json)
            return 0
        if not options.no_verify:
            spawn(options, "verify")
    except RuntimeError as error:
        print(f"torch_moe: {error}", file=sys.stderr)
        return 1
    if not options.json:
        print(f"{options.preset}, {options.threads} threads, median of {options.steps} steps")
        print("way           tokens/s   GFLOP/s  peak MiB  median ms  best ms")
    for way in ways(options):
        try:
            show(spawn(options, "measure", way), options.json)
        except RuntimeError as error:
            # The compiler is an extra: where it does not work, the other ways still count.
            print(f"torch_moe: {error}", file=sys.stderr)
            failed = failed or way != "compiled"
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
