"""Debt that people admit in the comments of Python files and of code cells."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from debtscope.api import facet
from debtscope.model.regex import regex
from debtscope_collectors.sources.comments.facts import AdmittedDebt
from debtscope_collectors.sources.comments.lexicon import CUES, topic_of
from debtscope_collectors.sources.comments.read import admitted
from debtscope_collectors.sources.python.view import ModuleView

_DIRECTIVE: Final = regex(
    r"^!?\s*(?:type:|noqa|pylint:|pragma|fmt:|isort:|mypy:|pyright:|ruff:|nosec|%%|-\*-|region|endregion)"
)
_MAGIC: Final = regex(r"^\s*MAGIC\b\s*")
"""How Databricks writes the Markdown of a notebook into its source."""
_MAX_LINE: Final = 2_000
_BLOCK: Final = 12
"""Lines of a comment, and blank ones, between its first and the code that it is about."""
_PARTS: Final = 50
_ENDLESS: Final = 1_000_000_000


@facet(AdmittedDebt, version=8, tests=False, broken=True)
def admitted_debt(view: ModuleView) -> Iterator[AdmittedDebt]:
    """One record a comment or block of comment lines; what stands in strings is none."""
    tails = view.tails
    if not tails:
        return
    wanted = {
        tails[at][0]
        for at in _with_cues([tail for _, tail in tails])
        if len(tails[at][1]) <= _MAX_LINE and topic_of(_last_part(tails[at][1])) is not None
    }
    if not wanted:
        return
    covered = _in_strings(view, wanted)
    found: list[tuple[int, str]] = []
    for number, _ in tails:
        if number not in wanted:
            found.append((number, ""))  # only for where a block ends
            continue
        comment = _comment(view.lines[number - 1], covered.get(number, ()))
        if comment and not _DIRECTIVE.match(comment):
            found.append((number, _MAGIC.sub("", comment.lstrip("#").strip())))
    told = list(admitted(view.path, found))
    if told:
        beside = _plain(view)
        for one in told:
            yield replace(one, beside=beside.get(_next_line(view, one.line), ""))


def _next_line(view: ModuleView, number: int) -> int:
    """Of the code that a comment is about: its own line, or the first one below that holds code."""
    for at in range(number, min(number + _BLOCK, len(view.lines) + 1)):
        line = view.lines[at - 1].strip()
        if line and not line.startswith("#"):
            return at
    return 0


def _plain(view: ModuleView) -> dict[int, str]:
    """Line -> what the statement there is, where it computes nothing. Not of assignments: a number that stands for a setting does its work."""
    found = {node.lineno: "nothing" for node in view.nodes(ast.Pass)}
    for node in view.nodes(ast.Expr):
        if isinstance(node.value, ast.Constant) and node.value.value is Ellipsis:
            found[node.lineno] = "nothing"
    for node in view.nodes(ast.Return):
        if node.value is None:
            found[node.lineno] = "nothing"
        elif _is_constant(node.value):
            found[node.lineno] = "constant"
    return found


def _is_constant(value: ast.expr) -> bool:
    """Made of nothing that is computed, read or passed in."""
    waiting: list[ast.expr | None] = [value]
    for _ in range(_PARTS):
        if not waiting:
            return True
        match waiting.pop():
            case None | ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
                continue
            case ast.Dict(keys=keys, values=values):
                waiting += [*keys, *values]
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                waiting += parts
            case _:
                return False
    return False


def _with_cues(tails: list[str]) -> list[int]:
    """Which of the tails hold a cue, found in one text: asking each tail for each cue costs ten times as much."""
    lowered = [tail.lower() for tail in tails]
    text = "\n".join(lowered)
    found: list[int] = []
    for cue in CUES:
        at = text.find(cue)
        while at >= 0:
            found.append(at)
            at = text.find(cue, at + 1)
    if not found:
        return []
    starts = [0]
    for tail in lowered:
        starts.append(starts[-1] + len(tail) + 1)
    return sorted({bisect_right(starts, at) - 1 for at in found})


def _last_part(tail: str) -> str:
    """A tail may begin inside a string; what admits stands behind its last sign."""
    return tail.rpartition("#")[2] if '"' in tail or "'" in tail else tail


def _in_strings(view: ModuleView, wanted: set[int]) -> dict[int, list[tuple[int, int]]]:
    """Line -> spans of bytes that belong to literals."""
    found: dict[int, list[tuple[int, int]]] = {}
    literals: list[ast.Constant | ast.JoinedStr] = [*view.constants, *view.nodes(ast.JoinedStr)]
    # Most literals lie on a line of their own that nobody asks about.
    for node in [one for one in literals if one.lineno in wanted or one.end_lineno != one.lineno]:
        first, last = node.lineno, node.end_lineno or node.lineno
        for number in wanted if last > first else (first,):
            if first <= number <= last:
                start = node.col_offset if number == first else 0
                found.setdefault(number, []).append((start, (node.end_col_offset or 0) if number == last else _ENDLESS))
    return found


def _comment(line: str, spans: list[tuple[int, int]] | tuple[()]) -> str:
    """What stands behind the first `#` of a line that is in no literal."""
    at = line.find("#")
    while at >= 0:
        place = len(line[:at].encode("utf-8", "surrogatepass"))
        if not any(start <= place < end for start, end in spans):
            return line[at + 1 :]
        at = line.find("#", at + 1)
    return ""
