"""One item in full: why and how at the left, the proof in the middle behind tabs, the money at the right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from debtscope.model.errors import DebtscopeError
from debtscope.tui import describe, tabs
from debtscope.tui.estimate_keys import EstimatePlace
from debtscope.tui.rows import short_id

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.provenance import LinesAsked
    from debtscope.model.rule import Rule
    from debtscope.services.types import Book
    from debtscope.tui.place import Hint
    from debtscope.tui.widgets.bars import Spans

WIDE = 140
"""Columns from which three panes stand side by side."""
MIDDLING = 100

Make = Callable[[int], Content]


class Pane(VerticalScroll):
    """A column that scrolls by itself."""

    can_focus = False


class TabStrip(Static):
    """The names of the tabs; a click chooses one."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__("", id="tabs", markup=False)
        self.spots: list[tuple[int, int, str]] = []

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """Every tab."""
        return [(start, 0, partial(self.post_message, self.Chosen(name))) for start, _, name in self.spots]

    def on_click(self, event: events.Click) -> None:
        """By where the names stand."""
        for start, end, name in self.spots:
            if start <= event.x < end:
                event.stop()
                self.post_message(self.Chosen(name))


class ItemScreen(EstimatePlace):
    """Walks through the ledger's current view item by item."""

    NAME = "Item"
    CSS_PATH = "item.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back to the list", show=False),
        Binding("enter", "enter", "open the chosen relation, else back", show=False),
        Binding("l,J,right,n", "step(1)", "next item", show=False),
        Binding("h,K,left,N", "step(-1)", "previous item", show=False),
        Binding("j,down", "scroll(1)", "scroll down", show=False),
        Binding("k,up", "scroll(-1)", "scroll up", show=False),
        Binding("pagedown,ctrl+d,space", "scroll(12)", "a page down", show=False),
        Binding("pageup,ctrl+u", "scroll(-12)", "a page up", show=False),
        Binding("tab", "next_pane", "next pane", show=False),
        Binding("z", "zoom", "this pane alone, and back", show=False),
        Binding("greater_than_sign", "tab(1)", "next tab: code, git, data, relations, history", show=False),
        Binding("less_than_sign", "tab(-1)", "tab before", show=False),
        Binding("i", "open_term", "open the next interest bar to its inputs", show=False),
    ]

    def __init__(self, item_id: str) -> None:
        super().__init__()
        self._item_id = item_id
        self._pane = 0
        self._rules: dict[str, Rule] | None = None
        self._tab = tabs.TABS[0]
        self._term: int | None = None
        self._asked: dict[str, LinesAsked | str] = {}
        self._chosen_relation = 0
        self._came_from: list[str] = []

    def body(self) -> ComposeResult:
        yield Static("", id="item-head", markup=False)
        with VerticalScroll(id="item-all"), Horizontal(id="item-panes"):
            for name in ("why", "proof", "money"):
                with Pane(id=f"pane-{name}"):
                    if name == "proof":
                        yield TabStrip()
                    yield Static("", id=f"text-{name}", markup=False)

    def hints(self) -> Sequence[Hint]:
        return (
            ("a", "a", "accept"), ("d", "d", "defer"), ("f", "f", "plan"), ("w", "w", "dismiss"), ("l", "l", "next"),
            ("greater_than_sign", ">", "tab"), ("escape", "esc", "list"), ("equals_sign", "=", "own figure"),
            ("e", "e", "editor"), ("question_mark", "?", "more"),
        )  # fmt: skip

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#item-all").can_focus = False
        self._draw()

    def on_resize(self) -> None:
        """Three panes, two, or one under the other."""
        width = self.scope.size.width
        self.set_class(width >= WIDE, "wide")
        self.set_class(MIDDLING <= width < WIDE, "middling")
        self.set_class(width < MIDDLING, "narrow")
        if self.is_drawn:
            self.call_after_refresh(self._draw)

    def book_changed(self) -> None:
        super().book_changed()
        if self.is_drawn:
            self._draw()

    @property
    def item(self) -> Item | None:
        """The item, as the book has it now."""
        return self.item_of(self._item_id)

    def day_in_view(self) -> str:
        return (self.item.first_seen or "")[:10] if self.item is not None else ""

    def top_note(self) -> Spans:
        table = self.scope.ledger.table
        at = table.place_of(self._item_id)
        where = f"  {at + 1:,} of {len(table.order):,}" if at is not None else ""
        return [(f" {self.ink.text(short_id(self._item_id, dot=self.ink.dot))}", ""), (where, "$quiet")]

    @work(group="item", exclusive=True, exit_on_error=False)
    async def _draw(self) -> None:
        """Text at once where it is known; code, rule and history come from a thread."""
        item, book = self.item, self.book
        if item is None or book is None or not self.is_drawn:
            return
        session, ink = self.scope.session, self.ink
        is_new, has_git = item.id in book.new_ids, book.ledger.repository.revision is not None
        head = self.query_one("#item-head", Static)
        head.update(describe.heading(item, ink, max(20, self.scope.size.width - 4), is_new=is_new))
        self._put("money", lambda width: describe.account(item, ink, width, opened=self._term, has_git=has_git))
        known = (self._rules or {}).get(item.rule.id)
        self._put("why", lambda width: describe.explanation(item, known, ink, width))
        await self._draw_tab(item, book)
        if self._rules is None:
            self._rules = {rule.id: rule for rule in await asyncio.to_thread(session.rules)}
            rule = self._rules.get(item.rule.id)
            self._put("why", lambda width: describe.explanation(item, rule, ink, width))

    def _put(self, name: str, make: Make) -> None:
        text = self.query_one(f"#text-{name}", Static)
        width = text.content_region.width or self.scope.size.width // (3 if self.has_class("wide") else 1) - 4
        text.update(make(width))

    # -- tabs

    async def _draw_tab(self, item: Item, book: Book) -> None:
        """The chosen one alone; what takes git or the disk is asked in a thread when its tab is opened."""
        ink, session, tab = self.ink, self.scope.session, self._tab
        found = tabs.related(book.ledger.items, item) if len(book.ledger.items) < 5_000 or tab == "relations" else []
        strip = self.query_one(TabStrip)
        content, strip.spots = tabs.strip_of(tab, {"relations": len(found)}, ink, strip.size.width or 60)
        strip.update(content)
        match tab:
            case "git":
                if item.id not in self._asked:
                    self._put("proof", lambda width: tabs.git_page(None, item, ink, width))
                    self._asked[item.id] = await self._ask_git(item, book)
                said = self._asked[item.id]
                if isinstance(said, str):
                    self._put("proof", lambda width: tabs.git_page(None, item, ink, width, problem=said))
                else:
                    self._put("proof", lambda width: tabs.git_page(said, item, ink, width))
            case "data":
                self._put("proof", lambda width: tabs.data_page(item, ink, width))
            case "relations":
                self._chosen_relation = max(0, min(self._chosen_relation, len(found) - 1))
                self._put("proof", lambda width: tabs.relations_page(found, self._chosen_relation, ink, width))
            case "history":
                try:
                    records = await asyncio.to_thread(session.history, book, item.id)
                except DebtscopeError:
                    records = ()
                self._put("proof", lambda width: tabs.history_page(item, records, ink, width))
            case _:
                code = await asyncio.to_thread(session.excerpt, book, item)
                self._put("proof", lambda width: describe.proof(item, code, ink, width))

    async def _ask_git(self, item: Item, book: Book) -> LinesAsked | str:
        try:
            return await asyncio.to_thread(self.scope.session.lines_of, book, item)
        except DebtscopeError as error:
            return error.message

    def action_tab(self, by: int) -> None:
        """Walks through the tabs, round the ends."""
        at = tabs.TABS.index(self._tab)
        self._choose_tab(tabs.TABS[(at + by) % len(tabs.TABS)])

    @on(TabStrip.Chosen)
    def _tab_clicked(self, event: TabStrip.Chosen) -> None:
        event.stop()
        self._choose_tab(event.name)

    def action_show_tab(self, name: str) -> None:
        """What a bar rests on."""
        self._choose_tab(name)

    def _choose_tab(self, name: str) -> None:
        self._tab, self._chosen_relation = name, 0
        self.query_one("#pane-proof", Pane).scroll_to(0, 0, animate=False)
        if self.has_class("narrow"):  # one column: the tabs are below the words
            self.query_one(TabStrip).scroll_visible(animate=False, top=True)
        self._draw()

    def _related(self) -> list[tabs.Related]:
        item, book = self.item, self.book
        return tabs.related(book.ledger.items, item) if item is not None and book is not None else []

    def action_enter(self) -> None:
        """The relation under the cursor, or back to the list."""
        found = self._related() if self._tab == "relations" else []
        if found:
            self.action_show_item(found[self._chosen_relation].item.id)
        else:
            self.action_close()

    def action_show_item(self, item_id: str) -> None:
        """Another item here; esc comes back to this one."""
        if self.item_of(item_id) is not None:
            self._came_from.append(self._item_id)
            self._turn_to(item_id)

    def _turn_to(self, item_id: str) -> None:
        self._item_id, self._tab, self._term, self._chosen_relation = item_id, tabs.TABS[0], None, 0
        self.scope.ledger.put_cursor_on(item_id)
        for pane in self._panes():
            pane.scroll_to(0, 0, animate=False)
        self.draw_top()
        self._draw()

    # -- money

    def action_open_term(self, number: int | None = None) -> None:
        """One bar after the other, or the one that was clicked; the same again closes it."""
        item = self.item
        count = len(describe.terms(item)) if item is not None else 0
        if number is not None:
            self._term = None if self._term == number else number
        elif self._term is None:
            self._term = 0 if count else None
        else:
            self._term = self._term + 1 if self._term + 1 < count else None
        self._draw()

    # -- walking and deciding

    def targets(self) -> Sequence[Item]:
        return (self.item,) if self.item is not None else ()

    def decided(self, ids: Sequence[str]) -> None:
        """Stays: the verdict is to be seen; l goes on."""
        self.scope.ledger.put_cursor_on(self._item_id)

    def action_step(self, step: int) -> None:
        """The neighbour in the list's order, without going back; the same tab."""
        table = self.scope.ledger.table
        at, order = table.place_of(self._item_id), table.order
        if at is None or not 0 <= at + step < len(order):
            self.say("this is the last item of the list" if step > 0 else "this is the first item of the list")
            return
        tab = self._tab
        self._came_from.clear()
        self._turn_to(table.rows.items[order[at + step]].id)
        self._tab = tab

    def _panes(self) -> list[VerticalScroll]:
        outer = self.query_one("#item-all", VerticalScroll)
        return [outer] if self.has_class("narrow") else list(self.query(Pane))

    def action_scroll(self, lines: int) -> None:
        """The pane that tab chose, the middle one at first; among relations it chooses."""
        if self._tab == "relations" and abs(lines) == 1:
            count = len(self._related())
            self._chosen_relation = max(0, min(count - 1, self._chosen_relation + lines))
            self._draw()
            return
        panes = self._panes()
        chosen = panes[(self._pane + 1) % len(panes)] if len(panes) > 1 else panes[0]
        chosen.scroll_relative(y=lines, animate=False)

    def action_next_pane(self) -> None:
        """Which pane j and k scroll."""
        self._pane = (self._pane + 1) % 3
        self._mark_pane()
        if self.has_class("zoomed"):
            self.call_after_refresh(self._draw)

    def action_zoom(self) -> None:
        """The pane that tab chose, the middle one at first, takes the whole window."""
        self.set_class(not self.has_class("zoomed"), "zoomed")
        self._mark_pane()
        self.call_after_refresh(self._draw)

    def _mark_pane(self) -> None:
        for number, pane in enumerate(self.query(Pane)):
            pane.set_class(number == (self._pane + 1) % 3, "chosen")

    def action_close(self) -> None:
        """The item that this one was opened from, else the list."""
        if self._came_from:
            self._turn_to(self._came_from.pop())
            self._tab = "relations"
        else:
            self.scope.pop_screen()
