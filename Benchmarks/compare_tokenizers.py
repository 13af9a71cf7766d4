#!/usr/bin/env python3
"""Switchyard and Hugging Face's tokenizers on the same text, in turn on the same machine: times, memory and ratios.

Each run is a process of its own; the programs alternate, so that a machine that grows busier does so for both, and
medians are compared. Of tokenizers only the calls are timed (train, and encode_batch_fast over the lines); of ours the
whole process, with reading the files and writing the results. Ids and merges are compared as well.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


class Failure(Exception):
    pass


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switchyard", default=".build/release/switchyard", help="our executable")
    parser.add_argument("--input", help="text to work on, UTF-8; default: the corpus gcide as it lies on this machine")
    parser.add_argument("--vocab-size", type=int, default=32000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--peer", choices=["train", "encode"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.rounds, options.threads) < 1:
        parser.error("--rounds and --threads must be at least 1")
    return options


def peer(options):
    """One run of tokenizers: its seconds on standard output."""
    # The number of threads is read when the package is loaded.
    os.environ["RAYON_NUM_THREADS"] = str(options.threads)
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    path = os.path.join(options.folder, "peer.json")
    report = {}
    if options.peer == "train":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(vocab_size=options.vocab_size, show_progress=False,
                                      initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
        start = time.perf_counter()
        tokenizer.train([options.input], trainer)
        report["seconds"] = time.perf_counter() - start
        tokenizer.save(path)
    else:
        tokenizer = Tokenizer.from_file(path)
        with open(options.input, encoding="utf-8", newline="\n") as file:
            lines = list(file)
        start = time.perf_counter()
        encoded = tokenizer.encode_batch_fast(lines)
        report["seconds"] = time.perf_counter() - start
        digest = hashlib.sha256()
        for one in encoded:
            digest.update((" ".join(map(str, one.ids)) + "\n").encode())
        report["sha256"] = digest.hexdigest()
    report["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(report))


def run_peer(options, what):
    done = subprocess.run([sys.executable, os.path.abspath(__file__), "--peer", what, "--folder", options.folder,
                           "--input", options.input, "--threads", str(options.threads),
                           "--vocab-size", str(options.vocab_size)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure((done.stderr.strip().splitlines() or ["tokenizers failed without a message"])[-1])
    return json.loads(done.stdout)


def ours(options, words):
    start = time.perf_counter()
    child = subprocess.Popen([options.switchyard, "tokenizer", *words, "--threads", str(options.threads)],
                             stderr=subprocess.PIPE, text=True)
    message = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise Failure(f"{' '.join(words[:3])}: {message.strip()}")
    return {"seconds": seconds, "rss": usage.ru_maxrss * 1024}


def corpus(options):
    """The text of gcide, with what is no UTF-8 replaced: tokenizers refuses it."""
    done = subprocess.run([options.switchyard, "data", "path", "gcide"], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(done.stderr.strip())
    path = os.path.join(done.stdout.strip(), "gcide.dict.dz")
    with gzip.open(path) as file:
        text = file.read().decode("utf-8", "replace")
    path = os.path.join(options.folder, "text")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def measure(options):
    def path(name):
        return os.path.join(options.folder, name)

    size = ["--vocab-size", str(options.vocab_size), "--input", options.input]
    runs = {}
    for turn in range(options.rounds):
        note(options, f"round {turn + 1} of {options.rounds}")

        def add(name, report):
            runs.setdefault(name, []).append(report)

        for algorithm in ("bpe", "scaffold-bpe"):
            add(f"train {algorithm}", ours(options, ["train", "--algorithm", algorithm, *size,
                                                     "--output", path(algorithm + ".json")]))
        add("train peer", run_peer(options, "train"))
        for algorithm in ("bpe", "scaffold-bpe"):
            add(f"encode {algorithm}", ours(options, ["encode", "--tokenizer", path(algorithm + ".json"),
                                                      "--input", options.input, "--output", path(algorithm + ".ids")]))
        add("encode peer", run_peer(options, "encode"))
    with open(path("bpe.ids"), "rb") as file:
        same_ids = hashlib.sha256(file.read()).hexdigest() == runs["encode peer"][0]["sha256"]
    with open(path("bpe.json"), encoding="utf-8") as file, open(path("peer.json"), encoding="utf-8") as other:
        same_merges = list(map(tuple, json.load(file)["model"]["merges"])) \
            == list(map(tuple, json.load(other)["model"]["merges"]))
    seconds = {name: statistics.median(run["seconds"] for run in reports) for name, reports in runs.items()}
    return {
        "bytes": os.path.getsize(options.input), "vocab_size": options.vocab_size, "threads": options.threads,
        "rounds": options.rounds, "seconds": seconds,
        "rss": {name: max(run["rss"] for run in reports) for name, reports in runs.items()},
        "train_ratio": seconds["train peer"] / seconds["train bpe"],
        "encode_ratio": seconds["encode peer"] / seconds["encode bpe"],
        "scaffold_ratio": seconds["train scaffold-bpe"] / seconds["train bpe"],
        "same_merges": same_merges, "same_ids": same_ids,
    }


def note(options, text):
    if sys.stderr.isatty() and not options.json:
        print(f"\r\x1b[K{text} …", end="", file=sys.stderr, flush=True)


def show(result):
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    print(f"{result['bytes'] / 1e6:.1f} MB, vocabulary {result['vocab_size']}, {result['threads']} threads; "
          f"medians of {result['rounds']}")
    print(f"  {'':22}{'seconds':>9}{'MB/s':>9}{'peak MiB':>10}")
    for name, seconds in result["seconds"].items():
        label = name.replace("peer", "tokenizers")
        print(f"  {label:22}{seconds:9.2f}{result['bytes'] / 1e6 / seconds:9.1f}{result['rss'][name] / 2**20:10.0f}")
    print(f"  as fast as tokenizers: training {result['train_ratio']:.1f} times, encoding "
          f"{result['encode_ratio']:.1f} times; Scaffold-BPE takes {result['scaffold_ratio']:.2f} of BPE's time")
    print(f"  same merges: {'yes' if result['same_merges'] else 'NO'}; "
          f"same ids: {'yes' if result['same_ids'] else 'NO'}", flush=True)


def main():
    options = arguments()
    if options.peer:
        peer(options)
        return 0
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"compare_tokenizers: the machine is busy (load {load:.1f}): other work makes these figures rough",
              file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory() as folder:
            options.folder = folder
            options.input = options.input or corpus(options)
            result = measure(options)
        if options.json:
            print(json.dumps(result), flush=True)
        else:
            show(result)
        return 0 if result["same_merges"] and result["same_ids"] else 1
    except (Failure, OSError) as failure:
        print(f"compare_tokenizers: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
