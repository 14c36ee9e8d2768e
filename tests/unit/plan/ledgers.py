"""Items made by hand for the plan and totals tests."""

from __future__ import annotations

from debtscope.model.finding import Evidence, Exposure, Subject
from debtscope.model.ledger import Interest, Item, Principal, RuleRef, SharedWork
from debtscope.model.owners import ProposedOwner
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Category, Confidence, Severity, Status


def item(
    name: str,
    hours: float,
    rate: float,
    *,
    severity: Severity = Severity.MEDIUM,
    confidence: Confidence = Confidence.HIGH,
    category: Category = Category.CODE,
    status: Status = Status.OPEN,
    owner: str | None = None,
    by: str | None = None,
    due: str | None = None,
    cause: str | None = None,
    must_do: bool = False,
    exposure: Exposure | None = None,
    spread: float = 3.0,
    shares: SharedWork | None = None,
    after: tuple[str, ...] = (),
    proposed: str | None = None,
) -> Item:
    """An item with hours to pay (to a factor of two) and hours a month (to a factor of `spread`)."""
    return Item(
        id=name, rule=RuleRef(id="TST-001", slug="test", version=1), title=f"Item {name}", category=category,
        debt_type="test debt", severity=severity, confidence=confidence, component="core",
        subject=Subject(kind="repo", name=name), path=None, line=None, end_line=None, symbol=None, message="m", why="w",
        remediation="r", evidence=(Evidence(kind="absence"),),
        principal=Principal(hours=hours, low=hours / 2, high=hours * 2, basis="test"),
        interest=Interest(hours_per_month=rate, low=rate / spread, high=rate * spread, model="test"),
        exposure=exposure, triage=Triage(status=status, owner=owner, by=by, due=due), cause=cause, must_do=must_do,
        shares=shares, after=after, proposed_owner=ProposedOwner(name=proposed, by="CODEOWNERS:1") if proposed else None,
    )  # fmt: skip
