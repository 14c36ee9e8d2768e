"""Lines of which ruff speaks and that do no harm where they stand. One file at a time; which checks are asked is for rules to say."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.reviewed import EXCUSES, excused_lines
from debtscope_collectors.sources.python.view import Function, ModuleView

_GROWS: Final = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})
"""What leaves something for the next call; what only takes out has nothing to take out of a default."""
_MAKES: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKERS: Final = frozenset({"list", "dict", "set", "defaultdict", "OrderedDict", "Counter", "deque"})
_SAFE_LOADERS: Final = frozenset(
    {"FullLoader", "CFullLoader", "SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"}
)
"""Loaders of YAML that make no objects of the file's choice."""
_TELLS: Final = regex(
    r"log|warn|exception|error|print|echo|capture|report|record|notif|emit|alert|metric|fail|abort|exit|set_status|add_event|retry",
    re.IGNORECASE,
)


@frozen
class HarmlessHit:
    """A line at which one check of ruff's may be left out."""

    code: str
    line: int


@facet(HarmlessHit, version=9, tests=False)
def harmless_hits(view: ModuleView) -> Iterator[HarmlessHit]:
    """Defaults that nobody is seen to change, objects asked whether they are the one `nan`, safe
    loaders of YAML, archives in ZIP, handlers that tell or raise what they caught, names of the
    module that are set once, requests to the machine itself or that say that they wait for ever, addresses that an opener of the file's own
    making reads, what a comment says that somebody looked at (`# nosec`, `# pylint: disable=…`), opens that end with their statement or function,
    shell lines of constants, and prints that say where to."""
    names = _Names(view)
    yield from _defaults(view, names)
    yield from _identities(view)
    yield from _loads(view)
    yield from _handlers(view)
    yield from _globals(view, names)
    yield from _requests(view)
    yield from _patient(view)
    yield from _own_openers(view)
    yield from _excused(view)
    yield from _opens(view)
    yield from _shells(view)
    for call in view.calls_to(("print",)):
        if any(one.arg == "file" for one in call.keywords):
            yield HarmlessHit(code="T201", line=call.lineno)


def _excused(view: ModuleView) -> Iterator[HarmlessHit]:
    """What a comment excuses at its line; ruff itself knows `noqa` alone."""
    for code in EXCUSES:
        for line in excused_lines(view, code):
            yield HarmlessHit(code=code, line=line)


class _Names:
    """Names of a file by what they say, gathered when they are first asked for: a file may hold thousands of functions."""

    def __init__(self, view: ModuleView) -> None:
        self._view = view
        self._known: dict[str, list[ast.Name]] | None = None

    def of(self, name: str) -> list[ast.Name]:
        """By line."""
        if self._known is None:
            self._known = {}
            for node in sorted(self._view.nodes(ast.Name), key=_line):
                self._known.setdefault(node.id, []).append(node)
        return self._known.get(name, [])

    def within(self, name: str, function: Function) -> list[ast.Name]:
        """Those between the first and the last line of a function."""
        found = self.of(name)
        first, last = function.lineno, self._view.end(function)
        return found[bisect_left(found, first, key=_line) : bisect_right(found, last, key=_line)]


def _line(node: ast.Name) -> int:
    return node.lineno


def _defaults(view: ModuleView, names: _Names) -> Iterator[HarmlessHit]:
    """`def f(rows=[])` whose `rows` gets nothing that the next call would find."""
    for function in view.functions:
        given = function.args
        plain = [*given.posonlyargs, *given.args]
        defaults = [
            *zip(plain[len(plain) - len(given.defaults) :], given.defaults, strict=True),
            *(
                (argument, default)
                for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
                if default is not None
            ),
        ]
        for argument, default in defaults:
            is_made = isinstance(default, _MAKES) or (
                isinstance(default, ast.Call) and last_name(default.func) in _MAKERS
            )
            if is_made and not _is_changed(view, names, function, argument.arg):
                yield HarmlessHit(code="B006", line=default.lineno)


def _is_changed(view: ModuleView, names: _Names, function: Function, name: str) -> bool:
    """Whether a function that never gives the name another value changes it in place, or keeps it as what the file changes elsewhere."""
    found = names.within(name, function)
    if any(isinstance(node.ctx, ast.Store) and not isinstance(view.parent(node), ast.AugAssign) for node in found):
        return False  # `rows = list(rows)`: what is changed is a copy
    for node in found:
        if _is_given(view, node, name):
            continue
        match view.parent(node):
            case ast.Assign(targets=[ast.Attribute(attr=kept)], value=value) if value is node:
                if any(one.attr == kept and _grows(view, one) for one in view.nodes(ast.Attribute)):
                    return True
            case _ if _grows(view, node):
                return True
            case _:
                continue
    return False


def _is_given(view: ModuleView, node: ast.Name, name: str) -> bool:
    """Whether a line is run only where somebody gave a value: the default is empty and goes another way."""
    return any(
        isinstance(up, ast.If) and any(_is_below(view, node, one) for one in up.body) and _is_filled_test(up.test, name)
        for up in view.ancestors(node)
    )


