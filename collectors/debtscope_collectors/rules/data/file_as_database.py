"""Serving code keeps records in a shared file

Detects
-------
A request handler (or a task of Celery and the like), with what it calls in the project's own code, reads a CSV, JSON, pickle or Parquet
file and writes the same file anew, without a lock and without replacing it in one step; what is read after the write, in the
same function, is a look at what was written. Also a handler that appends to a file
which training code reads. The file must be known by name: one file per user, run or day is left out. Append-only logs that nobody trains on, writes under a lock,
model files, databases, user interfaces of one person (Streamlit, Gradio) and published libraries are left out.

Why it is debt
--------------
Two requests at once both read, both add their row and both write: the later one wins and the other row is gone, without an
error. A reader in between sees half a file. With two workers or replicas each has its own truth.

How to pay it down
------------------
Keep records in a database (SQLite is enough for one machine), or append events to a log that one process folds. Where a file
must stay, write to a temporary file, `os.replace` it, and hold a lock from the read to the write.

Example
-------
Debt: `df = pd.read_csv("feedback.csv"); df = pd.concat([df, row]); df.to_csv("feedback.csv")` in a POST handler.

Clean: `INSERT` through a connection.

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015: unstable data dependencies. SQLite, Appropriate Uses.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.model_loads import is_model_file
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ASIDE
from debtscope_collectors.joins.serving import HandledRequest, Reach
from debtscope_collectors.sources.python.shared_files import RECORDS, RecordWrite, record_writes

_DEPTH = 3
_TASK: Final = regex(
    r"(?:^|\.)(?:shared_task|scheduled_job|periodic_task|repeat_every|subscriber)$|^(?:celery\w*|\w*celery|broker)\.task$"
)

_OF_ONE: Final = regex(r"[^/{}]/.*\{\}|\{\}[^/]|[^/]\{\}")
"""A part of the name is made for one user, run or day: two requests seldom meet there."""


@rule(
    id="DAT-034",
    category=Category.DATA,
    debt_type="unstable data dependency",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(record_writes,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file that is kept so."""
    code = facts.one(CodeBase)
    writes = facts.rows(record_writes)
    if code is None or code.is_library or not any(writes.values()):
        return
    found: dict[str, _Kept] = {}
    for request in (*facts.all(HandledRequest), *_tasks(code)):
        for kept in _kept(code, request.shown, request.places(), writes):
            known = found.get(kept.target)
            if known is None or kept.depth < known.depth:
                found[kept.target] = kept
    for target in sorted(found):
        kept = found[target]
        readers = _readers(code, kept)
        if kept.read_line is not None or any(reader.facts.training for reader in readers):
            yield _finding(kept, readers)


@frozen(kw_only=False)
class _Kept:
    target: str
    shown: str
    path: str
    write: RecordWrite
    depth: int
    """Functions between the handler and the write: the nearest handler is told."""
    read_path: str = ""
    read_line: int | None = None


@frozen(kw_only=False)
class _Task:
    """A function that a message or a clock starts, with what it reaches."""

    shown: str
    reached: Mapping[tuple[str, str], int]

    def places(self) -> Mapping[tuple[str, str], int]:
        return self.reached


def _tasks(code: CodeBase) -> Iterator[_Task]:
    for path, module in sorted(code.modules.items()):
        names = [f.qualname for f in module.facts.functions if any(map(_TASK.search, f.decorators))]
        if not names or module.role in ASIDE or is_aside(path):
            continue
        reach = Reach(code, [code.modules[p] for p in code.closure(path, _DEPTH) if p in code.modules])
        for name in names:
            steps = [(step.path, step.function.qualname) for step in reach.of(path, name)]
            yield _Task(name, {place: n for n, place in reversed(list(enumerate(steps)))})


def _kept(
    code: CodeBase, shown: str, places: Mapping[tuple[str, str], int], writes: Mapping[str, Sequence[RecordWrite]]
) -> Iterator[_Kept]:
    """Files that one handler reads and writes anew, or appends to."""
    paths = sorted({path for path, _ in places})
    own = [(path, write) for path in paths for write in writes.get(path, ()) if (path, write.scope) in places]
    if any(write.how == "guarded" for _, write in own):
        return
    for path, bare in own:
        if (write := _filled(code, path, bare)) is None:
            continue
        if is_model_file(write.target) or _OF_ONE.search(write.target):
            continue
        depth = places[path, write.scope]
        if write.how == "append":
            yield _Kept(write.target, shown, path, write, depth)
            continue
        reads = (
            (p, access.line)
            for p in paths
            for access in code.modules[p].facts.reads
            if access.target
            and posixpath.normpath(access.target) == posixpath.normpath(write.target)
            and (p, access.scope) in places
            and not ((p, access.scope) == (path, write.scope) and access.line > write.line)  # it looks at what it wrote
        )
        if (read := next(reads, None)) is not None:
            yield _Kept(write.target, shown, path, write, depth, *read)


def _filled(code: CodeBase, path: str, write: RecordWrite) -> RecordWrite | None:
    """The same with its file as settings and constants tell it; None where it keeps no records."""
    if write.target:
        return write
    known = (a.target for a in code.modules[path].facts.writes if a.line == write.line and a.scope == write.scope)
    target = next((one for one in known if one and RECORDS.search(one)), None)
    return replace(write, target=posixpath.normpath(target)) if target is not None else None


def _readers(code: CodeBase, kept: _Kept) -> list[CodeModule]:
    """Other modules that read a file of that name."""
    name = kept.target.rpartition("/")[2]
    return [
        module
        for path, module in sorted(code.modules.items())
        if path not in (kept.path, kept.read_path) and module.role not in ASIDE - {"notebook", "experiment"}
        and len(name.partition(".")[0].replace("{}", "")) > 2
        and any(access.target and access.target.rpartition("/")[2] == name for access in module.facts.reads)
    ]  # fmt: skip


def _finding(kept: _Kept, readers: Sequence[CodeModule]) -> Finding:
    name = kept.target.replace("{}/", "").replace("{}", "*") or kept.target
    also = f"; {readers[0].path} reads it too" if readers else ""
    if kept.read_line is not None:
        message = f"{kept.shown} reads and rewrites {name} for each request: two at once lose each other's rows{also}."
    else:
        message = f"{kept.shown} appends to {name} without a lock, and {readers[0].path} trains on it."
    evidence = [
        Evidence(kind="line", path=kept.path, line=kept.write.line, ref=f"{kept.write.how} in {kept.write.scope}")
    ]
    if kept.read_line is not None:
        evidence.append(Evidence(kind="line", path=kept.read_path, line=kept.read_line, ref="read"))
    evidence += [Evidence(kind="file", path=reader.path, excerpt="reads it too") for reader in readers[:4]]
    return Finding(
        subject=Subject(kind="dataset", name=name, path=kept.path, symbol=name),
        message=message,
        line=kept.write.line,
        evidence=tuple(evidence),
        severity=None if kept.read_line is not None else Severity.MEDIUM,
        confidence=None if kept.read_line is not None else Confidence.MEDIUM,
    )
