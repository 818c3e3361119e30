"""Losses and miners on distances between embeddings: contrastive, triplet, center, range, marginal.

The triplet family, the miner and the marginal loss work on L2-normalised embeddings with squared Euclidean
distance; the inputs are not normalised, the loss normalises. Contrastive, center and range loss use them as they are.
"""
from __future__ import annotations

import itertools

import numpy as np
import torch


def normalized(v):
    return v / torch.sqrt((v * v).sum(dim=-1, keepdim=True))


def squared(a, b):
    return ((a - b) ** 2).sum(dim=-1)


def contrastive_loss(first, second, same, margin):
    first, second, same = (torch.as_tensor(v) for v in (first, second, same))

    def loss(t):
        d = torch.sqrt(squared(t["embeddings"][first], t["embeddings"][second]))
        return torch.where(same, 0.5 * d**2, 0.5 * torch.relu(margin - d) ** 2).mean()

    return loss


def triplet_terms(z, triplets, margin):
    a, p, n = (torch.as_tensor(np.asarray(triplets)[:, c]) for c in range(3))
    return torch.relu(squared(z[a], z[p]) - squared(z[a], z[n]) + margin)


def triplet_loss(triplets, margin, average="all"):
    """average 'all': over every triplet; 'nonzero': over the triplets with a positive term."""

    def on_normalized(t):
        terms = triplet_terms(t["normalizedEmbeddings"], triplets, margin)
        if average == "all":
            return terms.mean()
        active = (terms.detach() > 0).sum()
        return terms.sum() / active.clamp(min=1)

    return on_normalized


def center_loss(labels):
    labels = torch.as_tensor(labels)
    return lambda t: 0.5 * squared(t["embeddings"], t["centers"][labels]).mean()


def range_parts(x, labels, k, margin):
    labels = np.asarray(labels)
    intra, means = torch.zeros(()), []
    for c in sorted(set(labels.tolist())):
        rows = x[torch.as_tensor(np.flatnonzero(labels == c))]
        means.append(rows.mean(dim=0))
        pairs = list(itertools.combinations(range(len(rows)), 2))
        if not pairs:
            continue
        d = torch.stack([squared(rows[i], rows[j]) for i, j in pairs])
        largest = torch.sort(d, descending=True).values[: min(k, len(pairs))]
        intra = intra + len(largest) / (1 / largest).sum()
    closest = torch.stack([squared(a, b) for a, b in itertools.combinations(means, 2)]).min()
    return intra, torch.relu(margin - closest)


def range_loss(labels, k, margin, alpha, beta):
    def loss(t):
        intra, inter = range_parts(t["embeddings"], labels, k, margin)
        return alpha * intra + beta * inter

    return loss


def marginal_loss(labels, theta, xi):
    labels = torch.as_tensor(labels)

    def loss(t):
        z = normalized(t["embeddings"])
        b = len(labels)
        d = squared(z[:, None], z[None])
        sign = torch.where(labels[:, None] == labels[None], 1.0, -1.0)
        off = ~torch.eye(b, dtype=torch.bool)
        return torch.relu(xi - sign * (theta - d))[off].sum() / (b * b - b)

    return loss


# ---------------------------------------------------------------- plain-number pieces


def all_triplets(labels):
    """Ordered (anchor, positive, negative), anchor != positive of one class, negative of another; sorted."""
    n = range(len(labels))
    return [(a, p, q) for a in n for p in n if p != a and labels[p] == labels[a] for q in n if labels[q] != labels[a]]


def semi_hard(d2, labels, margin):
    """For every ordered positive pair the closest negative with d(a,p) < d(a,n) < d(a,p) + margin."""
    kept, dropped = [], []
    n = range(len(labels))
    for a in n:
        for p in n:
            if p == a or labels[p] != labels[a]:
                continue
            inside = [q for q in n if labels[q] != labels[a] and d2[a, p] < d2[a, q] < d2[a, p] + margin]
            if inside:
                kept.append((a, p, min(inside, key=lambda q: d2[a, q])))
            else:
                dropped.append((a, p))
    return sorted(kept), sorted(dropped)


def hard_triplets(d2, labels):
    out = []
    for a in range(len(labels)):
        positives = [p for p in range(len(labels)) if p != a and labels[p] == labels[a]]
        negatives = [q for q in range(len(labels)) if labels[q] != labels[a]]
        if positives and negatives:
            out.append((a, max(positives, key=lambda p: d2[a, p]), min(negatives, key=lambda q: d2[a, q])))
    return out
