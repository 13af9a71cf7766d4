"""The expert layer of the benchmark model, in the ways one would write it in PyTorch.

Every way takes x (N, D), the router's choice (N, K) and weights (N, K), the weights `up` (E, D, F) and `down`
(E, F, D), and returns the weighted sum of each token's experts, (N, D). No token is dropped in any of them, so that all
do the same useful work. `torch_moe.py` checks at its start that they give the same loss and the same gradients.
"""

import torch
from torch.nn import functional as F


def gelu(x):
    return F.gelu(x, approximate="tanh")


def loop(x, choice, weight, up, down):
    """Eager loop over experts: select an expert's tokens, run it, add what comes out to their rows."""
    out = torch.zeros_like(x)
    for expert in range(up.shape[0]):
        token, rank = torch.where(choice == expert)
        y = gelu(x.index_select(0, token) @ up[expert]) @ down[expert]
        out = out.index_add(0, token, y * weight[token, rank].unsqueeze(1))
    return out


class Order:
    """Assignments sorted by expert: `token[p]` is the token at place p, `place[i, j]` where choice j of i is."""

    def __init__(self, choice, experts):
        tokens, k = choice.shape
        flat = choice.reshape(-1)
        self.sorted = flat.argsort(stable=True)
        self.token = self.sorted.div(k, rounding_mode="floor")
        self.counts = torch.bincount(flat, minlength=experts)
        self.ends = self.counts.cumsum(0)
        place = torch.empty_like(flat)
        place[self.sorted] = torch.arange(tokens * k)
        self.place = place.view(tokens, k)


def gather_sum(rows, place, weight=None):
    """out[i] = Σ_j weight[i, j] · rows[place[i, j]], in one pass; cheaper than index_add, as each token has K rows."""
    return F.embedding_bag(place, rows, mode="sum", per_sample_weights=weight)


class Dispatch(torch.autograd.Function):
    """Rows of x to places; its backward is a gather too, where autograd's own would be an index_add."""

    @staticmethod
    def forward(ctx, x, token, place):
        ctx.save_for_backward(place)
        return x.index_select(0, token)

    @staticmethod
    def backward(ctx, grad):
        (place,) = ctx.saved_tensors
        return gather_sum(grad.contiguous(), place), None, None


class Combine(torch.autograd.Function):
    """Weighted sum of each token's rows; `rows` of no token (padding) get the gradient zero."""

    @staticmethod
    def forward(ctx, rows, weight, token, place):
        ctx.save_for_backward(rows, weight, token, place)
        return gather_sum(rows, place, weight)

    @staticmethod
    def backward(ctx, grad):
        rows, weight, token, place = ctx.saved_tensors
        back = grad.contiguous().index_select(0, token)
        per_row = torch.linalg.vecdot(back, rows)
        row_weight = torch.zeros(rows.shape[0]).index_copy_(0, place.reshape(-1), weight.reshape(-1))
        return back.mul_(row_weight.unsqueeze(1)), per_row[place], None, None


def capacity(x, choice, weight, up, down):
    """One buffer (E, C, D) and batched products. C is the load of the step's fullest expert: the least capacity at
    which nothing drops, that is the least padding with which this way does the same work as the others."""
    order = Order(choice, up.shape[0])
    experts, slots = up.shape[0], int(order.counts.max())
    expert_of_place = choice.reshape(-1)[order.sorted]
    rank = torch.arange(order.token.numel()) - (order.ends - order.counts)[expert_of_place]
    slot_of_place = expert_of_place * slots + rank
    # An empty slot holds token 0: cheaper than zeros, and nothing reads what it yields.
    token = torch.zeros(experts * slots, dtype=torch.long).index_copy_(0, slot_of_place, order.token)
    place = slot_of_place[order.place]
    buffers = Dispatch.apply(x, token, place).view(experts, slots, -1)
    y = torch.bmm(gelu(torch.bmm(buffers, up)), down)
    return Combine.apply(y.view(experts * slots, -1), weight, token, place)


def grouped_mm(x, choice, weight, up, down):
    """Sort by expert, then PyTorch's own grouped product with autograd's own backward."""
    order = Order(choice, up.shape[0])
    ends = order.ends.to(torch.int32)
    rows = Dispatch.apply(x, order.token, order.place)
    y = torch._grouped_mm(gelu(torch._grouped_mm(rows, up, offs=ends)), down, offs=ends)
    return Combine.apply(y, weight, order.token, order.place)


class GroupedExperts(torch.autograd.Function):
    """Sort by expert, then one product an expert on contiguous rows, straight into place; backward by hand. An expert's
    whole chain runs before the next one's, so its rows are still in the cache."""

    @staticmethod
    def forward(ctx, x, choice, weight, up, down):
        experts, _, inner = up.shape
        order = Order(choice, experts)
        rows = x.index_select(0, order.token)
        before = x.new_empty(rows.shape[0], inner)
        after = torch.empty_like(before)
        y = torch.empty_like(rows)
        start = 0
        for expert, end in enumerate(order.ends.tolist()):
            torch.mm(rows[start:end], up[expert], out=before[start:end])
            torch._C._nn.gelu(before[start:end], approximate="tanh", out=after[start:end])
            torch.mm(after[start:end], down[expert], out=y[start:end])
            start = end
        ctx.order = order
        ctx.save_for_backward(rows, before, after, y, weight, up, down)
        return gather_sum(y, order.place, weight)

    @staticmethod
    def backward(ctx, grad):
        rows, before, after, y, weight, up, down = ctx.saved_tensors
        order = ctx.order
        back = grad.contiguous().index_select(0, order.token)
        d_weight = torch.linalg.vecdot(back, y)[order.place]
        back.mul_(weight.reshape(-1)[order.sorted].unsqueeze(1))
        d_up, d_down, d_rows = torch.empty_like(up), torch.empty_like(down), torch.empty_like(rows)
        d_inner = before.new_empty(int(order.counts.max()), up.shape[2])
        start = 0
        for expert, end in enumerate(order.ends.tolist()):
            inner = d_inner[: end - start]
            torch.mm(after[start:end].t(), back[start:end], out=d_down[expert])
            torch.mm(back[start:end], down[expert].t(), out=inner)
            torch.ops.aten.gelu_backward(inner, before[start:end], approximate="tanh", grad_input=inner)
            torch.mm(rows[start:end].t(), inner, out=d_up[expert])
            torch.mm(inner, up[expert].t(), out=d_rows[start:end])
            start = end
        return gather_sum(d_rows, order.place), None, d_weight, d_up, d_down


def grouped(x, choice, weight, up, down):
    return GroupedExperts.apply(x, choice, weight, up, down)


WAYS = {"loop": loop, "capacity": capacity, "grouped": grouped, "grouped_mm": grouped_mm}
