"""Inputs of the softmax losses with margins, and their angles in NumPy."""
from __future__ import annotations

import numpy as np

from common import Setting, f32, unit


def aimed(rng, weights, labels, target_cos):
    """Embeddings at given cosines to given unit rows, random norms in [0.6, 2]."""
    w = unit(weights)[labels]
    side = rng.standard_normal(w.shape)
    side = unit(side - (side * w).sum(1, keepdims=True) * w)
    c = np.asarray(target_cos)[:, None]
    return (c * w + np.sqrt(1 - c * c) * side) * rng.uniform(0.6, 2.0, (len(labels), 1))


def margin_inputs(rng, s: Setting, low=-0.85, high=0.9):
    weights = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    labels = rng.integers(0, s.classes, s.batch)
    spread = rng.permutation(np.linspace(low, high, s.batch)) + rng.uniform(-0.02, 0.02, s.batch)
    embeddings = f32(aimed(rng, weights, labels, np.clip(spread, -0.97, 0.97)))
    return embeddings, weights, labels


def np_cos(embeddings, weights):
    return unit(embeddings) @ unit(weights).T


def own(matrix, labels):
    return matrix[np.arange(len(labels)), labels]


def theta_of(embeddings, weights, labels):
    return np.arccos(np.clip(own(np_cos(embeddings, weights), labels), -1, 1))


def others(matrix, labels):
    """The matrix with the label's entry at -2, below every cosine."""
    out = matrix.copy()
    out[np.arange(len(labels)), labels] = -2.0
    return out
