"""Text to syntax tree, whatever the text: every way in which the parser fails becomes one exception with a reason."""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from itertools import pairwise
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import CellFacts
from debtscope_collectors.sources.python.notebook import Cell, code_cells, kernel_of, transformed

_FLAGS: Final = ast.PyCF_ONLY_AST | 0x2000  # top-level await, as notebooks may have it (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


class Unparsed(Exception):
    """Why a file has no syntax tree."""


_MARGIN: Final = regex(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
"""A line that begins a statement of the file itself; what it decorates belongs to a decorator."""

_MOST_STATEMENTS: Final = 5_000
DATABRICKS: Final = "# Databricks notebook source"
"""First line of a notebook that Databricks keeps as a Python file."""
_SHELL_CELL: Final = regex(r"%%(?:bash|sh|script|cmd|system|!)")
_SHELL_LINE: Final = regex(r"\s*(?:!|%(?:pip|conda|mamba|uv|system|sx|sc|cd|mkdir|ls)\b)")
_CELL: Final = regex(r"# COMMAND -{3,20}\s*$")


@frozen
class Source:
    """A parsed file. For notebooks the lines are those of all code cells, one after another."""

    tree: ast.Module
    kind: str
    lines: list[str]
    text: str
    """The lines as one text."""
    starts: tuple[int, ...] = ()
    """First line (from 1) of each code cell."""
    cells: tuple[int, ...] = ()
    """Number of each code cell among all cells, from 0."""
    bad_cells: tuple[int, ...] = ()
    """Cells that could not be parsed and are blank in the tree."""
    language: str = ""
    run: tuple[CellFacts, ...] = ()
    """How the cells were run."""

    def cell(self, line: int) -> int | None:
        """The number of the cell in which a line stands; None in modules."""
        at = bisect_right(self.starts, line) - 1
        return self.cells[at] if 0 <= at < len(self.cells) else None


def parse(text: str) -> ast.Module:
    """The tree of a text. Raises Unparsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are not ours to tell
            return compile(text, "<scanned>", "exec", _FLAGS, dont_inherit=True)  # type: ignore[return-value]
    except SyntaxError as error:
        raise Unparsed(f"line {error.lineno or 0}: {error.msg}") from error
    except RecursionError as error:
        raise Unparsed("nested too deeply to be parsed") from error
    except MemoryError as error:
        raise Unparsed("too complex to be parsed") from error
    except (ValueError, OverflowError) as error:
        raise Unparsed(f"not Python: {error}") from error


def module_source(text: str) -> Source:
    """A Python file. Raises Unparsed."""
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        tree = parse(text)
    except Unparsed:
        if not text.startswith(DATABRICKS):
            raise
        tree = parse(_cells_as_python(text))
    _empty_never(tree)
    return Source(tree=tree, kind="module", lines=text.split("\n"), text=text)


def _empty_never(tree: ast.Module) -> None:
    """Leaves out what stands below `if False:` at the margin: its author runs it by hand, line by line, with paths of the day.

    Imports alone stay: so names of annotations are made known to type checkers only.
    """
    for one in tree.body:
        if not (isinstance(one, ast.If) and isinstance(one.test, ast.Constant) and not one.test.value):
            continue
        if not all(isinstance(inner, ast.Import | ast.ImportFrom | ast.Pass) for inner in one.body):
            first = one.body[0]
            one.body = [
                ast.Pass(
                    lineno=first.lineno,
                    col_offset=first.col_offset,
                    end_lineno=first.lineno,
                    end_col_offset=first.col_offset,
                )
            ]


def _cells_as_python(text: str) -> str:
    """The Python of a notebook that Databricks keeps as a file, line for line: its cells may hold bare magics and shell lines."""
    cells: list[list[str]] = [[]]
    for line in text.split("\n"):
        cells[-1].append(line)
        if _CELL.match(line):
            cells.append([])
    return "\n".join(_line_for_line(cell) for cell in cells)


def _line_for_line(cell: list[str]) -> str:
    lines = transformed("\n".join(cell)).split("\n")
    if len(lines) > len(cell):  # other line ends than Python's
        return "\n".join(cell)
    return "\n".join([*lines, *[""] * (len(cell) - len(lines))])


def salvaged_source(text: str) -> Source:
    """A Python file that cannot be parsed, as far as it can: each statement at its margin by itself, the others left blank.

    Python 2, a newer Python or a merge conflict spoils some statements; the rest is what it says.
    """
    text = text.removeprefix("\ufeff")
    lines = text.split("\n")
    margin = [at for at, line in enumerate(lines) if _MARGIN.match(line)][:_MOST_STATEMENTS]
    starts = [at for before, at in pairwise([-1, *margin]) if before < 0 or not lines[before].startswith("@")]
    body: list[ast.stmt] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            found = parse("\n".join(lines[start:end]))
        except Unparsed:
            continue
        body.extend(ast.increment_lineno(found, start).body)
    return Source(tree=ast.Module(body=body, type_ignores=[]), kind="module", lines=lines, text=text)


def notebook_source(document: object) -> Source:
    """A notebook's code cells as one tree; cells that cannot be parsed are left blank. Raises Unparsed."""
    cells = code_cells(document)
    if cells is None:
        raise Unparsed("not a notebook")
    language = kernel_of(document)
    if language and language not in ("python", "ipython"):
        raise Unparsed(f"the kernel is {language}, not Python")
    texts = [transformed(cell.source) for cell in cells]
    starts: list[int] = []
    line = 1
    for text in texts:
        starts.append(line)
        line += text.count("\n") + 1
    lines = [line for cell, text in zip(cells, texts, strict=True) for line in _padded(cell, text)]
    tree, bad = _notebook_tree(texts, starts)
    return Source(
        tree=tree,
        kind="notebook",
        lines=lines,
        text="\n".join(lines),
        starts=tuple(starts),
        cells=tuple(cell.number for cell in cells),
        bad_cells=tuple(cells[at].number for at in bad),
        language=language,
        run=tuple(_run(cell, start) for cell, start in zip(cells, starts, strict=True)),
    )


def _run(cell: Cell, line: int) -> CellFacts:
    names = [output.get("ename") for output in cell.outputs if output.get("output_type") in ("error", "pyerr")]
    code = [text for text in cell.source.splitlines() if text.strip() and not text.lstrip().startswith("#")]
    return CellFacts(
        number=cell.number,
        count=cell.count,
        line=line,
        lines=len(code),
        error=next((name[:80] for name in names if isinstance(name, str)), None),
        has_output=bool(cell.outputs),
        tags=cell.tags,
        is_shell=bool(code) and (bool(_SHELL_CELL.match(code[0])) or all(_SHELL_LINE.match(text) for text in code)),
    )


def _padded(cell: Cell, text: str) -> list[str]:
    """The cell's lines as written, as many as the transformed text has."""
    wanted = text.count("\n") + 1
    written = cell.source.splitlines()[:wanted]
    return written + [""] * (wanted - len(written))


def _notebook_tree(texts: list[str], starts: list[int]) -> tuple[ast.Module, list[int]]:
    try:
        return parse("\n".join(texts)), []
    except Unparsed:
        pass
    body: list[ast.stmt] = []
    bad: list[int] = []
    for at, (text, start) in enumerate(zip(texts, starts, strict=True)):
        try:
            body.extend(parse("\n" * (start - 1) + text).body)
        except Unparsed:
            bad.append(at)
    return ast.Module(body=body, type_ignores=[]), bad
