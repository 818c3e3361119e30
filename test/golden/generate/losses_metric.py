"""Losses and miners on distances between embeddings: contrastive, triplet, center, range, marginal."""
from __future__ import annotations

import itertools

import numpy as np
import torch

import reference_metric as ref
from common import Item, Setting, f32, loss_and_gradients, make_item, need, unit
from metric_equations import (all_triplets, center_loss, contrastive_loss, hard_triplets, marginal_loss, normalized,
                              range_loss, range_parts, semi_hard, triplet_loss, triplet_terms)


def metric_inputs(rng, s: Setting, noise=0.55, spread=0.6):
    """Classes of uneven size: one of four or more samples, one pair, one single sample."""
    labels = rng.integers(0, s.classes, s.batch)
    counts = np.bincount(labels, minlength=s.classes)
    need(counts.max() >= 4 and (counts == 2).any() and (counts == 1).any())
    middle = rng.standard_normal((s.classes, s.dims)) * spread
    shared = rng.standard_normal(s.dims) * 0.5
    embeddings = f32(middle[labels] + shared + rng.standard_normal((s.batch, s.dims)) * noise)
    return embeddings, labels


def distances2(x):
    return ((x[:, None] - x[None]) ** 2).sum(-1)


def add_normalized_gradient(item, loss_on_z):
    """The gradient in the normalised embeddings, next to the one that goes through the normalisation."""
    z = unit(item.inputs["embeddings"])
    _, grads = loss_and_gradients(loss_on_z, {"normalizedEmbeddings": z}, ("normalizedEmbeddings",))
    item.outputs["gradients"]["normalizedEmbeddings"] = grads["normalizedEmbeddings"]
    item.outputs["normalizedEmbeddings"] = z
    item.crosschecks.append(ref.chain_rule(item))


def through_normalization(loss_on_z):
    return lambda t: loss_on_z({"normalizedEmbeddings": normalized(t["embeddings"])})


# ---------------------------------------------------------------- items


def build_contrastive(rng, s):
    embeddings, labels = metric_inputs(rng, s)
    pairs = list(itertools.combinations(range(s.batch), 2))
    rng.shuffle(pairs)
    positive = [p for p in pairs if labels[p[0]] == labels[p[1]]][: s.batch]
    negative = [p for p in pairs if labels[p[0]] != labels[p[1]]][: s.batch]
    chosen = [tuple(int(v) for v in p) for p in positive + negative]
    rng.shuffle(chosen)
    first, second = np.array([p[0] for p in chosen]), np.array([p[1] for p in chosen])
    same = labels[first] == labels[second]
    d = np.linalg.norm(embeddings[first] - embeddings[second], axis=1)
    margin = float(f32(np.median(d[~same]) + 0.05))
    need((d[~same] > margin).any() and (d[~same] < margin).any())
    item = make_item(
        "contrastive", "term = d^2 / 2 for a pair of one identity, max(0, m - d)^2 / 2 otherwise, d = |x_i - x_j|; L = mean over the pairs",
        "DeepID2 (Sun et al., NIPS 2014), verification loss", dict(embeddings=embeddings),
        dict(first=first, second=second, same=same, margin=margin), ("embeddings",),
        contrastive_loss(first, second, same, margin), extra=dict(distances=d),
        gap=float(np.abs(d[~same] - margin).min()),
    )
    item.crosschecks.append(ref.pml_contrastive(item))
    return item


def hinge_gap(d2, triplets, margin):
    t = np.asarray(triplets)
    return float(np.abs(d2[t[:, 0], t[:, 1]] - d2[t[:, 0], t[:, 2]] + margin).min())


