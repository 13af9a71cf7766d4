#!/usr/bin/env python3
"""Switchyard and PyTorch on the same vision transformer, in turn on the same machine: images a second and the ratio.

Both programs alternate for some rounds; the medians are compared. PyTorch gets the schedules that ours found, for plain
merging; PYRA is measured in ours alone.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip() or "no message").splitlines()[-1]
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {reason}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switchyard", default=".build/release/switchyard", help="our executable")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    options = parser.parse_args()
    if min(options.rounds, options.steps, options.threads, options.batch) < 1:
        parser.error("--rounds, --steps, --threads and --batch must be at least 1")
    sizes = ["--steps", str(options.steps), "--threads", str(options.threads), "--batch", str(options.batch)]
    mine, theirs, facts = {}, {}, {}
    for _ in range(options.rounds):
        own = rows([options.switchyard, "bench", "--vit", "--format", "json", *sizes])
        for row in own:
            mine.setdefault((row["way"], row["work"]), []).append(row["images_per_second"])
            facts[row["way"], row["work"]] = row
        ways = {row["way"]: row["merge"] for row in own if not row["way"].endswith("PYRA")}
        arguments = [part for way, merge in ways.items() for part in ("--way", f"{way}={','.join(map(str, merge))}")]
        for row in rows([options.python, os.path.join(HERE, "torch_vit.py"), *sizes, *arguments]):
            theirs.setdefault((row["way"], row["work"]), []).append(row["images_per_second"])
    print(f"{'way':10} {'work':9} {'ours':>9} {'over plain':>11} {'fewer mult.':>12} {'PyTorch':>9} {'ratio':>6}")
    for key, values in mine.items():
        ours, plain = statistics.median(values), statistics.median(mine["plain", key[1]])
        other = f"{statistics.median(theirs[key]):9.1f} {ours / statistics.median(theirs[key]):6.2f}" if key in theirs else ""
        print(f"{key[0]:10} {key[1]:9} {ours:9.1f} {ours / plain:11.2f} {facts[key]['saving']:12.2f} {other}")


if __name__ == "__main__":
    main()
