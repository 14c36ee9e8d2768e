"""What arrives in the triage log while the application is open: told by name, and a contradiction is asked about once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted
from debtscope.model.triage import Decision, LogRecord, Triage
from debtscope.model.vocabulary import Verdict
from debtscope.tui.dialogs.prompt import Choices
from debtscope.tui.rows import short_id

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Book
    from debtscope.tui.app import DebtscopeApp


def told(before: Mapping[str, Triage], items: Sequence[Item]) -> str:
    """`3 decisions from bo and 1 from cleo arrived`; empty where nothing is different."""
    changed = [item.triage for item in items if before.get(item.id) != item.triage]
    if not changed:
        return ""
    by = Counter(triage.by or "nobody" for triage in changed).most_common(3)
    parts = [
        f"{counted(count, 'decision') if n == 0 else f'{count:,}'} from {who}" for n, (who, count) in enumerate(by)
    ]
    return f"{' and '.join(parts)} arrived"


class Colleagues:
    """Looks at the log now and then; knows which contradictions were asked about."""

    def __init__(self, app: DebtscopeApp) -> None:
        self._app = app
        self._asked: set[str] = set()
        self.stamp: tuple[int, int] | None = None
        """Of the log as the book has it."""

    async def look(self) -> None:
        """Takes what others decided, quietly: nothing moves under the cursor."""
        app, book = self._app, self._app.book
        if book is None or app.deeds.turn.locked():
            return
        stamp = await asyncio.to_thread(app.session.log_stamp, book)
        if stamp == self.stamp or app.book is not book:
            return
        self.stamp = stamp
        if stamp is None:
            gone = "the triage log is gone; what was decided stays on the screen: bring the file back, as from git"
            app.say(gone, "$error")
            return
        async with app.deeds.turn:
            before = {item.id: item.triage for item in book.ledger.items}
            try:
                fresh = await asyncio.to_thread(app.session.refresh, book)
            except DebtscopeError as error:
                app.complain(error)
                return
            known = set(book.ledger.diagnostics)
            faults = [one for one in fresh.ledger.diagnostics if one not in known and one.collector == "store"]
            await app.take(fresh)
        for one in faults:
            app.say(f"{one.path}: {one.message}", "$warning")
        if sentence := told(before, fresh.ledger.items):
            app.say(sentence)
        app.run_worker(self.settle(before, fresh), group="choice", exclusive=True, exit_on_error=False)

    async def settle(self, before: Mapping[str, Triage], book: Book) -> None:
        """Asks about the first new contradiction; `clash` in the list keeps the others in sight."""
        fresh = [
            item for item in book.ledger.items
            if item.triage.conflict and item.id not in self._asked and not (item.id in before and before[item.id].conflict)
        ]  # fmt: skip
        if not fresh or book.read_only:
            return
        self._asked.update(item.id for item in fresh)
        item = fresh[0]
        verdicts = await self._verdicts(book, item.id)
        if len(verdicts) < 2:
            return
        app, ink = self._app, self._app.ink
        sides = [(str(n), ink.text(_side(record))[:60]) for n, record in enumerate(verdicts[:2], start=1)]
        more = f" (and {len(fresh) - 1} more: is:conflict)" if len(fresh) > 1 else ""
        title = f"{short_id(item.id, dot=ink.dot)} was decided twice{more}: which holds?"
        answer = await app.push_screen_wait(Choices(title, (*sides, ("l", "later"))))
        if answer in {"1", "2"}:
            await app.decide([item], _again(verdicts[int(answer) - 1]))

    async def _verdicts(self, book: Book, item_id: str) -> list[LogRecord]:
        """The last verdict of each person, newest person last."""
        try:
            records = await asyncio.to_thread(self._app.session.history, book, item_id)
        except DebtscopeError:
            return []
        last = {record.by: record for record in records if record.kind == "verdict" and "undoes" not in record.data}
        return list(last.values())


def _side(record: LogRecord) -> str:
    reason = record.data.get("reason")
    return f"{record.by}: {record.data.get('verdict')}" + (f" ({reason})" if isinstance(reason, str) and reason else "")


def _again(record: LogRecord) -> Decision:
    """The same decision once more: it answers to both sides."""

    def text(name: str) -> str | None:
        value = record.data.get(name)
        return value if isinstance(value, str) and value else None

    return Decision(
        verdict=Verdict(str(record.data.get("verdict"))), reason=text("reason"), until=text("until"), due=text("due")
    )