def build_triplet(rng, s):
    embeddings, labels = metric_inputs(rng, s, noise=0.8)
    margin = 0.2
    d2 = distances2(unit(embeddings))
    everything = all_triplets(labels)
    chosen = sorted(everything[i] for i in rng.choice(len(everything), min(24, len(everything)), replace=False))
    items = []
    plans = (
        ("triplet", chosen, "all", "L = mean over the given triplets",
         "FaceNet (Schroff et al., CVPR 2015), given triplets"),
        ("batch_all_triplet", everything, "nonzero", "over all valid triplets of the batch; L = sum / number of non-zero terms",
         "batch all (Hermans et al., 2017, averaged over the non-zero terms), squared distances as in FaceNet"),
        ("batch_hard_triplet", hard_triplets(d2, labels), "all", "one triplet an anchor: farthest positive, closest negative; anchors without a positive are left out; L = mean over the remaining anchors, zero terms included",
         "batch hard (Hermans et al., 2017, hinge), squared distances as in FaceNet"),
    )
    for name, triplets, average, rule, paper in plans:
        on_z = triplet_loss(triplets, margin, average)
        terms = triplet_terms(torch.tensor(unit(embeddings)), triplets, margin).numpy()
        need((terms > 0).mean() >= 0.3 if name == "triplet" else (terms > 0).any())
        need((terms == 0).any())
        given = name == "triplet"
        item = make_item(
            name, f"z = x / |x|; term = max(0, |z_a - z_p|^2 - |z_a - z_n|^2 + margin), {rule}",
            paper, dict(embeddings=embeddings),
            dict(triplets=triplets, margin=margin) if given else dict(labels=labels, margin=margin),
            ("embeddings",), through_normalization(on_z),
            extra=dict(activeTriplets=int((terms > 0).sum()), **({} if given else dict(triplets=triplets) if average == "all" else dict(validTriplets=len(triplets)))),
            gap=hinge_gap(d2, triplets, margin),
        )
        add_normalized_gradient(item, on_z)
        item.crosschecks.append(ref.pml_triplet(item, labels, triplets, margin, name))
        items.append(item)
    need(ref.rows_apart(d2) > 1e-3)
    return items


def build_semi_hard(rng, s):
    embeddings, labels = metric_inputs(rng, s, noise=0.8)
    margin = 0.2
    d2 = distances2(unit(embeddings))
    kept, dropped = semi_hard(d2, labels, margin)
    need(len(kept) >= 4 and len(dropped) >= 2)
    t = np.asarray(all_triplets(labels))
    # for some pairs the closest semi-hard negative must not be the first one, and not the closest negative of all
    inside = [x for x in all_triplets(labels) if d2[x[0], x[1]] < d2[x[0], x[2]] < d2[x[0], x[1]] + margin]
    first = {x[:2]: x for x in reversed(inside)}
    closest = {x[0]: x[2] for x in sorted(t.tolist(), key=lambda x: -d2[x[0], x[2]])}
    need(sum(first[x[:2]] != x for x in kept) >= 2 and sum(closest[x[0]] != x[2] for x in kept) >= 2)
    lead = d2[t[:, 0], t[:, 2]] - d2[t[:, 0], t[:, 1]]
    gap = min(float(np.abs(lead).min()), float(np.abs(lead - margin).min()))
    need(gap > 1e-3 and ref.rows_apart(d2) > 1e-3)
    item = Item(
        "semihard_miner",
        "z = x / |x|, d2 = squared Euclidean; for every ordered pair (a, p), a != p, of one class: n = argmin of d2(a, n) over the other classes with d2(a, p) < d2(a, n) < d2(a, p) + margin; pairs without such an n are dropped; triplets sorted",
        "FaceNet (Schroff et al., CVPR 2015), semi-hard negatives", dict(embeddings=embeddings, labels=labels, margin=margin),
        dict(triplets=kept, droppedPairs=dropped),
    )
    item.crosschecks.append(ref.pml_semi_hard(item))
    return item


def build_batch_semi_hard(rng, s):
    embeddings, labels = metric_inputs(rng, s, noise=0.8)
    margin = 0.2
    d2 = distances2(unit(embeddings))
    kept, _ = semi_hard(d2, labels, margin)
    need(len(kept) >= 4)
    t = np.asarray(all_triplets(labels))
    lead = d2[t[:, 0], t[:, 2]] - d2[t[:, 0], t[:, 1]]
    on_z = triplet_loss(kept, margin)
    item = make_item(
        "batch_semihard_triplet",
        "z = x / |x|; term = max(0, |z_a - z_p|^2 - |z_a - z_n|^2 + margin), for each ordered pair (a, p) of one class the nearest semi-hard n, as in semihard_miner; L = mean over the pairs that have one",
        "FaceNet (Schroff et al., CVPR 2015), all positives with semi-hard negatives",
        dict(embeddings=embeddings), dict(labels=labels, margin=margin), ("embeddings",), through_normalization(on_z),
        extra=dict(triplets=kept), gap=min(float(np.abs(lead).min()), float(np.abs(lead - margin).min())),
    )
    need(ref.rows_apart(d2) > 1e-3)
    item.crosschecks.append(ref.pml_semi_hard(item))
    item.crosschecks.append(ref.pml_triplet(item, labels, kept, margin, "triplet"))
    return item


