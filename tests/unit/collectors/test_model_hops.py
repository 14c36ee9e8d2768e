"""The hops of the model inventory: owners, SQL, loads through constants, callers of routes, Anyscale services."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, facts_of, git_repo
from debtscope_collectors.joins.facts import ModelInventory, PredictionSink
from debtscope_collectors.joins.inventory_sinks import stem_of, unit_of
from debtscope_collectors.joins.ownership import Ownership
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.interfaces.read import sql_file
from debtscope_collectors.sources.owners.read import owner_lines

API = """import joblib
from fastapi import FastAPI
from settings import MODEL_PATH

app = FastAPI()
model = joblib.load(MODEL_PATH)


@app.post("/predict")
def predict(row: dict):
    return float(model.predict([row])[0])
"""


def owner(text: str, path: str) -> str | None:
    facts = facts_of({"CODEOWNERS": text, path: "x"})
    ownership = facts.one(Ownership)
    assert ownership
    found = ownership.of([path])
    return found.name if found else None


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b.txt", True), ("*.txt", "a/b.txt", True), ("/a/", "a/b.txt", True), ("/b/", "a/b/c.txt", False),
        ("b/", "a/b/c.txt", True), ("a/*", "a/b.txt", True), ("**/b", "a/b/c.txt", True), ("a/**/c.txt", "a/b/b/c.txt", True),
        ("a/?.txt", "a/b.txt", True), ("/a", "ab/c.txt", False), ("*a*a*a*a*a*a*a*a*a*", "a/aaaaaaaaaa.txt", False),
    ],
)  # fmt: skip
def test_patterns_of_codeowners(pattern: str, path: str, matches: bool) -> None:
    assert (owner(f"{pattern} @ana\n", path) is not None) is matches


def test_the_last_line_that_matches_counts() -> None:
    assert owner("* @ana\n/a/ @org/team # theirs\n", "a/b.txt") == "@org/team"
    assert [line.owners for line in owner_lines("C", "[Docs] @bo\n*.md\nkey ana@example.com\n")] == [("@bo",), ("ana",)]


def test_who_left_owns_nothing_and_neither_do_bots(tmp_path: Path) -> None:
    git_repo(
        tmp_path,
        [
            CommitSpec(
                message="a", files={"CODEOWNERS": "* @nina-berg\n", "a.py": "1"}, author="Nina Berg", on="2025-01-01"
            ),
            CommitSpec(message="b", files={"a.py": "2"}, author="Ana Lima", on="2026-10-01"),
            CommitSpec(message="c", files={"a.py": "3"}, author="dependabot[bot]", on="2026-11-01"),
        ],
    )
    ownership = facts_of(tmp_path).one(Ownership)
    assert ownership
    found = ownership.of(["a.py"])
    assert found
    assert found.name == "Ana Lima"
    assert found.by == "last active author; CODEOWNERS names @nina-berg, without a commit since 2025-01-01"


def test_sql_by_its_words() -> None:
    found = sql_file(
        "a.sql", "-- from old\nINSERT INTO dw.t\nSELECT 1 AS label\nFROM `p.scores` s /* join x */\nJOIN b ON 1\n"
    )
    assert found.reads == (("p.scores", 4), ("b", 5))
    assert found.writes == (("dw.t", 2),)
    assert found.makes_label
    assert not found.has_exploration


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("out/churn_scores_2026-01-02.parquet", ("churn", "scores")), ("dw.churn_scores", ("churn", "scores")),
        ("s3://b/{}/risk.csv", ("risk",)), ("churn_scores*.csv", ("churn", "scores")),
    ],
)  # fmt: skip
def test_the_words_that_tell_a_sink(name: str, stem: tuple[str, ...]) -> None:
    assert stem_of(name) == stem


def test_units() -> None:
    assert unit_of("services/billing/src/app.py") == "billing"
    assert unit_of("frontend/app.py") == "frontend"
    assert unit_of("jobs/mail.py") == "mail"


def test_a_load_through_a_constant_and_the_caller_of_its_route() -> None:
    facts = facts_of(
        {
            "settings.py": 'import os\n\nMODEL_PATH = os.getenv("MODEL_PATH", "models/fraud_v2.joblib")\n',
            "api.py": API,
            "frontend/app.py": 'import requests\n\nURL = "http://api:8000"\nprint(requests.post(f"{URL}/predict", json={}).json())\n',
            "tests/test_api.py": 'import requests\n\nrequests.post("http://localhost/predict")\n',
        }
    )
    inventory = facts.one(ModelInventory)
    assert inventory
    (model,) = inventory.models
    assert (model.name, model.serving_code) == ("fraud_v2", ("api.py",))
    assert [(c.name, c.path, c.line, c.reads) for c in model.consumers] == [
        ("frontend", "frontend/app.py", 4, "/predict")
    ]
    assert [sink.kind for sink in facts.all(PredictionSink)] == ["route"]


def test_notebooks_libraries_and_submissions_make_no_models() -> None:
    job = (
        'import joblib\nimport pandas as pd\n\nm = joblib.load("m/fraud.pkl")\nd = pd.read_csv("d.csv")\nd["p"] = m.predict(d)\n'
        'd.to_csv("{}")\n'
    )
    for path in ("kaggle_submission.py", "examples/score.py", "evaluation/score.py"):
        inventory = facts_of({path: job.format("out.csv")}).one(ModelInventory)
        assert inventory
        assert inventory.models == (), path


def test_an_anyscale_service_is_a_model() -> None:
    facts = facts_of(
        {
            "deploy/s.yaml": "name: texts\nray_serve_config:\n  import_path: deploy.serve:app\n  runtime_env: {}\n",
            "deploy/serve.py": "app = None\n",
        }
    )
    inventory = facts.one(ModelInventory)
    assert inventory
    assert [(m.name, m.deployed_by, m.serving_code) for m in inventory.models] == [
        ("texts", ("deploy/s.yaml",), ("deploy/serve.py",))
    ]


def test_artifacts_of_dvc() -> None:
    text = "vars:\n- d: models\nartifacts:\n  clf: {path: '${d}/a.pkl', type: model, labels: [x]}\n  bad: {type: model}\nstages: {}\n"
    (project,) = facts_of(
        {"p/dvc.yaml": text, ".dvc/config": "[core]\n", "p/d.csv.dvc": "outs: [{md5: a, path: d.csv}]\n"}
    ).all(DvcProject)
    assert [(a.name, a.path, a.type, a.labels) for a in project.artifacts] == [
        ("clf", "p/models/a.pkl", "model", ("x",))
    ]
