"""Folds single events into jobs with runs and datasets with readers and writers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from debtscope_collectors.sources.lineage.facts import (
    DatasetKey,
    LineageDataset,
    LineageGraph,
    LineageJob,
    LineageRun,
)
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.shape import mapping, sequence, text
from debtscope_collectors.sources.values import without_user

STATES = frozenset({"START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"})
_ENDS = frozenset({"COMPLETE", "ABORT", "FAIL"})
_MAX_FIELDS = 500


@dataclass(slots=True, kw_only=True)
class _Run:
    state: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    last: datetime | None = None
    line: int | None = None
    parent: str = ""


@dataclass(slots=True, kw_only=True)
class _Job:
    namespace: str
    name: str
    path: str
    line: int | None
    runs: dict[str, _Run] = field(default_factory=dict[str, _Run])
    inputs: set[DatasetKey] = field(default_factory=set[DatasetKey])
    outputs: set[DatasetKey] = field(default_factory=set[DatasetKey])
    facets: set[str] = field(default_factory=set[str])
    owners: dict[str, None] = field(default_factory=dict[str, None])
    producer: str = ""

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(slots=True, kw_only=True)
class _Dataset:
    path: str
    line: int | None
    facets: set[str] = field(default_factory=set[str])
    owners: dict[str, None] = field(default_factory=dict[str, None])
    fields: tuple[str, ...] = ()
    read_by: set[str] = field(default_factory=set[str])
    written_by: set[str] = field(default_factory=set[str])
    last_written: datetime | None = None


class Folding:
    """What all events so far add up to."""

    def __init__(self) -> None:
        self.events = 0
        self.paths: list[str] = []
        self._jobs: dict[tuple[str, str], _Job] = {}
        self._datasets: dict[DatasetKey, _Dataset] = {}
        self._first: datetime | None = None
        self._last: datetime | None = None

    def add(self, path: str, line: int | None, event: Mapping[str, object]) -> bool:
        """One event; False when it is none."""
        told, at = mapping(event.get("job")), parse_time(event.get("eventTime"))
        name = text(told.get("name"))
        alone = mapping(event.get("dataset"))
        if not name and not text(alone.get("name")):
            return False
        self.events += 1
        if at is not None:
            self._first = min(self._first or at, at)
            self._last = max(self._last or at, at)
        if not name:
            self._dataset(path, line, alone)
            return True
        namespace = without_user(text(told.get("namespace")))
        job = self._jobs.setdefault((namespace, name), _Job(namespace=namespace, name=name, path=path, line=line))
        job.producer = text(event.get("producer")) or job.producer
        run = mapping(event.get("run"))
        job.facets.update(_names(told.get("facets")), _names(run.get("facets")))
        job.owners.update(dict.fromkeys(_owners(told.get("facets"))))
        state = text(event.get("eventType")).upper()
        self._run(job, run, state, at, line)
        self._edges(job, event, state, at, path, line)
        return True

    def _run(self, job: _Job, told: Mapping[str, object], state: str, at: datetime | None, line: int | None) -> None:
        run_id = text(told.get("runId")) or text(told.get("id"))
        if not run_id:
            return
        run = job.runs.setdefault(run_id, _Run())
        parent = mapping(mapping(mapping(told.get("facets")).get("parent")).get("job"))
        if text(parent.get("name")):
            run.parent = "/".join(part for part in (text(parent.get("namespace")), text(parent["name"])) if part)
        if state == "START":
            run.started = min(run.started or at, at) if at else run.started
        if state in _ENDS and at is not None:
            run.ended = max(run.ended or at, at)
        newer = run.last is None or at is None or at >= run.last
        # An end stays an end: events that carry only facets may come after it.
        if state in STATES and newer and (state in _ENDS or run.state not in _ENDS):
            run.state, run.line = state, line
        if at is not None:
            run.last = max(run.last or at, at)

    def _edges(
        self, job: _Job, event: Mapping[str, object], state: str, at: datetime | None, path: str, line: int | None
    ) -> None:
        for told in sequence(event.get("inputs")):
            key, dataset = self._dataset(path, line, mapping(told))
            if key is not None and dataset is not None:
                job.inputs.add(key)
                dataset.read_by.add(job.key)
        for told in sequence(event.get("outputs")):
            key, dataset = self._dataset(path, line, mapping(told))
            if key is not None and dataset is not None:
                job.outputs.add(key)
                dataset.written_by.add(job.key)
                if state == "COMPLETE" and at is not None:
                    dataset.last_written = max(dataset.last_written or at, at)

    def _dataset(
        self, path: str, line: int | None, told: Mapping[str, object]
    ) -> tuple[DatasetKey | None, _Dataset | None]:
        name = text(told.get("name"))
        if not name:
            return None, None
        key = DatasetKey(namespace=without_user(text(told.get("namespace"))), name=without_user(name))
        dataset = self._datasets.setdefault(key, _Dataset(path=path, line=line))
        facets = told.get("facets")
        for more in (facets, told.get("inputFacets"), told.get("outputFacets")):
            dataset.facets.update(_names(more))
        dataset.owners.update(dict.fromkeys(_owners(facets)))
        schema = mapping(mapping(facets).get("schema"))
        columns = tuple(text(mapping(f).get("name")) for f in sequence(schema.get("fields"))[:_MAX_FIELDS])
        dataset.fields = tuple(filter(None, columns)) or dataset.fields
        return key, dataset

    def graph(self) -> LineageGraph:
        """The whole."""
        jobs = tuple(_job(job) for job in sorted(self._jobs.values(), key=lambda job: job.key))
        datasets = tuple(
            LineageDataset(
                key=key, path=one.path, line=one.line, facets=tuple(sorted(one.facets)), owners=tuple(one.owners),
                fields=one.fields, read_by=tuple(sorted(one.read_by)), written_by=tuple(sorted(one.written_by)),
                last_written=one.last_written,
            )
            for key, one in sorted(self._datasets.items())
        )  # fmt: skip
        return LineageGraph(
            paths=tuple(self.paths), events=self.events, jobs=jobs, datasets=datasets, first=self._first,
            last=self._last,
        )  # fmt: skip


def _job(job: _Job) -> LineageJob:
    runs = (
        LineageRun(
            run_id=run_id, state=run.state or "OTHER", started=run.started, ended=run.ended, last=run.last,
            line=run.line, parent=run.parent,
        )
        for run_id, run in job.runs.items()
    )  # fmt: skip
    return LineageJob(
        namespace=job.namespace, name=job.name, path=job.path, line=job.line,
        runs=tuple(sorted(runs, key=lambda r: (r.last is None, r.last.timestamp() if r.last else 0.0, r.run_id))),
        inputs=tuple(sorted(job.inputs)), outputs=tuple(sorted(job.outputs)), facets=tuple(sorted(job.facets)),
        owners=tuple(job.owners), producer=without_user(job.producer),
    )  # fmt: skip


def _names(facets: object) -> Iterator[str]:
    return (name for name in mapping(facets) if not name.startswith("_"))


def _owners(facets: object) -> Iterator[str]:
    told = mapping(mapping(facets).get("ownership"))
    return filter(None, (text(mapping(owner).get("name")) for owner in sequence(told.get("owners"))))
