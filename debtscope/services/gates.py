"""Gates: which items fail a query, and which budgets of interest are spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from debtscope.engine.registry import Registry, installed
from debtscope.model.comparison import Comparison
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item, Ledger
from debtscope.model.settings import BudgetSettings, Settings
from debtscope.model.totals import COUNTED, total_interest
from debtscope.model.vocabulary import Status
from debtscope.query import Context, Query, QueryError, parse
from debtscope.services.configuration import settings_of_folder
from debtscope.services.types import Book

_TINY = 0.05
"""Hours a month that rounding and a day's ageing may add before a ratchet catches."""


@frozen
class Overspent:
    """A budget that is exceeded."""

    name: str
    query: str
    hours_per_month: float
    limit: float
    by_ratchet: bool
    items: tuple[Item, ...]
    """Of the budget's items those that are new against what it was compared with; else its dearest."""


def failing(book: Book, query: Query, comparison: Comparison | None = None) -> list[Item]:
    """Open and planned items, and those in conflict, that match; of a comparison what is new, grew, came back or is due again.

    Accepted and deferred items are silent only until their day: an expired acceptance is open again and fails.
    """
    context = Context(as_of=date.fromisoformat(book.ledger.as_of), new_ids=book.new_ids)
    asked = book.ledger.items if comparison is None else _asked(book, comparison)
    live = {Status.OPEN, Status.PLANNED}
    return [i for i in asked if (i.triage.status in live or i.triage.conflict) and query.matches(i, context)]


def _asked(book: Book, comparison: Comparison) -> Sequence[Item]:
    told = {item.id: item for item in (*comparison.new, *comparison.back, *comparison.returned)}
    return [*told.values(), *(i for i in book.ledger.items if i.id in comparison.grew and i.id not in told)]


def overspent(book: Book, older: Ledger | None, *, registry: Registry | None = None) -> list[Overspent]:
    """The budgets of `debtscope.toml` that are exceeded; a ratchet compares with the older ledger, where there is one.

    Raises UsageError for wrong settings or queries.
    """
    if book.root is None:
        return []
    settings: Settings = settings_of_folder(book.root, registry or installed())
    return list(_overspent(settings.budgets, book, older))


def _overspent(budgets: Mapping[str, BudgetSettings], book: Book, older: Ledger | None) -> Iterator[Overspent]:
    for name, budget in budgets.items():
        try:
            query = parse(budget.query)
        except QueryError as error:
            raise UsageError(f"debtscope.toml: budgets.{name}.query: {error.message}", error.hint) from None
        items = _matching(book.ledger, query)
        spent = total_interest(items).value
        limit, by_ratchet = budget.hours_per_month, False
        if budget.ratchet and older is not None:
            before = total_interest(_matching(older, query)).value + _TINY
            if limit is None or before < limit:
                limit, by_ratchet = before, True
        if limit is not None and spent > limit:
            known = {item.id for item in older.items} if older is not None else set[str]()
            at_fault = [i for i in items if i.id not in known] or items
            dearest = sorted(at_fault, key=lambda i: (-i.interest.hours_per_month, i.id))
            yield Overspent(
                name=name, query=budget.query, hours_per_month=spent, limit=round(limit, 3), by_ratchet=by_ratchet,
                items=tuple(dearest),
            )  # fmt: skip


def _matching(ledger: Ledger, query: Query) -> Sequence[Item]:
    context = Context(as_of=date.fromisoformat(ledger.as_of), new_ids=frozenset())
    return [i for i in ledger.items if i.triage.status in COUNTED and query.matches(i, context)]
