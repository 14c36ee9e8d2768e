"""The fold of the triage log: what people decided on each item. Pure; order is by parents alone, never by clocks or lines.

A union merge of two people's logs is a valid log: records are a set, keyed by uid. Every record names the records that
it follows (`parent`, and `data["follows"]` where it answers to several); two verdicts of which neither follows the
other are a conflict. `data["undoes"]` takes an earlier record of the item back.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import cast

from debtscope.model.calibration import MOST_HOURS, Observation
from debtscope.model.frozen import frozen
from debtscope.model.score import VALUES, Answer
from debtscope.model.triage import LogRecord, Triage
from debtscope.model.vocabulary import Status, Verdict

STATUS_OF = {
    Verdict.PLAN: Status.PLANNED,
    Verdict.DEFER: Status.DEFERRED,
    Verdict.ACCEPT: Status.ACCEPTED,
    Verdict.DISMISS: Status.DISMISSED,
    Verdict.REOPEN: Status.OPEN,
}
DELTAS = ("owner", "due", "until", "reason", "note", "link")
ANSWERS = "score/"
"""What an answer is about: this and the id of an ML test."""
RULES = "rule/"
"""What a record on a whole rule is about: this and the rule's slug."""
_KINDS = frozenset({"verdict", "note"})
"""The kinds that say where an item stands; others are kept and passed over."""


@frozen
class Seen:
    """What an item was when somebody decided on it; by this a later scan knows that its evidence changed."""

    members: frozenset[str] = frozenset()
    """Fingerprints of its findings' evidence."""
    facts: frozenset[str] = frozenset()
    """The same without what grows with time."""
    interest: float = 0.0
    """Hours a month."""


@frozen
class Standing:
    """Where people left one item."""

    triage: Triage = Triage()
    heads: tuple[str, ...] = ()
    """Uids that no other record follows, sorted: a new record follows these."""
    verdicts: tuple[str, ...] = ()
    """Uids of the verdicts in force, sorted: one, or several in conflict."""
    seen: Seen | None = None

    def passed_on(self, before: Mapping[str, Standing], seen: Seen | None, *, is_whole: bool) -> Standing:
        """With what was decided on the items (by id) that this one was part of, or that became part of it.

        Nothing where somebody decided on it itself. A decision holds on where it was made on everything that the item
        shows; else it is open, and says what was decided on a part.
        """
        made = {name: one.triage for name, one in sorted(before.items()) if one.triage.verdict is not None}
        if not made or self.verdicts:
            return self
        first = min(made.values(), key=lambda t: (t.until or t.due or "9999", t.at or ""))
        agree = len(made) == len(before) and len({t.verdict for t in made.values()}) == 1
        if not agree or not is_whole or any(t.conflict for t in made.values()):
            parts = "; ".join(f"{name} was {_told(triage)}" for name, triage in made.items())
            return replace(
                self, triage=replace(self.triage, source="log", woken=f"it holds more than was decided on: {parts}")
            )
        owners = {t.owner for t in made.values()}
        mine = self.triage
        kept = replace(
            first, owner=mine.owner or (first.owner if len(owners) == 1 else None), note=mine.note or first.note,
            link=mine.link or first.link,
        )  # fmt: skip
        return replace(self, triage=kept, seen=seen)


def _told(triage: Triage) -> str:
    by = f" by {triage.by}" if triage.by else ""
    day = f" until {triage.until}" if triage.until else f", due {triage.due}" if triage.due else ""
    return f"{triage.status.value}{by}{day}"


@frozen
class RuleSwitch:
    """What the team said of a whole rule."""

    enabled: bool
    reason: str
    by: str


@frozen
class Given:
    """Figures that somebody put in place of the computed ones; None where they gave none."""

    principal: float | None
    interest: float | None
    reason: str
    by: str
    at: str


