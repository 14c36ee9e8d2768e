"""How well ids survive real work: items of consecutive commits compared pair by pair.

    python -m tests.benchmarks.identity REPOSITORY [--commits 200]

An item of the older commit is *kept* when the newer one has its id; *gone* when nothing of its evidence is found under
any id of its rule; else it was *lost*: the same evidence under another id, told by cause. `moved` says how many of the
lost ones the matching by fingerprints brings back under their old id.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from debtscope.engine.registry import Registry, installed
from debtscope.engine.scan import Known, run_scan
from debtscope.engine.workspace import open_workspace
from debtscope.model.finding import Subject
from debtscope.model.ids import member_fingerprint
from debtscope.model.ledger import Item, Ledger
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import ItemState
from debtscope.services.backtest.replay import MemoryCache


@dataclass(slots=True)
class Tally:
    """Counts over all pairs."""

    pairs: int = 0
    kept: int = 0
    gone: int = 0
    lost: Counter[str] = field(default_factory=Counter[str])
    moved: int = 0
    examples: list[str] = field(default_factory=list[str])

    def add(self, older: Ledger, newer: Ledger, matched: Ledger) -> None:
        """One pair: `newer` scanned by itself, `matched` the same commit scanned knowing `older`."""
        self.pairs += 1
        ids = {item.id for item in newer.items}
        found = {item.id for item in matched.items if item.state is ItemState.FOUND and item.payment is None}
        for item in older.items:
            if item.id in ids:
                self.kept += 1
                continue
            heir = _heir(item, newer.items)
            if heir is None:
                self.gone += 1
                continue
            self.lost[_cause(item.subject, heir.subject)] += 1
            self.moved += item.id in found
            self.examples.append(f"{item.id} {item.subject.name} -> {heir.id} {heir.subject.name}")

    def text(self) -> str:
        """The report."""
        lost = sum(self.lost.values())
        rest = self.kept + lost
        share = self.kept / rest if rest else 1.0
        after = (self.kept + self.moved) / rest if rest else 1.0
        lines = [
            f"pairs {self.pairs}, items compared {rest}, gone {self.gone}",
            f"kept by id alone {share:.4%}, with matching {after:.4%}",
            *(f"  lost: {cause} {count}" for cause, count in self.lost.most_common()),
            *(f"  e.g. {example}" for example in self.examples[:12]),
        ]
        return "\n".join(lines)


def _members(item: Item) -> frozenset[str]:
    told = (one for one in item.evidence if one.kind != "more" and (one.excerpt or one.ref))
    return frozenset(member_fingerprint(None, one) for one in told)


def _heir(item: Item, items: Sequence[Item]) -> Item | None:
    """The item of the same rule that holds most of its evidence, at least half."""
    own = _members(item)
    others = ((len(own & _members(other)), other) for other in items if other.rule.id == item.rule.id)
    best = max(others, key=lambda pair: (pair[0], pair[1].id), default=None)
    return best[1] if best and own and best[0] * 2 >= len(own) else None


def _cause(old: Subject, new: Subject) -> str:
    if old.kind != new.kind:
        return "another kind of subject"
    if old.path != new.path:
        return "file moved with edits" if old.symbol == new.symbol else "moved to another file and name"
    return "name changed in its file" if old.symbol != new.symbol else "subject named otherwise"


def scan_at(
    root: Path, revision: str, day: date, registry: Registry, cache: MemoryCache, known: Ledger | None
) -> Ledger:
    """A commit's ledger."""
    settings = Settings()
    with open_workspace(
        root, as_of=day, settings=settings, facets=registry.facets(settings), rev=revision, cache=cache
    ) as workspace:
        return run_scan(workspace, registry, known=Known(ledger=known), name="repository").ledger


def measure(root: Path, commits: int) -> Tally:
    """Compares the last commits of the first-parent chain, oldest pair first."""
    listed = subprocess.run(
        ["git", "-C", str(root), "rev-list", "--first-parent", "-n", str(commits + 1), "HEAD"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    shown = subprocess.run(
        ["git", "-C", str(root), "show", "-s", "--format=%cs", "HEAD"], check=True, capture_output=True, text=True
    )
    day = date.fromisoformat(shown.stdout.strip())
    registry, cache, tally = installed(), MemoryCache(), Tally()
    older: Ledger | None = None
    for number, revision in enumerate(reversed(listed)):
        newer = scan_at(root, revision, day, registry, cache, None)
        if older is not None:
            changed = {i.id for i in older.items} != {i.id for i in newer.items}
            tally.add(older, newer, scan_at(root, revision, day, registry, cache, older) if changed else newer)
        older = newer
        if sys.stderr.isatty() or number % 20 == 0:
            sys.stderr.write(f"{number}/{len(listed)} {len(newer.items)} items\n")
    return tally


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=200)
    args = parser.parse_args()
    started = time.process_time()
    tally = measure(args.repository, args.commits)
    sys.stdout.write(f"{tally.text()}\nCPU {time.process_time() - started:.0f} s\n")


if __name__ == "__main__":
    main()
