"""Evidence for the ML Test Score, one function a test."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import DebtscopeError, Facts, ScoreEvidence, join
from debtscope_collectors.joins.mltest import data, infrastructure, model, monitoring


@join(ScoreEvidence)
def score_evidence(facts: Facts) -> Iterator[ScoreEvidence]:
    """At most 28: each test is judged alone, and a source that failed costs its own tests."""
    for judge in (*data.JUDGES, *model.JUDGES, *infrastructure.JUDGES, *monitoring.JUDGES):
        try:
            yield judge(facts)
        except DebtscopeError:
            continue
