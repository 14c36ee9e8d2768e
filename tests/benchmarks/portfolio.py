"""What a portfolio costs beside the single scans of its repositories, in CPU seconds: `python tests/benchmarks/portfolio.py REPOSITORY…`.

The repositories are copied until there are enough of them (each copy with a file of its own, so that none is the same commit
twice). Single scans are whole commands, one after the other; the portfolio is one command with the same number of processes
each time. It asserts nothing: machines differ, ratios hardly do. Linear is a ratio that does not grow with the number. Copies
flatter: a process remembers what it made of equal files. As many different repositories as the largest count tell the rest.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __package__ in {None, ""}:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.measure import cost_of


def copies(repositories: Sequence[Path], count: int, folder: Path) -> list[Path]:
    """So many folders, the given repositories again and again."""
    made: list[Path] = []
    for number in range(count):
        target = folder / f"repo{number:03}"
        shutil.copytree(
            repositories[number % len(repositories)], target, symlinks=True, ignore=shutil.ignore_patterns(".debtscope")
        )
        (target / f"copy{number}.txt").write_text(f"{number}\n")
        for words in (["add", "-f", f"copy{number}.txt"], ["commit", "-q", "-m", f"copy {number}"]):
            subprocess.run(
                ["git", "-c", "user.name=b", "-c", "user.email=b@example.com", "-c", "commit.gpgsign=false", "-C", str(target), *words],
                check=True, capture_output=True,
            )  # fmt: skip
        made.append(target)
    return made


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path, help="small ones")
    parser.add_argument("--counts", default="5,15,50", help="how many repositories, as in 5,15,50")
    parser.add_argument("--jobs", default="2", help="processes of the portfolio")
    options = parser.parse_args()
    counts = sorted(int(count) for count in options.counts.split(","))
    program = str(Path(sys.executable).with_name("debtscope"))
    with tempfile.TemporaryDirectory(prefix="debtscope-benchmark-") as name:
        folder = Path(name)
        repositories = copies([path.resolve() for path in options.repositories], counts[-1], folder)
        output = ["--format", "json", "--output", str(folder / "o.json"), "--as-of", "2026-11-20", "--no-cache"]
        cost_of(
            [program, "scan", str(repositories[0]), "--no-save", *output], folder
        )  # the first of all compiles modules
        singles = [cost_of([program, "scan", str(one), "--no-save", *output], folder).seconds for one in repositories]
        print(f"{'repositories':>12}{'scans s':>9}{'portfolio s':>13}{'ratio':>7}{'MiB':>6}")  # noqa: T201 - a script's output
        for count in counts:
            whole = cost_of(
                [program, "portfolio", *map(str, repositories[:count]), "--jobs", options.jobs, *output], folder
            )
            alone = sum(singles[:count])
            print(f"{count:12}{alone:9.2f}{whole.seconds:13.2f}{whole.seconds / alone:7.2f}{whole.mebibytes:6.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
