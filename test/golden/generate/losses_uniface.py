"""UniFace: a binary question for each sample and class, with one threshold for all of them."""
from __future__ import annotations

import math

import numpy as np
import torch

import reference as ref
from common import f32, make_item, need
from margin_equations import cosines
from margin_inputs import margin_inputs, np_cos


def uniface_loss(labels, scale, margin, weight):
    def loss(t):
        logits = scale * cosines(t) - t["bias"]
        own = torch.nn.functional.one_hot(torch.as_tensor(labels), logits.shape[1]).bool()
        terms = torch.where(own, torch.log(1 + torch.exp(-(logits - scale * margin))), weight * torch.log(1 + torch.exp(logits)))
        return terms.sum(dim=1).mean()

    return loss


def build_uniface(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.4, 0.9)
    scale, margin, weight = 30.0, 0.4, 0.7
    bias = f32(math.log(10 * s.classes))
    need((scale * (np_cos(embeddings, weights) - margin) - bias > -scale).all())  # the authors' code clips logits there
    item = make_item(
        "uniface",
        "L = mean_i ( log(1 + exp(-(s (cos theta_y - m) - b))) + l sum_{j != y} log(1 + exp(s cos theta_j - b)) ), l = negativeWeight",
        "UniFace (Zhou et al., ICCV 2023), unified cross-entropy with a learnt threshold b; all classes, none left out by chance",
        dict(embeddings=embeddings, weights=weights, bias=bias),
        dict(labels=labels, scale=scale, margin=margin, negativeWeight=weight),
        ("embeddings", "weights", "bias"), uniface_loss(labels, scale, margin, weight),
    )
    item.crosschecks.append(loops(item))
    item.crosschecks.append(authors_head(item))
    return item


def loops(item):
    i = item.inputs
    total = 0.0
    for theta, y in zip(ref._angles(item), i["labels"]):
        for j, angle in enumerate(theta):
            if j == y:
                total += math.log1p(math.exp(float(i["bias"]) - i["scale"] * (math.cos(angle) - i["margin"])))
            else:
                total += i["negativeWeight"] * math.log1p(math.exp(i["scale"] * math.cos(angle) - float(i["bias"])))
    return "a loop version (loss only)", abs(total / len(i["labels"]) - item.outputs["loss"])


def authors_head(item):
    module = ref._published("uniface_head.py")
    if module is None:
        return ref.recorded(item)
    i = item.inputs
    classes, dims = i["weights"].shape
    head = module.Unified_Cross_Entropy_Loss(dims, classes, m=i["margin"], s=i["scale"], l=i["negativeWeight"]).double()
    head.weight.data = ref._tensor(i["weights"], False)
    head.bias.data = torch.tensor([float(i["bias"])], dtype=torch.float64)
    x = ref._tensor(i["embeddings"])
    loss = head(x, torch.as_tensor(i["labels"]), torch.arange(classes))
    pairs = [("embeddings", x, ref.same), ("weights", head.weight, ref.same), ("bias", head.bias, lambda g: np.asarray(g).reshape(()))]
    return "the authors' UniFace head", ref._compare(item, loss, pairs)


BUILDERS = {"uniface": build_uniface}
