"""GroupFace: self-distributed labels, aggregation, the whole loss."""
from __future__ import annotations

import math

import numpy as np
import torch

import reference_distill as ref
from common import Item, f32, make_item, need, top_gap
from margin_equations import combined_target, cross_entropy, normalized, target_of, with_target
from margin_inputs import aimed

GROUPS = 4


# ---------------------------------------------------------------- equations


def like(constant, t):
    """A constant in the precision of the inputs."""
    return constant.to(next(iter(t.values())).dtype)


def softmax(logits):
    e = torch.exp(logits - logits.max(dim=1, keepdim=True).values.detach())
    return e / e.sum(dim=1, keepdim=True)


def expectation_normalized(p):
    """(p - mean over the batch) / K + 1 / K"""
    k = p.shape[1]
    return (p - p.mean(0)) / k + 1 / k


def soft_aggregation(instance, groups, p):
    return instance + (p[:, :, None] * groups).sum(dim=1)


def hard_aggregation(instance, groups, chosen):
    return instance + groups[torch.arange(len(chosen)), torch.as_tensor(chosen)]


def groupface_loss(labels, group_labels, scale, margin, lam):
    def loss(t):
        p = softmax(t["groupLogits"])
        cos = normalized(soft_aggregation(t["instance"], t["groups"], p)) @ normalized(t["weights"]).T
        target = combined_target(target_of(cos, labels), 1.0, margin, 0.0)
        arcface = cross_entropy(scale * with_target(cos, labels, target), labels)
        return arcface + lam * cross_entropy(t["groupLogits"], group_labels)

    return loss


# ---------------------------------------------------------------- items


def group_state(logits):
    p = softmax(torch.tensor(logits))
    shifted = expectation_normalized(p).numpy()
    return p.numpy(), shifted, shifted.argmax(1)


def group_logits(rng, s):
    """One group is favoured everywhere, so that the plain argmax is lopsided."""
    bias = np.zeros(GROUPS)
    bias[rng.integers(GROUPS)] = 1.0
    return f32(rng.standard_normal((s.batch, GROUPS)) + bias)


def build_group_labels(rng, s):
    logits = group_logits(rng, s)
    p, shifted, labels = group_state(logits)
    need((p.argmax(1) != labels).any() and len(set(labels)) == GROUPS)
    gap = min(top_gap(shifted * GROUPS), top_gap(p))
    formula = "p = softmax(group logits); p~ = (p - mean_batch p) / K + 1/K; group label = argmax_k p~_k"
    paper = "GroupFace (Kim et al., CVPR 2020), self-distributed grouping"
    pieces = Item(
        "groupface_labels", formula, paper, dict(groupLogits=logits),
        dict(probabilities=p, expectationNormalized=shifted, groupLabels=labels, plainArgmax=p.argmax(1)), gap=gap,
    )
    pieces.crosschecks.append(ref.group_labels(pieces))
    decision = make_item(
        "groupface_decision", formula + "; L = mean cross-entropy of softmax(group logits) against the group labels (labels without gradient)",
        paper, dict(groupLogits=logits), {}, ("groupLogits",), lambda t: cross_entropy(t["groupLogits"], labels),
        extra=dict(groupLabels=labels), gap=gap,
    )
    decision.crosschecks.append(ref.group_decision(decision))
    return [pieces, decision]


def build_aggregation(rng, s):
    """Inputs for which argmax p and argmax p~ agree: the hard choice does not depend on which one is meant."""
    instance = f32(rng.standard_normal((s.batch, s.dims)))
    groups = f32(rng.standard_normal((s.batch, GROUPS, s.dims)) * 0.5)
    logits = f32(rng.standard_normal((s.batch, GROUPS)) * 1.5)
    probe = f32(rng.standard_normal((s.batch, s.dims)))
    p, shifted, labels = group_state(logits)
    need((p.argmax(1) == labels).all() and len(set(labels)) > 1)
    gap = min(top_gap(p), top_gap(shifted * GROUPS))
    constant = torch.tensor(probe)

    def soft(t):
        return (like(constant, t) * soft_aggregation(t["instance"], t["groups"], softmax(t["groupLogits"]))).sum()

    def hard(t):
        return (like(constant, t) * hard_aggregation(t["instance"], t["groups"], labels)).sum()

    arrays = dict(instance=instance, groups=groups, groupLogits=logits)
    paper = "GroupFace (Kim et al., CVPR 2020), group-aware representation"
    tail = "; L = sum(probe * aggregated), a probe for the gradients"
    a, b, q = (torch.tensor(v) for v in (instance, groups, p))
    first = make_item(
        "groupface_soft", "p = softmax(group logits); aggregated = v + sum_k p_k v_k" + tail, paper + ", soft", arrays, dict(probe=probe),
        ("instance", "groups", "groupLogits"), soft, extra=dict(probabilities=p, aggregated=soft_aggregation(a, b, q)), gap=gap,
    )
    second = make_item(
        "groupface_hard", "p = softmax(group logits); aggregated = v + v_(argmax p)" + tail, paper + ", hard",
        arrays, dict(probe=probe), ("instance", "groups"), hard,
        extra=dict(probabilities=p, chosen=labels, aggregated=hard_aggregation(a, b, labels)), gap=gap,
    )
    for item in (first, second):
        item.crosschecks.append(ref.aggregation(item))
    return [first, second]


def build_groupface(rng, s):
    weights = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    labels = rng.integers(0, s.classes, s.batch)
    groups = f32(rng.standard_normal((s.batch, GROUPS, s.dims)) * 0.4)
    logits = group_logits(rng, s)
    p, shifted, group_labels = group_state(logits)
    wanted = aimed(rng, weights, labels, rng.permutation(np.linspace(0.1, 0.95, s.batch)))
    instance = f32(wanted - (p[:, :, None] * groups).sum(1))
    scale, margin, lam = 30.0, 0.5, 0.1
    aggregated = instance + (p[:, :, None] * groups).sum(1)
    need(len(set(group_labels)) >= GROUPS - 1)
    item = make_item(
        "groupface", "L = ArcFace(v + sum_k p_k v_k) + lambda * mean cross-entropy of softmax(group logits) against argmax_k p~_k",
        "GroupFace (Kim et al., CVPR 2020)",
        dict(instance=instance, groups=groups, groupLogits=logits, weights=weights),
        dict(labels=labels, scale=scale, margin=margin, lambda_=lam), ("instance", "groups", "groupLogits", "weights"),
        groupface_loss(labels, group_labels, scale, margin, lam),
        extra=dict(groupLabels=group_labels, aggregated=aggregated), gap=min(top_gap(shifted * GROUPS), top_gap(p)),
    )
    item.inputs["lambda"] = item.inputs.pop("lambda_")
    item.crosschecks.append(ref.groupface(item, math.degrees(margin)))
    return item


BUILDERS = {
    "groupface_labels": build_group_labels,
    "groupface_aggregation": build_aggregation,
    "groupface": build_groupface,
}
