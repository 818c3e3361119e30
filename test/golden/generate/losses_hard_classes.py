"""Margin losses that look at the other classes: CurricularFace, MV-Softmax, BoundaryFace."""
from __future__ import annotations

import math

import numpy as np

import reference as ref
from common import f32, make_item, need, top_gap
from margin_equations import PI, boundary_loss, curricular_loss, mv_loss
from margin_inputs import aimed, margin_inputs, np_cos, others, own, theta_of


def build_curricular(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.6, 0.95)
    scale, m, momentum = 30.0, 0.5, 0.01
    t_before = 0.5
    cos = np_cos(embeddings, weights)
    theta = theta_of(embeddings, weights, labels)
    need((theta + m < PI - 0.01).all())  # so the monotone fix of some implementations changes nothing
    limit = np.cos(theta + m)[:, None]
    hard = others(cos, labels) > limit
    need(hard.any() and (~hard).sum() > s.batch)
    t_after = momentum * float(own(cos, labels).mean()) + (1 - momentum) * t_before
    item = make_item(
        "curricularface",
        "t' = alpha mean_i(cos theta_y) + (1 - alpha) t (no gradient, used in the same step); target logit s cos(theta_y + m); other logits s cos theta_j if cos(theta_y + m) >= cos theta_j, else s cos theta_j (t' + cos theta_j); L = mean cross-entropy",
        "CurricularFace (Huang et al., CVPR 2020), with the weight of the new value alpha = 0.01",
        dict(embeddings=embeddings, weights=weights),
        dict(labels=labels, scale=scale, margin=m, t=t_before, momentum=momentum),
        ("embeddings", "weights"), curricular_loss(labels, scale, m, t_after),
        extra=dict(t=t_after, hard=hard), gap=float(np.abs(others(cos, labels) - limit).min()),
    )
    item.crosschecks.append(ref.curricularface(item, labels, scale, m, t_before))
    return item


def build_mv(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.5, 0.95)
    scale, t = 30.0, 0.2
    cos = np_cos(embeddings, weights)
    items = []
    for name, kind, adaptive, m in (
        ("mv_arcface", "arc", True, 0.5), ("mv_arcface_fixed", "arc", False, 0.5),
        ("mv_am", "am", True, 0.35), ("mv_am_fixed", "am", False, 0.35),
    ):
        theta = theta_of(embeddings, weights, labels)
        limit = (np.cos(theta + m) if kind == "arc" else np.cos(theta) - m)[:, None]
        hard = others(cos, labels) > limit
        need(hard.any() and (~hard).sum() > s.batch and (theta + 0.5 < PI - 0.01).all())
        f = "cos(theta_y + m)" if kind == "arc" else "cos theta_y - m"
        h = "(1 + t) cos theta_j + t" if adaptive else "cos theta_j + t"
        item = make_item(
            name,
            f"f = {f}; target logit s f; other logits s cos theta_j if f >= cos theta_j, else s ({h}); L = mean cross-entropy",
            f"Mis-classified Vector Guided Softmax (Wang et al., AAAI 2020), {'adaptive' if adaptive else 'fixed'} re-weighting h",
            dict(embeddings=embeddings, weights=weights),
            dict(labels=labels, scale=scale, margin=m, t=t, adaptive=adaptive),
            ("embeddings", "weights"), mv_loss(labels, scale, m, t, kind, adaptive),
            extra=dict(hard=hard), gap=float(np.abs(others(cos, labels) - limit).min()),
        )
        item.crosschecks.append(ref.loops_mv(item, labels, scale, m, t, kind, adaptive))
        items.append(item)
    return items


def boundary_inputs(rng, s):
    """A third of the samples lie near another class than their label says."""
    weights = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    labels = rng.integers(0, s.classes, s.batch)
    lies = np.where(np.arange(s.batch) % 3 == 0, (labels + rng.integers(1, s.classes, s.batch)) % s.classes, labels)
    spread = rng.permutation(np.linspace(0.5, 0.97, s.batch))
    return f32(aimed(rng, weights, lies, spread)), weights, labels