@frozen
class Fold:
    """All that a log says."""

    standings: Mapping[str, Standing] = field(default_factory=dict[str, Standing])
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id as a scan would make it today -> id under which the item is known."""
    added: Mapping[str, LogRecord] = field(default_factory=dict[str, LogRecord])
    """Item id -> its registration by hand."""
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    """ML test -> what the team says to it."""
    observed: tuple[Observation, ...] = ()
    """What paying items took and what they cost."""
    given: Mapping[str, Given] = field(default_factory=dict[str, Given])
    """Item -> the figures that people gave it."""
    rules: Mapping[str, RuleSwitch] = field(default_factory=dict[str, RuleSwitch])
    """Slug -> whether the rule speaks here; `debtscope.toml` stands before it."""

    def standing(self, item: str) -> Standing:
        """Of one item; nothing decided when it is unknown."""
        return self.standings.get(item, Standing())


def fold(records: Iterable[LogRecord]) -> Fold:
    """Folds a log; the same set of records gives the same result in any order."""
    by_item: dict[str, dict[str, LogRecord]] = {}
    for record in records:
        known = by_item.setdefault(record.item, {})
        known[record.uid] = min(record, known.get(record.uid, record), key=repr)
    chains = {item: _ordered(found) for item, found in sorted(by_item.items())}
    every = [record for chain in chains.values() for record in _not_undone(chain)]
    standings = {item: _standing(chain) for item, chain in chains.items()}
    return Fold(
        standings={item: _with_passed(item, chains, standings, ()) for item in chains},
        aliases=_aliases(every),
        added={r.item: r for r in sorted(every, key=lambda r: r.uid, reverse=True) if r.kind == "added"},
        answers=_answers(chains),
        given=_given(chains),
        observed=tuple(
            one for record in sorted(every, key=lambda r: r.uid) if (one := _observation(record)) is not None
        ),
        rules=_switches(chains),
    )


def _with_passed(
    item: str, chains: Mapping[str, list[LogRecord]], own: Mapping[str, Standing], above: tuple[str, ...]
) -> Standing:
    """An item's standing with what was passed on to it; a forged circle ends where it began."""
    mine = own.get(item, Standing())
    passed = [r for r in _not_undone(chains.get(item, [])) if r.kind == "alias" and _texts(r.data.get("of"))]
    if not passed or item in above:
        return mine
    last = passed[-1]
    origins = _texts(last.data.get("of"))
    before = {name: _with_passed(name, chains, own, (*above, item)) for name in origins}
    return mine.passed_on(before, _seen(last), is_whole=last.data.get("whole") is True)


def taken_back(records: Iterable[LogRecord]) -> frozenset[str]:
    """Uids of records that an undo took back, and of the undos themselves: minutes do not tell them."""
    every = list(records)
    by_item: dict[str, dict[str, LogRecord]] = {}
    for record in every:
        by_item.setdefault(record.item, {})[record.uid] = record
    standing = {r.uid for found in by_item.values() for r in _not_undone(_ordered(found)) if "undoes" not in r.data}
    return frozenset(record.uid for record in every) - standing


def parents(record: LogRecord) -> tuple[str, ...]:
    """The uids that a record follows."""
    more = record.data.get("follows")
    others = tuple(uid for uid in cast("list[object]", more) if isinstance(uid, str)) if isinstance(more, list) else ()
    return ((record.parent,) if record.parent else ()) + others


def _aliases(records: Iterable[LogRecord]) -> Mapping[str, str]:
    claims: dict[str, str] = {}
    for record in records:
        new = record.data.get("to")
        if record.kind == "alias" and isinstance(new, str) and new != record.item:
            claims[new] = min(record.item, claims.get(new, record.item))
    return claims


