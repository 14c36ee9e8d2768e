"""The ledger and its items, as values. `export.json` writes them as product.md's document, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from debtscope.model.finding import Evidence, Exposure, SensitiveLine, Subject
from debtscope.model.frozen import frozen
from debtscope.model.ids import repository_of
from debtscope.model.inventory import ModelRecord as ModelRecord
from debtscope.model.inventory import ModelUse as ModelUse
from debtscope.model.owners import ProposedOwner
from debtscope.model.score import MlTestScore
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import (
    Basis,
    Category,
    Confidence,
    DiagnosticSeverity,
    ItemState,
    Maturity,
    Origin,
    Severity,
    SourceStatus,
    Status,
)


@frozen
class Factor:
    """One term of an estimate, openable to its source."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: Basis
    effect_hours: float = 0.0
    """Hours a month that this factor's term brings; 0 for factors inside a term."""
    ref: str = ""


@frozen
class Principal:
    """Expected hours to pay an item off."""

    hours: float
    low: float
    high: float
    basis: str
    multiplier: float = 1.0
    """What the team's own payments taught, in `hours` already."""


@frozen
class SharedWork:
    """A part of several items' principal that is worked once for all of them."""

    name: str
    """The same for all items that share it."""
    hours: float


@frozen
class Interest:
    """Expected hours a month that an item costs while it is open."""

    hours_per_month: float
    low: float
    high: float
    model: str
    """Name and version of the model that computed it."""
    factors: Sequence[Factor] = ()
    """A tuple, or `model.later.Later` where a kept ledger was opened."""


@frozen
class Introduced:
    """The commit with which the debt came in, as far as file-level history tells."""

    revision: str
    date: str
    author: str | None


@frozen
class RuleRef:
    """Which rule, in which version, found an item."""

    id: str
    slug: str
    version: int
    origin: Origin = Origin.BUILTIN


@frozen
class OwnEstimate:
    """What somebody put in place of what was computed. A figure that nobody gave is None."""

    principal: float | None
    """Hours to pay it off."""
    interest: float | None
    """Hours a month."""
    reason: str
    by: str
    at: str
    computed_principal: Principal
    computed_interest: Interest


@frozen
class Payment:
    """A scan no longer found the item although everything that it rested on was read."""

    on: str
    """ISO date of that scan's `as_of`."""
    is_back: bool = False
    """Found again since."""
    heads: tuple[str, ...] = ()
    """What people had decided by then (uids of the log): a later decision answers to its coming back."""


_DOUBT: Final = {sure: place for place, sure in enumerate(sorted(Confidence, key=lambda one: -one.rank))}


