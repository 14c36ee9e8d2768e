"""What a rule says: a finding at a place, the evidence it rests on and the measured facts that price it."""

from __future__ import annotations

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Basis, Confidence, Severity


@frozen
class Subject:
    """The place of the fix. Findings of one rule with equal subjects are one item."""

    kind: str
    """file, function, repo, model, stage, alert, experiment, dataset, stream, secret, files …"""
    name: str
    """What people call it: `src/a.py::f` for a function, `churn-clf` for a model, `train@north` for a stage."""
    path: str | None = None
    """The file where the fix is made, where there is one; followed through renames for identity."""
    symbol: str | None = None
    """Qualified name inside the file (function, stage, alert …); never a line number."""


def file_subject(path: str, symbol: str | None = None) -> Subject:
    """A file, or a named place in it."""
    if symbol:
        return Subject(kind="function", name=f"{path}::{symbol}", path=path, symbol=symbol)
    return Subject(kind="file", name=path, path=path)


UNREADABLE = "unreadable"
"""The kind of evidence that a damaged history left; nothing is concluded from it."""


@frozen
class Evidence:
    """One fact that a reader can check. Never holds a secret, nor a value read from data."""

    kind: str
    """line, run, metric, report, commit, config, version, absence, searched …"""
    path: str | None = None
    line: int | None = None
    excerpt: str | None = None
    ref: str | None = None
    """A run id, commit, metric name, date or key that names the fact."""
    value: str | float | int | None = None
    fingerprint: str = ""
    """Set by the engine: survives moved lines, changes when the fact is another."""


@frozen
class SensitiveLine:
    """A line that nobody may quote (it holds a credential), whatever rule rests on it. Yielded by collectors."""

    path: str
    line: int


@frozen
class Driver:
    """A measured (or team-given) quantity that moves an item's interest; its name is a term of priors.toml."""

    name: str
    value: float
    unit: str
    ref: str = ""
    """Where the number was read: a run query, a schedule, a count of reports."""
    basis: Basis = Basis.MEASURED


@frozen
class Exposure:
    """What cannot honestly be put in hours (legal, harm to people). Shown beside interest, never added to it."""

    kind: str
    note: str
    low: float | None = None
    high: float | None = None
    currency: str | None = None


@frozen
class Finding:
    """One place where a rule fired."""

    subject: Subject
    message: str
    evidence: tuple[Evidence, ...]
    """Never empty: evidence or silence."""
    line: int | None = None
    end_line: int | None = None
    title: str | None = None
    """Overrides the rule's title where a shorter, more telling one exists."""
    severity: Severity | None = None
    confidence: Confidence | None = None
    tier: str | None = None
    """Picks a row of the rule's tiered principal in priors.toml."""
    occurrences: float = 1.0
    """How many things have to be mended here; multiplies the per-occurrence principal."""
    drivers: tuple[Driver, ...] = ()
    exposure: Exposure | None = None
    cause: str | None = None
    """Findings of different items with the same cause are priced as a group (interest.md 5.5)."""
    remediation: str | None = None
    tags: tuple[str, ...] = ()
