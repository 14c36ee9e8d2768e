"""What long histories and past revisions cost: `python -m tests.benchmarks.histories [REPOSITORY] [--commits 100000]`.

A history of a hundred thousand commits is made by `git fast-import`, and a scan of it stands beside `git log --raw` on the
same, in CPU seconds and in memory. A scan of HEAD by its blobs, in a clone and in a bare one, stands beside a scan of the
tree; asked is at most a third more. Runs take turns, the cheapest of each counts. It asserts nothing.

A commit whose blobs an earlier look has kept stands beside a first scan of the tree that is kept.

Measured on 2026-11-21 on evidently (804 Python files; cheapest of two runs, both processors busy with other work): `--rev HEAD`
5.1 s, 0.97 of a scan of the tree, in a bare clone 0.99; with its blobs known 1.4 s, 0.25 of a first kept scan (5.5 s).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Cost, best_of, cost_of
from tests.fast_history import Made, fast_history

FILES = 400
BEGIN = 1_400_000_000
LOG = "git log --raw"
SCAN = "scan"
TREE, REV, BARE = "scan of the tree", "scan --rev HEAD", "the same in a bare clone"
KEPT, KNOWN = "first kept scan of the tree", "scan --rev, its blobs known"


def commits(count: int) -> Iterator[Made]:
    """Most touch one file, some three; a few files get most of it; every fifth repairs."""
    dice = random.Random(20261121)
    yield Made(seconds=BEGIN, subject="Begin", files={f"src/m{n:03}.py": b"x = 0\n" * 40 for n in range(FILES)})
    for number in range(1, count):
        paths = {f"src/m{min(int(dice.expovariate(0.02)), FILES - 1):03}.py" for _ in range(1 if number % 3 else 3)}
        yield Made(
            seconds=BEGIN + number * 3600,
            subject="Fix wrong sum" if number % 5 == 0 else "Work",
            files=dict.fromkeys(paths, b"x = %d\n" % number * 40),
            author=f"Author {number % 37}",
            email=f"author{number % 37}@example.com",
        )


def scan(root: Path, output: Path, *more: str, state: Path | None = None) -> list[str]:
    """The command; without a state nothing is kept."""
    program = str(Path(sys.executable).with_name("debtscope"))
    keeping = ["--state", str(state)] if state else ["--no-save", "--no-cache"]
    return [program, "scan", str(root), *keeping, "--format", "json", "--output", str(output), *more]


def known(root: Path, folder: Path, times: int) -> dict[str, Cost]:
    """A first scan of the tree that is kept, and a commit that was looked at before."""
    output, states = folder / "o.json", [folder / f"state{n}" for n in range(times)]
    first = min((cost_of(scan(root, output, state=state), folder) for state in states), key=lambda cost: cost.seconds)
    look = scan(root, output, "--rev", "HEAD", state=states[0])
    cost_of(look, folder)
    return {KEPT: first, **best_of(times, {KNOWN: look}, folder)}


def show(costs: dict[str, Cost], beside: str) -> None:
    """A table with ratios to one row."""
    print(f"{'':28}{'CPU s':>8}{'ratio':>8}{'MiB':>7}{'wall s':>8}")  # noqa: T201 - a script's output
    for what, cost in costs.items():
        ratio = cost.seconds / costs[beside].seconds
        print(f"{what:28}{cost.seconds:8.2f}{ratio:8.2f}{cost.mebibytes:7.0f}{cost.wall:8.2f}")  # noqa: T201


def main() -> None:
    """Makes, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path, help="whose revision is scanned (default: the made one)")
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="debtscope-benchmark-") as name:
        folder = Path(name)
        made = fast_history(folder / "made", commits(options.commits))
        output = folder / "o.json"
        log = ["git", "-c", "core.commitGraph=false", "log", "--raw", "-z", "-M100%", "--no-abbrev"]
        print(f"{options.commits} commits")  # noqa: T201
        show(best_of(options.times, {LOG: log, SCAN: scan(made, output)}, made), LOG)
        root = options.repository.resolve() if options.repository else made
        bare = folder / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(root), str(bare)], check=True)
        commands = {
            TREE: scan(root, output),
            REV: scan(root, output, "--rev", "HEAD"),
            BARE: scan(bare, output, "--rev", "HEAD"),
        }
        print(f"\n{root.name}")  # noqa: T201
        show(best_of(options.times, commands, folder), TREE)
        show(known(root, folder, options.times), KEPT)


if __name__ == "__main__":
    main()
