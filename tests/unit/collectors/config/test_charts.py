"""What charts of Helm and modules of Terraform declare, take and have in force."""

from __future__ import annotations

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.joins.deployed_settings import DeployedKey, DeployedValue, underscored
from debtscope_collectors.sources.config.charts import chart_file, terraform_file

CHART = "apiVersion: v2\nname: churn\n"


def keys(files: dict[str, str]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.key, one.line) for one in facts_of(files, collectors=["config", "ci"]).all(DeployedKey)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("replicas: {{ .Values.scorer.replicas }}", [("scorer.replicas", False)]),
        ("{{- if and .Values.a.on $.Values.b }}", [("a.on", True), ("b", True)]),
        ('x: {{ index .Values "auto-scaling" "max" }}', [("auto-scaling.max", False)]),
        ('x: {{ .Values.tag | default "1" }}', [("tag", True)]),
    ],
)
def test_what_a_template_takes(line: str, found: list[tuple[str, bool]]) -> None:
    file = chart_file("c/templates/a.yaml", "c", line)
    assert file is not None
    assert [(one.key, one.is_guarded) for one in file.reads] == found


def test_what_stands_behind_a_question_is_asked_for() -> None:
    text = "{{- if .Values.on }}\na: {{ .Values.limit }}\n{{- end }}\nb: {{ .Values.uri }}\n"
    file = chart_file("templates/a.yaml", "", text)
    assert file is not None
    assert [(one.key, one.is_guarded) for one in file.reads] == [("on", True), ("limit", True), ("uri", False)]


def test_a_chart_that_hands_its_values_on_is_not_judged() -> None:
    base = {"c/Chart.yaml": CHART, "c/values.yaml": "threshold: 0.4\n"}
    assert keys({**base, "c/templates/a.yaml": "x: {{ .Values.other }}\n"}) == [("unread", "threshold", 1)]
    assert keys({**base, "c/templates/a.yaml": "{{ toYaml .Values }}\n"}) == []
    assert keys({**base, "c/templates/a.yaml": '{{ include "library.deployment" . }}\n'}) == []


def test_a_value_that_ci_sets_is_set() -> None:
    files = {
        "c/Chart.yaml": CHART,
        "c/values.yaml": "replicas: 2\n",
        "c/templates/a.yaml": "replicas: {{ .Values.replicas }}\nimage: {{ .Values.image }}\n",
    }
    assert keys(files) == [("unset", "image", 2)]
    deploy = (
        "on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: helm upgrade churn c --set image=reg/churn:7\n"
    )
    assert keys({**files, ".github/workflows/deploy.yml": deploy}) == []


def test_comments_take_nothing() -> None:
    file = terraform_file("a.tf", "locals {\n  a = var.x # var.y\n  // b = var.z\n}\n")
    assert file.taken == (("var.x", 2),)


def test_values_go_by_the_variable_that_they_fill() -> None:
    files = {
        "c/Chart.yaml": CHART,
        "c/values.yaml": "scoring:\n  cutOff: 0.40\n  topK: 5\n",
        "c/templates/a.yaml": "env:\n  - name: SCORE_THRESHOLD\n    value: {{ .Values.scoring.cutOff | quote }}\n",
        "infra/a.tf": 'variable "seed" {\n  default = 7\n}\nvariable "window" {\n  default = 3\n}\n',
        "infra/prod.tfvars": "seed = 8\n",
    }
    values = facts_of(files, collectors=["config"]).all(DeployedValue)
    assert {(one.name, one.value) for one in values} == {
        ("score_threshold", "0.4"), ("top_k", "5"), ("window", "3"), ("seed", "8"),
    }  # fmt: skip
    assert underscored("maxReplicaCount") == "max_replica_count"
