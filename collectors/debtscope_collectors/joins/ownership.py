"""Whose a path is: the last matching line of CODEOWNERS, else the last author who is still active. Bots own nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from debtscope.api import Commit, Facts, GitHistory, OwnerLookup, ProposedOwner, join
from debtscope_collectors.joins.routing import GONE, last_commit
from debtscope_collectors.sources.owners.facts import OwnerLine

_MOST_STARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Answers whose a path is; one value per scan."""

    lines: tuple[OwnerLine, ...]
    history: GitHistory | None
    left: Mapping[str, str]
    """Owner in CODEOWNERS -> day of the last commit, for those who read as gone."""
    active: frozenset[str]
    """Keys of authors who are still active."""
    authors: str
    """What of an author may be told: names, hashes or none."""

    def of(self, paths: Iterable[str]) -> ProposedOwner | None:
        """The first path that CODEOWNERS gives to somebody who is still there, else the last active author over all paths."""
        paths = tuple(dict.fromkeys(paths))
        gone: list[str] = []
        for path in paths:
            line = self._line(path)
            for name in line.owners if line else ():
                if name not in self.left:
                    return ProposedOwner(name=name, by=f"{line.path}:{line.line}" if line else "CODEOWNERS")
                gone.append(f"CODEOWNERS names {name}, without a commit since {self.left[name]}")
        last = self._last_active(paths) if self.authors != "none" else None
        if last is None:
            return None
        told = "; ".join(("last active author", *dict.fromkeys(gone)))
        return ProposedOwner(name=last.author if self.authors == "names" else last.author_key, by=told)

    def _line(self, path: str) -> OwnerLine | None:
        return next((line for line in reversed(self.lines) if _pattern(line.pattern).match(path)), None)

    def _last_active(self, paths: Iterable[str]) -> Commit | None:
        if self.history is None:
            return None
        touched = [c for path in paths for c in self.history.of(path) if c.author_key in self.active and not c.is_bot]
        return max(touched, key=lambda c: (c.at, c.sha), default=None)


@join(Ownership)
def ownership(facts: Facts) -> Iterator[Ownership]:
    """One value where a history or a CODEOWNERS file is."""
    lines = facts.all(OwnerLine)
    history = facts.one(GitHistory)
    if history is None and not lines:
        return
    limit = datetime.combine(facts.as_of, time(), UTC) - GONE + timedelta(days=1)
    commits = history.commits if history else ()
    yield Ownership(
        lines=lines,
        history=history,
        left=dict(_gone(lines, history, facts)) if history else {},
        active=frozenset(c.author_key for c in commits if c.at >= limit and not c.is_bot),
        authors=facts.settings.authors,
    )


@join(OwnerLookup)
def owner_lookup(facts: Facts) -> Iterator[OwnerLookup]:
    """The same, for items."""
    for one in facts.all(Ownership):
        yield OwnerLookup(find=one.of)


def _gone(lines: Iterable[OwnerLine], history: GitHistory, facts: Facts) -> Iterator[tuple[str, str]]:
    for name in sorted({owner for line in lines for owner in line.owners}):
        trace = last_commit(name.removeprefix("@"), history, facts) if "/" not in name else None
        if trace is not None and trace.left:
            yield name, trace.last.date().isoformat()


@lru_cache(maxsize=4096)
def _pattern(written: str) -> re.Pattern[str]:
    """A pattern of CODEOWNERS as a linear regular expression; one with too many stars matches nothing."""
    if written.count("*") > _MOST_STARS:
        return re.compile(r"(?!)")
    body = written.strip("/")
    anchored = "/" in written.rstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", body)
    told = "".join(_MAGIC.get(part, re.escape(part)) for part in parts)
    return re.compile(f"{'' if anchored else '(?:.*/)?'}{told}(?:/.*)?$" if body not in ("*", "**") else ".*$")


_MAGIC = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
