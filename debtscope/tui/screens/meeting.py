"""Meeting mode: large, of high contrast, one item at a time, for a shared screen of 80 by 24; a clock, and minutes at the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours, payback, place
from debtscope.model.review import BACK, DUE_AGAIN, NEW, OVERDUE
from debtscope.model.vocabulary import Status, Verdict
from debtscope.tui.charts import Spans, progress
from debtscope.tui.dialogs.prompt import Prompt
from debtscope.tui.excerpt import coloured
from debtscope.tui.ink import SEVERITY_MARKS
from debtscope.tui.page import ACCENT, QUIET, SEVERITY_STYLES, STRONG, Page
from debtscope.tui.plan_page import over_budget
from debtscope.tui.precedent import WORDS
from debtscope.tui.screens.one import OneByOne
from debtscope.tui.screens.trends import write_paper
from debtscope.tui.theme import CONTRAST

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.plan import Plan
    from debtscope.model.triage import Decision, LogRecord
    from debtscope.services.types import Excerpt
    from debtscope.tui.board import Board
    from debtscope.tui.place import Hint

AGENDA = (OVERDUE, DUE_AGAIN, BACK, NEW)
SECONDS_EACH = 40
"""Thirty items take twenty minutes."""
ROOMY = 110
"""Columns from which the margins grow."""
KEY = "bold $footer-key-foreground"
WEEKS_TO_PROMISE = "2w"
"""Stands beside the owner when planning is asked: enter takes it, a word more replaces it."""


class MeetingScreen(OneByOne):
    """Right arrow goes on; a verdict goes on by itself. Nothing but a meeting's keys does anything here."""

    NAME = "Meeting"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,space,enter", "forward", "next", show=False),
        Binding("pageup", "step(-1)", "previous", show=False),
        Binding("1,2,3,4,5,6,7,8,r,D,U,y,e", "stay", "a meeting stays", show=False),
    ]

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board
        self._why: dict[str, str] = {}
        self._theme = ""
        self._began = 0.0
        self._is_held = False
        self._present: tuple[str, ...] = ()
        self._touched: dict[str, None] = {}
        self._plan: Plan | None = None

    def hints(self) -> Sequence[Hint]:
        return (
            ("left", "<" if self.ink.ascii else "◀", "back"), ("u", "u", "undo"), ("E", "E", "minutes"), ("escape", "esc", "ends it"), ("question_mark", "?", "more"),
        )  # fmt: skip

    def on_mount(self) -> None:
        """The agenda, the clock, the colours; then who is there."""
        for name in AGENDA:
            section = self._board.section(name)
            for row in section.rows if section is not None else ():
                item = self.item_of(row.id)
                is_open = item is not None and (item.triage.status is Status.OPEN or name == OVERDUE)
                if item is not None and is_open:
                    self._why.setdefault(row.id, self._reason(name, item))
        self.ids = list(self._why)
        self._theme, self.scope.theme = self.scope.theme, CONTRAST.name
        self._began = self.scope.session.now().timestamp()
        self.set_interval(1.0, self._tick)
        super().on_mount()
        if not self.ids:
            self._make_plan()
        self._ask_who()

    def on_unmount(self) -> None:
        """The colours of before."""
        self.scope.theme = self._theme

    def on_resize(self) -> None:
        """Wide screens get wide margins."""
        self.set_class(self.scope.size.width >= ROOMY and self.scope.size.height >= 34, "roomy")
        super().on_resize()

    def _reason(self, section: str, item: Item) -> str:
        triage = item.triage
        if section == OVERDUE:
            return f"overdue since {triage.due}"
        if section == NEW:
            return f"new since {self._board.since}"
        return triage.woken or section

    @work(group="choice", exclusive=True)
    async def _ask_who(self) -> None:
        """Once a meeting; the names of the last one stand there already."""
        book = self.book
        if book is None:
            return
        records = await asyncio.to_thread(self.scope.session.records, book)
        question = Content.assemble(
            ("who is here? ", "bold $accent"), ("names with commas; they go into the minutes", QUIET)
        )
        answer = await self.scope.push_screen_wait(
            Prompt(question, value=_last_present(records), example="ana, bo", is_whole=True)
        )
        self._present = tuple(dict.fromkeys(name.strip() for name in (answer or "").split(",") if name.strip()))
        self._began = self.scope.session.now().timestamp()
        self.draw()

    # -- what is shown

    def _tick(self) -> None:
        if self.is_drawn:
            self.draw_head()

    def head(self, width: int) -> list[Spans]:
        total, at = len(self.ids), min(self.at + 1, len(self.ids))
        spent = max(0, int(self.scope.session.now().timestamp() - self._began))
        given = total * SECONDS_EACH
        names = ", ".join(self._present)
        left: Spans = [
            (f"{at} of {total} " if self.current is not None else "done ", STRONG),
            *progress(min(self.at, total), total, 12, self.ink),
            (f"  {_clock(spent)}", STRONG), (f" of {_clock(given)}", QUIET),
        ]  # fmt: skip
        if spent > given:
            left.append((" over", "bold $error"))
        room = width - sum(len(text) for text, _ in left) - 2
        return [[*left, ("  ", ""), (self.ink.fit(names, max(0, room)).rstrip(), QUIET)]]

    def text(self, item: Item, code: Excerpt | None, width: int, height: int) -> Content:
        page = Page(self.ink, width)
        wide = self.has_class("roomy")
        page.text(self._why.get(item.id, "").upper() or "open", "bold $warning")
        page.blank()
        page.text(item.title, STRONG, limit=2)
        mark = f"{SEVERITY_MARKS[item.severity]} {item.severity.value}"
        page.line((mark, SEVERITY_STYLES[item.severity.value]), (f"  {place(item)}", ACCENT))
        page.blank()
        page.text(item.message, limit=8 if wide else 4)
        page.blank()
        page.line(
            ("fix ", QUIET), (f"{hours(item.principal.hours)} h", STRONG), ("   costs ", QUIET),
            (f"{hours(item.interest.hours_per_month)} h/month", STRONG), ("   pays in ", QUIET),
            (payback(item.payback_months), STRONG),
        )  # fmt: skip
        self._where_it_stands(page, item)
        room = (height - page.height - 3) // 2
        if code is not None and room >= 1:
            page.blank()
            page.content(coloured(code, self.ink, width, around=min(4, room)))
        return page.done()

    def _where_it_stands(self, page: Page, item: Item) -> None:
        triage, proposed = item.triage, item.proposed_owner
        owner = triage.owner or (f"{proposed.name}?" if proposed is not None else "nobody yet")
        until = triage.due or triage.until
        page.line(
            ("owner ", QUIET), owner, ("   status ", QUIET), triage.status.value, (f"  {until}" if until else "", QUIET)
        )
        if triage.reason:
            page.text(f"because: {triage.reason}", QUIET, limit=2)

    def verdicts(self, item: Item, width: int) -> list[Spans]:
        keys: Spans = []
        again = ((".", "as before"),) if self.scope.last_decision is not None else ()
        for key, word in (("f", "plan"), ("d", "defer"), ("a", "accept"), ("w", "dismiss"), ("o", "owner"), *again):
            keys += [(key, KEY), (f" {word}   ", STRONG)]
        return [[*keys, (self.ink.arrow, KEY), (" next", STRONG)]]

    def rest(self, width: int) -> Content:
        page = Page(self.ink, width)
        items = [item for one in self._touched if (item := self.item_of(one)) is not None]
        counts = Counter(i.triage.verdict for i in items if i.triage.verdict in WORDS)
        told = f" {self.ink.dot} ".join(
            f"{counts[verdict]:,} {word}" for verdict, word in WORDS.items() if counts[verdict]
        )
        page.line(("That is all. ", "bold $success"), (told or "Nothing was decided.", STRONG))
        planned = [item for item in items if item.triage.verdict is Verdict.PLAN]
        if planned:
            fix, rate = sum(i.principal.hours for i in planned), sum(i.interest.hours_per_month for i in planned)
            page.text(f"Planned: {hours(fix)} h of work that ends {hours(rate)} h/month.")
        page.blank()
        self._next(page)
        page.blank()
        page.line(
            ("E", KEY), " writes the minutes   ", ("enter", KEY), " the plan   ", ("esc", KEY), " ends the meeting"
        )
        return page.done()

    def _next(self, page: Page) -> None:
        plan = self._plan
        if plan is None:
            page.text("planning what comes next", QUIET)
            return
        page.line(
            (f"Next, within {plan.budget_hours:g} h: ", STRONG), counted(len(plan.entries), "item"),
            f", {hours(plan.hours)} h, saves {hours(plan.saved_per_month)} h/month",
        )  # fmt: skip
        if plan.over_budget_hours:
            page.text(f"{over_budget(plan)}.".capitalize(), "$error")
        room = max(3, self.scope.size.height - page.height - 14)
        for entry in plan.entries[:room]:
            owner = entry.item.triage.owner or self.ink.dash
            due = f" by {entry.item.triage.due}" if entry.item.triage.due else ""
            page.line(
                (f"{hours(entry.hours):>5} h  ", STRONG), self.ink.fit(entry.item.title, max(20, page.width - 34)).rstrip(),
                (f"  {self.ink.text(owner)}{due}", QUIET),
            )  # fmt: skip
        if len(plan.entries) > room:
            page.text(f"and {len(plan.entries) - room:,} more", QUIET)

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def _make_plan(self) -> None:
        book = self.book
        if book is not None:
            self._plan = await asyncio.to_thread(self.scope.session.plan, book, self.scope.wanted)
            self.draw()

    # -- keys

    def owner_offered(self, items: Sequence[Item]) -> str:
        """Whose it is or probably is, and a day: a plan without either is no promise."""
        if len(items) != 1:
            return ""
        item = items[0]
        proposed = item.proposed_owner
        owner = item.triage.owner or (proposed.name if proposed is not None else "")
        return f"{owner} {WEEKS_TO_PROMISE}".strip()

    async def _decide(self, items: Sequence[Item], decision: Decision) -> None:
        """The first verdict opens the review in the log, with those who are there."""
        if await self._hold():
            await super()._decide(items, decision)

    async def _hold(self) -> bool:
        book = self.book
        if self._is_held or book is None:
            return book is not None
        if lost := await asyncio.to_thread(self.scope.colleagues.lost, book):
            self.scope.say(f"not kept: {lost}", "$error")
            return False
        try:
            await asyncio.to_thread(self.scope.session.hold_review, book, self._present)
        except DebtscopeError as error:
            self.scope.complain(error)
            return False
        self._is_held = True
        return True

    def decided(self, ids: Sequence[str]) -> None:
        """On to the next; an owner or a note alone is no verdict."""
        self._touched |= dict.fromkeys(ids)
        last = self.scope.last_decision
        if last is not None and last.verdict is not None:
            self.go(self.at + 1)

    def go(self, at: int) -> None:
        super().go(at)
        if self.current is None:
            self._plan = None
            self._make_plan()

    def action_forward(self) -> None:
        """The next item; after the last one the plan."""
        if self.current is not None:
            self.go(self.at + 1)
        else:
            self.scope.action_place("plan")

    def action_stay(self) -> None:
        """A slip of the finger does not end a meeting."""
        self.say("this is a meeting: esc ends it, all is saved")

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """The review's Markdown: agenda, who was there, verdicts with owner, day and what they buy, and the plan."""
        if await self._hold():
            await write_paper(self, "minutes", f"debt-review-{self._board.as_of}.md")


def _clock(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _last_present(records: Sequence[LogRecord]) -> str:
    for record in reversed(records):
        names = record.data.get("attendees")
        if record.kind == "review" and isinstance(names, (list, tuple)):
            return ", ".join(str(name) for name in names)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON of a log
    return ""