def _answers(chains: Mapping[str, list[LogRecord]]) -> Mapping[str, Answer]:
    """The answers that no other answer follows; of two the smaller value counts, and both are said to stand."""
    found: dict[str, Answer] = {}
    for item, chain in chains.items():
        test = item.removeprefix(ANSWERS)
        given = [
            r for r in _not_undone(chain) if r.kind == "answer" and "undoes" not in r.data and _value(r) is not None
        ]
        if item == test or not given:
            continue
        standing = _in_force(chain, given)
        last = min(standing, key=lambda r: (_value(r) or 0.0, r.uid))
        reason = last.data.get("reason")
        found[test] = Answer(
            value=_value(last) or 0.0, by=last.by, at=last.at, reason=reason if isinstance(reason, str) else "",
            conflict=len(standing) > 1,
        )  # fmt: skip
    return found


def _switches(chains: Mapping[str, list[LogRecord]]) -> Mapping[str, RuleSwitch]:
    """The last word on each rule; of two that do not know each other the one that lets the rule speak."""
    found: dict[str, RuleSwitch] = {}
    for item, chain in chains.items():
        slug = item.removeprefix(RULES)
        given = [r for r in _not_undone(chain) if r.kind == "rule" and isinstance(r.data.get("enabled"), bool)]
        if item == slug or not given:
            continue
        last = min(_in_force(chain, given), key=lambda r: (r.data["enabled"] is not True, r.uid))
        reason = last.data.get("reason")
        found[slug] = RuleSwitch(
            enabled=last.data["enabled"] is True, reason=reason if isinstance(reason, str) else "", by=last.by
        )
    return found


def _given(chains: Mapping[str, list[LogRecord]]) -> Mapping[str, Given]:
    """The last figures of each kind in the fixed order; a record without any goes back to what was computed."""
    found: dict[str, Given] = {}
    for item, chain in chains.items():
        for record in _not_undone(chain):
            if record.kind != "estimate" or "undoes" in record.data:
                continue
            principal, interest, before = _hours(record, "principal"), _hours(record, "interest"), found.pop(item, None)
            if principal is None and interest is None:
                continue
            reason = record.data.get("reason")
            found[item] = Given(
                principal=principal if principal is not None or before is None else before.principal,
                interest=interest if interest is not None or before is None else before.interest,
                reason=reason if isinstance(reason, str) else "", by=record.by, at=record.at,
            )  # fmt: skip
    return found


def _observation(record: LogRecord) -> Observation | None:
    """What a record of hours says; those on items that people registered themselves teach nothing of our figures."""
    rule = record.data.get("rule")
    if record.kind != "observed" or "undoes" in record.data or not isinstance(rule, str):
        return None
    if record.data.get("origin") in ("manual", "inline"):
        return None
    return Observation(
        rule=rule, took=_hours(record, "took"), cost=_hours(record, "cost"),
        principal=_hours(record, "principal") or 0.0, interest=_hours(record, "interest") or 0.0,
    )  # fmt: skip


def _hours(record: LogRecord, name: str) -> float | None:
    value = record.data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MOST_HOURS:
        return None
    return float(value)


def _value(record: LogRecord) -> float | None:
    value = record.data.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if value in VALUES else None


