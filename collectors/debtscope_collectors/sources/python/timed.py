"""Programs that take the time of what they do."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_CLOCKS = ("perf_counter", "perf_counter_ns", "monotonic", "process_time")
_TOLD = regex(r"latency|elapsed|duration|took|_ms\b|_seconds\b")


@frozen
class Timed:
    """The first reading of a clock."""

    line: int


@facet(Timed, version=2, cues=(*_CLOCKS, "time"), tests=False)
def timed_answers(view: ModuleView) -> Iterator[Timed]:
    """A file that reads a clock for spans and names what it makes of it as one."""
    calls = view.calls_to(_CLOCKS) or [call for call in view.calls_to({"time"}) if view.called(call) == "time.time"]
    if calls and any(_TOLD.search(word) for word in view.words):
        yield Timed(line=view.place(calls[0]))
