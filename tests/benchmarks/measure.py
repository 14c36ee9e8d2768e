"""What a scan costs beside what nobody can do without, in CPU seconds of the same run: `python tests/benchmarks/measure.py [REPOSITORY]`.

The floor lists and reads all files, parses and walks every Python file once and runs `git log --raw` (renames of equal content only: a partial clone lacks blobs). It asserts
nothing: machines differ, ratios hardly do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]

_READ = """
import ast, os, sys
parse = len(sys.argv) > 2
for folder, folders, names in os.walk(sys.argv[1]):
    folders[:] = [name for name in folders if name not in (".git", ".venv", "node_modules")]
    for name in names:
        path = os.path.join(folder, name)
        if os.path.islink(path):
            continue
        with open(path, "rb") as file:
            data = file.read()
        if parse and name.endswith(".py"):
            try:
                for node in ast.walk(ast.parse(data)):
                    pass
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process and the ones that it waited for."""

    seconds: float
    mebibytes: float


def cost_of(command: Sequence[str], folder: Path) -> Cost:
    """Runs a command to its end, its output thrown away."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def best_of(times: int, command: Sequence[str], folder: Path) -> Cost:
    """The cheapest of some runs: what else the machine does only ever adds."""
    return min((cost_of(command, folder) for _ in range(times)), key=lambda cost: cost.seconds)


def measure(root: Path, state: Path, times: int) -> dict[str, Cost]:
    """Costs by what was done, the floor's parts first."""
    python = sys.executable
    output = str(state / "o.json")
    scan = [str(Path(python).with_name("debtscope")), "scan", str(root), "--format", "json", "--output", output]
    costs = {
        "interpreter alone": best_of(times, [python, "-c", "pass"], root),
        "list and read": best_of(times, [python, "-c", _READ, str(root)], root),
        "list, read, parse and walk": best_of(times, [python, "-c", _READ, str(root), "parse"], root),
        "git log --raw": best_of(times, ["git", "-c", "core.commitGraph=false", "log", "--raw", "-M100%"], root),
        "scan --no-save": best_of(times, [*scan, "--no-save", "--no-cache"], root),
        "first scan that is kept": cost_of([*scan, "--state", str(state / "state")], root),
    }
    costs["second scan"] = best_of(times, [*scan, "--state", str(state / "state")], root)
    return costs


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path, help="default: one made of 800 Python files")
    parser.add_argument("--times", type=int, default=3, help="runs of each, of which the cheapest counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="debtscope-benchmark-") as name:
        folder = Path(name)
        root: Path = options.repository.resolve() if options.repository else folder / "made"
        if options.repository is None:
            # in a process of its own: the memory of this one counts towards its children's
            code = "import sys, pathlib; from tests.benchmarks.made import make_repository as make; make(pathlib.Path(sys.argv[1]))"
            subprocess.run([sys.executable, "-c", code, str(root)], cwd=TOP, check=True)
        costs = measure(root, folder, options.times)
    floor = costs["list, read, parse and walk"].seconds + costs["git log --raw"].seconds
    print(f"{'':28}{'CPU s':>8}{'of floor':>10}{'MiB':>7}")  # noqa: T201 - a script's output
    for what, cost in costs.items():
        print(f"{what:28}{cost.seconds:8.2f}{cost.seconds / floor:10.2f}{cost.mebibytes:7.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
