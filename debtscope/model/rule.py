"""What a rule is: one declaration from which help, SARIF, the detail pane and `debtscope explain` are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from debtscope.model.finding import Finding
from debtscope.model.frozen import frozen
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import Category, Confidence, Maturity, Origin, Severity

T = TypeVar("T")
View = TypeVar("View")
Record = TypeVar("Record")

SECTIONS = ("Detects", "Why it is debt", "How to pay it down", "Example", "References")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facet(Generic[View, Record]):
    """A pure question to one parsed file, asked while the file is open; its flat records are cached by content.

    The answer may depend on nothing but the view, so an unchanged file is never parsed again.
    """

    name: str
    version: int
    record: type[Record]
    """A frozen dataclass of str, int, float, bool, None, tuples of these or of such dataclasses."""
    extract: Callable[[View], Iterable[Record]]
    cues: frozenset[str] = frozenset()
    """Whole words of which a file must hold one, as written, for any answer: a file without is not asked. None: every file is."""

    asks_tests: bool = True
    """Whether test files are asked too, those that lie in a folder of tests or are named so."""

    asks_broken: bool = False
    """Whether a file that does not parse is asked by the statements that do: where each answer stands for itself."""

    def may_answer(self, words: Set[str]) -> bool:
        """Whether a file of these words can have an answer."""
        return not self.cues or not self.cues.isdisjoint(words)


@frozen
class FacetRows:
    """What one facet answered about one file; the fact that the collector of that kind of file yields."""

    facet: str
    """Its name."""
    path: str
    records: tuple[object, ...]


class Facts(Protocol):
    """What collectors read and joins made of it, by type. The only thing that a rule sees."""

    @property
    def as_of(self) -> date:
        """The day against which ages are counted, UTC."""
        ...

    @property
    def settings(self) -> Settings: ...

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every fact of that type, in a stable order; joins are made on first demand."""
        ...

    def one(self, kind: type[T]) -> T | None:
        """The only fact of that type, or None."""
        ...

    def rows(self, facet: Facet[Any, Record]) -> Mapping[str, tuple[Record, ...]]:
        """A facet's records by path; files without records are left out."""
        ...

    def read(self, collector: str) -> bool:
        """Whether that collector read a source in this scan."""
        ...


@frozen
class Unjudged:
    """What a check yields beside its findings where it could not look at all that it needs: that it finds nothing proves nothing.

    Items of the rule that were known and are not found stay, as unverified, and none that comes back later counts as new.
    """

    reason: str
    """What it could not look at: `train.py was not read`."""


Check = Callable[[Facts], Iterable[Finding | Unjudged]]


@frozen
class RulePage:
    """The rule's module docstring, taken apart."""

    detects: str
    why: str
    pay_down: str
    example: str
    references: str


_UNREAD, _SHARE = 3, 0.45
"""Every record begins with so many imagined items, of which this part is right as of all rules: one reading proves little."""
_IN_OPERATION = frozenset(("mlflow", "monitoring"))
"""Collectors of what runs and is watched; hardly any of the repositories in the records brought such sources."""
_SURE, _UNSURE = 0.5, 0.33
"""The part of right items from which on a rule may be of high, and of medium confidence; no single reading makes it low."""


@frozen(kw_only=False)
class TrackRecord:
    """What readers found of a rule's items on repositories on which nobody had tuned it (docs/precision.md).

    Items of one rule and one judgement in one ledger are counted once: they have one cause.
    """

    right: int
    shrug: int
    """True, and not worth an item."""
    wrong: int

    @property
    def most(self) -> Confidence:
        """The highest confidence that it bears."""
        share = (self.right + _UNREAD * _SHARE) / (self.right + self.shrug + self.wrong + _UNREAD)
        return Confidence.HIGH if share >= _SURE else Confidence.MEDIUM if share >= _UNSURE else Confidence.LOW


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One kind of debt."""

    id: str
    slug: str
    title: str
    category: Category
    debt_type: str
    severity: Severity
    confidence: Confidence
    """As the check justifies it; an item's is no higher than the rule's record bears."""
    since: Maturity
    """Below this maturity of the repository the rule does not speak."""
    needs: tuple[str, ...]
    """Collectors without which the rule does not run (python, git, mlflow, dvc, monitoring, files …)."""
    uses: tuple[str, ...] = ()
    """Collectors that make it better."""
    credits: tuple[str, ...] = ()
    facets: tuple[Facet[Any, Any], ...] = ()
    version: int = 1
    origin: Origin = Origin.BUILTIN
    must_do: bool = False
    """Critical exposure (secrets, personal data): first in a plan whatever its payback."""
    page: RulePage
    check: Check
    record: TrackRecord | None = None
    """None: nothing that it says was read on unseen repositories."""

    @property
    def told_record(self) -> str:
        """Its record in a few words."""
        if self.record is None:
            return "not yet read on unseen repositories"
        known = self.record
        told = f"on unseen repositories {known.right} right, {known.shrug} a shrug, {known.wrong} wrong"
        is_free = not _IN_OPERATION.isdisjoint(self.uses) and not self.must_do
        return told + (" (not counted where a registry or a monitor is read)" if is_free else "")

    def sure(self, said: Confidence | None = None, read: Iterable[str] = ()) -> Confidence:
        """The confidence of an item of which the check says this, or nothing of its own; `read` names the collectors it rests on.

        What must be done whatever it costs is believed as it is said: to miss a leaked key is dearer than to look at one in vain.
        So is what a registry or a monitor proves: records were made where neither could be read.
        """
        stated = said or self.confidence
        if self.record is None or self.must_do or not _IN_OPERATION.isdisjoint(read):
            return stated
        return min(stated, self.record.most, key=lambda one: one.rank)
