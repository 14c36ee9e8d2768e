"""Mild hits that one decision pays are one finding, and say what is known."""

from __future__ import annotations

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

PACKAGE = {"setup.py": "from setuptools import setup\n\nsetup(name='kit')\n", "kit/__init__.py": "X = 1\n"}
EMBED = (
    "from sentence_transformers import SentenceTransformer\n\ndef make():\n    return SentenceTransformer('{name}')\n"
)
LOADER = "import os\nimport pickle\n\ndef load():\n    with open(os.environ['MODEL'], 'rb') as f:\n        return pickle.load(f)\n"


def test_a_librarys_default_assets_are_its_users_choice() -> None:
    files = {f"kit/{n}.py": EMBED.format(name=f"acme/embed-{n}") for n in "abc"}
    assert findings_of("hub-asset-unpinned-rights", PACKAGE | files) == []


def test_an_applications_assets_are_one_finding_from_two_on() -> None:
    files = {f"app/{n}.py": EMBED.format(name=f"acme/embed-{n}") for n in "abc"}
    assert findings_of("hub-asset-unpinned-rights", files) == []  # nothing runs them
    files["Dockerfile"] = "FROM python:3.12.4\n" + "".join(f"COPY app/{n}.py app/{n}.py\n" for n in "abc")
    (found,) = findings_of("hub-asset-unpinned-rights", files)
    assert (found.subject.name, found.severity, found.occurrences) == ("hub assets in use", Severity.MEDIUM, 3)
    assert "acme/embed-a, acme/embed-b, acme/embed-c" in found.message and len(found.evidence) == 3
    del files["app/c.py"], files["app/b.py"]
    (one,) = findings_of("hub-asset-unpinned-rights", files)
    assert (one.subject.name, one.severity) == ("acme/embed-a", Severity.MEDIUM)


def _served(*modules: str) -> dict[str, str]:
    """What serves these modules, in a system that is in production."""
    imports = "".join(f"import {one}\n" for one in modules)
    page = f"from fastapi import FastAPI\n{imports}\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return [{', '.join(f'{one}.load' for one in modules)}]\n"
    return {"serve.py": page, "debtscope.toml": 'maturity = "production"\n'}


def test_loads_of_what_no_stranger_reaches_are_one_finding_of_what_is_served() -> None:
    files = {f"core/{n}.py": LOADER for n in "abcde"} | {"core/__init__.py": ""}
    (found,) = findings_of("unsafe-model-deserialisation", files | _served(*(f"core.{n}" for n in "abcde")))
    assert (found.subject.name, found.occurrences) == ("loads of the project's own files", 5)
    assert found.severity is Severity.LOW and found.message.startswith("5 loads (first core/a.py:6)")
    assert findings_of("unsafe-model-deserialisation", files) == []
    few = {path: text for path, text in files.items() if path[5] in "ab_"}
    found = findings_of("unsafe-model-deserialisation", few | _served("core.a", "core.b"))
    assert [one.subject.path for one in found] == ["core/a.py", "core/b.py"]


def test_loads_of_attributes_and_unpinned_paths_are_not_told_file_by_file() -> None:
    kept = "import pickle\n\nclass Report:\n    def load(self):\n        with open(self.model_path, 'rb') as f:\n            return pickle.load(f)\n\ndef load():\n    return Report().load()\n"
    fixed = "import joblib\n\ndef load():\n    return joblib.load('models/m.joblib')\n"
    files = {f"tools/{n}.py": kept for n in "abcd"} | {"tools/e.py": fixed, "tools/__init__.py": ""}
    served = _served(*(f"tools.{n}" for n in "abcde"))
    assert findings_of("unsafe-model-deserialisation", files | served) == []  # who can replace them has the code
    files["tools/e.py"] = LOADER
    (found,) = findings_of("unsafe-model-deserialisation", files | served)
    assert (found.subject.name, found.occurrences) == ("loads of the project's own files", 5)


def test_files_that_the_project_writes_are_told_beside_one_that_a_setting_names() -> None:
    written = "import joblib\n\n\ndef load(model):\n    joblib.dump(model, 'models/m.joblib')\n"
    own = "import joblib\n\n\ndef load():\n    return joblib.load('models/m.joblib')\n"
    files = {f"tools/{n}.py": own for n in "abcd"} | {"tools/keep.py": written, "tools/__init__.py": ""}
    served = _served(*(f"tools.{n}" for n in ("a", "b", "c", "d", "keep", "x")))
    (found,) = findings_of("unsafe-model-deserialisation", files | {"tools/x.py": LOADER} | served)
    assert (found.severity, found.occurrences) == (Severity.LOW, 5)
    assert findings_of("unsafe-model-deserialisation", files | {"tools/x.py": ""} | served) == []


