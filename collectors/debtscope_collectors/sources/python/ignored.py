"""Options and variables that a program takes and does nothing with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.view import Function, ModuleView

_PARSES: Final = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
_TALK: Final = frozenset({"print", "pprint", "debug", "info", "warning"})
_ENVIRONMENT: Final = frozenset({"os.environ.get", "os.getenv"})
_SELF_MADE: Final = frozenset({"help", "version"})
_DEPTH: Final = 6
_HANDED: Final = frozenset({"model_dir"})
"""What SageMaker hands over to every program that it starts."""
_SAID: Final = regex(r"(?i)deprecat|ignored|compatib|no effect|not used|unused|no longer")
"""Help that says itself that the option does nothing."""
_FRAMEWORK_SETTINGS: Final = ("INSTALLED_APPS", "ROOT_URLCONF", "WSGI_APPLICATION")
_FRAMEWORK_FILES: Final = frozenset(
    {"gunicorn.conf.py", "gunicorn_conf.py", "gunicorn_config.py", "celeryconfig.py", "superset_config.py"}
    | {
        "webserver_config.py",
        "airflow_local_settings.py",
        "jupyter_notebook_config.py",
        "jupyterhub_config.py",
        "conf.py",
    }
)


@frozen
class IgnoredSetting:
    """One that nothing in its file uses."""

    kind: str
    """option (of a command line) or variable (of the environment, kept in a constant of the module)."""
    name: str
    """`--lr`, or the constant's name."""
    line: int
    how: str
    """unread (nothing takes the value) or unused (a name holds it that nothing reads)."""


@facet(IgnoredSetting, version=4, cues=("add_argument", "environ", "getenv"), tests=False)
def ignored_settings(view: ModuleView) -> Iterator[IgnoredSetting]:
    """Options in the order of the file, then constants. Nothing of a parser whose result is handed on whole."""
    if view.kind != "module":
        return
    if "add_argument" in view.words:
        yield from _options(view)
    if not view.words.isdisjoint(("environ", "getenv")):
        yield from _constants(view)


def _options(view: ModuleView) -> Iterator[IgnoredSetting]:
    declared = dict(_declared(view))
    holders = _Holders.of(view) if declared else None
    if holders is None:
        return
    read, kept = holders.read(view)
    if read is None:
        return
    loaded = set(_loaded(view, {name for names in kept.values() for name in names}))
    handed = _HANDED if any(word.startswith("SM_") for word in view.words) else frozenset[str]()
    for dest, (name, line) in declared.items():
        if dest in handed:
            continue
        if dest not in read:
            yield IgnoredSetting(kind="option", name=name, line=line, how="unread")
        elif kept.get(dest) and not kept[dest] & loaded:
            yield IgnoredSetting(kind="option", name=name, line=line, how="unused")


def _loaded(view: ModuleView, names: set[str]) -> Iterator[str]:
    """Those of the module's names that something reads; a parameter of the same name is another one."""
    for node in view.nodes(ast.Name) if names else ():
        if node.id in names and isinstance(node.ctx, ast.Load):
            function = view.function(node)
            if function is None or all(parameter.arg != node.id for parameter in parameters(function)):
                yield node.id


def _declared(view: ModuleView) -> Iterator[tuple[str, tuple[str, int]]]:
    """Destination -> (name, line) of every `add_argument` with constant names; nothing where the parser continues another's,
    whose launcher says what it hands over."""
    if any(view.argument(call, "parents") is not None for call in view.calls_to(("ArgumentParser",))):
        return
    for call in view.calls_to(("add_argument",)):
        names = [value for arg in call.args if isinstance(value := view.constant(arg), str)]
        action = view.argument(call, "action")
        if not names or (action is not None and view.constant(action) in _SELF_MADE) or view.has_star(call):
            continue
        told = view.argument(call, "help")
        text = view.constant(told) if told is not None else None
        is_flag = action is not None and view.constant(action) == "store_true"
        if isinstance(text, str) and (_SAID.search(text) or (is_flag and "default" in text.lower())):
            continue  # it says so; a flag for what the program does anyway
        default = view.argument(call, "default")
        if default is not None and _asks(view, default):
            continue  # the platform that starts the program says it
        given = view.argument(call, "dest")
        dest = view.constant(given) if given is not None else None
        longest = next((name for name in names if name.startswith("--")), names[0])
        yield str(dest or longest.lstrip("-").replace("-", "_")), (longest, view.place(call))


