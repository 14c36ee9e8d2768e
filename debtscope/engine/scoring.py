"""The ML Test Score of a ledger: evidence of the sources, items of the rules, answers of the team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from debtscope.model.fold import Fold
from debtscope.model.ledger import Item
from debtscope.model.score import MlTestScore, ScoreEvidence, weigh
from debtscope.model.totals import COUNTED


def scored(evidence: Sequence[ScoreEvidence], items: Sequence[Item], log: Fold) -> MlTestScore | None:
    """None where no collector gives evidence: then there is nothing to weigh."""
    if not evidence:
        return None
    by_rule: dict[str, list[str]] = {}
    for item in items:
        by_rule.setdefault(item.rule.id, []).append(item.id)
    return settled(weigh(evidence, by_rule), items, log)


def settled(score: MlTestScore | None, items: Iterable[Item], log: Fold) -> MlTestScore | None:
    """The same evidence with today's answers and verdicts: paid and dismissed items keep nothing from a point."""
    if score is None:
        return None
    return score.settled(log.answers, {item.id for item in items if item.triage.status in COUNTED})
