"""Thresholds read line by line from configuration and SQL, whatever else stands in the file."""

from __future__ import annotations

import time

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.sources.config.facts import ConfigThreshold, SqlThreshold


def settings(path: str, text: str) -> list[tuple[str, float, int]]:
    return [(t.key, t.value, t.line) for t in facts_of({path: text}, collectors=["config"]).all(ConfigThreshold)]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yaml", "serve:\n  score_threshold: 0.45 # by hand\n", [("score_threshold", 0.45, 2)]),
        ("a.yml", "- threshold: .5\n", [("threshold", 0.5, 1)]),
        ("a.toml", "[x]\ncut_off = 0.7\n", [("cut_off", 0.7, 2)]),
        ("a.ini", "Threshold = 12\n", [("Threshold", 12.0, 1)]),
        ("a.json", '{\n  "minThreshold": 0.25,\n  "b": 1\n}\n', [("minThreshold", 0.25, 2)]),
        ("a.yaml", "broken: [\nthreshold: 0.5\n", [("threshold", 0.5, 2)]),
    ],
)
def test_a_plain_number_under_such_a_key(path: str, text: str, expected: list[tuple[str, float, int]]) -> None:
    assert settings(path, text) == expected


@pytest.mark.parametrize(
    "text",
    ["# threshold: 0.5\n", "threshold: [0.4, 0.5]\n", "threshold: high\n", "limit: 0.5\n", "threshold: 0.5s\n", ""],
)
def test_anything_else_is_no_threshold(text: str) -> None:
    assert settings("a.yaml", text) == []


def test_sql_compares_scores_with_literals_outside_comments() -> None:
    text = "-- score > 0.1\nSELECT a FROM t WHERE t.churn_score >= 0.8 AND tenure > 0.5 -- prob < 0.2\n"
    found = facts_of({"q.sql": text}, collectors=["config"]).all(SqlThreshold)
    assert [(f.column, f.operator, f.value, f.line) for f in found] == [("t.churn_score", ">=", 0.8, 2)]


def test_long_lines_cost_no_time() -> None:
    started = time.process_time()
    assert settings("a.yaml", "threshold" * 20_000 + ": x\n" + "threshold:" + " " * 100_000 + "\n") == []
    assert facts_of({"q.sql": "score " * 40_000}, collectors=["config"]).all(SqlThreshold) == ()
    assert time.process_time() - started < 3
