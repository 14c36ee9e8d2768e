"""Compares what is found now with what was known: the same items under the same ids, moved ones, paid ones, unverified ones.

Pure. `paid` is only said where the rule ran again, in the same version or a newer one, and everything that the item
rested on was read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from debtscope.engine.draft import Draft
from debtscope.engine.regrouped import Regrouped, grown, regrouped
from debtscope.model.finding import Evidence, Subject
from debtscope.model.frozen import frozen
from debtscope.model.ids import digest32
from debtscope.model.ledger import Diagnostic, Item, Ledger, Payment, RuleRef, SourceReport
from debtscope.model.vocabulary import DiagnosticSeverity, ItemState, Origin, SourceStatus, Status

_ENOUGH = 0.5
"""Share of fingerprints that have to agree before an item is taken for a moved one."""
_TELLING = 4
"""Fingerprints (two a fact) that whole files of different names have to share."""
_NOT_FROM_SCANS = frozenset({Origin.MANUAL})


@frozen
class Scanned:
    """What a scan read and ran: by this an absent item is judged."""

    as_of: str
    rules_run: Mapping[str, RuleRef]
    """By rule id."""
    sources: tuple[SourceReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_silenced: Callable[[Item], bool]
    """Whether settings or comments keep quiet about an item that was known before."""


def known_ids(drafts: Sequence[Draft], aliases: Mapping[str, str]) -> tuple[Draft, ...]:
    """Drafts under the ids by which their items are known; a natural owner of an id is never displaced."""
    natural = {draft.id for draft in drafts}
    taken: set[str] = set()
    named: list[Draft] = []
    for draft in drafts:
        known = aliases.get(draft.id)
        if known is not None and known not in natural and known not in taken:
            taken.add(known)
            named.append(replace(draft, id=known))
        else:
            named.append(draft)
    return tuple(sorted(named, key=lambda d: d.id))


@frozen(kw_only=False)
class _Debt:
    """What of a draft or an item tells whether two are the same debt."""

    id: str
    rule: str
    subject: Subject
    path: str | None
    prints: frozenset[str]

    @property
    def symbol(self) -> str | None:
        return self.subject.symbol

    @property
    def file_name(self) -> str:
        return (self.path or "").rpartition("/")[2]


def find_moves(drafts: Sequence[Draft], known: Iterable[Item]) -> Mapping[str, str]:
    """Id of today -> id under which the item is known, for items whose subject moved with edits.

    Candidates are known items that are not found and found ones that are not known, of one rule and kind of subject;
    the best agreement of fingerprints wins, ties go by file name and then by id.
    """
    found = {draft.id for draft in drafts}
    before = {item.id: item for item in known}
    lost = [item for item in before.values() if item.id not in found and _may_have_moved(item)]
    new = [draft for draft in drafts if draft.id not in before]
    if not lost or not new:
        return {}
    return _matched([_of_item(item) for item in lost], [_of_draft(draft) for draft in new])


def moved_items(before: Iterable[Item], after: Iterable[Item]) -> Mapping[str, str]:
    """Id in `after` -> id in `before` of items of two ledgers that are the same debt at another place."""
    old, now = {i.id: i for i in before}, {i.id: i for i in after}
    lost = [item for item in old.values() if item.id not in now and _may_have_moved(item)]
    new = [item for item in now.values() if item.id not in old]
    return _matched([_of_item(item) for item in lost], [_of_item(item) for item in new]) if lost and new else {}


def _of_item(item: Item) -> _Debt:
    prints = _prints(item.evidence, item.symbol)
    return _Debt(item.id, item.rule.id, replace(item.subject, symbol=item.symbol), item.path, prints)


def _of_draft(draft: Draft) -> _Debt:
    prints = _prints([e for f in draft.findings for e in f.evidence], draft.subject.symbol)
    return _Debt(draft.id, draft.rule.id, draft.subject, draft.path, prints)


def _may_have_moved(item: Item) -> bool:
    is_paid = item.payment is not None and not item.payment.is_back
    return not is_paid and item.rule.origin not in _NOT_FROM_SCANS


def _matched(lost: Sequence[_Debt], new: Sequence[_Debt]) -> Mapping[str, str]:
    scored = sorted(_scores(lost, new), key=lambda s: (-s[0], not s[1], s[2], s[3]))
    moves: dict[str, str] = {}
    gone: set[str] = set()
    for _, _, old, number in scored:
        if old not in gone and number not in moves:
            moves[number] = old
            gone.add(old)
    return moves


def _scores(lost: Sequence[_Debt], new: Sequence[_Debt]) -> list[tuple[float, bool, str, str]]:
    by_print: dict[tuple[str, str, str], list[_Debt]] = {}
    for old in lost:
        for one in old.prints:
            by_print.setdefault((old.rule, old.subject.kind, one), []).append(old)
    scored: list[tuple[float, bool, str, str]] = []
    for debt in new:
        shared: Counter[str] = Counter()
        known: dict[str, _Debt] = {}
        for one in debt.prints:
            for old in by_print.get((debt.rule, debt.subject.kind, one), ()):
                shared[old.id] += 1
                known[old.id] = old
        for number, count in shared.items():
            old = known[number]
            agreement = count / max(len(debt.prints), len(old.prints))
            if agreement >= _ENOUGH and _is_plausible(old, debt, count):
                scored.append((agreement, old.file_name == debt.file_name, number, debt.id))
    return scored


def _is_plausible(old: _Debt, debt: _Debt, shared: int) -> bool:
    """Something besides the evidence has to stay: a common line alone must not hand a decision on to strange code."""
    if debt.path is None:
        return debt.symbol is not None and debt.symbol == old.symbol
    if debt.path == old.path or old.file_name == debt.file_name or debt.subject.kind == "secret":
        return True
    if old.symbol or debt.symbol:
        return old.symbol == debt.symbol
    return shared >= _TELLING


def _prints(evidence: Iterable[Evidence], symbol: str | None) -> frozenset[str]:
    """Each fact twice, with the name of its place and without: a renamed function agrees by half, a moved one in full."""
    facts = [(one.kind, one.ref or "", " ".join((one.excerpt or "").split())) for one in evidence if one.kind != "more"]
    telling = [fact for fact in facts if fact[1] or fact[2]]
    return frozenset(digest32(*fact) for fact in telling) | frozenset(digest32(symbol or "", *fact) for fact in telling)


def in_pieces(found: Mapping[str, Item], known: Iterable[Item]) -> Regrouped:
    """What of today was known under other ids, and which known items go on in it, in groups that were there already too."""
    before = {item.id: item for item in known}
    lost = [i for i in before.values() if i.id not in found and i.rule.origin not in _NOT_FROM_SCANS]
    open_ones = [i for i in lost if i.payment is None or i.payment.is_back]
    if not open_ones:
        return Regrouped(fresh=frozenset(), lost=frozenset())
    more = [one for i in found.values() if i.id in before and (one := grown(before[i.id], i)) is not None]
    return regrouped(open_ones, [*(i for i in found.values() if i.id not in before), *more])


def settle_known(
    found: Mapping[str, Item], known: Iterable[Item], scanned: Scanned, pieces: Regrouped | None = None
) -> list[Item]:
    """The items that are known but not found now: paid, carried or unverified. `pieces` are those of `in_pieces`.

    Silenced and dismissed ones are let go, and so are those whose debt is told in other pieces now.
    """
    settled: list[Item] = []
    before = {item.id: item for item in known}
    elsewhere = (pieces or in_pieces(found, before.values())).lost
    for item in before.values():
        if item.id in found or item.id in elsewhere or item.rule.origin in _NOT_FROM_SCANS:
            continue
        if item.payment is not None and not item.payment.is_back:
            settled.append(item)
            continue
        if scanned.is_silenced(item):
            continue
        state = _unverified(item, scanned)
        if state is not None:
            settled.append(replace(item, state=state))
        elif item.triage.status is not Status.DISMISSED:
            settled.append(replace(item, payment=Payment(on=scanned.as_of)))
    return settled


def _unverified(item: Item, scanned: Scanned) -> ItemState | None:
    """Why the absence of an item proves nothing; None when it proves that the item was paid."""
    ran = scanned.rules_run.get(item.rule.id)
    paths = _places(item)
    locations = [s.location for s in scanned.sources if s.collector in item.sources and s.location]
    outside = {path.split("/")[0] for path in paths if path.startswith("outside:")}
    if any(not any(location.split("/")[0] == name for location in locations) for name in outside):
        return ItemState.CARRIED
    if ran is None or ran.version < item.rule.version:
        return ItemState.UNVERIFIED
    for collector in item.sources:
        statuses = {s.status for s in scanned.sources if s.collector == collector}
        if SourceStatus.READ not in statuses or SourceStatus.FAILED in statuses:
            return ItemState.UNVERIFIED
    unread = [d.path for d in scanned.diagnostics if d.path and d.severity is not DiagnosticSeverity.NOTE]
    if any(path == place or path.startswith(f"{place}/") for place in unread for path in paths):
        return ItemState.UNVERIFIED
    return None


def _places(item: Item) -> set[str]:
    return {path for path in (item.path, *(one.path for one in item.evidence)) if path}


def was_excused(item: Item, before: Ledger, after: Ledger) -> bool:
    """Whether a practice kept quiet there about all that a rule of lint gathers, and has ended since.

    That it ended is debt of its own; the lines were there.
    """
    if item.rule.origin is not Origin.RUFF or {c.id for c in before.credits} <= {c.id for c in after.credits}:
        return False
    return not any(known.rule.id == item.rule.id for known in before.items)


def is_comparable(item: Item, before: Ledger) -> bool:
    """Whether an item that `before` lacks is new debt: its rule ran there in the same version over the same sources."""
    same = any(ref.id == item.rule.id and ref.version == item.rule.version for ref in before.rules_run)
    read = {s.collector for s in before.sources if s.status is SourceStatus.READ}
    return same and set(item.sources) <= read
