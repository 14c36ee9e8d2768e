"""Texts that other files complete: a path with named holes, the constants of a file, and what its calls hand to functions.

A hole is `{kind:what}`: `{name:src.config.RAW}` a name of another module (of this one, with a leading dot), `{param:load:path}` a parameter
of a function (keys that are taken of it behind a third colon), `{key:data.raw_path}` a key of settings, `{opt:input}` an option of the program,
`{file:src/train.py}` a place that was found from the file's own, `{}` anything else. `joins/values.py` fills them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import default_of, dotted, parameters
from debtscope_collectors.sources.python.view import Function, ModuleView

_DEPTH: Final = 24
_LENGTH: Final = 300
_JOINS: Final = frozenset(
    {"os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"}
)
_SAME: Final = frozenset(
    {"str", "os.fspath", "os.path.abspath", "os.path.expanduser", "os.path.realpath", "os.path.normpath", "open", "to_absolute_path",
     "hydra.utils.to_absolute_path"}
)  # fmt: skip
_PARSED: Final = frozenset({"args", "opts", "parsed_args", "cli_args", "flags", "FLAGS"})
_PARSERS: Final = frozenset(
    {"parse_args", "parse_known_args", "get_args", "parse_arguments", "parse_cli", "parse_cli_args"}
)
_HERE: Final = frozenset({"os.getcwd", "pathlib.Path.cwd", "os.path.realpath", "os.path.abspath", "pathlib.Path"})
"""Given nothing, or a dot: the folder in which a program is started, which is the top, and a notebook's own."""
_SAME_METHODS: Final = frozenset({"as_posix", "resolve", "absolute", "expanduser", "strip", "open"})
_HOLDER: Final = regex(
    r"(?:^|_)(?:cfg|conf|configs?|configuration|params?|parameters|settings|hparams|paths?)$", re.IGNORECASE
)
_LOADER: Final = regex(
    r"(?:^|_)(?:load|read|get|parse|open|safe|full|unsafe)_(?:\w{1,20}_)?(?:cfg|conf|configs?|configuration|params?|parameters|settings|yaml|yml|toml)$"
    r"|^(?:safe_load|full_load|unsafe_load|params_show|ConfigBox|from_yaml)$"
)
_LOADERS: Final = frozenset(
    {"yaml.load", "toml.load", "tomllib.load", "tomli.load", "json.load", "omegaconf.OmegaConf.load"}
)
_LIBRARIES: Final = frozenset(
    {"pandas", "numpy", "sklearn", "torch", "tensorflow", "keras", "mlflow", "matplotlib", "seaborn", "scipy", "xgboost", "lightgbm",
     "catboost", "fastapi", "flask", "streamlit", "pydantic", "joblib", "yaml", "requests", "boto3", "airflow", "polars", "pyspark", "dvc",
     "plotly", "optuna", "evidently", "transformers", "datasets", "pytest", "loguru", "typer", "click", "tqdm", "prefect", "sqlalchemy"}
)  # fmt: skip
_PLACE_NAME: Final = regex(
    r"path|dir|file|folder|root|ur[il]|cfg|conf|param|setting|csv|parquet|json|yaml|pkl|dest|output|artifact|bucket|table|^[A-Z][A-Z0-9_]{2,}$"
)
_COMMON: Final = frozenset(
    {"str", "len", "print", "join", "get", "append", "open", "Path", "format", "exists", "info", "debug", "warning", "error", "exception",
     "critical", "isinstance", "range", "list", "dict", "set", "tuple", "int", "float", "sorted", "enumerate", "zip", "dump", "dumps", "load",
     "loads", "safe_load", "mkdir", "makedirs", "add_argument", "getenv", "getLogger", "isfile", "isdir", "dirname", "abspath", "basename",
     "glob", "iterdir", "replace", "split", "strip", "startswith", "endswith", "update", "pop", "extend", "insert", "drop", "groupby", "merge",
     "astype", "fillna", "fit", "predict", "transform", "fit_transform", "savefig", "plot", "title", "xlabel", "ylabel", "sum", "mean",
     "getattr", "hasattr", "setattr", "super", "Field", "compile", "match", "search", "sub", "HTTPException", "ValueError", "RuntimeError",
     "FileNotFoundError", "TypeError", "KeyError", "log", "echo", "write", "read", "execute", "raises", "run", "isoformat", "now", "Argument",
     "Option", "option", "lower", "upper", "item", "items", "keys", "values", "copy", "copytree", "rmtree", "round", "max", "min", "abs"}
)  # fmt: skip
"""Last words of calls that are never a project's own function with a path to fill in."""
_COMMON_STARTS: Final = ("read_", "to_", "log_", "set_", "assert", "is_", "np_", "add_")
_TEXT: Final = regex(r"[^\s{}\"'<>|]{1,200}")


