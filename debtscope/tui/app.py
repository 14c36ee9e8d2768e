"""The application: opens the ledger behind the first painted frame, holds the book, and takes verdicts to the session.

Screens draw and ask; only this class changes the book. Nothing heavier than textual and the model is imported here.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib
import os
import signal
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NoReturn, cast

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.keys import key_to_character
from textual.worker import Worker, WorkerState

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import hours
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Status
from debtscope.services.types import Book
from debtscope.tui import memory
from debtscope.tui.ascii import InAscii
from debtscope.tui.colleagues import Colleagues
from debtscope.tui.commands import shown_key
from debtscope.tui.course import Course
from debtscope.tui.deeds import Deeds
from debtscope.tui.glass import Glass
from debtscope.tui.ink import ASCII, UNICODE
from debtscope.tui.keys import Remappable
from debtscope.tui.money import effect, given, whole
from debtscope.tui.paid import PaidQuestions
from debtscope.tui.personal import Personal
from debtscope.tui.place import Place
from debtscope.tui.rescan import Rescan
from debtscope.tui.reviews import Reviews
from debtscope.tui.said import Said, Unreadable
from debtscope.tui.screens.ledger import LedgerScreen
from debtscope.tui.theme import ANSI_VARIABLES, CYCLE, DARK, OURS
from debtscope.tui.typeahead import TypeAhead
from debtscope.tui.views import View
from debtscope.tui.wanted import Wanted

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.signal import Signal
    from textual.theme import Theme

    from debtscope.model.ledger import Item
    from debtscope.tui.session import Session
    from debtscope.tui.widgets.bars import Spans

HERE = Path(__file__).parent
IN_ASCII = InAscii()
FIRST_ROWS = 60
WARM_AFTER = 0.15
"""Seconds after the load; the preview is drawn before."""
QUIET_KEYS = frozenset({"enter", "escape"})
"""What is pressed without a wish, or answered by a screen's own key method."""
POLL_SECONDS = 2.0
"""How often the triage log's stamp is looked at for a colleague's decisions."""


def commands() -> type[Provider]:
    """The palette's provider, imported when the palette is first opened."""
    from debtscope.tui.commands import Commands

    return Commands


