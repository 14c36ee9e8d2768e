"""What long histories and past revisions cost: `python -m tests.benchmarks.histories [REPOSITORY] [--commits 100000]`.

A history of a hundred thousand commits is made by `git fast-import`, and a scan of it stands beside `git log --raw` on the
same, in CPU seconds and in memory. A scan of HEAD by its blobs, in a clone and in a bare one, stands beside a scan of the
tree; asked is at most a third more. Runs take turns, the cheapest of each counts. It asserts nothing.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Cost, best_of
from tests.fast_history import Made, fast_history

FILES = 400
BEGIN = 1_400_000_000
LOG = "git log --raw"
SCAN = "scan"
TREE, REV, BARE = "scan of the tree", "scan --rev HEAD", "the same in a bare clone"


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


def scan(root: Path, output: Path, *more: str) -> list[str]:
    """The command."""
    program = str(Path(sys.executable).with_name("debtscope"))
    return [program, "scan", str(root), "--no-save", "--no-cache", "--format", "json", "--output", str(output), *more]


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


if __name__ == "__main__":
    main()
