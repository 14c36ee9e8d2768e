"""A code excerpt in colour. Pygments is imported when the first excerpt is drawn, never before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from debtscope.tui.page import QUIET

if TYPE_CHECKING:
    from debtscope.services.types import Excerpt
    from debtscope.tui.ink import Ink

WIDEST = 240
"""Characters of a code line that are drawn."""


def coloured(code: Excerpt, ink: Ink, width: int, *, around: int | None = None) -> Content:
    """Numbered lines with the item's line marked; `around` keeps so many on each side of it."""
    first, lines = code.first_line, list(code.lines)
    if around is not None and code.highlight_line is not None:
        at = code.highlight_line - first
        start = max(0, at - around)
        lines, first = lines[start : at + around + 1], first + start
    shown = [ink.text(line.replace("\t", "    "))[:WIDEST] for line in lines]
    styled = _with_notes(shown, code.path, [first + n in code.hidden for n in range(len(shown))])
    digits = len(str(first + len(shown)))
    made: list[Content] = []
    for offset, line in enumerate(styled):
        number = first + offset
        is_here = number == code.highlight_line
        pointer = ink.arrow if is_here else " "
        head = Content.assemble(
            (f"{pointer} ", "bold $warning"), (f"{number:>{digits}} ", "bold" if is_here else QUIET), " "
        )
        made.append((head + line).truncate(max(20, width), ellipsis=not ink.ascii))
    return Content("\n").join(made)


def _with_notes(shown: list[str], path: str, is_note: list[bool]) -> list[Content]:
    """Code in colour; a line that is not shown keeps its place as a quiet note, which is no code."""
    styled = _highlight(["" if note else line for line, note in zip(shown, is_note, strict=True)], path)
    return [
        Content.styled(line, f"italic {QUIET}") if note else made
        for line, made, note in zip(shown, styled, is_note, strict=True)
    ]


def _highlight(lines: list[str], path: str) -> list[Content]:
    from pygments.lexers import get_lexer_for_filename  # pyright: ignore[reportUnknownVariableType] - its options are untyped
    from pygments.util import ClassNotFound
    from textual.highlight import highlight

    name = path.rpartition("/")[2].rpartition("#")[0] or path.rpartition("/")[2]
    name = "cell.py" if name.endswith(".ipynb") else name
    try:
        language: str = get_lexer_for_filename(name.encode("ascii", "replace").decode()).aliases[0]
    except (ClassNotFound, IndexError):
        return [Content(line) for line in lines]
    made = highlight("\n".join(lines), language=language, tab_size=4).split("\n", allow_blank=True)
    if len(made) < len(lines):  # a lexer may drop blank lines at the edges; plain text keeps every line
        return [Content(line) for line in lines]
    return made[: len(lines)]
