"""Times of the machine's own zone that are held against others, and times that are of UTC or have a zone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView


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


@frozen
class HeldTime:
    """A time of the machine's own zone that is subtracted from or compared with a time made elsewhere: `datetime.now() - row.created_at`."""

    line: int


@facet(HeldTime, cues=("now",), tests=False, broken=True)
def held_times(view: ModuleView) -> Iterator[HeldTime]:
    """In the order of the file."""
    for call in view.calls_to(("now",)):
        if call.args or call.keywords:
            continue
        around = view.parent(call)
        uses: list[ast.expr] = [call]
        if isinstance(around, ast.Assign) and len(around.targets) == 1 and isinstance(around.targets[0], ast.Name):
            name, scope = around.targets[0].id, view.scope(call)
            uses = [
                node
                for node in view.nodes(ast.Name)
                if node.id == name and isinstance(node.ctx, ast.Load) and view.scope(node) == scope
            ]
        if any(_is_held(view, use) for use in uses):
            yield HeldTime(line=view.place(call))


def _is_held(view: ModuleView, time: ast.expr) -> bool:
    match view.parent(time):
        case ast.BinOp(op=ast.Sub(), left=left, right=right):
            return _is_elsewhere(view, right if left is time else left)
        case ast.Compare(left=left, comparators=[other]):
            return _is_elsewhere(view, other if left is time else left)
        case _:
            return False


def _is_elsewhere(view: ModuleView, node: ast.expr) -> bool:
    """An attribute or a field of what is handed in: not a span, a time of this function, or one that the object itself took."""
    name = view.name(node) if isinstance(node, ast.Attribute) else None
    if name is not None:
        return not name.startswith(("self.", "cls."))
    return isinstance(node, ast.Subscript)
