"""A gate over the last merges of a real repository: which items it calls new, and which of them look as if they were not.

    python -m tests.benchmarks.merges REPOSITORY [--merges 50] [--state DIR] [--all]

Each merge of the first-parent line is scanned and compared with its first parent, as `scan --rev M --against M^1` does.
A new item is *suspect* when nothing of the merge explains it: the lines it shows were only moved, or no file that it
speaks of was touched, or an item of the same rule went in the same merge. A suspect need not be false: read them, they
are printed with what they say (`--all` prints every new item). The share of suspects is an upper bound of false news.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from debtscope.model.comparison import Comparison
from debtscope.model.ledger import Item
from debtscope.services.against import compare, older_ledger
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest


@dataclass(frozen=True, slots=True)
class Change:
    """What a merge did to the tree, renames told as removed and added."""

    touched: frozenset[str]
    """Paths on either side."""
    removed: frozenset[str]
    """Texts of lines that are gone from some file, white space folded."""
    moves: int
    """Files that git takes for renamed or copied, edits included."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A new item and why it may be none."""

    item: Item
    why: str
    """Empty where the merge explains it."""


def git(root: Path, *arguments: str) -> str:
    """Plain git over a trusted clone."""
    done = subprocess.run(["git", "-C", str(root), "-c", "core.quotePath=false", *arguments], capture_output=True, check=True)  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def change(root: Path, merge: str) -> Change:
    """Of a merge against its first parent."""
    named = git(root, "diff", "--no-renames", "--no-ext-diff", "--name-only", "-z", f"{merge}^1", merge)
    touched = set(filter(None, named.split("\0")))  # the text of a difference is silent on what is binary
    removed: set[str] = set()
    for line in git(root, "diff", "--no-renames", "--no-ext-diff", "-U0", f"{merge}^1", merge).splitlines():
        if line.startswith("-") and not line.startswith("--- "):
            removed.add(_folded(line[1:]))
    names = git(root, "diff", "--name-status", "-M", "-C", f"{merge}^1", merge).splitlines()
    return Change(frozenset(touched), frozenset(removed), sum(name[:1] in "RC" for name in names if name))


def _folded(text: str) -> str:
    return " ".join(text.split())


def judged(found: Comparison, made: Change) -> list[Judged]:
    """Every new item with what speaks against its news."""
    gone = Counter(item.rule.id for item in found.paid)
    return [Judged(item, _suspicion(item, made, gone)) for item in found.new]


def _suspicion(item: Item, made: Change, gone: Counter[str]) -> str:
    lines = [_folded(one.excerpt) for one in item.evidence if one.excerpt]
    if lines and all(line in made.removed for line in lines):
        return "moved lines"
    places = {path for path in (item.path, *(one.path for one in item.evidence)) if path}
    if places and not places & made.touched:
        return "untouched place"
    return "one of its rule went" if gone[item.rule.id] else ""


def merges_of(root: Path, count: int) -> list[str]:
    """The last merges of the first-parent line, newest first."""
    return git(root, "rev-list", "--merges", "--first-parent", f"-{count}", "HEAD").split()


def gate(root: Path, merge: str, state: Path) -> Comparison:
    """What the merge brings, as the command line finds it."""
    request = ScanRequest(root=root, rev=merge, state=state)
    book = scan(request, now=datetime.now(UTC))
    return compare(older_ledger(request, book, f"{merge}^1"), book.ledger)


def say(line: str) -> None:
    """As it is found: a run takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the suspects and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--merges", type=int, default=50)
    parser.add_argument("--state", type=Path, help="keeps the cache of files (default: a temporary folder)")
    parser.add_argument("--all", action="store_true", help="print what is explained, too")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="debtscope-merges-") as folder:
        _run(args.repository, args.merges, args.state or Path(folder), is_all=args.all)


def _run(root: Path, count: int, state: Path, *, is_all: bool) -> None:
    totals: Counter[str] = Counter()
    merges = merges_of(root, count)
    began = time.process_time()
    for merge in merges:
        made, found = change(root, merge), gate(root, merge, state)
        news = judged(found, made)
        totals.update(
            moves=made.moves, new=len(news), grew=len(found.grew), visible=len(found.newly_visible), paid=len(found.paid),
            suspect=sum(bool(one.why) for one in news),
        )  # fmt: skip
        say(f"{merge[:10]} {len(news)} new, {len(found.paid)} paid, {made.moves} files moved")
        for number, came in found.grew.items():
            word = "grew" if made.touched.issuperset(came) else "untouched place: grew"
            say(f"    {word}: {number} by {', '.join(came)}")
        for one in news:
            if one.why or is_all:
                say(f"    {one.why or 'explained'}: {one.item.id} {one.item.rule.slug} {one.item.message[:160]}")
        for item in found.paid if any(one.why for one in news) else ():
            if any(one.why and one.item.rule.id == item.rule.id for one in news):
                say(f"      went: {item.id} {item.subject.name} {item.message[:140]}")
    share = totals["suspect"] / totals["new"] if totals["new"] else 0.0
    say(
        f"{len(merges)} merges, {totals['moves']} files moved: {totals['new']} new, {totals['grew']} grew, "
        f"{totals['visible']} newly visible, {totals['paid']} paid; {totals['suspect']} suspect ({share:.1%} of the new); "
        f"{time.process_time() - began:.0f} s CPU"
    )


if __name__ == "__main__":
    main()
