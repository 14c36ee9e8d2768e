"""What a file puts into object storage, and under which key."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_KEYS: Final = {
    "put_object": ("Key", 1),
    "fput_object": ("object_name", 1),
    "upload_file": ("Key", 2),
    "upload_fileobj": ("Key", 2),
}
"""Call -> the argument that names the object, and its position."""
_STAMPS: Final = regex(r"\b(?:strftime|isoformat|utcnow|now|today|run_id|uuid4|ds_nodash|snapshot\w*)\b|[/\"']dt=")


@frozen
class ObjectPut:
    """One object that a file stores."""

    key: str
    """As far as it is constant; `` where nothing is known."""
    is_dated: bool
    """The key is made at run time, in a file that takes the time or an id of the run: each run keeps its own."""
    line: int


@facet(ObjectPut, cues=tuple(_KEYS), tests=False)
def object_puts(view: ModuleView) -> Iterator[ObjectPut]:
    """Every put or upload that names its object."""
    for call in view.calls_to(frozenset(_KEYS)):
        if not isinstance(call.func, ast.Attribute):
            continue
        name, position = _KEYS[call.func.attr]
        node = view.argument(call, name, position)
        if node is None:
            continue
        key = view.constant(node)
        text = key if isinstance(key, str) else ""
        is_open = not text or "{}" in text
        yield ObjectPut(key=text, is_dated=is_open and bool(_STAMPS.search(view.text)), line=view.place(call))
