"""Equations of the softmax losses with margins, on tensors: linear softmax to BoundaryFace.

embeddings [B, D], weights [C, D] (row per class; [C, K, D] with sub-centers), labels [B],
margins in radians, mean over the batch.
"""
from __future__ import annotations

import math

import torch

PI = math.pi


def cross_entropy(logits, labels):
    """-1/B sum_i log softmax(logits_i)[label_i], written out."""
    shift = logits - logits.max(dim=1, keepdim=True).values.detach()
    log_sum = torch.log(torch.exp(shift).sum(dim=1))
    return (log_sum - shift[torch.arange(len(labels)), torch.as_tensor(labels)]).mean()


def normalized(v):
    return v / torch.sqrt((v * v).sum(dim=-1, keepdim=True))


def cosines(t):
    return normalized(t["embeddings"]) @ normalized(t["weights"]).T


def with_target(logits, labels, target):
    """The logits with entry label_i of row i replaced by target_i."""
    mask = torch.nn.functional.one_hot(torch.as_tensor(labels), logits.shape[1]).bool()
    return torch.where(mask, target[:, None], logits)


def target_of(matrix, labels):
    return matrix[torch.arange(len(labels)), torch.as_tensor(labels)]


def softmax_loss(labels):
    return lambda t: cross_entropy(t["embeddings"] @ t["weights"].T + t["bias"], labels)


def modified_softmax_loss(labels):
    return lambda t: cross_entropy(t["embeddings"] @ normalized(t["weights"]).T, labels)


def psi(cos, m):
    """(-1)^k cos(m theta) - 2k, theta in [k pi/m, (k+1) pi/m]."""
    theta = torch.acos(cos)
    k = torch.floor(theta.detach() * m / PI).clamp(0, m - 1)
    return (1 - 2 * (k % 2)) * torch.cos(m * theta) - 2 * k


def sphereface_loss(labels, m, lam):
    def loss(t):
        cos = cosines(t)
        norm = torch.sqrt((t["embeddings"] ** 2).sum(dim=1))
        target = target_of(cos, labels)
        annealed = (lam * norm * target + norm * psi(target, m)) / (1 + lam)
        return cross_entropy(with_target(norm[:, None] * cos, labels, annealed), labels)

    return loss


def combined_target(cos, m1, m2, m3, monotone=False):
    theta = torch.acos(cos)
    out = torch.cos(m1 * theta + m2) - m3
    if monotone:
        out = torch.where(theta + m2 > PI, cos - m2 * math.sin(m2), out)
    return out


def combined_loss(labels, scale, m1=1.0, m2=0.0, m3=0.0, monotone=False):
    def loss(t):
        cos = cosines(t)
        target = combined_target(target_of(cos, labels), m1, m2, m3, monotone)
        return cross_entropy(scale * with_target(cos, labels, target), labels)

    return loss


def cosface_loss(labels, scale, margin):
    def loss(t):
        cos = cosines(t)
        return cross_entropy(scale * with_target(cos, labels, target_of(cos, labels) - margin), labels)

    return loss


def subcenter_cosines(t):
    """[B, C]: the largest cosine over the K sub-centers of each class."""
    all_cos = torch.einsum("bd,ckd->bck", normalized(t["embeddings"]), normalized(t["weights"]))
    return all_cos.max(dim=2).values


def subcenter_loss(labels, scale, margin):
    def loss(t):
        cos = subcenter_cosines(t)
        target = combined_target(target_of(cos, labels), 1.0, margin, 0.0)
        return cross_entropy(scale * with_target(cos, labels, target), labels)

    return loss


def curricular_loss(labels, scale, margin, t_value):
    """t_value is the already updated curriculum parameter, a constant for the gradient."""

    def loss(t):
        cos = cosines(t)
        target = combined_target(target_of(cos, labels), 1.0, margin, 0.0)
        hard = cos > target[:, None]
        negatives = torch.where(hard, cos * (t_value + cos), cos)
        return cross_entropy(scale * with_target(negatives, labels, target), labels)

    return loss


def mv_loss(labels, scale, margin, t_value, kind, adaptive):
    """kind 'arc': f = cos(theta + margin); kind 'am': f = cos(theta) - margin."""

    def loss(t):
        cos = cosines(t)
        own = target_of(cos, labels)
        target = combined_target(own, 1.0, margin, 0.0) if kind == "arc" else own - margin
        hard = cos > target[:, None]
        lifted = (1 + t_value) * cos + t_value if adaptive else cos + t_value
        return cross_entropy(scale * with_target(torch.where(hard, lifted, cos), labels, target), labels)

    return loss


def hard_sample_term(cos, labels, margin):
    """mean_i max(0, max_{j != y} cos theta_j - cos(theta_y + m)): y against its nearest negative class."""
    target = combined_target(target_of(cos, labels), 1.0, margin, 0.0)
    nearest = with_target(cos, labels, torch.full((len(labels),), -2.0)).max(dim=1).values
    return torch.relu(nearest - target).mean()


def boundary_loss(labels, scale, margin, lam=0.0):
    """labels are the corrected ones."""

    def loss(t):
        cos = cosines(t)
        value = combined_loss(labels, scale, m2=margin)(t)
        return value + lam * hard_sample_term(cos, labels, margin) if lam else value

    return loss
