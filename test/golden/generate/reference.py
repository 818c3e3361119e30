"""Cross-checks: the same inputs through other people's code, or through a second, loop-by-loop NumPy version.

Each function takes a finished item and returns (what it was compared with, max abs difference). The difference
covers the loss and, where the other side is differentiable, every gradient.
Published single-file implementations are no part of the project. They are read from the folder named by GOLDEN_REFERENCE_CODE:
  insightface_losses.py       deepinsight/insightface         recognition/arcface_torch/losses.py
  curricularface_metrics.py   HuangYG123/CurricularFace       head/metrics.py
  boundary_margin.py          SWJTU-3DVision/BoundaryFace     head/boundaryMargin.py
  adaface_head.py             mk-minchul/AdaFace              head.py
  uniface_head.py             CVI-SZU/UniFace                 head.py
Without it the difference that was found last stands in published.json.
"""
from __future__ import annotations

import io
import json
import math
import os
import types

import numpy as np
import torch

from common import max_diff, unit

PML = "pytorch-metric-learning 2.9.0"



def _tensor(array, grad=True):
    return torch.tensor(np.asarray(array), dtype=torch.float64, requires_grad=grad)


def _compare(item, loss, pairs):
    """pairs: [(input name, tensor, transform of its gradient)]"""
    grads = torch.autograd.grad(loss, [p[1] for p in pairs])
    diffs = [abs(float(loss.detach()) - item.outputs["loss"])]
    for (name, _, back), g in zip(pairs, grads):
        diffs.append(max_diff(back(g.numpy()), item.outputs["gradients"][name]))
    return max(diffs)


def same(g):
    return g


# ---------------------------------------------------------------- libraries


def torch_linear_cross_entropy(item, labels):
    x, w, b = (_tensor(item.inputs[k]) for k in ("embeddings", "weights", "bias"))
    loss = torch.nn.functional.cross_entropy(torch.nn.functional.linear(x, w, b), torch.as_tensor(labels))
    diff = _compare(item, loss, [("embeddings", x, same), ("weights", w, same), ("bias", b, same)])
    return "torch.nn.functional.cross_entropy", diff


def _pml_classifier(item, kind, **options):
    from pytorch_metric_learning import losses

    classes, dims = item.inputs["weights"].shape[0], item.inputs["weights"].shape[-1]
    module = getattr(losses, kind)(num_classes=classes, embedding_size=dims, **options).double()
    return module


def pml_classifier(item, labels, kind, **options):
    module = _pml_classifier(item, kind, **options)
    module.W.data = _tensor(item.inputs["weights"].T, False).contiguous()
    x = _tensor(item.inputs["embeddings"])
    loss = module(x, torch.as_tensor(labels))
    diff = _compare(item, loss, [("embeddings", x, same), ("weights", module.W, np.transpose)])
    return f"{PML} {kind}", diff


def pml_subcenter(item, labels, scale, margin):
    weights = item.inputs["weights"]
    classes, k, dims = weights.shape
    module = _pml_classifier(item, "SubCenterArcFaceLoss", margin=math.degrees(margin), scale=scale, sub_centers=k)
    module.W.data = _tensor(weights.reshape(classes * k, dims).T, False).contiguous()
    x = _tensor(item.inputs["embeddings"])
    loss = module(x, torch.as_tensor(labels))
    diff = _compare(item, loss, [("embeddings", x, same), ("weights", module.W, lambda g: g.T.reshape(classes, k, dims))])
    return f"{PML} SubCenterArcFaceLoss", diff


