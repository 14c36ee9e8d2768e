"""The ledger: one line an item, the filter above, the item under the cursor at the right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours
from debtscope.tui.dates import ago
from debtscope.tui.filtering import chips_of, words_of
from debtscope.tui.preview_keys import PreviewPlace
from debtscope.tui.widgets.bars import HintBar, Spans, TopBar
from debtscope.tui.widgets.dropdown import NOTE, WIDTH, Dropdown
from debtscope.tui.widgets.filter_bar import FilterBar, RightEnd
from debtscope.tui.widgets.ledger_table import LedgerTable
from debtscope.tui.widgets.lines import LineList
from debtscope.tui.widgets.preview import Preview, Standing

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.query.completion import Completion
    from debtscope.services.types import Book
    from debtscope.tui.place import Hint

OFFER_AFTER = 0.015
"""Seconds after the last letter until the ways to go on are counted."""

STATE_PADDING = 8
"""Cells left free beside a page that stands in place of the list."""


class LedgerScreen(PreviewPlace):
    """Decide without leaving the list."""

    NAME = "Ledger"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "filter", "filter", show=False),
        Binding("escape", "back", "drop marks, then the filter", show=False),
        Binding("D", "demo", "open the demonstration", show=False),
        Binding("m", "put_aside", "put a damaged ledger aside and scan", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filter_waits = False
        self._loaded: Book | None = None
        self._offer_timer: Timer | None = None
        self._offered: Completion | None = None
        self._state: Callable[[int], Content] | None = None

    def body(self) -> ComposeResult:
        dropdown = Dropdown()
        yield FilterBar(dropdown)
        yield Static("", id="banner", markup=False)
        with Horizontal(id="middle"):
            yield LedgerTable(self.ink)
            yield Standing(id="empty")
            yield Preview(id="preview")
        yield dropdown

    def on_mount(self) -> None:
        super().on_mount()
        first = self.scope.view
        self.asked.grouping = first.grouping
        self.table.rows.chosen = first.columns
        if first.query:
            self.query_one(FilterBar).put(first.query)
        self.table.focus()
        self.lay_out()

    def hints(self) -> Sequence[Hint]:
        if self.book is None and (fault := self.scope.unreadable) is not None:
            way = ("m", "m", "put aside and scan") if fault.is_damaged else ("r", "r", "read again")
            return (way, ("q", "q", "quit"), ("question_mark", "?", "help"))
        if self.book is None:
            wants = (("enter", "enter", "scan"), ("D", "D", "demonstration"), ("q", "q", "quit"))
            return (*(wants if self.scope.is_loaded else ()), ("question_mark", "?", "help"))
        if self.is_drawn and self.query_one(FilterBar).field.has_focus:
            return (
                ("tab", "tab", "completes"),
                ("enter", "enter", "to the list"),
                ("escape", "esc", "leaves the line"),
            )
        if self.is_drawn and self.query_one(Preview).has_focus:
            return (
                ("j", "j k", "scroll"),
                ("G", "G", "to its end"),
                ("tab", "tab", "list"),
                ("question_mark", "?", "more"),
            )
        if not self.book.ledger.items:
            return (
                ("j", "j k", "scroll"),
                ("6", "6", "what was read"),
                ("r", "r", "scan again"),
                ("question_mark", "?", "help"),
            )
        return (
            ("a", "a", "accept"), ("d", "d", "defer"), ("f", "f", "plan"), ("w", "w", "dismiss"), ("o", "o", "owner"),
            ("slash", "/", "filter"), ("3", "3", "plan screen"), ("question_mark", "?", "more"),
        )  # fmt: skip

    # -- what is shown

    def book_changed(self) -> None:
        """Takes the book: a new ledger is arranged anew, new verdicts never move the list."""
        book = self.book
        self.draw_top()
        if book is None:
            if self.scope.is_loaded:
                from debtscope.tui.screens.empty import first_run, unreadable

                fault, root, writes = self.scope.unreadable, self.scope.session.root, self.scope.session.writes
                self._show_state(
                    (lambda width: first_run(root, writes, self.ink, width))
                    if fault is None
                    else (lambda width: unreadable(fault, self.ink, width))
                )
            return
        if book is self._loaded:
            return
        before, self._loaded = self._loaded, book
        same = self.asked.take(book) and before is not None
        self.draw_banner(book)
        if not book.ledger.items:
            from debtscope.tui.screens.empty import no_items

            self._show_state(lambda width: no_items(book.ledger, self.ink, width))
            return
        self._show_state(None)
        if same:
            self.table.take_items(book.ledger.items)
            self._count()
            self.preview_soon()
        else:
            self.arranged(keep_item=before is not None)
            if before is None:
                self.trail.views[0] = self.view()
        if self.scope.opens_at and not book.unread:
            place, self.scope.opens_at = self.scope.opens_at, ""
            self.call_after_refresh(self.scope.action_place, place)

    def prepare(self, book: Book) -> None:
        """What takes long in a large ledger; may run in a thread."""
        self.asked.prepare(book)

    def draw_top(self) -> None:
        left: list[Spans] = [[(" debtscope ", "bold $accent")]]
        book = self.book
        if book is not None:
            repo, ink = book.ledger.repository, self.ink
            name = ink.text(self._called(repo.name)) + (f"@{ink.text(repo.branch)}" if repo.branch else "")
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

    def _called(self, name: str) -> str:
        """Whoever sits before it knows their folder, where nothing names the repository."""
        from debtscope.model.ledger import NAMELESS  # with the ledger itself: the first frame has none

        root = self.scope.session.root
        return (root.resolve().name if root is not None and name == NAMELESS else "") or name

    def draw_banner(self, book: Book) -> None:
        """One line where verdicts are refused, with the way out."""
        text = f" read-only: {self.ink.text(book.read_only)}" if book.read_only else ""
        text = f" {self.ink.text(self.scope.colleagues.gone)}" if self.scope.colleagues.gone else text
        banner = self.query_one("#banner", Static)
        banner.display = bool(text)
        banner.update(Content.styled(text, "bold $warning"))

    def _show_state(self, made: Callable[[int], Content] | None) -> None:
        """A page in place of the list, for as many cells as there are; None for the list."""
        pane, self._state = self.query_one(Standing), made
        pane.display = made is not None
        self.table.display = made is None
        self.query_one(HintBar).hints(self.hints())
        if made is not None:
            pane.show(made(self.size.width - STATE_PADDING))
            pane.focus()
        self.lay_out()
        if made is None and (self.focused is None or pane.has_focus):
            self.table.focus()

    def lay_out(self) -> None:
        """A tiny window has the list and the last line alone; the filter where there is one, or one is typed."""
        super().lay_out()
        bar = self.query_one(FilterBar)
        wanted = not self.has_class("tiny") or bool(bar.text) or bar.field.has_focus
        bar.display = self._state is None and wanted

    def on_descendant_focus(self) -> None:
        """Letters go into the filter, or decide: the hints say which."""
        if self.is_drawn:
            self.query_one(HintBar).hints(self.hints())
            if self.has_class("tiny"):
                self.lay_out()

    def on_descendant_blur(self) -> None:
        """As above."""
        self.call_after_refresh(self.on_descendant_focus)

    def on_resize(self) -> None:
        """Panes come and go with the width."""
        if not self.is_drawn:
            return
        self.lay_out()
        if self._state is not None:
            self.query_one(Standing).show(self._state(self.size.width - STATE_PADDING))

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
        if not self.is_drawn:
            return
        bar = self.query_one(FilterBar)
        reading = self.asked.read(bar.text)
        bar.wrong(reading.wrong)
        self.arranged()
        if reading.problem:
            words = self.ink.text(reading.problem)
            bar.count(Content.styled(self.ink.fit(words, min(cell_len(words), bar.room_beside)), "$warning"))
        if bar.field.has_focus:
            self._offer_soon()
        if self.has_class("tiny"):
            self.lay_out()

    def arranged(self, *, keep_item: bool = False, keep_length: bool = False) -> None:
        """Draws the list anew; with `keep_length` a list that was shown to its end stays so."""
        if self._loaded is None or not self._loaded.ledger.items:
            return
        under = self.table.current or next(iter(self.table.group_items), None) if keep_item else None
        here = under.id if under is not None else None
        lines = self.asked.lines()
        self.table.show_lines(
            self.asked.items,
            lines,
            words=words_of(self.asked.query),
            new_ids=self.asked.context.new_ids,
            short=self.asked.is_plain and (self.table.is_short or not keep_length),
            keep=here,
            unread=self._loaded.unread,
        )
        self._count()
        if not self.asked.kept.hits:
            self._no_hits()

    def _count(self) -> None:
        bar, kept, items = self.query_one(FilterBar), self.asked.kept, self.asked.items
        if kept.killer is not None:
            return
        dot = f" {self.ink.dot} "
        marks = f"{counted(len(self.table.marks), 'item')} marked{dot}" if self.table.marks else ""
        chips = chips_of(self.asked.query, self.ink)
        if not self.asked.query.terms and not marks:
            unread = self._loaded.unread if self._loaded else 0
            bar.count(Content.styled(f"{len(kept.hits) + unread:,} items", "$quiet"), chips)
            return
        chosen = [i for i in kept.hits if items[i].id in self.table.marks] if marks else kept.hits
        sums = self.asked.sums.of(chosen)
        bar.count(
            Content.assemble(
                (marks, "bold $accent"),
                (f"{len(kept.hits):,} of {len(items):,}{dot}" if not marks else "", ""),
                (f"{hours(sums.principal)} h{dot}{hours(sums.interest)} h/month", "$quiet"),
            ),
            chips,
        )

    def _no_hits(self) -> None:
        killer = self.ink.text(self.asked.kept.killer or "")
        words = [("nothing matches ", "$warning"), (killer, "bold $warning"), ("  esc drops it", "$quiet")]
        self.query_one(FilterBar).count(Content.assemble(*words))
        self.preview_soon()

    # -- what can be typed next

    def _offer_soon(self) -> None:
        if self._offer_timer is not None:
            self._offer_timer.stop()
        self._offer_timer = self.set_timer(OFFER_AFTER, self._offer)

    @work(group="offer", exclusive=True, exit_on_error=False)
    async def _offer(self, *, is_asked: bool = False) -> None:
        """Counted in a thread: of a large ledger no letter waits for it. Who asks is told where nothing goes on."""
        bar = self.query_one(FilterBar)
        text, cursor = bar.text, bar.cursor
        made = await asyncio.to_thread(self.asked.complete, text, cursor)
        if (bar.text, bar.cursor) != (text, cursor) or not bar.field.has_focus:
            return
        self._offered = made
        ink, words = self.ink, WIDTH - NOTE - 4
        shown = [(ink.fit(one.text, words), ink.right(one.note, NOTE) if one.note[:1].isdigit() else ink.fit(one.note, NOTE))
                 for one in made.options]  # fmt: skip
        bar.dropdown.open(shown, made.start + 2)
        if is_asked and not shown:
            word = bar.text[made.start : made.end]
            self.say(f"nothing goes on from {self.ink.text(word)}: no item here has it" if word else "nothing to offer")

    @on(FilterBar.Accepted)
    def _accepted(self, event: FilterBar.Accepted) -> None:
        event.stop()
        self._take_offer(event.index)

    @on(Dropdown.Picked)
    def _picked(self, event: Dropdown.Picked) -> None:
        event.stop()
        self._take_offer(event.index)

    def _take_offer(self, index: int) -> None:
        offered, bar = self._offered, self.query_one(FilterBar)
        if offered is not None and 0 <= index < len(offered.options):
            bar.put(*offered.put(bar.text, offered.options[index]))
            bar.dropdown.close()
            bar.edit()

    @on(FilterBar.Wanted)
    def _wanted(self, event: FilterBar.Wanted) -> None:
        event.stop()
        self._offer(is_asked=True)

    @on(RightEnd.Dropped)
    def _dropped(self, event: RightEnd.Dropped) -> None:
        event.stop()
        bar = self.query_one(FilterBar)
        bar.put(without(bar.text, event.term))
        self.call_after_refresh(self.came_here)

    @on(FilterBar.Left)
    def _left_filter(self, event: FilterBar.Left) -> None:
        event.stop()
        self.came_here()
        self.table.focus()

    def put_query(self, query: str) -> None:
        """Filters, as if it had been typed."""
        self.query_one(FilterBar).put(query)
        self.table.focus()
        self.call_after_refresh(self.came_here)

    def action_filter(self) -> None:
        """Types into the filter line."""
        bar = self.query_one(FilterBar)
        bar.display = True
        bar.edit()

    def action_back(self) -> None:
        """One thing at a time: range, filter's killer, marks, filter."""
        bar = self.query_one(FilterBar)
        killer = self.asked.kept.killer
        if killer is not None and bar.text.strip():
            bar.put(without(bar.text, killer))
        elif not self.table.has_focus and self.table.display:
            self.table.focus()
        elif self.table.stop_range():
            return
        elif self.table.marks:
            self.table.unmark()
        elif bar.text:
            bar.put("")
        elif self.asked.grouping is not None:
            self.asked.grouping = None
            self.arranged(keep_item=True)
        else:
            self.table.shorten()

    # -- the item under the cursor

    @on(LedgerTable.MarksChanged)
    def _marks_changed(self, event: LedgerTable.MarksChanged) -> None:
        event.stop()
        self._count()

    @on(LineList.Chosen)
    def _chosen_line(self, event: LineList.Chosen) -> None:
        event.stop()
        name = self.table.group_under_cursor
        if name is not None:
            self.action_fold(not self.table.is_folded(name))
        else:
            self.action_open()

    # -- for the item screen and for verdicts

    def targets(self) -> Sequence[Item]:
        marked = self.table.marked_items
        if marked:
            return marked
        return (self.table.current,) if self.table.current is not None else self.table.group_items

    def shown_items(self) -> Sequence[Item]:
        """The current view, in its order."""
        return self.table.all_items

    def decided(self, ids: Sequence[str]) -> None:
        """Marks are used up; a single verdict moves on."""
        if self.table.marks:
            self.table.unmark()
        elif len(ids) == 1 or self.table.is_on_cause:
            self.table.go(self.table.cursor + 1)

    def put_cursor_on(self, item_id: str) -> None:
        """Where an item was decided or taken back."""
        self.table.put_on(item_id)

    def key_enter(self) -> None:
        """The first run's own key: scans."""
        if self.scope.is_loaded and self.book is None and self.scope.unreadable is None:
            self.scope.action_rescan()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The demonstration is offered where there is no ledger, the way out where one is damaged."""
        if action == "put_aside":
            return self.book is None and self.scope.unreadable is not None and self.scope.unreadable.is_damaged
        return self.book is None if action == "demo" else True

    @work(group="choice", exclusive=True)
    async def action_put_aside(self) -> None:
        """The damaged file gets another name; a scan makes a new one, and the decisions of the log are laid over it."""
        try:
            name = await asyncio.to_thread(self.scope.session.put_aside)
        except DebtscopeError as error:
            self.scope.complain(error)
            return
        self.scope.unreadable = None
        self.scope.say(f"kept as .debtscope/{name}")
        self.scope.action_rescan()

    def action_demo(self) -> None:
        """The demonstration, where there is nothing else to see."""
        if self.scope.is_loaded and self.book is None:
            self.scope.wants_demo = True
            self.scope.exit(0)


def without(text: str, term: str) -> str:
    """A query without one of its terms."""
    at = text.rfind(term)
    return " ".join((text[:at] + text[at + len(term) :]).split()) if at >= 0 else ""
