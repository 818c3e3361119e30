"""AdaFace: the margin of a sample depends on the length of its embedding, a stand-in for the quality of its picture."""
from __future__ import annotations

import math

import numpy as np
import torch

import reference as ref
from common import make_item, need
from margin_equations import PI, cosines, cross_entropy, target_of, with_target
from margin_inputs import margin_inputs, theta_of

EPSILON = 1e-3  # the authors' code adds it to the deviation


def adaface_loss(labels, scale, margin, quality):
    """quality in -1 … 1, a constant for the gradient."""

    def loss(t):
        cos = cosines(t)
        q = torch.tensor(quality).to(cos.dtype)
        turned = torch.clamp(torch.acos(target_of(cos, labels)) - margin * q, 0, PI)
        target = torch.cos(turned) - margin - margin * q
        return cross_entropy(scale * with_target(cos, labels, target), labels)

    return loss


def norm_state(norms, mean, deviation, momentum):
    """The running mean and deviation after this batch; the deviation of the batch divides by B - 1."""
    batch = float(np.sqrt(((norms - norms.mean()) ** 2).sum() / (len(norms) - 1)))
    return momentum * float(norms.mean()) + (1 - momentum) * mean, momentum * batch + (1 - momentum) * deviation


def build_adaface(rng, s):
    return build(rng, s, "adaface", False, -0.8, 0.9)


def build_adaface_clipped(rng, s):
    return build(rng, s, "adaface_clipped", True, -0.97, 0.97)


def build(rng, s, name, clipped, low, high):
    embeddings, weights, labels = margin_inputs(rng, s, low, high)
    scale, margin, h, momentum = 30.0, 0.4, 0.333, 0.01
    mean_before, deviation_before = 1.25, 0.2
    norms = np.linalg.norm(embeddings, axis=1)
    mean, deviation = norm_state(norms, mean_before, deviation_before, momentum)
    wanted = h * (norms - mean) / (deviation + EPSILON)
    quality = np.clip(wanted, -1, 1)
    need((wanted > 1).any() and (wanted < -1).any() and (np.abs(wanted) < 1).sum() >= 4)
    turned = theta_of(embeddings, weights, labels) - margin * quality
    ends = np.minimum(turned, PI - turned)
    need(((turned < 0).any() and (turned > PI).any()) if clipped else (ends > 0.02).all())
    item = make_item(
        name,
        "mu' = a mean_i |x_i| + (1 - a) mu, sigma' = a std_i |x_i| + (1 - a) sigma with a = momentum (no gradient, used in the same step; std divides by B - 1); "
        "q = h (|x| - mu') / (sigma' + 0.001), clipped to -1 … 1 (no gradient); target logit = s (cos(theta_y - m q) - m (1 + q)), theta_y - m q clipped to 0 … pi; "
        "other logits s cos theta_j; L = mean cross-entropy",
        "AdaFace (Kim et al., CVPR 2022); the clipped angle and the 0.001 as in the authors' code",
        dict(embeddings=embeddings, weights=weights),
        dict(labels=labels, scale=scale, margin=margin, h=h, mean=mean_before, deviation=deviation_before, momentum=momentum),
        ("embeddings", "weights"), adaface_loss(labels, scale, margin, quality),
        extra=dict(mean=mean, deviation=deviation, quality=quality),
        gap=min(float(np.abs(np.abs(wanted) - 1).min()), float(np.abs(ends).min())),
    )
    item.crosschecks.append(loops(item))
    if not clipped:
        item.crosschecks.append(authors_head(item))
    return item


def loops(item):
    i = item.inputs
    lengths = [math.sqrt(sum(v * v for v in row)) for row in i["embeddings"].tolist()]
    middle = sum(lengths) / len(lengths)
    spread = math.sqrt(sum((v - middle) ** 2 for v in lengths) / (len(lengths) - 1))
    mean = i["mean"] + i["momentum"] * (middle - i["mean"])
    deviation = i["deviation"] + i["momentum"] * (spread - i["deviation"])
    total = 0.0
    for length, theta, y in zip(lengths, ref._angles(item), i["labels"]):
        q = max(-1.0, min(1.0, i["h"] * (length - mean) / (deviation + EPSILON)))
        row = [i["scale"] * math.cos(v) for v in theta]
        row[y] = i["scale"] * (math.cos(max(0.0, min(PI, theta[y] - i["margin"] * q))) - i["margin"] * q - i["margin"])
        total -= ref._log_softmax(row, y)
    diffs = (abs(total / len(lengths) - item.outputs["loss"]), abs(mean - item.outputs["mean"]), abs(deviation - item.outputs["deviation"]))
    return "a loop version (loss, mean and deviation)", max(diffs)


def authors_head(item):
    module = ref._published("adaface_head.py")
    if module is None:
        return ref.recorded(item)
    i = item.inputs
    classes, dims = i["weights"].shape
    head = module.AdaFace(dims, classes, m=i["margin"], h=i["h"], s=i["scale"], t_alpha=i["momentum"]).double()
    head.kernel.data = ref._tensor(i["weights"].T, False).contiguous()
    head.batch_mean, head.batch_std = (torch.tensor([i[k]], dtype=torch.float64) for k in ("mean", "deviation"))
    x, y = ref._tensor(i["embeddings"]), torch.as_tensor(i["labels"])
    norms = x.norm(dim=1, keepdim=True)
    loss = torch.nn.functional.cross_entropy(head(x / norms, norms, y), y)
    diff = ref._compare(item, loss, [("embeddings", x, ref.same), ("weights", head.kernel, np.transpose)])
    diff = max(diff, abs(float(head.batch_mean) - item.outputs["mean"]), abs(float(head.batch_std) - item.outputs["deviation"]))
    return "the authors' AdaFace head", diff


BUILDERS = {"adaface": build_adaface, "adaface_clipped": build_adaface_clipped}
