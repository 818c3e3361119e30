"""Shared pieces of the golden reference generator.

An item is one JSON file: a named equation, float32-representable inputs, and
float64 outputs (loss, gradients, whatever else the equation produces).
"""
from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass, field
from typing import Callable

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Redraw(Exception):
    """The drawn inputs sit on a kink or miss a branch: draw again."""


@dataclass
class Setting:
    """The seed of the draws and the sizes of the inputs."""

    seed: int
    batch: int
    dims: int
    classes: int


@dataclass
class Item:
    name: str
    equation: str
    paper: str
    inputs: dict
    outputs: dict
    crosschecks: list = field(default_factory=list)  # (what it was compared with, max abs difference)
    note: str = ""
    # for the finite-difference check: loss as a function of the named float inputs
    loss_fn: Callable | None = None
    wrt: tuple = ()
    gap: float = math.inf  # distance to the closest kink / tie

    def to_json(self) -> dict:
        checked = "; ".join(f"cross-checked with {who}: max abs difference {diff:.1e}" for who, diff in self.crosschecks)
        source = self.paper + ("; " + checked if checked else "; not cross-checked: no counterpart known")
        out = {"name": self.name, "equation": self.equation, "source": source}
        if self.note:
            out["note"] = self.note
        out["inputs"] = jsonable(self.inputs)
        out["outputs"] = jsonable(self.outputs)
        return out


# ---------------------------------------------------------------- numbers


def f32(values) -> np.ndarray:
    """Round to the nearest float32 and keep the value as float64."""
    return np.asarray(values, dtype=np.float64).astype(np.float32).astype(np.float64)


def jsonable(value):
    if isinstance(value, dict):
        return {k: jsonable(v) for k, v in value.items()}
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, (list, tuple)):
        return [jsonable(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if not math.isfinite(value):
            raise ValueError("a golden value is not finite")
        return 0.0 if value == 0 else value
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"cannot write {type(value)}")


def layout(value, indent="") -> str:
    """JSON with one key or one matrix row a line."""
    inner = indent + " "
    if isinstance(value, dict):
        rows = [f"{inner}{json.dumps(k)}: {layout(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if rows else "{}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + ",\n".join(inner + layout(v, inner) for v in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


# ---------------------------------------------------------------- gradients


def tensors(arrays: dict, wrt=(), dtype=torch.float64) -> dict:
    """Float arrays to tensors; the names in wrt get a gradient."""
    out = {}
    for name, value in arrays.items():
        t = torch.tensor(np.asarray(value), dtype=dtype)
        if name in wrt:
            t.requires_grad_(True)
        out[name] = t
    return out


def loss_and_gradients(loss_fn, arrays: dict, wrt) -> tuple[float, dict]:
    t = tensors(arrays, wrt)
    loss = loss_fn(t)
    grads = torch.autograd.grad(loss, [t[name] for name in wrt])
    return float(loss.detach()), {name: g.numpy().copy() for name, g in zip(wrt, grads)}


def finite_difference(loss_fn, arrays: dict, name: str, step: float = 1e-5) -> np.ndarray:
    """Fourth-order central differences of the loss in one input, float64."""
    base = {k: np.array(v, dtype=np.float64) for k, v in arrays.items()}
    grad = np.zeros_like(base[name])

    def at(index, delta):
        moved = dict(base)
        moved[name] = base[name].copy()
        moved[name][index] += delta
        with torch.no_grad():
            return float(loss_fn(tensors(moved)))

    for index in np.ndindex(grad.shape):
        near = at(index, step) - at(index, -step)
        far = at(index, 2 * step) - at(index, -2 * step)
        grad[index] = (8 * near - far) / (12 * step)
    return grad


def check_item(item: Item) -> list[tuple[str, float, float]]:
    """(input name, max abs difference, relative to the largest gradient) for each gradient."""
    rows = []
    if item.loss_fn is None:
        return rows
    arrays = {k: v for k, v in item.inputs.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"}
    for name in item.wrt:
        numeric = finite_difference(item.loss_fn, arrays, name)
        exact = np.asarray(item.outputs["gradients"][name])
        diff = float(np.abs(numeric - exact).max())
        rows.append((name, diff, diff / max(float(np.abs(exact).max()), 1e-12)))
    return rows


def float32_check(item: Item) -> tuple[float, float]:
    """The same code in float32: relative error of the loss, error of the gradients relative to the largest one."""
    arrays = {k: v for k, v in item.inputs.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"}
    torch.set_default_dtype(torch.float32)
    try:
        t = tensors(arrays, item.wrt, torch.float32)
        loss = item.loss_fn(t)
        if loss.dtype != torch.float32:
            raise TypeError(f"{item.name}: {loss.dtype} in the float32 run")
        grads = torch.autograd.grad(loss, [t[name] for name in item.wrt])
    finally:
        torch.set_default_dtype(torch.float64)
    worst = 0.0
    for name, g in zip(item.wrt, grads):
        exact = np.asarray(item.outputs["gradients"][name])
        worst = max(worst, max_diff(g.double(), exact) / float(np.abs(exact).max()))
    return abs(float(loss.detach()) / item.outputs["loss"] - 1), worst


def make_item(name, equation, paper, arrays: dict, others: dict, wrt, loss_fn, extra=None, **rest) -> Item:
    """Evaluate loss and gradients and put the item together."""
    loss, grads = loss_and_gradients(loss_fn, arrays, wrt)
    outputs = {"loss": loss, "gradients": grads, **(extra or {})}
    return Item(name, equation, paper, {**arrays, **others}, outputs, loss_fn=loss_fn, wrt=tuple(wrt), **rest)


def max_diff(a, b) -> float:
    a, b = (np.asarray(v.detach() if isinstance(v, torch.Tensor) else v, dtype=np.float64) for v in (a, b))
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} {b.shape}")
    return float(np.abs(a - b).max()) if a.size else 0.0


# ---------------------------------------------------------------- drawing

MIN_GAP = 2e-3


def draw(name: str, builder, setting: Setting, attempts: int = 20000):
    """Call builder(rng, setting) until its inputs stay clear of kinks and ties.

    Each name has its own random stream, so that one more item leaves the others as they are.
    """
    for attempt in range(attempts):
        rng = np.random.default_rng([setting.seed, zlib.crc32(name.encode()), attempt])
        try:
            items = builder(rng, setting)
        except Redraw:
            continue
        items = items if isinstance(items, list) else [items]
        if all(item.gap >= MIN_GAP for item in items):
            return items
    raise RuntimeError(f"{name}: no inputs found in {attempts} attempts")


def unit(v, axis=-1):
    return v / np.linalg.norm(v, axis=axis, keepdims=True)


def top_gap(rows: np.ndarray) -> float:
    """Smallest distance between the two largest entries of any row."""
    if rows.shape[-1] < 2:
        return math.inf
    s = np.sort(rows, axis=-1)
    return float((s[..., -1] - s[..., -2]).min())


def need(condition) -> None:
    if not condition:
        raise Redraw()
