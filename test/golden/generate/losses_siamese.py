"""DeepFace's siamese head: a weighted absolute difference and one logistic unit."""
from __future__ import annotations

import numpy as np
import torch

import reference as ref
from common import f32, make_item, need


def logits(t):
    return t["bias"] + (t["weights"] * (t["first"] - t["second"]).abs()).sum(dim=1)


def siamese_loss(same):
    same = torch.as_tensor(same)

    def loss(t):
        a = logits(t)
        return torch.where(same, torch.log(1 + torch.exp(-a)), torch.log(1 + torch.exp(a))).mean()

    return loss


def build_siamese(rng, s):
    same = rng.permutation(np.arange(s.batch) % 2 == 0)
    first = f32(rng.standard_normal((s.batch, s.dims)))
    second = f32(first + rng.standard_normal(first.shape) * np.where(same, 0.5, 1.2)[:, None])
    weights, bias = f32(-rng.uniform(0.1, 0.8, s.dims)), f32(2.5)
    arrays = dict(first=first, second=second, weights=weights, bias=bias)
    a = bias + np.abs(first - second) @ weights
    need((a > 0).any() and (a < 0).any())
    item = make_item(
        "siamese",
        "a = b + sum_d w_d |f_d - g_d|, p = 1 / (1 + exp(-a)); L = -mean( same log p + (1 - same) log(1 - p) )",
        "DeepFace (Taigman et al., CVPR 2014), siamese network", arrays, dict(same=same), tuple(arrays), siamese_loss(same),
        extra=dict(logits=a), gap=float(np.abs(first - second).min()),
    )
    item.crosschecks.append(torch_cross_entropy(item))
    return item


def torch_cross_entropy(item):
    i = item.inputs
    t = {k: ref._tensor(i[k]) for k in ("first", "second", "weights", "bias")}
    a = torch.nn.functional.linear(torch.abs(t["first"] - t["second"]), t["weights"][None], t["bias"][None])[:, 0]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(a, torch.as_tensor(i["same"]).double())
    return "torch binary_cross_entropy_with_logits", ref._compare(item, loss, [(k, v, ref.same) for k, v in t.items()])


BUILDERS = {"siamese": build_siamese}
