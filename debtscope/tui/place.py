"""What all screens share: the top line, the hint line, and the way to the application."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from debtscope.tui.arrange import index_of
from debtscope.tui.keys import Remappable
from debtscope.tui.widgets.bars import HintBar, Spans, TopBar

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Book
    from debtscope.tui.app import DebtscopeApp
    from debtscope.tui.ink import Ink

Hint = tuple[str, str, str]


class Place(Remappable, Screen[None]):
    """A screen with a top line and a hint line; subclasses give the body."""

    AUTO_FOCUS = ""
    """Screens say themselves what has the keyboard: Textual would give it to the first field, hidden or not."""
    NAME = ""
    DEFAULT_CSS = "Place .question-line { height: 1; background: $panel; display: none; }"

    @property
    def scope(self) -> DebtscopeApp:
        """The application, typed."""
        return cast("DebtscopeApp", self.app)  # pyright: ignore[reportUnknownMemberType] - App[Unknown] in Textual

    @property
    def ink(self) -> Ink:
        """The glyphs of this terminal."""
        return self.scope.ink

    def __init__(self) -> None:
        super().__init__()
        self._is_composed = False
        self._said = ("", "")

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield from self.body()
        yield Static("", classes="question-line", markup=False)
        yield HintBar()

    @abstractmethod
    def body(self) -> ComposeResult:
        """What is between the two lines."""

    def hints(self) -> Sequence[Hint]:
        """(key, shown, word), the most wanted first, the last one always."""
        return (("question_mark", "?", "help"),)

    def on_mount(self) -> None:
        """Draws the two lines for the first time; Textual calls this once more after a subclass's own."""
        if self._is_composed:
            return
        self._is_composed = True
        self.draw_top()
        bar = self.query_one(HintBar)
        bar.hints(self.hints())
        bar.say(*self._said)
        self.draw_question()

    def on_screen_resume(self) -> None:
        """What happened on another screen is seen here too."""
        self.book_changed()
        self.draw_question()

    @property
    def is_drawn(self) -> bool:
        """Whether the screen's widgets are there: it may hear of a book before, and of a frame that was drawn when it has been left."""
        return self._is_composed and self.display  # no node that is being removed is displayed

    @property
    def is_gone(self) -> bool:
        """Whether its widgets are there no more: the application is being left."""
        return self._is_composed and not self.children

    def book_changed(self) -> None:
        """Another ledger, or other verdicts."""
        if self.is_drawn:
            self.draw_top()

    def draw_top(self) -> None:
        """The top line of an inner screen: its name; the ledger has more to say."""
        left: list[Spans] = [[(" debtscope ", "bold $accent"), (f" {self.NAME}", "bold"), *self.top_note()]]
        self.query_one(TopBar).show(left, self.scope.totals_spans())

    def day_in_view(self) -> str:
        """The date (ISO) of what the cursor is on, for the list of past scans; empty for the newest."""
        return ""

    def action_open_day(self, day: str) -> None:
        """The scan of a date that was clicked, or the last one before it."""
        from debtscope.tui.screens.days import DaysScreen

        self.scope.push_screen(DaysScreen(day, opens=True))

    def draw_question(self) -> None:
        """One line above the hints where a scan left a question; no line where none is open."""
        if self.is_drawn:
            pane, told = self.query_one(".question-line", Static), self.scope.paid.line()
            if told is not None or pane.display:  # an update lays the whole screen out anew
                pane.display = told is not None
                pane.update(told or "")

    def top_note(self) -> Spans:
        """More of the top line's left."""
        return ()

    def say(self, text: str, style: str = "") -> None:
        """The last thing that happened; data in it must have gone through the ink."""
        self._said = (text, style)
        if self.is_drawn:
            self.query_one(HintBar).say(text, style)

    @property
    def book(self) -> Book | None:
        """The ledger that is open."""
        return self.scope.book

    def item_of(self, item_id: str) -> Item | None:
        """As the book has it now."""
        items = self.book.ledger.items if self.book else ()
        at = index_of(items, item_id)
        return None if at is None else items[at]

    @on(HintBar.Clicked)
    def _hint_clicked(self, event: HintBar.Clicked) -> None:
        event.stop()
        self.scope.simulate_key(event.key)

    def plain(self, text: str, style: str = "") -> Content:
        """Data as content."""
        return Content.styled(self.ink.text(text), style)


class UndoPlace(Place):
    """A screen that takes back and does again what was decided, here or elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo", show=False),
        Binding("ctrl+r", "redo", "redo", show=False),
    ]

    @work(group="verdict")
    async def action_undo(self) -> None:
        """Takes the last decision back, on all the items that it was made on."""
        if self.scope.may_decide():
            await self.scope.deeds.undo()

    @work(group="verdict")
    async def action_redo(self) -> None:
        """Decides again what was just taken back."""
        if self.scope.may_decide():
            await self.scope.deeds.redo()
