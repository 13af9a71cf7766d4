"""The benchmark model and one training step in PyTorch on the CPU: the same work as the recipes `standard` and `small`.

Decoder: RMSNorm before attention and before the experts, rotary embedding, causal attention, a mixture of experts in
every layer (softmax router, top-2, renormalised, GELU-tanh, no biases, balance loss 0.01), untied output projection.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

import torch_experts


@dataclass(frozen=True)
class Shape:
    layers: int
    width: int
    heads: int
    experts: int
    inner: int
    vocabulary: int
    batch: int
    length: int
    k: int = 2

    @property
    def tokens(self):
        return self.batch * self.length

    @property
    def flops_per_token(self):
        """Of training: 6 · P_active + 12 · T · D · L.

        P_active: the matrix parameters a token meets, with router and output projection, without the embedding look-up
        and the norms; two operations each forward and four backward. Attention: scores and weighted values take
        4 · T · D forward per token and layer, counted in full (not halved for causality), times three for training.
        """
        attention = 4 * self.width * self.width
        experts = self.k * 2 * self.width * self.inner
        router = self.width * self.experts
        active = self.layers * (attention + experts + router) + self.width * self.vocabulary
        return 6 * active + 12 * self.length * self.width * self.layers


PRESETS = {
    "standard": Shape(layers=4, width=256, heads=4, experts=8, inner=512, vocabulary=4096, batch=16, length=256),
    "small": Shape(layers=2, width=128, heads=4, experts=4, inner=256, vocabulary=512, batch=8, length=128),
}
BALANCE = 0.01
EPSILON = 1e-6


class RMSNorm(torch.autograd.Function):
    """By hand, since the composite of PyTorch keeps and passes over more than it needs on the CPU."""

    @staticmethod
    def forward(ctx, x, weight):
        inverse = torch.linalg.vector_norm(x, dim=-1, keepdim=True).square_().div_(x.shape[-1]).add_(EPSILON).rsqrt_()
        ctx.save_for_backward(x, inverse, weight)
        return (x * inverse).mul_(weight)

    @staticmethod
    def backward(ctx, grad):
        x, inverse, weight = ctx.saved_tensors
        unit = x * inverse
        scaled = grad * weight
        along = torch.linalg.vecdot(scaled, unit).div_(x.shape[-1]).unsqueeze(-1)
        d_weight = (grad * unit).sum(0)
        return scaled.addcmul_(unit, along, value=-1).mul_(inverse), d_weight


class ProjectedCrossEntropy(torch.autograd.Function):
    """Mean cross-entropy of h @ Wᵀ, in chunks: the logits of a chunk stay in the cache, their gradient is made on the
    spot, and the N × V logits are never stored."""

    CHUNK = 1024

    @staticmethod
    def forward(ctx, hidden, projection, target):
        tokens = hidden.shape[0]
        chunk = min(ProjectedCrossEntropy.CHUNK, tokens)
        d_hidden, d_projection = torch.empty_like(hidden), torch.zeros_like(projection)
        logits = hidden.new_empty(chunk, projection.shape[0])
        loss = hidden.new_zeros(())
        for start in range(0, tokens, chunk):
            rows = hidden[start : start + chunk]
            wanted = target[start : start + chunk].unsqueeze(1)
            part = logits[: rows.shape[0]]
            torch.mm(rows, projection.t(), out=part)
            torch.log_softmax(part, 1, out=part)
            loss -= part.gather(1, wanted).sum()
            part.exp_()
            part.scatter_add_(1, wanted, part.new_full((), -1.0).expand_as(wanted))
            torch.mm(part, projection, out=d_hidden[start : start + chunk])
            d_projection.addmm_(part.t(), rows)
        ctx.save_for_backward(d_hidden.div_(tokens), d_projection.div_(tokens))
        return loss / tokens

    @staticmethod
    def backward(ctx, grad):
        d_hidden, d_projection = ctx.saved_tensors
        return d_hidden * grad, d_projection * grad, None


def attention_and_router(x, shape, rotation, norm, qkv, proj, second_norm, router, rms_norm):
    """All of a layer but its experts: new residual stream, experts' input, choice, weights, balance loss."""
    batch, length, heads = shape.batch, shape.length, shape.heads
    head = shape.width // heads
    mixed = (rms_norm(x, norm) @ qkv).view(batch, length, 3, heads, head)
    pairs, value = mixed.split([2, 1], dim=2)
    # Rotary embedding of query and key at once, as a complex product: one pass forward, one backward.
    pairs = torch.view_as_complex(pairs.reshape(batch, length, 2, heads, head // 2, 2)) * rotation
    query, key = torch.view_as_real(pairs).flatten(-2).unbind(2)
    attended = F.scaled_dot_product_attention(
        query.transpose(1, 2), key.transpose(1, 2), value.squeeze(2).transpose(1, 2), is_causal=True
    )
    x = torch.addmm(x, attended.transpose(1, 2).reshape(shape.tokens, shape.width), proj)
    inner = rms_norm(x, second_norm)
    probability = F.softmax(inner @ router, dim=1)
    top, choice = probability.topk(shape.k, dim=1)
    weight = top / top.sum(1, keepdim=True)
    share = F.one_hot(choice[:, 0], shape.experts).float().mean(0)
    balance = shape.experts * (share * probability.mean(0)).sum()
    return x, inner, choice, weight, balance


def library_rms_norm(x, weight):
    return F.rms_norm(x, weight.shape, weight, EPSILON)


def library_cross_entropy(hidden, projection, target):
    return F.cross_entropy(F.linear(hidden, projection), target)


def rotation_table(shape):
    """e^(i · t · θ_j) for position t and pair j, (T, 1, 1, hd / 2)."""
    head = shape.width // shape.heads
    frequency = 10000.0 ** (-torch.arange(0, head, 2, dtype=torch.float64) / head)
    angle = torch.outer(torch.arange(shape.length, dtype=torch.float64), frequency)
    return torch.polar(torch.ones_like(angle), angle).to(torch.complex64)[:, None, None]


class Model:
    """`library` takes norm and cross-entropy from PyTorch: the reference for those that are written by hand here."""

    def __init__(self, shape, way, seed=1, library=False):
        compiled = way == "compiled"
        generator = torch.Generator().manual_seed(seed)

        def matrix(*size):
            return (torch.randn(*size, generator=generator) * 0.02).requires_grad_()

        def ones():
            return torch.ones(shape.width, requires_grad=True)

        self.shape = shape
        self.experts = torch_experts.grouped if compiled else torch_experts.WAYS[way]
        # The compiler fuses the plain formula better than it can call an opaque function.
        self.rms_norm = library_rms_norm if compiled or library else RMSNorm.apply
        self.cross_entropy = library_cross_entropy if library else ProjectedCrossEntropy.apply
        self.body = torch.compile(attention_and_router, dynamic=False) if compiled else attention_and_router
        self.rotation = rotation_table(shape)
        width, inner = shape.width, shape.inner
        self.embedding = matrix(shape.vocabulary, width)
        self.layers = [
            dict(norm=ones(), qkv=matrix(width, 3 * width), proj=matrix(width, width), second_norm=ones(),
                 router=matrix(width, shape.experts), up=matrix(shape.experts, width, inner),
                 down=matrix(shape.experts, inner, width))
            for _ in range(shape.layers)
        ]
        self.norm = ones()
        self.projection = matrix(shape.vocabulary, width)
        self.parameters = [self.embedding, *(p for layer in self.layers for p in layer.values()), self.norm,
                           self.projection]

    def loss(self, tokens):
        """tokens (B, T + 1): mean cross-entropy of the next token plus the balance losses of all layers."""
        x = F.embedding(tokens[:, :-1].reshape(-1), self.embedding)
        balance = 0.0
        for layer in self.layers:
            x, inner, choice, weight, layer_balance = self.body(
                x, self.shape, self.rotation, layer["norm"], layer["qkv"], layer["proj"], layer["second_norm"],
                layer["router"], self.rms_norm)
            x = x + self.experts(inner, choice, weight, layer["up"], layer["down"])
            balance = balance + layer_balance
        hidden = self.rms_norm(x, self.norm)
        return self.cross_entropy(hidden, self.projection, tokens[:, 1:].reshape(-1)) + BALANCE * balance


class Training:
    def __init__(self, shape, way):
        self.model = Model(shape, way)
        self.optimizer = torch.optim.AdamW(self.model.parameters, lr=3e-4, weight_decay=0.1, fused=True)
        self.generator = torch.Generator().manual_seed(7)

    def step(self):
        shape = self.model.shape
        tokens = torch.randint(shape.vocabulary, (shape.batch, shape.length + 1), generator=self.generator)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.model.loss(tokens)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters, 1.0, foreach=True)
        self.optimizer.step()
        return loss
