#!/usr/bin/python3
"""What 'lnas bench' is compared with: the same steps of a search in plain PyTorch on the CPU.

One module for each operation and edge, as research code has it. Needs Debian's python3-torch.
usage: torch_step.py SPACE CHANNELS DEPTH BATCH [STEPS [THREADS]]
  SPACE  nasbench201 (DEPTH: cells a stage), darts or s3 (DEPTH: cells)
Prints one line of JSON, medians of the steps in seconds: a pass for the weights' gradients, an
iteration of DARTS, one of Lambda-DARTS with a central difference.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

SPACE = sys.argv[1]
CHANNELS, DEPTH, BATCH = (int(a) for a in sys.argv[2:5])
STEPS, THREADS = [int(a) for a in sys.argv[5:7]] + [5, 2][len(sys.argv[5:7]):]


def norm(channels, affine=False):
    return nn.BatchNorm2d(channels, affine=affine)


def relu_conv_norm(before, after, kernel, stride=1, affine=False):
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False),
        norm(after, affine))


def depthwise(channels, kernel, stride, dilation):
    return [
        nn.ReLU(),
        nn.Conv2d(channels, channels, kernel, stride, dilation * (kernel // 2), dilation,
                  groups=channels, bias=False),
        nn.Conv2d(channels, channels, 1, bias=False),
        norm(channels)]


class HalfSize(nn.Module):
    """DARTS' factorised reduction."""

    def __init__(self, before, after):
        super().__init__()
        self.even = nn.Conv2d(before, after // 2, 1, 2, bias=False)
        self.odd = nn.Conv2d(before, after - after // 2, 1, 2, bias=False)
        self.norm = norm(after)

    def forward(self, x):
        x = functional.relu(x)
        return self.norm(torch.cat([self.even(x), self.odd(x[:, :, 1:, 1:])], 1))


def pool(kind, channels, stride):
    layer = (nn.MaxPool2d(3, stride, 1) if kind == "max"
             else nn.AvgPool2d(3, stride, 1, count_include_pad=False))
    return nn.Sequential(layer, norm(channels))


def skip(channels, stride):
    return nn.Identity() if stride == 1 else HalfSize(channels, channels)


def separable(channels, kernel, stride):
    return nn.Sequential(*depthwise(channels, kernel, stride, 1), *depthwise(channels, kernel, 1, 1))


def dilated(channels, kernel, stride):
    return nn.Sequential(*depthwise(channels, kernel, stride, 2))


# After "none", which comes first everywhere.
OPERATIONS = {
    "nasbench201": [
        lambda c, s: nn.Identity(),
        lambda c, s: relu_conv_norm(c, c, 1),
        lambda c, s: relu_conv_norm(c, c, 3),
        lambda c, s: nn.AvgPool2d(3, 1, 1, count_include_pad=False)],
    "darts": [
        lambda c, s: pool("max", c, s), lambda c, s: pool("avg", c, s), skip,
        lambda c, s: separable(c, 3, s), lambda c, s: separable(c, 5, s),
        lambda c, s: dilated(c, 3, s), lambda c, s: dilated(c, 5, s)],
    "s3": [skip, lambda c, s: separable(c, 3, s)],
}[SPACE]


class Mixed(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.stride = stride
        self.operations = nn.ModuleList(make(channels, stride) for make in OPERATIONS)

    def forward(self, x, weights):
        nothing = weights[0] * (0. * x[:, :, ::self.stride, ::self.stride])
        return nothing + sum(w * f(x) for w, f in zip(weights[1:], self.operations))


class StageCell(nn.Module):
    """NAS-Bench-201: four nodes, each reads all before it."""
    EDGES = 6

    def __init__(self, channels):
        super().__init__()
        self.edges = nn.ModuleList(Mixed(channels, 1) for _ in range(self.EDGES))

    def forward(self, x, p):
        nodes, edge = [x], 0
        for target in range(1, 4):
            nodes.append(sum(self.edges[edge + i](nodes[i], p[edge + i]) for i in range(target)))
            edge += target
        return nodes[3]


class Residual(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.body = nn.Sequential(relu_conv_norm(before, after, 3, 2, True),
                                  relu_conv_norm(after, after, 3, 1, True))
        self.short = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(before, after, 1, bias=False))

    def forward(self, x):
        return self.body(x) + self.short(x)


class TwoInputCell(nn.Module):
    """DARTS: four nodes of two inputs, joined along the channels."""
    EDGES = 14

    def __init__(self, first, second, channels, reduction, after_reduction):
        super().__init__()
        self.first = (HalfSize(first, channels) if after_reduction
                      else relu_conv_norm(first, channels, 1))
        self.second = relu_conv_norm(second, channels, 1)
        self.edges = nn.ModuleList(
            Mixed(channels, 2 if reduction and source < 2 else 1)
            for node in range(4) for source in range(2 + node))

    def forward(self, first, second, p):
        nodes, edge = [self.first(first), self.second(second)], 0
        for node in range(4):
            nodes.append(sum(self.edges[edge + i](nodes[i], p[edge + i]) for i in range(2 + node)))
            edge += 2 + node
        return torch.cat(nodes[2:], 1)


class SuperNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        stages = SPACE == "nasbench201"
        edges = (StageCell if stages else TwoInputCell).EDGES
        self.alpha = nn.ParameterList(
            nn.Parameter(1e-3 * torch.randn(edges, 1 + len(OPERATIONS)))
            for _ in range(1 if stages else 2))
        body, channels = [], CHANNELS
        if stages:
            self.stem = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1, bias=False),
                                      norm(channels, True))
            for stage in range(3):
                body += [StageCell(channels) for _ in range(DEPTH)]
                if stage < 2:
                    body.append(Residual(channels, 2 * channels))
                    channels *= 2
            self.last = nn.Sequential(norm(channels, True), nn.ReLU())
        else:
            first = second = 3 * channels
            self.stem = nn.Sequential(nn.Conv2d(3, first, 3, padding=1, bias=False),
                                      norm(first, True))
            before = False
            for cell in range(DEPTH):
                reduction = cell in (DEPTH // 3, 2 * DEPTH // 3)
                channels *= 2 if reduction else 1
                body.append(TwoInputCell(first, second, channels, reduction, before))
                first, second, before = second, 4 * channels, reduction
            channels = second
            self.last = nn.Identity()
        self.body = nn.ModuleList(body)
        self.reductions = [isinstance(b, TwoInputCell) and b.edges[0].stride == 2 for b in body]
        self.head = nn.Linear(channels, 10)

    def forward(self, images, delta=None):
        before = x = self.stem(images)
        self.mixing = []
        for block, reduction in zip(self.body, self.reductions):
            if isinstance(block, Residual):
                x = block(x)
                continue
            own = torch.softmax(self.alpha[int(reduction)], -1)
            own.retain_grad()
            if not reduction:
                if delta is not None:
                    own = own + delta[len(self.mixing)]
                self.mixing.append(own)
            if isinstance(block, StageCell):
                x = block(x, own)
            else:
                before, x = x, block(before, x, own)
        return self.head(self.last(x).mean((2, 3)))


torch.set_num_threads(THREADS)
torch.manual_seed(0)
network, loss_of = SuperNetwork().train(), nn.CrossEntropyLoss()
alpha = list(network.alpha)
weights = [w for name, w in network.named_parameters() if not name.startswith("alpha")]
sgd = torch.optim.SGD(weights, lr=.025, momentum=.9, weight_decay=3e-4)
adam = torch.optim.Adam(alpha, lr=3e-4, betas=(.5, .999), weight_decay=1e-3)
images, labels = torch.randn(BATCH, 3, 32, 32), torch.randint(0, 10, (BATCH,))
times = {"weight_pass": [], "darts_iteration": [], "lambda_iteration": []}


def gradients(delta):
    return torch.autograd.grad(loss_of(network(images, delta), labels), weights)


def regularise():
    cells = [p.grad.flatten() for p in network.mixing]
    unit = [g / g.norm() for g in cells]
    total, scale = sum(unit), 2 / (len(cells) * (len(cells) - 1))
    directions = [(scale / g.norm() * (total - u * (u @ total))).view_as(p)
                  for g, u, p in zip(cells, unit, network.mixing)]
    epsilon = 1e-3 / torch.stack(directions).norm()
    forth = gradients([epsilon * d for d in directions])
    back = gradients([-epsilon * d for d in directions])
    for w, a, b in zip(weights, forth, back):
        w.grad -= .25 * (a - b) / (2 * epsilon)


for step in range(STEPS + 1):
    for kind in ("darts_iteration", "lambda_iteration"):
        start = time.time()
        sgd.zero_grad()
        loss_of(network(images), labels).backward()
        one_pass = time.time() - start
        if kind == "lambda_iteration":
            regularise()
        nn.utils.clip_grad_norm_(weights, 5)
        sgd.step()
        adam.zero_grad()
        loss_of(network(images), labels).backward()
        adam.step()
        if step:
            times["weight_pass"].append(one_pass)
            times[kind].append(time.time() - start)
print(json.dumps({
    "space": SPACE, "channels": CHANNELS, "depth": DEPTH, "batch": BATCH, "threads": THREADS,
    "torch": torch.__version__,
    **{kind + "_seconds": round(statistics.median(t), 4) for kind, t in times.items()}}))
