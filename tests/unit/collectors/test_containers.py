"""Dockerfiles, compose files, workloads, serving manifests, licences and cards as facts."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.sources.cards.facts import Card, LicenceText
from debtscope_collectors.sources.cards.licences import recognise
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild, ServingManifest

CONTAINERS = ["containers"]


def _specs(files: Mapping[str, str]) -> tuple[ContainerSpec, ...]:
    return facts_of(files, collectors=CONTAINERS).all(ContainerSpec)


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        (
            "Procfile",
            "release: python migrate.py\nweb: gunicorn app:app --bind 0.0.0.0:$PORT\n",
            ("gunicorn", "app:app", "--bind", "0.0.0.0:$PORT"),
        ),
        ("render.yaml", "services:\n  - type: web\n    startCommand: uvicorn api:app\n", ("uvicorn", "api:app")),
        ("railway.json", '{"deploy": {\n  "startCommand": "uvicorn api:app"\n}}\n', ("uvicorn", "api:app")),
        (
            ".replit",
            'run = "python try.py"\n[deployment]\nrun = ["gunicorn", "main:app"]\n[[ports]]\n',
            ("gunicorn", "main:app"),
        ),
        (
            "fly.toml",
            'app = "churn"\n[processes]\n  web = "uvicorn api:app"\n[http_service]\n  internal_port = 80\n',
            ("uvicorn", "api:app"),
        ),
        ("vercel.json", '{"builds": [{"src": "api/index.py", "use": "@vercel/python"}]}', ("python", "api/index.py")),
        ("app.yaml", "runtime: python311\n", ("gunicorn", "main:app")),
        ("serverless.yml", "functions:\n  score:\n    handler: src/api.handler\n", ("python", "src/api.py")),
        ("cog.yaml", 'predict: "predict.py:Predictor"\n', ("python", "predict.py")),
        ("README.md", "---\ntitle: x\nsdk: streamlit\n---\n# x\n", ("streamlit", "run", "app.py")),
        (
            "deploy/api.service",
            "[Service]\nExecStart=/opt/venv/bin/uvicorn api:app\n",
            ("/opt/venv/bin/uvicorn", "api:app"),
        ),
        (
            "databricks.yml",
            "resources:\n  jobs:\n    a:\n      tasks:\n        - spark_python_task:\n            python_file: ../src/score.py\n",
            ("python", "../src/score.py"),
        ),
        (
            "cfn/template.yaml",
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src/\n      Handler: app.run\n",
            ("python", "src/app.py"),
        ),
    ],
)
def test_platforms_tell_what_they_start(name: str, text: str, command: tuple[str, ...]) -> None:
    (spec,) = _specs({name: text})
    assert (spec.kind, spec.command) == ("platform", command)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.yaml", "model: churn\nruntime: nodejs18\n"),
        ("README.md", "---\nlicense: mit\n---\n# sdk: streamlit\n"),
        ("serverless.yml", "functions:\n  score:\n    image: registry/score\n"),
        ("vercel.json", '{"rewrites": [{"source": "/(.*)", "destination": "/index.html"}]}'),
        ("x.service", "[Unit]\nDescription=nothing\n"),
    ],
)
def test_files_that_start_nothing_of_the_project(name: str, text: str) -> None:
    assert _specs({name: text}) == ()


def test_what_has_a_time_says_so() -> None:
    timed = {"a.service": "[Service]\nExecStart=python score.py\n", "a.timer": "[Timer]\nOnCalendar=*-*-* 03:00:00\n"}
    (spec,) = _specs(timed)
    assert spec.schedule == "*-*-* 03:00:00"
    source = "functions:\n  score:\n    handler: api.run\n    events:\n      - schedule: rate(1 day)\n"
    (spec,) = _specs({"serverless.yml": source})
    assert spec.schedule == "rate(1 day)"


def test_images_of_other_builds_are_bases_and_own_stages_are_not() -> None:
    source = "FROM python:3.12 AS build\nFROM python:3.12\nCOPY --from=build /a /a\nCOPY --chown=app --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv\n"
    (build,) = facts_of({"Dockerfile": source}, collectors=CONTAINERS).all(ImageBuild)
    assert [base.image for base in build.bases] == ["python:3.12", "python:3.12", "ghcr.io/astral-sh/uv:latest"]


def test_dockerfile_stages_continuation_and_forms() -> None:
    source = (
        "ARG BASE=python:3.11\n"
        "FROM ${BASE} AS build\n"
        "ENV A=1 B='two words'\n"
        "ENV OLD style value\n"
        "RUN apt-get update && \\\n    # a note\n    pip install \\\n    pandas\n"
        "FROM build\n"
        "COPY --from=build /x /y\n"
        "COPY src params.yaml /app/\n"
        'ENTRYPOINT ["python", "-m"]\n'
        'CMD ["churn.serve"]\n'
    )
    build, final = _specs({"Dockerfile": source})
    assert (build.name, build.image, final.image, final.line) == ("build", "python:3.11", "python:3.11", 2)
    assert final.command == ("python", "-m", "churn.serve")
    assert [(e.name, e.value) for e in final.environment] == [("A", "1"), ("B", "two words"), ("OLD", "style value")]
    assert final.installs == (("apt-get update && pip install pandas", 5),)
    assert final.copies == ("src", "params.yaml")


def test_heredocs_are_part_of_their_line() -> None:
    (spec,) = _specs({"Dockerfile": "FROM a\nRUN <<EOF\npip install pandas\nEOF\nCMD serve now\n"})
    assert spec.installs[0][1] == 2
    assert "pip install pandas" in spec.installs[0][0]
    assert spec.command == ("serve", "now")


def test_compose_and_its_environment_in_both_forms() -> None:
    source = (
        "services:\n  api:\n    build: {context: ./api}\n    command: uvicorn app:app\n    environment:\n      - MODEL=champion\n      - EMPTY\n"
        "  db:\n    image: postgres:16\n    environment: {POSTGRES_PASSWORD: hunter2, DEBUG: true}\n"
    )
    api, db = _specs({"docker-compose.yml": source})
    assert (api.name, api.copies, api.command, api.line) == ("api", ("./api",), ("uvicorn", "app:app"), 2)
    assert [(e.name, e.value) for e in api.environment] == [("MODEL", "champion")]
    assert [(e.name, e.value) for e in db.environment] == [("POSTGRES_PASSWORD", "***"), ("DEBUG", "true")]


KUBERNETES = """
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: score}
spec:
  schedule: "15 4 * * *"
  jobTemplate: {spec: {template: {spec: {containers: [
    {name: main, image: "r/x:1", command: [python], args: [predict.py, --threshold, 0.47], env: [{name: T, value: "0.4"}, {name: S, valueFrom: {}}]}]}}}}
