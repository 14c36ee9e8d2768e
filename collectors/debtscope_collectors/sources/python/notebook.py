"""Code cells of notebooks as plain Python: magics and shell lines replaced as IPython does, line for line.

A `%%` cell whose language is not Python becomes blank lines; one that only wraps Python (`%%time`) keeps its body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_PYTHON_CELLS: Final = frozenset(
    [
        "time",
        "timeit",
        "capture",
        "prun",
        "memit",
        "mprun",
        "python",
        "python3",
        "py",
        "pypy",
        "px",
        "debug",
        "snakeviz",
        "scalene",
        "cython_inline",
        "wandb",
        "heat",
    ]
)
_ASSIGNED: Final = regex(r"^(\s*)([A-Za-z_][\w.\[\], '\"]{0,120}?)\s*=\s*([!%])(?![=%])\s*(.*)$", re.ASCII)
_HELP: Final = regex(r"^(\s*)(%{0,2}[A-Za-z_*][\w.*]{0,120})(\?{1,2})\s*$", re.ASCII)
_HELP_FIRST: Final = regex(r"^(\s*)(\?{1,2})\s*([A-Za-z_*%][\w.*%]{0,120})\s*$", re.ASCII)
_ESCAPED: Final = regex(r"^(\s*)(!!|!|%)(?!=)(.*)$")
_AUTOCALL: Final = regex(r"^(\s*)([,;/])\s*([A-Za-z_][\w.]{0,80})\s*(.*)$", re.ASCII)
_TRIPLE: Final = ('"""', "'''")
MAX_LINE: Final = 10_000
"""Longer lines are left as they are."""


@frozen
class Cell:
    """One code cell."""

    number: int
    """Position among all cells of the notebook, from 0."""
    source: str
    count: int | None = None
    """Its execution count, where it was run."""
    outputs: tuple[Mapping[str, object], ...] = ()
    tags: tuple[str, ...] = ()


