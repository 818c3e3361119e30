"""The golden reference values: computes them anew, checks them, and compares them with the files of this project.

    python generate.py            compares, writes nothing; fails when a value is missing or differs
    python generate.py --write    writes the files, and the tables of ../README.md

Every gradient is compared with finite differences in float64, every item with an independent implementation.
"""
from __future__ import annotations

import argparse
import glob
import importlib
import json
import math
import os
import sys

import readme
from common import Setting, check_item, draw, float32_check, layout
from evaluation_common import dump

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.dirname(HERE)
PUBLISHED = os.path.join(HERE, "published.json")
SETTING = Setting(seed=7, batch=12, dims=8, classes=6)
EVALUATION = ("verification", "identification", "clustering", "vectors", "alignment", "cleaning")
FINITE_LIMIT = 1e-6  # relative to the largest gradient of the input
CROSS_LIMIT = 1e-9
SAME = 1e-12  # relative to the largest entry of an array: another processor or NumPy may round differently


def loss_items():
    """Every file losses_*.py has the table BUILDERS."""
    for path in sorted(glob.glob(os.path.join(HERE, "losses_*.py"))):
        for name, builder in importlib.import_module(os.path.basename(path)[:-3]).BUILDERS.items():
            yield from draw(name, builder, SETTING)


def checked(item) -> list[str]:
    """What is wrong with an item; prints its differences."""
    gradients = check_item(item)
    cross = max((difference for _, difference in item.crosschecks), default=math.nan)
    finite = max((relative for _, _, relative in gradients), default=0.0)
    single = float32_check(item) if gradients else (0.0, 0.0)
    print(f"{item.name:32s} finite differences {finite:.0e}  float32 {max(single):.0e}  cross-check {cross:.1e}")
    wrong = [f"{item.name}: finite differences are {finite:.1e} off"] if finite > FINITE_LIMIT else []
    return wrong if cross <= CROSS_LIMIT else [*wrong, f"{item.name}: the cross-check is {cross:.1e} off"]


def difference(ours, theirs) -> float:
    """0 when equal, else relative to the largest entry; infinite where a decision or a shape differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and list(ours) == list(theirs):
        return max((difference(ours[k], theirs[k]) for k in ours), default=0.0)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs) and any(isinstance(v, dict) for v in ours):
        return max(map(difference, ours, theirs))
    a, b = numbers(ours), numbers(theirs)
    if len(a) != len(b):
        return math.inf
    scale = max((abs(v) for v in b if isinstance(v, float)), default=1.0) or 1.0
    return max((0.0 if u == v else abs(u - v) / scale if isinstance(u, float) and isinstance(v, float) else math.inf
                for u, v in zip(a, b)), default=0.0)


def numbers(value) -> list:
    return [n for v in value for n in numbers(v)] if isinstance(value, list) else [value]


def compare(folder: str, fresh: dict[str, str]) -> tuple[list[str], int, float]:
    """Problems, how many files are equal to the last character, and the largest difference of the others."""
    there = {os.path.basename(p)[:-5]: open(p, encoding="utf-8").read() for p in glob.glob(os.path.join(folder, "*.json"))}
    problems = [f"{folder}: {name} is missing" for name in fresh if name not in there]
    problems += [f"{folder}: {name} is made by nobody" for name in there if name not in fresh]
    equal, worst = 0, 0.0
    for name in sorted(set(fresh) & set(there)):
        ours, theirs = json.loads(fresh[name]), json.loads(there[name])
        gap = max(difference(ours[part], theirs[part]) for part in ("inputs", "outputs"))
        equal += gap == 0
        worst = max(worst, gap)
        if gap > SAME:
            problems.append(f"{folder}: {name} differs by {gap:.1e} of its largest entry")
    return problems, equal, worst


def write(folder: str, fresh: dict[str, str]) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in fresh.items():
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as handle:
            handle.write(text)


def record_published(items) -> None:
    """Keeps what the comparisons with published code found, for runs without that code."""
    with open(PUBLISHED, encoding="utf-8") as handle:
        known = json.load(handle)
    for item in items:
        for who, found in item.crosschecks:
            if item.name in known and known[item.name]["with"] == who:
                known[item.name]["difference"] = found
    with open(PUBLISHED, "w", encoding="utf-8") as handle:
        handle.write(json.dumps(known, indent=2) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the files of this project")
    args = parser.parse_args()

    items = list(loss_items())
    names = [item.name for item in items]
    problems = [f"two items are named {name}" for name in sorted(set(names)) if names.count(name) > 1]
    for item in items:
        problems += checked(item)
    losses = {item.name: layout(item.to_json()) + "\n" for item in items}
    parts = [importlib.import_module(f"evaluation_{part}") for part in EVALUATION]
    evaluation = {entry["name"]: dump(entry) + "\n" for part in parts for entry in part.items(SETTING.seed)}

    folders = {os.path.join(GOLDEN, "losses"): losses, os.path.join(GOLDEN, "evaluation"): evaluation}
    if args.write and not problems:
        for folder, fresh in folders.items():
            write(folder, fresh)
        if os.environ.get("GOLDEN_REFERENCE_CODE"):
            record_published(items)
        readme.write(os.path.join(GOLDEN, "losses"), os.path.join(GOLDEN, "README.md"), SETTING)
    for folder, fresh in folders.items():
        found, equal, worst = compare(folder, fresh)
        problems += found
        print(f"{os.path.basename(folder)}: {equal} of {len(fresh)} files have the same numbers to the last bit" +
              ("" if equal == len(fresh) else f", the largest difference of the others is {worst:.1e} of the largest entry"))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
