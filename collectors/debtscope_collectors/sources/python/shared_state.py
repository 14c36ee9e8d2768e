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
from debtscope_collectors.sources.python.nodes import assigned, last_name
from debtscope_collectors.sources.python.view import ModuleView

_KEPT: Final = regex(
    r"(?:^|_)(?:session|histor(?:y|ies)$|conversation|chat|memor(?:y|ies)$|messages?$|job|task|user|chain|thread|upload|document|result|agent|db$|storage$)",
    re.IGNORECASE,
)
_OTHER: Final = regex(
    r"cache|limit|rate|train|async|lock|semaphore|config|schema|class|handler|factory|registry|queue|model|client|type|map$|name|column|template|prompt|_fields?$|makers?$"
    r"|latenc|metric|stats?(?:$|_)|statistic|count|error|score|predict|drift|agent_\w*cls|document_loader",
    re.IGNORECASE,
)
_OWNER: Final = regex(
    r"(?:^|_)(?:session|user|conversation|chat|thread|job|task|customer|client|request|document|doc|upload)_?(?:id|key|name|uuid)$|^(?:sid|uid|session|thread|conversation|user)$",
    re.IGNORECASE,
)
"""Keys that say whose a value is."""
_KIND: Final = regex(r"(?:^|_)(?:types?|kind|camera|device|topic|provider|backend|stage|phase)$", re.IGNORECASE)
"""Keys of which a program has a few, whoever asks it."""
_RUNNING: Final = frozenset(
    {
        "Thread",
        "Process",
        "Timer",
        "Popen",
        "create_task",
        "ensure_future",
        "run_coroutine_threadsafe",
        "submit",
        "Event",
        "Lock",
        "create_subprocess_exec",
    }
)
"""Makers of what lives in this process alone."""
_HOLDS: Final = regex(r"session|conversation|chat|memory|histor|job|task|user|dialog", re.IGNORECASE)
_PLAIN: Final = regex(r"^_?(?:data|store|items|state|entries|records|memory|cache_?dict|history)$", re.IGNORECASE)
"""Names of which the class must say what they hold (`class ConversationMemory: self._data = {}`)."""
_EMPTY: Final = frozenset(
    {"dict", "list", "collections.defaultdict", "collections.OrderedDict", "defaultdict", "OrderedDict"}
)
_MAKERS: Final = frozenset({"dict", "list", "defaultdict", "OrderedDict"})
_CHANGES: Final = frozenset({"append", "setdefault", "extend", "update"})
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


@facet(SharedState, version=8, tests=False)
def shared_state(view: ModuleView) -> Iterator[SharedState]:
    """Of the module, or of an object of the file (`self.sessions = {}`)."""
    yield from _conversations(view)
    yield from _wide(view)
    made: dict[str, int] = {}
    for value in _empties(view):
        node = view.parent(value)
        if isinstance(node, ast.AnnAssign) and _OF_CODE.search(ast.unparse(node.annotation)):
            continue
        target = _target(node) if node is not None else None
        if target is not None and (name := _made(view, value, target)):
            made[name] = value.lineno
    if not made:
        return
    dropped = {name for name in made if _is_dropped(view, name)}
    actors = _actors(view)
    seen: set[str] = set()
    for name, node in sorted(_changes(view), key=lambda one: one[1].lineno):
        scope = view.scope(node)
        if name not in made or not scope or _FILLS.search(scope) or name in seen or scope.partition(".")[0] in actors:
            continue
        if _is_bounded(node) or _is_handle(view, node):
            continue
        if (
            _speaks(name.rpartition(".")[2])
            or _of_class(scope, name)
            or (not name.startswith("self.") and _by_owner(node))
        ):
            seen.add(name)
            yield SharedState(
                name=name.removeprefix("self."),
                line=made[name],
                scope=scope,
                changed=node.lineno,
                drops=name in dropped,
            )


def _actors(view: ModuleView) -> set[str]:
    """Classes whose objects Ray keeps in processes of their own (`@ray.remote`), which all workers ask."""
    if "ray" not in view.roots:
        return set()
    return {
        node.name
        for node in view.classes
        for one in node.decorator_list
        if view.name(one.func if isinstance(one, ast.Call) else one) == "ray.remote"
    }


def _target(node: ast.AST) -> ast.expr | None:
    """What one assignment gives a value to."""
    return node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None


