"""Times made without a zone that are given one at once, and times that are of UTC or have a zone."""

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


@frozen
class ZonedTime:
    """`datetime.now(timezone.utc)`, `datetime.utcnow()`: a present time that is not of the machine's own zone."""

    line: int


@facet(ZonedTime, cues=("now", "utcnow"), tests=False, broken=True)
def zoned_times(view: ModuleView) -> Iterator[ZonedTime]:
    """In the order of the file."""
    for call in view.calls_to(("now", "utcnow")):
        name = view.name(call.func) or ""
        if name.endswith("datetime.utcnow") or (name.endswith("datetime.now") and (call.args or call.keywords)):
            yield ZonedTime(line=view.place(call))
