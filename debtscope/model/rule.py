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
