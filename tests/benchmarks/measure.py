"""What a scan costs beside what nobody can do without, in CPU seconds of the same run: `python tests/benchmarks/measure.py [REPOSITORY]`.

The floor lists and reads all files, parses and walks every Python file once, runs `git log --raw` (renames of equal content
only: a partial clone lacks blobs) and the same ruff call as a scan. `--files 5000` measures on copies of the repository, folder
beside folder. Runs of floor and scan take turns, so that what else the machine does hits both. It asserts nothing: machines
differ, ratios hardly do.

Measured on 2026-11-21 on evidently (804 Python files; cheaper of two runs, one of two processors idle): without a cache 4.3 s, 3.5
floors; the first scan that is kept 4.5 s and 95 MiB, after one changed file 26 % of that (1.2 s), nothing changed 3 %. On copies of it
(5,000 files, one run): 23 s and 3.4 floors, kept 24 s and 158 MiB, after one changed file 22 % and 146 MiB. What is wanted is 3 floors,
20 %, 15 % and 150 MiB: the third is there, and the last after a change alone.

On 2026-11-22 the code with facets that look before they walk, and without, both with all other changes of that day, in turns on
evidently without a cache (four runs each, two to four other programs on two processors): 4.2 to 4.8 s after 4.5 to 4.8, 3 % less in the
middle and 7 % in the cheapest, with the same ledger to the byte; 3.4 to 3.9 floors. feast, with sixteen other programs: 10.9 s and 4.0
floors. Asked of every twelfth file of evidently, feast and qlib, what facets cost fell by an eighth beside what parsing costs. What is
left is flat: the summary takes a fifth, settings a tenth, no other facet more than a twentieth, and passes over a file's nodes wait for
memory. On an idle machine nothing of this was measured.

After one changed file, as a part of the first scan that is kept (cheaper of two, one of two processors busy): evidently 26 %, feast 27 %
(2.7 s), Palandr123/MLOps-Project 31 % (2.2 s), qlib 32 %, zenml-projects 35 % (1.4 s), whylogs 42 % and robotoff 44 %, of which a scan
takes 2.5 s at first and 0.7 s if it has one file.

Since 2026-11-22 collectors of files other than Python are asked anew only where something that they looked at has changed. Before and
after that, runs taking turns while a dozen programs shared two processors (so the ratios say something, the seconds little): kserve
(10,700 commands of CI, 700 YAML files) 48 % (7.9 of 16.5 s) and 24 % (3.5 of 15.0 s; these two an hour apart), robotoff 41 % (1.11 s)
and 40 % (1.06 s), evidently 24 % (1.48 s) and 25 % (1.42 of a first scan that had become cheaper). What is left on the small ones is
what every scan costs: modules (.26 s), patterns (.18 s for 720, none of them above .01 s), joins and rules.

Later that day, with imports resolved once a folder, more facets that look first and a dozen new kinds of findings: evidently 3.3 floors
without a cache (cheapest of three; 3.8 in another script minutes later), 97 MiB, 25 % after one changed file; the 25 rules of the
first release alone 2.9 floors. Old and new code of the first two in turns: 6 % less. Calls of facets that answer nothing were counted
then: .5 of 4.3 s.

In the afternoon the machine was slower and nothing else ran: evidently 3.6 and 3.8 floors without a cache (3.3 in the morning), 26 and 27 %
after one changed file. Code of the morning and of the afternoon in turns, four runs each: cheapest 5.2 and 4.8 s. Counted in instructions a
scan is 2.5 times what reading, parsing and walking take, and three times and more in time: it waits for memory where they do not.

In the evening, with the mends of three samples of precision and a dozen new frameworks, nothing else running: 3.4 and 3.7 floors without a
cache (4.1 and 4.5 s), one changed file 29 and 28 % (1.3 s), nothing changed 3 %, 98 MiB.

Other repositories cost more than evidently. Without a cache: a made one of 800 files and feast (1,038 Python files) 4.0 floors; measured
with twelve other programs on two processors, Palandr123/MLOps-Project (881) 4.6 and zenml-projects (544 small ones) 6.6. The last
one's floor is 0.65 s, and what the scan of a folder with one file costs then, 0.7 s, is already more: it loads modules.

Of what a scan after one changed file costs on 800 files (1.2 s), a fifth is loading modules, a tenth compiling 750 patterns, a fifth
facts of Python files: those kept, and those of the changed file and of files with credentials, which are never kept; a third is joins
and rules. To keep the answers of joins and rules by what they read was measured and is worth nothing: one changed file changes the
code base, on which 107 of 123 rules and all but two hundredths of the time rest.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
READ_ALL = "list, read, parse and walk"
LOG = "git log --raw"
RUFF = "the same ruff call"
SCAN = "scan, no cache"

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

_RUFF = """
import sys
from pathlib import Path
from debtscope.engine.ruff import lint
from debtscope_collectors.sources.ruff.groups import CODES
root = Path(sys.argv[1])
lint({str(path): str(path) for path in root.rglob("*.py") if path.is_file() and not path.is_symlink()}, CODES, Path(sys.argv[2]))
"""
_IDLE = "import debtscope.engine.ruff, debtscope_collectors.sources.ruff.groups"
"""What the program above costs beside ruff itself."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process and the ones that it waited for."""

    seconds: float
    """User and system time of processors."""
    mebibytes: float
    wall: float = 0.0


