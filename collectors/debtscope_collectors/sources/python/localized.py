"""Times made without a zone that are given one at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class LocalizedTime:
    """A `datetime(…)` straight inside of `zone.localize(…)`, which takes no other."""

    line: int


@facet(LocalizedTime, cues=("localize",), tests=False, broken=True)
def localized_times(view: ModuleView) -> Iterator[LocalizedTime]:
    """In the order of the file."""
    for call in view.calls_to(("localize",)):
        if call.args and isinstance(call.args[0], ast.Call):
            yield LocalizedTime(line=view.place(call.args[0]))
