"""Runs the collectors and holds what they read, by type; joins are made on first demand. Implements `model.rule.Facts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from debtscope.api import Collector, Join, Workspace
from debtscope.engine.guard import Fault, attempt
from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.ledger import Diagnostic, SourceReport
from debtscope.model.rule import Facet, FacetRows
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import DiagnosticSeverity, SourceStatus

T = TypeVar("T")
Record = TypeVar("Record")

OnCollector = Callable[[str, int, int], None]
"""Called with a collector's name before it runs, how many are done, and how many there are."""


class JoinFailed(DebtscopeError):
    """A fact that could not be made: whoever asked for it must not conclude anything from its absence."""


@dataclass(slots=True, kw_only=True)
class Collected:
    """What all collectors yielded."""

    facts: dict[type, list[object]] = field(default_factory=dict[type, list[object]])
    rows: dict[str, dict[str, tuple[object, ...]]] = field(default_factory=dict[str, dict[str, tuple[object, ...]]])
    """Facet name -> path -> records."""
    sources: list[SourceReport] = field(default_factory=list[SourceReport])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def add(self, fact: object) -> None:
        """Files one yielded value under its type."""
        match fact:
            case SourceReport():
                self.sources.append(fact)
            case Diagnostic():
                self.diagnostics.append(fact)
            case FacetRows():
                if fact.records:
                    self.rows.setdefault(fact.facet, {})[fact.path] = fact.records
            case _:
                self.facts.setdefault(type(fact), []).append(fact)


def _quiet(name: str, done: int, total: int) -> None:
    """No progress."""


def collect(
    workspace: Workspace,
    collectors: Sequence[Collector],
    on_collector: OnCollector = _quiet,
    ask: Callable[[Collector], Iterable[object]] | None = None,
) -> Collected:
    """Runs every collector behind the guard. One that fails keeps the facts that it had yielded, and is reported.

    `ask` gives what a collector tells of the workspace, where that may be known without asking it.
    """
    collected = Collected()
    for done, collector in enumerate(collectors):
        on_collector(collector.name, done, len(collectors))
        reported = len(collected.sources)
        outcome = attempt(
            lambda collector=collector: _drain(ask(collector) if ask else collector.collect(workspace), collected)
        )
        if isinstance(outcome, Fault):
            if isinstance(
                outcome.error, UsageError
            ):  # what the user named cannot be read: theirs to mend, nothing was scanned
                raise outcome.error
            _report_fault(collector, outcome, collected)
        elif len(collected.sources) == reported:
            collected.add(_report(collector, SourceStatus.ABSENT, collector.how))
    return collected


def _drain(facts: Iterable[object], collected: Collected) -> None:
    for fact in facts:
        collected.add(fact)


def _report(collector: Collector, status: SourceStatus, detail: str) -> SourceReport:
    return SourceReport(collector=collector.name, kind=collector.kind, location="", status=status, detail=detail)


def _report_fault(collector: Collector, fault: Fault, collected: Collected) -> None:
    collected.add(_report(collector, SourceStatus.FAILED, fault.message))
    collected.add(
        Diagnostic(
            severity=DiagnosticSeverity.ERROR, collector=collector.name, path="",
            message=f"the collector stopped: {fault.message}",
        )
    )  # fmt: skip


class FactStore:
    """The facts of one scan."""

    def __init__(self, *, as_of: date, settings: Settings, collected: Collected, joins: Iterable[Join]) -> None:
        self._as_of = as_of
        self._settings = settings
        self._collected = collected
        self._joins = {join.produces: join for join in joins}
        self._made: dict[type, tuple[object, ...]] = {}
        self._failed: set[type] = set()
        self._making: list[type] = []
        self._given = {kind: tuple(values) for kind, values in collected.facts.items()}

    @property
    def as_of(self) -> date:
        """The day against which ages are counted, UTC."""
        return self._as_of

    @property
    def settings(self) -> Settings:
        """Of the repository."""
        return self._settings

    @property
    def sources(self) -> tuple[SourceReport, ...]:
        """What became of each source."""
        return tuple(self._collected.sources)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Of collectors, and of the joins made so far."""
        return tuple(self._collected.diagnostics)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every fact of that type, as yielded, then as joined. Raises JoinFailed where its join could not be made."""
        given = self._given.get(kind, ())
        join = self._joins.get(kind)
        if join is not None:
            given = (*given, *self._join(kind, join))
        return cast("tuple[T, ...]", given)

    def one(self, kind: type[T]) -> T | None:
        """The only fact of that type, or None."""
        found = self.all(kind)
        return found[0] if len(found) == 1 else None

    def rows(self, facet: Facet[Any, Record]) -> Mapping[str, tuple[Record, ...]]:
        """A facet's records by path, in the order in which the files were read."""
        return cast("Mapping[str, tuple[Record, ...]]", self._collected.rows.get(facet.name, {}))

    def read(self, collector: str) -> bool:
        """Whether that collector read a source in this scan."""
        return any(s.collector == collector and s.status is SourceStatus.READ for s in self._collected.sources)

    def _join(self, kind: type, join: Join) -> tuple[object, ...]:
        if kind in self._made:
            return self._made[kind]
        if kind in self._failed:
            raise JoinFailed(f"{kind.__name__} could not be made")
        if kind in self._making:
            chain = " → ".join(k.__name__ for k in (*self._making[self._making.index(kind) :], kind))
            raise DebtscopeError(f"joins ask for each other in a circle: {chain}")
        self._making.append(kind)
        outcome = attempt(lambda: tuple(join.make(self)))
        self._making.remove(kind)
        if isinstance(outcome, Fault):
            self._fail(kind, outcome)
            raise JoinFailed(f"{kind.__name__} could not be made")
        self._made[kind] = outcome.value
        return outcome.value

    def _fail(self, kind: type, fault: Fault) -> None:
        self._failed.add(kind)
        if isinstance(fault.error, JoinFailed):
            return  # the join that it rests on has been reported already
        self._collected.diagnostics.append(
            Diagnostic(
                severity=DiagnosticSeverity.ERROR, collector=f"join {kind.__name__}", path="",
                message=f"the join stopped: {fault.message}",
            )
        )  # fmt: skip
