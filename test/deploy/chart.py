"""Helm and the schemas of Kubernetes for the specs: chart.py lint|render|validate|yaml, JSON comes and goes.

Nothing of a cluster is asked.
"""

import json
import sys

import helm_python
import kubernetes_validate
import yaml


def lint(chart, values, kubernetes):
    return helm_python.lint(chart, values, strict=True, kube_version=f"v{kubernetes}.0")


def render(chart, values):
    """The objects that would be made, or the sentence with which the chart refuses."""
    with helm_python.Chart.load(chart) as loaded:
        try:
            files = loaded.render(values, name="facelab", namespace="queue")
        except helm_python.HelmError as error:
            return {"refused": str(error)}
    texts = [text for name, text in sorted(files.items()) if name.endswith((".yaml", ".yml"))]
    objects = [each for text in texts for each in yaml.safe_load_all(text) if each is not None]
    return {"objects": objects, "texts": files}


def validate(objects, kubernetes):
    """What a schema finds wrong, unknown fields included."""
    problems = []
    for each in objects:
        try:
            kubernetes_validate.validate(each, kubernetes, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
            problems.append(f"{each.get('kind')} {each.get('metadata', {}).get('name')}: {error.message}")
    return problems


def read_yaml(file):
    with open(file) as opened:
        return yaml.safe_load(opened)


actions = {"lint": lint, "render": render, "validate": validate, "yaml": read_yaml}
json.dump(actions[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
