"""Parts of every path below which a program may answer, from its texts. One file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_LONGEST: Final = 300
WEB_FRAMEWORKS: Final = frozenset(
    {"fastapi", "starlette", "flask", "flask_restx", "flask_restful", "quart", "apiflask"}
)
"""Those whose paths stand in the project's own texts."""


@frozen
class WebPaths:
    """One file's parts of paths, without their slashes; of f-strings the constant ones."""

    parts: tuple[str, ...]
    opened: tuple[str, ...]
    """Parts behind which anything may follow: a parameter, or what an f-string puts there."""


@facet(WebPaths, version=2, cues=WEB_FRAMEWORKS, tests=False)
def web_paths(view: ModuleView) -> Iterator[WebPaths]:
    """Of files that import a web framework: whatever stands between slashes in one of their texts."""
    if WEB_FRAMEWORKS.isdisjoint(view.roots):
        return
    parts, opened = set[str](), set[str]()
    for node in view.constants:
        text = node.value
        if not isinstance(text, str) or "/" not in text or " " in text or len(text) > _LONGEST:
            continue
        found = [part.lower() for part in text.split("/")]
        parts.update(part for part in found if part)
        opened.update(first for first, second in pairwise(found) if first and second[:1] in ("", "{", "<", ":"))
    if parts:
        yield WebPaths(parts=tuple(sorted(parts)), opened=tuple(sorted(opened)))
