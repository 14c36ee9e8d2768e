"""Opening a line elsewhere and putting one's own figure beside the computed one: keys of the list and of the item."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.regex import regex
from debtscope.tui.carry import CarryPlace
from debtscope.tui.dialogs.prompt import Choices, Prompt

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

MOST = 10_000.0
_FIGURE = regex(r"(\d+(?:[.,]\d+)?)\s*h?(?:/m(?:onth)?)?(?:[\s,;:]+(.*))?", re.DOTALL)


def figure_and_reason(text: str) -> tuple[float | None, str]:
    """`3h the base class is shared` as hours and reason."""
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None, ""
    value = float(found[1].replace(",", "."))
    return (value if value <= MOST else None), (found[2] or "").strip()


def check_figure(text: str) -> str | None:
    """What is wrong with an answer."""
    value, reason = figure_and_reason(text)
    if value is None:
        return "hours first, then why: 3h the base class is shared"
    return None if reason else "a reason is needed: what do you know that the computation does not?"


class EstimatePlace(CarryPlace):
    """A screen whose items can be priced by hand and shown in a browser."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("equals_sign", "estimate", "your own hours or interest", show=False),
        Binding("B", "permalink", "show the line in a browser", show=False),
    ]

    @work(group="verdict", exclusive=True)
    async def action_estimate(self) -> None:
        """Hours and a reason; shown as yours beside what was computed."""
        items = self._chosen()
        if not items:
            return
        choices = (("p", "principal"), ("i", "interest"), ("x", "back to what was computed"))
        answer = await self.scope.push_screen_wait(Choices(self._question("your own", items).plain, choices))
        if answer == "x":
            await self._estimate(items, None, None, "")
        elif answer is not None:
            unit = "hours to fix" if answer == "p" else "hours a month"
            question = self._question(unit, items, "your figure, then why")
            text = await self.scope.push_screen_wait(
                Prompt(question, example="3h the base class is shared", check=check_figure)
            )
            if text is not None:
                value, reason = figure_and_reason(text)
                await self._estimate(items, value if answer == "p" else None, value if answer == "i" else None, reason)

    async def _estimate(
        self, items: Sequence[Item], principal: float | None, interest: float | None, reason: str
    ) -> None:
        if await self.scope.estimate(items, principal, interest, reason):
            self.decided([item.id for item in items])

    @work(group="permalink", exclusive=True)
    async def action_permalink(self) -> None:
        """Copied always; opened where there is a browser to open."""
        items, book = self.targets(), self.book
        if not items or book is None:
            return
        try:
            address = await asyncio.to_thread(self.scope.session.address, book, items[0])
        except DebtscopeError as error:
            self.say(self.ink.text(error.message), "$warning")
            return
        import webbrowser

        self.scope.copy_to_clipboard(address)
        opened = has_screen() and await asyncio.to_thread(webbrowser.open, address)
        self.tell(f"{'opened and copied' if opened else 'copied'} {address}", address)

    def tell(self, sentence: str, text: str) -> None:
        """What was copied; in a box where the line is too short for it."""
        from debtscope.tui.dialogs.prompt import Box

        if len(sentence) > self.scope.size.width - 24:
            content = Content("\n").join(Content(self.ink.text(line)) for line in text.splitlines()[:40])
            self.scope.push_screen(Box("copied; take it from here if the terminal does not", content))
        else:
            self.scope.say(sentence)


def has_screen() -> bool:
    """Whether a browser would open before the person: not on the other end of an ssh connection."""
    import os

    if os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