def pml_sphereface(item, labels, m, lam):
    """The library has lambda = 0 only; for another lambda its psi is blended here."""
    if lam == 0:
        return pml_classifier(item, labels, "SphereFaceLoss", margin=m, scale=1)
    module = _pml_classifier(item, "SphereFaceLoss", margin=m, scale=1)
    x, w = _tensor(item.inputs["embeddings"]), _tensor(item.inputs["weights"])
    module.cast_types(torch.float64, x.device)
    cos = torch.nn.functional.normalize(x) @ torch.nn.functional.normalize(w).T
    rows, y = torch.arange(len(labels)), torch.as_tensor(labels)
    target = cos[rows, y]
    logits = cos.clone()
    logits[rows, y] = (lam * target + module.modify_cosine_of_target_classes(target)) / (1 + lam)
    loss = torch.nn.functional.cross_entropy(logits * x.norm(dim=1, keepdim=True), y)
    return f"{PML} SphereFaceLoss (its psi, annealed outside)", _compare(item, loss, [("embeddings", x, same), ("weights", w, same)])


# ---------------------------------------------------------------- published single files


def recorded(item):
    """What a comparison with published code found when that code was at hand."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "published.json")
    with open(path, encoding="utf-8") as handle:
        found = json.load(handle)[item.name]
    return found["with"], found["difference"]


def _published(filename, extra=None):
    folder = os.environ.get("GOLDEN_REFERENCE_CODE")
    path = os.path.join(folder, filename) if folder else None
    if not path or not os.path.exists(path):
        return None
    module = types.ModuleType(filename[:-3])
    module.__dict__.update(extra or {})
    with open(path, encoding="utf-8") as handle:
        exec(compile(handle.read(), filename, "exec"), module.__dict__)
    return module


def insightface(item, labels, kind, **options):
    """Loss only: its ArcFace changes the logits in place without a gradient."""
    module = _published("insightface_losses.py")
    if module is None:
        return recorded(item)
    cos = _tensor(unit(item.inputs["embeddings"]) @ unit(item.inputs["weights"]).T, False)
    y = torch.as_tensor(labels)
    loss = torch.nn.functional.cross_entropy(getattr(module, kind)(**options)(cos, y), y)
    return f"insightface arcface_torch {kind} (loss only)", abs(float(loss) - item.outputs["loss"])


def curricularface(item, labels, scale, margin, t):
    module = _published("curricularface_metrics.py")
    if module is None:
        return recorded(item)
    classes, dims = item.inputs["weights"].shape
    head = module.CurricularFace(dims, classes, m=margin, s=scale).double()
    head.kernel.data = _tensor(item.inputs["weights"].T, False).contiguous()
    head.t = torch.tensor([t])
    x, y = _tensor(item.inputs["embeddings"]), torch.as_tensor(labels)
    loss = torch.nn.functional.cross_entropy(head(x, y)[0], y)
    diff = _compare(item, loss, [("embeddings", x, same), ("weights", head.kernel, np.transpose)])
    diff = max(diff, abs(float(head.t.detach()) - item.outputs["t"]))
    return "the authors' CurricularFace head", diff


def boundaryface(item, labels, scale, margin):
    """Corrected labels, softmax part and hard-sample part of the authors' head.

    Their maxima run over rows in which masked entries are 0, so they clip cosines at 0 and the equation does not;
    the item's inputs are drawn such that the clipping changes nothing.
    """
    module = _published("boundary_margin.py", {"open": lambda *a, **k: io.StringIO()})
    if module is None:
        return recorded(item)
    classes, dims = item.inputs["weights"].shape
    cuda = torch.Tensor.cuda
    torch.Tensor.cuda = lambda self, *a, **k: self
    try:
        head = module.BoundaryMargin(dims, classes, s=scale, m=margin, epoch_start=0).double()
        head.weight.data = _tensor(item.inputs["weights"], False)
        x = _tensor(item.inputs["embeddings"], False)
        out, final, fixed = head(x, torch.as_tensor(labels), 1, ["" for _ in labels])
    finally:
        torch.Tensor.cuda = cuda
    fixed = fixed.numpy()
    ours = np.asarray(item.outputs["correctedLabels"])
    if not np.array_equal(fixed, ours):
        raise AssertionError("corrected labels differ from the authors' head")
    softmax_part = float(torch.nn.functional.cross_entropy(out.detach(), torch.as_tensor(fixed)))
    diff = abs(softmax_part + float(final.detach()) - item.outputs["loss"])
    return "the authors' BoundaryFace head (labels equal, loss only)", diff


# ---------------------------------------------------------------- loops


def _log_softmax(row, index):
    top = max(row)
    return row[index] - top - math.log(sum(math.exp(v - top) for v in row))


def _angles(item):
    x, w = item.inputs["embeddings"], item.inputs["weights"]
    out = np.zeros((len(x), len(w)))
    for i in range(len(x)):
        for j in range(len(w)):
            c = sum(a * b for a, b in zip(x[i], w[j])) / math.sqrt(sum(a * a for a in x[i]) * sum(b * b for b in w[j]))
            out[i, j] = math.acos(c)
    return out


def loops_combined(item, labels, scale, m1, m2, m3):
    theta = _angles(item)
    total = 0.0
    for i, y in enumerate(labels):
        row = [scale * math.cos(v) for v in theta[i]]
        row[y] = scale * (math.cos(m1 * theta[i, y] + m2) - m3)
        total -= _log_softmax(row, y)
    return "a loop version (loss only)", abs(total / len(labels) - item.outputs["loss"])


def loops_mv(item, labels, scale, margin, t, kind, adaptive):
    """From the paper's form h(t, theta, I) = e^{s t (cos theta + 1) I} or e^{s t I} in front of e^{s cos theta}."""
    theta = _angles(item)
    total = 0.0
    for i, y in enumerate(labels):
        f = math.cos(theta[i, y] + margin) if kind == "arc" else math.cos(theta[i, y]) - margin
        below = 0.0
        for j, angle in enumerate(theta[i]):
            if j == y:
                continue
            cos = math.cos(angle)
            wrong = 0 if f - cos >= 0 else 1
            h = math.exp(scale * t * (cos + 1) * wrong) if adaptive else math.exp(scale * t * wrong)
            below += h * math.exp(scale * cos)
        total -= math.log(math.exp(scale * f) / (math.exp(scale * f) + below))
    return "a loop version of the paper's h(t, theta, I) form (loss only)", abs(total / len(labels) - item.outputs["loss"])


