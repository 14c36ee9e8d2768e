"""The statements of a training file as numbers that copies share, whatever their variables, texts and figures are."""

from __future__ import annotations

import ast
import zlib
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

FEWEST_LINES: Final = 40
_MOST: Final = 3000
_TRAINING: Final = (
    "fit",
    "train",
    "backward",
    "partial_fit",
    "fit_resample",
    "fit_generator",
    "train_on_batch",
    "cross_validate",
)
_PLAIN: Final = (
    ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert, ast.Delete,
)  # fmt: skip
_BLOCKS: Final = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip
_BOILERPLATE: Final = frozenset({"add_argument", "add_parser", "add_argument_group", "filterwarnings", "basicConfig"})
_TEXT: Final = regex(r"""#[^\n\0]*|"(?:""[\s\S]*?\"""|(?:[^"\\\n\0]|\\.)*")|'(?:''[\s\S]*?'''|(?:[^'\\\n\0]|\\.)*')""")
_VARIABLE: Final = regex(
    r"[A-Za-z_](?<![\w.].)(?<!(?=(?:if|for|while|with|as|in|not|and|or|is|return|def|class|raise|lambda|else)\b).)\w*+(?!\(|=(?!=))"
)
"""Begins with the letter and looks back, not the other way round: places where no letter stands are then passed over at once."""
_NUMBER: Final = regex(r"\d(?<!\w.)[\w.]*+")
_COMMA: Final = regex(r",(?=\s*[)\]}])")


@frozen
class StatementPrints:
    """The statements of one file in order: simple ones whole, of blocks their heads. Imports, docstrings and options are none."""

    prints: tuple[int, ...]
    """Equal for statements that differ in variables, texts and numbers alone; names of calls, methods and arguments count."""
    starts: tuple[int, ...]
    """First lines, of all code cells in a notebook."""
    lengths: tuple[int, ...]
    """Lines that each one spans."""


@facet(StatementPrints, cues=_TRAINING)
def statement_prints(view: ModuleView) -> Iterator[StatementPrints]:
    """One record for a file of forty lines and more in which something is trained."""
    if len(view.lines) < FEWEST_LINES or not view.calls_to(_TRAINING):
        return
    spans = sorted(set(_spans(view)))[:_MOST]
    if not spans:
        return
    text = "\0".join("\n".join(view.lines[first - 1 : last]) for first, last in spans)
    yield StatementPrints(
        prints=tuple(zlib.crc32(part.encode("utf-8", "replace")) for part in _plain(text).split("\0")),
        starts=tuple(first for first, _ in spans),
        lengths=tuple(last - first + 1 for first, last in spans),
    )


def _spans(view: ModuleView) -> Iterator[tuple[int, int]]:
    skipped = {view.statement_line(call) for call in view.calls_to(_BOILERPLATE)}
    for kind in _PLAIN:
        for node in view.nodes(kind):
            is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not is_docstring and node.lineno not in skipped:
                yield node.lineno, node.end_lineno or node.lineno
    for kind in _BLOCKS:
        for node in view.nodes(kind):
            yield node.lineno, max(node.lineno, node.body[0].lineno - 1 if len(node.body) else node.lineno)


def _plain(text: str) -> str:
    """The text without comments and blanks, every text, number and variable as one letter."""
    text = _TEXT.sub(lambda found: "" if found[0].startswith("#") else "s", text)
    text = _COMMA.sub("", _NUMBER.sub("0", _VARIABLE.sub("v", text)))
    return "".join(text.split()).replace("\\", "")
