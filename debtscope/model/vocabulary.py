"""The closed vocabularies of the ledger. A word that is not here is not a word of debtscope."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """Where the debt lies; every rule has exactly one."""

    CODE = "code"
    DATA = "data"
    CONFIG = "config"
    MONITORING = "monitoring"
    LEGAL = "legal"


class _Ranked(StrEnum):
    @property
    def rank(self) -> int:
        """Position in the scale, 0 is the lowest."""
        return list(type(self)).index(self)


class Severity(_Ranked):
    """How bad the debt is if it bites."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Confidence(_Ranked):
    """How sure an item is: low = absence or naming, medium = inference over code, high = a fact in a file.

    Of a rule whose items were read on unseen repositories no higher than what was read there bears (`TrackRecord`).
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def most(self) -> Severity:
        """The worst that can be said with it: critical asks for a fact, high for more than an absence (docs/precision.md)."""
        return list(Severity)[self.rank + 1]


class Maturity(_Ranked):
    """How far the system has come; a prototype is not asked for production's paperwork."""

    RESEARCH = "research"
    PILOT = "pilot"
    PRODUCTION = "production"


class Verdict(StrEnum):
    """A person's decision on an item."""

    PLAN = "plan"
    DEFER = "defer"
    ACCEPT = "accept"
    DISMISS = "dismiss"
    REOPEN = "reopen"


class Status(StrEnum):
    """Where an item stands; `paid` is set by scans alone."""

    OPEN = "open"
    PLANNED = "planned"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    PAID = "paid"


class ItemState(StrEnum):
    """How the last scan came by the item."""

    FOUND = "found"
    CARRIED = "carried"
    """Not found now, but a source it rests on was not asked for: kept as it was."""
    UNVERIFIED = "unverified"
    """Not found now, but its rule did not run or a source it rests on could not be read."""


class SourceStatus(StrEnum):
    """What became of one source in a scan."""

    READ = "read"
    ABSENT = "absent"
    FAILED = "failed"
    SKIPPED = "skipped"


class DiagnosticSeverity(StrEnum):
    """`note` is coverage, `warning` an input that went unread in part or whole, `error` a fault of ours or a plugin's."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Basis(StrEnum):
    """Where a number comes from."""

    MEASURED = "measured"
    TEAM = "team"
    DEFAULT = "default"


class Origin(StrEnum):
    """Who brought the rule."""

    BUILTIN = "builtin"
    PLUGIN = "plugin"
    RUFF = "ruff"
    SARIF = "sarif"
    INLINE = "inline"
    MANUAL = "manual"
