#!/usr/bin/env python3
"""A ViT-S/14 at 224 pixels in PyTorch on the CPU: the same work as `switchyard bench --vit`.

Pre-norm blocks with LayerScale, LoRA of rank 4 on q, k, v, token merging between attention and perceptron with
proportional attention. Prints one JSON object a way: images a second, the median of the steps.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, HEADS, DEPTH, PATCH, INNER, SIDE, CLASSES, RANK = 384, 6, 12, 14, 1536, 224, 10, 4


def matching(keys, r):
    """ToMe's bipartite matching on (B, N, K): the sources' and destinations' places among even and odd positions."""
    with torch.no_grad():
        metric = keys / keys.norm(dim=-1, keepdim=True)
        scores = metric[:, ::2] @ metric[:, 1::2].transpose(1, 2)
        scores[:, 0] = -torch.inf
        best, partner = scores.max(dim=-1)
        order = best.argsort(dim=-1, descending=True)
        sources, rest = order[:, :r], order[:, r:].sort(dim=-1).values
        return sources, rest, partner.gather(1, sources)


def take(x, places):
    return x.gather(1, places[..., None].expand(-1, -1, x.shape[-1]))


def merged(x, size, keys, r):
    sources, rest, partners = matching(keys, r)
    weighted = x * size
    even, odd, even_size, odd_size = weighted[:, ::2], weighted[:, 1::2], size[:, ::2], size[:, 1::2]
    odd = odd.scatter_add(1, partners[..., None].expand(-1, -1, x.shape[-1]), take(even, sources))
    odd_size = odd_size.scatter_add(1, partners[..., None], take(even_size, sources))
    new_size = torch.cat([take(even_size, rest), odd_size], 1)
    return torch.cat([take(even, rest), odd], 1) / new_size, new_size


class Block(nn.Module):
    def __init__(self, removed):
        super().__init__()
        self.removed = removed
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6), nn.LayerNorm(WIDTH, eps=1e-6)
        self.qkv, self.proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.fc1, self.fc2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.ls1, self.ls2 = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.ones(WIDTH))
        self.lora_a, self.lora_b = nn.Linear(WIDTH, RANK, bias=False), nn.Linear(RANK, 3 * WIDTH, bias=False)

    def forward(self, x, size):
        b, n, d = x.shape
        h = self.norm1(x)
        qkv = (self.qkv(h) + self.lora_b(self.lora_a(h))).view(b, n, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        q, k, v = qkv
        bias = None if size is None else size.log()[:, None, None, :, 0].expand(b, HEADS, n, n)
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = x + self.ls1 * self.proj(o.transpose(1, 2).reshape(b, n, d))
        if self.removed:
            size = torch.ones(b, n, 1) if size is None else size
            x, size = merged(x, size, k.mean(1), self.removed)
        return x + self.ls2 * self.fc2(F.gelu(self.fc1(self.norm2(x)))), size


class ViT(nn.Module):
    def __init__(self, merge):
        super().__init__()
        self.patch = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.cls = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.pos = nn.Parameter(0.02 * torch.randn(1, 1 + (SIDE // PATCH) ** 2, WIDTH))
        self.blocks = nn.ModuleList(Block(r) for r in merge)
        self.norm, self.head = nn.LayerNorm(WIDTH, eps=1e-6), nn.Linear(WIDTH, CLASSES)
        for name, parameter in self.named_parameters():
            parameter.requires_grad = "lora" in name or name.startswith("head")

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x, size = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.pos, None
        for block in self.blocks:
            x, size = block(x, size)
        return self.head(self.norm(x[:, 0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--way", action="append", metavar="NAME=r,r,…", help="tokens each block removes; default: plain")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    images, labels = torch.randn(options.batch, 3, SIDE, SIDE), torch.arange(options.batch) % CLASSES
    for way in options.way or ["plain=" + ",".join("0" * DEPTH)]:
        name, _, numbers = way.partition("=")
        model = ViT([int(number) for number in numbers.split(",")])
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.AdamW(trained, lr=1e-4)

        def evaluate():
            with torch.inference_mode():
                model(images)

        def train():
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(images), labels).backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()

        for work in (evaluate, train):
            seconds = []
            for step in range(options.steps + 1):
                start = time.perf_counter()
                work()
                if step:
                    seconds.append(time.perf_counter() - start)
            print(json.dumps({"way": name, "work": work.__name__,
                              "images_per_second": options.batch / statistics.median(seconds)}), flush=True)


if __name__ == "__main__":
    main()