def test_a_path_of_the_environment_is_told_of_what_is_in_production() -> None:
    named = "import os\nimport pickle\n\ndef load():\n    return pickle.load(open(os.environ['MODEL'], 'rb'))\n"
    files = {f"core/{n}.py": named for n in "abcde"} | {"core/__init__.py": ""}
    served = _served(*(f"core.{n}" for n in "abcde"))
    (found,) = findings_of("unsafe-model-deserialisation", files | served)
    assert found.message.startswith("5 loads (first core/a.py:5)")
    assert (
        findings_of("unsafe-model-deserialisation", files | served | {"debtscope.toml": 'maturity = "pilot"\n'}) == []
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("float('inf')", "by returning inf"),
        ("-1.5", "by returning -1.5"),
        ("pd.DataFrame(columns=['a'])", "by returning an empty DataFrame"),
        ("(0.0, None)", "by returning (0.0, None)"),
        ("{'a': 1, 'b': 2}", "by returning a dict of 2 made-up values"),
        ("[]", "by returning an empty list"),
    ],
)
def test_what_is_made_up_is_named(body: str, said: str) -> None:
    text = f"import pandas as pd\n\ndef scores(path):\n    try:\n        return pd.read_csv(path)\n    except Exception:\n        return {body}\n"
    (found,) = findings_of("silent-failure-in-ml-path", {"src/scores.py": text})
    assert found.message == f"src/scores.py:6 hides any error of pandas.read_csv and goes on {said}."


@pytest.mark.parametrize(("tests", "severity"), [(10, None), (1, Severity.MEDIUM)])
def test_a_tested_librarys_training_script_is_its_margin(tests: int, severity: Severity | None) -> None:
    body = "\n".join(f"    a{i} = {i}" for i in range(20))
    train = f"from sklearn.linear_model import Ridge\n\ndef run(x, y):\n{body}\n    return Ridge().fit(x, y)\n"
    files = {f"tests/test_{n}.py": "def test():\n    assert 1 + 1 == 2\n" for n in range(tests)}
    files |= PACKAGE | {"kit/run.py": train, "debtscope.toml": 'maturity = "pilot"\n'}
    found = findings_of("training-code-untested", files)
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(one.message == "kit/run.py trains a model, and no test that can fail reaches it." for one in found)


def test_data_under_a_folder_that_dvc_keeps_is_pinned_wherever_the_script_is_run() -> None:
    read = "import pandas as pd\nfrom sklearn.linear_model import Ridge\n\ndata = pd.read_csv('../data/raw/all.csv')\nRidge().fit(data[['a']], data['b'])\n"
    kept = {"data.dvc": "outs:\n- md5: 1ad8715db9dded99444963751f6b5f00.dir\n  path: data\n"}
    other = "outs:\n- md5: 2ad8715db9dded99444963751f6b5f00.dir\n  path: models\n"
    project = {".dvc/config": "", "models.dvc": other, "src/models/train.py": read}
    assert findings_of("training-data-not-versioned", project | kept) == []
    assert len(findings_of("training-data-not-versioned", project)) == 1


def test_downloads_are_one_finding_from_five_on() -> None:
    app = "import pickle\nimport requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = pickle.loads(requests.get('https://files.example.test/m').content)\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return model.predict([[x]])\n"
    (found,) = findings_of("unsafe-model-deserialisation", {f"serve_{n}.py": app for n in "abcde"})
    assert (found.subject.name, found.occurrences, found.severity) == ("loads of downloads", 5, Severity.CRITICAL)
    two = findings_of("unsafe-model-deserialisation", {f"serve_{n}.py": app for n in "ab"})
    assert len(two) == 2


def test_dvc_files_of_one_habit_are_one_finding() -> None:
    held = "deps:\n- path: m.bin\n  repo:\n    url: https://git.example.test/acme/models\n    rev_lock: 12040accade4e8a0f71eabdb258fecc2e7e948be\nouts:\n- md5: 91e1dc77ce783f6775dbaf93460440b6\n  path: m.bin\n"
    (found,) = findings_of("dvc-import-unpinned", {f"models/{n}/m.bin.dvc": held for n in "abc"} | {".dvc/config": ""})
    assert (found.severity, found.occurrences) == (Severity.LOW, 3)


