"""What a person feels of the application, under a real pseudo-terminal, beside a bare Textual application in the same run.

    python tests/benchmarks/bench_tui.py [--repository PATH] [--runs N] [ITEMS …]

A copy of a real repository (this one, unless another is named) gets a ledger of so many made items, on its real files, so that
previews show code. Times are from the key to the frame that the terminal shows, in milliseconds; bytes are what came over the
wire; memory is the application's own. The second part is the same while a child process scans that repository behind the ledger.
Reports; asserts nothing about milliseconds: on a loaded or slower machine only the ratios hold, which is why the bare one runs in
between. The bars were set where the bare application took 175 ms to its first frame: the column `there` is what a time is on
that machine, and what a bar is held against.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.history import keep
from tests.benchmarks.watched import Frame, Watched
from tests.tui.made import TODAY, made_ledger
from tests.tui.terminal import app

TOP = Path(__file__).resolve().parents[2]
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    count = 0
    def compose(self):
        yield Static("bare 0")
    def on_key(self):
        self.count += 1
        self.query_one(Static).update(f"bare {self.count}")
Bare().run()
"""
ROWS = "more by interest"
"""The last line of the first view, with the rows above it."""
WHOLE = "h/month interest"
"""The totals of the top line: the whole ledger is there."""
MOVES, PAGES, MOVES_BEHIND = 40, 15, 30
FILTER = "category:data drift"
WHERE_SET = 175.0
"""Milliseconds of the bare application to its first frame where the bars were set."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: float
    bar: float | None = None
    unit: str = "ms"
    floor: float | None = None
    """What the bare application took for the like."""

    def line(self, bare: float) -> str:
        """With what a time is where the bars were set, for a bare first frame of so many milliseconds here."""
        there = f"{self.value * WHERE_SET / bare:8,.1f} there" if self.unit == "ms" else " " * 14
        wanted = f"bar {self.bar:,.0f}" if self.bar is not None else ""
        ratio = f"{self.value / self.floor:5.2f} x bare" if self.floor else ""
        return f"  {self.name:<46}{self.value:>9,.1f} {self.unit:<4}{there}  {wanted:<11}{ratio}".rstrip()


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; of few values the worst."""
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


def git(folder: Path, *words: str) -> str:
    """One git command's output."""
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout.strip()


def made_repository(source: Path, target: Path, items: int, *, is_behind: bool) -> Path:
    """A clone with a ledger of so many items; of another commit than the one checked out where a scan is to follow."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(source), str(target)], check=True)
    files = sorted(str(path.relative_to(target)) for path in target.rglob("*.py"))
    ledger = made_ledger(items)
    placed = tuple(
        replace(item, path=files[n % len(files)], line=1 + n % 40) if item.path else item
        for n, item in enumerate(ledger.items)
    )
    revision = "0" * 40 if is_behind else git(target, "rev-parse", "HEAD")
    repository = replace(ledger.repository, revision=revision, branch=git(target, "branch", "--show-current"))
    keep(target, [replace(ledger, items=placed, repository=repository, as_of=TODAY.isoformat())])
    return target


@contextlib.contextmanager
def opened(words: Sequence[str], home: Path) -> Generator[Watched]:
    """A program in a terminal, with nobody's tastes, and with its modules compiled as they are where it was installed."""
    env = {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home), "DEBTSCOPE_USER": "ana"}
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    watched = Watched(words, env=env)
    try:
        yield watched
    finally:
        watched.close()


@dataclass(frozen=True, slots=True)
class Bare:
    """The floor: milliseconds to the first frame, and of a key."""

    first: float
    key: float


def starts(root: Path, home: Path, runs: int) -> tuple[Bare, float, float, float]:
    """Medians of both programs, turn by turn: the floor, then first frame, rows and whole ledger of ours.

    The first start of each compiles its modules and is not counted.
    """
    bare: list[float] = []
    keys: list[float] = []
    ours: list[tuple[float, float, float]] = []
    for run in range(runs + 1):
        with opened([sys.executable, "-c", BARE], home) as one:
            bare.append((one.until("bare").at - one.started) * 1000)
            one.settled(time.perf_counter())
            keys += [first(*one.press("j")) for _ in range(12)]
        with opened(app(root), home) as one:
            rows, whole = one.until(ROWS), one.until(WHOLE)
            paint, shown, summed = ((frame.at - one.started) * 1000 for frame in (one.frames[0], rows, whole))
            ours.append((paint, shown, summed))
        if not run:
            bare, keys, ours = [], [], []
    medians = [statistics.median(column) for column in zip(*ours, strict=True)]
    return Bare(statistics.median(bare), p95(keys)), medians[0], medians[1], medians[2]


def first(at: float, frames: Sequence[Frame]) -> float:
    """Milliseconds from the key to the first frame."""
    return (frames[0].at - at) * 1000


def last(at: float, frames: Sequence[Frame]) -> float:
    """Milliseconds from the key to the last frame."""
    return (frames[-1].at - at) * 1000


