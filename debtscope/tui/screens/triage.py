"""Triage: one undecided item after the other, the surest and worst ratio first, with its evidence, a likely owner and what was decided before."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.figures import counted, hours
from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Status, Verdict
from debtscope.tui import describe
from debtscope.tui.arrange import worth
from debtscope.tui.charts import Spans, progress
from debtscope.tui.money import tally
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.precedent import WORDS, Precedent, precedents
from debtscope.tui.screens.one import OneByOne

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Book, Excerpt
    from debtscope.tui.place import Hint

TWO_PANES = 110
"""Columns from which the evidence stands beside the item."""
SECONDS = 10.0
"""For an item, until this session's own pace is known."""
KNOWN_FROM = 3
KEY = "bold $footer-key-foreground"
KEYS = (("a", "accept"), ("d", "defer"), ("f", "plan"), ("w", "dismiss"), ("o", "owner"))
DIGITS = "(1 week 2 month 3 quarter 4 date 5 until it changes)"


def _fitting(keys: Sequence[tuple[str, str]], width: int) -> Spans:
    """As many as one line holds; what the digits of a deferral mean where there is room for that too."""
    told = list(keys)
    if sum(len(key) + len(word) + 4 for key, word in told) + len(DIGITS) <= width:
        told[1] = ("d", f"defer {DIGITS}")
    line: Spans = []
    for key, word in told:
        width -= len(key) + len(word) + 4
        if width < -3:
            break
        line += [(key, KEY), (f" {word}   ", STRONG if key in "adfw" else "")]
    return line


def waits(item: Item) -> bool:
    """Nobody has decided, or something woke it."""
    triage = item.triage
    return triage.status is Status.OPEN and (triage.verdict is not Verdict.REOPEN or triage.woken is not None)


@frozen
class Queue:
    """What waits, and what was decided on the rest."""

    ids: tuple[str, ...] = ()
    counts: Mapping[Verdict | None, int] = field(default_factory=Counter["Verdict | None"])
    """Of the items that left the queue."""
    likes: Counter[str] = field(default_factory=Counter[str])
    """Rule's id -> items that wait."""
    habits: Mapping[str, Precedent] = field(default_factory=dict[str, Precedent])


def made_queue(order: Sequence[str], items: Sequence[Item], today: date) -> Queue:
    """Pure; of a large ledger it is made in a thread."""
    known = {item.id: item for item in items}
    found = [known[one] for one in order if one in known]
    ids = tuple(item.id for item in found if waits(item))
    return Queue(
        ids=ids, counts=Counter(item.triage.verdict for item in found if not waits(item)),
        likes=Counter(map(_rule_of, ids)), habits=precedents(items, today),
    )  # fmt: skip


def _in_order(shown: Sequence[Item]) -> list[str]:
    return [item.id for item in sorted(filter(waits, shown), key=worth)]


def _rule_of(item_id: str) -> str:
    return item_id.rpartition("-")[0]