class _Holders:
    """Variables that hold what a parser made of the command line."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    @classmethod
    def of(cls, view: ModuleView) -> _Holders | None:
        """None where the result goes somewhere that the file does not show."""
        functions = {f.name: f for f in view.functions if view.qualname(f) == f.name}
        names: set[str] = set()
        waiting = list(view.calls_to(_PARSES))
        seen: set[str] = set()
        while waiting:
            call = waiting.pop()
            above = view.parent(call)
            name = _assigned(above)
            if name:
                names.add(name)
                continue
            owner = view.function(call)
            if not isinstance(above, ast.Return) or owner is None or functions.get(owner.name) is not owner:
                return None
            if owner.name not in seen:
                seen.add(owner.name)
                waiting += [c for c in view.calls_to((owner.name,)) if isinstance(c.func, ast.Name)]
        return cls(names) if names else None

    def read(self, view: ModuleView) -> tuple[set[str] | None, dict[str, set[str]]]:
        """(destinations that are read, destination -> names that only hold its value); None where one is handed on whole."""
        functions = {f.name: f for f in view.functions if view.qualname(f) == f.name}
        read: set[str] = set()
        kept: dict[str, set[str]] = {}
        plain: set[str] = set()
        for _ in range(_DEPTH):
            before = len(self._names)
            for node in view.nodes(ast.Name):
                if node.id not in self._names or not isinstance(node.ctx, ast.Load):
                    continue
                above = view.parent(node)
                if isinstance(above, ast.Attribute) and above.attr.startswith("_"):
                    return None, {}
                if isinstance(above, ast.Attribute):
                    self._take(view, above, read, kept, plain)
                elif not self._is_followed(view, node, above, functions, read):
                    return None, {}
            if len(self._names) == before:
                break
        return read, {dest: names for dest, names in kept.items() if dest not in plain}

    def _take(
        self, view: ModuleView, node: ast.Attribute, read: set[str], kept: dict[str, set[str]], plain: set[str]
    ) -> None:
        if not isinstance(node.ctx, ast.Load):
            return
        read.add(node.attr)
        name = _assigned(view.parent(node))
        if name and view.function(node) is None:
            kept.setdefault(node.attr, set()).add(name)
        else:
            plain.add(node.attr)

    def _is_followed(
        self, view: ModuleView, node: ast.Name, above: ast.AST | None, functions: dict[str, Function], read: set[str]
    ) -> bool:
        """Whether a bare use can be followed: into a function of the file, by `getattr`, or to where it is only shown."""
        if isinstance(above, ast.Return):
            return False
        if (
            not isinstance(above, ast.Call)
            or node not in above.args
            or not isinstance(above.func, (ast.Name, ast.Attribute))
        ):
            return False
        last = above.func.attr if isinstance(above.func, ast.Attribute) else above.func.id
        if last in _TALK:
            return True
        if last == "getattr" and len(above.args) > 1:
            key = view.constant(above.args[1])
            if isinstance(key, str):
                read.add(key)
            return isinstance(key, str)
        function = functions.get(last) if isinstance(above.func, ast.Name) else None
        at = above.args.index(node)
        if function is None or at >= len(function.args.args):
            return False
        self._names.add(function.args.args[at].arg)
        return True


def _assigned(above: ast.AST | None) -> str:
    """The one name that an assignment gives a value to; of `args, rest = …` the first."""
    match above:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name), *_])]):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""


def _constants(view: ModuleView) -> Iterator[IgnoredSetting]:
    """`CONFIG_PATH = os.environ.get("CONFIG", …)` that nothing of the file reads."""
    asked = [
        (target.id, node)
        for node in view.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Call, ast.Subscript)) and len(node.targets) == 1
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper() and _asks(view, node.value)
    ]
    if not asked or _is_for_a_framework(view):
        return
    loaded = {node.id for node in view.nodes(ast.Name) if isinstance(node.ctx, ast.Load)}
    for name, node in asked:
        if name not in loaded:
            yield IgnoredSetting(kind="variable", name=name, line=view.place(node), how="unused")


def _is_for_a_framework(view: ModuleView) -> bool:
    """Whether Django, Celery, gunicorn and what is plugged into them take the constants of the file by name, or a file like it adds to such."""
    if view.path.rpartition("/")[2] in _FRAMEWORK_FILES or any(view.top_level(name) for name in _FRAMEWORK_SETTINGS):
        return True
    return any(isinstance(one, ast.ImportFrom) and one.names[0].name == "*" for one in view.imports)


def _asks(view: ModuleView, node: ast.AST) -> bool:
    """A read of the environment, converted or not."""
    for _ in range(3):
        if isinstance(node, ast.Subscript):
            return view.name(node.value) == "os.environ"
        if not isinstance(node, ast.Call):
            return False
        if view.name(node.func) in _ENVIRONMENT:
            return True
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, (ast.Call, ast.Subscript)):
            node = node.func.value  # `os.getenv("LEVEL", "info").upper()`
            continue
        if not node.args:
            return False
        node = node.args[0]
    return False
