"""How grave a service without an image is: with a lock, what it runs with is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

APP = """import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(age: float):
    return {"score": float(model.predict([[age]])[0])}
"""
LOCK = """[[package]]
name = "fastapi"
version = "0.110.0"

[metadata]
lock-version = "2.0"
"""


@pytest.mark.parametrize(("locked", "severity"), [(True, Severity.LOW), (False, None)])
def test_a_lock_makes_it_low(tmp_path: Path, locked: bool, severity: Severity | None) -> None:
    (tmp_path / "debtscope.toml").write_text('maturity = "production"\n')
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "app.py").write_text(APP)
    if locked:
        (tmp_path / "poetry.lock").write_text(LOCK)
    (found,) = findings_of("no-container-for-service", tmp_path)
    assert found.severity is severity