---
apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec: {template: {spec: {initContainers: [{name: i, image: a}], containers: [{name: b, image: c}]}}}
"""


def test_kubernetes_documents() -> None:
    specs = _specs({"k8s/all.yaml": KUBERNETES})
    assert [(s.name, s.workload, s.schedule) for s in specs] == [
        ("main", "CronJob", "15 4 * * *"),
        ("i", "Deployment", None),
        ("b", "Deployment", None),
    ]
    assert specs[0].command == ("python", "predict.py", "--threshold", "0.47")
    assert [(e.name, e.value) for e in specs[0].environment] == [("T", "0.4")]


@pytest.mark.parametrize(
    ("path", "source", "framework", "name", "uris"),
    [
        (
            "a.yaml",
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: m}\nspec: {predictor: {sklearn: {storageUri: 's3://u:p@b/m'}}}\n",
            "kserve",
            "m",
            ("s3://b/m",),
        ),
        (
            "a.yaml",
            "apiVersion: machinelearning.seldon.io/v1\nkind: SeldonDeployment\nmetadata: {name: m}\nspec: {predictors: [{graph: {modelUri: gs://b/m}}]}\n",
            "seldon",
            "m",
            ("gs://b/m",),
        ),
        ("bentofile.yaml", "service: 'service:svc'\nmodels: ['churn:latest']\n", "bentoml", "churn", ("churn:latest",)),
        (
            "serve.yaml",
            "applications:\n  - name: app\n    import_path: churn.serve:app\n",
            "ray",
            "app",
            ("churn.serve:app",),
        ),
    ],
)
def test_serving_manifests(path: str, source: str, framework: str, name: str, uris: tuple[str, ...]) -> None:
    (found,) = facts_of({path: source}, collectors=CONTAINERS).all(ServingManifest)
    assert (found.framework, found.name, found.uris) == (framework, name, uris)


def test_templates_and_other_yaml_are_no_manifests() -> None:
    files = {
        "chart/templates/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {{ .Values.x }}\n",
        "params.yaml": "train: {c: 1}\n",
    }
    facts = facts_of(files, collectors=CONTAINERS)
    assert facts.all(ContainerSpec) == ()


def test_any_dockerfile_and_manifest_is_read_without_a_fault() -> None:
    source = random.Random(4)
    pieces = [
        "FROM a",
        "RUN ",
        "pip install x",
        "\\",
        "\n",
        "CMD [",
        '"a"]',
        "ENV A",
        "=",
        "<<EOF",
        "EOF",
        "#",
        "'",
        " ",
        "COPY . .",
        "kind: Job",
        "apiVersion: v1",
        "spec:",
        "- ",
        "{",
        "]",
    ]
    for _ in range(80):
        text = "".join(source.choices(pieces, k=source.randint(0, 40)))
        facts_of({"Dockerfile": text, "a.yaml": text, "docker-compose.yml": text}, collectors=CONTAINERS).all(
            ContainerSpec
        )


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("MIT License\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy", "MIT"),
        ("Apache License\n Version 2.0, January 2004", "Apache-2.0"),
        ("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", "GPL-3.0"),
        ("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007", "AGPL-3.0"),
        ("Redistribution and use in source and binary forms ... Neither the name of", "BSD-3-Clause"),
        ("SPDX-License-Identifier: MPL-2.0", "MPL-2.0"),
        ("Copyright 2024. All rights reserved. Proprietary and confidential", "LicenseRef-proprietary"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
        ("hello", None),
    ],
)
def test_licence_texts(text: str, spdx: str | None) -> None:
    assert recognise(text) == spdx


def test_cards() -> None:
    model = "---\nlicense: apache-2.0\nlibrary_name: sklearn\ndatasets:\n  - org/subscribers\n  - b\nmodel-index:\n  - name: churn\n---\n# Churn\n## Intended use\n## Limits ##\n"
    files = {
        "MODEL_CARD.md": model, "data/README.md": "---\npretty_name: Subs\nlicense: [cc-by-4.0, mit]\ntask_categories: [x]\n---\n",
        "README.md": "# plain\n", "LICENSE": "MIT License", "LICENSE.py": "x = 1\n", "docs/datasheet.md": "# Motivation\n",
    }  # fmt: skip
    facts = facts_of(files, collectors=["cards"])
    cards = {card.path: card for card in facts.all(Card)}
    assert set(cards) == {"MODEL_CARD.md", "data/README.md", "docs/datasheet.md"}
    card = cards["MODEL_CARD.md"]
    assert (card.kind, card.name, card.licence, card.datasets) == (
        "model",
        "churn",
        "apache-2.0",
        ("org/subscribers", "b"),
    )
    assert card.sections == ("Churn", "Intended use", "Limits")
    assert (cards["data/README.md"].kind, cards["data/README.md"].licence) == ("dataset", "cc-by-4.0 AND mit")
    assert [text.path for text in facts.all(LicenceText)] == ["LICENSE"]