def cost_of(command: Sequence[str], folder: Path, ends: Container[int] = (0, 1)) -> Cost:
    """Runs a command to its end, its output thrown away; modules are kept compiled, as an installation has them.

    Raises SystemExit where it ends with another number than `ends`.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ends:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit, wall)


def best_of(times: int, commands: Mapping[str, Sequence[str]], folder: Path) -> dict[str, Cost]:
    """The cheapest of some runs of each, which take turns: what else the machine does only ever adds."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(cost_of(command, folder))
    return {name: min(costs, key=lambda cost: cost.seconds) for name, costs in runs.items()}


def measure(root: Path, state: Path, times: int) -> dict[str, Cost]:
    """Costs by what was done, the floor's parts first."""
    python = sys.executable
    output = str(state / "o.json")
    scan = [str(Path(python).with_name("debtscope")), "scan", str(root), "--format", "json", "--output", output]
    cost_of([*scan, "--no-save", "--no-cache"], root)  # the first of all compiles modules
    costs = best_of(
        times,
        {
            "interpreter alone": [python, "-c", "pass"],
            "imports for ruff": [python, "-c", _IDLE],
            READ_ALL: [python, "-c", _READ, str(root), "parse"],
            LOG: ["git", "-c", "core.commitGraph=false", "log", "--raw", "-M100%"],
            RUFF: [python, "-c", _RUFF, str(root), str(state)],
            SCAN: [*scan, "--no-save", "--no-cache"],
        },
        root,
    )
    ruff, imports = costs[RUFF], costs.pop("imports for ruff")
    costs[RUFF] = Cost(max(ruff.seconds - imports.seconds, 0.0), ruff.mebibytes, ruff.wall - imports.wall)
    kept = [*scan, "--state", str(state / "state")]
    costs["first scan that is kept"] = cost_of(kept, root)
    costs |= best_of(times, {"nothing changed": kept}, root)
    costs["one file changed"] = min((_changed(kept, root) for _ in range(times)), key=lambda cost: cost.seconds)
    return costs


def _changed(scan: Sequence[str], root: Path) -> Cost:
    """A scan after one Python file has got one line more, which it loses again."""
    path = max(root.rglob("*.py"), key=lambda found: (found.stat().st_size < 20_000, found.stat().st_size, str(found)))
    before = path.read_bytes()
    path.write_bytes(before + f"\nCHANGED_{time.monotonic_ns()} = 1\n".encode())
    try:
        return cost_of(scan, root)
    finally:
        path.write_bytes(before)


def make(options: argparse.Namespace, folder: Path) -> Path:
    """The repository to measure on: the given one, copies of it, or a made one."""
    given: Path | None = options.repository.resolve() if options.repository else None
    if given is not None and options.files is None:
        return given
    root = folder / "made"
    count = options.files or 800
    # in a process of its own: the memory of this one counts towards its children's
    code = "import sys, pathlib as p; from tests.benchmarks import made; "
    if given is None:
        code += "made.make_repository(p.Path(sys.argv[1]), int(sys.argv[2]), 2 * int(sys.argv[2]))"
    else:
        code += "made.repeat_repository(p.Path(sys.argv[3]), p.Path(sys.argv[1]), int(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", code, str(root), str(count), str(given)], cwd=TOP, check=True)
    return root


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path, help="default: one made of 800 Python files")
    parser.add_argument("--files", type=int, help="so many Python files: copies of the repository's, or made ones")
    parser.add_argument("--times", type=int, default=3, help="runs of each, of which the cheapest counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="debtscope-benchmark-") as name:
        folder = Path(name)
        costs = measure(make(options, folder), folder, options.times)
    floor = sum(costs[part].seconds for part in (READ_ALL, LOG, RUFF))
    first = costs["first scan that is kept"].seconds
    print(f"{'':28}{'CPU s':>8}{'of floor':>10}{'of first':>10}{'MiB':>7}{'wall s':>8}")  # noqa: T201 - a script's output
    for what, cost in costs.items():
        share = f"{cost.seconds / first:10.0%}"
        print(f"{what:28}{cost.seconds:8.2f}{cost.seconds / floor:10.2f}{share}{cost.mebibytes:7.0f}{cost.wall:8.2f}")  # noqa: T201
    print(f"{'floor':28}{floor:8.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
