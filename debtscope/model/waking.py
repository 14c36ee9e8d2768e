"""What a decision is worth today: dates that have passed, evidence that changed, debt that came back. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from debtscope.model.finding import UNREADABLE
from debtscope.model.fold import Seen, Standing
from debtscope.model.ids import fact_fingerprint, member_fingerprint
from debtscope.model.ledger import Item
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import ItemState, Status

RAISED = 1.25
"""By so much new members have to raise the interest before a decision is looked at again."""

_DATED = frozenset({Status.DEFERRED, Status.ACCEPTED})
_RESTS_ON_EVIDENCE = frozenset({Status.DEFERRED, Status.ACCEPTED, Status.DISMISSED})


def seen_of(item: Item) -> Seen:
    """What is kept beside a verdict, so that a later scan can tell that the evidence changed."""
    return Seen(
        members=frozenset(member_fingerprint(item.symbol, one) for one in item.evidence),
        facts=frozenset(fact_fingerprint(item.symbol, one) for one in item.evidence),
        interest=(item.interest if item.own is None else item.own.computed_interest).hours_per_month,
    )


def settle(item: Item, standing: Standing, as_of: date) -> Triage:
    """The item's triage at a day: the standing, or open again with the reason why."""
    triage, payment = standing.triage, item.payment
    if triage == Triage() and item.triage.source == "inline":
        triage = item.triage  # what the comment itself says, until somebody says something else
    if payment is not None and not payment.is_back:
        return replace(triage, status=Status.PAID, conflict=False, woken=None)
    if triage.conflict:
        return triage
    why = None
    if payment is not None and tuple(payment.heads) == standing.heads:
        why = f"came back after it was paid on {payment.on}"
    elif triage.status in _RESTS_ON_EVIDENCE:
        why = _date_passed(triage, as_of) or _evidence_changed(item, standing.seen)
    return replace(triage, status=Status.OPEN, woken=why) if why else triage


def _date_passed(triage: Triage, as_of: date) -> str | None:
    if triage.status not in _DATED or triage.until is None:
        return None
    try:
        until = date.fromisoformat(triage.until)
    except ValueError:
        return f"{triage.status.value} until a day that is no date"
    return f"{triage.status.value} until {until.isoformat()}" if as_of >= until else None


def _evidence_changed(item: Item, seen: Seen | None) -> str | None:
    if seen is None or item.state is not ItemState.FOUND or not item.evidence:
        return None
    if any(one.kind == UNREADABLE for one in item.evidence):
        return None
    now = seen_of(item)
    if seen.facts and not seen.facts & now.facts:
        return "the evidence is another than what was decided on"
    new = len(now.members - seen.members)
    if new and now.interest >= RAISED * seen.interest and now.interest > 0:
        return f"{new} new in its evidence: {now.interest:.3g} h/month, {seen.interest:.3g} when it was decided"
    return None
