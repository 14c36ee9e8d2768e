"""An item is no worse than what its confidence can bear."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.vocabulary import Confidence, Origin, Severity
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from tests.tiny import make_registry, make_rule

SAID_BY_THE_TEAM = '[rules.todo-line]\nseverity = "critical"\n'


def _severity(root: Path, confidence: Confidence, origin: Origin, settings: str) -> Severity:
    (root / "a.txt").write_text("call TODO\n")
    (root / "debtscope.toml").write_text(settings)
    rule = make_rule(severity=Severity.CRITICAL, confidence=confidence, origin=origin)
    [item] = scan(ScanRequest(root=root, save=False), registry=make_registry(rule)).ledger.items
    return item.severity


@pytest.mark.parametrize(
    ("confidence", "most"),
    [(Confidence.LOW, Severity.MEDIUM), (Confidence.MEDIUM, Severity.HIGH), (Confidence.HIGH, Severity.CRITICAL)],
)
def test_critical_asks_for_a_fact_and_high_for_more_than_an_absence(
    tmp_path: Path, confidence: Confidence, most: Severity
) -> None:
    assert _severity(tmp_path, confidence, Origin.BUILTIN, "") is most


def test_what_the_team_or_another_tool_says_stands(tmp_path: Path) -> None:
    assert _severity(tmp_path, Confidence.LOW, Origin.BUILTIN, SAID_BY_THE_TEAM) is Severity.CRITICAL
    assert _severity(tmp_path, Confidence.LOW, Origin.SARIF, "") is Severity.CRITICAL