def _record(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def text_of(value: object) -> str:
    """A multi-line string of a notebook: a string or a list of strings."""
    if isinstance(value, str):
        return value
    return "".join(part for part in _list(value) if isinstance(part, str))


def code_cells(document: object) -> list[Cell] | None:
    """The code cells of a notebook document of format 3 or 4; None when it is none."""
    root = _record(document)
    cells = _list(root.get("cells"))
    if not cells:
        cells = [cell for sheet in _list(root.get("worksheets")) for cell in _list(_record(sheet).get("cells"))]
    if not cells and "nbformat" not in root:
        return None
    found: list[Cell] = []
    for number, raw in enumerate(cells):
        cell = _record(raw)
        if cell.get("cell_type") != "code":
            continue
        count = cell.get("execution_count", cell.get("prompt_number"))
        found.append(
            Cell(
                number=number,
                source=text_of(cell.get("source", cell.get("input"))),
                count=count if isinstance(count, int) else None,
                outputs=tuple(_record(output) for output in _list(cell.get("outputs"))),
                tags=tuple(tag for tag in _list(_record(cell.get("metadata")).get("tags")) if isinstance(tag, str)),
            )
        )
    return found


def kernel_of(document: object) -> str:
    """The language of a notebook's kernel, `` when it is not told."""
    metadata = _record(_record(document).get("metadata"))
    language = _record(metadata.get("language_info")).get("name") or _record(metadata.get("kernelspec")).get("language")
    return language.lower() if isinstance(language, str) else ""


def transformed(source: str) -> str:
    """A cell's source as Python, with as many lines as before."""
    lines = source.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return "\n" * source.count("\n")
    if lines[first].startswith("%%"):
        name = lines[first][2:].split(None, 1)[0] if lines[first][2:].strip() else ""
        if name not in _PYTHON_CELLS:
            return "\n".join([""] * len(lines))
        lines = [*[""] * (first + 1), *lines[first + 1 :]]
    return "\n".join(_Lines(_dedented(lines)).transformed())


def _dedented(lines: list[str]) -> list[str]:
    """The first line's indent taken off every line that has it, as IPython does."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    if not indent:
        return lines
    return [line.removeprefix(indent) for line in lines]


class _Lines:
    """Knows inside which brackets and strings a line stands: only the first line of a statement can be a magic."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._depth = 0
        self._quote = ""
        self._continued = False

    def transformed(self) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if self._quote or self._depth > 0 or self._continued or len(line) > MAX_LINE:
                self._follow(line)
                out.append(line)
                at += 1
                continue
            joined, used = self._with_continuation(at)
            new = _replaced(joined)
            if new is None:
                self._follow(line)
                out.append(line)
                at += 1
            else:
                out.extend([new, *[""] * (used - 1)])
                at += used
        return out

    def _with_continuation(self, at: int) -> tuple[str, int]:
        """A logical line of a magic: joined over trailing backslashes, as IPython does."""
        parts: list[str] = []
        used = 0
        for line in self._lines[at : at + 200]:
            used += 1
            if line.endswith("\\"):
                parts.append(line[:-1])
            else:
                parts.append(line)
                break
        return " ".join(parts) if used > 1 else parts[0], used

    def _follow(self, line: str) -> None:
        at, end = 0, len(line)
        self._continued = False
        while at < end:
            char = line[at]
            if self._quote:
                if char == "\\":
                    at += 2
                    continue
                if line.startswith(self._quote, at):
                    at += len(self._quote)
                    self._quote = ""
                    continue
            elif char == "#":
                break
            elif char in "\"'":
                self._quote = char * 3 if line.startswith(char * 3, at) else char
                at += len(self._quote)
                continue
            elif char in "([{":
                self._depth += 1
            elif char in ")]}":
                self._depth = max(0, self._depth - 1)
            elif char == "\\" and at == end - 1:
                self._continued = True
            at += 1
        if self._quote and self._quote not in _TRIPLE and not line.endswith("\\"):
            self._quote = ""


def _replaced(line: str) -> str | None:
    """The Python for a magic, shell or help line; None for a line of Python."""
    stripped = line.lstrip()
    if not stripped:
        return None
    if stripped[0] in "!%":
        found = _HELP.match(line)
        if found and stripped[0] == "%":
            return _help(found[1], found[2], found[3])
        escaped = _ESCAPED.match(line)
        return _magic(escaped[1], escaped[2], escaped[3]) if escaped else None
    if stripped[0] == "?":
        found = _HELP_FIRST.match(line)
        return _help(found[1], found[3], found[2]) if found else None
    if stripped[0] in ",;/":
        found = _AUTOCALL.match(line)
        return _autocall(found) if found else None
    if "?" in line and (found := _HELP.match(line)):
        return _help(found[1], found[2], found[3])
    if ("!" in line or "%" in line) and (found := _ASSIGNED.match(line)):
        indent, target, mark, rest = found.groups()
        if mark == "!":
            return f"{indent}{target} = get_ipython().getoutput({rest.rstrip()!r})"
        name, _, argument = rest.partition(" ")
        return f"{indent}{target} = get_ipython().run_line_magic({name!r}, {argument.strip()!r})"
    return None


def _magic(indent: str, mark: str, rest: str) -> str:
    if mark == "!!":
        return f"{indent}get_ipython().getoutput({rest.strip()!r})"
    if mark == "!":
        return f"{indent}get_ipython().system({rest.strip()!r})"
    name, _, argument = rest.strip().partition(" ")
    return f"{indent}get_ipython().run_line_magic({name!r}, {argument.strip()!r})"


def _help(indent: str, target: str, marks: str) -> str:
    method = "pinfo2" if len(marks) == 2 else "psearch" if "*" in target else "pinfo"
    return f"{indent}get_ipython().run_line_magic({method!r}, {target!r})"


def _autocall(found: re.Match[str]) -> str:
    indent, mark, name, rest = found.groups()
    rest = rest.strip()
    if mark == "/":
        return f"{indent}{name}({', '.join(rest.split())})"
    quoted = ", ".join(f'"{word}"' for word in (rest.split() if mark == "," else [rest]))
    return f"{indent}{name}({quoted})"
