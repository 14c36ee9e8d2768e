"""Recurses without end while it collects."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Workspace


class Endless:
    """Never comes to a fact."""

    name = "broken-collect"
    kind = "nothing"
    how = "Nothing helps."
    provides = ()

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Fails by depth."""
        yield from self.collect(workspace)


collector = Endless()
