"""The figures of trends and review as values, read from what the child process told. Nothing is computed here anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from debtscope.model.frozen import frozen


class NotRead(ValueError):
    """The child told something else than was agreed: a fault of ours, never of the user's."""


class Record:
    """A JSON object, read field by field."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise NotRead(f"an object was expected, not {type(value).__name__}")
        self._fields = cast("dict[str, object]", value)

    def number(self, name: str) -> float:
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise NotRead(f"{name} is no number")
        return float(value)

    def whole(self, name: str) -> int:
        return int(self.number(name))

    def text(self, name: str) -> str:
        value = self._fields.get(name)
        return value if isinstance(value, str) else ""

    def inner(self, name: str) -> Record:
        return Record(self._fields.get(name))

    def entries(self, name: str) -> list[Record]:
        return [Record(one) for one in self._list(name)]

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(str(one) for one in self._list(name))

    def numbers(self, name: str) -> Mapping[str, float]:
        inner = self.inner(name)
        return {key: inner.number(key) for key in inner._fields}

    def _list(self, name: str) -> list[object]:
        value = self._fields.get(name)
        if not isinstance(value, list):
            raise NotRead(f"{name} is no list")
        return cast("list[object]", value)


@frozen
class Totals:
    """Of a ledger: hours, and hours a month."""

    items: int
    principal: float
    interest: float


@frozen
class Row:
    """One item of a section, as the review saw it."""

    id: str
    title: str
    severity: str
    status: str
    owner: str
    due: str
    principal: float
    interest: float
    grew_by: float


@frozen
class Section:
    """One part of the agenda; `rows` may be cut, `count` and `interest` (hours a month) are of all."""

    name: str
    count: int
    interest: float
    rows: tuple[Row, ...]


@frozen
class Day:
    """One kept day."""

    on: date
    interest: float
    items: int
    by_category: Mapping[str, float]
    came: int
    went: int


@frozen
class Age:
    """Items of one age."""

    name: str
    items: int
    interest: float


@frozen
class Mover:
    """Interest (hours a month) of one component, then and now."""

    component: str
    before: float
    after: float


@frozen
class Outlook:
    """One scenario: interest (hours a month) by week, and the range at its end."""

    name: str
    weeks: tuple[float, ...]
    low: float
    high: float


@frozen
class Board:
    """All that the trends screen shows."""

    since: str
    as_of: str
    base: str
    before: Totals
    after: Totals
    interest_paid_hours: float
    sections: tuple[Section, ...]
    decisions: int
    kept: tuple[str, ...]
    broken: tuple[str, ...]
    days: tuple[Day, ...]
    ages: tuple[Age, ...]
    movers: tuple[Mover, ...]
    outlooks: tuple[Outlook, ...]
    assumptions: tuple[str, ...]
    bought: Totals

    @property
    def span(self) -> int:
        """Days between the two sides."""
        return (date.fromisoformat(self.as_of) - date.fromisoformat(self.since)).days

    def section(self, name: str) -> Section | None:
        """By name; None where it is empty."""
        return next((one for one in self.sections if one.name == name and one.count), None)


def read_board(told: Mapping[str, object]) -> Board:
    """Raises NotRead."""
    top = Record(dict(told))
    review, forecast = top.inner("review"), top.inner("forecast")
    promises = review.inner("promises")
    return Board(
        since=review.text("since"), as_of=review.text("as_of"), base=review.text("base"),
        before=_totals(review.inner("before")), after=_totals(review.inner("after")),
        interest_paid_hours=review.number("interest_paid_hours"), decisions=review.whole("decisions"),
        sections=tuple(_section(one) for one in top.entries("sections")),
        kept=promises.texts("kept"), broken=promises.texts("broken"),
        days=tuple(_day(one) for one in top.entries("days")),
        ages=tuple(
            Age(name=r.text("age"), items=r.whole("items"), interest=r.number("interest")) for r in top.entries("ages")
        ),
        movers=tuple(
            Mover(component=r.text("component"), before=r.number("before"), after=r.number("after"))
            for r in top.entries("movers")
        ),
        outlooks=tuple(_outlook(one) for one in forecast.entries("scenarios")),
        assumptions=forecast.texts("assumptions"), bought=_bought(top.inner("bought")),
    )  # fmt: skip


def _totals(record: Record) -> Totals:
    return Totals(
        items=record.whole("items"), principal=record.number("principal_hours"),
        interest=record.number("interest_hours_per_month"),
    )  # fmt: skip


def _bought(record: Record) -> Totals:
    return Totals(items=record.whole("items"), principal=record.number("principal"), interest=record.number("interest"))


def _section(record: Record) -> Section:
    return Section(
        name=record.text("name"), count=record.whole("count"), interest=record.number("interest"),
        rows=tuple(_row(one) for one in record.entries("items")),
    )  # fmt: skip


def _row(record: Record) -> Row:
    return Row(
        id=record.text("id"), title=record.text("title"), severity=record.text("severity"), status=record.text("status"),
        owner=record.text("owner"), due=record.text("due"), principal=record.number("principal"),
        interest=record.number("interest"), grew_by=record.number("grew_by"),
    )  # fmt: skip


def _day(record: Record) -> Day:
    return Day(
        on=date.fromisoformat(record.text("as_of")[:10]), interest=record.number("interest"), items=record.whole("items"),
        by_category=record.numbers("by_category"), came=record.whole("came"), went=record.whole("went"),
    )  # fmt: skip


def _outlook(record: Record) -> Outlook:
    points = record.entries("points")
    if not points:
        raise NotRead("a scenario without points")
    last = points[-1]
    return Outlook(
        name=record.text("name"), weeks=tuple(one.number("value") for one in points), low=last.number("low"),
        high=last.number("high"),
    )  # fmt: skip
