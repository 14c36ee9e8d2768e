"""What reading monitoring exports costs beside parsing their JSON alone, in one run: `python tests/benchmarks/monitoring_reports.py`.

200 reports of 200 kB in each of three shapes: Evidently 0.4 (`Report.json`), Evidently 0.7 (`Snapshot.dumps`, mostly plots) and
Great Expectations 1.x. It asserts nothing: machines differ, ratios hardly do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

CORPUS = Path(__file__).resolve().parents[1] / "corpora" / "monitoring"
COUNT, SIZE = 200, 200_000
OURS = """
import sys
from datetime import date
from pathlib import Path
from debtscope.engine.workspace import open_workspace
from debtscope.model.settings import Settings
from debtscope_collectors.sources.monitoring.read import collector
from debtscope_collectors.sources.monitoring.facts import MonitorReport
workspace = open_workspace(Path(sys.argv[1]), as_of=date(2026, 11, 20), settings=Settings())
if sys.argv[2] == "read":
    found = [fact for fact in collector.collect(workspace) if isinstance(fact, MonitorReport)]
    assert len(found) == int(sys.argv[3]), len(found)
"""
FLOOR = """
import json, sys
from pathlib import Path
if sys.argv[2] == "read":
    for path in sorted(Path(sys.argv[1]).rglob("*.json")):
        json.loads(path.read_bytes())
"""


def evidently_04(number: int) -> bytes:
    """A report whose table of columns was copied until it is long enough."""
    document = json.loads((CORPUS / "evidently-0.4" / "report_2026-11-16.json").read_bytes())
    document["timestamp"] = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d} 06:00:00"
    table = next(m["result"]["drift_by_columns"] for m in document["metrics"] if m["metric"] == "DataDriftTable")
    return _grown(document, table)


def evidently_07(number: int) -> bytes:
    """A snapshot with its widgets, which are most of a real one."""
    document = json.loads((CORPUS / "evidently-0.7" / "snapshot_2026-11-16.json").read_bytes())
    document["timestamp"] = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}T06:00:00"
    return _grown(document, document["metric_results"])


def expectations(number: int) -> bytes:
    """A validation with many expectations."""
    document = json.loads((CORPUS / "gx-1" / "validation_2026-11-16.json").read_bytes())
    document["meta"]["validation_time"] = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}T06:00:00+00:00"
    known = list(document["results"])
    while len(content := json.dumps(document).encode()) < SIZE:
        document["results"] += known * max(1, (SIZE - len(content)) // len(json.dumps(known)))
    return content


def _grown(document: object, rows: dict[str, object]) -> bytes:
    known = list(rows.items())
    turn = 0
    while len(content := json.dumps(document).encode()) < SIZE:
        turn += 1
        rows.update({f"{name}_{turn}": value for name, value in known})
    return content


def seconds(program: str, *arguments: str) -> float:
    """User and system CPU seconds of one process, as it counts them itself."""
    ending = "\nimport resource\nu = resource.getrusage(resource.RUSAGE_SELF)\nprint(u.ru_utime + u.ru_stime)\n"
    command = [sys.executable, "-c", program + ending, *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def measure(name: str, make: Callable[[int], bytes], runs: int) -> None:
    """The best of some runs of each, less what a process costs that reads nothing."""
    with tempfile.TemporaryDirectory(prefix="debtscope-bench-") as folder:
        for number in range(COUNT):
            path = Path(folder) / "monitoring" / f"report_{number:04d}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(make(number))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.json")) / COUNT / 1000
        cost: dict[str, float] = {}
        for label, program in (("json.loads", FLOOR), ("debtscope", OURS)):
            idle = min(seconds(program, folder, "idle", "0") for _ in range(runs))
            cost[label] = min(seconds(program, folder, "read", str(COUNT)) for _ in range(runs)) - idle
    ours, floor = cost["debtscope"], cost["json.loads"]
    line = (
        f"{name:24} {COUNT} x {size:.0f} kB   json.loads {floor:.2f} s   debtscope {ours:.2f} s   {ours / floor:.2f} x"
    )
    sys.stdout.write(line + "\n")


def main() -> None:
    """Prints one line per shape."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    shapes = {
        "Evidently 0.4": evidently_04,
        "Evidently 0.7 snapshot": evidently_07,
        "Great Expectations 1.x": expectations,
    }
    for name, make in shapes.items():
        measure(name, make, runs)


if __name__ == "__main__":
    main()
