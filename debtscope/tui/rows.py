"""How an item looks as a line: columns that fall away as the window narrows, made only for lines that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len

from debtscope.model.figures import hours, located, payback
from debtscope.model.ids import repository_of
from debtscope.model.vocabulary import Confidence, ItemState, Severity, Status
from debtscope.tui.arrange import NOT_NOW, Group, Lines
from debtscope.tui.columns import Column, cells_of, columns, uncut
from debtscope.tui.ink import LONGEST, SEVERITY_MARKS, SEVERITY_WORDS, Ink

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

STYLE_OF = {Severity.CRITICAL: "crit", Severity.HIGH: "high", Severity.MEDIUM: "med", Severity.LOW: "low"}
STATUS_WORDS = {
    Status.OPEN: "open", Status.PLANNED: "plan", Status.DEFERRED: "defer", Status.ACCEPTED: "accept",
    Status.DISMISSED: "dismiss", Status.PAID: "paid",
}  # fmt: skip
STATUS_STYLES = {
    Status.OPEN: "quiet", Status.PLANNED: "accent", Status.DEFERRED: "quiet", Status.ACCEPTED: "quiet",
    Status.DISMISSED: "quiet", Status.PAID: "good",
}  # fmt: skip

_MONEY = ("fix", "cost", "pays")
Cells = list[tuple[str, str]]


def short_id(item_id: str, *, dot: str = "·") -> str:
    """`DAT-012·k3f9`: the rule and enough of the rest for people; a portfolio tells the repository with the place."""
    rule, _, rest = item_id.removeprefix(f"{repository_of(item_id)}/").rpartition("-")
    return f"{rule}{dot}{rest[:4]}" if rule and len(rest) >= 4 else item_id


NAMED = frozenset({"stage", "model", "alert", "experiment", "dataset", "stream", "dashboard", "job"})
"""Subjects that people know by name: of twenty stages in one dvc.yaml the file says little."""


def where(item: Item, width: int) -> str:
    """What tells items of one rule apart: the name of a stage or model, else the file and line."""
    if item.subject.kind == "model":  # a portfolio's models are named with their repository
        return item.subject.name
    if item.subject.kind in NAMED:
        return f"{item.repository}: {item.subject.name}" if item.repository else item.subject.name
    if not item.path and item.subject.name == ".":
        return f"{item.repository}: repo" if item.repository else "repo"
    if not item.path or width >= 24:
        return located(item)
    base = item.path.rpartition("/")[2] or item.path
    return f"{base}:{item.line}" if item.line else base


def mark_words(text: str, style: str, words: Sequence[str]) -> Cells:
    """The text in one or several cells, so that the words that were looked for stand out."""
    if not words:
        return [(text, style)]
    low = text.lower()
    if len(low) != len(text):
        return [(text, style)]
    spots = sorted((at, at + len(w)) for w in words if w and (at := low.find(w)) >= 0)
    cells: Cells = []
    done = 0
    for start, end in spots:
        if start < done:
            continue
        if start > done:
            cells.append((text[done:start], style))
        cells.append((text[start:end], f"{style} hit"))
        done = end
    if done < len(text):
        cells.append((text[done:], style))
    return cells


def _name_of(owner: str | None, width: int) -> str:
    """A person as colleagues say it where the whole name has no room: `Priya`, not `Priy…`."""
    if owner is None or len(owner) <= width:
        return owner or ""
    return owner.removeprefix("@").partition("@")[0].partition(" ")[0]


def _more(item: Item, column: str) -> str:
    """The columns that nobody sees unless they choose them."""
    since = item.introduced
    match column:
        case "category":
            return item.category.value
        case "rule":
            return item.rule.slug
        case "component":
            return item.component
        case "confidence":
            return item.confidence.value
        case "age":
            return ((since.date if since else None) or item.first_seen or "")[:10]
        case "author":
            return (since.author if since else None) or ""
        case _:
            return item.triage.due or ""


@dataclass(slots=True)
class LedgerRows:
    """The line source of the ledger table."""

    ink: Ink
    items: Sequence[Item] = ()
    lines: Lines = field(default_factory=lambda: Lines(()))
    marks: set[str] = field(default_factory=set[str])
    words: tuple[str, ...] = ()
    new_ids: frozenset[str] = frozenset()
    limit: int | None = None
    """How many lines the short first view shows; None for all."""

    unread: int = 0
    """Items that are still being read."""

    chosen: tuple[str, ...] = ()
    """Names of the columns that somebody chose; empty for those that fit."""

    beside: bool = False
    """Whether a preview stands at the right of the list."""

    owned: bool = False
    """Whether anybody owns anything that is not settled."""

    _uncut: tuple[Column, ...] = ()
    """The columns of a list that is scrolled sideways."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """As they are drawn in a list of that width."""
        return self._uncut or self.fitting(width)

    def fitting(self, width: int) -> tuple[Column, ...]:
        """The columns that a width has room for."""
        return columns(width, self.chosen, beside=self.beside, owned=self.owned)

    def take(self, items: Sequence[Item]) -> None:
        """Other items, or the same with other verdicts."""
        self.items = items
        self.owned = any(i.triage.owner for i in items if i.triage.status not in NOT_NOW)

    def fit(self) -> None:
        self._uncut = ()

    def stays(self, index: int) -> bool:
        return self.is_more(index)

    def spread(self, width: int, lines: range) -> tuple[int, int] | None:
        fitted = self.fitting(width)
        longest = {"id": 12}
        for item in filter(None, map(self._speaks, lines)):
            for name, text in self._long_texts(item).items():
                longest[name] = max(longest.get(name, 0), cell_len(self.ink.text(text)))
        wide = uncut(fitted, self.chosen, longest)
        if len(wide) == len(fitted) and all(column.width >= longest.get(column.name, 0) for column in fitted):
            return None
        self._uncut = wide
        still = cells_of(list(takewhile(lambda column: column.name in {"sev", "id"}, wide)))
        return (still if still * 2 < width else cells_of(()), cells_of(wide))

    def _speaks(self, line: int) -> Item | None:
        group = self.lines.group(line)
        return self._as_one(group) if group is not None and group.is_cause else self.item(line)

    def _long_texts(self, item: Item) -> dict[str, str]:
        """What may be wider than its column."""
        new = "new " if item.id in self.new_ids else ""
        more = {name: _more(item, name) for name in ("rule", "component", "author")}
        return {"what": new + item.title, "where": where(item, LONGEST), "owner": item.triage.owner or "", **more}

    @property
    def is_short(self) -> bool:
        """Whether there is more than what is shown."""
        return self.limit is not None and len(self.lines.lines) > self.limit

    def count(self) -> int:
        total = len(self.lines.lines)
        return (self.limit or 0) + 1 if self.is_short else total

    def can_stop(self, index: int) -> bool:
        return True

    def is_more(self, index: int) -> bool:
        """Whether that line is `and 312 more`."""
        return self.is_short and index == self.limit

    def item(self, index: int) -> Item | None:
        """The item on a line."""
        if self.is_more(index):
            return None
        at = self.lines.item(index)
        return None if at is None else self.items[at]

    def heading(self, width: int) -> Cells | None:
        cells: Cells = [("   ", "head")]
        for column in self.columns(width):
            text = column.title.rjust(column.width) if column.right else column.title.ljust(column.width)
            cells.append((text[: column.width] + self._gap(column), "head"))
        return cells

    @staticmethod
    def _gap(column: Column) -> str:
        return "  " if column.name == "where" else " "

    def line(self, index: int, width: int, current: bool) -> Cells:
        bar = self.ink.cursor if current else " "
        if self.is_more(index):
            hidden = self.lines.items_from(index) + self.unread
            text = f"and {hidden:,} more, surest first; enter, down or * shows all"
            return [(f"{bar}  ", "accent"), (self.ink.fit(text, width - 3), "quiet")]
        group = self.lines.group(index)
        if group is not None and not group.is_cause:
            return self._group_line(group, width, bar)
        item = self.item(index) if group is None else self._as_one(group)
        if item is None:
            return []
        mark = (self.ink.mark, "accent strong") if item.id in self.marks else (" ", "")
        if group is None and not mark[1] and self.lines.nested and self.lines.item(index) in self.lines.nested:
            mark = (self.ink.nested, "quiet")
        if group is not None and not mark[1]:
            mark = (self.ink.folded if group.folded else self.ink.unfolded, "accent")
        cells: Cells = [(bar, "accent"), mark, (" ", "")]
        calm = item.triage.status not in (Status.OPEN, Status.PLANNED)
        for column in self.columns(width):
            cells += self._cell(item, column, calm)
            cells.append((self._gap(column), ""))
        return cells

    def _group_line(self, group: Group, width: int, bar: str) -> Cells:
        """Its figures stand in the columns of the items' figures, where these are at the right of all words."""
        fold = self.ink.folded if group.folded else self.ink.unfolded
        name = f"{self.ink.text(group.name)} ({len(group.members):,})"
        shown = self.columns(width)
        first = next((n for n, column in enumerate(shown) if column.name in _MONEY), 0)
        left = sum(column.width + len(self._gap(column)) for column in shown[:first])
        work = f"{hours(group.principal)} h to fix "
        tail = "" if any(column.name == "fix" for column in shown[first:]) else work
        if left < len(tail) + 12 or any(column.name in {"what", "where"} for column in shown[first:]):
            tail = f"{hours(group.principal)} h  {hours(group.interest)} h/month "
            left, shown = width - 3, ()
        cells: Cells = [
            (f"{bar}{fold} ", "accent"),
            (self.ink.fit(name, max(1, left - len(tail))), "group"),
            (tail, "quiet"),
        ]
        for column in shown[first:]:
            cells += [self._sum_cell(group, column), (self._gap(column), "")]
        return cells

    def _sum_cell(self, group: Group, column: Column) -> tuple[str, str]:
        match column.name:
            case "fix":
                return (self.ink.right(hours(group.principal), column.width), "")
            case "cost":
                return (self.ink.right(hours(group.interest), column.width), "strong")
            case "pays":
                months = group.principal / group.interest if group.interest > 0 else None
                return (self.ink.right(payback(months), column.width), "quiet")
            case _:
                return (" " * column.width, "")

    def _as_one(self, group: Group) -> Item:
        """What stands for all items of one cause: the first of them, with the hours of all."""
        first = self.items[group.members[0]]
        return replace(
            first,
            title=f"{len(group.members):,} × {first.title}",
            principal=replace(first.principal, hours=group.principal),
            interest=replace(first.interest, hours_per_month=group.interest),
        )

    def _cell(self, item: Item, column: Column, calm: bool) -> Cells:
        ink, width = self.ink, column.width
        match column.name:
            case "sev":
                style = STYLE_OF[item.severity]
                word = SEVERITY_WORDS[item.severity] + ("?" if item.confidence is Confidence.LOW else "")
                text = f"{SEVERITY_MARKS[item.severity]:<4} {word}" if width > 4 else word
                return [(text.ljust(width), style)]
            case "id":
                text = short_id(item.id, dot=ink.dot) if width > 7 else item.rule.id
                return mark_words(ink.fit(text, width), "quiet", self.words)
            case "what":
                new = "new " if item.id in self.new_ids and width >= 24 else ""
                return [
                    (new, "good"),
                    *mark_words(ink.fit(item.title, width - len(new)), "quiet" if calm else "", self.words),
                ]
            case "where":
                text = where(item, width)
                text = ink.fit(text, width) if item.subject.kind in NAMED else ink.tail(text, width)
                return mark_words(text, "quiet", self.words)
            case "fix":
                return [(ink.right(hours(item.principal.hours), width), "")]
            case "cost":
                return [(ink.right(hours(item.interest.hours_per_month), width), "quiet" if calm else "strong")]
            case "pays":
                return [(ink.right(payback(item.payback_months), width), "quiet")]
            case "owner":
                return [
                    (
                        ink.fit(_name_of(item.triage.owner, width) or ink.dash, width),
                        "" if item.triage.owner else "quiet",
                    )
                ]
            case "status":
                return [self._status(item, width)]
            case _:
                return mark_words(ink.fit(_more(item, column.name) or ink.dash, width), "quiet", self.words)

    def _status(self, item: Item, width: int) -> tuple[str, str]:
        if item.triage.conflict:
            return ("clash".ljust(width), "bad")
        if item.triage.woken and item.triage.status is Status.OPEN:
            return ("woken".ljust(width), "warn")
        if item.must_do and item.triage.status is Status.OPEN:
            return ("must do".ljust(width), "warn")
        word = STATUS_WORDS[item.triage.status]
        if item.state is not ItemState.FOUND:
            word = f"{word[:6]}?"
        return (word.ljust(width), STATUS_STYLES[item.triage.status])