def corrected(cos, labels, m, rule):
    """Corrected labels and the distance of the decision from its boundary."""
    rival = others(cos, labels).argmax(1)
    theta_rival, theta_own = np.arccos(own(cos, rival)), np.arccos(own(cos, labels))
    if rule == "negative":
        lead = np.cos(theta_rival + m) - np.cos(theta_own)
    else:
        lead = np.cos(theta_rival) - np.cos(theta_own + m)
    return np.where(lead > 0, rival, labels), float(np.abs(lead).min())


def build_boundary(rng, s):
    embeddings, weights, labels = boundary_inputs(rng, s)
    scale, m, lam = 30.0, 0.5, PI
    cos = np_cos(embeddings, weights)
    need((np.arccos(others(cos, labels).max(1)) + m < PI - 0.01).all())
    arrays = dict(embeddings=embeddings, weights=weights)
    items = []
    rules = (
        ("negative", "", "max_{j != y} cos(theta_j + m) > cos theta_y",
         "BoundaryFace (Wu & Gong, ECCV 2022), label self-correction"),
        ("target", "_target_rule", "max_{j != y} cos theta_j > cos(theta_y + m)",
         "rule with the margin on the label's own class; not the published BoundaryFace rule, whose margin is on the other class"),
    )
    for rule, suffix, condition, paper in rules:
        fixed, gap = corrected(cos, labels, m, rule)
        need((fixed != labels).any() and (fixed == labels).any())
        theta = np.arccos(own(cos, fixed))
        need((theta + m < PI - 0.01).all())
        lead = others(cos, fixed).max(1) - np.cos(theta + m)
        need((lead > 0.02).any() and (lead < -0.02).any())
        if rule == "negative":
            # the authors' code clips every cosine at 0 before it compares; take inputs where that changes nothing
            rival, held = np.cos(np.arccos(others(cos, labels).max(1)) + m), own(cos, labels)
            need(((rival > held) == (np.maximum(rival, 0) > np.maximum(held, 0))).all())
            clipped = np.maximum(others(cos, fixed).max(1), 0) - np.maximum(np.cos(theta + m), 0)
            need(np.allclose(np.maximum(clipped, 0), np.maximum(lead, 0)))
        gap = min(gap, float(np.abs(lead).min()), top_gap(others(cos, labels)), top_gap(others(cos, fixed)))
        extra = dict(correctedLabels=fixed)
        first = make_item(
            f"boundaryface{suffix}_labels_only" if not suffix else f"boundaryface{suffix}",
            f"if {condition} then y becomes that j (no gradient); L = ArcFace loss on the corrected labels",
            paper + (" only (BoundaryF1, lambda = 0)" if not suffix else ""),
            arrays, dict(labels=labels, scale=scale, margin=m, lambda_=0.0), ("embeddings", "weights"),
            boundary_loss(fixed, scale, m), extra=dict(extra), gap=gap,
        )
        first.inputs["lambda"] = first.inputs.pop("lambda_")
        first.crosschecks.append(ref.pml_classifier(first, fixed, "ArcFaceLoss", margin=math.degrees(m), scale=scale))
        first.crosschecks.append(ref.loops_boundary(first, labels, scale, m, 0.0, rule))
        items.append(first)
        if rule == "negative":
            full = make_item(
                "boundaryface",
                f"if {condition} then y becomes that j (no gradient); L = ArcFace loss on the corrected labels + lambda mean_i max(0, max_{{j != y}} cos theta_j - cos(theta_y + m)), lambda = pi",
                "BoundaryFace (Wu & Gong, ECCV 2022), label self-correction and hard-sample term with the nearest negative class",
                arrays, dict(labels=labels, scale=scale, margin=m, lambda_=lam), ("embeddings", "weights"),
                boundary_loss(fixed, scale, m, lam),
                extra=dict(extra, hardSampleTerm=float(np.maximum(lead, 0).mean())), gap=gap,
            )
            full.inputs["lambda"] = full.inputs.pop("lambda_")
            full.crosschecks.append(ref.loops_boundary(full, labels, scale, m, lam, rule))
            full.crosschecks.append(ref.boundaryface(full, labels, scale, m))
            items.append(full)
    return items


BUILDERS = {
    "curricularface": build_curricular,
    "mv": build_mv,
    "boundaryface": build_boundary,
}
