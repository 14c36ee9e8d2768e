"""Fits below a main guard on rows that the guard makes up: a file tries itself out, and trains nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.randomness import drawn_by
from debtscope_collectors.sources.python.view import ModuleView

_MADE: Final = regex(
    r"^sklearn\.datasets\.(?:make_\w{1,40}|load_(?:iris|digits|wine|breast_cancer|diabetes|linnerud))$"
    r"|^numpy\.random\.(?:default_rng|RandomState)\b|^(?:faker|mimesis)\.|^torch\.(?:rand|randn|randint)$"
)
_CALLED_MADE: Final = regex(
    r"synthetic|simulat|fake|dummy|mock|toy|_demo|demo_|(?:sample|test|random)_(?:data|rows|df|frame|dataset)"
)
_READS: Final = regex(
    r"^(?:read_\w+|open|load|loads|load_\w+|from_csv|from_parquet|fetch\w*|download\w*|table|sql|query|get_data\w*|parse_args|main|run)$"
)


def without_self_trials(view: ModuleView, guards: Sequence[ast.If], sites: Iterable[Site]) -> tuple[Site, ...]:
    """The sites, but for those that stand in the guard itself where the file has more to it than the guard."""
    found = tuple(sites)
    if not guards or not any(not site.scope for site in found):
        return found
    if not any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) for node in view.tree.body):
        return found  # a program of which all is the guard
    spans = [(guard.lineno, view.end(guard)) for guard in guards]
    spans = [span for span in spans if _makes_up(view, *span)]
    return tuple(site for site in found if site.scope or not any(a <= site.line <= b for a, b in spans))


def _makes_up(view: ModuleView, first: int, last: int) -> bool:
    """Whether the lines draw their rows, or take those of a textbook, and read none."""
    is_made = False
    for call in view.calls:
        if not first <= call.lineno <= last:
            continue
        name = view.name(call.func) or ""
        word = name.rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
        if _MADE.match(name) or drawn_by(name) is not None or _CALLED_MADE.search(word):
            is_made = True
        elif (isinstance(call.func, ast.Attribute) and _READS.match(word)) or (
            isinstance(call.func, ast.Name) and _READS.match(call.func.id) and call.func.id != "table"
        ):
            return False
    return is_made