def _ordered(records: Mapping[str, LogRecord]) -> list[LogRecord]:
    """Parents first, ties by uid. Records in a forged circle come last, by uid, so that none is lost."""
    children: dict[str, list[str]] = {}
    waiting: dict[str, int] = {}
    for uid, record in records.items():
        known = {parent for parent in parents(record) if parent in records}
        waiting[uid] = len(known)
        for parent in known:
            children.setdefault(parent, []).append(uid)
    ready = [uid for uid, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        uid = heapq.heappop(ready)
        order.append(uid)
        for child in children.get(uid, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, child)
    placed = set(order)
    order += sorted(uid for uid in records if uid not in placed)
    return [records[uid] for uid in order]


def _standing(chain: list[LogRecord]) -> Standing:
    followed = {parent for record in chain for parent in parents(record)}
    heads = tuple(sorted(record.uid for record in chain if record.uid not in followed))
    valid = [record for record in _not_undone(chain) if record.kind in _KINDS and "undoes" not in record.data]
    verdicts = _in_force(chain, [record for record in valid if verdict_of(record) is not None])
    triage, seen = Triage(), None
    for record in valid:
        triage = _apply(triage, record)
        if record.kind == "verdict":
            seen = _seen(record)
    if len(verdicts) > 1:
        triage = _conflict(triage, verdicts)
    return Standing(triage=triage, heads=heads, verdicts=tuple(sorted(r.uid for r in verdicts)), seen=seen)


def _not_undone(chain: list[LogRecord]) -> list[LogRecord]:
    """An undo that was itself undone takes nothing back; undos stand after what they undo, so read from the end."""
    undone: set[str] = set()
    for record in reversed(chain):
        target = record.data.get("undoes")
        if isinstance(target, str) and record.uid not in undone:
            undone.add(target)
    return [record for record in chain if record.uid not in undone]


def _in_force(chain: list[LogRecord], verdicts: list[LogRecord]) -> list[LogRecord]:
    """The verdicts (or answers) that no other valid one follows, directly or through records of other kinds."""
    by_uid = {record.uid: record for record in chain}
    overruled: set[str] = set()
    for verdict in verdicts:
        pending = list(parents(verdict))
        while pending:
            uid = pending.pop()
            if uid in overruled or uid not in by_uid:
                continue
            overruled.add(uid)
            pending.extend(parents(by_uid[uid]))
    return [verdict for verdict in verdicts if verdict.uid not in overruled]


def verdict_of(record: LogRecord) -> Verdict | None:
    """The verdict that a record gives, if it gives one that this version knows."""
    word = record.data.get("verdict") if record.kind == "verdict" else None
    return Verdict(word) if isinstance(word, str) and word in set(Verdict) else None


def _apply(before: Triage, record: LogRecord) -> Triage:
    """A verdict of another kind starts without the last one's dates and reason; owner, note and link stay."""
    verdict = verdict_of(record)
    if verdict is not None:
        if verdict is not before.verdict:
            before = replace(before, due=None, until=None, reason=None)
        before = replace(before, status=STATUS_OF[verdict], verdict=verdict, by=record.by, at=record.at)
    given = {name: value for name in DELTAS if isinstance(value := record.data.get(name), str)}
    cleared = {name: value or None for name, value in given.items()}
    return replace(
        before, source="log", owner=cleared.get("owner", before.owner), due=cleared.get("due", before.due),
        until=cleared.get("until", before.until), reason=cleared.get("reason", before.reason),
        note=cleared.get("note", before.note), link=cleared.get("link", before.link),
    )  # fmt: skip


def _conflict(triage: Triage, verdicts: list[LogRecord]) -> Triage:
    """Open until somebody answers to both; what is shown besides is that of the last in the fixed order."""
    told = " and ".join(sorted(f"{verdict_of(record)} ({record.by or 'unknown'})" for record in verdicts))
    return replace(triage, status=Status.OPEN, conflict=True, woken=f"verdicts in conflict: {told}")


def _seen(record: LogRecord) -> Seen | None:
    raw = record.data.get("seen")
    if not isinstance(raw, Mapping):
        return None
    told = cast("Mapping[str, object]", raw)
    interest = told.get("interest")
    return Seen(
        members=_texts(told.get("members")),
        facts=_texts(told.get("facts")),
        interest=float(interest) if isinstance(interest, (int, float)) else 0.0,
    )


def told_seen(seen: Seen) -> dict[str, object]:
    """As a record keeps it."""
    return {"members": sorted(seen.members), "facts": sorted(seen.facts), "interest": seen.interest}


def passed_data(origins: Iterable[str], seen: Seen, *, is_whole: bool) -> dict[str, object]:
    """What the record says by which decisions on other items pass on to one."""
    return {"of": sorted(origins), "whole": is_whole, "seen": told_seen(seen)}


def _texts(value: object) -> frozenset[str]:
    entries = cast("list[object]", value) if isinstance(value, (list, tuple)) else []
    return frozenset(entry for entry in entries if isinstance(entry, str))
