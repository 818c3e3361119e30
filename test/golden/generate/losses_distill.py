"""Distillation losses (A-SKD, attention transfer, logits, CoupleFace, PKT) and the chi-square distance."""
from __future__ import annotations

import numpy as np
import torch

import reference_distill as ref
from common import Item, f32, make_item, need, unit
from losses_groupface import like, softmax
from margin_equations import normalized


# ---------------------------------------------------------------- equations


def cosine_distance(a, b):
    return 1 - (normalized(a) * normalized(b)).sum(dim=1)


def attention_distillation(teacher_channel, teacher_spatial):
    """Teacher maps are constants."""
    channel, spatial = torch.tensor(teacher_channel), torch.tensor(teacher_spatial)

    def loss(t):
        return (cosine_distance(t["studentChannel"], like(channel, t)) + cosine_distance(t["studentSpatial"], like(spatial, t))).mean()

    return loss


def attention_map(features):
    """[B, H, W, C] to [B, H W]: sum of squares over the channels, L2-normalised."""
    return normalized((features**2).sum(dim=3).reshape(len(features), -1))


def attention_transfer(teacher):
    goal = attention_map(torch.tensor(teacher))
    return lambda t: ((attention_map(t["student"]) - like(goal, t)) ** 2).mean()


def logit_distillation(teacher, temperature):
    goal = softmax(torch.tensor(teacher) / temperature)

    def loss(t):
        p = softmax(t["student"] / temperature)
        q = like(goal, t)
        return temperature**2 * (q * (torch.log(q) - torch.log(p))).sum(dim=1).mean()

    return loss


def feature_consistency(teacher):
    goal = normalized(torch.tensor(teacher))
    return lambda t: 0.5 * ((normalized(t["student"]) - like(goal, t)) ** 2).sum(dim=1).mean()


def mutual_relation(teacher, prototypes, relations, q):
    rows = torch.tensor(prototypes)[torch.as_tensor(relations)]  # [B, k, D]
    goal = (normalized(torch.tensor(teacher))[:, None] * normalized(rows)).sum(-1)

    def loss(t):
        cos = (normalized(t["student"])[:, None] * normalized(like(rows, t))).sum(-1)
        return torch.relu((cos - like(goal, t)).abs() - q).mean()

    return loss


def neighbour_probabilities(x):
    """p(j | i) = K(x_i, x_j) / sum over j' != i of K(x_i, x_j'), K = (1 + cos) / 2; the diagonal is left out: [B, B - 1]."""
    z = normalized(x)
    kernel = (1 + z @ z.T) / 2
    others = kernel[~torch.eye(len(x), dtype=torch.bool)].reshape(len(x), len(x) - 1)
    return others / others.sum(dim=1, keepdim=True)


def probabilistic_transfer(teacher):
    goal = neighbour_probabilities(torch.tensor(teacher))

    def loss(t):
        p = like(goal, t)
        return (p * (torch.log(p) - torch.log(neighbour_probabilities(t["student"])))).sum(dim=1).mean()

    return loss


# ---------------------------------------------------------------- items


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def build_attention(rng, s):
    channels, side = 5, 4
    maps = [f32(sigmoid(rng.standard_normal((s.batch, n)))) for n in (channels, channels, side * side, side * side)]
    student_c, teacher_c, student_s, teacher_s = maps
    skd = make_item(
        "askd", "D(a, b) = 1 - cos(flatten a, flatten b); L = mean_i (D(student channel map, teacher channel map) + D(student spatial map, teacher spatial map))",
        "A-SKD (Shin et al., ECCV 2022); channel and spatial part summed with weight 1, teacher constant",
        dict(studentChannel=student_c, studentSpatial=student_s), dict(teacherChannel=teacher_c, teacherSpatial=teacher_s),
        ("studentChannel", "studentSpatial"), attention_distillation(teacher_c, teacher_s),
    )
    skd.crosschecks.append(ref.askd(skd))
    student = f32(rng.standard_normal((s.batch, 3, 4, 5)))
    teacher = f32(rng.standard_normal((s.batch, 3, 4, 7)))
    transfer = make_item(
        "attention_transfer", "Q = sum over channels of F^2, flattened, L2-normalised; L = mean over batch and positions of (Q_student - Q_teacher)^2; F is [B, H, W, C]",
        "Attention transfer (Zagoruyko & Komodakis, ICLR 2017); squared and averaged as in its published code (the paper writes the norm), teacher constant",
        dict(student=student), dict(teacher=teacher), ("student",), attention_transfer(teacher),
    )
    transfer.crosschecks.append(ref.attention_transfer(transfer))
    return [skd, transfer]


def build_logits(rng, s):
    student, teacher = (f32(rng.standard_normal((s.batch, s.classes)) * 3) for _ in range(2))
    item = make_item(
        "logit_distillation", "L = T^2 mean_i KL( softmax(teacher / T) || softmax(student / T) ), T = 4",
        "Knowledge distillation (Hinton et al., 2015); KL in place of cross-entropy, teacher constant",
        dict(student=student), dict(teacher=teacher, temperature=4.0), ("student",), logit_distillation(teacher, 4.0),
    )
    item.crosschecks.append(ref.logits(item))
    return item


