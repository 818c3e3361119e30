"""Does one task, given as JSON, as often as each line on the standard input asks; facelab.ts is its counterpart."""
import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)
device = "cuda" if torch.cuda.is_available() else "cpu"


def conv(i, o, kernel, stride=1, groups=1, padding=None):
    padding = kernel // 2 if padding is None else padding
    return nn.Conv2d(i, o, kernel, stride, padding, groups=groups, bias=False)


def active(o):
    return [nn.BatchNorm2d(o), nn.PReLU(o)]


class Residual(nn.Module):
    def __init__(self, layers, shortcut):
        super().__init__()
        self.layers, self.shortcut = nn.Sequential(*layers), shortcut

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


def small(size):
    layers, i = [], 3
    for o in (32, 64, 128, 256):
        layers += [conv(i, o, 3, 2), *active(o), conv(o, o, 3), *active(o)]
        i = o
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(256 * (size // 16) ** 2, 512)), 512


def mobilefacenet(size):
    def bottleneck(i, o, stride, expansion):
        h = i * expansion
        layers = [conv(i, h, 1), *active(h), conv(h, h, 3, stride, h), *active(h), conv(h, o, 1), nn.BatchNorm2d(o)]
        return Residual(layers, nn.Identity()) if stride == 1 and i == o else nn.Sequential(*layers)

    layers, i = [conv(3, 64, 3, 2), *active(64), conv(64, 64, 3, 1, 64), *active(64)], 64
    for expansion, o, repeats, stride in ((2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1)):
        for repeat in range(repeats):
            layers.append(bottleneck(i, o, stride if repeat == 0 else 1, expansion))
            i = o
    layers += [conv(128, 512, 1), *active(512), conv(512, 512, size // 16, 1, 512, 0), nn.BatchNorm2d(512)]
    return nn.Sequential(*layers, conv(512, 128, 1), nn.BatchNorm2d(128), nn.Flatten()), 128


def iresnet18(size):
    def block(i, o, stride):
        layers = [nn.BatchNorm2d(i), conv(i, o, 3), *active(o), conv(o, o, 3, stride), nn.BatchNorm2d(o)]
        return Residual(layers, nn.Identity() if stride == 1 else nn.Sequential(conv(i, o, 1, stride), nn.BatchNorm2d(o)))

    layers, i = [conv(3, 64, 3), *active(64)], 64
    for o in (64, 128, 256, 512):
        layers += [block(i, o, 2), block(o, o, 1)]
        i = o
    layers += [nn.BatchNorm2d(512), nn.Flatten(), nn.Linear(512 * (size // 16) ** 2, 512, bias=False), nn.BatchNorm1d(512)]
    return nn.Sequential(*layers), 512


def train(network, batch, size, classes, channelsLast=False, compiled=False):
    model, dim = {"small": small, "mobilefacenet": mobilefacenet, "iresnet18": iresnet18}[network](size)
    model = model.to(device)
    weights = nn.Parameter(torch.randn(classes, dim, device=device) * 0.01)
    parameters = [*model.parameters(), weights]
    decayed = [p for p in parameters if p.dim() > 1]
    rest = [p for p in parameters if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 5e-4}, {"params": rest, "weight_decay": 0}]
    optimiser = torch.optim.SGD(groups, 0.01, momentum=0.9)
    x = torch.randn(batch, 3, size, size, device=device)
    if channelsLast:
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    y = torch.randint(0, classes, (batch,), device=device)
    if compiled:
        model = torch.compile(model)

    def once():
        optimiser.zero_grad()
        c = F.normalize(model(x)) @ F.normalize(weights).T
        own = c.gather(1, y[:, None])
        # cos(theta + m) without an arccos, as facelab has it.
        target = own * math.cos(0.5) - torch.sqrt((1 - own * own).clamp_min(1e-6)) * math.sin(0.5)
        loss = F.cross_entropy(c.scatter(1, y[:, None], target) * 16, y)
        loss.backward()
        optimiser.step()
        return loss.item()

    return once


def head(loss, batch, dim, classes):
    from pytorch_metric_learning import losses

    equation = {
        "arcface": lambda: losses.ArcFaceLoss(classes, dim, margin=math.degrees(0.5), scale=64),
        "cosface": lambda: losses.CosFaceLoss(classes, dim, margin=0.35, scale=64),
        "sphereface": lambda: losses.SphereFaceLoss(classes, dim, margin=4, scale=1),
        "sub-center": lambda: losses.SubCenterArcFaceLoss(
            num_classes=classes, embedding_size=dim, margin=math.degrees(0.5), scale=64, sub_centers=3
        ),
    }[loss]().to(device)
    optimiser = torch.optim.SGD(equation.parameters(), 0.01, momentum=0.9)
    x = torch.randn(batch, dim, device=device, requires_grad=True)
    y = torch.randint(0, classes, (batch,), device=device)

    def once():
        optimiser.zero_grad()
        x.grad = None
        value = equation(x, y)
        value.backward()
        optimiser.step()
        return value.item()

    return once


def mine(miner, batch, dim):
    from pytorch_metric_learning import losses, miners

    y = torch.arange(batch, device=device) // 4
    x = torch.randn(batch, dim, device=device, requires_grad=True)
    hard = miner.startswith("hard")
    mined = miners.BatchHardMiner() if hard else miners.TripletMarginMiner(margin=0.2, type_of_triplets="semihard")
    equation = losses.TripletMarginLoss(margin=0.2)

    def lists():
        return len(mined(x.detach(), y)[0])

    def with_gradient():
        x.grad = None
        value = equation(x, y, mined(x, y))
        value.backward()
        return value.item()

    return with_gradient if miner.endswith("loss") else lists


def retrieve(file, probes, gallery, dim):
    every = np.fromfile(file, np.float32).reshape(-1, dim)
    p, g = every[:probes], every[probes:probes + gallery]

    def once():
        a = p / np.linalg.norm(p, axis=1, keepdims=True)
        best, index = np.full(probes, -np.inf, np.float32), np.zeros(probes, np.int64)
        for start in range(0, gallery, 10000):
            b = g[start:start + 10000]
            similarity = a @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
            nearest = similarity.argmax(1)
            value = similarity[np.arange(probes), nearest]
            better = value > best
            best[better], index[better] = value[better], nearest[better] + start
        checksum = 0
        for i in index.tolist():
            checksum = (checksum * 31 + i) % 1000003
        return checksum

    return once


def verify(file, rows, dim, labelsEach, fars):
    from sklearn.metrics import roc_curve

    x = np.fromfile(file, np.float32, rows * dim).reshape(rows, dim)
    labels = np.arange(rows) // labelsEach
    first, second = np.triu_indices(rows, 1)

    def once():
        unit = x / np.linalg.norm(x, axis=1, keepdims=True)
        similarities = (unit @ unit.T)[first, second]
        fpr, tpr, _ = roc_curve(labels[first] == labels[second], similarities, drop_intermediate=False)
        return [float(tpr[np.searchsorted(fpr, far, "right") - 1]) for far in fars]

    return once


def main():
    task = json.loads(sys.argv[1])
    kind = task.pop("kind")
    once = {"train": train, "head": head, "mine": mine, "retrieve": retrieve, "verify": verify}[kind](**task)
    for line in sys.stdin:
        seconds, value = [], None
        for _ in range(int(line)):
            started = time.perf_counter()
            value = once()
            seconds.append(time.perf_counter() - started)
        print(json.dumps({"seconds": seconds, "value": value}), flush=True)


main()
