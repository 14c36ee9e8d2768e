"""whylogs' profile exports (`to_pandas()` as CSV or JSON). They date and name nothing; values stay where they are."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope_collectors.sources.monitoring.dates import Dating, series_of
from debtscope_collectors.sources.monitoring.facts import MonitorReport

MAGIC = b"WHY1"
_MARKS = (b"counts/n", b"cardinality/est", b"distribution/mean", b"types/fractional")


def looks_like(head: bytes) -> bool:
    """Whether the head of a CSV or JSON file is a profile's."""
    plain = head.replace(b"\\/", b"/")
    return sum(mark in plain for mark in _MARKS) >= 2


def read(path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """That a profile was taken, and when."""
    at, dated_by = date_of(path, None)
    yield MonitorReport(
        tool="whylogs", tool_version=None, path=path, stream=series_of(path), at=at, dated_by=dated_by, kind="profile"
    )
