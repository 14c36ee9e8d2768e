"""What a service keeps for its users in the memory of one process: sessions, conversations, jobs. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_KEPT: Final = regex(
    r"(?:^|_)(?:session|histor(?:y|ies)$|conversation|chat|memor(?:y|ies)$|messages?$|job|task|user|chain|thread|upload|document|result|agent|db$|storage$)",
    re.IGNORECASE,
)
_OTHER: Final = regex(
    r"cache|limit|rate|train|async|lock|semaphore|config|schema|class|handler|factory|registry|queue|model|client|type|map$|name|column|template|prompt|_fields?$|makers?$"
    r"|latenc|metric|stat|count|error|score|predict|drift|agent_\w*cls|document_loader",
    re.IGNORECASE,
)
_EMPTY: Final = frozenset(
    {"dict", "list", "collections.defaultdict", "collections.OrderedDict", "defaultdict", "OrderedDict"}
)
_MAKERS: Final = frozenset({"dict", "list", "defaultdict", "OrderedDict"})
_CHANGES: Final = frozenset({"append", "setdefault", "extend"})
_QUEUES: Final = frozenset(
    {
        "asyncio.Queue",
        "asyncio.PriorityQueue",
        "asyncio.LifoQueue",
        "queue.Queue",
        "queue.SimpleQueue",
        "queue.PriorityQueue",
    }
)
_ROUTES: Final = frozenset({"get", "post", "put", "patch", "delete", "route", "websocket", "api_route"})
_DROPS: Final = frozenset({"pop", "popitem", "clear", "popleft", "remove"})


_FILLS: Final = regex(
    r"(?:^|\.)(?:__init__|_?(?:fit(?:_\w{1,40})?|partial_fit|train)|_?discover(?:_\w{1,40})?"
    r"|_?register_(?:\w{1,40}_)?(?:workflow|scheduler|provider|tool|plugin|backend)s?)$"
)
"""What makes an object, teaches a model what it knows, or fills a table of parts at the start."""
_OF_CODE: Final = regex(r"\b(?:[Tt]ype|Callable)\[|(?:Provider|Factory|Plugin)\]$")
"""Annotations of tables whose values are code: nobody's state."""
_TALK: Final = regex(
    r"^_?(?:(?:chat|conversation|message|dialog|talk)_?(?:history|histories|memory|log|buffer|messages)?s?|(?:history|memory)_?(?:chat|buffer)?|memory_saver|checkpointer)$",
    re.IGNORECASE,
)
"""Names of what was said so far."""
_ONE_FOR_ALL: Final = regex(
    r"(?:ConversationBuffer\w{0,20}Memory|ConversationSummary\w{0,20}Memory|ConversationEntityMemory|ChatMessageHistory|InMemoryChatMessageHistory|ChatMemoryBuffer(?:\.from_defaults)?"
    r"|(?:^|[._])chat_?history|(?:^|[._])conversation_?history)$",
    re.IGNORECASE,
)
"""Makers of one conversation."""
_BY_THREAD: Final = frozenset({"MemorySaver", "InMemorySaver"})
"""LangGraph's keeper of conversations by thread, for trials."""


@frozen
class SharedState:
    """A dictionary or list of one process to which functions add, by user, session or job."""

    name: str
    line: int
    scope: str
    """The function that adds to it first."""
    changed: int
    drops: bool
    """Something is taken out of it again."""
    is_one: bool = False
    """One conversation, whoever speaks."""
    is_wide: bool = False
    """A queue, or a table that a route fills under any name: harmless in one process, wrong in several."""


@facet(SharedState, version=5, tests=False)
def shared_state(view: ModuleView) -> Iterator[SharedState]:
    """Of the module, or of an object of the file (`self.sessions = {}`)."""
    yield from _conversations(view)
    yield from _wide(view)
    made: dict[str, int] = {}
    for value in _empties(view):
        node = view.parent(value)
        if isinstance(node, ast.AnnAssign) and _OF_CODE.search(ast.unparse(node.annotation)):
            continue
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        match target:
            case ast.Name(id=name) if _speaks(name) and not view.scope(value):
                made[name] = value.lineno
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if _speaks(name) and view.scope(value).endswith(
                ".__init__"
            ):
                made[f"self.{name}"] = value.lineno
            case _:
                continue
    if not made:
        return
    dropped = {name for name in made if _is_dropped(view, name)}
    seen: set[str] = set()
    for name, node in sorted(_changes(view), key=lambda one: one[1].lineno):
        scope = view.scope(node)
        if name in made and scope and not _FILLS.search(scope) and name not in seen:
            seen.add(name)
            yield SharedState(
                name=name.removeprefix("self."),
                line=made[name],
                scope=scope,
                changed=node.lineno,
                drops=name in dropped,
            )


