"""An item is no worse than what its confidence can bear, and no surer than what its rule's record bears."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.ledger import Item
from debtscope.model.rule import TrackRecord
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


@pytest.mark.parametrize(
    ("record", "most"),
    [
        (None, Confidence.HIGH), (TrackRecord(25, 2, 2), Confidence.HIGH), (TrackRecord(1, 0, 0), Confidence.HIGH),
        (TrackRecord(0, 0, 1), Confidence.MEDIUM), (TrackRecord(0, 0, 2), Confidence.LOW), (TrackRecord(6, 5, 6), Confidence.MEDIUM), (TrackRecord(4, 35, 5), Confidence.LOW),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stated", list(Confidence))
def test_a_record_lowers_confidence_and_never_lifts_it(
    record: TrackRecord | None, most: Confidence, stated: Confidence
) -> None:
    rule = make_rule(confidence=Confidence.HIGH, record=record)
    assert rule.sure() is most
    assert rule.sure(stated) is min(stated, most, key=lambda one: one.rank)
    assert make_rule(record=record, must_do=True).sure(stated) is stated


@pytest.mark.parametrize("read", ["mlflow", "monitoring"])
def test_a_record_made_without_a_registry_says_nothing_of_what_a_registry_proves(read: str) -> None:
    rule = make_rule(confidence=Confidence.HIGH, record=TrackRecord(0, 5, 9))
    assert rule.sure(read=("python", "git")) is Confidence.LOW
    assert rule.sure(read=("python", read)) is Confidence.HIGH
    assert rule.sure(Confidence.MEDIUM, read=(read,)) is Confidence.MEDIUM


def test_an_item_is_as_sure_and_as_severe_as_its_rules_record_bears(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("call TODO\n")

    def item(record: TrackRecord | None) -> Item:
        rule = make_rule(severity=Severity.CRITICAL, record=record)
        [found] = scan(ScanRequest(root=tmp_path, save=False), registry=make_registry(rule)).ledger.items
        return found

    assert (item(None).confidence, item(None).severity) == (Confidence.HIGH, Severity.CRITICAL)
    poor = item(TrackRecord(0, 1, 9))
    assert (poor.confidence, poor.severity) == (Confidence.LOW, Severity.MEDIUM)
    assert item(None).weight < poor.weight