@frozen
class Item:
    """What the ledger keeps: the findings of one rule that one fix would pay off."""

    id: str
    rule: RuleRef
    title: str
    category: Category
    debt_type: str
    severity: Severity
    confidence: Confidence
    component: str
    subject: Subject
    path: str | None
    line: int | None
    end_line: int | None
    symbol: str | None
    message: str
    why: str
    remediation: str
    evidence: Sequence[Evidence]
    """A tuple, or `model.later.Later` where a kept ledger was opened."""
    principal: Principal
    interest: Interest
    exposure: Exposure | None = None
    introduced: Introduced | None = None
    state: ItemState = ItemState.FOUND
    triage: Triage = Triage()
    first_seen: str | None = None
    last_seen: str | None = None
    payment: Payment | None = None
    cause: str | None = None
    must_do: bool = False
    sources: tuple[str, ...] = ()
    """Collectors whose facts it rests on: all must be read again before it may be called paid."""
    tags: tuple[str, ...] = ()
    proposed_owner: ProposedOwner | None = None
    """Who could take it on, until somebody does."""
    shares: SharedWork | None = None
    after: tuple[str, ...] = ()
    """Ids of items that have to be paid first."""
    own: OwnEstimate | None = None
    """Where `principal` or `interest` are a person's; never kept in a snapshot, always laid over what was computed."""

    @property
    def repository(self) -> str:
        """In a portfolio the repository's name there; empty in a ledger of one repository."""
        return repository_of(self.id)

    @property
    def ratio(self) -> float:
        """Interest (hours a month) per hour of principal."""
        return self.interest.hours_per_month / self.principal.hours if self.principal.hours > 0 else 0.0

    @property
    def bucket(self) -> int:
        """What comes before all figures in a list, the first 0: must-do before the rest, and what is surer before what is less so.

        Of what stood first in the ledgers of unseen repositories more was right so than by figures alone (docs/precision.md).
        """
        return _DOUBT[self.confidence] + (0 if self.must_do else len(_DOUBT))

    @property
    def weight(self) -> tuple[int, float, float, str]:
        """The default order of every list: by bucket, then ratio, interest and id."""
        return (self.bucket, -self.ratio, -self.interest.hours_per_month, self.id)

    @property
    def is_unsure(self) -> bool:
        """Of low confidence, and nobody has decided on it: to be looked at before hours are given to it."""
        return self.confidence is Confidence.LOW and self.triage.status is Status.OPEN and not self.triage.due

    @property
    def payback_months(self) -> float | None:
        """Months until paying it off has paid for itself; None when it never does."""
        rate = self.interest.hours_per_month
        return self.principal.hours / rate if rate > 0 else None


@frozen
class SourceReport:
    """What became of one source."""

    collector: str
    kind: str
    location: str
    status: SourceStatus
    detail: str = ""
    """For an absent source: how to provide it."""
    read_files: int = 0


@frozen
class Diagnostic:
    """An input that was not read, or not whole, and why; or a fault of a rule or plugin."""

    severity: DiagnosticSeverity
    collector: str
    path: str
    message: str


@frozen
class FileExposure:
    """What a production file costs by its own history: the exposure that interest rests on."""

    path: str
    touches_per_month: float
    share: float
    """Of the repository's corrective work, 0 to 1."""
    corrective_hours_per_month: float
    loc: int = 0
    low: float = 0.0
    """10 and 90 % of the corrective hours: how far the repository's next half-year may be from its past, at the given hours a fix."""
    high: float = 0.0


@frozen
class RepositoryMaturity:
    """How far the system has come, and why we think so; the gate of the rules' `since`."""

    value: Maturity
    reason: str


@frozen
class Credit:
    """A practice that is in place, with its evidence and what it silences."""

    id: str
    evidence: tuple[str, ...]
    effect: str


@frozen
class Suppressed:
    """A finding that settings or an inline comment silenced; shown, never lost."""

    rule: str
    path: str
    line: int | None
    by: str
    reason: str


NAMELESS = "repository"
"""Stands for a repository whose own files do not name it; its folder does not, or two clones would differ."""


@frozen
class Repository:
    """What was scanned."""

    name: str
    revision: str | None
    branch: str | None
    dirty: bool | None


@frozen
class Ledger:
    """All items of one scan, what was read and what could not be. Immutable; totals are computed by `model.totals`."""

    tool_version: str
    rules_run: tuple[RuleRef, ...]
    config_digest: str
    as_of: str
    """ISO date, UTC."""
    repository: Repository
    maturity: Maturity
    maturity_reason: str
    sources: tuple[SourceReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    models: tuple[ModelRecord, ...]
    files: tuple[FileExposure, ...]
    credits: tuple[Credit, ...]
    suppressed: tuple[Suppressed, ...]
    items: tuple[Item, ...]
    """Sorted by id."""
    score: MlTestScore | None = None
    """None where no collector gives evidence for it."""
    model_uses: tuple[ModelUse, ...] = ()
    sensitive: tuple[SensitiveLine, ...] = ()
    """Lines that are never shown as code; kept in snapshots, not exported."""
    run: Mapping[str, float | str] = field(default_factory=dict[str, "float | str"])
    """Wall-clock facts; written only with --timings."""