class TriageScreen(OneByOne):
    """What waits in the ledger's current view; a verdict brings the next one."""

    NAME = "Triage"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("asterisk,ctrl+a", "like_this", "all like this: the next verdict is for them", show=False),
        Binding("L", "later", "later: at the end of the queue", show=False),
        Binding("enter", "take_owner", "take the proposed owner", show=False),
        Binding("space", "scroll(10)", "scroll the evidence", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._order: list[str] = []
        self._shown: Sequence[Item] = ()
        self._many: tuple[str, ...] = ()
        self._began = 0.0
        self._queue = Queue()
        self._of: Book | None = None
        self._view = ""

    def hints(self) -> Sequence[Hint]:
        return (
            ("L", "L", "later"), ("u", "u", "undo"), ("right", self.ink.arrow, "next"),
            ("e", "e", "editor"), ("escape", "esc", "leaves, all is saved"), ("question_mark", "?", "more"),
        )  # fmt: skip

    def on_mount(self) -> None:
        """The queue is made once: what the ledger's view shows, as far as it waits."""
        super().on_mount()
        self._began = self.scope.session.now().timestamp()
        shown = self.scope.ledger.shown_items() if self.book is not None and self.book.ledger.items else ()
        query = self.scope.ledger.view().query.strip()
        self._view = f" in {self.ink.fit(query, min(40, len(query)))}" if query else ""
        self._shown = shown
        self._follow_book()

    def book_changed(self) -> None:
        super().book_changed()
        if self._of is not None and self.book is not self._of:
            self._follow_book()

    @work(group="queue", exclusive=True, exit_on_error=False)
    async def _follow_book(self) -> None:
        """Decided items leave the queue; one that comes back (undo) is looked at first. Counted in a thread."""
        book = self.book
        if book is None:
            return
        if self._of is None:
            self._order = await asyncio.to_thread(_in_order, self._shown)
            self._shown = ()
        queue = await asyncio.to_thread(made_queue, self._order, book.ledger.items, self._today)
        before, here = set(self.ids), self.ids[self.at] if self.at < len(self.ids) else None
        self._of, self._queue, self.ids = book, queue, list(queue.ids)
        back = next((n for n, one in enumerate(self.ids) if before and one not in before), None)
        if back is not None:
            self.at = back
        elif here in self.ids:
            self.at = self.ids.index(here)
        self.at = max(0, min(self.at, len(self.ids) - 1))
        left = set(self.ids)
        self._many = tuple(one for one in self._many if one in left)
        self.draw()
        if self.book is not book:
            self._follow_book()

    # -- what is shown

    def head(self, width: int) -> list[Spans]:
        total, done = len(self._order), len(self._order) - len(self.ids)
        if self._of is None:
            return [[("putting the queue in order", QUIET)]]
        if not total:
            return [[("nothing waits for a verdict", STRONG), (self._view, QUIET)]]
        dot, counts = f" {self.ink.dot} ", self._queue.counts
        told = dot.join(f"{counts[verdict]:,} {word}" for verdict, word in WORDS.items() if counts[verdict])
        line: Spans = [
            (f"{min(done + 1, total):,} of {total:,}{self._view} ", STRONG), *progress(done, total, 16, self.ink),
            (f"  {told}" if told else "", ""), (f"{dot if told else '  '}about {self._minutes()} min left", QUIET),
        ]  # fmt: skip
        return [line]

    def _minutes(self) -> int:
        done = len(self._order) - len(self.ids)
        spent = self.scope.session.now().timestamp() - self._began
        pace = spent / done if done >= KNOWN_FROM and spent > 0 else SECONDS
        return max(1, round(len(self.ids) * pace / 60)) if self.ids else 0

    def text(self, item: Item, code: Excerpt | None, width: int, height: int) -> Content:
        is_new = bool(self.book and item.id in self.book.new_ids)
        made = describe.case(item, self.ink, width, is_new=is_new)
        if self._is_wide:
            return made
        return Content("\n").join([made, describe.proof(item, code, self.ink, width)])

    def proof(self, item: Item, code: Excerpt | None, width: int) -> Content | None:
        return describe.proof(item, code, self.ink, width) if self._is_wide else None

    @property
    def _is_wide(self) -> bool:
        return self.scope.size.width >= TWO_PANES

    def verdicts(self, item: Item, width: int) -> list[Spans]:
        ink, lines = self.ink, list[Spans]()
        if self._many:
            chosen = self.targets()
            sums = tally(chosen)
            told = f"  {hours(sums.principal)} h to fix, {hours(sums.interest)} h/month; the next verdict is for all"
            lines.append([(f"all {len(chosen):,} like this", "bold $warning"), (told, "")])
        habit = self._queue.habits.get(item.rule.slug)
        if habit is not None:
            lines.append([(f"{habit.words()}: press ", "$accent"), (".", KEY)])
        proposed = item.proposed_owner
        if proposed is not None and not item.triage.owner:
            name = ink.fit(proposed.name, 24).rstrip()
            by = ink.fit(f"({proposed.by})", max(0, width - len(name) - 26)).rstrip()
            lines.append([
                ("owner: ", QUIET), (f"{name}? ", STRONG), ("enter", KEY), (" takes it ", ""), (by, QUIET),
            ])  # fmt: skip
        like = self._queue.likes[_rule_of(item.id)]
        more = ((("*", f"all {like:,} like this"),) if like > 1 and not self._many else ()) + (("c", "note"),)
        return [*lines, _fitting((*KEYS, *more), width)]

    def rest(self, width: int) -> Content:
        page = Page(self.ink, width)
        if self._of is None:
            return page.done()
        if self._order:
            page.line(("Done: ", "bold $success"), f"{counted(len(self._order), 'item')} decided.")
        else:
            page.line(("Nothing waits.", "bold $success"), " New and woken items come here after the next scan.")
        page.blank()
        page.line(
            ("3", KEY),
            " plans within a budget   ",
            ("4", KEY),
            " trends and the review   ",
            ("esc", KEY),
            " the ledger",
        )
        return page.done()

    # -- keys

    def targets(self) -> Sequence[Item]:
        if self._many:
            return [item for one in self._many if (item := self.item_of(one)) is not None]
        return super().targets()

    def owner_offered(self, items: Sequence[Item]) -> str:
        """Planning begins with who is proposed."""
        proposed = items[0].proposed_owner if len(items) == 1 else None
        return super().owner_offered(items) or (proposed.name if proposed is not None else "")

    def decided(self, ids: Sequence[str]) -> None:
        """On to the next at once; the counts follow."""
        gone = {one for one in ids if (item := self.item_of(one)) is None or not waits(item)}
        self.ids = [one for one in self.ids if one not in gone]
        self._many = ()
        self.go(max(0, min(self.at, len(self.ids) - 1)))

    def action_like_this(self) -> None:
        """Those of the queue that come from the same rule; once more: only this one."""
        item = self.current
        if item is None:
            return
        same = tuple(one for one in self.ids if _rule_of(one) == _rule_of(item.id))
        if len(same) < 2:
            self.say("no other that waits is like this one")
            return
        self._many = () if self._many else same
        self.draw()

    def action_later(self) -> None:
        """At the end, this time."""
        if self.current is not None:
            one = self.ids[self.at]
            self._order.remove(one)
            self._order.append(one)
            self.ids.remove(one)
            self.ids.append(one)
            self.say("later: it comes back at the end of the queue")
            self.go(self.at if self.at < len(self.ids) - 1 else 0)

    def action_take_owner(self) -> None:
        """With one key: who is proposed looks after it."""
        item = self.current
        if item is not None and item.proposed_owner is not None and not item.triage.owner:
            self._assign(item, item.proposed_owner.name)
        else:
            self.say("nobody is proposed: o names an owner")

    @work(group="verdict", exclusive=True)
    async def _assign(self, item: Item, owner: str) -> None:
        from debtscope.model.triage import Decision

        if self.scope.may_decide():
            await self.scope.decide([item], Decision(owner=owner))

    @work(group="verdict", exclusive=True)
    async def action_again(self) -> None:
        """What was decided on items like this one; without a habit, the last verdict of this session."""
        items = self._chosen()
        told = self._queue.habits.get(items[0].rule.slug) if items else None
        decision = told.decision if told is not None else self.scope.last_decision
        if items and decision is None:
            self.say("nothing to repeat yet", "$warning")
        elif items and decision is not None:
            await self._decide(items, decision)

    def action_step(self, step: int) -> None:
        """Looks at the neighbour without deciding; the last is followed by the first."""
        if self.ids:
            self._many = ()
            self.go((self.at + step) % len(self.ids))
