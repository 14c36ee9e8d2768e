"""A list of which only the visible lines are ever built, whatever its length. Knows nothing of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from debtscope.model.frozen import frozen
from debtscope.tui.keys import Remappable

Cells = Sequence[tuple[str, str]]
"""(text, names of styles) from left to right; the text is harmless already."""


KEPT_STRIPS = 400


class LineSource(Protocol):
    """Where a list has its lines from."""

    def count(self) -> int: ...

    def heading(self, width: int) -> Cells | None:
        """The fixed first line, None for none."""
        ...

    def line(self, index: int, width: int, current: bool) -> Cells: ...

    def can_stop(self, index: int) -> bool:
        """Whether the cursor may rest there: not on rulers."""
        ...

    def stays(self, index: int) -> bool:
        """Whether that line says one thing across all columns, and so does not go sideways with them."""
        ...

    def spread(self, width: int, lines: range) -> tuple[int, int] | None:
        """From now on nothing of these lines is cut, for a list of `width` cells: the cells at the left that stay in place
        while the rest is scrolled sideways, and those of a whole line. None where nothing is cut."""
        ...

    def fit(self) -> None:
        """From now on lines are cut to the list again."""
        ...


class Nothing:
    """The source before there is one."""

    def count(self) -> int:
        return 0

    def heading(self, width: int) -> Cells | None:
        return None

    def line(self, index: int, width: int, current: bool) -> Cells:
        return ()

    def can_stop(self, index: int) -> bool:
        return True

    def stays(self, index: int) -> bool:
        return False

    def spread(self, width: int, lines: range) -> None:
        return None

    def fit(self) -> None:
        return None


@frozen
class Sideways:
    """How far a list is scrolled to the right, cells."""

    aside: int
    still: int
    """At the left, which stay in place."""
    reach: int
    """Of a whole line."""

    def half(self, width: int) -> int:
        """A step: one sees where one comes from."""
        return max(1, (width - self.still) // 2)

    def within(self, width: int, aside: int) -> int:
        """As far as there is something to be seen in a list of `width` cells."""
        return max(0, min(self.reach - width, aside))


STYLES = ("crit", "high", "med", "low", "quiet", "strong", "good", "bad", "warn", "accent", "hit", "head", "group")


class LineList(Remappable, ScrollView, can_focus=True):
    """A cursor over the lines of a source."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "next line", show=False),
        Binding("up,k", "move(-1)", "previous line", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "next page", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "previous page", show=False),
        Binding("home,g", "top", "first line", show=False),
        Binding("end,G", "bottom", "last line", show=False),
        Binding("enter", "choose", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"l--row", "l--cursor", "l--cursor-blurred", *(f"l--{s}" for s in STYLES)}
    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden; scrollbar-size-vertical: 1; background: $background;
        scrollbar-background: $background; scrollbar-background-hover: $background; scrollbar-background-active: $background;
        scrollbar-color: $panel; scrollbar-color-hover: $quiet; scrollbar-color-active: $quiet;
        .l--row { background: $background; color: $foreground; }
        .l--cursor { background: $cursor-row; color: $foreground; }
        .l--cursor-blurred { background: $cursor-row-blurred; color: $foreground; }
        .l--crit { color: $severity-critical; text-style: bold; }
        .l--high { color: $severity-high; }
        .l--med { color: $severity-medium; }
        .l--low { color: $severity-low; }
        .l--quiet { color: $quiet; }
        .l--strong { text-style: bold; }
        .l--good { color: $success; }
        .l--bad { color: $error; }
        .l--warn { color: $warning; }
        .l--accent { color: $accent; }
        .l--hit { background: $hit; text-style: bold; }
        .l--head { color: $quiet; text-style: underline; }
        .l--group { color: $accent; text-style: bold; }
    }
    """

    class Moved(Message):
        """The cursor rests on another line, or another thing came under it."""

        def __init__(self, lines: LineList, line: int) -> None:
            super().__init__()
            self.lines, self.line = lines, line

        @property
        def control(self) -> LineList:
            return self.lines

    class Chosen(Message):
        """Enter, or a click on the line under the cursor."""

        def __init__(self, lines: LineList, line: int) -> None:
            super().__init__()
            self.lines, self.line = lines, line

        @property
        def control(self) -> LineList:
            return self.lines

    def __init__(self, source: LineSource | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.source: LineSource = source or Nothing()
        self.cursor = 0
        self._styles: dict[tuple[str, str], Style] = {}
        self._strips: dict[tuple[str, int, Cells], Strip] = {}
        """Of what was drawn lately: a list that scrolls by one line draws one line."""
        self._drawn: dict[int, Strip] = {}
        self._drawn_size = Size(0, 0)
        self._sideways: Sideways | None = None

    @property
    def heading_height(self) -> int:
        """Lines above the list that do not scroll."""
        return 1 if self.source.heading(10) is not None else 0

    @property
    def page_height(self) -> int:
        """Lines of the list that fit."""
        return max(1, self.size.height - self.heading_height)

    def show(self, source: LineSource, cursor: int = 0, *, keep_scroll: bool = False) -> None:
        """Takes a source, or the same one with other lines."""
        is_other, self.source = source is not self.source, source
        self.virtual_size = Size(self.size.width, source.count() + self.heading_height)
        self.cursor = self._stop(max(0, min(source.count() - 1, cursor)), 1)
        if not keep_scroll:
            self.scroll_to(0, 0, animate=False, immediate=True)
        self._into_view()
        if is_other and (side := self._sideways) is not None:
            self._sideways = None
            self._spread(side.aside)
        self.refresh()
        self.post_message(self.Moved(self, self.cursor))

    def on_resize(self) -> None:
        """A smaller window must not lose the cursor."""
        if self._sideways is not None and self._drawn_size.width != self.size.width:
            self.unscroll()
        self.virtual_size = Size(self.size.width, self.source.count() + self.heading_height)
        self._into_view()

    def notify_style_update(self) -> None:
        """Another theme: all styles are made anew."""
        self._styles, self._strips, self._drawn = {}, {}, {}
        super().notify_style_update()

    def _set_dirty(self, *regions: Region) -> None:
        """Called by Textual for whatever has to be drawn again, whoever says so."""
        if regions:
            for region in regions:
                for y in region.line_range:
                    self._drawn.pop(y, None)
        else:
            self._drawn.clear()
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """A list has neither border nor padding: of Textual's steps from a line to the screen it needs the filters alone."""
        if self._drawn_size != self.size:
            self._drawn, self._drawn_size = {}, self.size
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips: list[Strip] = []
        for y in crop.line_range:
            strip = self._drawn.get(y)
            if strip is None:
                strip = self.render_line(y)
                for one in filters:
                    strip = strip.apply_filter(one, background)
                self._drawn[y] = strip
            strips.append(strip)
        start, end = crop.column_span
        return strips if (start, end) == (0, self.size.width) else [strip.crop(start, end) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of the screen; nothing is kept for lines that are not seen."""
        width = self.size.width
        whole = self._sideways.reach if self._sideways is not None else width
        if y == 0 and (heading := self.source.heading(whole)) is not None:
            return self._line(heading, "l--row", width)
        index = round(self.scroll_offset.y) + y - self.heading_height
        if not 0 <= index < self.source.count():
            return self._strip((), "l--row", width)
        is_current = index == self.cursor
        base = ("l--cursor" if self.has_focus else "l--cursor-blurred") if is_current else "l--row"
        if self.source.stays(index):
            return self._strip(self.source.line(index, width, is_current), base, width)
        return self._line(self.source.line(index, whole, is_current), base, width)

    def _line(self, cells: Cells, base: str, width: int) -> Strip:
        """One line as far as it is in sight."""
        side = self._sideways
        if side is None:
            return self._strip(cells, base, width)
        strip = self._strip(cells, base, max(side.reach, width))
        start = side.still + side.aside
        return Strip.join([strip.crop(0, side.still), strip.crop(start, start + width - side.still)])

    def scroll_sideways(self, step: int) -> bool:
        """Half a window to the right (1), where something is cut, or back (-1); whether anything moved."""
        side, width = self._sideways, self.size.width
        if side is None:
            return step > 0 and self._spread()
        aside = side.within(width, side.aside + step * side.half(width))
        if step < 0 and aside == 0:
            return self.unscroll()
        self._sideways = replace(side, aside=aside)
        self.refresh()
        return aside != side.aside

    def _spread(self, aside: int | None = None) -> bool:
        top = round(self.scroll_offset.y)
        lines = range(top, min(self.source.count(), top + self.page_height))
        made = self.source.spread(self.size.width, lines)
        if made is None:
            return False
        side = Sideways(aside=0, still=made[0], reach=made[1])
        aside = side.half(self.size.width) if aside is None else aside
        self._sideways = replace(side, aside=side.within(self.size.width, aside))
        self.refresh()
        return True

    def unscroll(self) -> bool:
        """Lines are cut to the window again; whether they were not."""
        was, self._sideways = self._sideways, None
        self.source.fit()
        self.refresh()
        return was is not None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With shift to the right, as everywhere."""
        if event.shift:
            self.scroll_sideways(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With shift to the left."""
        if event.shift:
            self.scroll_sideways(-1)

    def on_mouse_scroll_right(self) -> None:
        """A wheel that tilts."""
        self.scroll_sideways(1)

    def on_mouse_scroll_left(self) -> None:
        """The same, back."""
        self.scroll_sideways(-1)

    def _strip(self, cells: Cells, base: str, width: int) -> Strip:
        key = (base, width, tuple(cells))
        strip = self._strips.get(key)
        if strip is None:
            segments = [Segment(text, self._style(base, names)) for text, names in cells]
            strip = Strip(segments).adjust_cell_length(width, self._style(base, ""))
            if len(self._strips) >= KEPT_STRIPS:
                self._strips.clear()
            self._strips[key] = strip
        return strip

    def _style(self, base: str, names: str) -> Style:
        known = self._styles.get((base, names))
        if known is None:
            known = self.get_component_rich_style(base)
            for name in names.split():
                known += self.get_component_rich_style(f"l--{name}", partial=True)
            self._styles[base, names] = known
        return known

    def go(self, line: int, step: int = 1) -> None:
        """Moves the cursor; two lines are drawn, not the screen."""
        last = self.source.count() - 1
        if last < 0:
            return
        old, self.cursor = self.cursor, self._stop(max(0, min(last, line)), step)
        if self._into_view():
            self.refresh()
        else:
            for index in (old, self.cursor):
                self.refresh_line_at(index)
        self.post_message(self.Moved(self, self.cursor))

    def refresh_line_at(self, index: int) -> None:
        """Draws one line of the list again."""
        top = round(self.scroll_offset.y)
        self.refresh(Region(0, index - top + self.heading_height, self.size.width, 1))

    def _stop(self, line: int, step: int) -> int:
        count = self.source.count()
        for direction in (step or 1, -(step or 1)):
            at = line
            while 0 <= at < count:
                if self.source.can_stop(at):
                    return at
                at += 1 if direction > 0 else -1
        return line

    def _into_view(self) -> bool:
        top, height = round(self.scroll_offset.y), self.page_height
        if self.cursor < top:
            target = 0 if self.cursor <= 1 else self.cursor
        elif self.cursor >= top + height:
            target = self.cursor - height + 1
        else:
            return False
        self.scroll_to(y=target, animate=False, immediate=True)
        return True

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """The lines in sight."""
        top = round(self.scroll_offset.y)
        lines = range(top, min(self.source.count(), top + self.page_height))
        return [
            (0, index - top + self.heading_height, partial(self._jump, index))
            for index in lines
            if self.source.can_stop(index)
        ]

    def _jump(self, index: int) -> None:
        self.focus()
        self.go(index)

    def action_move(self, step: int) -> None:
        """One line."""
        self.go(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """One screen."""
        self.go(self.cursor + step * max(1, self.page_height - 1), step)

    def action_top(self) -> None:
        """The first line."""
        self.go(0)

    def action_bottom(self) -> None:
        """The last line."""
        self.go(self.source.count() - 1, -1)

    def action_choose(self) -> None:
        """Opens what the cursor is on."""
        if self.source.count():
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the line under it opens it."""
        index = round(self.scroll_offset.y) + event.y - self.heading_height
        if event.y < self.heading_height or not 0 <= index < self.source.count():
            return
        if index == self.cursor:
            self.action_choose()
        elif self.source.can_stop(index):
            self.go(index)
