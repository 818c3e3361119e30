"""Shared parts of the evaluation golden generator: seeded inputs, cross-checks, JSON."""
import json
import math
import zlib

import numpy as np

TINY = 1e-4  # no value that decides a comparison may lie nearer than this to its rival


def rng_for(seed, name, attempt=0):
    return np.random.default_rng([seed, zlib.crc32(name.encode()), attempt])


def attempts(seed, name):
    """Generators for draws that are repeated until the data show what they should."""
    for attempt in range(3000):
        yield rng_for(seed, name, attempt)
    raise AssertionError(name)


def grid(values, bits):
    """Rounds to multiples of 2**-bits: float32-representable, with few decimals."""
    step = 2.0 ** bits
    rounded = np.round(np.asarray(values, dtype=np.float64) * step) / step + 0.0
    assert np.array_equal(rounded, rounded.astype(np.float32).astype(np.float64))
    return rounded


def normalise(rows):
    rows = np.asarray(rows, dtype=np.float64)
    return rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True))


def cosine(a, b):
    return normalise(a) @ normalise(b).T


def middle_of_gap(values, near, bits=10):
    """A float32-representable threshold near `near`, at least TINY from every value."""
    values = np.unique(np.asarray(values).ravel())
    for t in (grid(near + k * 2.0 ** -bits, bits) for d in range(4096) for k in (d, -d)):
        if np.abs(values - t).min() > 10 * TINY:
            return float(t)
    raise AssertionError("no gap")


class Checks:
    """Collects the largest difference from each library the values were compared with."""

    def __init__(self):
        self.lines = {}

    def same(self, library, ours, theirs, tolerance=1e-12):
        ours, theirs = (np.asarray(x, dtype=np.float64) for x in (ours, theirs))
        assert ours.shape == theirs.shape, (library, ours.shape, theirs.shape)
        equal = ours == theirs  # infinities
        diff = np.where(equal, 0.0, np.abs(np.where(equal, 0, ours) - np.where(equal, 0, theirs)))
        worst = float(diff.max()) if diff.size else 0.0
        assert worst <= tolerance, (library, worst)
        self.lines[library] = max(worst, self.lines.get(library, 0.0))

    def text(self):
        return "; ".join(f"{k}: {v:.1e}" if v else f"{k}: 0" for k, v in self.lines.items())


def plain(value):
    """numpy → JSON values; infinities become the strings "Infinity" and "-Infinity"."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        assert not math.isnan(value)
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return int(value) if value == int(value) and abs(value) < 2**53 else value
    assert isinstance(value, str), type(value)
    return value


def dump(value, depth=0):
    pad = " " * depth
    if isinstance(value, dict):
        body = ",\n".join(f"{pad} {json.dumps(k)}: {dump(v, depth + 1)}" for k, v in value.items())
        return "{\n" + body + f"\n{pad}}}"
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        body = ",\n".join(f"{pad} {dump(v, depth + 1)}" for v in value)
        return "[\n" + body + f"\n{pad}]"
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def item(name, rule, checks, inputs, outputs):
    assert "\n" not in rule
    return {"name": name, "rule": rule, "source": checks.text(),
            "inputs": plain(inputs), "outputs": plain(outputs)}