def build_count(rng, s):
    _, labels = metric_inputs(rng, s)
    triplets = all_triplets(labels)
    counts = np.bincount(labels)
    closed = int(sum(c * (c - 1) * (len(labels) - c) for c in counts))
    item = Item(
        "valid_triplets", "ordered (a, p, n): a != p, label_a = label_p, label_n differs; count = sum_c n_c (n_c - 1) (B - n_c); triplets sorted",
        "counting", dict(labels=labels), dict(count=len(triplets), triplets=triplets),
    )
    item.crosschecks.append(("the closed form", abs(closed - len(triplets))))
    item.crosschecks.append(ref.pml_count(item))
    return item


def build_center(rng, s):
    embeddings, labels = metric_inputs(rng, s)
    need((np.bincount(labels, minlength=s.classes) == 0).any() or s.classes < 5)  # a class absent from the batch
    centers = f32(rng.standard_normal((s.classes, s.dims)) * 0.5)
    alpha = 0.5
    updated = centers.copy()
    for c in range(s.classes):
        rows = embeddings[labels == c]
        updated[c] = centers[c] - alpha * (centers[c] - rows).sum(0) / (1 + len(rows))
    item = make_item(
        "center", "L = 1/2 mean_i |x_i - c_y|^2; c_j' = c_j - alpha sum_{y_i = j} (c_j - x_i) / (1 + n_j)",
        "Center loss (Wen et al., ECCV 2016); the paper sums over the batch, here the mean",
        dict(embeddings=embeddings, centers=centers), dict(labels=labels, alpha=alpha), ("embeddings", "centers"),
        center_loss(labels), extra=dict(updatedCenters=updated),
        note="the paper moves the centers by the update rule only; gradients.centers is the plain derivative of L",
    )
    item.crosschecks.append(ref.loops_center(item))
    return item


def build_range(rng, s):
    embeddings, labels = metric_inputs(rng, s)
    k, alpha, beta = 2, 0.5, 0.25
    means = np.stack([embeddings[labels == c].mean(0) for c in np.unique(labels)])
    between = np.sort([((a - b) ** 2).sum() for a, b in itertools.combinations(means, 2)])
    margin = float(f32(between[0] + 1.0))
    gap = float(between[1] - between[0])
    for c in np.unique(labels):
        rows = embeddings[labels == c]
        d = np.sort([((a - b) ** 2).sum() for a, b in itertools.combinations(rows, 2)])[::-1]
        if len(d) > k:
            gap = min(gap, float(d[k - 1] - d[k]))
    intra, inter = range_parts(torch.tensor(embeddings), labels, k, margin)
    item = make_item(
        "range", "L = alpha L_intra + beta L_inter; L_intra = sum over classes of k / sum_{j<=k} 1/D_j, D_j the k largest squared distances within the class (fewer if it has fewer pairs; none for a single sample); L_inter = max(0, m - D), D the smallest squared distance between two class means of the batch",
        "Range loss (Zhang et al., ICCV 2017); a sum over the classes as in the paper, not a mean",
        dict(embeddings=embeddings), dict(labels=labels, k=k, margin=margin, alpha=alpha, beta=beta), ("embeddings",),
        range_loss(labels, k, margin, alpha, beta), extra=dict(intra=float(intra), inter=float(inter)), gap=gap,
    )
    item.crosschecks.append(ref.scipy_range(item))
    return item


def build_marginal(rng, s):
    embeddings, labels = metric_inputs(rng, s)
    theta, xi = 1.2, 0.3
    d2 = distances2(unit(embeddings))
    sign = np.where(labels[:, None] == labels[None], 1.0, -1.0)
    value = (xi - sign * (theta - d2))[~np.eye(s.batch, dtype=bool)]
    need((value > 0).any() and (value < 0).any())
    item = make_item(
        "marginal", "L = 1/(B^2 - B) sum_{i != j} max(0, xi - y_ij (theta - |x_i/|x_i| - x_j/|x_j||^2)), y_ij = 1 for one identity, else -1",
        "Marginal loss (Deng et al., CVPR workshops 2017); mean over the ordered pairs",
        dict(embeddings=embeddings), dict(labels=labels, theta=theta, xi=xi), ("embeddings",),
        marginal_loss(labels, theta, xi), extra=dict(activePairs=int((value > 0).sum())), gap=float(np.abs(value).min()),
    )
    item.crosschecks.append(ref.scipy_marginal(item))
    return item


BUILDERS = {
    "contrastive": build_contrastive,
    "triplet": build_triplet,
    "semihard": build_semi_hard,
    "batch_semihard": build_batch_semi_hard,
    "valid_triplets": build_count,
    "center": build_center,
    "range": build_range,
    "marginal": build_marginal,
}
