"""How fixes hang together: `work.toml` of each package of rules, and what it means for the items of one scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import tomli

from debtscope.engine.draft import Draft
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item, SharedWork

SCOPES = ("repository", "path", "model")
_LEAST = 0.1
"""Hours of its own that every fix keeps."""


@frozen(kw_only=False)
class _Rules:
    """Some rules, or one level of them."""

    slugs: Mapping[str, str | None]

    def holds(self, draft: Draft) -> bool:
        slug = draft.rule.slug
        if slug not in self.slugs:
            return False
        level = self.slugs[slug]
        return level is None or any(finding.tier == level for finding in draft.findings)


@frozen(kw_only=False)
class _Shared:
    name: str
    rules: _Rules
    per: str
    hours: float


@frozen(kw_only=False)
class _First:
    do: _Rules
    before: _Rules
    per: str


@frozen(kw_only=False)
class Work:
    """What fixes share, and what comes before what."""

    shared: tuple[_Shared, ...] = ()
    first: tuple[_First, ...] = ()


def load_work(texts: Sequence[str]) -> Work:
    """The tables of every package's `work.toml`. Raises UsageError naming an entry that is not of the form."""
    shared: list[_Shared] = []
    first: list[_First] = []
    for text in texts:
        try:
            tables = cast("dict[str, object]", tomli.loads(text))
        except tomli.TOMLDecodeError as error:
            raise UsageError(f"work.toml: {error}") from None
        shared += [_shared(entry) for entry in _entries(tables, "shared")]
        first += [_first(entry) for entry in _entries(tables, "first")]
    return Work(tuple(shared), tuple(first))


def connect(items: Mapping[str, Item], drafts: Iterable[Draft], work: Work) -> dict[str, Item]:
    """The items with the work that they share and the ids of those that come first."""
    mine = [draft for draft in drafts if draft.id in items]
    setups: dict[str, SharedWork] = {}
    for one in work.shared:
        for draft in mine:
            place = _place(draft, one.per)
            if place is not None and one.rules.holds(draft):
                hours = min(one.hours, items[draft.id].principal.hours - _LEAST)
                name = f"{one.name} ({place})" if place else one.name
                if hours > 0:
                    setups.setdefault(draft.id, SharedWork(name=name, hours=round(hours, 3)))
    after: dict[str, set[str]] = {}
    for one in work.first:
        earlier: dict[str, list[str]] = {}
        for draft in mine:
            place = _place(draft, one.per)
            if place is not None and one.do.holds(draft):
                earlier.setdefault(place, []).append(draft.id)
        for draft in mine:
            place = _place(draft, one.per)
            if place is not None and one.before.holds(draft):
                after.setdefault(draft.id, set()).update(earlier.get(place, ()))
    return {
        name: replace(item, shares=setups.get(name), after=tuple(sorted(after.get(name, ()))))
        if name in setups or after.get(name)
        else item
        for name, item in items.items()
    }


def _place(draft: Draft, per: str) -> str | None:
    """What an item must have in common with others; None where it has no such thing."""
    if per == "path":
        return draft.path
    if per == "model":
        return draft.subject.name if draft.subject.kind == "model" else None
    return ""


def _entries(tables: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    entries = tables.get(name, [])
    if not isinstance(entries, list):
        raise UsageError(f"work.toml: {name} is no list of tables")
    return [cast("Mapping[str, object]", entry) for entry in cast("list[object]", entries) if isinstance(entry, dict)]


def _shared(entry: Mapping[str, object]) -> _Shared:
    hours, name = entry.get("hours"), entry.get("name")
    if not isinstance(name, str) or not isinstance(hours, int | float) or isinstance(hours, bool) or hours <= 0:
        raise UsageError("work.toml: a shared work needs a name and hours")
    return _Shared(name, _rules(entry, "rules"), _per(entry), float(hours))


def _first(entry: Mapping[str, object]) -> _First:
    return _First(_rules(entry, "do"), _rules(entry, "before"), _per(entry))


def _per(entry: Mapping[str, object]) -> str:
    per = entry.get("per", "repository")
    if per not in SCOPES:
        raise UsageError(f"work.toml: per is {per!r}; it is one of {', '.join(SCOPES)}")
    return cast("str", per)


def _rules(entry: Mapping[str, object], key: str) -> _Rules:
    names = entry.get(key)
    if not isinstance(names, list) or not names:
        raise UsageError(f"work.toml: {key} is no list of rules")
    pairs = (str(name).partition(":") for name in cast("list[object]", names))
    return _Rules({slug: level or None for slug, _, level in pairs})
