"""Reading a large store is far from what MLflow's own client takes for it, and takes no more memory than a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.mlflow_store import CLIENT, OURS, cost_of, has_mlflow, make_store

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not has_mlflow(), reason="mlflow is not installed"),
]


def test_twenty_times_faster_than_the_client_and_flat_in_memory(tmp_path: Path) -> None:
    small, large = tmp_path / "small.db", tmp_path / "large.db"
    make_store(small, 10_000)
    make_store(large, 100_000)
    # The cheapest of many: what else the machine does only ever adds, and to a third of a second half as much again.
    nothing, ours, much = (
        min((cost_of(OURS, place) for _ in range(times)), key=lambda cost: cost.seconds)
        for place, times in (("-", 5), (str(small), 12), (str(large), 1))
    )
    client = cost_of(CLIENT, str(small), "read").seconds - cost_of(CLIENT, str(small), "open").seconds
    assert client >= 20 * max(ours.seconds - nothing.seconds, 0.001)
    assert much.mebibytes <= 1.3 * ours.mebibytes
