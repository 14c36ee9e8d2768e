"""One repository's scan as a job that may run in any process on any machine: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from threading import Lock

from debtscope import __version__
from debtscope.engine.guard import Fault, attempt
from debtscope.model.errors import DebtscopeError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Ledger
from debtscope.model.named import NotNamed, from_named, to_named
from debtscope.services.types import ProgressSink, ScanRequest, place_of
from debtscope.store.packing import NotPacked, pack, unpack

_ONE_AT_A_TIME = Lock()
"""A worker of a cluster may have several threads; a scan takes the whole process for itself."""


@frozen
class ScanJob:
    """What a worker has to know."""

    root: str
    """Absolute: the worker sees the folder under the same name."""
    as_of: str
    save: bool = False
    use_cache: bool = True
    store: str | None = field(default=None, repr=False)
    """A shared database that keeps the repositories' snapshots; its address may hold a password, and workers log."""


@frozen
class Outcome:
    """The packed ledger, or why there is none."""

    packed: bytes | None = None
    new_ids: tuple[str, ...] = ()
    message: str = ""
    version: str = __version__

    def ledger(self) -> Ledger:
        """Raises DebtscopeError that says what happened instead."""
        if self.packed is None:
            raise DebtscopeError(self.message)
        if self.version != __version__:
            raise DebtscopeError(f"was scanned by debtscope {self.version} on a worker, this is {__version__}")
        try:
            return from_named(Ledger, unpack(self.packed))
        except (NotPacked, NotNamed):
            raise DebtscopeError("the ledger that a worker sent is damaged") from None


Engine = Callable[[Sequence[ScanJob], ProgressSink], list[Outcome]]
"""Runs jobs, tells how far it is, and returns their outcomes in the order of the jobs."""


def scan_job(job: ScanJob) -> Outcome:
    """Scans. Whatever goes wrong is told in the outcome and ends nothing else."""
    with _ONE_AT_A_TIME:
        done = attempt(lambda: _scanned(job))
    return Outcome(message=done.message) if isinstance(done, Fault) else done.value


def _scanned(job: ScanJob) -> Outcome:
    from debtscope.services.scan import scan

    root = Path(job.root)
    request = ScanRequest(
        root=root, as_of=date.fromisoformat(job.as_of), save=job.save, use_cache=job.use_cache, tolerant=True,
        state=place_of(None, job.store),
    )  # fmt: skip
    book = scan(request)
    return Outcome(packed=pack(to_named(replace(book.ledger, run={}))), new_ids=tuple(sorted(book.new_ids)))
