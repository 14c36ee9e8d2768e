"""Trends and review: where interest goes, what moved since the last review, and the agenda of the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours
from debtscope.model.review import BACK, DUE_AGAIN, GREW, NEW, OVERDUE, PAID, TITLES, VISIBLE
from debtscope.model.vocabulary import Severity, Status
from debtscope.tui.arrange import Group, part_named
from debtscope.tui.carry import CarryPlace
from debtscope.tui.charts import Spans, content
from debtscope.tui.child import ChildFailed
from debtscope.tui.describe import preview
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.group_page import group_page
from debtscope.tui.ink import SEVERITY_WORDS
from debtscope.tui.money import tally
from debtscope.tui.page import QUIET, STRONG, Page, dated
from debtscope.tui.rows import STATUS_STYLES, STATUS_WORDS, STYLE_OF
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.trend_panels import PANELS, panels
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.tui.board import Board, Row
    from debtscope.tui.place import Hint

SINCE = (("l", "the last review"), ("1", "a week ago"), ("2", "two weeks"), ("4", "four weeks"), ("d", "a day"))
_SINCE = {"l": "last", "1": "7d", "2": "14d", "4": "28d"}
PAPERS = (("m", "minutes (Markdown)"), ("h", "page (HTML, with figures)"), ("i", "the items"))
COMPONENT = "component:"


class TrendsScreen(Listing, CarryPlace):
    """Figures above, the agenda below; verdict keys work on its items as everywhere."""

    NAME = "Trends"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="sev", width=4),
        Layout(title="what", width=0),
        Layout(title="why here", width=26, least=100, spare=True),
        Layout(title="fix h", width=5, right=True, least=60),
        Layout(title="h/mo", width=6, right=True),
        Layout(title="owner", width=9, least=70, spare=True),
        Layout(title="status", width=7),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("M", "meet", "meeting: one item at a time", show=False),
        Binding("tab", "panel(1)", "next figure", show=False),
        Binding("shift+tab", "panel(-1)", "figure before", show=False),
        Binding("S", "since", "compare with another day", show=False),
        Binding("B", "backfill", "scan the weeks that are past", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._panel = PANELS[0]
        self._meets = False
        """Whether a meeting was asked for before its agenda was counted."""

    def hints(self) -> Sequence[Hint]:
        return (
            ("M", "M", "meeting"), ("tab", "tab", "figures"), ("S", "S", "since"), ("B", "B", "past weeks"),
            ("E", "E", "minutes, page"), ("D", "D", "days"), ("f", "f", "plan"), ("enter", "enter", "open"), ("escape", "esc", "ledger"),
            ("question_mark", "?", "more"),
        )  # fmt: skip

    def on_resize(self) -> None:
        """The figures are as wide as the window."""
        super().on_resize()
        if self.is_drawn:
            self.call_after_refresh(self.reload)

    def splits(self) -> bool:
        """Below the figures a narrow window has no room for a page: enter opens the item."""
        return self.scope.size.width >= 100

    def book_changed(self) -> None:
        super().book_changed()
        if self.is_drawn and self.is_current:  # under a meeting nobody sees the figures: they are counted when it ends
            self.scope.reviews.want_soon()

    def on_mount(self) -> None:
        super().on_mount()
        self.scope.reviews.want()
        self.reload()

    @property
    def board(self) -> Board | None:
        """The figures, as far as they are known."""
        return self.scope.reviews.board

    def reload(self) -> None:
        """Figures and agenda, from what was counted; verdicts are the ledger's of now."""
        if not self.is_drawn:
            return
        self.head(dated(content([*self._head(), []])))
        self.put(self._lines(self.board) if self.board is not None else [])
        if self._meets and self.scope.reviews.is_asked and self.is_current:
            self._meets = False
            self.say("")
            self.call_later(self.action_meet)

    def day_in_view(self) -> str:
        return self.board.since if self.board is not None else ""

    # -- above

    def _head(self) -> list[Spans]:
        size, reviews = self.scope.size, self.scope.reviews
        width = max(40, size.width - 5)
        height = max(5, min(11, size.height // 4 + 1))
        page = Page(self.ink, width)
        if reviews.is_running:
            page.line(("counting: ", "bold $accent"), (reviews.step, ""), ("  all else stays usable", QUIET))
        if self.board is None:
            if not reviews.is_running:
                page.text(
                    reviews.problem or "there is no ledger yet: r scans", "$warning" if reviews.problem else QUIET
                )
            return [[(line.plain, str(line.spans[0].style) if line.spans else "")] for line in page.done().split("\n")]
        told = _sentences(self.board)
        lines: list[Spans] = [[("counting: ", "bold $accent"), (reviews.step, "")]] if reviews.is_running else []
        for number, text in enumerate(told if size.height >= 30 else told[:2]):
            style = STRONG if not number else QUIET
            lines += [[(line, style)] for line in page.wrapped(text, width)[:2]]
        return [*lines, [], *panels(self.board, self._panel, width, height, self.ink)]

    # -- below

    def _lines(self, board: Board) -> list[Line]:
        lines: list[Line] = []
        for name, title in TITLES.items():
            section = board.section(name)
            if section is not None:
                lines.append(_rule(f"{title} ({section.count:,}, {hours(section.interest)} h/month)", "group"))
                lines += [self._line(name, row) for row in section.rows]
                if section.count > len(section.rows):
                    lines.append(_rule(f"and {section.count - len(section.rows):,} more", "quiet"))
        if board.movers:
            lines.append(_rule(f"Where interest moved most since {board.since}", "group"))
            lines += [self._mover(one.component, one.before, one.after) for one in board.movers[:8]]
        if not lines:
            lines.append(_rule(f"nothing came, went or fell due since {board.since}", "quiet"))
        return lines

    def _line(self, section: str, row: Row) -> Line:
        item = self.item_of(row.id)
        status = item.triage.status if item is not None else Status.PAID if section == PAID else Status.OPEN
        severity = Severity(row.severity)
        owner = (item.triage.owner if item is not None else row.owner) or self.ink.dash
        return Line(
            key=row.id,
            cells=(
                (SEVERITY_WORDS[severity], STYLE_OF[severity]),
                (row.title, ""),
                (_because(section, row, item), "quiet"),
                (hours(row.principal), ""),
                (hours(row.interest), "strong"),
                (owner, ""),
                (STATUS_WORDS[status], STATUS_STYLES[status]),
            ),
        )

    def _mover(self, component: str, before: float, after: float) -> Line:
        change = after - before
        sign = "+" if change > 0 else "-"
        moved = f"{part_named(component)}, from {hours(before)} to {hours(after)}"
        cells = (
            ("", ""), (moved, ""), ("", ""), ("", ""), (f"{sign}{hours(abs(change))}", "bad" if change > 0 else "good"),
            ("", ""), ("", ""),
        )  # fmt: skip
        return Line(key=f"{COMPONENT}{component}", cells=cells)

    def page(self, key: str, width: int) -> Content:
        item = self.item_of(key)
        if item is not None:
            return preview(item, None, self.ink, width, is_new=bool(self.book and item.id in self.book.new_ids))
        page = Page(self.ink, width)
        if key.startswith(COMPONENT):
            return self._component_page(key.removeprefix(COMPONENT), width)
        if key:
            page.text("it is no longer in the ledger: paid, and older than what a snapshot keeps", QUIET)
        return page.done()

    def _component_page(self, component: str, width: int) -> Content:
        """What a part of the repository holds now."""
        items = [item for item in (self.book.ledger.items if self.book else ()) if item.component == component]
        if not items:
            page = Page(self.ink, width)
            page.text(part_named(component), STRONG)
            page.text("nothing is left there", QUIET)
            return page.done()
        sums = tally(items)
        group = Group(part_named(component), principal=sums.principal, interest=sums.interest)
        return group_page(group, items, self.ink, width, note="enter shows them in the ledger")

    # -- keys

    def targets(self) -> Sequence[Item]:
        item = self.item_of(self.current_key)
        return (item,) if item is not None and item.triage.status is not Status.PAID else ()

    def decided(self, ids: Sequence[str]) -> None:
        """The next line of the agenda."""
        self.list.action_move(1)

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        from debtscope.tui.screens.item import ItemScreen

        key = self.current_key
        if key.startswith(COMPONENT):
            self.scope.show_query(f'component:"{key.removeprefix(COMPONENT)}"')
        elif self.item_of(key) is not None:
            self.scope.push_screen(ItemScreen(key))

    def action_panel(self, step: int) -> None:
        """Another figure; of a wide window the first stays at the left."""
        self._panel = PANELS[(PANELS.index(self._panel) + step) % len(PANELS)]
        self.reload()

    @work(group="choice", exclusive=True)
    async def action_since(self) -> None:
        """With which day today is compared."""
        answer = await self.scope.push_screen_wait(Choices("compare with", SINCE))
        if answer == "d":
            question = Content.assemble(("compare with ", "bold $accent"), ("a date, 7d, 2w, or a revision", "$quiet"))
            answer = await self.scope.push_screen_wait(Prompt(question, example="2026-10-01"))
        since = _SINCE.get(answer, answer.strip()) if answer else ""
        if since:
            self.scope.reviews.choose(since)
            self.reload()

    def action_backfill(self) -> None:
        """As `debtscope history --backfill 26w`, behind."""
        if self.scope.session.root is None or self.book is None:
            self.say("this ledger has no repository, and so no history", "$warning")
        elif self.scope.reviews.is_running:
            self.say("one moment: the figures are still being counted", "$warning")
        elif self.scope.may_decide():
            self.scope.reviews.backfill()

    def action_meet(self) -> None:
        """One item at a time, for a shared screen."""
        from debtscope.tui.screens.meeting import MeetingScreen

        if self.board is None or not self.scope.reviews.is_asked:
            self._meets = not self.scope.reviews.problem
            self.say(self.scope.reviews.problem or "the meeting begins when its agenda is counted", "$warning")
        elif self.scope.may_decide():
            self.scope.push_screen(MeetingScreen(self.board))

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """Minutes, page, or the items as everywhere."""
        answer = await self.scope.push_screen_wait(Choices("write", PAPERS))
        if answer == "i":
            super().action_export()
        elif answer is not None and self.board is not None:
            mode, ending = ("minutes", "md") if answer == "m" else ("page", "html")
            await write_paper(self, mode, f"debt-review-{self.board.as_of}.{ending}")

    def shown_items(self) -> Sequence[Item]:
        """The agenda's items, once each."""
        source = self.list.source
        keys = [line.key for line in getattr(source, "lines", ()) if line.key]
        return [item for key in dict.fromkeys(keys) if (item := self.item_of(key)) is not None]


async def write_paper(screen: CarryPlace, mode: str, name: str) -> Path | None:
    """Asks for a file and writes minutes or page to it; the child counts while the screen stays usable."""
    suffix = Path(name).suffix

    def check(text: str) -> str | None:
        path = Path(text.strip()).expanduser()
        if path.suffix.lower() != suffix:
            return f"the file's name must end in {suffix}"
        return None if path.parent.is_dir() else "there is no such folder"

    question = Content.assemble(("write the " + mode, "bold $accent"), (f" to a {suffix} file", "$quiet"))
    answer = await screen.scope.push_screen_wait(Prompt(question, value=name, check=check))
    if answer is None:
        return None
    path = Path(answer.strip()).expanduser()
    screen.scope.say(f"writing the {mode} {screen.ink.ellipsis}")
    try:
        text = await screen.scope.reviews.text(mode)
        await asyncio.to_thread(screen.scope.session.write_text, path, text)
    except ChildFailed as error:
        screen.scope.say(error.message, "$error", detail=error.trace)
        return None
    except (DebtscopeError, OSError) as error:
        screen.scope.say(f"not written: {error}", "$error")
        return None
    screen.scope.say(f"{mode} written to {path}")
    return path


def _rule(text: str, style: str) -> Line:
    return Line(cells=((text, style),), is_rule=True)


def _because(section: str, row: Row, item: Item | None) -> str:
    match section:
        case name if name == OVERDUE:
            return f"due {row.due}" if row.due else "overdue"
        case name if name in (DUE_AGAIN, BACK):
            return (item.triage.woken if item is not None else None) or section
        case name if name == GREW:
            return f"{hours(row.grew_by)} h more to fix" if row.grew_by > 0 else "more evidence"
        case name if name == VISIBLE:
            return "a rule or source is new"
        case name if name == NEW:
            return f"new, {row.owner}" if row.owner else "new"
        case _:
            return section


def _sentences(board: Board) -> list[str]:
    """What the review says first, in the words of its Markdown."""
    change = board.after.interest - board.before.interest
    moved = f"{hours(abs(change))} h {'more' if change > 0 else 'less'} than" if abs(change) >= 0.05 else "as"
    counts = ", ".join(f"{one.count:,} {one.name}" for one in board.sections if one.count)
    promised = f"promises: {len(board.kept)} kept, {len(board.broken)} broken"
    bought = board.bought
    planned = (
        f"; planned since: {counted(bought.items, 'item')}, {hours(bought.principal)} h of work that ends "
        f"{hours(bought.interest)} h/month" if bought.items else "; nothing was planned since"
    )  # fmt: skip
    now = (
        f"{board.after.items:,} items, {hours(board.after.principal)} h to pay off, {hours(board.after.interest)} h/month: "
        f"{moved} on {board.since}; the debt cost {hours(board.interest_paid_hours)} h in {counted(board.span, 'day')}"
    )
    return [
        now,
        f"since {board.since} ({board.base}): {counts or 'nothing came, went or fell due'}",
        f"{promised}{planned}",
    ]
