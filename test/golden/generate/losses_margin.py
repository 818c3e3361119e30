"""Softmax losses and margins on the own class: linear softmax to sub-center ArcFace."""
from __future__ import annotations

import math

import numpy as np
import torch

import reference as ref
from common import f32, make_item, need, top_gap, unit
from margin_equations import (PI, combined_loss, cosface_loss, modified_softmax_loss, psi, softmax_loss, sphereface_loss,
                              subcenter_loss)
from margin_inputs import aimed, margin_inputs, own, theta_of


def build_softmax(rng, s):
    embeddings = f32(rng.standard_normal((s.batch, s.dims)))
    weights = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    bias = f32(rng.standard_normal(s.classes) * 0.3)
    labels = rng.integers(0, s.classes, s.batch)
    arrays = dict(embeddings=embeddings, weights=weights, bias=bias)
    item = make_item(
        "softmax",
        "L = -1/B sum_i log( exp(W_y x_i + b_y) / sum_j exp(W_j x_i + b_j) )",
        "linear softmax cross-entropy (as in DeepFace, Taigman et al., CVPR 2014)",
        arrays, dict(labels=labels), ("embeddings", "weights", "bias"), softmax_loss(labels),
    )
    item.crosschecks.append(ref.torch_linear_cross_entropy(item, labels))
    plain = dict(embeddings=embeddings, weights=weights)
    modified = make_item(
        "modified_softmax",
        "L = -1/B sum_i log( exp(|x_i| cos theta_y) / sum_j exp(|x_i| cos theta_j) ); W rows normalised, bias 0, x kept",
        "SphereFace (Liu et al., CVPR 2017), modified softmax",
        plain, dict(labels=labels), ("embeddings", "weights"), modified_softmax_loss(labels),
    )
    modified.crosschecks.append(ref.pml_classifier(modified, labels, "SphereFaceLoss", margin=1, scale=1))
    return [item, modified]


def build_sphereface(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.95, 0.95)
    m = 4
    theta = theta_of(embeddings, weights, labels)
    need(len(set(np.floor(theta * m / PI).astype(int))) == m)  # every branch of psi
    kinks = np.arange(1, m) * PI / m
    gap = float(np.abs(theta[:, None] - kinks).min())
    arrays = dict(embeddings=embeddings, weights=weights)
    items = []
    for lam in (0, 5):
        item = make_item(
            f"sphereface_lambda{lam}",
            "psi = (-1)^k cos(m theta) - 2k for theta in [k pi/m, (k+1) pi/m]; target logit = (lambda |x| cos theta_y + |x| psi(theta_y)) / (1 + lambda); other logits |x| cos theta_j; L = mean cross-entropy",
            "SphereFace (Liu et al., CVPR 2017), A-softmax; annealing from its published training recipe",
            arrays, dict(labels=labels, m=m, lambda_=float(lam)), ("embeddings", "weights"),
            sphereface_loss(labels, m, lam),
            extra=dict(psi=psi(torch.cos(torch.tensor(theta)), m)), gap=gap,
        )
        item.inputs["lambda"] = item.inputs.pop("lambda_")
        item.crosschecks.append(ref.pml_sphereface(item, labels, m, lam))
        items.append(item)
    return items


def build_cosface(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s)
    item = make_item(
        "cosface", "target logit = s (cos theta_y - m), other logits s cos theta_j; L = mean cross-entropy",
        "CosFace (Wang et al., CVPR 2018), large margin cosine loss",
        dict(embeddings=embeddings, weights=weights), dict(labels=labels, scale=30.0, margin=0.35),
        ("embeddings", "weights"), cosface_loss(labels, 30.0, 0.35),
    )
    item.crosschecks.append(ref.pml_classifier(item, labels, "CosFaceLoss", margin=0.35, scale=30))
    item.crosschecks.append(ref.insightface(item, labels, "CosFace", s=30.0, m=0.35))
    return item


