"""What OpenLineage events tell: jobs, their runs, the datasets between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from debtscope.model.frozen import frozen


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DatasetKey:
    """A dataset as lineage names it."""

    namespace: str
    """User information removed."""
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@frozen
class LineageRun:
    """One run of a job: its events folded."""

    run_id: str
    state: str
    """The last one: START, RUNNING, COMPLETE, ABORT, FAIL or OTHER."""
    started: datetime | None
    ended: datetime | None
    """Time of its COMPLETE, FAIL or ABORT."""
    last: datetime | None
    """Time of its last event."""
    line: int | None
    """Of its last event, in files with an event a line."""
    parent: str = ""
    """`namespace/name` of the parent job, where a facet tells it."""


@frozen
class LineageJob:
    """One job with all its runs."""

    namespace: str
    name: str
    path: str
    """The export that speaks of it first."""
    line: int | None
    runs: tuple[LineageRun, ...]
    """Oldest first, undated ones last."""
    inputs: tuple[DatasetKey, ...]
    """Of all its runs, sorted."""
    outputs: tuple[DatasetKey, ...]
    facets: tuple[str, ...]
    """Names of the facets seen on the job and its runs, sorted: ownership, sql, sourceCodeLocation, nominalTime …"""
    owners: tuple[str, ...]
    producer: str
    """Url of the integration that told it."""

    @property
    def key(self) -> str:
        """`namespace/name`."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@frozen
class LineageDataset:
    """One dataset that any event names."""

    key: DatasetKey
    path: str
    """The export that names it first."""
    line: int | None
    facets: tuple[str, ...]
    """Sorted: schema, ownership, dataQualityMetrics, columnLineage …"""
    owners: tuple[str, ...]
    fields: tuple[str, ...]
    """Column names of the newest schema facet, at most 500."""
    read_by: tuple[str, ...]
    """Keys of jobs, sorted."""
    written_by: tuple[str, ...]
    last_written: datetime | None
    """Time of the newest completed run that had it as output."""


@frozen
class LineageGraph:
    """All events of all exports, folded."""

    paths: tuple[str, ...]
    events: int
    jobs: tuple[LineageJob, ...]
    """Sorted by key."""
    datasets: tuple[LineageDataset, ...]
    """Sorted by key."""
    first: datetime | None
    last: datetime | None
