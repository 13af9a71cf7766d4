#!/usr/bin/env python3
"""An iteration of C-VisDiT in PyTorch on the CPU: two steps of recipes/visdit.toml with patches of 7 pixels and one label
a class.

A source step (labelled cross-entropy, prototypes, cross-domain entropy, information) and a target step (the same terms
with two batches of mixed pictures), AdamW after each, on drawn pictures and prototypes: their values do not change the
work. Reading, augmenting and mixing of pictures and the start of an epoch are left out here; ours does the former.
Prints one JSON object: seconds an iteration, the median.
"""

import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

SIDE, PATCH, WIDTH, DEPTH, HEADS, INNER, PROJECTION, CLASSES = 28, 7, 96, 4, 3, 192, 64, 10
LABELLED, BATCH, TEMPERATURE, CLUSTERS = 10, 64, 0.05, [10, 20] * 3
SOURCE, TARGET = 5000, 9298


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6), nn.LayerNorm(WIDTH, eps=1e-6)
        self.qkv, self.proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.fc1, self.fc2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        x = x + self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.cls = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.pos = nn.Parameter(0.02 * torch.randn(1, 1 + (SIDE // PATCH) ** 2, WIDTH))
        self.blocks = nn.ModuleList(Block() for _ in range(DEPTH))
        self.norm, self.projection = nn.LayerNorm(WIDTH, eps=1e-6), nn.Linear(WIDTH, PROJECTION)
        self.classifier = nn.Parameter(F.normalize(torch.randn(CLASSES, PROJECTION), dim=1))

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.pos
        for block in self.blocks:
            x = block(x)
        features = F.normalize(self.projection(self.norm(x[:, 0])), dim=1)
        return features, features @ self.classifier.T / TEMPERATURE


class Domain:
    """Memory bank, prototypes with concentrations and assignments, running prediction."""

    def __init__(self, pictures):
        self.bank = F.normalize(torch.randn(pictures, PROJECTION), dim=1)
        self.centroids = [F.normalize(torch.randn(k, PROJECTION), dim=1) for k in CLUSTERS]
        self.phi = [torch.full((k,), 0.1) for k in CLUSTERS]
        self.assigned = [torch.randint(k, (pictures,)) for k in CLUSTERS]
        self.running, self.count = torch.full((CLASSES,), 1 / CLASSES), 1.0

    def contrast(self, features, places):
        losses = [F.cross_entropy(features @ c.T / phi, assigned[places])
                  for c, phi, assigned in zip(self.centroids, self.phi, self.assigned)]
        return sum(losses) / len(losses)

    def likeness(self, features):
        losses = []
        for c in self.centroids:
            z = F.log_softmax(features @ c.T / 0.1, dim=1)
            losses.append(-(z.exp() * z).sum(1).mean())
        return sum(losses) / len(losses)

    def information(self, logits):
        p = F.softmax(logits, dim=1)
        mean = p.mean(0)
        self.running = (self.running * self.count + mean.detach() * len(p)) / (self.count + len(p))
        self.count += len(p)
        return 0.5 * (mean * (self.running + 1e-5).log()).sum() - 0.05 * (p * (p + 1e-5).log()).sum(1).mean()

    def remember(self, places, features, momentum):
        with torch.no_grad():
            self.bank[places] = F.normalize(momentum * self.bank[places] + (1 - momentum) * features, dim=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--iterations", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compiled", action="store_true", help="the network through torch.compile")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = Network()
    forward = torch.compile(network, dynamic=False) if options.compiled else network
    parameters = list(network.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.95), weight_decay=1e-4, fused=True)
    source, target = Domain(SOURCE), Domain(TARGET)
    labelled, labels = torch.arange(LABELLED), torch.arange(LABELLED) % CLASSES
    source_images = torch.randn(LABELLED + BATCH, 3, SIDE, SIDE)
    target_images = torch.randn(3 * BATCH, 3, SIDE, SIDE)
    soft = [F.normalize(torch.rand(BATCH, CLASSES), p=1, dim=1) for _ in range(2)]
    mask = (torch.rand(BATCH) < 0.5).float()

    def update(loss):
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    def begin():
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            network.classifier.copy_(F.normalize(network.classifier, dim=1))

    def iteration():
        begin()
        places = torch.randint(SOURCE, (BATCH,))
        features, logits = forward(source_images)
        loss = F.cross_entropy(logits[:LABELLED], labels) + source.contrast(features[LABELLED:], places)
        loss = loss + target.likeness(features[LABELLED:]) + source.information(logits[LABELLED:])
        source.remember(places, features[LABELLED:], 0.5)
        source.remember(labelled, features[:LABELLED], 0.9)
        update(loss)
        begin()
        places = torch.randint(TARGET, (BATCH,))
        features, logits = forward(target_images)
        own = features[:BATCH]
        loss = target.contrast(own, places) + source.likeness(own) + target.information(logits[:BATCH])
        cross = -(soft[0] * F.log_softmax(logits[BATCH:2 * BATCH], dim=1)).sum(1)
        inside = -(soft[1] * F.log_softmax(logits[2 * BATCH:], dim=1)).sum(1)
        loss = loss + (mask * cross).sum() / mask.sum() + 0.1 * inside.mean()
        target.remember(places, own, 0.5)
        update(loss)
        assert math.isfinite(loss.item())

    seconds = []
    for step in range(options.iterations + 3):
        start = time.perf_counter()
        iteration()
        if step >= 3:
            seconds.append(time.perf_counter() - start)
    print(json.dumps({"compiled": options.compiled, "seconds": statistics.median(seconds)}), flush=True)


if __name__ == "__main__":
    main()
