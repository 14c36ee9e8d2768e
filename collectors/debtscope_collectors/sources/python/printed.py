"""Errors that their handler prints."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class PrintedError:
    """A `print(…)` in a handler: the error has no level, no traceback and no time where somebody looks for it. A `file=` says where it is looked for."""

    line: int


@facet(PrintedError, cues=("print",), tests=False, broken=True)
def printed_errors(view: ModuleView) -> Iterator[PrintedError]:
    """In the order of the file."""
    if not view.handlers:
        return
    for call in view.calls_to(("print",)):
        if (
            isinstance(call.func, ast.Name)
            and not call.keywords
            and any(isinstance(up, ast.ExceptHandler) for up in view.ancestors(call))
        ):
            yield PrintedError(line=call.lineno)
