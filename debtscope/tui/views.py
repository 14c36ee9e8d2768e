"""A view of the ledger as a string: what is kept and in which order (the query), under which headers, in which columns.

The same string opens the same screen for a colleague, next week, or in CI.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

SORT = regex(r"(?:^|(?<=\s))sort:\S*\s?", re.IGNORECASE)
LONGEST_TRAIL = 100


@frozen
class View:
    """What the ledger shows."""

    query: str = ""
    """`sort:` included."""
    grouping: str | None = None
    columns: tuple[str, ...] = ()
    """Names in their order; empty for those that fit."""

    def command(self) -> str:
        """The command line that opens it."""
        import shlex

        words = ["debtscope", *(["--query", shlex.quote(self.query)] if self.query.strip() else [])]
        words += ["--group", self.grouping] if self.grouping else []
        words += ["--columns", ",".join(self.columns)] if self.columns else []
        return " ".join(words)

    def words(self) -> str:
        """For people, in one line."""
        parts = [self.query.strip() or "all items", f"by {self.grouping}" if self.grouping else ""]
        return ", ".join(part for part in parts if part)


def sorted_by(query: str, clause: str) -> str:
    """A query with another `sort:`, or none; the same again turns it round."""
    known = [found.strip() for found in SORT.findall(query + " ")]
    bare = " ".join(SORT.sub("", query + " ").split())
    if clause and f"sort:{clause}" in known:
        clause = turned(clause)
    return " ".join(part for part in (bare, f"sort:{clause}" if clause else "") if part)


def turned(clause: str) -> str:
    """`-interest,path` as `interest,-path`."""
    return ",".join(part[1:] if part.startswith("-") else f"-{part}" for part in clause.split(","))


@dataclass(slots=True)
class Trail:
    """The views of this session, as a browser keeps its pages."""

    views: list[View] = field(default_factory=lambda: [View()])
    at: int = 0

    def note(self, view: View) -> None:
        """A view that was come to; those ahead are forgotten."""
        if view != self.views[self.at]:
            self.views = [*self.views[: self.at + 1], view][-LONGEST_TRAIL:]
            self.at = len(self.views) - 1

    def step(self, by: int) -> View | None:
        """The view before or after; None at the ends."""
        at = self.at + by
        if not 0 <= at < len(self.views):
            return None
        self.at = at
        return self.views[at]

    def last(self) -> View | None:
        """The view before this one, so that the same again comes back."""
        if self.at == 0:
            return None
        view = self.views[self.at - 1]
        self.note(view)
        return view


@frozen
class Tastes:
    """What one person keeps: of the screen, never of the ledger."""

    views: Mapping[str, View] = field(default_factory=dict[str, View])
    columns: tuple[str, ...] = ()
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name of an action -> its keys, as written in the user's own file."""
    fault: str = ""
    """What of it could not be read, with the file's name."""

    def with_view(self, name: str, view: View | None) -> Tastes:
        """One more view, or one less."""
        others = {known: one for known, one in self.views.items() if known != name}
        return replace(self, views={**others, name: view} if view is not None else others)