def build_coupleface(rng, s):
    k = 2
    labels = rng.integers(0, s.classes, s.batch)
    prototype_labels = rng.permutation(s.classes)
    prototypes = f32(rng.standard_normal((s.classes, s.dims)))
    row_of = np.argsort(prototype_labels)  # label -> row
    teacher = f32(prototypes[row_of[labels]] + rng.standard_normal((s.batch, s.dims)) * 0.7)
    student = f32(teacher + rng.standard_normal((s.batch, s.dims)) * 0.5)
    need(s.classes > k)

    def nearest(queries):
        cos = unit(queries) @ unit(prototypes).T
        cos[prototype_labels[None, :] == labels[:, None]] = -2
        order = np.argsort(-cos, axis=1)
        ranked = -np.sort(-cos, axis=1)
        gap = float((ranked[:, :k] - ranked[:, 1 : k + 1]).min())
        return order[:, :k], gap

    by_sample, gap_a = nearest(teacher)
    by_prototype, gap_b = nearest(prototypes[row_of[labels]])
    need((by_sample != by_prototype).any())

    fcd = make_item(
        "coupleface_fcd", "L = 1/2 mean_i |s_i/|s_i| - t_i/|t_i||^2",
        "CoupleFace (Liu et al., ECCV 2022), feature consistency distillation; teacher constant",
        dict(student=student), dict(teacher=teacher), ("student",), feature_consistency(teacher),
    )
    fcd.crosschecks.append(ref.fcd(fcd))
    items = [fcd]
    own = "the k prototypes of other classes with the largest cosine to {}, nearest first"
    plans = (
        ("coupleface_mrd", by_sample, gap_a, 0.0, own.format("the teacher's embedding of sample i"), "mined for each sample"),
        ("coupleface_mrd_prototype_mining", by_prototype, gap_b, 0.0, own.format("the prototype of the class of sample i"), "mined once for each class, as in the paper"),
        ("coupleface_mrd_slack", by_sample, gap_a, 0.03, own.format("the teacher's embedding of sample i"), "mined for each sample; q is the paper's hyperparameter, read as a slack"),
    )
    for name, relations, gap, q, mined, remark in plans:
        cs = np.einsum("bd,bkd->bk", unit(student), unit(prototypes)[relations])
        ct = np.einsum("bd,bkd->bk", unit(teacher), unit(prototypes)[relations])
        off = np.abs(cs - ct)
        need(q == 0 or ((off < q).any() and (off > q).any()))
        term = "|cos(s_i, p_j) - cos(t_i, p_j)|" if q == 0 else "max(0, |cos(s_i, p_j) - cos(t_i, p_j)| - q)"
        item = make_item(
            name, f"H_i = {mined}; L = mean over i and j in H_i of {term}",
            f"CoupleFace (Liu et al., ECCV 2022), mutual relation distillation; {remark}; teacher constant",
            dict(student=student),
            dict(teacher=teacher, labels=labels, prototypes=prototypes, prototypeLabels=prototype_labels, k=k, **({"q": q} if q else {})),
            ("student",), mutual_relation(teacher, prototypes, relations, q),
            extra=dict(relations=relations, studentRelations=cs, teacherRelations=ct),
            gap=min(gap, float(np.abs(off - q).min())),
        )
        item.crosschecks.append(ref.mrd(item))
        items.append(item)
    return items


def build_batch_relations(rng, s):
    student, teacher = (f32(rng.standard_normal((s.batch, s.dims))) for _ in range(2))
    item = make_item(
        "pkt", "K = (1 + cos) / 2; p(j | i) = K(x_i, x_j) / sum_{j' != i} K(x_i, x_j'); L = mean_i sum_{j != i} p_t(j | i) log(p_t(j | i) / p_s(j | i))",
        "Probabilistic knowledge transfer (Passalis & Tefas, ECCV 2018); the mean over i in place of the sum, teacher constant",
        dict(student=student), dict(teacher=teacher), ("student",), probabilistic_transfer(teacher),
    )
    item.crosschecks.append(ref.pkt(item))
    return item


def build_chi_square(rng, s):
    first, second = (f32(np.maximum(rng.standard_normal((s.batch, s.dims)) + 0.6, 0)) for _ in range(2))
    weights = f32(rng.uniform(0.1, 2.0, s.dims))
    need(((first == 0) & (second == 0)).any() and ((first == 0) != (second == 0)).any())

    def distance(a, b):
        total = a + b
        return float((weights * np.where(total > 0, (a - b) ** 2 / np.where(total > 0, total, 1), 0)).sum())

    item = Item(
        "chi_square", "chi2(f, g) = sum_d w_d (f_d - g_d)^2 / (f_d + g_d); a coordinate with f_d + g_d = 0 counts 0",
        "DeepFace (Taigman et al., CVPR 2014), weighted chi-square distance",
        dict(first=first, second=second, weights=weights),
        dict(rowwise=[distance(a, b) for a, b in zip(first, second)], pairwise=[[distance(a, b) for b in second] for a in first]),
    )
    item.crosschecks.append(ref.chi_square(item))
    return item


BUILDERS = {
    "attention": build_attention,
    "logit_distillation": build_logits,
    "coupleface": build_coupleface,
    "batch_relations": build_batch_relations,
    "chi_square": build_chi_square,
}