def _wide(view: ModuleView) -> Iterator[SharedState]:
    """Queues of the module that a function fills, and its tables that a route fills by what it is given."""
    tops: dict[str, tuple[ast.expr, bool]] = {}
    for statement in view.tree.body:
        target = (
            statement.targets[0]
            if isinstance(statement, ast.Assign)
            else statement.target
            if isinstance(statement, ast.AnnAssign)
            else None
        )
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if isinstance(target, ast.Name) and value is not None and not _speaks(target.id) and not _TALK.match(target.id):
            is_queue = isinstance(value, ast.Call) and view.name(value.func) in _QUEUES
            is_table = isinstance(value, ast.Dict) and not value.keys and not _OTHER.search(target.id)
            if is_queue or is_table:
                tops[target.id] = (value, is_queue)
    if not tops:
        return
    routed = {view.qualname(function) for function in view.functions if _is_route(function)}
    seen: set[str] = set()
    for call in view.calls_to(("put", "put_nowait")):
        name = _holder(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if name in tops and tops[name][1] and view.scope(call) and name not in seen:
            seen.add(name)
            yield _row(view, name, tops[name][0], call, drops=True)
    for name, node in _changes(view):
        key = (
            node.targets[0].slice
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
            else None
        )
        if (
            name in tops
            and not tops[name][1]
            and name not in seen
            and key is not None
            and not isinstance(key, ast.Constant)
            and view.scope(node) in routed
        ):
            seen.add(name)
            yield _row(view, name, tops[name][0], node, drops=_is_dropped(view, name))


def _row(view: ModuleView, name: str, made: ast.expr, changed: ast.stmt | ast.expr, *, drops: bool) -> SharedState:
    return SharedState(
        name=name, line=made.lineno, scope=view.scope(changed), changed=changed.lineno, drops=drops, is_wide=True
    )


def _is_route(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(one, ast.Call) and last_name(one.func) in _ROUTES for one in function.decorator_list)


def _conversations(view: ModuleView) -> Iterator[SharedState]:
    """`chat_history = []`, `memory = ConversationBufferMemory()`, `memory = MemorySaver()` at the top of a module."""
    for statement in view.tree.body:
        target = (
            statement.targets[0]
            if isinstance(statement, ast.Assign)
            else statement.target
            if isinstance(statement, ast.AnnAssign)
            else None
        )
        if not isinstance(target, ast.Name) or not _TALK.match(target.id):
            continue
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        added = None
        if isinstance(value, ast.List) and not value.elts:
            added = _added(view, target.id)
        elif isinstance(value, ast.Call) and (
            _ONE_FOR_ALL.search(dotted(value.func) or "") or last_name(value.func) in _BY_THREAD
        ):
            added = value
        if added is not None and value is not None:
            yield SharedState(
                name=target.id, line=value.lineno, scope=view.scope(added), changed=added.lineno, drops=True,
                is_one=not (isinstance(value, ast.Call) and last_name(value.func) in _BY_THREAD),
            )  # fmt: skip


def _added(view: ModuleView, name: str) -> ast.Call | None:
    """The first call by which a function adds to a list of the module."""
    for call in view.calls_to({"append", "extend"}):
        match call.func:
            case ast.Attribute(value=ast.Name(id=owner)) if owner == name and view.scope(call):
                return call
            case _:
                continue
    return None


def _speaks(name: str) -> bool:
    return _KEPT.search(name) is not None and not _OTHER.search(name)


def _empties(view: ModuleView) -> Iterator[ast.expr]:
    """`{}`, `dict()`, `defaultdict(list)`."""
    yield from (node for node in view.nodes(ast.Dict) if not node.keys)
    for call in view.calls_to(_MAKERS):
        if len(call.args) < 2 and view.name(call.func) in _EMPTY:
            yield call


def _holder(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"self.{name}"
        case ast.Subscript(value=inner):
            return _holder(inner)
        case _:
            return ""


def _changes(view: ModuleView) -> Iterator[tuple[str, ast.stmt | ast.expr]]:
    """(name, node) of `x[key] = …`, `x[key].append(…)`, `x.setdefault(…)`."""
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Subscript):
            yield _holder(target.value), node
    for call in view.calls_to(_CHANGES):
        if isinstance(call.func, ast.Attribute) and (
            call.func.attr == "setdefault" or isinstance(call.func.value, ast.Subscript)
        ):
            yield _holder(call.func.value), call


def _is_dropped(view: ModuleView, name: str) -> bool:
    for call in view.calls_to(_DROPS):
        if isinstance(call.func, ast.Attribute) and _holder(call.func.value) == name:
            return True
    return any(_holder(target) == name for node in view.nodes(ast.Delete) for target in node.targets)