class DebtscopeApp(Remappable, App[int]):
    """Ledger, item, triage, plan, trends, rules, scan, models, score."""

    TITLE = "debtscope"
    CSS_PATH: ClassVar = [HERE / "app.tcss", HERE / "screens" / "ledger.tcss"]
    """Textual does not read the style sheet of a default screen by itself."""
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {commands}
    NOTIFICATION_TIMEOUT = 4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "place('ledger')", "ledger", show=False),
        Binding("2", "place('triage')", "triage: one item at a time", show=False),
        Binding("3", "place('plan')", "paydown plan", show=False),
        Binding("4", "place('trends')", "trends and review", show=False),
        Binding("5", "place('rules')", "rules", show=False),
        Binding("6", "place('scan')", "scan: what was read", show=False),
        Binding("7", "place('models')", "models", show=False),
        Binding("8", "place('score')", "ML Test Score", show=False),
        Binding("question_mark,f1", "help", "keys of this screen", show=False),
        Binding("colon,ctrl+p", "command_palette", "all commands", show=False),
        Binding("U", "place('decisions')", "history of decisions", show=False),
        Binding("D", "days", "the scans of past days", show=False),
        Binding("H", "say_hours", "hours that a paid item took", show=False),
        Binding("ctrl+o", "jump", "a letter on everything that can be gone to", show=False),
        Binding("exclamation_mark", "place('messages')", "messages", show=False),
        Binding("T", "next_theme", "next theme", show=False),
        Binding("r", "rescan", "scan again", show=False),
        Binding("q", "leave", "back, or quit", show=False),
        Binding("ctrl+c", "copy_or_tell", "copy what is selected", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
        Binding("ctrl+l", "redraw", "draw the screen anew", show=False),
    ]

    def __init__(
        self,
        session: Session,
        *,
        view: View | None = None,
        ascii_only: bool = False,
        budget_hours: float = 40.0,
        scans_at_once: bool = False,
    ) -> None:
        super().__init__()
        self.session = session
        self.view, self.opens_at = view or View(), ""
        self.personal = Personal(self)
        self.wanted = Wanted(budget_hours=budget_hours)
        self.scans_at_once = scans_at_once
        self.wants_demo = False
        self.ink = ASCII if ascii_only else UNICODE
        self.book: Book | None = None
        self.is_loaded = self._has_begun = False
        self.unreadable: Unreadable | None = None
        self.messages: list[Said] = []
        self.last_decision: Decision | None = None
        self.rescan = Rescan(self)
        self.reviews = Reviews(self)
        self.paid = PaidQuestions(self)
        self.colleagues = Colleagues(self)
        self.typeahead = TypeAhead(self)
        self.deeds = Deeds(self)
        self.glass = Glass()
        self.course = Course()
        self._totals: list[Spans] = []
        for theme in OURS:
            self.register_theme(theme)
        self._begin_with(DARK)
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"

    def _begin_with(self, theme: Theme) -> None:
        """The first theme, before anything is parsed: the watcher of a later one has all styles read anew."""
        self.set_reactive(DebtscopeApp.theme, theme.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(theme.dark, "-dark-mode")
        self.add_class(f"-theme-{theme.name}")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """For themes that lack our own variables."""
        return ANSI_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Where the terminal has ASCII alone, borders and scroll bars too."""
        return [*super().get_line_filters(), IN_ASCII] if self.ink.ascii else super().get_line_filters()

    def get_default_screen(self) -> LedgerScreen:
        """The ledger is the root; it is never left, only covered."""
        return LedgerScreen()

    def on_mount(self) -> None:
        """Loads once the first frame is out, at the latest: the thread would hold it up."""
        self.call_after_refresh(self._begin)
        if not self.is_headless:
            with suppress(NotImplementedError):  # where the system knows no signals
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._end_politely)
                if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
                    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._end_at_once)
        self.set_interval(POLL_SECONDS, self.colleagues.look)
        resumed = cast("Signal[object]", self.app_resume_signal)  # pyright: ignore[reportUnknownMemberType] - Signal[App[Unknown]]
        resumed.subscribe(self, self._repaint)

    def _end_politely(self) -> None:
        """As `q` would: an exception out of a signal's handler may end the loop before the terminal is given back."""
        self.exit(return_code=128 + signal.SIGTERM)

    @staticmethod
    def _end_at_once() -> NoReturn:
        """The terminal is gone: there is nothing to give back, and what was decided is on disk."""
        atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage] - temporary folders are still removed
        os._exit(128 + signal.SIGHUP)

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for a question that is on its way."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.typeahead.holds(event):
            return
        if isinstance(event, events.Resize):
            self.glass.forget()
        await self.deliver(event)

    async def deliver(self, event: events.Event) -> None:
        """To what has the focus now."""
        await super().on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Textual's last step with a key: one that nothing answers to says so, where it would be dead else."""
        if await super()._check_bindings(key, priority):
            return True
        if not priority and key not in QUIET_KEYS and isinstance(self.screen, Place):
            self.screen.say(f"{key_to_character(key) or shown_key(key)} does nothing here; ? lists the keys")
        return False

    def _repaint(self, _: object) -> None:
        """After a suspension the shell's words stand where ours were."""
        self.action_redraw()

    def action_redraw(self) -> None:
        """Every cell, whatever was written over it."""
        self.glass.forget()
        self.refresh(layout=True)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's last step before the terminal: what stands there already is not written again."""
        super()._display(screen, self.glass.over(renderable, self.size))  # pyright: ignore[reportUnknownMemberType] - Screen[Unknown]
        if not self._has_begun and self.ledger.is_drawn:
            self.call_later(self._begin)  # Textual's own next tick would be a sixtieth of a second later

    def _begin(self) -> None:
        """Reads the ledger, once."""
        if not self._has_begun:
            self._has_begun = True
            self.load_book()

    # -- the book

    @work(group="load", exclusive=True, exit_on_error=False)
    async def load_book(self, said: str = "") -> None:
        """Reads the last snapshot in a thread; the collector waits, since all that is made here stays."""
        memory.hold()
        try:
            await self._load(said)
        finally:
            self.call_later(memory.settle)
            self.set_timer(WARM_AFTER, self._warm)

    def _warm(self) -> None:
        """What the first key would wait for is imported, and the item's styles are read, while nobody waits."""
        styles = HERE / "screens" / "item.tcss"
        if not self.stylesheet.has_source(str(styles)):
            self.stylesheet.read(styles)
            self.stylesheet.parse()
        ready = partial(_make_ready, len(self.book.ledger.items) if self.book else 0)
        self.run_worker(ready, group="warm", exclusive=True, exit_on_error=False, thread=True)

    async def _load(self, said: str) -> None:
        if not self.is_loaded:
            await self.personal.open()
        try:
            if (
                self.book is None
                and (glance := await asyncio.to_thread(memory.tidily, self.session.glance, self._first_rows))
                is not None
            ):
                self._show(glance)
                painted = asyncio.Event()
                self.call_after_refresh(painted.set)
                await painted.wait()  # or the thread that reads the rest takes the processor from the first rows
            book = await asyncio.to_thread(self.session.load)
        except DebtscopeError as error:
            self.is_loaded = True
            is_damaged = await asyncio.to_thread(self.session.is_damaged)
            self.unreadable = Unreadable(message=error.message, hint=error.hint, is_damaged=is_damaged)
            self.complain(error)
            self.ledger.book_changed()
            return
        self.is_loaded, self.unreadable = True, None
        if book is None:
            self.ledger.book_changed()
            if self.book is not None:
                self.say(self.colleagues.emptied(self.book), "$warning")
            if self.scans_at_once:
                self.action_rescan()
            return
        if other := await asyncio.to_thread(self.colleagues.loaded, book):
            self.ledger.say(self.ink.text(other))
        await self.take(book)
        if said or other:
            self.say("; ".join(filter(None, (said, other))))
        else:
            self.rescan.start_behind_soon()

    async def take(self, book: Book) -> None:
        """Another book, made ready in a thread: of a large ledger no key waits for it."""
        self.colleagues.stamp = self.session.log_stamp(book)
        await asyncio.to_thread(self.ledger.prepare, book)
        if self.is_left:
            return
        self.paid.notice(self.book, book)
        self._show(book)
        sums = await asyncio.to_thread(self._sum, book)  # after the rows: nobody waits for a sum to begin reading
        if self.book is book and not self.is_left:
            self._show_sums(sums)
            await self.course.read(self.session, book)
        if self.book is book and not self.is_left and self.course.is_known(book):
            interest = (await asyncio.to_thread(whole, book.ledger.items)).interest
            self._show_sums([*([*sums[0], *told] for told in self.course.spans(book, interest, self.ink)), *sums])

    def _show_sums(self, sums: list[Spans]) -> None:
        self._totals = sums
        if isinstance(self.screen, Place):
            self.screen.draw_top()

    def _show(self, book: Book) -> None:
        self.book = book
        self.ledger.book_changed()
        for screen in self.screen_stack:
            if isinstance(screen, Place) and screen is not self.ledger:
                screen.book_changed()

    @property
    def _first_rows(self) -> int:
        """Items that fill the first screen, and some that may turn out to be settled."""
        return max(FIRST_ROWS, self.size.height * 2)

    @property
    def ledger(self) -> LedgerScreen:
        """The root screen."""
        root = self.screen_stack[0]
        assert isinstance(root, LedgerScreen)
        return root

    @property
    def is_left(self) -> bool:
        """Whether it is on its way out: what a thread brings then is on disk, and drawn nowhere."""
        stack = self.screen_stack
        return not self.is_running or not stack or (isinstance(stack[0], Place) and stack[0].is_gone)

    def may_decide(self) -> bool:
        """Whether verdicts are taken; says the way out where they are not."""
        if self.book is None:
            return False
        if self.book.unread:
            self.say("one moment: the ledger is still being read", "$warning")
            return False
        if self.book.read_only:
            self.say(f"read-only: {self.book.read_only}", "$warning")
            return False
        return True

    async def decide(self, items: Sequence[Item], decision: Decision) -> bool:
        """Records a decision on items."""
        ids = tuple(item.id for item in items)
        if not await self.deeds.do(lambda book: self.session.decide(book, ids, decision), ids):
            return False
        self.last_decision = decision
        self.say(f"{effect(items, decision)} {self.ink.dot} u undoes")
        return True

    async def estimate(
        self, items: Sequence[Item], principal: float | None, interest: float | None, reason: str
    ) -> bool:
        """Records a person's own figures."""
        ids = tuple(item.id for item in items)
        if not await self.deeds.do(lambda book: self.session.estimate(book, ids, principal, interest, reason), ids):
            return False
        self.say(f"{given(items, principal, interest)} {self.ink.dot} u undoes")
        return True

    # -- words

    def say(self, text: str, style: str = "", *, detail: str = "") -> None:
        """One sentence at the foot of the screen, kept in the message list."""
        shown = self.ink.text(text)
        level = {"$warning": "warning", "$error": "error"}.get(style, "note")
        self.messages.append(Said(at=f"{self.session.now():%H:%M:%S}", text=shown, level=level, detail=detail))
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Place):
                screen.say(shown, style)
                break

    def complain(self, error: DebtscopeError) -> None:
        """An error that the user can mend: what, and the way out."""
        self.say(f"{error.message}{f': {error.hint}' if error.hint else ''}", "$error")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of ours costs the action, not the application; the trace is in the messages."""
        error = cast("Worker[object]", event.worker).error  # pyright: ignore[reportUnknownMemberType] - Worker[Unknown]
        if event.state is WorkerState.ERROR and error is not None:
            trace = "".join(traceback.format_exception(error))
            self.say(f"that failed ({type(error).__name__}); ! has the details", "$error", detail=trace)

    def totals_spans(self) -> list[Spans]:
        """The right of every top line, full and short; of the book before, while a new one is being summed."""
        return self._totals

    def _sum(self, book: Book) -> list[Spans]:
        if book.unread and book.snapshot is not None:
            return [[(f"{book.snapshot.items:,} items", "bold"), (" being read ", "$quiet")]]
        totals = whole(book.ledger.items)
        count = f"{sum(i.triage.status is Status.OPEN for i in book.ledger.items):,} open"
        rate = f"{hours(totals.interest)}"
        dot = f" {self.ink.dot} "
        full: Spans = [
            (count, "bold"), (f"{dot}{hours(totals.principal)} h principal{dot}", "$quiet"),
            (f"{rate} h/month", "bold"), (" interest ", "$quiet"),
        ]  # fmt: skip
        short: Spans = [(f"{count}  ", "bold"), (f"{rate} h/m ", "$quiet")]
        return [full, short]

    # -- places and keys

    def action_place(self, name: str) -> None:
        """Goes to one of the places, over the ledger."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if name == "ledger":
            return
        from debtscope.tui.screens import places

        self.push_screen(places.make(name))

    def action_days(self) -> None:
        """The kept scans, at the date of what is in view; esc comes back to it."""
        from debtscope.tui.screens.days import DaysScreen

        if self.book is not None and isinstance(self.screen, Place) and not isinstance(self.screen, DaysScreen):
            self.push_screen(DaysScreen(self.screen.day_in_view()))

    def action_leave(self) -> None:
        """Back; on the root, quit."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(0)

    def action_help(self) -> None:
        """The keys of this screen."""
        from debtscope.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen.active_bindings, getattr(self.screen, "NAME", "")))

    def action_jump(self) -> None:
        """Letters over the screen; a letter goes there."""
        from debtscope.tui.screens.jump import JumpScreen, spots_of

        if not isinstance(self.screen, JumpScreen):
            self.push_screen(JumpScreen(spots_of(self.screen)))

    def action_next_theme(self) -> None:
        """Dark, light, high contrast, the terminal's own."""
        at = CYCLE.index(self.theme) if self.theme in CYCLE else -1
        self.theme = CYCLE[(at + 1) % len(CYCLE)]
        self.personal.keep(replace(self.personal.tastes, theme=self.theme))
        self.say(f"theme {self.theme}")

    def action_rescan(self) -> None:
        """Shows what a scan behind the ledger found; else scans again; what could not be read is read again first."""
        if self.unreadable is not None:
            self.load_book()
        else:
            self.rescan.start()

    def action_say_hours(self) -> None:
        """Answers the question that stands at the foot."""
        self.run_worker(self.paid.answer(), group="choice", exclusive=True, exit_on_error=False)

    def show_query(self, query: str) -> None:
        """The ledger, filtered."""
        self.action_place("ledger")
        self.ledger.put_query(query)

    def simulate_key(self, key: str) -> None:
        """As if typed. In a screen's name, as Textual sends it, the key would not come past that screen."""
        event = events.Key(key, None)
        event.set_sender(self)
        self.post_message(event)

    def action_copy_or_tell(self) -> None:
        """Copies a selection; else tells how to leave."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
            self.say("copied")
        else:
            self.say("q quits, esc goes back")

    def on_unmount(self) -> None:
        """A scan that still runs ends with the application."""
        self.rescan.run.stop()
        self.reviews.stop()


def _make_ready(items: int) -> None:
    for name in ("debtscope.tui.describe", "debtscope.tui.screens.item"):
        importlib.import_module(name)
    memory.give_back(items)
