"""What reviews, backfilled weeks and a year of snapshots cost, in CPU seconds and bytes: `python tests/benchmarks/history.py [REPOSITORY]`.

Made ledgers: a review of two snapshots of 10,000 items beside importing pandas and plotly alone (bar: two seconds more),
and a year of daily snapshots of 2,000 items, of which a few change every day (bar: 20 MB). With a repository: 26 weeks
backfilled beside one full scan (bar: six times). It asserts nothing: machines differ, ratios hardly do.

Measured on 2026-11-21 on two idle cores: Markdown 1.0 s, the page 1.3 s, JSON 1.0 s more than the imports; the year 17.2 MB;
26 weeks of evidently (829 Python files) 5.8 times a full scan.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from debtscope.model.finding import Evidence  # noqa: E402 - a script of the repository, run by its path
from debtscope.model.ledger import Interest, Item, Ledger, RuleRef  # noqa: E402
from debtscope.model.vocabulary import Category, Severity  # noqa: E402
from debtscope.store.folder import open_folder  # noqa: E402
from debtscope.store.history import open_history  # noqa: E402
from debtscope.store.snapshots import body_of, name_of, sightings_of  # noqa: E402
from tests.benchmarks.measure import best_of, cost_of  # noqa: E402
from tests.made import make_item, make_ledger  # noqa: E402

REVIEWED = 10_000
DAILY = 2_000
DAYS = 365
_IMPORTS = "import pandas, plotly.graph_objects, plotly.offline"
_RULES = 120
_CATEGORIES, _SEVERITIES = tuple(Category), tuple(Severity)


def made_items(count: int, seed: int = 1) -> list[Item]:
    """Items of many rules, files and prices, the same for a seed."""
    dice = random.Random(seed)
    return [_made(number, dice) for number in range(count)]


def _made(number: int, dice: random.Random) -> Item:
    rule = dice.randrange(_RULES)
    path = f"src/package_{number % 37}/part_{number % 211}/module_{number}.py"
    rate = round(dice.lognormvariate(-0.5, 1.0), 3)
    lines = tuple(
        Evidence(kind="line", path=path, line=n * 7 + 1, excerpt=f"value_{number}_{n} = frame[{dice.randrange(999)}]")
        for n in range(dice.randrange(1, 6))
    )
    item = make_item(
        f"{path}#{number}", hours=round(dice.lognormvariate(0.5, 0.8), 2), interest=rate, path=path, evidence=lines,
        category=_CATEGORIES[rule % len(_CATEGORIES)], severity=_SEVERITIES[rule % len(_SEVERITIES)],
        component=f"src/package_{number % 37}", message=f"{len(lines)} places of {path} rest on rule {rule}.",
    )  # fmt: skip
    return replace(item, rule=RuleRef(id=f"COD-{rule:03}", slug=f"made-rule-{rule}", version=1))


def a_day_later(items: Sequence[Item], day: int, dice: random.Random) -> list[Item]:
    """As a day goes: every interest creeps, a line moves in one file of fifty, two items are paid and two are new."""
    moved = [_crept(item, dice) for item in items]
    for _ in range(2):
        moved.pop(dice.randrange(len(moved)))
    moved += [_made(1_000_000 + day * 10 + n, dice) for n in range(2)]
    return moved


def _crept(item: Item, dice: random.Random) -> Item:
    rate = item.interest
    grown = Interest(
        hours_per_month=round(rate.hours_per_month * 1.0005 + 0.001, 3), low=rate.low, high=rate.high, model=rate.model,
        factors=tuple(replace(one, value=round(one.value * 1.0005, 3)) for one in rate.factors),
    )  # fmt: skip
    item = replace(item, interest=grown)
    if dice.random() < 0.02:
        item = replace(item, line=dice.randrange(1, 400), evidence=tuple(replace(e, line=dice.randrange(1, 400)) for e in item.evidence))  # fmt: skip
    return item


def keep(root: Path, ledgers: Sequence[Ledger]) -> Path:
    """Snapshots in the order of their days, as scans keep them. Returns the file."""
    folder = open_folder(root, None)
    assert folder is not None
    history = open_history(folder, write=True)
    assert history is not None
    with history:
        for ledger in ledgers:
            name = name_of(ledger, saved_at=f"{ledger.as_of}T12:00:00+00:00", state="")
            history.save(name, body_of(ledger), sightings_of(ledger, {}))
    return folder.history


def of_day(items: Sequence[Item], day: date) -> Ledger:
    """A ledger with everybody seen that day."""
    ledger = make_ledger(*items)
    rules = tuple({item.rule.id: item.rule for item in ledger.items}.values())
    return replace(ledger, as_of=day.isoformat(), rules_run=rules, diagnostics=())


def review_figures(root: Path) -> str:
    """A week between two snapshots of REVIEWED items, in each form."""
    dice, items = random.Random(7), made_items(REVIEWED)
    later = items
    for day in range(7):
        later = a_day_later(later, day, dice)
    keep(root, [of_day(items, date(2026, 11, 13)), of_day(later, date(2026, 11, 20))])
    debtscope = str(Path(sys.executable).with_name("debtscope"))
    ask = [debtscope, "-C", str(root), "review", "--since", "7d", "--output", str(root / "review.out"), "--format"]
    commands = {name: [*ask, name] for name in ("markdown", "html", "json")}
    floor = "importing pandas and plotly"
    costs = best_of(3, {floor: [sys.executable, "-c", _IMPORTS], **commands}, root)
    lines = [f"review of two snapshots of {REVIEWED:,} items", f"  {floor:30}{costs[floor].seconds:6.2f} s"]
    for name in commands:
        more = costs[name].seconds - costs[floor].seconds
        lines.append(f"  {name:30}{costs[name].seconds:6.2f} s: {more:.2f} s more (bar 2.00)")
    return "\n".join(lines)


def year_figures(root: Path) -> str:
    """Daily snapshots of DAILY items over DAYS days."""
    dice, items = random.Random(11), made_items(DAILY)
    ledgers: list[Ledger] = []
    for day in range(DAYS):
        ledgers.append(of_day(items, date(2025, 11, 20) + timedelta(days=day)))
        items = a_day_later(items, day, dice)
    size = keep(root, ledgers).stat().st_size / 1e6
    return f"{DAYS} daily snapshots of {DAILY:,} items: {size:.1f} MB (bar 20.0)"


def backfill_figures(repository: Path, weeks: int) -> str:
    """Weeks of a real repository beside one full scan of it."""
    debtscope = str(Path(sys.executable).with_name("debtscope"))
    day = subprocess.run(["git", "-C", str(repository), "log", "-1", "--format=%cs"], capture_output=True, text=True, check=True)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        state = ["--state", folder, "-C", str(repository)]
        common = ["--as-of", day.stdout.strip(), "--output", f"{folder}/out"]
        scan = cost_of([debtscope, *state, "scan", "--no-save", "--no-cache", *common, "--format", "json"], repository)
        filled = cost_of([debtscope, *state, "history", "--backfill", f"{weeks}w", *common, "--format", "json"], repository)  # fmt: skip
    return (
        f"{weeks} weeks of {repository.name}: {filled.seconds:.1f} s, one full scan {scan.seconds:.1f} s: "
        f"{filled.seconds / scan.seconds:.1f} times (bar 6.0)"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, nargs="?")
    parser.add_argument("--weeks", type=int, default=26)
    args = parser.parse_args(argv)
    for figures in (review_figures, year_figures):
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(figures(Path(folder)) + "\n")
    if args.repository is not None:
        sys.stdout.write(backfill_figures(args.repository, args.weeks) + "\n")


if __name__ == "__main__":
    main()