def keys(one: Watched, bare: Bare) -> list[Figure]:
    """Moves, pages, the filter, a held key."""
    one.press("G")
    one.press("g")
    moves = [one.press("j") for _ in range(MOVES)]
    pages = [one.press("pagedown") for _ in range(PAGES)]
    lag, frames, _ = one.hold("j")
    one.press("/")
    letters = [pressed for letter in FILTER if (pressed := one.press(letter))[1]]
    one.press("escape")
    one.press("escape")
    return [
        Figure("move, p95", p95([first(*m) for m in moves if m[1]]), 16, floor=bare.key),
        Figure("page, p95", p95([first(*m) for m in pages if m[1]]), 33, floor=bare.key),
        Figure("filter echo, p95", p95([first(*m) for m in letters]), 50, floor=bare.key),
        Figure("filter settled, p95", p95([last(*m) for m in letters]), 120, floor=bare.key),
        Figure(f"held key, 30 a second: lag ({len(frames)} frames after)", lag, 120),
        Figure("move alone, median", statistics.median(m[1][0].size for m in moves if m[1]), 2000, "B"),
        Figure("move and its settled preview, median", statistics.median(sum(f.size for f in m[1]) for m in moves), None, "B"),
    ]  # fmt: skip


def memory(one: Watched) -> list[Figure]:
    """MiB after each of what makes lists anew; the most of them last."""
    figures = [Figure("memory, opened and moved about", one.memory(), 180, "MiB")]
    for name, typed in (
        ("filtered", ["/", *FILTER, "enter"]),
        ("sorted", ["escape", "s", "a"]),
        ("grouped", ["b", "c"]),
    ):
        for key in typed:
            one.press(key)
        figures.append(Figure(f"memory, {name}", one.memory(), 180, "MiB"))
    return figures


def behind(root: Path, home: Path, bare: Bare) -> list[Figure]:
    """The same keys while a child process scans the repository: moves one by one, then a held key."""
    with opened([sys.executable, "-c", BARE], home) as other, opened(app(root), home) as one:
        one.settled(
            one.until("scanning behind").at, 0.05
        )  # a frame is drawn at most 60 times a second: nobody types into it
        moves: list[tuple[float, list[Frame]]] = []
        beside: list[tuple[float, list[Frame]]] = []
        while one.children() and len(moves) < MOVES_BEHIND:
            moves.append(one.press("j"))
            beside.append(other.press("j"))
        floor = p95([first(*m) for m in beside if m[1]])
        lag, _, _ = one.hold("j")
        is_scanning = bool(one.children())
        letters: list[tuple[float, list[Frame]]] = []
        for letter in ("/", *FILTER):
            if one.children():
                letters.append(one.press(letter))
        used = one.memory()
    typed = [pressed for pressed in letters[1:] if pressed[1]]
    still = "the scan ran on" if is_scanning else "the scan had ended before: take a larger repository"
    return [
        Figure(f"move, p95 of {len(moves)}", p95([first(*m) for m in moves if m[1]]), 16, floor=floor),
        Figure("a key of the bare application, beside that scan", floor, None, floor=bare.key),
        Figure(f"held key, lag ({still})", lag, 120),
        *([Figure(f"filter echo, p95 of {len(typed)}", p95([first(*m) for m in typed]), 50, floor=bare.key),
           Figure("filter settled, p95", p95([last(*m) for m in typed]), 120, floor=bare.key)] if typed else []),
        Figure("memory, the scan's own apart", used, 180, "MiB"),
    ]  # fmt: skip


def measured(source: Path, items: int, folder: Path, runs: int) -> str:
    """All figures of one size."""
    home = folder / "home"
    quiet = made_repository(source, folder / "quiet", items, is_behind=False)
    bare, paint, rows, whole = starts(quiet, home, runs)
    figures = [
        Figure("first frame", paint, 250, floor=bare.first),
        Figure("rows usable", rows, 350 if items <= 2000 else 600, floor=bare.first),
        Figure("whole ledger summed", whole, None, floor=bare.first),
    ]
    with opened(app(quiet), home) as one:
        one.until(WHOLE)
        one.settled(time.perf_counter(), 0.5)
        figures += [*keys(one, bare), *memory(one)]
    moved = made_repository(source, folder / "moved", items, is_behind=True)
    head = (
        f"{items:,} items; a bare Textual application: first frame {bare.first:.0f} ms, a key {bare.key:.1f} ms (p95)"
    )
    lines = [head, *(figure.line(bare.first) for figure in figures), "  while a scan refreshes behind:"]
    lines += [figure.line(bare.first) for figure in behind(moved, home, bare)]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str]) -> None:
    """Measures every size that is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("items", nargs="*", type=int, default=[2_000, 100_000])
    parser.add_argument("--repository", type=Path, default=TOP, help="scanned behind the ledger")
    parser.add_argument("--runs", type=int, default=5, help="starts of either program")
    args = parser.parse_args(argv)
    load = os.getloadavg()[0]
    sys.stdout.write(f"load of the machine: {load:.1f} on {os.cpu_count()} processors\n\n")
    for items in args.items:
        with tempfile.TemporaryDirectory(prefix="debtscope-bench-") as folder:
            sys.stdout.write(measured(args.repository, items, Path(folder), args.runs) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
