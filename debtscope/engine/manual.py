"""Items that people registered by hand (`debtscope add`): debt that no scan can see, with the team's own numbers."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.model.finding import Evidence, Subject
from debtscope.model.ids import digest32
from debtscope.model.ledger import Factor, Interest, Item, Principal, RuleRef
from debtscope.model.triage import LogRecord
from debtscope.model.vocabulary import Basis, Category, Confidence, Origin, Severity

RULE = RuleRef(id="ADD-001", slug="registered-by-hand", version=1, origin=Origin.MANUAL)
_SPREAD = 2.0
"""Low and high of a number that somebody gave without a range."""


def manual_id(title: str, category: str, at: str, by: str) -> str:
    """An id of its own: registering the same title again at another time is another item."""
    return f"{RULE.id}-{digest32(title, category, at, by)}"


def manual_item(record: LogRecord) -> Item | None:
    """The item of an `added` record; None where its data is not of the form."""
    data = record.data
    title, category = _text(data, "title"), _text(data, "category")
    principal, interest = _hours(data, "principal_hours"), _hours(data, "interest_hours_per_month")
    severity = _text(data, "severity") or Severity.MEDIUM.value
    if not title or category not in set(Category) or severity not in set(Severity) or principal is None:
        return None
    why = _text(data, "why") or "Registered by hand."
    return Item(
        id=record.item, rule=RULE, title=title, category=Category(category), debt_type="registered by hand",
        severity=Severity(severity), confidence=Confidence.HIGH, component=_text(data, "component") or ".",
        subject=Subject(kind="registered", name=title), path=None, line=None, end_line=None, symbol=None,
        message=title, why=why, remediation="As the team agrees; no scan can see it, so dismiss it when it is paid.",
        evidence=(Evidence(kind="registered", ref=record.at, excerpt=None, value=record.by, fingerprint=record.uid),),
        principal=Principal(hours=principal, low=round(principal / _SPREAD, 3), high=round(principal * _SPREAD, 3),
                            basis="given when it was registered"),
        interest=_interest(interest or 0.0),
    )  # fmt: skip


def _interest(hours: float) -> Interest:
    low, high = round(hours / _SPREAD, 3), round(hours * _SPREAD, 3)
    factor = Factor(
        name="given by the team",
        value=hours,
        unit="hours/month",
        low=low,
        high=high,
        source=Basis.TEAM,
        effect_hours=hours,
    )
    return Interest(hours_per_month=hours, low=low, high=high, model="team", factors=(factor,))


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _hours(data: Mapping[str, object], name: str) -> float | None:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e7:
        return None
    return round(float(value), 3)
