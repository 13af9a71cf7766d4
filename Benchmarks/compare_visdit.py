#!/usr/bin/env python3
"""Switchyard and PyTorch on an iteration of C-VisDiT, a source step and a target step, in turn on the same machine.

Both programs alternate for some rounds; the medians are compared, with the better of PyTorch's two ways. The recipe is
taken with patches of 7 pixels and one label a class: 17 tokens a picture, the network of torch_visdit.py.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def report(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip() or "no message").splitlines()[-1]
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {reason}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switchyard", default=".build/release/switchyard", help="our executable")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch")
    parser.add_argument("--recipe", default=os.path.join(HERE, "../recipes/visdit.toml"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if min(options.rounds, options.iterations, options.threads) < 1:
        parser.error("--rounds, --iterations and --threads must be at least 1")
    mine, theirs = [], {"eager": [], "compiled": []}
    for _ in range(options.rounds):
        # The mean, because source steps are smaller than target steps.
        mine.append(2 * report(
            [options.switchyard, "bench", "--recipe", options.recipe, "--steps", str(2 * options.iterations),
             "--set", "vit.patch=7", "--set", "domains.shots=1", "--set", f"run.threads={options.threads}", "--format", "json"])["mean_step_seconds"])
        for way, flags in (("eager", []), ("compiled", ["--compiled"])):
            theirs[way].append(report(
                [options.python, os.path.join(HERE, "torch_visdit.py"), "--iterations", str(options.iterations),
                 "--threads", str(options.threads), *flags])["seconds"])
    ours = statistics.median(mine)
    print(f"ours               {1e3 * ours:8.1f} ms an iteration of two steps")
    for way, seconds in theirs.items():
        other = statistics.median(seconds)
        print(f"PyTorch, {way:9} {1e3 * other:8.1f} ms, {other / ours:.2f} times ours")


if __name__ == "__main__":
    main()
