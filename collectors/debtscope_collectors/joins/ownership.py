"""Whose a path is: the last matching line of CODEOWNERS, else the last author of it, or of its folder, who is still active.

Bots own nothing, nor does who left. Where nobody has committed for half a year, activity is what was before that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from debtscope.api import Commit, Facts, GitHistory, OwnerLookup, ProposedOwner, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.routing import GONE, has_left, is_person, last_commit
from debtscope_collectors.sources.owners.facts import OwnerLine

_MOST_STARS = 8


@dataclass(slots=True)
class Folders:
    """Who changed something below a folder last; read from history when first asked."""

    commits: Sequence[Commit]
    """Of those who are still active, merges left out."""
    _found: dict[str, Commit] | None = None

    def last(self, folder: str) -> Commit | None:
        """The newest commit."""
        if self._found is None:
            self._found = {}
            for commit in sorted(self.commits, key=lambda c: (c.at, c.sha)):
                folders = {change.path.rpartition("/")[0] for change in commit.changes}
                self._found.update(dict.fromkeys(_above(folders), commit))
        return self._found.get(folder)


@frozen
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
    silent: str = ""
    """Day of the last commit of a repository in which nothing has been committed for half a year."""
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    """Owner in CODEOWNERS -> the one author who bears that name."""
    folders: Folders | None = None

    def of(self, paths: Iterable[str]) -> ProposedOwner | None:
        """The first path that CODEOWNERS gives to somebody who is still there, else the last active author over all paths,
        else of the nearest folder that has one."""
        paths = tuple(dict.fromkeys(paths))
        gone: list[str] = []
        for path in paths:
            line = self.line_of(path)
            for name in line.owners if line else ():
                if name not in self.left or self.silent:
                    return self._by_line(name, line)
                gone.append(f"CODEOWNERS names {name}, without a commit since {self.left[name]}")
        if self.authors == "none" or self.history is None:
            return None
        last, told = self._last_active(paths), "last active author"
        for folder in () if last else _folders(paths):
            if last := self.folders.last(folder) if self.folders else None:
                told = f"last active author in {folder}"
                break
        if last is None:
            return None
        told = f"{told} before all fell silent on {self.silent}" if self.silent else told
        return ProposedOwner(
            name=last.author if self.authors == "names" else last.author_key, by="; ".join((told, *dict.fromkeys(gone)))
        )

    def _by_line(self, name: str, line: OwnerLine | None) -> ProposedOwner:
        place = f"{line.path}:{line.line}" if line else "CODEOWNERS"
        if name in self.people and self.authors == "names":
            return ProposedOwner(name=self.people[name], by=f"{place} as {name}")
        return ProposedOwner(name=name, by=place)

    def line_of(self, path: str) -> OwnerLine | None:
        """The line of CODEOWNERS that gives a path away: the last that matches."""
        return next((line for line in reversed(self.lines) if _pattern(line.pattern).match(path)), None)

    def _last_active(self, paths: Iterable[str]) -> Commit | None:
        if self.history is None:
            return None
        touched = [c for path in paths for c in self.history.of(path) if c.author_key in self.active and not c.is_bot]
        return max(touched, key=lambda c: (c.at, c.sha), default=None)


def _folders(paths: Iterable[str]) -> list[str]:
    """Of the paths, the deepest first; the repository as a whole is nobody's."""
    every = _above(path.rpartition("/")[0] for path in paths)
    return sorted(every, key=lambda folder: (-folder.count("/"), folder))


def _above(folders: Iterable[str]) -> set[str]:
    """The folders and those around them, but for the repository as a whole."""
    found: set[str] = set()
    for folder in folders:
        above = folder
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


@join(Ownership)
def ownership(facts: Facts) -> Iterator[Ownership]:
    """One value where a history or a CODEOWNERS file is."""
    lines = facts.all(OwnerLine)
    history = facts.one(GitHistory)
    if history is None and not lines:
        return
    humans = [c for c in history.commits if not c.is_bot and c.at.date() <= facts.as_of] if history else []
    newest = max((c.at.date() for c in humans), default=facts.as_of)
    is_silent = newest + GONE <= facts.as_of
    names = sorted({owner for line in lines for owner in line.owners if "/" not in owner})
    active = _active(humans, newest if is_silent else facts.as_of)
    yield Ownership(
        lines=lines,
        history=history,
        left=dict(_gone(names, history, newest if is_silent else facts.as_of)) if history else {},
        active=active,
        authors=facts.settings.authors,
        silent=newest.isoformat() if is_silent else "",
        people=_people(names, humans),
        folders=Folders([c for c in humans if c.author_key in active and not c.is_merge]),
    )


def _active(humans: Sequence[Commit], day: date) -> frozenset[str]:
    """Keys of who has committed in the half-year before a day and not stopped in the midst of it."""
    limit = datetime.combine(day, time(), UTC) - GONE + timedelta(days=1)
    own: defaultdict[str, list[datetime]] = defaultdict(list)
    for commit in humans:
        own[commit.author_key].append(commit.at)
    times = sorted(commit.at for commit in humans)
    return frozenset(key for key, ats in own.items() if max(ats) >= limit and not has_left(ats, times, day))


def _people(names: Iterable[str], humans: Iterable[Commit]) -> dict[str, str]:
    """Who the owners in CODEOWNERS are, where just one author bears the name."""
    authors = {commit.author for commit in humans}
    found = {name: [one for one in authors if is_person(name.removeprefix("@"), one)] for name in names}
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}


@join(OwnerLookup)
def owner_lookup(facts: Facts) -> Iterator[OwnerLookup]:
    """The same, for items."""
    for one in facts.all(Ownership):
        yield OwnerLookup(find=one.of)


def _gone(names: Iterable[str], history: GitHistory, day: date) -> Iterator[tuple[str, str]]:
    """Who had left on a day: where all have fallen silent, on the last one on which somebody committed."""
    for name in names:
        trace = last_commit(name.removeprefix("@"), history, day)
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