@frozen
class Handed:
    """What one call gives to one parameter of a function of the project."""

    function: str
    """As the call means it: a dotted name through imports, or the file's own."""
    at: int
    """Position; -1 for a keyword."""
    keyword: str
    text: str
    """With holes."""
    scope: str


@frozen
class FileSymbols:
    """What a file tells others."""

    constants: tuple[tuple[str, str], ...]
    """(name, text with holes): of the module, of its classes (`Config.RAW`, `Store.__init__:path` for a default), of its dictionaries (`PATHS.raw`); `{of:Settings}` is an
    object of a class, `{key:}` all settings."""
    handed: tuple[Handed, ...]


@facet(FileSymbols, version=2, tests=False)
def file_symbols(view: ModuleView) -> Iterator[FileSymbols]:
    """One record a file that has any."""
    constants, handed = tuple(_constants(view)), tuple(_handed(view))
    if constants or handed:
        yield FileSymbols(constants=constants, handed=handed)


def symbol(view: ModuleView, node: ast.AST) -> str:
    """An expression as text with named holes; `{}` where nothing is known."""
    return _Symbols(view).of(node, 0)


def _constants(view: ModuleView) -> Iterator[tuple[str, str]]:
    for statement in view.tree.body:
        if isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                yield from _assigned(view, inner, f"{statement.name}.")
                if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
                    yield from _defaults(view, inner, statement.name)
        else:
            yield from _assigned(view, statement, "")


def _defaults(view: ModuleView, made: ast.FunctionDef, owner: str) -> Iterator[tuple[str, str]]:
    """`Store.__init__:path` of `def __init__(self, path="history.csv")`: what an object keeps unless whoever makes it says otherwise."""
    for parameter in parameters(made):
        default = default_of(made, parameter.arg)
        if isinstance(default, ast.expr) and _may_be_place(default):
            text = symbol(view, default)
            if text.strip("{}/"):
                yield f"{owner}.__init__:{parameter.arg}", text


