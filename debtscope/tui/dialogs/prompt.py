"""One question on the last lines of the screen; the list stays in view."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from debtscope.tui.widgets.field import Field

Check = Callable[[str], str | None]
"""What is wrong with an answer; None where nothing is."""


class Prompt(ModalScreen[str | None]):
    """A line to type; None when it was left with esc. What stands in it is edited, or replaced by what is typed where `is_whole`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave it", show=False)]
    DEFAULT_CSS = """
    Prompt { align: left bottom; background: $background 0%; }
    Prompt Vertical { height: 3; background: $panel; border-top: solid $accent; }
    Prompt #question { height: 1; width: 1fr; padding: 0 1; }
    Prompt Input { height: 1; border: none; padding: 0 1; background: $panel; &:focus { border: none; background: $panel; } }
    """

    def __init__(
        self,
        question: Content,
        *,
        value: str = "",
        example: str = "",
        check: Check | None = None,
        is_whole: bool = False,
    ) -> None:
        super().__init__()
        self._question, self._value, self._example, self._check = question, value, example, check
        self._is_whole = is_whole

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            yield Field(self._value, placeholder=self._example, select_on_focus=self._is_whole)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        problem = self._check(event.value) if self._check else None
        if problem:
            self.query_one("#question", Static).update(Content.styled(problem, "$error"), layout=False)
            return
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Nothing happens."""
        self.dismiss(None)


class Choices(ModalScreen[str | None]):
    """A few keys to choose from; None when it was left with esc or any other key."""

    DEFAULT_CSS = """
    Choices { align: left bottom; background: $background 0%; }
    Choices Vertical { height: auto; background: $panel; border-top: solid $accent; }
    Choices Static { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, title: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", markup=False)

    def on_mount(self) -> None:
        self.on_resize()

    def on_resize(self) -> None:
        """On as many lines as it takes, no choice torn apart: what is not seen cannot be chosen."""
        room = max(20, self.app.size.width - 2)  # pyright: ignore[reportUnknownMemberType] - App[Unknown] in Textual
        title = Content.styled(self._title, "bold")
        lines = [title.truncate(room, ellipsis=True) if title.cell_length > room else title]
        parts = [Content.assemble((key, "bold $footer-key-foreground"), f" {word}") for key, word in self._choices]
        for part in (*parts, Content.styled("esc leaves it", "$quiet")):
            if lines[-1].cell_length + 3 + part.cell_length > room:
                lines.append(part)
            else:
                lines[-1] = Content.assemble(lines[-1], "   ", part)
        for pane in self.query(Static):  # none is there where the window comes before what is in it
            pane.update(Content("\n").join(lines))

    def on_key(self, event: events.Key) -> None:
        """One key answers."""
        event.stop()
        event.prevent_default()
        answer = event.character or event.key
        self.dismiss(answer if answer in {key for key, _ in self._choices} else None)


class Box(ModalScreen[None]):
    """Text to look at or to copy by hand; any of esc, q, enter closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "close", show=False)]
    DEFAULT_CSS = """
    Box { align: center middle; background: $background 60%; }
    Box Vertical { width: 80%; max-width: 100; height: auto; max-height: 80%; background: $panel; border: round $accent; padding: 0 1; }
    Box Static { width: 1fr; height: auto; }
    """

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self._title, self._content = title, content

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.styled(self._title, "bold $accent"), markup=False)
            yield Static(self._content, markup=False)
            yield Static(Content.styled("esc closes", "$quiet"), markup=False)

    def action_close(self) -> None:
        """Closes."""
        self.dismiss(None)
