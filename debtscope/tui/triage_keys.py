"""One key a verdict, on the item under the cursor or on all marked ones: the same on every screen that shows items."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.figures import counted, hours
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.tui.dates import months_on, owner_and_day, reason_and_day, when
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.money import tally
from debtscope.tui.place import UndoPlace
from debtscope.tui.rows import short_id

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

DEFERRALS = (("1", "week"), ("2", "month"), ("3", "quarter"), ("4", "date"), ("5", "until it changes"))
LEAST_WHOM, MOST_WHOM = 13, 70
"""Cells for what a question is about: an item's id at least, so that what is asked is read whole."""
REVIEW_MONTHS = 6
"""Accepted debt is looked at again after half a year unless a date is typed."""


class TriagePlace(UndoPlace):
    """A screen whose keys decide. Subclasses name the targets and what comes after a verdict."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "accept: live with it", show=False),
        Binding("d", "defer", "defer: not now", show=False),
        Binding("f", "fix", "plan to fix", show=False),
        Binding("w,delete", "wave_off", "dismiss: not debt here", show=False),
        Binding("R", "reopen", "reopen", show=False),
        Binding("o", "owner", "set the owner", show=False),
        Binding("t", "due", "set the due date", show=False),
        Binding("c", "note", "add a note", show=False),
        Binding("full_stop", "again", "repeat the last verdict", show=False),
    ]

    @abstractmethod
    def targets(self) -> Sequence[Item]:
        """The items that a verdict is for."""

    def decided(self, ids: Sequence[str]) -> None:
        """Called when a verdict was taken: moves on, drops marks."""

    def owner_offered(self, items: Sequence[Item]) -> str:
        """What stands in the line when planning is asked: to be taken with enter or typed over."""
        return items[0].triage.owner or "" if len(items) == 1 else ""

    def _question(self, verb: str, items: Sequence[Item], more: str = "") -> Content:
        if len(items) == 1:
            whom = f"{short_id(items[0].id, dot=self.ink.dot)} {items[0].title}"
        else:
            sums = tally(items)
            whom = f"{counted(sums.count, 'item')}, {hours(sums.principal)} h, {hours(sums.interest)} h/month"
        room = max(LEAST_WHOM, min(MOST_WHOM, self.scope.size.width - len(verb) - len(more) - 6))
        whom = self.ink.fit(whom, room).rstrip()
        return Content.assemble((f"{verb} ", "bold $accent"), (whom, "bold"), (f"  {more}" if more else "", "$quiet"))

    @property
    def _today(self) -> date:
        return self.scope.session.today()

    def _chosen(self) -> Sequence[Item]:
        items = self.targets()
        if items and not self.scope.may_decide():
            return ()
        return items

    async def _decide(self, items: Sequence[Item], decision: Decision) -> None:
        if await self.scope.decide(items, decision):
            self.decided([item.id for item in items])

    @work(group="verdict", exclusive=True)
    async def action_accept(self) -> None:
        """Deliberate debt: a reason, and a day to look again."""
        items = self._chosen()
        if not items:
            return
        later = months_on(self._today, REVIEW_MONTHS)

        def check(text: str) -> str | None:
            reason, _, error = reason_and_day(text, self._today)
            return error or (None if reason else "a reason is needed: why is it right to live with it?")

        question = self._question("accept", items, f"why? looked at again {later}, or at @3m, @2027-06-30")
        answer = await self.scope.push_screen_wait(Prompt(question, example="the reason", check=check))
        if answer is not None:
            reason, day, _ = reason_and_day(answer, self._today)
            until = (day or later).isoformat()
            await self._decide(items, Decision(verdict=Verdict.ACCEPT, reason=reason, until=until))

    @work(group="verdict", exclusive=True)
    async def action_defer(self) -> None:
        """Not now: until a day, or until something changes."""
        items = self._chosen()
        if not items:
            return
        title = self._question("defer", items).plain
        answer = await self.scope.push_screen_wait(Choices(title, DEFERRALS))
        today = self._today
        match answer:
            case "1":
                until: date | None = today + timedelta(days=7)
            case "2" | "3":
                until = months_on(today, 1 if answer == "2" else 3)
            case "4":
                until = await self._ask_day(self._question("defer", items, "until when?"))
                if until is None:
                    return
            case "5":
                until = None
            case _:
                return
        await self._decide(items, Decision(verdict=Verdict.DEFER, until=until.isoformat() if until else None))

    async def _ask_day(self, question: Content) -> date | None:
        def check(text: str) -> str | None:
            return None if when(text, self._today) else "a day to come is needed: 2026-12-31, 2w, 3m"

        answer = await self.scope.push_screen_wait(Prompt(question, example="2026-12-31, 2w, 3m", check=check))
        return None if answer is None else when(answer, self._today)

    @work(group="verdict", exclusive=True)
    async def action_fix(self) -> None:
        """To be fixed: owner and due date, both optional."""
        items = self._chosen()
        if not items:
            return
        question = self._question("plan", items, "owner and due date, both optional; enter plans")
        value = self.owner_offered(items)

        def check(text: str) -> str | None:
            return owner_and_day(text, self._today)[2]

        ask = Prompt(question, value=value, example="ana 2w", check=check, is_whole=True)
        answer = await self.scope.push_screen_wait(ask)
        if answer is not None:
            owner, due, _ = owner_and_day(answer, self._today)
            if due is not None and not owner:  # a day that was typed over the name that stood there means that person
                owner = owner_and_day(value, self._today)[0]
            due_text = due.isoformat() if due else None
            await self._decide(items, Decision(verdict=Verdict.PLAN, owner=owner, due=due_text))

    @work(group="verdict", exclusive=True)
    async def action_wave_off(self) -> None:
        """Not debt here: a reason; silent until its evidence changes."""
        items = self._chosen()
        reason = await self._ask("dismiss", items, "why is it no debt here?", "a reason is needed") if items else None
        if reason:
            await self._decide(items, Decision(verdict=Verdict.DISMISS, reason=reason))

    @work(group="verdict", exclusive=True)
    async def action_reopen(self) -> None:
        """Open again."""
        items = self._chosen()
        if items:
            await self._decide(items, Decision(verdict=Verdict.REOPEN))

    @work(group="verdict", exclusive=True)
    async def action_owner(self) -> None:
        """Who looks after it."""
        items = self._chosen()
        value = _owner_of(items[0]) if len(items) == 1 else ""
        owner = (
            await self._ask("owner of", items, "a name", "a name is needed", value, is_whole=True) if items else None
        )
        if owner:
            await self._decide(items, Decision(owner=owner.removeprefix("@")))

    @work(group="verdict", exclusive=True)
    async def action_due(self) -> None:
        """When it is to be paid."""
        items = self._chosen()
        due = await self._ask_day(self._question("due date of", items)) if items else None
        if due:
            await self._decide(items, Decision(due=due.isoformat()))

    @work(group="verdict", exclusive=True)
    async def action_note(self) -> None:
        """A remark that stays with it."""
        items = self._chosen()
        value = items[0].triage.note or "" if len(items) == 1 else ""
        note = await self._ask("note on", items, "", "a note is needed", value) if items else None
        if note:
            await self._decide(items, Decision(note=note))

    async def _ask(
        self, verb: str, items: Sequence[Item], more: str, missing: str, value: str = "", *, is_whole: bool = False
    ) -> str | None:
        def check(text: str) -> str | None:
            return None if text.strip() else missing

        question = self._question(verb, items, more)
        answer = await self.scope.push_screen_wait(Prompt(question, value=value, check=check, is_whole=is_whole))
        return None if answer is None else answer.strip()

    @work(group="verdict", exclusive=True)
    async def action_again(self) -> None:
        """The last verdict with its reason and dates, here."""
        items = self._chosen()
        last = self.scope.last_decision
        if items and last is None:
            self.say("nothing to repeat yet", "$warning")
        elif items and last is not None:
            await self._decide(items, last)


def _owner_of(item: Item) -> str:
    """The owner, else who is proposed: to be taken with enter or typed over."""
    proposed = item.proposed_owner
    return item.triage.owner or (proposed.name if proposed is not None else "")
