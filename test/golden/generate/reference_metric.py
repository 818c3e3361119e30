"""Cross-checks of losses_metric: pytorch-metric-learning, SciPy, and loop versions."""
from __future__ import annotations

import itertools

import numpy as np
import torch

from common import max_diff, unit
from reference import PML, _compare, _tensor, same


def rows_apart(d2):
    """Smallest difference between two distances of one row, diagonal left out."""
    n = len(d2)
    off = np.sort(d2[~np.eye(n, dtype=bool)].reshape(n, n - 1), axis=1)
    return float(np.diff(off, axis=1).min())


def chain_rule(item):
    """dL/dx = (I - z z^T) dL/dz / |x|."""
    x, z = item.inputs["embeddings"], item.outputs["normalizedEmbeddings"]
    g = item.outputs["gradients"]["normalizedEmbeddings"]
    back = (g - (g * z).sum(1, keepdims=True) * z) / np.linalg.norm(x, axis=1, keepdims=True)
    return "the chain rule between its two gradients", max_diff(back, item.outputs["gradients"]["embeddings"])


def _euclidean(power, normalize):
    from pytorch_metric_learning.distances import LpDistance

    return LpDistance(normalize_embeddings=normalize, p=2, power=power)


def pml_contrastive(item):
    """The library's per-pair hinges (d and m - d), squared and averaged here."""
    from pytorch_metric_learning.losses import ContrastiveLoss
    from pytorch_metric_learning.reducers import DoNothingReducer

    i = item.inputs
    first, second, yes = (torch.as_tensor(i[k]) for k in ("first", "second", "same"))
    module = ContrastiveLoss(0, i["margin"], distance=_euclidean(1, False), reducer=DoNothingReducer())
    x = _tensor(i["embeddings"])
    parts = module(x, torch.arange(len(x)), (first[yes], second[yes], first[~yes], second[~yes]))
    loss = 0.5 * ((parts["pos_loss"]["losses"] ** 2).sum() + (parts["neg_loss"]["losses"] ** 2).sum()) / len(first)
    return f"{PML} ContrastiveLoss (its hinges, squared outside)", _compare(item, loss, [("embeddings", x, same)])


def pml_triplet(item, labels, triplets, margin, name):
    from pytorch_metric_learning.losses import TripletMarginLoss
    from pytorch_metric_learning.miners import BatchHardMiner
    from pytorch_metric_learning.reducers import AvgNonZeroReducer, MeanReducer

    reducer = AvgNonZeroReducer() if name == "batch_all_triplet" else MeanReducer()
    module = TripletMarginLoss(margin, distance=_euclidean(2, True), reducer=reducer)
    x, y = _tensor(item.inputs["embeddings"]), torch.as_tensor(labels)
    text = "TripletMarginLoss"
    if name == "triplet":
        loss = module(x, y, tuple(torch.tensor([t[c] for t in triplets]) for c in range(3)))
    elif name == "batch_all_triplet":
        loss = module(x, y)
    else:
        mined = BatchHardMiner(distance=_euclidean(2, True))(x, y)
        if sorted(zip(*(m.tolist() for m in mined))) != sorted(triplets):
            raise AssertionError("batch-hard triplets differ from the library's")
        loss, text = module(x, y, mined), "BatchHardMiner (same triplets) and TripletMarginLoss"
    return f"{PML} {text}", _compare(item, loss, [("embeddings", x, same)])


def pml_semi_hard(item):
    """The library returns every semi-hard triplet; the closest negative of each pair must be ours."""
    from pytorch_metric_learning.miners import TripletMarginMiner

    x, y = _tensor(item.inputs["embeddings"], False), torch.as_tensor(item.inputs["labels"])
    distance = _euclidean(2, True)
    mined = TripletMarginMiner(item.inputs["margin"], "semihard", distance=distance)(x, y)
    d2 = distance(x).numpy()
    best = {}
    for a, p, n in zip(*(m.tolist() for m in mined)):
        if (a, p) not in best or d2[a, n] < d2[a, best[a, p]]:
            best[a, p] = n
    theirs = sorted((a, p, n) for (a, p), n in best.items())
    wrong = 0 if theirs == [tuple(t) for t in item.outputs["triplets"]] else 1
    return f"{PML} TripletMarginMiner semihard, closest negative of each pair (1 = any triplet differs)", float(wrong)


def pml_count(item):
    from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices

    found = get_all_triplets_indices(torch.as_tensor(item.inputs["labels"]))
    theirs = sorted(zip(*(f.tolist() for f in found)))
    return f"{PML} get_all_triplets_indices", float(abs(len(theirs) - item.outputs["count"]) + (theirs != item.outputs["triplets"]))


def loops_center(item):
    i = item.inputs
    x, c, y, b = i["embeddings"], i["centers"], i["labels"], len(i["labels"])
    total, grad = 0.0, np.zeros_like(x)
    top, below = np.zeros_like(c), np.ones(len(c))
    for n in range(b):
        diff = x[n] - c[y[n]]
        total += 0.5 * float(diff @ diff)
        grad[n] = diff / b
        top[y[n]] -= diff
        below[y[n]] += 1
    diffs = (abs(total / b - item.outputs["loss"]), max_diff(grad, item.outputs["gradients"]["embeddings"]),
             max_diff(c - i["alpha"] * top / below[:, None], item.outputs["updatedCenters"]))
    return "a loop version of the paper's gradient and center update", max(diffs)


def scipy_range(item):
    from scipy.spatial.distance import pdist
    from scipy.stats import hmean

    i = item.inputs
    x, y = i["embeddings"], i["labels"]
    intra, means = 0.0, []
    for c in np.unique(y):
        means.append(x[y == c].mean(0))
        if (y == c).sum() > 1:
            intra += float(hmean(np.sort(pdist(x[y == c], "sqeuclidean"))[::-1][: i["k"]]))
    inter = max(0.0, i["margin"] - pdist(np.stack(means), "sqeuclidean").min())
    return "scipy pdist and hmean (loss only)", abs(i["alpha"] * intra + i["beta"] * inter - item.outputs["loss"])


def scipy_marginal(item):
    from scipy.spatial.distance import pdist

    i = item.inputs
    z, y = unit(i["embeddings"]), i["labels"]
    d2 = pdist(z, "sqeuclidean")
    total = sum(max(0.0, i["xi"] - (1 if y[a] == y[b] else -1) * (i["theta"] - d))
                for (a, b), d in zip(itertools.combinations(range(len(y)), 2), d2))
    return "scipy pdist and a loop (loss only)", abs(2 * total / (len(y) ** 2 - len(y)) - item.outputs["loss"])
