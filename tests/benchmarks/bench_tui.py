"""What a key costs in the application, in processor milliseconds, beside a bare Textual application in the same run.

    python tests/benchmarks/bench_tui.py [ITEMS …]

In-process (Textual's own test driver), so a terminal's drawing is not in it. Reports; asserts nothing about milliseconds.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from debtscope.tui.app import DebtscopeApp
from tests.tui.made import FakeSession, made_book

SIZE = (120, 40)
BARE = "from textual.app import App\nfrom textual.widgets import Static\nApp()\n"
OURS = "from debtscope.tui.app import DebtscopeApp\nfrom debtscope.tui.services import ServiceSession\n"

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("move", ("j",) * 20),
    ("page", ("pagedown",) * 10),
    ("filter", ("slash", *"category:data drift")),
    ("leave the filter", ("enter",)),
    ("mark", ("space",) * 5),
    ("open an item", ("enter",)),
    ("back", ("escape",)),
    ("group", ("b", "c")),
)


def start_cpu(code: str) -> float:
    """Processor milliseconds of an interpreter that runs the code; the best of three."""
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return best


async def drive(items: int) -> list[tuple[str, float, float]]:
    """(step, median, worst) over the keys of every step."""
    rows: list[tuple[str, float, float]] = []
    app = DebtscopeApp(FakeSession(made_book(items)))
    async with app.run_test(size=SIZE) as pilot:
        while not app.is_loaded:
            await pilot.pause()
        await pilot.pause(0.2)
        for name, keys in STEPS:
            spent: list[float] = []
            for key in keys:
                before = time.process_time()
                await pilot.press(key)
                spent.append((time.process_time() - before) * 1000)
            rows.append((name, statistics.median(spent), max(spent)))
            await pilot.pause(0.2)
    return rows


def report(sizes: Sequence[int]) -> str:
    """The whole report as text."""
    bare, ours = start_cpu(BARE), start_cpu(OURS)
    lines = [f"imports: {ours:.0f} ms CPU, bare Textual {bare:.0f} ms, ratio {ours / bare:.2f}"]
    for items in sizes:
        lines.append(f"\n{items:,} items                  median ms   worst ms")
        lines += [f"  {name:<24} {median:>10.1f} {worst:>10.1f}" for name, median, worst in asyncio.run(drive(items))]
    lines.append(
        f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, made ledger included"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report([int(word) for word in sys.argv[1:]] or [2_000]))
