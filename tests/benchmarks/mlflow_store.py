"""What reading a tracking database costs beside the bare SQL and MLflow's own client, in one run:
`python tests/benchmarks/mlflow_store.py [RUNS …]`.

With MLflow installed the schema is its own and `MlflowClient.search_runs` reads the smallest store too. It asserts nothing:
machines differ, ratios hardly do.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

NOON = 1_795_176_000_000  # 2026-11-20T12:00Z
OURS = """
import sys
from datetime import date
from debtscope_collectors.sources.mlflow.database import read_database
if sys.argv[1] != "-":
    read_database(sys.argv[1], date(2026, 11, 20), has_log=False)
"""
BARE = """
import sqlite3, sys
c = sqlite3.connect("file:%s?mode=ro&immutable=1" % sys.argv[1], uri=True)
tagged = "EXISTS (SELECT 1 FROM tags t WHERE t.key = 'mlflow.source.git.commit' AND t.run_uuid = r.run_uuid)"
data = "EXISTS (SELECT 1 FROM inputs i WHERE i.destination_type = 'RUN' AND i.destination_id = r.run_uuid AND i.source_type = 'DATASET')"
params = "EXISTS (SELECT 1 FROM params p WHERE p.run_uuid = r.run_uuid)"
c.execute(f"SELECT experiment_id, count(*), sum(NOT {tagged}), sum(NOT {data}), sum(NOT {params}) FROM runs r "
          "WHERE status = 'FINISHED' GROUP BY experiment_id").fetchall()
c.execute("SELECT count(*) FROM runs WHERE status = 'RUNNING'").fetchall()
"""
CLIENT = """
import sys
from mlflow import MlflowClient
client = MlflowClient("sqlite:///" + sys.argv[1], "sqlite:///" + sys.argv[1])
ids = [e.experiment_id for e in client.search_experiments()]
token = None
while sys.argv[2] == "read":
    page = client.search_runs(ids, max_results=1000, page_token=token)
    token = page.token
    if not token:
        break
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and peak memory of one process."""

    seconds: float
    mebibytes: float


def cost_of(program: str, *arguments: str) -> Cost:
    """Runs a program in an interpreter of its own."""
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    process = subprocess.Popen([sys.executable, "-c", program, *arguments], env=environment, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a measured program ended with {process.returncode}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def has_mlflow() -> bool:
    """Whether the real schema and client are at hand."""
    return importlib.util.find_spec("mlflow") is not None


def make_store(path: Path, runs: int) -> None:
    """A database of so many runs over two years: eight parameters, five metrics and five tags each, every third with a dataset."""
    if has_mlflow():
        cost_of(CLIENT, str(path), "make")
    else:
        importlib.import_module("tests.mlflow_made").make(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = off")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'latest_metrics'").fetchall():
            connection.executescript(
                "CREATE TABLE latest_metrics (key TEXT, value REAL, timestamp BIGINT, step BIGINT, is_nan BOOLEAN,"
                " run_uuid TEXT, PRIMARY KEY (key, run_uuid));"
                "CREATE INDEX latest_by_run ON latest_metrics (run_uuid);"
            )
        connection.execute(
            "INSERT OR IGNORE INTO experiments (experiment_id, name, lifecycle_stage, artifact_location) VALUES (1, 'main', 'active', 'x')"
        )
        ids = [f"{n:032x}" for n in range(runs)]
        step = 2 * 365 * 86_400_000 // runs
        connection.executemany(
            "INSERT INTO runs (run_uuid, name, source_type, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id,"
            " user_id) VALUES (?, 'r', 'LOCAL', ?, ?, ?, 'active', 'x', 1, 'ana')",
            (
                (i, "RUNNING" if n % 500 == 0 else "FINISHED", NOON - n * step, NOON - n * step + 9)
                for n, i in enumerate(ids)
            ),
        )
        connection.executemany(
            "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
            ((f"p{k}", str(n * k), i) for n, i in enumerate(ids) for k in range(8)),
        )
        connection.executemany(
            "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, 1, 0, 0, ?)",
            ((f"m{k}", n / runs, i) for n, i in enumerate(ids) for k in range(5)),
        )
        commit = "mlflow.source.git.commit"
        connection.executemany(
            "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)",
            (
                (commit if k == 0 else f"t{k}", f"{n % 300:040x}", i)
                for n, i in enumerate(ids)
                for k in range(5)
                if k or n % 4
            ),
        )
        connection.executemany(
            "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES (?, 'DATASET', 'd', 'RUN', ?)",
            ((i, i) for n, i in enumerate(ids) if n % 3 == 0),
        )
        connection.commit()


def say(line: str) -> None:
    """One line for people."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Makes the stores, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", type=int, default=[10_000, 100_000])
    sizes = sorted(parser.parse_args().runs)
    start = cost_of(OURS, "-")
    say(f"{'runs':>8} {'debtscope s':>12} {'MiB':>6} {'bare SQL s':>11} {'of bare':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            make_store(path, size)
            ours, bare, empty = cost_of(OURS, str(path)), cost_of(BARE, str(path)), cost_of("pass")
            net, floor = ours.seconds - start.seconds, max(bare.seconds - empty.seconds, 0.001)
            say(f"{size:>8} {net:>12.2f} {ours.mebibytes:>6.0f} {floor:>11.2f} {net / floor:>7.1f}x")
        if has_mlflow():
            path = str(Path(folder) / f"{sizes[0]}.db")
            client = cost_of(CLIENT, path, "read").seconds - cost_of(CLIENT, path, "open").seconds
            ours_net = max(cost_of(OURS, path).seconds - start.seconds, 0.001)
            say(f"MlflowClient.search_runs on {sizes[0]}: {client:.2f} s, {client / ours_net:.0f} times ours")


if __name__ == "__main__":
    main()
