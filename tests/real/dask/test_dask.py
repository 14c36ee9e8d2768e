"""The portfolio on a real Dask cluster of two workers: the same bytes as here, also when a worker is lost in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debtscope.export.portfolio import portfolio_json
from debtscope.model.errors import DebtscopeError
from debtscope.services.portfolio import PortfolioRequest, gather
from debtscope.services.portfolio.cluster import DaskEngine
from debtscope.services.portfolio.local import LocalEngine
from debtscope.services.portfolio.work import ScanJob
from debtscope.services.types import Progress, ignore_progress
from debtscope.testing import CommitSpec, git_repo
from tests.dying import die_or_tell

pytestmark = pytest.mark.real
distributed: Any = pytest.importorskip("distributed")

DAY = date(2026, 11, 20)
LOAD = "import pickle\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))\n"


class Watching(distributed.SchedulerPlugin):
    """How often each task was begun and done, and by whom it is worked on now."""

    def __init__(self) -> None:
        self.begun: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def transition(self, key: Any, start: str, finish: str, *_: Any, **__: Any) -> None:
        """Called by the scheduler."""
        self.begun[str(key)] += finish == "processing"
        self.done[str(key)] += start == "processing" and finish == "memory"


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six, one of which has no git where its `.git` says, and a folder that is not there."""
    top = tmp_path_factory.mktemp("repositories")
    folders: list[Path] = []
    for number in range(6):
        folder = top / f"repo{number}"
        folder.mkdir()
        files = {f"src/part{n}.py": f"N = {n}\n{LOAD}" for n in range(number * 8 + 1)}
        git_repo(folder, [CommitSpec(message="first", files=files, on="2026-10-05")])
        folders.append(folder)
    broken = top / "broken"
    broken.mkdir()
    (broken / ".git").write_text("gitdir: /nowhere\n")
    return [*folders, broken, top / "gone"]


@pytest.fixture
def cluster() -> Generator[Any]:
    """Two processes, each with a thread of its own."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as made:
        yield made


def made_by(engine: LocalEngine | DaskEngine, targets: list[Path], progress: Any = ignore_progress) -> str:
    return portfolio_json(gather(PortfolioRequest(targets=tuple(targets), as_of=DAY), engine, progress))


def test_the_same_bytes_with_one_task_a_repository(cluster: Any, repositories: list[Path]) -> None:
    watching = Watching()
    cluster.scheduler.add_plugin(watching)
    there = made_by(DaskEngine(cluster.scheduler_address, 2), repositories)
    assert there == made_by(LocalEngine(1), repositories)
    assert sorted(watching.done.values()) == [1] * (len(repositories) - 1)
    assert there.count('"message": "no such folder or ledger file"') == 1


def test_a_worker_lost_in_the_middle_is_made_up_for(cluster: Any, repositories: list[Path]) -> None:
    watching = Watching()
    cluster.scheduler.add_plugin(watching)
    killed: list[str] = []

    def kill_one(_: Progress) -> None:
        """When the first scan is done: a worker that is at another one."""
        for state in [] if killed else list(cluster.scheduler.workers.values()):
            nanny = next(one for one in cluster.workers.values() if one.worker_address == state.address)
            if state.processing and not killed:
                killed.extend(str(task.key) for task in state.processing)
                os.kill(nanny.pid, signal.SIGKILL)

    there = made_by(DaskEngine(cluster.scheduler_address, 2), repositories, kill_one)
    assert killed and any(watching.begun[key] > 1 for key in killed)
    assert there == made_by(LocalEngine(1), repositories)


def test_a_scan_that_kills_every_worker_costs_itself(cluster: Any) -> None:
    cluster.scheduler.allowed_failures = 1
    jobs = [ScanJob(root=root, as_of="2026-11-20") for root in ("/x", "/dies", "/y")]
    told = [one.message for one in DaskEngine(cluster.scheduler_address, 2, work=die_or_tell)(jobs, ignore_progress)]
    assert told == ["scanned /x", "its worker died again and again (killed, or out of memory)", "scanned /y"]


def test_no_scheduler_is_one_sentence() -> None:
    engine = DaskEngine("tcp://ana:hunter2@127.0.0.1:1", 2, connect_seconds=0.5)
    with pytest.raises(DebtscopeError, match="no Dask scheduler answers") as told:
        engine([ScanJob(root="/x", as_of="2026-11-20")], ignore_progress)
    assert "hunter2" not in told.value.message


def test_the_command_line_on_a_cluster_of_its_own(repositories: list[Path], tmp_path: Path) -> None:
    words = ["portfolio", *map(str, repositories[:3]), "--as-of", "2026-11-20", "--format", "json", "--output"]
    for name, options in (("dask", ["--engine", "dask", "--jobs", "2"]), ("local", ["--jobs", "1"])):
        # a process of its own, as users have it: this one still holds the threads of the clusters above
        command = [Path(sys.executable).with_name("debtscope"), *words, str(tmp_path / name), *options]
        subprocess.run(command, check=True, timeout=120)
    assert (tmp_path / "dask").read_bytes() == (tmp_path / "local").read_bytes()
