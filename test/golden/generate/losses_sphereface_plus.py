"""SphereFace+: SphereFace and the energy between the class vectors."""
from __future__ import annotations

import math

import numpy as np
import torch

import reference as ref
from common import make_item, need, unit
from margin_equations import PI, normalized, sphereface_loss
from margin_inputs import margin_inputs, theta_of


def energy(weights, labels, power):
    """The mean over samples i and classes j != y of |w_y - w_j|^-power."""
    w = normalized(weights)
    d2 = ((w[torch.as_tensor(labels)][:, None] - w[None]) ** 2).sum(-1)
    other = ~torch.nn.functional.one_hot(torch.as_tensor(labels), len(w)).bool()
    return (d2[other] ** (-power / 2)).mean()


def build_sphereface_plus(rng, s):
    embeddings, weights, labels = margin_inputs(rng, s, -0.95, 0.95)
    m, lam, energy_weight, power = 2, 1.0, 0.5, 1.0
    theta = theta_of(embeddings, weights, labels)
    need((theta < PI / 2).any() and (theta > PI / 2).any())
    base = sphereface_loss(labels, m, lam)
    item = make_item(
        "sphereface_plus",
        "L = L_sphereface + energyWeight E, E = mean over samples i and classes j != y of |w_y - w_j|^-power, w = W / |W|",
        "SphereFace+ (Liu et al., NeurIPS 2018), hyperspherical energy between the classes of the batch and all others",
        dict(embeddings=embeddings, weights=weights),
        dict(labels=labels, m=m, lambda_=lam, energyWeight=energy_weight, power=power), ("embeddings", "weights"),
        lambda t: base(t) + energy_weight * energy(t["weights"], labels, power),
        extra=dict(energy=float(energy(torch.tensor(weights), labels, power))),
        gap=float(np.abs(theta - PI / 2).min()),
    )
    item.inputs["lambda"] = item.inputs.pop("lambda_")
    item.crosschecks.append(loops_energy(item))
    item.crosschecks.append(loops_loss(item))
    return item


def loops_energy(item):
    i, w = item.inputs, unit(item.inputs["weights"])
    terms = [math.dist(w[y], w[j]) ** -i["power"] for y in i["labels"] for j in range(len(w)) if j != y]
    return "a loop version of the energy", abs(sum(terms) / len(terms) - item.outputs["energy"])


def loops_loss(item):
    i, total = item.inputs, 0.0
    for x, theta, y in zip(i["embeddings"], ref._angles(item), i["labels"]):
        k = math.floor(theta[y] * i["m"] / PI)
        psi = (-1) ** k * math.cos(i["m"] * theta[y]) - 2 * k
        row = [math.hypot(*x) * math.cos(v) for v in theta]
        row[y] = math.hypot(*x) * (i["lambda"] * math.cos(theta[y]) + psi) / (1 + i["lambda"])
        total -= ref._log_softmax(row, y)
    loss = total / len(i["labels"]) + i["energyWeight"] * item.outputs["energy"]
    return "a loop version (loss only)", abs(loss - item.outputs["loss"])


BUILDERS = {"sphereface_plus": build_sphereface_plus}
