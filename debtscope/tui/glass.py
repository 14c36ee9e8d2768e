"""What the terminal shows, kept cell by cell, so that only what differs is written: over ssh every byte is waited for.

Textual writes the whole of every region that it draws, and of each piece of text all colours anew. Here what it would
write is held against what stands there already; the rest is written with as few changes of colour as it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate  # the only place that has their fields
from textual.strip import Strip

from debtscope.model.regex import regex

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

Piece = tuple[int, int, Strip]
"""(row, column, what stands from there on)"""
UNKNOWN = "\0"
"""In place of a character: whatever stands there is written anew."""
NEAR = 4
"""Cells that are sooner written again than jumped over."""
MOST_STYLES = 4096
_ONE_CELL_EACH = regex(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc\u2713\u2717\u2800-\u28ff]*"
)
"""Characters on whose width all terminals agree."""
_SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "windows": ColorSystem.WINDOWS}
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})


class Look:
    """How a cell is drawn. Two of one kind are the same object."""

    __slots__ = ("attributes", "back", "front", "link")

    def __init__(self, attributes: frozenset[str], front: str | None, back: str, link: tuple[str, str] | None) -> None:
        self.attributes = attributes
        self.front = front
        """Codes of the colour; empty for the terminal's own, None where nothing of it is seen."""
        self.back = back
        self.link = link
        """What stands before and behind a text that is a link of the terminal's."""


@lru_cache(maxsize=4096)
def _look(attributes: frozenset[str], front: str | None, back: str, link: tuple[str, str] | None = None) -> Look:
    return Look(attributes, front, back, link)


NONE: frozenset[str] = frozenset()
PLAIN = _look(NONE, "", "")


def looks_of(style: Style | None, system: ColorSystem) -> tuple[Look, Look]:
    """The look of a style, and of blanks in it what can be seen."""
    if style is None:
        return PLAIN, PLAIN
    attributes: set[str] = set()
    front = back = ""
    codes = iter(Strip.render_ansi(style, system).split(";"))
    for code in codes:
        if code in {"38", "48"}:
            kind = next(codes)
            colour = ";".join([code, kind, *(next(codes) for _ in range(3 if kind == "2" else 1))])
        elif code.isdigit() and (30 <= int(code) <= 49 or 90 <= int(code) <= 107):
            colour = code
        else:
            attributes |= {code} if code else set()
            continue
        if colour.startswith(("4", "10")):
            back = "" if colour == "49" else colour
        else:
            front = "" if colour == "39" else colour
    link = (f"\x1b]8;id={style.link_id};{style.link}\x1b\\", "\x1b]8;;\x1b\\") if style.link else None
    look = _look(frozenset(attributes), front, back, link)
    is_seen = link is not None or any(code.partition(":")[0] in _SEEN_ON_BLANKS for code in attributes)
    return look, look if is_seen else _look(NONE, None, back)


@lru_cache(maxsize=4096)
def _turn(was: Look, now: Look) -> tuple[str, Look]:
    """What makes of one look another, and the look that it then is."""
    if now.front is None:  # blanks take any colour, but no line under or through them
        now = _look(was.attributes - _SEEN_ON_BLANKS, was.front, now.back)
    whole = ";".join(["0", *sorted(now.attributes), *filter(None, (now.front, now.back))])
    gone = was.attributes - now.attributes
    kept = was.attributes
    codes: list[str] = []
    for code in sorted(gone):
        if code not in _OFF:
            return f"\x1b[{whole}m", now
        codes.append(_OFF[code])
        kept -= {"1", "2"} if _OFF[code] == "22" else {code}
    codes = [*dict.fromkeys(codes), *sorted(now.attributes - kept)]
    codes += [now.front or "39"] if now.front != was.front else []
    codes += [now.back or "49"] if now.back != was.back else []
    part = ";".join(codes)
    return (f"\x1b[{min(part, whole, key=len)}m" if part else ""), now


