"""The ledger: one line an item, the filter above, the item under the cursor at the right."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from debtscope.model.figures import hours
from debtscope.query import Context, Query, parse
from debtscope.tui import arrange
from debtscope.tui.carry import CarryPlace
from debtscope.tui.dates import ago
from debtscope.tui.dialogs.prompt import Choices
from debtscope.tui.filtering import Kept, Sieve, read_query, words_of
from debtscope.tui.ink import plural
from debtscope.tui.money import Sums
from debtscope.tui.screens import empty
from debtscope.tui.widgets.bars import HintBar, Spans, TopBar
from debtscope.tui.widgets.filter_bar import FilterBar
from debtscope.tui.widgets.ledger_table import LedgerTable
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.services.types import Book
    from debtscope.tui.place import Hint

PREVIEW_FROM = 100
"""Columns from which the preview has room."""
PREVIEW_AFTER = 0.06
"""Seconds after which the preview follows a cursor that rests: holding a key costs nothing."""
TINY_WIDTH, TINY_HEIGHT = 60, 16

NOTHING = parse("")


class LedgerScreen(CarryPlace):
    """Decide without leaving the list."""

    NAME = "Ledger"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "filter", "filter", show=False),
        Binding("escape", "back", "drop marks, then the filter", show=False),
        Binding("s", "sort", "sort by", show=False),
        Binding("b", "group", "group by", show=False),
        Binding("h,left", "fold(True)", "fold the group", show=False),
        Binding("l,right", "fold(False)", "unfold the group", show=False),
        Binding("x", "fold_all", "fold or unfold all groups", show=False),
        Binding("p", "preview", "preview on or off", show=False),
        Binding("D", "demo", "open the demonstration", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sieve = Sieve()
        self._sums = Sums(())
        self._query: Query = NOTHING
        self._kept = Kept(hits=())
        self._order, self._backwards = "ratio", False
        self._grouping: str | None = None
        self._folded: frozenset[str] = frozenset()
        self._wants_preview = True
        self._preview_timer: Timer | None = None
        self._filter_waits = False
        self._loaded: Book | None = None
        self._prepared: tuple[Book, Sieve, Sums] | None = None
        self._asked_on = Context(as_of=date(2000, 1, 1))

    def body(self) -> ComposeResult:
        yield FilterBar()
        yield Static("", id="banner", markup=False)
        with Horizontal(id="middle"):
            yield LedgerTable(self.ink)
            yield Static("", id="empty", markup=False)
            yield Static("", id="preview", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        if self.scope.view:
            self.query_one(FilterBar).put(self.scope.view)
        self.table.focus()
        self._lay_out()

    def hints(self) -> Sequence[Hint]:
        if self.book is None:
            wants = (("enter", "enter", "scan"), ("D", "D", "demonstration"), ("q", "q", "quit"))
            return (*(wants if self.scope.is_loaded else ()), ("question_mark", "?", "help"))
        if not self.book.ledger.items:
            return (("6", "6", "what was read"), ("r", "r", "scan again"), ("question_mark", "?", "help"))
        return (
            ("a", "a", "accept"), ("d", "d", "defer"), ("f", "f", "plan"), ("w", "w", "dismiss"), ("o", "o", "owner"),
            ("slash", "/", "filter"), ("b", "b", "group"), ("3", "3", "plan screen"), ("question_mark", "?", "more"),
        )  # fmt: skip

    @property
    def table(self) -> LedgerTable:
        """The list."""
        return self.query_one(LedgerTable)

    # -- what is shown

    def book_changed(self) -> None:
        """Takes the book: a new ledger is arranged anew, new verdicts never move the list."""
        book = self.book
        self.draw_top()
        if book is None:
            if self.scope.is_loaded:
                self._show_state(empty.first_run(self.scope.session.root, self.ink))
            return
        if book is self._loaded:
            return
        before, self._loaded = self._loaded, book
        same = before is not None and [i.id for i in before.ledger.items] == [i.id for i in book.ledger.items]
        self._sieve, self._sums = self._prepared_for(book)
        self._asked_on = Context(as_of=date.fromisoformat(book.ledger.as_of[:10]), new_ids=book.new_ids)
        self._banner(book)
        if not book.ledger.items:
            self._show_state(empty.no_items(book.ledger, self.ink))
            return
        self._show_state(None)
        if same:
            self.table.take_items(book.ledger.items)
            self._count()
            self._preview_soon()
        else:
            self._apply(keep_item=before is not None)

    def prepare(self, book: Book) -> None:
        """What takes long in a large ledger: the texts to be searched, their order, the sums. May run in a thread."""
        items = book.ledger.items
        sieve = Sieve()
        sieve.load(items, like=self._sieve)
        same = sieve.is_like(self._sieve)
        sieve.arrange(self._sieve.order if same else arrange.ordered(items, self._order, backwards=self._backwards))
        self._prepared = (book, sieve, self._sums if same else Sums(items))

    def _prepared_for(self, book: Book) -> tuple[Sieve, Sums]:
        if self._prepared is None or self._prepared[0] is not book:
            self.prepare(book)
        assert self._prepared is not None
        (_, sieve, sums), self._prepared = self._prepared, None
        return sieve, sums

    def draw_top(self) -> None:
        left: list[Spans] = [[(" debtscope ", "bold $accent")]]
        book = self.book
        if book is not None:
            repo, ink = book.ledger.repository, self.ink
            name = ink.text(repo.name) + (f"@{ink.text(repo.branch)}" if repo.branch else "")
            revision = f" {ink.text(repo.revision[:7])}" if repo.revision else ""
            when = f"as of {book.ledger.as_of}"
            if book.snapshot is not None and book.snapshot.saved_at[:10] == book.ledger.as_of[:10]:
                when = f"scanned {ago(book.snapshot.saved_at, self.scope.session.now())}"
            start: Spans = [(" debtscope ", "bold $accent"), (f" {name}", "bold")]
            news = self.scope.rescan.news()
            told = [(f"  {ink.dot} {news}", "$accent" if self.scope.rescan.waiting else "$quiet")] if news else []
            full = [*start, (revision, ""), (f"  {ink.text(when)}", "$quiet"), *told]
            left = [full, [*start, (revision, ""), *told], [*start, *told], start, *left]
        elif not self.scope.is_loaded:
            left = [[(" debtscope ", "bold $accent"), (" reading the last ledger", "$quiet")]]
        self.query_one(TopBar).show(left, self.scope.totals_spans())

    def _banner(self, book: Book) -> None:
        text = f" read-only: {self.ink.text(book.read_only)}" if book.read_only else ""
        banner = self.query_one("#banner", Static)
        banner.display = bool(text)
        banner.update(Content.styled(text, "bold $warning"))

    def _show_state(self, content: Content | None) -> None:
        """A page in place of the list, None for the list."""
        pane = self.query_one("#empty", Static)
        pane.display = content is not None
        self.table.display = self.query_one(FilterBar).display = content is None
        self.query_one(HintBar).hints(self.hints())
        if content is not None:
            pane.update(content)
        self._lay_out()
        if content is None and self.focused is None:
            self.table.focus()

    def on_resize(self) -> None:
        """Panes come and go with the width."""
        if not self.is_drawn:
            return
        self._lay_out()

    def _lay_out(self) -> None:
        size = self.scope.size
        tiny = size.width < TINY_WIDTH or size.height < TINY_HEIGHT
        self.set_class(tiny, "tiny")
        preview = self.query_one("#preview", Static)
        preview.display = self._wants_preview and size.width >= PREVIEW_FROM and self.table.display and not tiny
        if preview.display:
            self._preview_soon()

    # -- filter, order, groups

    @on(FilterBar.Typed)
    def _typed(self, event: FilterBar.Typed) -> None:
        """The letter is painted first; the list follows, once for all letters that came meanwhile."""
        event.stop()
        if not self._filter_waits:
            self._filter_waits = True
            self.call_after_refresh(self._filter_now)

    def _filter_now(self) -> None:
        self._filter_waits = False
        bar = self.query_one(FilterBar)
        reading = read_query(bar.text, self._finds)
        bar.wrong(reading.wrong)
        self._query = reading.query
        self._apply()
        if reading.problem:
            words = self.ink.text(reading.problem)
            bar.count(Content.styled(self.ink.fit(words, min(len(words), 64)), "$warning"))

    def _finds(self, query: Query) -> bool:
        return bool(self._sieve.keep(query, self._asked_on).hits)

    def _rearrange(self, *, keep_item: bool) -> None:
        """Sorts all items once; every filter then keeps that order."""
        self._sieve.arrange(arrange.ordered(self._sieve.items, self._order, backwards=self._backwards))
        self._apply(keep_item=keep_item)

    def _apply(self, *, keep_item: bool = False) -> None:
        """Query, order and groups to lines."""
        if self._loaded is None or not self._loaded.ledger.items:
            return
        here = self.table.current.id if keep_item and self.table.current else None
        items = self._sieve.items
        self._kept = self._sieve.keep(self._query, self._asked_on)
        hits = self._kept.hits
        if self._query.sort:
            hits = arrange.by_query(items, hits, self._query.sort)
        lines = arrange.grouped(items, hits, self._grouping, self._folded, lambda ix: self._sums.of(ix).interest)
        plain = not self._query.terms and not self._query.sort and self._grouping is None
        short = plain and self._order == "ratio" and not self._backwards
        self.table.show_lines(
            items,
            lines,
            words=words_of(self._query),
            new_ids=self._asked_on.new_ids,
            short=short,
            keep=here,
            unread=self._loaded.unread,
        )
        self._count()
        if not hits:
            self._no_hits()

    def _count(self) -> None:
        bar, kept, items = self.query_one(FilterBar), self._kept, self._sieve.items
        if self._kept.killer is not None:
            return
        dot = f" {self.ink.dot} "
        note = "" if self._order == "ratio" and not self._backwards else f"{dot}by {self._order}"
        marks = f"{plural(len(self.table.marks), 'item')} marked{dot}" if self.table.marks else ""
        if not self._query.terms and not marks:
            unread = self._loaded.unread if self._loaded else 0
            bar.count(Content.styled(f"{len(kept.hits) + unread:,} items{note}", "$quiet"))
            return
        chosen = [i for i in kept.hits if items[i].id in self.table.marks] if marks else kept.hits
        sums = self._sums.of(chosen)
        bar.count(
            Content.assemble(
                (marks, "bold $accent"),
                (f"{len(kept.hits):,} of {len(items):,}{dot}" if not marks else "", ""),
                (f"{hours(sums.principal)} h{dot}{hours(sums.interest)} h/month{note}", "$quiet"),
            )
        )

    def _no_hits(self) -> None:
        killer = self.ink.text(self._kept.killer or "")
        words = [("nothing matches ", "$warning"), (killer, "bold $warning"), ("  esc drops it", "$quiet")]
        self.query_one(FilterBar).count(Content.assemble(*words))
        self.query_one("#preview", Static).update("", layout=False)

    @on(FilterBar.Left)
    def _left_filter(self, event: FilterBar.Left) -> None:
        event.stop()
        self.table.focus()

    def put_query(self, query: str) -> None:
        """Filters, as if it had been typed."""
        self.query_one(FilterBar).put(query)
        self.table.focus()

    def action_filter(self) -> None:
        """Types into the filter line."""
        self.query_one(FilterBar).edit()

    def action_back(self) -> None:
        """One thing at a time: range, filter's killer, marks, filter."""
        bar = self.query_one(FilterBar)
        if self._kept.killer is not None and bar.text.strip():
            bar.put(_without(bar.text, self._kept.killer))
        elif not self.table.has_focus and self.table.display:
            self.table.focus()
        elif self.table.stop_range():
            return
        elif self.table.marks:
            self.table.unmark()
        elif bar.text:
            bar.put("")
        elif self._grouping is not None:
            self._grouping = None
            self._apply(keep_item=True)
        else:
            self.table.shorten()

    @work(group="choice", exclusive=True)
    async def action_sort(self) -> None:
        """By what; the same again turns it round."""
        choices = tuple((o.key, o.name) for o in arrange.ORDERS.values())
        answer = await self.scope.push_screen_wait(Choices("sort by", choices))
        chosen = next((o.name for o in arrange.ORDERS.values() if o.key == answer), None)
        if chosen is None:
            return
        self._backwards = not self._backwards if chosen == self._order else False
        self._order = chosen
        self._rearrange(keep_item=True)

    @work(group="choice", exclusive=True)
    async def action_group(self) -> None:
        """By what, or not at all."""
        choices = (("c", "category"), ("o", "owner"), ("p", "path"), ("r", "rule"), ("n", "none"))
        answer = await self.scope.push_screen_wait(Choices("group by", choices))
        if answer is None:
            return
        name = dict(choices)[answer]
        self._grouping, self._folded = (None if name == "none" else name), frozenset()
        self._apply(keep_item=True)

    def action_fold(self, fold: bool) -> None:
        """The group under the cursor, or the one that its item is in."""
        name = self.table.group_name
        if name is None:
            return
        self._folded = self._folded | {name} if fold else self._folded - {name}
        self._apply()
        self.table.put_on_group(name)

    def action_fold_all(self) -> None:
        """All of them: fold, or unfold where all are folded."""
        names = frozenset(group.name for group in self.table.groups)
        if names:
            self._folded = frozenset() if self._folded >= names else names
            self._apply()

    def action_preview(self) -> None:
        """The pane at the right."""
        if self.scope.size.width < PREVIEW_FROM:
            self.action_open()
            return
        self._wants_preview = not self._wants_preview
        self._lay_out()

    # -- the item under the cursor

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._preview_soon()

    @on(LedgerTable.MarksChanged)
    def _marks_changed(self, event: LedgerTable.MarksChanged) -> None:
        event.stop()
        self._count()

    @on(LineList.Chosen)
    def _chosen_line(self, event: LineList.Chosen) -> None:
        event.stop()
        name = self.table.group_under_cursor
        if name is not None:
            self.action_fold(name not in self._folded)
        else:
            self.action_open()

    def action_open(self) -> None:
        """The item on a screen of its own."""
        from debtscope.tui.screens.item import ItemScreen

        if self.table.current is not None:
            self.scope.push_screen(ItemScreen(self.table.current.id))

    def _preview_soon(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_AFTER, self._draw_preview)

    def _draw_preview(self) -> None:
        pane = self.query_one("#preview", Static)
        if not pane.display:
            return
        item = self.table.current
        if item is None:
            pane.update("", layout=False)
            return
        self._preview_item(item)

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _preview_item(self, item: Item) -> None:
        """The code comes from disk, so it is read in a thread."""
        from debtscope.tui.describe import preview

        book = self.book
        if book is None:
            return
        code = await asyncio.to_thread(self.scope.session.excerpt, book, item)
        pane = self.query_one("#preview", Static)
        size = pane.content_region
        is_new = item.id in book.new_ids
        made = preview(item, code, self.ink, size.width, is_new=is_new, height=size.height)
        pane.update(made, layout=False)

    # -- for the item screen and for verdicts

    def targets(self) -> Sequence[Item]:
        marked = self.table.marked_items
        if marked:
            return marked
        return (self.table.current,) if self.table.current is not None else self.table.group_items

    def shown_items(self) -> Sequence[Item]:
        """The current view, in its order."""
        return self.table.all_items

    def view_text(self) -> str:
        return self.query_one(FilterBar).text

    def decided(self, ids: Sequence[str]) -> None:
        """Marks are used up; a single verdict moves on."""
        if self.table.marks:
            self.table.unmark()
        elif len(ids) == 1:
            self.table.go(self.table.cursor + 1)

    def put_cursor_on(self, item_id: str) -> None:
        """Where an item was decided or taken back."""
        self.table.put_on(item_id)

    def key_enter(self) -> None:
        """The first run's own key: scans."""
        if self.scope.is_loaded and self.book is None:
            self.scope.action_rescan()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The demonstration is offered where there is no ledger."""
        return self.book is None if action == "demo" else True

    def action_demo(self) -> None:
        """The demonstration, where there is nothing else to see."""
        if self.scope.is_loaded and self.book is None:
            self.scope.wants_demo = True
            self.scope.exit(0)


def _without(text: str, term: str) -> str:
    at = text.rfind(term)
    return " ".join((text[:at] + text[at + len(term) :]).split()) if at >= 0 else ""
