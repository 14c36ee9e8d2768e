"""How grave a hidden error is: what a stack's custom resource hides misleads nobody who asks for a prediction."""

from __future__ import annotations

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

HANDLER = """import boto3
import joblib
import pandas as pd
from fastapi import FastAPI
{more}
app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/rows")
def rows(key: str):
    try:
        frame = pd.read_csv(key)
    except:
        frame = None
    return frame
"""


@pytest.mark.parametrize(("more", "severity"), [("", Severity.HIGH), ("import cfnresponse\n", Severity.MEDIUM)])
def test_a_custom_resource_is_medium(more: str, severity: Severity) -> None:
    found = [
        one
        for one in findings_of("silent-failure-in-ml-path", {"app.py": HANDLER.format(more=more)})
        if "hides" in one.message
    ]
    assert [one.severity for one in found] == [severity]