def _made(view: ModuleView, value: ast.expr, target: ast.expr) -> str:
    """What a table that lives as long as the process is called by those who fill it; `` for others, and for caches and their like."""
    scope = view.scope(value)
    match target:
        case ast.Name(id=name) if not scope and not _OTHER.search(name):
            return name
        case ast.Name(id=name) if scope and view.function(value) is None and not _OTHER.search(name):
            return f"self.{name}"  # of a class: all its objects share it
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if scope.endswith(".__init__") and not _OTHER.search(
            name
        ):
            return f"self.{name}"
        case ast.Attribute(value=ast.Attribute(attr="state" | "ctx"), attr=name) if not _OTHER.search(name):
            return f"state.{name}"
        case _:
            return ""


def _of_class(scope: str, name: str) -> bool:
    """`self._data` of `ConversationMemory`: the class says what it holds."""
    owner = scope.partition(".")[0]
    return name.startswith("self.") and _PLAIN.match(name[5:]) is not None and _HOLDS.search(owner) is not None


def _key_and_value(node: ast.stmt | ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """Of `x[key] = value`, `x[key].append(value)` and `x.setdefault(key, value)`."""
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=key)], value=value):
            return key, value
        case ast.Call(func=ast.Attribute(attr="setdefault"), args=[key, *rest]):
            return key, rest[0] if rest else None
        case ast.Call(func=ast.Attribute(value=ast.Subscript(slice=key)), args=args):
            return key, args[0] if args else None
        case _:
            return None, None


def _is_bounded(node: ast.stmt | ast.expr) -> bool:
    """`x[Kind.TRAIN] = …`, `x[job_type] = …`: as many as there are kinds, whoever asks."""
    key, _ = _key_and_value(node)
    is_member = isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name) and key.value.id[:1].isupper()
    return key is not None and (is_member or _KIND.search(last_name(key)) is not None)


def _is_handle(view: ModuleView, node: ast.stmt | ast.expr) -> bool:
    """`x[name] = Thread(…)`: what runs in this process, and could be kept nowhere else."""
    _, value = _key_and_value(node)
    values = view.values(value.id, node) if isinstance(value, ast.Name) else [value]
    return any(isinstance(one, ast.Call) and last_name(one.func) in _RUNNING for one in values)


def _by_owner(node: ast.stmt | ast.expr) -> bool:
    """Whether the key by which something is added to a table of the module says whose it is (`store[session_id] = …`)."""
    key, _ = _key_and_value(node)
    return key is not None and _OWNER.search(last_name(key)) is not None


def _wide(view: ModuleView) -> Iterator[SharedState]:
    """Queues of the module that a function fills, and its tables that a route fills by what it is given."""
    tops: dict[str, tuple[ast.expr, bool]] = {}
    for statement in view.tree.body:
        target = assigned(statement)
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
        target = assigned(statement)
        if not isinstance(target, ast.Name) or not _TALK.match(target.id):
            continue
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        added = None
        if isinstance(value, ast.List) and all(_is_message(one) for one in value.elts):
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


def _is_message(node: ast.expr) -> bool:
    """`{"role": "system", …}`: what each conversation begins with."""
    return isinstance(node, ast.Dict) and any(
        isinstance(key, ast.Constant) and key.value == "role" for key in node.keys
    )


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
    """`{}`, `dict()`, `defaultdict(list)`, and `{"default": []}`, whose values are empty themselves."""
    yield from (node for node in view.nodes(ast.Dict) if all(_is_bare(one) for one in node.values))
    for call in view.calls_to(_MAKERS):
        if len(call.args) < 2 and view.name(call.func) in _EMPTY:
            yield call


def _is_bare(node: ast.expr) -> bool:
    return (isinstance(node, ast.List) and not node.elts) or (isinstance(node, ast.Dict) and not node.keys)


def _holder(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return f"self.{name}"
        case ast.Attribute(value=ast.Attribute(attr="state" | "ctx"), attr=name):
            return f"state.{name}"
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner[:1].isupper():
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
            call.func.attr == "setdefault"
            or isinstance(call.func.value, ast.Subscript)
            or (call.func.attr == "update" and call.args and isinstance(call.args[0], ast.Dict))
        ):
            yield _holder(call.func.value), call


def _is_dropped(view: ModuleView, name: str) -> bool:
    for call in view.calls_to(_DROPS):
        if isinstance(call.func, ast.Attribute) and _holder(call.func.value) == name:
            return True
    return any(_holder(target) == name for node in view.nodes(ast.Delete) for target in node.targets)
