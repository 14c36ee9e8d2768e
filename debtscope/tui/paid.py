"""The one question that a scan raises: how long did paying an item take? It waits in one line and never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from debtscope.model.figures import hours
from debtscope.model.vocabulary import Status
from debtscope.tui.dialogs.prompt import Prompt
from debtscope.tui.place import Place
from debtscope.tui.rows import short_id

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Book
    from debtscope.tui.app import DebtscopeApp

MOST_ASKED = 12
"""After a clean-up nobody answers for a hundred items."""
MOST_HOURS = 10_000.0


class PaidQuestions:
    """Items that turned paid while the application was open, the dearest first; each is asked once."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self._waiting: list[Item] = []
        self._asked: set[str] = set()

    def notice(self, before: Book | None, after: Book) -> None:
        """Compares the ledger on the screen with the one that takes its place."""
        if before is None or before.snapshot == after.snapshot or before.unread or after.read_only:
            return
        known = {item.id for item in before.ledger.items if item.triage.status is not Status.PAID}
        paid = [i for i in after.ledger.items if i.triage.status is Status.PAID and i.id in known - self._asked]
        paid.sort(key=lambda item: (-item.principal.hours, item.id))
        self._waiting += paid[: max(0, MOST_ASKED - len(self._waiting))]
        self._asked.update(item.id for item in paid)
        self._draw()

    def line(self) -> Content | None:
        """The question at the foot; None where there is none."""
        if not self._waiting:
            return None
        ink, item = self._app.ink, self._waiting[0]
        more = f" (1 of {len(self._waiting)})" if len(self._waiting) > 1 else ""
        return Content.assemble(
            (" paid ", "bold $success"), (f"{short_id(item.id, dot=ink.dot)} {ink.fit(item.title, 40).rstrip()}", "bold"),
            (f": how long did it take?{more}  ", ""), ("H", "bold $footer-key-foreground"),
            (" answers, or skips it", "$quiet"),
        )  # fmt: skip

    async def answer(self) -> None:
        """Asks for one item after the other; enter alone skips one, esc all of them."""
        if not self._waiting:
            self._app.say("no item turned paid since the application was opened")
            return
        while self._waiting and self._app.may_decide():
            item = self._waiting[0]
            title = self._app.ink.fit(item.title, 44).rstrip()
            question = Content.assemble(
                ("paid ", "bold $success"), (title, "bold"),
                (f"  how long did it take? {hours(item.principal.hours)} h were estimated; enter skips", "$quiet"),
            )  # fmt: skip
            text = await self._app.push_screen_wait(Prompt(question, example="3h", check=_check))
            if text is None:
                self._waiting.clear()
                break
            self._waiting.pop(0)
            if text.strip():
                await self._record(item, _hours(text) or 0.0)
        self._draw()

    async def _record(self, item: Item, took: float) -> None:
        app = self._app
        if await app.deeds.do(lambda book: app.session.observe(book, item.id, took)):
            app.say(f"{hours(took)} h noted; the next scan prices by it {app.ink.dot} u undoes")

    def _draw(self) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, Place):
                screen.draw_question()


def _hours(text: str) -> float | None:
    """`3h`, `3`, `90m`, `1.5 h`; None where it is no such thing."""
    word = text.strip().lower().replace(",", ".")
    factor = 1.0
    for ending, of_an_hour in (("min", 1 / 60), ("m", 1 / 60), ("hours", 1.0), ("h", 1.0), ("d", 8.0)):
        if word.endswith(ending):
            word, factor = word.removesuffix(ending), of_an_hour
            break
    try:
        value = float(word) * factor
    except ValueError:
        return None
    return value if 0 <= value <= MOST_HOURS else None


def _check(text: str) -> str | None:
    return None if not text.strip() or _hours(text) is not None else "hours are needed: 3h, 1.5, 90m; enter alone skips"
