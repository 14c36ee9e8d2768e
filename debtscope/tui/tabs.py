"""The pages behind an item's tabs: git, data, relations, history. Pure: values in, content out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from debtscope.model.figures import hours, place
from debtscope.model.frozen import frozen
from debtscope.model.text import printable
from debtscope.tui.describe import at_line, evidence, record_lines
from debtscope.tui.page import ACCENT, QUIET, STRONG, Page, dated
from debtscope.tui.rows import STATUS_WORDS
from debtscope.tui.series import draw, series_of

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.provenance import LinesAsked
    from debtscope.model.triage import LogRecord
    from debtscope.tui.ink import Ink

TABS = ("code", "git", "data", "relations", "history")
MOST_RELATED = 40
DATA_KINDS = frozenset({"report", "metric", "check", "run", "version", "panel", "column", "columns", "schedule"})


@frozen
class Related:
    """Another item, and what it has to do with this one."""

    item: Item
    how: str


def strip_of(active: str, counts: dict[str, int], ink: Ink, width: int) -> tuple[Content, list[tuple[int, int, str]]]:
    """The line of tabs, and from-to of each for clicks."""
    parts: list[tuple[str, str]] = []
    spots: list[tuple[int, int, str]] = []
    at = 0
    for name in TABS:
        count = f" {counts[name]}" if counts.get(name) else ""
        text = f" {name}{count} "
        parts += [(text, "bold $background on $accent" if name == active else "$foreground on $panel"), (" ", "")]
        spots.append((at, at + cell_len(text), name))
        at += cell_len(text) + 1
    hint = f" {'< >' if width - at > 12 else ''}"
    return Content.assemble(*parts, (hint, QUIET)), spots


def git_page(asked: LinesAsked | None, item: Item, ink: Ink, width: int, *, problem: str = "") -> Content:
    """Who wrote the lines, and the commits that touched the file."""
    page = Page(ink, width)
    if problem:
        page.text(problem, QUIET)
        return page.done()
    if asked is None:
        page.line(("asking git ", QUIET), (ink.ellipsis, QUIET))
        return page.done()
    page.heading("who wrote the lines", f"{item.path} at HEAD")
    if asked.problem:
        page.text(asked.problem, QUIET)
    before = ""
    for line in asked.lines:
        here = ink.arrow if line.number == item.line else " "
        told = f"{line.sha[:7]} {line.on} {ink.fit(line.author, 14)} {line.subject}" if line.sha != before else ""
        page.line((f"{here} ", "bold $warning"), (f"{line.number:>5} ", QUIET), ink.fit(told, max(10, page.width - 8)))
        before = line.sha
    page.heading("commits that touched the file", f"{len(asked.commits)} newest" if asked.commits else "none")
    for commit in asked.commits:
        author = f"{ink.fit(commit.author, 14)} " if commit.author else ""
        page.line(
            (f"{commit.sha[:7]} ", ACCENT), (f"{commit.on} ", QUIET), author,
            ink.fit(commit.subject, max(10, page.width - 20 - cell_len(author))),
        )  # fmt: skip
    return page.done()


def data_page(item: Item, ink: Ink, width: int) -> Content:
    """The figures over time against their limit, and the exports that they came from."""
    page = Page(ink, width)
    series = series_of(item.evidence)
    if series is not None:
        page.heading("over time", item.subject.name)
        draw(page, series)
        page.blank()
        for point in reversed(series.points):
            page.line(
                (f"{point.day} ", QUIET),
                (f"{point.value:>7.3g} ", STRONG),
                ink.fit(point.told, max(8, page.width - 20)),
            )
    facts = [one for one in item.evidence if one.kind in DATA_KINDS]
    paths = dict.fromkeys(one.path for one in facts if one.path)
    if paths:
        page.heading("read from")
        for path in paths:
            said = Page(ink, width)
            said.text(path, ACCENT)
            page.content(at_line(said.done(), path, None))
    if facts and series is None:
        evidence(page, facts)
    if not facts:
        page.text("no run, report, metric or table stands behind this item", QUIET)
    return page.done()


def related(items: Sequence[Item], item: Item) -> list[Related]:
    """Items of one cause, at the same place, before or after it in a plan, or that share its set-up."""
    found: dict[str, Related] = {}

    def add(other: Item, how: str) -> None:
        if other.id != item.id:
            found.setdefault(other.id, Related(item=other, how=how))

    before = set(item.after)
    for other in items:
        if other.id in before:
            add(other, "has to be paid first")
        elif item.id in other.after:
            add(other, "waits for this one")
        elif item.cause and other.cause == item.cause:
            add(other, "has the same cause")
        elif item.shares is not None and other.shares is not None and other.shares.name == item.shares.name:
            add(other, f"shares its set-up: {item.shares.name}")
        elif item.path and other.path == item.path and (other.line == item.line or other.rule.id == item.rule.id):
            add(other, "is at the same place" if other.line == item.line else "is of the same rule in this file")
        elif not item.path and other.subject == item.subject:
            add(other, f"is on the same {item.subject.kind}")
    return list(found.values())[:MOST_RELATED]


def relations_page(found: Sequence[Related], chosen: int, ink: Ink, width: int) -> Content:
    """One line an item, the chosen one marked; a click opens it."""
    page = Page(ink, width)
    if not found:
        page.text("nothing in this ledger hangs together with it", QUIET)
        return page.done()
    how = ""
    for number, one in enumerate(found):
        if one.how != how:
            how = one.how
            page.heading(how)
        other = one.item
        bar = ink.cursor if number == chosen else " "
        money = f"{hours(other.interest.hours_per_month)} h/m {STATUS_WORDS[other.triage.status]}"
        title = ink.fit(f"{other.title}  {place(other)}", max(8, page.width - cell_len(money) - 3))
        opens = Style.from_meta({"@click": ("screen.show_item", (other.id,))})
        page.content(Content.assemble((f"{bar} ", ACCENT), (title, opens), f" {money}"))
    page.blank()
    page.line(("j k choose, enter opens, esc comes back", QUIET))
    return page.done()


def history_page(item: Item, records: Sequence[LogRecord], ink: Ink, width: int) -> Content:
    """When it came, when it was seen, and what people decided; newest first."""
    page = Page(ink, width)
    page.heading("decisions", "" if records else "nobody has decided yet")
    for record in reversed(records):
        record_lines(page, record)
    page.heading("sightings")
    if item.payment is not None:
        back = ", found again since" if item.payment.is_back else ""
        page.line((f"{item.payment.on[:10]} ", QUIET), f"no longer found: paid{back}")
    if item.last_seen:
        page.line((f"{item.last_seen[:10]} ", QUIET), "last seen")
    if item.first_seen:
        page.line((f"{item.first_seen[:10]} ", QUIET), "first seen by a scan")
    if item.introduced is not None:
        by = f" by {printable(item.introduced.author)}" if item.introduced.author else ""
        page.line((f"{item.introduced.date[:10]} ", QUIET), f"came in with {item.introduced.revision[:7]}{by}")
    if item.first_seen:
        page.blank()
        page.line(("a click on a date opens its scan, D the list of them", QUIET))
    return dated(page.done())
