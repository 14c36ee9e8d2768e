"""What was decided on items like this one: the verdict that a team has mostly given to a rule's items, ready to be repeated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Status, Verdict
from debtscope.tui.dates import months_on

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

WORDS = {
    Verdict.PLAN: "planned", Verdict.DEFER: "deferred", Verdict.ACCEPT: "accepted", Verdict.DISMISS: "dismissed",
}  # fmt: skip
LEAST = 2
"""So many like decisions make a habit."""
_MONTHS = {Verdict.DEFER: 1, Verdict.ACCEPT: 6}
"""Until when, where the precedents' own days have passed."""


@frozen
class Precedent:
    """The verdict that most items of the rule were given, with its commonest reason."""

    count: int
    decision: Decision
    verdict: Verdict

    def words(self) -> str:
        """`17 like this were deferred`."""
        return f"{self.count:,} like this were {WORDS[self.verdict]}"


def precedents(items: Iterable[Item], today: date) -> dict[str, Precedent]:
    """Rule's slug -> its precedent, over all items that people decided on and that are not open again."""
    given: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.triage.verdict in WORDS and item.triage.status not in (Status.OPEN, Status.PAID):
            given[item.rule.slug].append(item)
    found: dict[str, Precedent] = {}
    for slug, decided in given.items():
        counts = Counter(item.triage.verdict for item in decided)
        verdict, count = max(counts.items(), key=lambda pair: (pair[1], str(pair[0])))
        if verdict is not None and count >= LEAST:
            same = [item for item in decided if item.triage.verdict is verdict]
            found[slug] = Precedent(count=count, decision=_decision(verdict, same, today), verdict=verdict)
    return found


def _decision(verdict: Verdict, same: list[Item], today: date) -> Decision:
    reasons = Counter(item.triage.reason for item in same if item.triage.reason)
    reason = max(reasons.items(), key=lambda pair: (pair[1], pair[0]))[0] if reasons else None
    if verdict is Verdict.ACCEPT and reason is None:
        reason = f"as {counted(len(same), 'item')} of the same rule"
    days = [item.triage.until for item in same if item.triage.until]
    until = max(days) if days else None
    if verdict in _MONTHS and (until is not None or verdict is Verdict.ACCEPT) and (until or "") <= today.isoformat():
        until = months_on(today, _MONTHS[verdict]).isoformat()
    return Decision(verdict=verdict, reason=reason, until=until if verdict in _MONTHS else None)
