"""What a header of the list stands for: how much it is, how bad, and what it is made of. Pure: values in, content out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtscope.model.figures import counted, hours, located, payback
from debtscope.model.vocabulary import Severity
from debtscope.tui.arrange import Group, part_named
from debtscope.tui.ink import Ink
from debtscope.tui.page import ACCENT, QUIET, SEVERITY_STYLES, STRONG, Page

if TYPE_CHECKING:
    from textual.content import Content

    from debtscope.model.ledger import Item

FOLDS = "A verdict here is for all of them; enter folds and unfolds."
MOST_RULES, MOST_PLACES, MOST_ITEMS = 10, 6, 12


def group_page(group: Group, items: Sequence[Item], ink: Ink, width: int, *, note: str = FOLDS) -> Content:
    """The page of a header, or of the one line that stands for all items of a cause; `note` says what can be done."""
    page = Page(ink, width)
    page.text(items[0].title if group.is_cause else group.name, STRONG, limit=2)
    page.text(f"{counted(len(items), 'item')}{', one cause, one verdict' if group.is_cause else ''}", QUIET)
    _severities(page, items)
    page.blank()
    page.line(("fix       ", QUIET), (f"{hours(group.principal)} h", STRONG))
    page.line(("interest  ", QUIET), (f"{hours(group.interest)} h/month", STRONG))
    page.line(("pays in   ", QUIET), payback(group.principal / group.interest if group.interest > 0 else None))
    if group.is_cause:
        _items(page, items)
        page.heading("what the first one says")
        page.text(items[0].message)
        page.heading("how to pay it down")
        page.prose(items[0].remediation)
    else:
        _rules(page, items)
        _places(page, items)
        page.blank()
        page.text(note, QUIET)
    return page.done()


def _severities(page: Page, items: Sequence[Item]) -> None:
    counts = Counter(item.severity for item in items)
    parts: list[tuple[str, str]] = []
    for severity in sorted(Severity, key=lambda one: -one.rank):
        if counts[severity]:
            parts += [(f"{counts[severity]:,} {severity.value} ", SEVERITY_STYLES[severity.value])]
    page.line(*parts)


def _bars(page: Page, rows: Sequence[tuple[str, float]]) -> None:
    """Names with their hours a month, each alone and so together more than the group's where items share a cause."""
    most = max((rate for _, rate in rows), default=0.0) or 1.0
    room = max(4, min(12, page.width // 5))
    for name, rate in rows:
        page.line(
            f"{page.ink.fit(name, max(10, page.width - room - 8))} ",
            (page.ink.gauge(rate / most, room), "$accent"),
            f" {hours(rate):>5}",
        )


def _rules(page: Page, items: Sequence[Item]) -> None:
    rates: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    for item in items:
        rates[item.rule.slug] += item.interest.hours_per_month
        counts[item.rule.slug] += 1
    if len(counts) < 2:
        return
    page.heading("what costs most", "h/month")
    ranked = sorted(rates.items(), key=lambda pair: (-pair[1], pair[0]))
    digits = len(f"{max(counts.values()):,}")
    _bars(page, [(f"{counts[slug]:>{digits},} {slug}", rate) for slug, rate in ranked[:MOST_RULES]])
    if len(ranked) > MOST_RULES:
        page.text(f"and {len(ranked) - MOST_RULES:,} more rules", QUIET)


def _places(page: Page, items: Sequence[Item]) -> None:
    rates: defaultdict[str, float] = defaultdict(float)
    for item in items:
        rates[part_named(item.component)] += item.interest.hours_per_month
    if len(rates) < 2:
        return
    page.heading("where", "h/month")
    ranked = sorted(rates.items(), key=lambda pair: (-pair[1], pair[0]))
    _bars(page, ranked[:MOST_PLACES])


def _items(page: Page, items: Sequence[Item]) -> None:
    page.heading("they are", "enter opens the line")
    for item in items[:MOST_ITEMS]:
        page.text(located(item), ACCENT, limit=1)
    if len(items) > MOST_ITEMS:
        page.text(f"and {len(items) - MOST_ITEMS:,} more", QUIET)
