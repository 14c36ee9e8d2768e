"""Scans on a Dask cluster (extra `dask`): one task a repository. Workers see the folders under the same names."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Callable, Generator, Sequence
from typing import Any

from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.frozen import frozen
from debtscope.model.text import printable, without_credentials
from debtscope.services.portfolio.local import tell
from debtscope.services.portfolio.work import Outcome, ScanJob, scan_job
from debtscope.services.types import ProgressSink

CONNECT_SECONDS = 20.0
PATIENCE_SECONDS = 60
"""How long a cluster without any worker is waited for."""
_LOOK_SECONDS = 5
_NOT_THERE = "the worker has no debtscope: install the same version there"


@frozen(kw_only=False)
class DaskEngine:
    """A scheduler of the user's, or a cluster of `jobs` processes on this machine."""

    scheduler: str | None
    jobs: int
    connect_seconds: float = CONNECT_SECONDS
    work: Callable[[ScanJob], Outcome] = scan_job
    """What a task does. A scan whose worker is lost is begun again, as often as the scheduler's settings allow."""

    def __call__(self, jobs: Sequence[ScanJob], progress: ProgressSink) -> list[Outcome]:
        """The outcomes, in the order of the jobs. Raises UsageError without Dask, DebtscopeError without a cluster."""
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise UsageError("--engine dask needs Dask", "pip install 'debtscope[dask]'") from None
        with self._client(distributed) as client:
            return _Running(distributed, client, self._place, jobs).outcomes(self.work, progress)

    @property
    def _place(self) -> str:
        return printable(without_credentials(self.scheduler or "the cluster on this machine"), limit=100)

    @contextlib.contextmanager
    def _client(self, distributed: Any) -> Generator[Any]:
        with contextlib.ExitStack() as stack:
            try:
                address = self.scheduler or stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=self.jobs,
                        threads_per_worker=1,
                        host="127.0.0.1",
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                )
                client = stack.enter_context(
                    distributed.Client(address, timeout=self.connect_seconds, set_as_default=False)
                )
            except (OSError, TimeoutError, ValueError) as error:
                kind = type(error).__name__
                raise DebtscopeError(
                    f"{self._place}: no Dask scheduler answers ({kind})", "name it as in --scheduler tcp://host:8786"
                ) from None
            with client.as_current():  # what `wait` looks for
                yield client


class _Running:
    """Tasks on their way."""

    def __init__(self, distributed: Any, client: Any, place: str, jobs: Sequence[ScanJob]) -> None:
        self._distributed, self._client, self._place, self._jobs = distributed, client, place, jobs

    def outcomes(self, work: Callable[[ScanJob], Outcome], progress: ProgressSink) -> list[Outcome]:
        """Waits for all; a cluster that has lost its last worker for long, or its scheduler, is given up with a word."""
        waiting = {
            self._client.submit(work, job, key=f"debtscope-{number}-{job.root}", pure=False): number
            for number, job in enumerate(self._jobs)
        }
        found: dict[int, Outcome] = {}
        idle = 0
        while waiting:
            try:
                done, _ = self._distributed.wait(list(waiting), timeout=_LOOK_SECONDS, return_when="FIRST_COMPLETED")
            except TimeoutError:
                idle = 0 if self._has_workers() else idle + _LOOK_SECONDS
                if idle >= PATIENCE_SECONDS:
                    raise DebtscopeError(f"{self._place} has no workers", "start dask workers and try again") from None
                continue
            for future in done:
                number = waiting.pop(future)
                found[number] = self._outcome(future)
                tell(progress, self._jobs[number], len(found), len(self._jobs))
        return [found[number] for number in range(len(self._jobs))]

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.scheduler_info(n_workers=-1)["workers"])
        except OSError:
            return False

    def _outcome(self, future: Any) -> Outcome:
        """The scan's own outcome, or what became of its task."""
        if future.status == "cancelled":
            raise DebtscopeError(f"{self._place}: the scheduler was lost", "start it again and try again")
        if future.status == "finished":
            result: Outcome = future.result()
            return result
        error = future.exception()
        name = type(error).__name__
        if name == "KilledWorker":
            return Outcome(message="its worker died again and again (killed, or out of memory)")
        if isinstance(error, ImportError):
            return Outcome(message=_NOT_THERE)
        return Outcome(message=f"its task failed on the cluster ({name})")