def test_locks_with_stages_of_the_past_are_one_finding() -> None:
    stage = "stages:\n  make:\n    cmd: python make.py\n"
    lock = "schema: '2.0'\nstages:\n  make:\n    cmd: python make.py\n  gone:\n    cmd: python gone.py\n    outs:\n    - path: gone.csv\n"
    files = {f"{n}/dvc.yaml": stage for n in "abc"} | {f"{n}/dvc.lock": lock for n in "abc"} | {".dvc/config": ""}
    (found,) = findings_of("dvc-lock-stale", files)
    assert found.message.startswith("3 locks still hold stages")


def test_files_that_name_one_place_are_one_finding() -> None:
    read = "import pandas as pd\n\n\ndef rows():\n    return pd.read_parquet('gs://acme-rows/train')\n"
    files = {"src/a.py": read, "src/b.py": read, "debtscope.toml": 'maturity = "production"\n'}
    (found,) = findings_of("hardcoded-paths-and-hosts", files)
    assert found.message.startswith("src/a.py and src/b.py name what only one machine or account has")


def test_a_manifests_modules_without_a_signal_are_one_finding() -> None:
    api = "import joblib\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\nMODEL = joblib.load('m.joblib')\n\n\n@router.post('/{path}')\ndef {path}(age: float):\n    return float(MODEL.predict([[age]])[0])\n"
    main = "from fastapi import FastAPI\nfrom app import simulate, predict\n\napp = FastAPI()\napp.include_router(simulate.router)\napp.include_router(predict.router)\n"
    manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: churn\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.test/churn:1.2.0\n          command: ['uvicorn', 'app.main:app']\n"
    files = {
        "app/__init__.py": "",
        "app/main.py": main,
        "k8s/deploy.yaml": manifest,
        "debtscope.toml": 'maturity = "production"\n',
    }
    files |= {f"app/{name}.py": api.replace("{path}", name) for name in ("predict", "simulate")}
    (found,) = findings_of("no-service-slo", files)
    assert found.message.startswith("app/predict.py (and 1 more module) answers")


def test_what_another_copy_of_a_generated_stage_declares_is_declared() -> None:
    stage = "stages:\n  results:\n    foreach: [small, large]\n    do:\n      cmd: python report.py --name ${item}\n      deps: [report.py, 'out/${item}.csv']\n      outs: ['${item}.html']\n"
    report = "import pandas as pd\n\nfrom shapes import wide\n\nrows = wide(pd.read_csv('out/small.csv'))\n"
    files = {
        "dvc.yaml": stage,
        "report.py": report,
        "shapes.py": "def wide(rows):\n    return rows\n",
        ".dvc/config": "",
        **{f"out/{name}.csv": "a\n1\n" for name in ("small", "large")},
    }
    (found,) = findings_of("dvc-undeclared-io", files)
    assert "shapes.py" in found.message and "out/small.csv" not in found.message


@pytest.mark.parametrize(
    ("more", "head", "severity"),
    [
        ({"Dockerfile": 'FROM python:3.12\nCMD ["python", "app.py"]\n'}, "", Severity.HIGH),
        ({}, "", Severity.MEDIUM),
        ({}, "# Databricks notebook source\n", None),
    ],
)
def test_a_route_without_a_schema_is_high_where_something_runs_it(
    more: dict[str, str], head: str, severity: Severity | None
) -> None:
    """In a notebook nobody asks it but its author."""
    app = "import joblib\nfrom flask import Flask, request\n\napp = Flask(__name__)\nmodel = joblib.load('m')\n\n\n@app.post('/predict')\ndef predict():\n    return str(model.predict([request.json['x']]))\n\n\nif __name__ == '__main__':\n    app.run()\n"
    found = findings_of("serving-without-input-contract", {"app.py": head + app} | more)
    assert [one.severity for one in found] == [severity] * (severity is not None)


def test_a_protocol_of_several_workers_is_one_item() -> None:
    app = "import joblib\nfrom flask import Flask, request\n\napp = Flask(__name__)\nmodel = joblib.load('m')\n\n\n@app.post('/predict')\ndef predict():\n    return str(model.predict([request.json['x']]))\n"
    (found,) = findings_of("serving-without-input-contract", {f"serve/{n}_worker.py": app for n in "ab"})
    assert (found.subject.name, found.occurrences, found.severity) == ("routes of serve", 1, Severity.MEDIUM)