def _is_below(view: ModuleView, node: ast.AST, statement: ast.stmt) -> bool:
    return node is statement or any(up is statement for up in view.ancestors(node))


def _is_filled_test(test: ast.expr, name: str) -> bool:
    """`rows`, `len(rows)`, `len(rows) > 0`."""
    match test:
        case ast.Name(id=asked) | ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=asked)]):
            return asked == name
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=asked)]),
            ops=[ast.Gt() | ast.NotEq()],
            comparators=[ast.Constant(value=0)],
        ):
            return asked == name
        case ast.BoolOp(op=ast.And(), values=parts):
            return any(_is_filled_test(part, name) for part in parts)
        case _:
            return False


def _grows(view: ModuleView, node: ast.Name | ast.Attribute) -> bool:
    """Whether what stands here gets something that the next call finds: not under a key that each call writes anew."""
    above = view.parent(node)
    match above:
        case ast.Attribute(attr=attr):
            call = view.parent(above)
            if attr not in _GROWS or not isinstance(call, ast.Call) or call.func is not above:
                return False
            if attr == "update" and _is_same_each_time(call):
                return False
            return attr == "setdefault" or isinstance(view.parent(call), ast.Expr)  # `series.add(other)` gives another
        case ast.Subscript(ctx=ast.Store(), value=value, slice=key):
            return value is node and not isinstance(key, ast.Constant)
        case ast.AugAssign(target=target):
            return target is node
        case _:
            return False


def _is_same_each_time(call: ast.Call) -> bool:
    """`logs.update({"lr": rate})`, `logs.update(lr=rate)`: the keys are written out."""
    return all(
        isinstance(one, ast.Dict) and all(isinstance(key, ast.Constant) for key in one.keys) for one in call.args
    ) and all(one.arg for one in call.keywords)


def _identities(view: ModuleView) -> Iterator[HarmlessHit]:
    """`value is np.nan`: where the one object `nan` is put in, asking for it works; comparing with `==` never does."""
    if "nan" not in view.words and "NaN" not in view.words:
        return
    for one in view.compares:
        if all(isinstance(op, ast.Is | ast.IsNot) for op in one.ops):
            for line in range(one.lineno, view.end(one) + 1):
                yield HarmlessHit(code="PLW0177", line=line)


def _loads(view: ModuleView) -> Iterator[HarmlessHit]:
    """`yaml.load(…, Loader=yaml.FullLoader)`, and archives in ZIP, whose names Python cleans."""
    for call in view.calls_to(("load",)):
        loader = view.argument(call, "Loader", 1)
        if loader is not None and (_is_safe(view, loader)):
            for line in {call.lineno, loader.lineno}:
                yield HarmlessHit(code="S506", line=line)
    for call in view.calls_to(("extractall",)):
        kind = view.method(call)
        is_zip = kind is not None and kind[0].endswith("ZipFile")
        is_clean = any(one.arg in ("members", "filter") for one in call.keywords)
        if is_zip or is_clean or ("zipfile" in view.roots and "tarfile" not in view.roots):
            yield HarmlessHit(code="S202", line=call.lineno)


def _is_safe(view: ModuleView, loader: ast.expr) -> bool:
    name = (view.name(loader) or "").rpartition(".")[2]
    return name in _SAFE_LOADERS or any(base.rpartition(".")[2] in _SAFE_LOADERS for base in view.bases(name))


def _handlers(view: ModuleView) -> Iterator[HarmlessHit]:
    """Handlers that raise, tell somebody, or say in their answer what was caught."""
    if not view.handlers:
        return
    inside = {line for one in view.handlers for line in range(one.body[0].lineno, view.end(one) + 1)}
    telling = {call.lineno for call in view.calls if call.lineno in inside and _TELLS.search(_spoken(call.func))}
    telling.update(node.lineno for node in view.nodes(ast.Raise))
    caught = {handler.name for handler in view.handlers if handler.name}
    named: dict[str, set[int]] = {name: set() for name in caught}
    for node in view.nodes(ast.Name) if caught else ():
        if node.id in caught:
            named[node.id].add(node.lineno)
    for handler in view.handlers:
        lines = range(handler.body[0].lineno, view.end(handler) + 1)
        if any(line in telling or line in named.get(handler.name or "", ()) for line in lines):
            yield HarmlessHit(code="BLE001", line=handler.lineno)
            yield HarmlessHit(code="E722", line=handler.lineno)


def _spoken(func: ast.expr) -> str:
    """`logger.info`: the last two words of what is called."""
    return f"{last_name(func.value)}.{func.attr}" if isinstance(func, ast.Attribute) else last_name(func)


