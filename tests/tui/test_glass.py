"""What is written of an update makes of the terminal what the whole update would, in fewer bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from debtscope.tui.glass import Glass
from tests.tui.conftest import running
from tests.tui.made import HOSTILE, FakeSession, made_book

WIDTH, HEIGHT = 40, 6
STYLES = [
    None, Style.parse("red"), Style.parse("#a0b1c2 on #101010"), Style.parse("bold #a0b1c2 on #101010"),
    Style.parse("dim #a0b1c2 on #101010"), Style.parse("underline #a0b1c2 on #202020"), Style.parse("reverse"),
    Style.parse("bold dim italic strike color(33) on bright_blue"), Style.parse("link https://example.org blue"),
]  # fmt: skip
WORDS = ("   ", "word", "x", " two words ", "─│▌", "··", "aaaaaaaa")
ODD = ("宽字", "e\u0301", "👩\u200d🔬")
_TOKEN = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[(\d*)C|\x1b\[([\d;]*)m|(\x1b\]8;[^\x1b]*\x1b\\)|([^\x1b])")
CONSOLE = Console(force_terminal=True, color_system="truecolor")


class Terminal:
    """The few sequences that are written, understood as a terminal does; every cell with what is seen of it."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, object]] = {}

    def take(self, data: str) -> None:
        row = column = done = 0
        state: dict[str, str] = {}
        link = ""
        for found in _TOKEN.finditer(data):
            assert found.start() == done, f"not understood: {data[done : found.start()]!r}"
            done = found.end()
            down, right, ahead, codes, named, character = found.groups()
            if down:
                row, column = int(down) - 1, int(right) - 1
            elif ahead is not None:
                column += int(ahead or 1)
            elif codes is not None:
                _turn(state, iter(codes.split(";")))
            elif named:
                link = named if named != "\x1b]8;;\x1b\\" else ""
            else:
                self.cells[row, column] = (character, _seen(character, state, link))
                column += 1
        assert done == len(data)
        assert not state, "a colour stays on"


def _turn(state: dict[str, str], codes: Iterator[str]) -> None:
    for code in codes:
        if code in {"", "0"}:
            state.clear()
        elif code in {"38", "48"}:
            kind = next(codes)
            state[code] = ";".join([kind, *(next(codes) for _ in range(3 if kind == "2" else 1))])
        elif code in {"39", "49"}:
            state.pop({"39": "38", "49": "48"}[code], None)
        elif len(code) == 2 and code[0] == "2":
            for attribute in {"22": "12"}.get(code, code[1]):
                state.pop(attribute, None)
        elif len(code) >= 2:
            state["38" if code[0] in "39" else "48"] = code
        else:
            state[code] = code


def _seen(character: str, state: dict[str, str], link: str) -> object:
    """Of a blank its ground and the lines through it."""
    kept = {"48", "4", "7", "9"} if character == " " and not link else None
    if kept and "7" in state:
        kept.add("38")
    return link, tuple(sorted((name, code) for name, code in state.items() if kept is None or name in kept))


def _strip(dice: random.Random, width: int, words: Sequence[str]) -> Strip:
    segments = [Segment(dice.choice(words), dice.choice(STYLES)) for _ in range(dice.randrange(1, 9))]
    return Strip(segments).adjust_cell_length(width, dice.choice(STYLES))


def _update(dice: random.Random, before: list[list[Strip]], words: Sequence[str]) -> list[list[Strip]]:
    return [
        [one if dice.random() < 0.6 else _strip(dice, one.cell_length, words) for one in row]
        if before and dice.random() < 0.9
        else [_strip(dice, 25, words), _strip(dice, WIDTH - 25, words)]
        for row in (before or [[]] * HEIGHT)
    ]


def _written(glass: Glass, rows: list[list[Strip]], size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    update = glass.over(LayoutUpdate([*rows], Region(0, 0, WIDTH, HEIGHT)), size)
    assert isinstance(update, CompositorUpdate)
    return update.render_segments(CONSOLE)


def _whole(rows: list[list[Strip]]) -> str:
    """As Textual writes it."""
    lines: list[str] = []
    for y, row in enumerate(rows):
        lines.append(f"\x1b[{y + 1};1H")
        for strip in row:
            for text, style, _ in strip:
                lines.append(Strip.render_style(style, text, ColorSystem.TRUECOLOR) if style else text)
    return "".join(lines)


def test_what_is_written_shows_what_the_whole_would() -> None:
    dice = random.Random(7)
    for _ in range(40):
        glass, ours = Glass(), Terminal()
        rows: list[list[Strip]] = []
        ours_bytes = whole_bytes = 0
        for _ in range(8):
            rows = _update(dice, rows, WORDS)
            written, theirs = _written(glass, rows), Terminal()
            ours.take(written)
            theirs.take(_whole(rows))
            assert ours.cells == theirs.cells
            ours_bytes, whole_bytes = ours_bytes + len(written), whole_bytes + len(_whole(rows))
        assert ours_bytes < whole_bytes / 2
        assert _written(glass, rows) == "", "what stands there is not written again"


def test_a_row_with_characters_of_uncertain_width_is_written_as_a_whole() -> None:
    dice = random.Random(3)
    glass = Glass()
    rows = [[Strip([Segment("宽 " + "a" * 22)]), Strip([Segment("b" * 15)])], *_update(dice, [], WORDS)[1:]]
    _written(glass, rows)
    again = _written(glass, rows)
    assert "宽" in again
    assert "b" * 15 in again, "a terminal that draws it wider has pushed it away"
    assert again.count("\x1b[1;") == 2, "each piece from its own place"
    assert "\x1b[2;" not in again


def test_after_another_size_or_another_writer_everything_is_written() -> None:
    rows = _update(random.Random(5), [], WORDS)
    glass = Glass()
    first = _written(glass, rows)
    glass.forget()
    assert _written(glass, rows) == first
    assert _written(glass, rows) == ""
    assert _written(glass, rows, (WIDTH, HEIGHT + 1)) == first


async def test_the_screen_of_hostile_names_is_what_the_widgets_drew() -> None:
    """Every update of a session, taken by a terminal of our own through the glass, against the compositor's whole screen."""
    async with running(session=FakeSession(made_book(60, names=HOSTILE), names=HOSTILE)) as app:
        glass, shown, size = app.app.glass, Terminal(), app.app.size
        for key in ("j", "j", "pagedown", "slash", "x", "escape", "escape", "space", "b", "c", "2", "q"):
            await app.press(key)
            await app.settle()
            whole = app.app.screen._compositor.render_full_update()  # pyright: ignore[reportPrivateUsage] - what Textual would write
            update = glass.over(whole, (size.width, size.height))
            assert isinstance(update, CompositorUpdate)
            shown.take(update.render_segments(CONSOLE))
            for y, line in enumerate(app.screen_lines()):
                if line.isascii():
                    assert "".join(shown.cells[y, x][0] for x in range(size.width)) == line, f"line {y} after {key}"
