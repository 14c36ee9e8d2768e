"""An item is no worse than what its confidence can bear."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debtscope.model.vocabulary import Confidence, Severity
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest


@pytest.mark.parametrize(
    ("confidence", "most"),
    [(Confidence.LOW, Severity.MEDIUM), (Confidence.MEDIUM, Severity.HIGH), (Confidence.HIGH, Severity.CRITICAL)],
)
def test_what_a_confidence_can_bear(confidence: Confidence, most: Severity) -> None:
    assert confidence.most is most


MODULE = """\
import pickle

from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/predict")
async def predict(request: Request):
    return pickle.loads(await request.body()).predict([[1]])
"""


@pytest.mark.parametrize(
    ("settings", "severity"),
    [("", Severity.HIGH), ('[rules.unsafe-model-deserialisation]\nseverity = "critical"\n', Severity.CRITICAL)],
)
def test_what_is_inferred_is_not_critical_unless_the_team_says_so(
    tmp_path: Path, settings: str, severity: Severity
) -> None:
    (tmp_path / "app.py").write_text(MODULE)
    (tmp_path / "debtscope.toml").write_text(settings)
    book = scan(ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False))
    found = [item for item in book.ledger.items if item.rule.id == "COD-004"]
    assert [(item.severity, item.confidence) for item in found] == [(severity, Confidence.MEDIUM)]
