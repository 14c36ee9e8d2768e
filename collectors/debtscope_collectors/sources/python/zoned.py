"""Times of the machine's own zone that are held against others, and times that are of UTC or have a zone."""

from __future__ import annotations

import ast
from collections import defaultdict
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
    calls = [call for call in view.calls_to(("now",)) if not (call.args or call.keywords)]
    names = {call: name for call in calls if (name := _bound(view, call)) is not None}
    wanted = set(names.values())
    loads: defaultdict[tuple[str, object], list[ast.expr]] = defaultdict(list)
    for node in view.nodes(ast.Name) if wanted else ():
        if node.id in wanted and isinstance(node.ctx, ast.Load):
            loads[node.id, view.scope(node)].append(node)
    for call in calls:
        uses = loads[names[call], view.scope(call)] if call in names else [call]
        if any(_is_held(view, use) for use in uses):
            yield HeldTime(line=view.place(call))


def _bound(view: ModuleView, call: ast.Call) -> str | None:
    """The one name that a call's value is given."""
    match view.parent(call):
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return None


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
