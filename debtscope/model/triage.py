"""Verdicts and what follows from them. The log's records are here; their fold is in `model.fold`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Status, Verdict


@frozen
class Triage:
    """Where people (or a later scan) left an item."""

    status: Status = Status.OPEN
    verdict: Verdict | None = None
    by: str | None = None
    at: str | None = None
    owner: str | None = None
    due: str | None = None
    """ISO date by which a planned item is to be paid."""
    until: str | None = None
    """ISO date on which a deferred or accepted item is looked at again."""
    reason: str | None = None
    note: str | None = None
    link: str | None = None
    source: str | None = None
    """log, inline or config; None when nobody has decided."""
    conflict: bool = False
    """Two verdicts with the same parent: both are shown, a gate treats the item as open."""
    woken: str | None = None
    """Why a deferred, accepted, dismissed or paid item is open again."""


UNDECIDED = Triage()


@frozen
class LogRecord:
    """One line of `.debtscope/triage.jsonl`."""

    uid: str
    """Of this record: a hash of its content, so that a line merged twice counts once."""
    kind: str
    """verdict, note, estimate, added, answer, observed, rule, review, alias; unknown kinds are kept."""
    item: str
    parent: str | None
    """The uid of the record that this one follows for the same item, None for the first."""
    at: str
    """ISO time, UTC; shown, never used for order."""
    by: str
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    v: int = 1


@frozen
class Decision:
    """What a person asks for on one or many items; None leaves that field as it is."""

    verdict: Verdict | None = None
    owner: str | None = None
    due: str | None = None
    until: str | None = None
    reason: str | None = None
    note: str | None = None
    link: str | None = None