def _assigned(view: ModuleView, statement: ast.stmt, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return
    if isinstance(target, ast.Name):
        yield from _told(view, prefix + target.id, value, 0)


def _told(view: ModuleView, name: str, value: ast.expr, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, ast.Dict) and depth < 3:
        for key, inner in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from _told(view, f"{name}.{key.value}", inner, depth + 1)
        return
    if isinstance(value, ast.Call):
        made = (dotted(value.func) or "").rpartition(".")[2]
        if made == "Field" and (default := view.argument(value, "default", 0)) is not None:
            value = default  # pydantic
        elif made[:1].isupper() and made not in ("Path", "PurePath", "PosixPath") and not _is_loader(view, value):
            yield name, f"{{of:{view.name(value.func) or made}}}"
            return
    text = symbol(view, value)
    if text != "{}" and _is_path_like(text):
        yield name, text


def _is_path_like(text: str) -> bool:
    return len(text) <= _LENGTH and _TEXT.fullmatch(re.sub(r"\{[^{}]*\}", "x", text)) is not None


def _handed(view: ModuleView) -> Iterator[Handed]:
    own = {function.name for function in view.functions} | {node.name for node in view.classes}
    symbols = _Symbols(view)
    words = view.call_table.words
    for call in view.calls_to([word for word in words if word not in _COMMON and not word.startswith(_COMMON_STARTS)]):
        given = [(at, "", value) for at, value in enumerate(call.args[:8]) if _may_be_place(value)] if call.args else []
        if call.keywords:
            given += [(-1, k.arg or "", k.value) for k in call.keywords[:12] if _may_be_place(k.value)]
        if not given or any(isinstance(argument, ast.Starred) for argument in call.args):
            continue
        function = project_function(view, call, own)
        for at, name, value in given if function else ():
            text = symbols.of(value, 0)
            if _is_path_like(text):
                yield Handed(function=function, at=at, keyword=name, text=text, scope=view.scope(call))


def _may_be_place(node: ast.expr) -> bool:
    """A cheap look: a text like a path, or a name that speaks of places or settings."""
    kind = node.__class__
    if kind is ast.Constant:
        text: object = getattr(node, "value", None)
        return isinstance(text, str) and len(text) < _LENGTH and ("/" in text or "." in text)
    if isinstance(node, ast.Name):  # most are: sooner than by the patterns below
        return _speaks_of_place(node.id)
    if kind in _NO_PLACES:
        return False
    for _ in range(_DEPTH):
        match node:
            case ast.Constant():
                return _may_be_place(node)
            case ast.Name(id=name):
                return _speaks_of_place(name)
            case (
                ast.Attribute(attr=name, value=value) | ast.Subscript(value=value, slice=ast.Constant(value=str(name)))
            ):
                if _speaks_of_place(name):
                    return True
                node = value
            case ast.Call(func=func, args=args):
                if not args and not isinstance(func, ast.Attribute):
                    return _speaks_of_place(getattr(func, "id", ""))
                node = args[0] if args else func
            case ast.BinOp(op=ast.Div()) | ast.JoinedStr():
                return True
            case _:
                return False
    return False


_NO_PLACES: Final = frozenset(
    {ast.List, ast.Dict, ast.Tuple, ast.Lambda, ast.UnaryOp, ast.Compare, ast.ListComp, ast.GeneratorExp}
)


@lru_cache(16_384)
def _speaks_of_place(name: str) -> bool:
    return _PLACE_NAME.search(name) is not None


def project_function(view: ModuleView, call: ast.Call, own: set[str]) -> str:
    """The dotted name of a function or class that may be the project's; `` for those of libraries and of objects."""
    func = call.func
    if isinstance(func, ast.Name) and func.id in own:
        return func.id
    name = view.name(func) or ""
    root, dot, last = name.partition(".")
    if isinstance(func, ast.Attribute):
        kind = view.type_of(func.value)
        if kind is not None and kind.partition(".")[0] not in _LIBRARIES and func.attr[:1].islower():
            return f"{kind}.{func.attr}"
        if isinstance(func.value, ast.Name) and func.value.id == "self":
            return ""
    is_library = root in _LIBRARIES or root in sys.stdlib_module_names
    is_imported = root in view.roots or root == view.path.partition("/")[0]  # where relative imports begin
    return name if dot and last and is_imported and not is_library else ""


def _is_loader(view: ModuleView, call: ast.Call) -> bool:
    name = view.name(call.func) or (dotted(call.func) or "")
    return name in _LOADERS or _LOADER.search(name.rpartition(".")[2]) is not None


class _Symbols:
    """Makes texts of the expressions of one file."""

    __slots__ = ("_known", "_view")

    def __init__(self, view: ModuleView) -> None:
        self._view = view
        self._known: dict[ast.AST, str] = {}

    def of(self, node: ast.AST, depth: int) -> str:
        """See `symbol`."""
        if node in self._known:
            return self._known[node]
        if depth > _DEPTH:
            return "{}"
        self._known[node] = "{}"  # a value that needs itself is unknown
        found = self._known[node] = self._of(node, depth + 1)
        return found

    def _of(self, node: ast.AST, depth: int) -> str:
        match node:
            case ast.Constant(value=value):
                return value if isinstance(value, str) and "{" not in value else "{}"
            case ast.JoinedStr(values=values):
                parts = (part.value if isinstance(part, ast.FormattedValue) else part for part in values[:20])
                return "".join(self.of(part, depth) for part in parts)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._path([left, right], depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.of(left, depth) + self.of(right, depth)
            case ast.Call():
                return self._call(node, depth)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._held(node, (), depth)
            case ast.BoolOp(op=ast.Or(), values=[first, *_, last]):
                return self.of(last if self._is_open(first) else first, depth)
            case ast.IfExp(body=body, orelse=orelse) if self._is_open(body) or self._is_open(orelse):
                return self.of(orelse if self._is_open(body) else body, depth)
            case _:
                return "{}"

    def _is_open(self, node: ast.expr) -> bool:
        """A parameter that need not be given: `path` of `def load(path=None)`, so that `path or RAW` is RAW unless somebody says."""
        function = self._view.function(node) if isinstance(node, ast.Name) else None
        if function is None or not isinstance(node, ast.Name):
            return False
        default = default_of(function, node.id)
        return isinstance(default, ast.Constant) and default.value is None

    def _path(self, parts: list[ast.expr], depth: int) -> str:
        path = ""
        for part in parts[:12]:
            text = self.of(part, depth)
            path = text if text.startswith("/") or not path else f"{path.rstrip('/')}/{text}"
        return path or "{}"

    def _call(self, call: ast.Call, depth: int) -> str:
        view, func = self._view, call.func
        name = view.name(func) or ""
        if name in _JOINS and call.args:
            return self._path(call.args, depth)
        if name in _HERE and (not call.args or view.constant(call.args[0]) in ("", ".")):
            return f"{{file:{view.path.rpartition('/')[0] or '.' if view.path.endswith('.ipynb') else '.'}}}"
        if name in _SAME and call.args:
            return self.of(call.args[0], depth)
        if name == "os.path.dirname" and call.args:
            return with_keys(self.of(call.args[0], depth), ("parent",))
        if _is_loader(view, call):
            return "{key:}"
        if name in ("os.getenv", "os.environ.get") and len(call.args) > 1:
            return self.of(call.args[1], depth)
        if isinstance(func, ast.Attribute):
            if func.attr == "joinpath":
                return self._path([func.value, *call.args], depth)
            if func.attr in _SAME_METHODS:
                return self.of(func.value, depth)
            if func.attr == "get" and call.args:
                return self._held(call, (), depth)
        return "{}"

    def _held(self, node: ast.AST, keys: tuple[str, ...], depth: int) -> str:
        """A variable, or what keys and attributes take of one."""
        for _ in range(_DEPTH):
            match node:
                case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                    node, keys = value, (key, *keys)
                case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key)), *_]):
                    node, keys = value, (key, *keys)
                case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                    return self._own(node, attr, keys, depth)
                case ast.Attribute(value=value, attr=attr):
                    node, keys = value, (attr, *keys)
                case _:
                    break
        match node:
            case ast.Name():
                return self._variable(node, keys, depth)
            case ast.Call():
                return with_keys(self.of(node, depth), keys)
            case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(up))):
                return with_keys(self.of(value, depth), (*("parent",) * min(up + 1, _DEPTH), *keys))
            case _:
                return "{}"

    def _own(self, node: ast.Attribute, attr: str, keys: tuple[str, ...], depth: int) -> str:
        """`self.path`, from its only assignment."""
        function = self._view.function(node)
        values = self._view.own_values(node, attr) if function is not None else []
        found = self.of(values[0], depth) if len(values) == 1 else "{}"
        if found == "{}" and keys and _HOLDER.search(attr):
            return with_keys("{key:}", keys)
        return with_keys(found, keys)

    def _variable(self, node: ast.Name, keys: tuple[str, ...], depth: int) -> str:
        view, name = self._view, node.id
        if name == "__file__":
            return with_keys(f"{{file:{view.path}}}", keys)
        if len(keys) == 1 and self._is_parsed(node):
            return f"{{opt:{keys[0]}}}"
        function = view.function(node)
        if function is not None and name in _parameters(function) and not view.local_values(function, name):
            return f"{{param:{view.qualname(function)}:{name}{_kind(view, function, name)}:{'.'.join(keys)}}}"
        meant = view.name(node) or name
        if "." in meant:
            return f"{{name:{'.'.join((meant, *keys))}}}"
        values = [v for v in view.plain_values(name, node) if view.place(v) <= node.lineno or function is not None]
        if not values and view.top_level(name) is not None:
            return f"{{name:.{'.'.join((name, *keys))}}}"
        found = self.of(values[-1], depth) if values else "{}"
        if keys and found == "{}":
            if view.top_level(name) is not None and isinstance(values[-1] if values else None, ast.Dict | ast.Call):
                return f"{{name:.{'.'.join((name, *keys))}}}"
            return with_keys("{key:}", keys) if _HOLDER.search(name) else "{}"
        return with_keys(found, keys)

    def _is_parsed(self, node: ast.Name) -> bool:
        """Whether a variable holds what the command line gave: by its maker, or a parameter by its name."""
        if node.id in _PARSED:
            return True
        values = self._view.plain_values(node.id, node)
        made = values[-1] if values else None
        if isinstance(made, ast.Call):
            return (dotted(made.func) or "").rpartition(".")[2] in _PARSERS
        return False


