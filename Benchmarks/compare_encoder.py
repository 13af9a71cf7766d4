#!/usr/bin/env python3
"""Fine-tuning of a BERT encoder, Switchyard and PyTorch in turn on the same batches and weights.

A step is forward, backward, clipping and AdamW over all weights; two classes from the mean over the tokens; no dropout.
Batches hold 32 sentences of like length, each filled up to its longest. Both sides start from the same weights, and their
losses have to agree step by step: that they do the same work is checked, not claimed. Rounds alternate; medians count.
"""

import argparse
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LEARNING_RATE, DECAY, CLIP = 2e-5, 0.01, 1.0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switchyard", default=".build/release/switchyard", help="our executable")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch and numpy")
    parser.add_argument("--weights", help="a folder in BERT's layout; default: fetched MiniLM, else random weights")
    parser.add_argument("--turns", type=int, default=3, help="how often both run")
    parser.add_argument("--batches", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3, help="passes over the batches a run; the first is not measured")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--role", choices=["torch"], help=argparse.SUPPRESS)
    parser.add_argument("--compiled", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


def make_batches(count, vocabulary, rows=32):
    """Lengths as in sentences of running text: most between 12 and 40, at most 64; sorted, so that batches pad little."""
    draw = random.Random(7)
    lengths = sorted(min(64, max(6, round(draw.lognormvariate(3.1, 0.45)))) for _ in range(count * rows))
    batches = [[[draw.randrange(vocabulary) for _ in range(length)] for length in lengths[i:i + rows]]
               for i in range(0, len(lengths), rows)]
    draw.shuffle(batches)
    return {"ids": batches, "labels": [[draw.randrange(2) for _ in batch] for batch in batches]}


def random_weights(folder, vocabulary=30522, width=384, inner=1536, layers=6, positions=512):
    """The shape of MiniLM-L6 with weights drawn as BERT's are."""
    draw, header, blobs, place = random.Random(1), {}, [], 0
    pool = struct.pack("<65536f", *(draw.gauss(0, 0.02) for _ in range(65536)))
    shapes = [("embeddings.word_embeddings.weight", [vocabulary, width]),
              ("embeddings.position_embeddings.weight", [positions, width]),
              ("embeddings.token_type_embeddings.weight", [2, width])]
    for path in ["embeddings.LayerNorm"] + [f"encoder.layer.{i}.{norm}.LayerNorm" for i in range(layers)
                                            for norm in ("attention.output", "output")]:
        shapes += [(path + ".weight", [width]), (path + ".bias", [width])]
    for i in range(layers):
        for module, rows, columns in [("attention.self.query", width, width), ("attention.self.key", width, width),
                                      ("attention.self.value", width, width), ("attention.output.dense", width, width),
                                      ("intermediate.dense", inner, width), ("output.dense", width, inner)]:
            path = f"encoder.layer.{i}.{module}"
            shapes += [(path + ".weight", [rows, columns]), (path + ".bias", [rows])]
    for name, shape in shapes:
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        if "LayerNorm.weight" in name:
            blob = struct.pack("<f", 1) * count
        elif name.endswith("bias"):
            blob = bytes(4 * count)
        else:
            start = 4 * draw.randrange(60000)
            blob = (pool[start:] + pool * (4 * count // len(pool) + 1))[:4 * count]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [place, place + 4 * count]}
        blobs.append(blob)
        place += 4 * count
    text = json.dumps(header).encode()
    with open(folder + "/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    with open(folder + "/config.json", "w") as file:
        json.dump({"hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": 12,
                   "intermediate_size": inner, "layer_norm_eps": 1e-12}, file)


def run(command, environment=None):
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {reason[-1]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


# PyTorch's side, in a process of its own.

def torch_side(options):
    import numpy
    import torch
    from torch.nn import functional as F

    torch.set_num_threads(options.threads)
    config = json.load(open(options.weights + "/config.json"))
    with open(options.weights + "/model.safetensors", "rb") as file:
        blob = file.read()
    size = struct.unpack("<Q", blob[:8])[0]
    header = json.loads(blob[8:8 + size])

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        values = numpy.frombuffer(blob[8 + size + begin:8 + size + end], "<f4").reshape(header[name]["shape"])
        return torch.from_numpy(values.copy())

    def leaf(*names):
        return torch.nn.Parameter(torch.cat([tensor(name) for name in names]))

    epsilon, heads = config["layer_norm_eps"], config["num_attention_heads"]
    width = config["hidden_size"]
    words, places, types = (leaf(f"embeddings.{name}_embeddings.weight") for name in ("word", "position", "token_type"))
    norm = [leaf(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    layers = []
    for i in range(config["num_hidden_layers"]):
        path = f"encoder.layer.{i}."
        layer = [leaf(*(f"{path}attention.self.{name}.{part}" for name in ("query", "key", "value")))
                 for part in ("weight", "bias")]
        for module in ("attention.output.dense", "attention.output.LayerNorm", "intermediate.dense", "output.dense",
                       "output.LayerNorm"):
            layer += [leaf(f"{path}{module}.{part}") for part in ("weight", "bias")]
        layers.append(layer)
    head = torch.nn.Parameter((torch.arange(2 * width) * 7919 % 1000 / 1000 - 0.5).mul(0.4).view(2, width))
    parameters = [words, places, types, *norm, *(p for layer in layers for p in layer), head]
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": DECAY},
         {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0}],
        lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, fused=True)

    def layer_norm(x, weight, bias):
        return F.layer_norm(x, (width,), weight, bias, epsilon)

    def loss_of(ids, mask, weights, labels):
        b, s = ids.shape
        x = layer_norm(F.embedding(ids, words) + places[:s] + types[0], *norm)
        for qkv_w, qkv_b, out_w, out_b, n1_w, n1_b, up_w, up_b, down_w, down_b, n2_w, n2_b in layers:
            q, k, v = F.linear(x, qkv_w, qkv_b).view(b, s, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
            o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            x = layer_norm(x + F.linear(o.transpose(1, 2).reshape(b, s, width), out_w, out_b), n1_w, n1_b)
            x = layer_norm(x + F.linear(F.gelu(F.linear(x, up_w, up_b)), down_w, down_b), n2_w, n2_b)
        mean = torch.bmm(weights, x).squeeze(1)
        return F.cross_entropy(F.linear(mean, head), labels)

    if options.compiled:
        loss_of = torch.compile(loss_of, dynamic=True)
    inputs = []
    data = json.load(open(options.file))
    for batch, labels in zip(data["ids"], data["labels"], strict=True):
        length = max(map(len, batch))
        ids = torch.tensor([row + [0] * (length - len(row)) for row in batch])
        seen = torch.tensor([[i < len(row) for i in range(length)] for row in batch])
        mask = None if seen.all() else seen[:, None, None, :]
        weights = (seen / seen.sum(1, keepdim=True)).float()[:, None, :]
        inputs.append((ids, mask, weights, torch.tensor(labels)))
    seconds, losses, tokens = [], [], 0
    for turn in range(options.rounds):
        for (ids, mask, weights, labels), batch in zip(inputs, data["ids"], strict=True):
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(ids, mask, weights, labels)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, CLIP)
            optimizer.step()
            losses.append(loss.item())
            if turn > 0:
                seconds.append(time.perf_counter() - start)
                tokens += sum(map(len, batch))
    print(json.dumps({"tokens_per_second": tokens / sum(seconds), "step_seconds": seconds, "losses": losses,
                      "torch": torch.__version__}))


def compare(options):
    from torch_moe import MALLOC
    with tempfile.TemporaryDirectory() as folder:
        weights = options.weights
        if not weights:
            found = subprocess.run([options.switchyard, "data", "path", "minilm"], capture_output=True, text=True)
            weights = found.stdout.strip() if found.returncode == 0 else None
        if not weights:
            print("MiniLM is not fetched: random weights of its shape")
            weights = folder
            random_weights(folder)
        file = folder + "/batches.json"
        with open(weights + "/model.safetensors", "rb") as stream:
            header = json.loads(stream.read(struct.unpack("<Q", stream.read(8))[0]))
        vocabulary = header["embeddings.word_embeddings.weight"]["shape"][0]
        with open(file, "w") as stream:
            json.dump(make_batches(options.batches, vocabulary), stream)
        common = ["--weights", weights, "--rounds", str(options.rounds), "--threads", str(options.threads)]
        commands = {
            "switchyard": ([options.switchyard, "bench-encoder", "--batches", file, *common], None),
            "torch": ([options.python, os.path.join(HERE, "compare_encoder.py"), "--role", "torch", "--file", file,
                       *common], MALLOC | dict(os.environ)),
        }
        if options.compiled:
            commands["compiled"] = (commands["torch"][0] + ["--compiled"], commands["torch"][1])
        reports = {name: [] for name in commands}
        for _ in range(options.turns):
            for name, (command, environment) in commands.items():
                reports[name].append(run(command, environment))
    for name in commands:
        pairs = zip(reports["switchyard"][0]["losses"], reports[name][0]["losses"], strict=True)
        worst = max(abs(a - b) for a, b in pairs)
        if worst > 2e-3:
            sys.exit(f"{name}: losses differ by {worst:.1e}: not the same work")
        rates = [report["tokens_per_second"] for report in reports[name]]
        steps = [second for report in reports[name] for second in report["step_seconds"]]
        print(f"{name:12}{statistics.median(rates):10.0f} tokens/s{statistics.median(steps) * 1e3:10.1f} ms a step"
              f"   losses within {worst:.0e}   runs {' '.join(f'{rate:.0f}' for rate in rates)}")
    best = max(statistics.median(r["tokens_per_second"] for r in reports[name]) for name in commands if name != "switchyard")
    ratio = statistics.median(r["tokens_per_second"] for r in reports["switchyard"]) / best
    print(f"ratio {ratio:.2f} (torch {reports['torch'][0]['torch']}, {reports['switchyard'][0]['blas_core']},"
          f" {options.threads} threads; the aim is 1.3)")
    phases = reports["switchyard"][-1]["phases"]
    total = sum(phases.values())
    print("  " + "   ".join(f"{name} {100 * value / total:.0f} %" for name, value in phases.items()))


if __name__ == "__main__":
    chosen = arguments()
    torch_side(chosen) if chosen.role else compare(chosen)
