"""What the classes of a file derive from. One file at a time."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class DerivedClass:
    """One class that derives from others."""

    name: str
    """Qualified."""
    bases: tuple[str, ...]
    """Last words of what it derives from; `` for one that only a run tells."""


@facet(DerivedClass, tests=False)
def derived_classes(view: ModuleView) -> Iterator[DerivedClass]:
    """In the order of the file; none of classes that derive from nothing."""
    for node in view.classes:
        if node.bases:
            yield DerivedClass(name=view.qualname(node), bases=tuple(last_name(base) for base in node.bases))
