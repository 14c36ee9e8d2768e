"""Scans on this machine, in as many processes as the user allows. A process that dies costs the one scan that it was at."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from debtscope.services.portfolio.work import Outcome, ScanJob, scan_job
from debtscope.services.types import Progress, ProgressSink

_DIED = "the process that scanned it died (killed, or out of memory)"


class LocalEngine:
    """Processes of its own; with one job at a time none is started."""

    def __init__(self, jobs: int, work: Callable[[ScanJob], Outcome] = scan_job) -> None:
        self._jobs = max(1, jobs)
        self._work = work

    def __call__(self, jobs: Sequence[ScanJob], progress: ProgressSink) -> list[Outcome]:
        """The outcomes, in the order of the jobs."""
        many = min(self._jobs, len(jobs))
        outcomes: dict[int, Outcome] = {}
        if many > 1:
            self._run(dict(enumerate(jobs)), many, outcomes, progress, len(jobs))
            for number in [n for n in range(len(jobs)) if n not in outcomes]:  # a process died: each again, alone
                self._run({number: jobs[number]}, 1, outcomes, progress, len(jobs))
                outcomes.setdefault(number, Outcome(message=_DIED))
        else:
            for number, job in enumerate(jobs):
                tell(progress, job, number, len(jobs))
                outcomes[number] = self._work(job)
        return [outcomes[number] for number in range(len(jobs))]

    def _run(
        self, jobs: dict[int, ScanJob], many: int, outcomes: dict[int, Outcome], progress: ProgressSink, total: int
    ) -> None:
        """Adds the outcomes of those that came to an end before a process died."""
        pool = ProcessPoolExecutor(
            many, mp_context=multiprocessing.get_context("spawn"), initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        try:
            waiting = {pool.submit(self._work, job): number for number, job in jobs.items()}
            for future in as_completed(waiting):
                number = waiting[future]
                try:
                    outcomes[number] = future.result()
                except BrokenProcessPool:
                    continue
                tell(progress, jobs[number], len(outcomes), total)
        finally:
            pool.shutdown(cancel_futures=True)  # who interrupts does not wait for scans that have not begun


def tell(progress: ProgressSink, job: ScanJob, done: int, total: int) -> None:
    """One scan more."""
    progress(Progress(stage="scan", name=Path(job.root).name, done=done, total=total))
