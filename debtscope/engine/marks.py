"""Marks in the code: debt that was registered where it was taken on becomes items, ignore marks are held to what they do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from debtscope.engine.items import component_of, introduced
from debtscope.model.finding import Evidence, Subject
from debtscope.model.history import GitHistory
from debtscope.model.ids import digest32, item_id
from debtscope.model.ledger import Diagnostic, Factor, Interest, Item, Principal, RuleRef
from debtscope.model.marks import DebtMark, IgnoreMark
from debtscope.model.rule import Rule
from debtscope.model.settings import Settings
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Basis, Category, Confidence, DiagnosticSeverity, Origin, Severity, Status

RULE = RuleRef(id="INL-001", slug="registered-in-code", version=1, origin=Origin.INLINE)
SOURCE = "secrets"
"""The collector that reads every file's text, and so its marks."""
COLLECTOR = "marks"
_SPREAD = 2.0
"""Low and high of a number that somebody gave without a range."""
_PRINCIPAL = 4.0
"""Hours where the mark gives none."""
_LONGEST_TITLE = 48


def marked_items(marks: Iterable[DebtMark], settings: Settings, history: GitHistory | None) -> list[Item]:
    """An item a mark; the same words twice in one file are two."""
    items: dict[str, Item] = {}
    place = component_of(settings)
    for mark in sorted(marks, key=lambda one: (one.path, one.line)):
        if not mark.text:
            continue
        subject = Subject(kind="mark", name=mark.text, path=mark.path, symbol=digest32(mark.text))
        origin = history.origin(mark.path) if history else mark.path
        number = item_id(RULE.id, subject, origin)
        while number in items:
            subject = replace(subject, symbol=f"{subject.symbol}+")
            number = item_id(RULE.id, subject, origin)
        items[number] = replace(_item(mark, subject), id=number, component=place(subject),
                                introduced=introduced(mark.path, history, settings))  # fmt: skip
    return list(items.values())


def _item(mark: DebtMark, subject: Subject) -> Item:
    hours, rate = mark.principal_hours, mark.interest_hours_per_month or 0.0
    title = mark.text if len(mark.text) <= _LONGEST_TITLE else f"{mark.text[: _LONGEST_TITLE - 1]}…"
    basis = "given in the comment" if hours is not None else "assumed: the comment gives none"
    hours = _PRINCIPAL if hours is None else hours
    return Item(
        id="", rule=RULE, title=title, category=Category.CODE, debt_type="registered in the code",
        severity=Severity.MEDIUM, confidence=Confidence.HIGH, component=".", subject=subject, path=mark.path,
        line=mark.line, end_line=None, symbol=None, message=mark.text,
        why="Somebody took it on knowingly and wrote down here what it would cost.",
        remediation="Pay it and delete the comment: then the next scan calls it paid.",
        evidence=(Evidence(kind="line", path=mark.path, line=mark.line, excerpt=mark.text, fingerprint=digest32(mark.text)),),
        principal=Principal(hours=hours, low=round(hours / _SPREAD, 3), high=round(hours * _SPREAD, 3), basis=basis),
        interest=_interest(rate), sources=(SOURCE,),
        triage=Triage(
            status=Status.PLANNED if mark.due else Status.OPEN, owner=mark.owner, due=mark.due,
            source="inline" if mark.due or mark.owner else None,
        ),
    )  # fmt: skip


def _interest(rate: float) -> Interest:
    low, high = round(rate / _SPREAD, 3), round(rate * _SPREAD, 3)
    factor = Factor(
        name="given in the comment", value=rate, unit="hours/month", low=low, high=high, source=Basis.TEAM,
        effect_hours=rate,
    )  # fmt: skip
    return Interest(hours_per_month=rate, low=low, high=high, model="team", factors=(factor,))


def complaints(
    debts: Sequence[DebtMark], ignores: Sequence[IgnoreMark], used: frozenset[tuple[str, int]], rules: Sequence[Rule],
    ran: frozenset[str],
) -> Iterator[Diagnostic]:  # fmt: skip
    """Marks that are not of the form, and ignore marks that keep nothing quiet any more. `ran` are ids of rules."""
    for debt in debts:
        for problem in debt.problems:
            yield _told(debt.path, f"line {debt.line}: {problem}")
    known = {rule.slug: rule.id for rule in rules} | {rule.id: rule.id for rule in rules}
    for mark in ignores:
        yield from _of_ignore(mark, used, known, ran)


def _of_ignore(
    mark: IgnoreMark, used: frozenset[tuple[str, int]], known: dict[str, str], ran: frozenset[str]
) -> Iterator[Diagnostic]:
    where = f"line {mark.line}: "
    if not mark.rules:
        yield _told(mark.path, f"{where}debtscope: ignore names no rule: write ignore[slug] and the reason")
        return
    strange = [word for word in mark.rules if word not in known]
    for word in strange:
        near = difflib.get_close_matches(word[:64], known, n=1, cutoff=0.6)
        hint = f": did you mean {near[0]}?" if near else ""
        yield _told(mark.path, f"{where}there is no rule {word[:64]}{hint}")
    if not mark.reason:
        yield _told(mark.path, f"{where}ignore[{', '.join(mark.rules)}] gives no reason")
    is_idle = (mark.path, mark.line) not in used and not strange
    if is_idle and all(known[word] in ran for word in mark.rules):
        named = ", ".join(mark.rules)
        yield _told(mark.path, f"{where}ignore[{named}] keeps nothing quiet any more")


def _told(path: str, message: str) -> Diagnostic:
    """A note: nothing went unread."""
    return Diagnostic(severity=DiagnosticSeverity.NOTE, collector=COLLECTOR, path=path, message=message)
