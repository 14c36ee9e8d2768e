"""Items that weigh and say no more than what their repository shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

SERVICE = """
import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/fraud.joblib")


class Row(BaseModel):
FIELDS


@app.post("/predict")
def predict(row: Row) -> dict:
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
"""
USER = "import fitz\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/read')\ndef read(path: str):\n    return len(fitz.open(path))\n"
IMAGE = "FROM python:3.12.4-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD uvicorn app:app\n"


def asked_with(*fields: str) -> tuple[Severity | None, str]:
    """Of inputs that nothing checks."""
    service = SERVICE.replace("FIELDS", "\n".join(f"    {field}" for field in fields))
    (found,) = findings_of(
        "no-input-quality-monitoring", {"debtscope.toml": 'maturity = "production"\n', "app.py": service}
    )
    return found.severity, found.message


def test_numbers_have_ranges_and_no_categories() -> None:
    assert asked_with("age: int", "plan: str")[1].endswith("for missing values, ranges or new categories.")
    assert asked_with("age: int", "income: float | None")[1].endswith("for values out of range.")


def test_numbered_components_are_low() -> None:
    assert asked_with("age: int", "income: float")[0] is None
    assert asked_with("amount: float", "V1: float", "V2: float")[0] is Severity.LOW


def test_a_copyleft_package_is_named_by_the_list_that_the_image_installs() -> None:
    lists = {"requirements-lite.txt": "pymupdf==1.24.0\n", "requirements.txt": "pymupdf==1.24.0\n"}
    tree = {"debtscope.toml": 'maturity = "pilot"\n', "app.py": USER, "Dockerfile": IMAGE, **lists}
    (found,) = findings_of("copyleft-dependency", tree)
    assert found.message.startswith("requirements.txt needs pymupdf")
    assert found.severity is Severity.MEDIUM
    (closed,) = findings_of("copyleft-dependency", {**tree, "LICENSE": "Proprietary. All rights reserved."})
    assert closed.severity is None


def test_the_licence_of_npm_is_told_where_it_may_be_seen() -> None:
    tree = {"debtscope.toml": 'maturity = "pilot"\n', "app.py": USER}
    (plain,) = findings_of("repo-licence-missing", tree)
    (seen,) = findings_of("repo-licence-missing", {**tree, "package.json": '{"author": "", "license": "ISC"}'})
    assert "npm" not in plain.message
    assert "npm init" in seen.message


@pytest.mark.parametrize(("name", "severity"), [("loan-risk", None), ("churn-risk", Severity.LOW)])
def test_groups_of_people_weigh_by_what_hangs_on_the_model(
    name: str, severity: Severity | None, tmp_path: Path
) -> None:
    root = tmp_path / "repo"
    shutil.copytree(Path(__file__).parent / "no-fairness-evaluation" / "debt", root)
    for path in (one for one in root.rglob("*") if one.is_file()):
        path.write_text(
            path.read_text().replace("loan-risk", name).replace("loan", "churn" if "churn" in name else "loan")
        )
    (found,) = findings_of("no-fairness-evaluation", root)
    assert (found.subject.name, found.severity) == (name, severity)
