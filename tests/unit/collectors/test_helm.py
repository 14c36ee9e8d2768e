"""Templates of a project's own charts, filled with the chart's values."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from debtscope.api import Diagnostic
from debtscope.testing import facts_of
from debtscope_collectors.sources.containers.facts import Workload

CHART = "apiVersion: v2\nname: scoring\nversion: 0.1.0\n"
VALUES = "image: {repository: registry.example.com/scoring, tag: 1.2.3}\nreplicas: 3\nprobe: true\nresources: {limits: {cpu: 1}}\n"
HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-api\nspec:\n"


def _workloads(
    template: str, *, chart: str = CHART, values: str = VALUES, folder: str = "chart"
) -> tuple[Workload, ...]:
    files: Mapping[str, str] = {
        f"{folder}/Chart.yaml": chart,
        f"{folder}/values.yaml": values,
        f"{folder}/templates/api.yaml": template,
    }
    return facts_of(files, collectors=["containers"]).all(Workload)


def test_values_fill_the_template() -> None:
    (work,) = _workloads(
        HEAD + "  replicas: {{ .Values.replicas }}\n  template:\n    spec:\n      containers:\n        - name: api\n"
        '          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n'
        "          {{- if .Values.probe }}\n          readinessProbe: {tcpSocket: {port: 80}}\n          {{- else }}\n          oddity: 1\n          {{- end }}\n"
        "          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n"
    )
    assert work.name == "chart-api"
    assert work.images == ("registry.example.com/scoring:1.2.3",)
    assert (work.replicas, work.has_limits, work.has_readiness, work.has_liveness) == (3, True, True, False)


@pytest.mark.parametrize(
    "template",
    [
        HEAD + "  replicas: {{ tpl .Values.replicas . }}\n",
        "{{- range .Values.services }}\n" + HEAD + "  replicas: 1\n{{- end }}\n",
        HEAD + "  {{- with index .Values.list 0 }}\n  replicas: 1\n  {{- end }}\n",
        HEAD + "  replicas: {{ ternary 1 2 .Values.probe }}\n",
    ],
)
def test_what_only_helm_could_tell_is_left_out(template: str) -> None:
    assert _workloads(template) == ()


def test_branches_that_the_values_do_not_take_are_left_out() -> None:
    template = "{{- if and .Values.probe (not .Values.api) }}\n" + HEAD + "  replicas: 1\n{{- end }}\n"
    assert _workloads(template) == ()
    assert _workloads("{{- if .Values.absent }}\n" + HEAD + "  replicas: 1\n{{- end }}\n") == ()
    assert len(_workloads("{{- if not .Values.absent }}\n" + HEAD + "  replicas: 1\n{{- end }}\n")) == 1


def test_charts_of_others_are_left_out() -> None:
    template = HEAD + "  replicas: 1\n"
    assert len(_workloads(template)) == 1
    assert _workloads(template, chart=CHART + "sources: [https://example.org]\n") == ()
    assert _workloads(template, folder="chart/charts/redis") == ()


def test_values_that_are_no_mapping_do_not_stop_the_scan() -> None:
    assert len(_workloads(HEAD + "  replicas: {{ .Values.replicas }}\n", values="- 1\n")) == 1
    assert len(_workloads(HEAD + "  replicas: {{ .Values.replicas }}\n", values="{{ broken\n")) == 0


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("  since: {{ .Values.since }}\n", "since: 2024-01-01\n"),
        ("  all: {{ toYaml .Values.big }}\n" * 2_000, f"big: [{', '.join(['word'] * 1_500)}]\n"),
        ("  all: " + "{{ toYaml .Values.big }} " * 5_000 + "\n", f"big: [{', '.join(['word'] * 1_500)}]\n"),
        ("  all: {{ .Values.long }}\n" * 2_000, f"long: {'x' * 90_000}\n"),
        (
            "  all: {{ toYaml .Values.b }}\n",
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: [" + ", ".join(["*a"] * 500) + "]\n",
        ),
        ("  all: " + "{{ " * 20_000 + "\n", "a: 1\n"),
        ("  all: {{ " + "not " * 90 + ".Values.a }}\n", "a: 1\n"),
        ("  all: {{" + " " * 100_000 + "}}\n", "a: 1\n"),
    ],
    ids=["date", "many lines", "one line", "long text", "aliases", "open braces", "nested", "blanks"],
)
def test_hostile_values_cost_their_template_at_most(template: str, values: str) -> None:
    files = {
        "chart/Chart.yaml": CHART,
        "chart/values.yaml": values,
        "chart/templates/hostile.yaml": HEAD + template,
        "chart/templates/api.yaml": HEAD + "  replicas: 2\n",
    }
    facts = facts_of(files, collectors=["containers"])
    assert [work.replicas for work in facts.all(Workload) if work.path.endswith("api.yaml")] == [2]
    assert [one for one in facts.all(Diagnostic) if "stopped" in one.message] == []
