"""What stands in place of a list: the first run, and a ledger without items. `No debt` is not `nothing to look at`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from debtscope.model.vocabulary import SourceStatus
from debtscope.tui.page import QUIET, STRONG, Page

if TYPE_CHECKING:
    from debtscope.model.ledger import Ledger
    from debtscope.tui.ink import Ink
    from debtscope.tui.said import Unreadable

KEY = "bold $footer-key-foreground"


def first_run(root: Path | None, writes: str, ink: Ink, width: int) -> Content:
    """Three lines and two keys."""
    page = Page(ink, min(width, 90))
    page.line(("No ledger yet", "bold $accent"), (f" for {root.name}" if root else "", "bold"))
    page.blank()
    page.text("Reads the files, the git history and what MLflow, DVC and the monitoring left here.")
    page.text(f"Writes only {writes}; runs nothing that it reads.")
    page.text("Nothing leaves this machine.")
    page.blank()
    page.line(
        ("enter", KEY), (" scans", ""), ("   D", KEY), (" opens a demonstration", ""), ("   q", KEY), (" quits", "")
    )
    return page.done()


def unreadable(fault: Unreadable, ink: Ink, width: int) -> Content:
    """What is wrong with the ledger, what is safe whatever is done, and the way out."""
    page = Page(ink, min(width, 76))
    page.line(("The last ledger cannot be read", "bold $error"))
    page.blank()
    page.text(f"{fault.message}{f': {fault.hint}' if fault.hint and not fault.is_damaged else ''}")
    page.blank()
    if fault.is_damaged:
        page.text("What people decided is not in it: that is .debtscope/triage.jsonl, which nothing here touches. "
                  "A scan finds the debt again and lays those decisions over it; only past days are lost.")  # fmt: skip
        page.blank()
        page.line(("m", KEY), (" puts the file aside and scans", ""), ("   q", KEY), (" quits", ""))
    else:
        page.line(("r", KEY), (" reads it again", ""), ("   q", KEY), (" quits", ""))
    return page.done()


def no_items(ledger: Ledger, ink: Ink, width: int) -> Content:
    """Which collectors looked, which had nothing to look at, and how to feed them."""
    page = Page(ink, min(width, 90))
    read = [s for s in ledger.sources if s.status is SourceStatus.READ]
    if read:
        names = ", ".join(dict.fromkeys(s.collector for s in read))
        page.line(("No debt found", "bold $success"), f" by {len(ledger.rules_run)} rules over {names}.")
    else:
        page.line(("Nothing to look at", "bold $warning"), ": no source was read, so nothing is known about debt here.")
    absent = [s for s in ledger.sources if s.status is SourceStatus.ABSENT]
    if absent:
        page.blank()
        page.line(("not there, so not judged:", QUIET))
        for source in absent:
            page.text(f"{source.collector}: {source.detail or source.kind}", indent=2)
    failed = [s for s in ledger.sources if s.status is SourceStatus.FAILED]
    for source in failed:
        page.text(f"{source.collector} failed: {source.detail}", "$error")
    page.blank()
    page.line(
        ("6", KEY),
        " shows what was read   ",
        ("r", KEY),
        " scans again",
    )
    return page.done()


def no_hits(term: str, ink: Ink, width: int) -> Content:
    """Which term left nothing over, and the ways back."""
    page = Page(ink, width)
    page.text("Nothing matches", "bold $warning")
    page.text(term, STRONG, limit=3)
    page.blank()
    page.line(("esc", KEY), " drops this term")
    page.line(("-", KEY), " the view before, from the list")
    page.blank()
    page.text(
        "Words look into every field: title, place, rule, owner. Settled items come with status:dismissed.", QUIET
    )
    return page.done()