def loops_boundary(item, labels, scale, margin, lam, rule):
    theta = _angles(item)
    total, term = 0.0, 0.0
    for i, y in enumerate(labels):
        best, who = -2.0, None
        for j, angle in enumerate(theta[i]):
            value = math.cos(angle + margin) if rule == "negative" else math.cos(angle)
            if j != y and value > best:
                best, who = value, j
        bar = math.cos(theta[i, y]) if rule == "negative" else math.cos(theta[i, y] + margin)
        y = who if best > bar else int(y)
        if y != item.outputs["correctedLabels"][i]:
            raise AssertionError("corrected labels differ")
        row = [scale * math.cos(v) for v in theta[i]]
        row[y] = scale * math.cos(theta[i, y] + margin)
        total -= _log_softmax(row, y)
        nearest = max(math.cos(v) for j, v in enumerate(theta[i]) if j != y)
        term += max(0.0, nearest - math.cos(theta[i, y] + margin))
    return "a loop version (loss only)", abs((total + lam * term) / len(labels) - item.outputs["loss"])


def arcface_closed_form(item, labels, scale, margin):
    """cos(theta + m) = cos theta cos m - sin theta sin m, no arccos; loss and gradients through torch."""
    x, w, y = _tensor(item.inputs["embeddings"]), _tensor(item.inputs["weights"]), torch.as_tensor(labels)
    cos = torch.nn.functional.normalize(x) @ torch.nn.functional.normalize(w).T
    rows = torch.arange(len(labels))
    target = cos[rows, y]
    logits = cos.clone()
    logits[rows, y] = target * math.cos(margin) - torch.sqrt(1 - target * target) * math.sin(margin)
    loss = torch.nn.functional.cross_entropy(scale * logits, y)
    return "cos theta cos m - sin theta sin m with torch cross_entropy", _compare(item, loss, [("embeddings", x, same), ("weights", w, same)])