_STARTS: Final = regex(
    r"^_{0,2}(?:on_)?(?:startup|start_up|shutdown|lifespan|init\w*|set_?up\w*|configure\w*|close\w*|load\w*|reset\w*|ensure\w*|set_\w+|\w+_(?:init|setup|startup|shutdown)|model_fn|main|cli)$"
)
"""Functions that run once, as their name says."""


def _globals(view: ModuleView, names: _Names) -> Iterator[HarmlessHit]:
    """`global client` of a function that makes it where it is not there yet, or that runs once at the start or the end."""
    for node in view.nodes(ast.Global):
        function = view.function(node)
        if function is not None and (
            _STARTS.match(function.name) or all(_is_filled(view, names, function, name) for name in node.names)
        ):
            yield HarmlessHit(code="PLW0603", line=node.lineno)


def _is_filled(view: ModuleView, names: _Names, function: Function, name: str) -> bool:
    """Whether a function gives a name of its module a value only behind a question about that name or a lock, or lets it go."""
    given = [node for node in names.within(name, function) if isinstance(node.ctx, ast.Store)]
    return all(
        _is_let_go(view, node)
        or any(
            (isinstance(up, ast.If) and _asks(up.test, name))
            or (isinstance(up, ast.With | ast.AsyncWith) and any("lock" in _said(view, one) for one in up.items))
            for up in view.ancestors(node)
        )
        for node in given
    ) or any(
        isinstance(one, ast.If) and _asks(one.test, name) and isinstance(one.body[-1], ast.Return)
        for one in function.body
    )


def _is_let_go(view: ModuleView, name: ast.Name) -> bool:
    """`_client = None`: what was made is closed, and made anew when it is asked for."""
    above = view.parent(name)
    return isinstance(above, ast.Assign) and isinstance(above.value, ast.Constant) and above.value.value is None


def _said(view: ModuleView, held: ast.withitem) -> str:
    """`_model_lock`: the name of what a `with` holds."""
    return (view.name(held.context_expr) or "").lower()


def _asks(test: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(test))


_OWN_MACHINE: Final = regex(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?:[:/]|$)")
_ASKS_OF: Final = frozenset({"get", "post", "put", "delete", "patch", "head", "request"})


def _requests(view: ModuleView) -> Iterator[HarmlessHit]:
    """`requests.get("http://localhost:8000/health")`: who does not answer is the machine itself, and refuses at once."""
    if "localhost" not in view.text and "127.0.0.1" not in view.text:
        return
    for call in view.calls_to(_ASKS_OF):
        address = view.argument(call, "url", 1 if last_name(call.func) == "request" else 0)
        told = view.constant(address) if address is not None else None
        if isinstance(told, str) and _OWN_MACHINE.match(told):
            yield HarmlessHit(code="S113", line=call.lineno)


def _patient(view: ModuleView) -> Iterator[HarmlessHit]:
    """`requests.get(url, timeout=None)`: somebody decided that it may take as long as it takes. Ruff names the line of the argument."""
    if "timeout" not in view.words or "None" not in view.text:
        return
    for call in view.calls:
        for one in call.keywords:
            if one.arg == "timeout" and isinstance(one.value, ast.Constant) and one.value.value is None:
                yield HarmlessHit(code="S113", line=call.lineno)
                yield HarmlessHit(code="S113", line=one.value.lineno)


def _own_openers(view: ModuleView) -> Iterator[HarmlessHit]:
    """Requests of a file that puts an `OpenerDirector()` together by hand: it knows the schemes that it is given, and no `file:`."""
    if not any(last_name(call.func) == "OpenerDirector" for call in view.calls_to(("OpenerDirector",))):
        return
    is_installed = bool(view.calls_to(("install_opener",)))
    if not is_installed and view.calls_to(("urlopen", "urlretrieve")):
        return
    for call in view.calls_to(("Request", "urlopen")):
        yield HarmlessHit(code="S310", line=call.lineno)


_OPENS: Final = frozenset(
    {"open", "fdopen", "TarFile", "ZipFile", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory"}
)  # fmt: skip


def _opens(view: ModuleView) -> Iterator[HarmlessHit]:
    """Opens whose file is not put into a collection: it is closed when its statement or its function ends, as nothing else holds it."""
    for call in view.calls_to(_OPENS):
        if not isinstance(view.parent(call), ast.Tuple | ast.List | ast.Dict):
            yield HarmlessHit(code="SIM115", line=call.lineno)


_SHELLS: Final = frozenset(
    {"system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"}
)


def _shells(view: ModuleView) -> Iterator[HarmlessHit]:
    """`os.system("nvidia-smi")`: nobody else's words are in it."""
    for call in view.calls_to(_SHELLS):
        line = call.args[0] if call.args else None
        if line is not None and (
            view.constant(line) is not None
            or (isinstance(line, ast.JoinedStr) and all(isinstance(part, ast.Constant) for part in line.values))
        ):
            for at in range(call.lineno, view.end(call) + 1):
                yield HarmlessHit(code="S602", line=at)
                yield HarmlessHit(code="S605", line=at)
