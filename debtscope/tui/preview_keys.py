"""The pane beside or below a list of items: what is under the cursor, drawn when the cursor rests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.timer import Timer

from debtscope.tui.view_keys import ViewPlace
from debtscope.tui.widgets.lines import LineList
from debtscope.tui.widgets.preview import EMPTY, Preview

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.tui.arrange import Group

BESIDE_FROM = 100
"""Columns from which the pane has room at the right; p puts it below the list of a narrower window."""
PREVIEW_AFTER = 0.06
"""Seconds after which the pane follows a cursor that rests: holding a key costs nothing."""
AFTER_LETTER = 0.015
"""The same where somebody types into the filter: letters come slower than a held key repeats."""
TINY_WIDTH, TINY_HEIGHT = 60, 16


class PreviewPlace(ViewPlace):
    """A list with a pane that follows its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "preview", "preview on or off", show=False),
        Binding("tab", "next_pane", "next pane: the keys scroll it", show=False),
        Binding("z", "zoom", "more room for the preview, and back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._wants_beside = True
        self._wants_below = False
        self._is_zoomed = False
        self._preview_timer: Timer | None = None

    def lay_out(self) -> None:
        """Panes come and go with the width and with p."""
        size = self.scope.size
        tiny, narrow = size.width < TINY_WIDTH or size.height < TINY_HEIGHT, size.width < BESIDE_FROM
        self.set_class(tiny, "tiny")
        self.set_class(narrow, "below")
        self.set_class(self._is_zoomed, "zoomed")
        preview = self.query_one(Preview)
        preview.display = (self._wants_below if narrow else self._wants_beside) and self.table.display and not tiny
        self.table.stand_beside(bool(preview.display) and not narrow)
        if preview.has_focus and not preview.display:
            self.table.focus()
        if preview.display:
            self.preview_soon()

    def action_preview(self) -> None:
        """The pane at the right, or below; where there is no room for it the item opens."""
        size = self.scope.size
        if size.width < TINY_WIDTH or size.height < TINY_HEIGHT:
            self.action_open()
        elif size.width < BESIDE_FROM:
            self._wants_below = not self._wants_below
        else:
            self._wants_beside = not self._wants_beside
        self.lay_out()

    def action_next_pane(self) -> None:
        """From the list to the preview and back; where there is none to the filter."""
        preview = self.query_one(Preview)
        if self.table.has_focus and preview.display:
            preview.focus()
        elif preview.has_focus:
            self.table.focus()
        else:
            self.focus_next()

    def action_zoom(self) -> None:
        """Two thirds for the pane instead of one; shows it where it was off."""
        if not self.query_one(Preview).display:
            self._is_zoomed = True
            self.action_preview()
        else:
            self._is_zoomed = not self._is_zoomed
            self.lay_out()

    def action_open(self) -> None:
        """The item on a screen of its own."""
        from debtscope.tui.screens.item import ItemScreen

        if self.table.current is not None:
            self.scope.push_screen(ItemScreen(self.table.current.id))

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.preview_soon()

    def preview_soon(self) -> None:
        """Once the cursor rests."""
        if self.book is None:
            return
        if self._preview_timer is not None:
            self._preview_timer.stop()
        after = PREVIEW_AFTER if self.table.has_focus else AFTER_LETTER
        self._preview_timer = self.set_timer(after, self._draw_preview)

    def _draw_preview(self) -> None:
        if not self.is_drawn:
            return
        pane = self.query_one(Preview)
        if not pane.display:
            return
        group = self.table.rows.lines.group(self.table.cursor)
        if group is not None:
            self._preview_group(group)
        elif self.table.current is not None:
            self._preview_item(self.table.current)
        elif (killer := self.asked.kept.killer) is not None:
            from debtscope.tui.screens.empty import no_hits

            pane.show(no_hits(killer, self.ink, pane.content_region.width))
        else:
            pane.show(EMPTY)

    def _preview_group(self, group: Group) -> None:
        from debtscope.tui.group_page import group_page

        pane = self.query_one(Preview)
        pane.show(group_page(group, self.table.group_items, self.ink, pane.content_region.width))

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _preview_item(self, item: Item) -> None:
        """The code comes from disk, so it is read in a thread."""
        from debtscope.tui.describe import preview

        book = self.book
        if book is None:
            return
        code = await asyncio.to_thread(self.scope.session.excerpt, book, item)
        pane = self.query_one(Preview)
        size = pane.content_region
        is_new = item.id in book.new_ids
        pane.show(preview(item, code, self.ink, size.width, is_new=is_new, height=size.height))
