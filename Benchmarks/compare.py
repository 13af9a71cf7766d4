#!/usr/bin/env python3
"""Switchyard and PyTorch on the same training step, in turn on the same machine: speed, memory and their ratios.

Ours and PyTorch's processes alternate, so that a machine that grows slower or busier does so for both; the medians of
all runs are compared. Only the standard library is needed here; PyTorch runs in the interpreter that --python names.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WAYS = ["loop", "capacity", "grouped", "grouped_mm", "compiled"]


class Failure(Exception):
    pass


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", action="append", help="default: recipes/standard.toml and recipes/small.toml; the "
                        "file's name without its ending is PyTorch's preset")
    parser.add_argument("--switchyard", default=".build/release/switchyard", help="our executable")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10, help="measured steps of each run (small: ten times more)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one JSON object a recipe instead of tables")
    options = parser.parse_args()
    if min(options.rounds, options.steps, options.threads) < 1:
        parser.error("--rounds, --steps and --threads must be at least 1")
    options.recipe = options.recipe or ["recipes/standard.toml", "recipes/small.toml"]
    return options


def run(command):
    """The JSON objects that a command prints; lines that are none are passed over."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise Failure(f"cannot run {command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        raise Failure(f"{' '.join(command)} ended with {done.returncode}: {reason[-1]}")
    text = done.stdout.strip()
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def ours(options, recipe, steps):
    command = [options.switchyard, "bench", "--recipe", recipe, "--set", f"run.threads={options.threads}",
               "--steps", str(steps), "--format", "json"]
    reports = run(command)
    wanted = {"tokens_per_second", "gflops", "sgemm_share", "peak_rss_bytes"}
    if not reports or wanted - reports[-1].keys():
        raise Failure(f"{' '.join(command)}: its JSON lacks {', '.join(sorted(wanted - set(*reports[-1:])))}")
    return reports[-1]


def torch_script(options, preset, steps, *more):
    return run([options.python, os.path.join(HERE, "torch_moe.py"), "--json", "--preset", preset, "--steps", str(steps),
                "--threads", str(options.threads), *more])


def median_of(reports, key):
    return statistics.median(report[key] for report in reports)


def compare(options, recipe):
    preset = os.path.splitext(os.path.basename(recipe))[0]
    if preset not in ("standard", "small"):
        raise Failure(f"{recipe}: PyTorch has no model of this name; use standard or small")
    steps = options.steps * (10 if preset == "small" else 1)
    mine, theirs, torch_sgemm = [], {}, []
    for turn in range(options.rounds):
        torch_sgemm += torch_script(options, preset, steps, "--sgemm")
        for index, way in enumerate(WAYS):
            # Ours before the first, and again between the others: A B A B.
            if index % 2 == 0:
                note(options, f"{preset}: round {turn + 1} of {options.rounds}, switchyard")
                mine.append(ours(options, recipe, steps))
            note(options, f"{preset}: round {turn + 1} of {options.rounds}, torch {way}")
            check = [] if turn == 0 and index == 0 else ["--no-verify"]
            reports = torch_script(options, preset, steps, "--way", way, *check)
            if reports:
                theirs.setdefault(way, []).extend(reports)
    return summary(preset, mine, theirs, torch_sgemm)


def summary(preset, mine, theirs, torch_sgemm):
    rows = [{"program": f"torch {way}", "runs": len(reports)}
            | {key: median_of(reports, key) for key in ("tokens_per_second", "gflops", "peak_rss_bytes")}
            for way, reports in theirs.items()]
    own = {"program": "switchyard", "runs": len(mine)} | {
        key: median_of(mine, key) for key in ("tokens_per_second", "gflops", "peak_rss_bytes", "sgemm_share")}
    rate = median_of(torch_sgemm, "gflops")
    for row in rows:
        row["sgemm_share"] = row["gflops"] / rate
    best = max(rows, key=lambda row: row["tokens_per_second"])
    return {
        "preset": preset, "torch": torch_sgemm[0]["torch"], "rows": [own, *rows], "best": best["program"],
        "torch_sgemm_gflops": rate, "speed_ratio": own["tokens_per_second"] / best["tokens_per_second"],
        "memory_ratio": own["peak_rss_bytes"] / best["peak_rss_bytes"], "sgemm_share": own["sgemm_share"],
    }


def note(options, text):
    if sys.stderr.isatty() and not options.json:
        print(f"\r\x1b[K{text} …", end="", file=sys.stderr, flush=True)


def show(result, threads):
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    print(f"{result['preset']}, {threads} threads, torch {result['torch']}; medians")
    print(f"  {'program':18}{'runs':>5}{'tokens/s':>11}{'GFLOP/s':>10}{'of sgemm':>10}{'peak MiB':>10}")
    for row in result["rows"]:
        print(f"  {row['program']:18}{row['runs']:5}{row['tokens_per_second']:11.0f}{row['gflops']:10.1f}"
              f"{row['sgemm_share']:10.0%}{row['peak_rss_bytes'] / 2**20:10.0f}")
    print(f"  share: of the own library's 2048³ sgemm; torch's: {result['torch_sgemm_gflops']:.0f} GFLOP/s")
    print(f"  switchyard / {result['best']}: speed {result['speed_ratio']:.2f}, peak memory "
          f"{result['memory_ratio']:.2f}; of sgemm {result['sgemm_share']:.0%}\n", flush=True)


def main():
    options = arguments()
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"compare: the machine is busy (load {load:.1f}): other work makes these figures rough", file=sys.stderr)
    try:
        for recipe in options.recipe:
            result = compare(options, recipe)
            if options.json:
                print(json.dumps(result), flush=True)
            else:
                show(result, options.threads)
    except Failure as failure:
        print(f"compare: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
