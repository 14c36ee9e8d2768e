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
        self._kept_at: tuple[int, int] | None = None
        """The folder that the ledger was read from; None where there was none."""
        self.gone = ""
        """What to say of a folder that went away under the application, with the way out; empty while it is there."""

    def loaded(self, book: Book) -> str:
        """Takes the folder of a ledger that was read anew; a sentence where it is not the one of before."""
        before, self._kept_at, self.gone = self._kept_at, self._app.session.kept_at(book), ""
        if before in {None, self._kept_at} or book.state is None:
            return ""
        return f"{book.state.name} is another folder than before: what is kept in it counts now"

    def emptied(self, book: Book) -> str:
        """Takes the folder as it is, without a ledger; the sentence for that."""
        self._kept_at, self.gone = self._app.session.kept_at(book), ""
        return "there is no ledger on disk any more: what is shown was read before; r scans again"

    def lost(self, book: Book) -> str:
        """Why nothing may be written: a folder made without a word would hide that its decisions are gone. May take a moment."""
        if self._kept_at is None or book.state is None or self._app.session.kept_at(book) is not None:
            return ""
        return f"{book.state.name} is gone: bring it back, or r scans anew without what was decided"

    async def _watch_folder(self, book: Book) -> bool:
        """Whether the folder is the one of before; says what became of it, once."""
        app = self._app
        gone = await asyncio.to_thread(self.lost, book)
        if gone:
            if gone != self.gone:
                self.gone = gone
                app.rescan.stop_behind()  # it would make the folder anew
                app.say(gone, "$error")
                app.ledger.draw_banner(book)
            return False
        kept_at = await asyncio.to_thread(app.session.kept_at, book)
        if self._kept_at in {None, kept_at} or app.rescan.run.is_running:
            if self.gone and not app.rescan.run.is_running:
                self.gone = ""
                app.say("it is back: verdicts are kept again")
                app.ledger.draw_banner(book)
            return True
        app.load_book()
        return False

    async def look(self) -> None:
        """Takes what others decided, quietly: nothing moves under the cursor."""
        app, book = self._app, self._app.book
        if book is None or app.deeds.turn.locked() or not await self._watch_folder(book):
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
        said = [sentence] if (sentence := told(before, fresh.ledger.items)) else []
        said += [one.message for one in faults]
        if said:  # in one breath: the second of two sentences would be all that anybody reads
            app.say("; ".join(said), "$warning" if faults else "")
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