def build_arcface(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.96, 0.95)
    scale, m = 30.0, 0.5
    theta = theta_of(embeddings, weights, labels)
    need((theta + m > PI).any() and (theta + m < PI).any())
    gap = float(np.abs(theta + m - PI).min())
    arrays = dict(embeddings=embeddings, weights=weights)
    other = dict(labels=labels, scale=scale, margin=m)
    paper = "ArcFace (Deng et al., CVPR 2019), eq. 3"
    exact = make_item(
        "arcface", "target logit = s cos(theta_y + m) for every theta_y, other logits s cos theta_j; L = mean cross-entropy",
        paper, arrays, dict(other), ("embeddings", "weights"), combined_loss(labels, scale, m2=m),
        extra=dict(targetAngles=theta), gap=gap,
    )
    exact.crosschecks.append(ref.insightface(exact, labels, "ArcFace", s=scale, margin=m))
    exact.crosschecks.append(ref.arcface_closed_form(exact, labels, scale, m))
    monotone = make_item(
        "arcface_monotone",
        "as arcface, but where theta_y + m > pi the target logit is s (cos theta_y - m sin m); L = mean cross-entropy",
        paper + "; monotone fix of the reference implementations", arrays, dict(other, monotone=True),
        ("embeddings", "weights"), combined_loss(labels, scale, m2=m, monotone=True),
        extra=dict(targetAngles=theta), gap=gap,
    )
    monotone.crosschecks.append(ref.pml_classifier(monotone, labels, "ArcFaceLoss", margin=math.degrees(m), scale=scale))
    return [exact, monotone]


def build_arcface_edges(rng, s):
    """Target angles close to 0 and close to pi, where the gradient of arccos is large."""
    weights = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    labels = rng.integers(0, s.classes, s.batch)
    near = np.where(np.arange(s.batch) % 2 == 0, 0.03, PI - 0.03) * rng.uniform(0.9, 1.1, s.batch)
    near[1::2] = PI - rng.uniform(0.02, 0.06, len(near[1::2]))
    embeddings = f32(aimed(rng, weights, labels, np.cos(near)))
    item = make_item(
        "arcface_edges", "as arcface, with target angles near 0 and near pi; L = mean cross-entropy",
        "ArcFace (Deng et al., CVPR 2019), eq. 3",
        dict(embeddings=embeddings, weights=weights), dict(labels=labels, scale=30.0, margin=0.5),
        ("embeddings", "weights"), combined_loss(labels, 30.0, m2=0.5),
        extra=dict(targetAngles=theta_of(embeddings, weights, labels)),
    )
    item.crosschecks.append(ref.arcface_closed_form(item, labels, 30.0, 0.5))
    return item


def build_combined(rng, s):
    items = []
    embeddings, weights, labels = margin_inputs(rng, s)
    for name, (m1, m2, m3) in (("combined_100_030_020", (1.0, 0.3, 0.2)), ("combined_090_040_015", (0.9, 0.4, 0.15))):
        item = make_item(
            name, "target logit = s (cos(m1 theta_y + m2) - m3), other logits s cos theta_j; L = mean cross-entropy",
            "ArcFace (Deng et al., CVPR 2019), eq. 4 (combined margin)",
            dict(embeddings=embeddings, weights=weights), dict(labels=labels, scale=30.0, m1=m1, m2=m2, m3=m3),
            ("embeddings", "weights"), combined_loss(labels, 30.0, m1, m2, m3),
        )
        item.crosschecks.append(ref.loops_combined(item, labels, 30.0, m1, m2, m3))
        items.append(item)
    return items


def build_subcenter(rng, s):
    k = 3
    flat = f32(rng.standard_normal((s.classes * k, s.dims)) * 0.5)
    labels = rng.integers(0, s.classes, s.batch)
    spread = rng.permutation(np.linspace(-0.3, 0.9, s.batch))
    embeddings = f32(aimed(rng, flat, labels * k + rng.integers(0, k, s.batch), spread))
    weights = flat.reshape(s.classes, k, s.dims)
    all_cos = np.einsum("bd,ckd->bck", unit(embeddings), unit(weights))
    theta = np.arccos(own(all_cos.max(2), labels))
    need((theta + 0.5 < PI - 0.01).all())
    need(len(set(own(all_cos.argmax(2), labels))) > 1)
    item = make_item(
        "subcenter_arcface",
        "cos theta_j = max_k cos(x, W_jk); target logit = s cos(theta_y + m), other logits s cos theta_j; L = mean cross-entropy",
        "Sub-center ArcFace (Deng et al., ECCV 2020)",
        dict(embeddings=embeddings, weights=weights), dict(labels=labels, scale=30.0, margin=0.5),
        ("embeddings", "weights"), subcenter_loss(labels, 30.0, 0.5),
        extra=dict(subCenters=all_cos.argmax(2)), gap=top_gap(all_cos),
    )
    item.crosschecks.append(ref.pml_subcenter(item, labels, 30.0, 0.5))
    return item


BUILDERS = {
    "softmax": build_softmax,
    "sphereface": build_sphereface,
    "cosface": build_cosface,
    "arcface": build_arcface,
    "arcface_edges": build_arcface_edges,
    "combined": build_combined,
    "subcenter": build_subcenter,
}
