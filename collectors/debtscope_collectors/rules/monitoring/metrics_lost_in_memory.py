"""Metrics or quality counts live in a process's memory

Detects
-------
In a module with routes or handlers: a module-level list, dictionary, counter or number named as a measure (accuracy, history, counts,
errors, latencies, drift …) to which a function adds while the service runs; in a module that a service or page imports, a number of such a name that a
function declares global and adds to. With more than one worker or replica in the manifests or
commands it is medium; without a count it is low, since only restarts lose it. Instruments of prometheus_client count where one
container's command starts several workers of the service and nothing sets up the multiprocess mode. Other instruments, caches, rate
limits and sessions are left out.

Why it is debt
--------------
Each worker counts its own share and each restart begins at nought, so the number that somebody reads depends on which worker
answered. An accuracy over what one process saw since its last restart is no measure of the model.

How to pay it down
------------------
Use the monitoring system's counters (prometheus_client in multiprocess mode where there are workers), or write events and
compute from them.

Example
-------
Debt: `ACC = []` at the top, `ACC.append(y == yhat)` in the handler

Clean: `PREDICTIONS.labels(outcome).inc()` of a prometheus_client Counter

References
----------
prometheus_client, Multiprocess Mode (Gunicorn). ML Test Score, monitor 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.exported_metrics import exported_metrics
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ASIDE, ServedCode
from debtscope_collectors.sources.containers.facts import ContainerSpec, Workload
from debtscope_collectors.sources.python.module_state import KeptInMemory, kept_in_memory

_SHARED = "multiprocess"
_MULTI = regex(r"PROMETHEUS_MULTIPROC_DIR", re.IGNORECASE)
_APP = regex(r"(?:^|\s)([\w.]{1,80}):\w")
_WORKERS = regex(r"(?:--workers|--processes|-w|WEB_CONCURRENCY)[ =]{1,2}(\d{1,3})")


@rule(
    id="MON-027",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
    facets=(kept_in_memory, exported_metrics),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per module."""
    code = facts.one(CodeBase)
    rows, served = facts.rows(kept_in_memory), facts.one(ServedCode)
    for path in sorted(rows):
        module = code.modules.get(path) if code else None
        if code is None or code.is_library or module is None or module.role in ASIDE or is_aside(path):
            continue
        is_reached = served is not None and served.holds(path) and not module.facts.training
        counted = [row for row in rows[path] if (is_reached if row.is_apart else module.facts.serving)]
        if counted:
            yield _finding(path, counted, _copies(facts, path))
    if code is not None and not code.is_library:
        yield from _per_worker(facts, code)


def _per_worker(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Instruments of prometheus_client that each of several workers holds for itself."""
    imports = (one for module in code.modules.values() for one in module.facts.imports)
    specs = facts.all(ContainerSpec)
    if any(_SHARED in (one.module, *one.names) or one.module.endswith(f".{_SHARED}") for one in imports) or any(
        _MULTI.search(setting.name) for spec in specs for setting in spec.environment
    ):
        return
    metrics = facts.rows(exported_metrics)
    for path, module in sorted(code.modules.items()):
        if not module.facts.serving or module.role in ASIDE or is_aside(path):
            continue
        stem = path.removesuffix(".py").replace("/", ".")
        spec, workers = _workers(specs, stem)
        near = [
            (place, row)
            for place in code.closure(path, 1)
            for row in metrics.get(place, ())
            if row.name and row.kind in ("Counter", "Gauge", "Histogram", "Summary")
        ]
        if spec is None or not near:
            continue
        names = listed([row.name for _, row in near], 3)
        yield Finding(
            subject=file_subject(path, "metrics of each worker"),
            title="Each worker counts its own metrics",
            message=f"{names} of {near[0][0]} {'are' if len(near) > 1 else 'is'} kept apart by each of the {workers} workers that {spec.path} starts, "
            "and nothing sets prometheus_client's multiprocess mode: every scrape shows one worker's share.",
            line=near[0][1].line if near[0][0] == path else None,
            evidence=(
                *(Evidence(kind="metric", path=place, line=row.line, ref=row.name) for place, row in near[:6]),
                Evidence(kind="config", path=spec.path, line=spec.line, value=workers, ref="workers"),
                Evidence(kind="searched", excerpt="PROMETHEUS_MULTIPROC_DIR and prometheus_client.multiprocess", value="not found"),
            ),
            occurrences=1.0,
            remediation="Set PROMETHEUS_MULTIPROC_DIR and answer /metrics from a MultiProcessCollector, or start one worker a container.",
        )  # fmt: skip


def _workers(specs: Sequence[ContainerSpec], stem: str) -> tuple[ContainerSpec | None, int]:
    """The container that starts several workers of a module, named as its command does (`src.api:app`, seen from some folder)."""
    for spec in specs:
        command = " ".join(spec.started)
        named = (match[1] for match in _APP.finditer(command))
        match = _WORKERS.search(command)
        if match and int(match[1]) > 1 and any(stem == one or stem.endswith(f".{one}") for one in named):
            return spec, int(match[1])
    return None, 1


def _copies(facts: Facts, path: str) -> tuple[int, str]:
    """(workers or replicas, what says so) of the service, as far as a command names its module; (1, "") where nothing tells."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    found: list[tuple[int, str]] = []
    for spec in facts.all(ContainerSpec):
        command = " ".join(spec.started)
        if stem in command and (match := _WORKERS.search(command)):
            found.append((int(match[1]), spec.path))
    workloads = [w for w in facts.all(Workload) if any(stem in command for command in w.commands)]
    every = facts.all(Workload)
    for workload in workloads or (every if len(every) == 1 else ()):
        found.append((workload.replicas or workload.min_replicas or 1, workload.path))
    return max(found, default=(1, ""))


def _finding(path: str, rows: Sequence[KeptInMemory], copies: tuple[int, str]) -> Finding:
    count, where = copies
    names = ", ".join(row.name for row in rows[:3]) + ("…" if len(rows) > 3 else "")
    verb = "are" if len(rows) > 1 else "is"
    wrong = f" and wrong with the {count} processes of {where}" if count > 1 else ""
    evidence = [
        Evidence(kind="line", path=path, line=row.changed, ref=f"{row.name} in {row.scope}") for row in rows[:6]
    ]
    if where:
        evidence.append(Evidence(kind="config", path=where, value=count, ref="workers or replicas"))
    return Finding(
        subject=file_subject(path),
        message=f"{names} in {path} {verb} kept in the process's memory: lost at restart{wrong}.",
        line=rows[0].line,
        evidence=tuple(evidence),
        severity=None if count > 1 else Severity.LOW,
        occurrences=float(len(rows)),
    )