class Glass:
    """One terminal's cells as they were last written."""

    def __init__(self) -> None:
        self._width = 0
        self._texts: list[str] = []
        self._looks: list[list[Look]] = []
        self._odd: set[int] = set()
        """Rows on which something stood on whose width terminals disagree: always written as a whole."""
        self._system: ColorSystem | None = None
        self._known: dict[Style | None, tuple[Look, Look]] = {None: (PLAIN, PLAIN)}

    def forget(self) -> None:
        """Somebody else may have written: everything is drawn anew when it is next drawn."""
        self._texts = [UNKNOWN * self._width for _ in self._texts]
        self._odd.clear()

    def over(self, update: RenderableType | None, size: tuple[int, int]) -> RenderableType | None:
        """The same update, written as what it changes; what is no drawing of cells stays as it is."""
        if isinstance(update, (ChopsUpdate, LayoutUpdate)):
            self._fit(*size)
            return _Difference(self, update)
        if update is not None:
            self.forget()
        return update

    def _fit(self, width: int, height: int) -> None:
        if (width, height) != (self._width, len(self._texts)):
            self._width = width
            self._texts = [UNKNOWN * width for _ in range(height)]
            self._looks = [[PLAIN] * width for _ in range(height)]
            self._odd.clear()

    def write(self, pieces: Iterable[Piece], console: Console) -> str:
        """The bytes that make of what stands there what the pieces show; kept as what stands there."""
        if self._system is None:
            self._system = _SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        if len(self._known) > MOST_STYLES:
            self._known = {None: (PLAIN, PLAIN)}
        pen = _Pen()
        for row, column, strip in pieces:
            self._piece(pen, row, column, strip)
        return pen.done()

    def _piece(self, pen: _Pen, row: int, column: int, strip: Strip) -> None:
        known = self._known
        parts: list[str] = []
        looks: list[Look] = []
        for text, style, _ in strip:
            pair = known.get(style) or self._learn(style)
            parts.append(text)
            looks += [pair[text.isspace()]] * len(text)
        new, end = "".join(parts), column + strip.cell_length
        if row >= len(self._texts) or end > self._width:
            return
        old, old_looks = self._texts[row], self._looks[row]
        is_sure = len(new) == end - column and _ONE_CELL_EACH.fullmatch(new) is not None
        if not is_sure:
            self._odd.add(row)
        if row in self._odd:
            pen.write(row, column, new, looks, is_sure=is_sure)
            self._texts[row] = old[:column] + UNKNOWN * (end - column) + old[end:]
            return
        before, before_looks = old[column:end], old_looks[column:end]
        if before == new and before_looks == looks:
            return
        for start, stop in _runs(before, new, before_looks, looks):
            pen.write(row, column + start, new[start:stop], looks[start:stop])
        self._texts[row] = old[:column] + new + old[end:]
        old_looks[column:end] = looks

    def _learn(self, style: Style | None) -> tuple[Look, Look]:
        looks = looks_of(style, self._system or ColorSystem.TRUECOLOR)
        self._known[style] = looks
        return looks


def _runs(old: str, new: str, old_looks: Sequence[Look], looks: Sequence[Look]) -> Iterator[tuple[int, int]]:
    """From and to of the stretches that differ, those that are near each other as one."""
    start = stop = -1
    for at, (was, now) in enumerate(zip(old, new, strict=True)):
        if was == now and old_looks[at] is looks[at]:
            continue
        if start >= 0 and at - stop <= NEAR:
            stop = at + 1
            continue
        if start >= 0:
            yield start, stop
        start, stop = at, at + 1
    if start >= 0:
        yield start, stop


class _Pen:
    """Where the terminal's cursor is and how it writes."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._look = PLAIN
        self._at = (-1, -1)

    def write(self, row: int, column: int, text: str, looks: Sequence[Look], *, is_sure: bool = True) -> None:
        """Text from a place on; where its width is not sure, the place behind it is not known."""
        put = self._out.append
        jump = column - self._at[1]
        if row != self._at[0] or jump < 0:
            put(f"\x1b[{row + 1};{column + 1}H")
        elif jump:
            put(f"\x1b[{jump if jump > 1 else ''}C")
        start = 0
        for at in range(1, len(text) + 1):
            if at == len(text) or looks[at] is not looks[start]:
                self._stretch(text[start:at], looks[start])
                start = at
        self._at = (row, column + len(text)) if is_sure else (-1, -1)

    def _stretch(self, text: str, look: Look) -> None:
        codes, self._look = _turn(self._look, look)
        before, behind = look.link or ("", "")
        self._out.append(f"{codes}{before}{text}{behind}")

    def done(self) -> str:
        """All of it; nothing of a colour stays on."""
        return "".join(self._out) + ("\x1b[0m" if self._look is not PLAIN else "")


class _Difference(CompositorUpdate):
    """An update that is written as what it changes."""

    def __init__(self, glass: Glass, update: ChopsUpdate | LayoutUpdate) -> None:
        self._glass, self._update = glass, update

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        """Called by Textual when it writes."""
        update = self._update
        return self._glass.write(_whole(update) if isinstance(update, LayoutUpdate) else _chops(update), console)


def _whole(update: LayoutUpdate) -> Iterator[Piece]:
    for row, strips in enumerate(update.strips, update.region.y):
        column = update.region.x
        for strip in strips:
            yield row, column, strip
            column += strip.cell_length


def _chops(update: ChopsUpdate) -> Iterator[Piece]:
    for row, start, stop in update.spans:
        for end, (column, strip) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if strip is not None and column < stop and end > start:
                yield row, column, strip
