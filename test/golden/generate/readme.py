"""The README of the golden files of the losses, with a table of all items; checks every shape that it states."""
import glob
import json
import os

SHAPES = {
    "embeddings": "B,D", "labels": "B", "weights": "C,D", "bias": "C", "centers": "C,D", "first": "P", "second": "P", "same": "P",
    "triplets": "T,3", "instance": "B,D", "groups": "B,K,D", "groupLogits": "B,K", "probe": "B,D",
    "studentChannel": "B,5", "teacherChannel": "B,5", "studentSpatial": "B,HW", "teacherSpatial": "B,HW",
    "student": "B,D", "teacher": "B,D", "prototypes": "C,D", "prototypeLabels": "C",
    "normalizedEmbeddings": "B,D", "targetAngles": "B", "psi": "B", "subCenters": "B,C", "hard": "B,C", "correctedLabels": "B",
    "distances": "P", "droppedPairs": "N,2", "updatedCenters": "C,D", "probabilities": "B,K", "expectationNormalized": "B,K",
    "groupLabels": "B", "plainArgmax": "B", "aggregated": "B,D", "chosen": "B", "relations": "B,k",
    "quality": "B", "logits": "P", "studentRelations": "B,k", "teacherRelations": "B,k", "rowwise": "B", "pairwise": "B,B",
}
SPECIAL = {
    ("subcenter_arcface", "weights"): "C,3,D", ("chi_square", "weights"): "D", ("chi_square", "first"): "B,D", ("chi_square", "second"): "B,D",
    ("attention_transfer", "student"): "B,3,4,5", ("attention_transfer", "teacher"): "B,3,4,7",
    ("siamese", "first"): "P,D", ("siamese", "second"): "P,D", ("siamese", "weights"): "D",
    ("logit_distillation", "student"): "B,C", ("logit_distillation", "teacher"): "B,C",
}
ORDER = ["softmax", "modified_softmax", "sphereface", "cosface", "arcface", "combined", "subcenter", "curricular", "mv_", "boundary",
         "adaface", "uniface", "siamese", "contrastive", "triplet", "batch", "semihard", "valid", "center", "range", "marginal", "groupface", "askd", "attention",
         "logit", "coupleface", "pkt", "chi"]


def shape(value):
    out = []
    while isinstance(value, list):
        out.append(len(value))
        value = value[0] if value else None
    return out


def key(name, field, value, sizes, is_input):
    if not isinstance(value, list):
        return f"{field} = {json.dumps(value)}" if is_input else field
    symbols = SPECIAL.get((name, field)) or SHAPES[field]
    found = shape(value)
    parts = symbols.split(",")
    if len(found) != len(parts):
        raise ValueError(f"{name}.{field}: {found} is not [{symbols}]")
    for s, n in zip(parts, found):
        want = sizes.get(s, int(s) if s.isdigit() else None)
        if want is not None and want != n:
            raise ValueError(f"{name}.{field}: {found} is not [{symbols}]")
    return f"{field} [{symbols}]"


def write(folder, target, setting):
    sizes = {"B": setting.batch, "D": setting.dims, "C": setting.classes, "K": 4, "k": 2, "HW": 16}
    items = [json.load(open(path, encoding="utf-8")) for path in glob.glob(os.path.join(folder, "*.json"))]

    def rank(item):
        return next(n for n, start in enumerate(ORDER) if item["name"].startswith(start)), item["name"]

    rows = []
    for item in sorted(items, key=rank):
        name, out = item["name"], item["outputs"]
        inputs = ", ".join(key(name, f, v, sizes, True) for f, v in item["inputs"].items())
        outputs = []
        for f, v in out.items():
            outputs.append("gradients: {" + ", ".join(v) + "}" if f == "gradients" else key(name, f, v, sizes, False))
        equation = item["equation"].replace("|", "\\|")
        rows.append(f"| {name} | {equation} | {inputs} | {', '.join(outputs)} |")
    head = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "readme-head.txt"), encoding="utf-8").read()
    text = head.format(b=setting.batch, d=setting.dims, c=setting.classes, count=len(items))
    with open(target, "w", encoding="utf-8") as handle:
        handle.write(text + "\n".join(rows) + "\n")