def _kind(view: ModuleView, function: Function, name: str) -> str:
    """`@src.entity.TrainerConfig`, as a parameter's annotation has it; `` for other types."""
    annotation = next((p.annotation for p in parameters(function) if p.arg == name), None)
    meant = view.name(annotation) if isinstance(annotation, ast.Name | ast.Attribute) else None
    last = (meant or "").rpartition(".")[2]
    return f"@{meant}" if meant and last[:1].isupper() and last not in ("Path", "Any", "DictConfig") else ""


def _parameters(function: Function) -> frozenset[str]:
    return frozenset(parameter.arg for parameter in parameters(function))


def with_keys(text: str, keys: tuple[str, ...]) -> str:
    """Keys taken of something: only of what is one hole."""
    if not keys:
        return text
    told = ".".join(keys)
    if text.startswith("{file:") and text.count("{") == 1 and set(keys) == {"parent"}:
        place = text[6:-1]
        for _ in keys:
            if place == ".":
                return "{}"
            place = place.rpartition("/")[0] or "."
        return f"{{file:{place}}}"
    if text.startswith("{key:") and text.count("{") == 1:
        held = text[5:-1]
        return f"{{key:{held}.{told}}}" if held else f"{{key:{told}}}"
    if text.startswith("{param:") and text.count("{") == 1:
        held = text[:-1]
        return f"{held}{told}}}" if held.endswith(":") else f"{held}.{told}}}"
    if text.startswith("{name:") and text.count("{") == 1:
        return f"{text[:-1]}.{told}}}"
    return "{}"
