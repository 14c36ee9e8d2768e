"""How a file uses settings: every word by which it may read a key, sections it takes whole, raw reads, environment variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.variables import VariableRead, helpers, through_helpers, variables
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class RawRead:
    """A key read by name from a map that a variable named like settings holds."""

    variable: str
    key: str
    """Dotted."""
    line: int
    default: str | None = None
    """Of `.get(key, default)`, where it is a constant; None for a subscript."""


@frozen
class SettingsField:
    """A field of a class whose instances are filled from the environment (pydantic's BaseSettings)."""

    variable: str
    """The environment variable, in capitals."""
    line: int
    is_required: bool
    default: str | None = None
    name: str = ""
    """As the class writes it."""
    is_named: bool = True
    """The file names it elsewhere than where it is declared."""


@frozen
class SettingsUse:
    """One file's dealings with settings."""

    words: str
    """Attributes, keywords that get no literal, parameters, fields and the words of texts, each once, separated by spaces."""
    spread: tuple[str, ...] = ()
    """Last keys of maps whose keys are taken without being named: `**cfg.model`, `cfg["x"].items()`, `cfg["x"][name]`."""
    handed: tuple[str, ...] = ()
    """Last keys of sections that are handed on whole: `build(cfg["model"])`."""
    loose: tuple[str, ...] = ()
    """Variables named like settings that are spread, of which nothing else is known."""
    loaders: tuple[str, ...] = ()
    """What loads settings: `yaml.safe_load`, `hydra.main` …"""
    files: tuple[str, ...] = ()
    """Names of settings files in its texts, without folders; of Hydra's `config_name` too."""
    raw: tuple[RawRead, ...] = ()
    variables: tuple[VariableRead, ...] = ()
    fields: tuple[SettingsField, ...] = ()
    helpers: tuple[str, ...] = ()
    """Functions that read the variable whose name they are given, and stop where it is not set."""
    told: tuple[str, ...] = ()
    """Variables that it reads and that its own head tells: the comment or docstring at its beginning, `NAME=value` or `NAME: …`."""


LOADERS: Final = frozenset(
    {
        "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "toml.load", "toml.loads", "tomllib.load", "tomllib.loads",
        "tomli.load", "tomli.loads", "omegaconf.OmegaConf.load", "omegaconf.OmegaConf.create", "hydra.main", "hydra.compose",
        "hydra.initialize", "configparser.ConfigParser", "configparser.RawConfigParser", "dvc.api.params_show", "dynaconf.Dynaconf",
        "confuse.Configuration", "anyconfig.load", "ruamel.yaml.YAML", "box.Box.from_yaml", "munch.munchify", "json.load", "json.loads",
        "confection.Config", "sacred.Experiment", "configargparse.ArgumentParser", "pyhocon.ConfigFactory.parse_file",
    }
)  # fmt: skip
_LAST: Final = frozenset(name.rpartition(".")[2] for name in LOADERS)
_CONFIG_NAMES: Final = Vocabulary(("cfg", "conf", "param", "setting", "opt", "arg", "hyp", "yaml", "spec"), fold=True)
_CHAINS: Final = frozenset({ast.Subscript, ast.Attribute, ast.Call})
_RAW_NAME: Final = regex(
    r"^_?(?:[a-z]{1,12}_)?(?:cfg|conf|config|configs|configuration|params|settings|hparams|opts?)$", re.IGNORECASE
)
_WORD: Final = regex(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
_HYPHENED: Final = regex(r"(?:--)?[A-Za-z_]\w{0,60}(?:-\w{1,60}){0,8}")
_HELPS: Final = Vocabulary(("env",), lambda word: "env" in word.lower())
_TEXT: Final = 400
_HEAD: Final = 120
_DEPTH: Final = 8
_BY_NAME: Final = frozenset({"getattr", "hasattr", "setattr"})
_TAKING: Final = frozenset({"items", "values", "keys"})
_WHOLE_CALLS: Final = frozenset(
    {"instantiate", "to_container", "vars", "asdict", "to_dict", "merge", "SimpleNamespace", "from_dict"}
)


@facet(SettingsUse, version=11)
def settings_use(view: ModuleView) -> Iterator[SettingsUse]:
    """One record a file that has any words."""
    words = _words(view)
    if not words:
        return
    spread, handed, loose = _Sections(view).found()
    environment = view.mentions("environ", "getenv", "decouple", "environs")
    own = tuple(helpers(view)) if environment else ()
    read = [*variables(view)] if environment else []
    if own or _HELPS.knows(view.words):
        read += through_helpers(view, frozenset(own))
    yield SettingsUse(
        words=" ".join(sorted(words)), spread=spread, handed=handed, loose=loose, loaders=tuple(_loaders(view)),
        files=tuple(_files(view)),
        raw=tuple(_raw(view)),
        variables=tuple(read), helpers=own, told=tuple(_told(view, read)),
        fields=tuple(_fields(view)) if view.mentions("basesettings") else (),
    )  # fmt: skip


def _told(view: ModuleView, read: Sequence[VariableRead]) -> Iterator[str]:
    """Where no comment stands at the beginning, nothing is told."""
    if not read:
        return
    body = view.tree.body
    is_text = bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    last = (body[0].end_lineno or 0) if is_text else body[0].lineno - 1 if body else 0
    head = "\n".join(view.lines[: min(last, _HEAD)]) if last else ""
    for name in dict.fromkeys(one.name for one in read):
        if name in head and re.search(rf"(?<![\w$]){re.escape(name)}`?[ \t]*[=:]", head):
            yield name


def _words(view: ModuleView) -> set[str]:
    words = _named(view)
    for node in view.classes:
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                words.add(statement.target.id)
            elif isinstance(statement, ast.Assign):
                words.update(target.id for target in statement.targets if isinstance(target, ast.Name))
    return words


def _named(view: ModuleView) -> set[str]:
    """The words but for what classes declare."""
    words = {node.attr for node in view.nodes(ast.Attribute)}
    words.update(node.arg for node in view.nodes(ast.arg))
    words.update(node.arg for node in view.nodes(ast.keyword) if node.arg and type(node.value) is not ast.Constant)
    bare = {node.value for node in view.nodes(ast.Expr) if node.value.__class__ is ast.Constant}
    texts = {
        node.value
        for node in view.constants
        if isinstance(node.value, str) and len(node.value) <= _TEXT and node not in bare
    }
    plain = set(filter(str.isidentifier, texts))
    texts -= plain
    words |= plain
    words.update(_WORD.findall("\n".join(texts)))
    words.update(
        [text.removeprefix("--").replace("-", "_") for text in texts if "-" in text and _HYPHENED.fullmatch(text)]
    )
    return words


def _loaders(view: ModuleView) -> list[str]:
    if not view.mentions("yaml", "toml", "omegaconf", "hydra", "config", "json", "dvc.api", "dynaconf", "params_show"):
        return []
    found: set[str] = set()
    last = _LAST | {alias.asname for one in view.imports for alias in one.names if alias.asname and alias.name in _LAST}
    for call in view.calls_to(last):
        func = call.func
        if (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) in last:
            found.add(view.name(func) or "")
    for function in view.functions:
        for mark in function.decorator_list:
            found.add(view.name(mark.func if isinstance(mark, ast.Call) else mark) or "")
    return sorted(found & LOADERS)


_FILE: Final = regex(r"([A-Za-z0-9_.-]{1,80}\.(?:ya?ml|toml|json|ini|cfg))$")
_ENDINGS: Final = (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg")
_ENDING_WORDS: Final = frozenset(ending[1:] for ending in _ENDINGS)


def _files(view: ModuleView) -> list[str]:
    found: set[str] = set()
    for node in view.constants if not view.words.isdisjoint(_ENDING_WORDS) else ():
        value = node.value
        named = isinstance(value, str) and len(value) <= _TEXT and value.rstrip("\n").endswith(_ENDINGS)
        if named and (name := _FILE.search(str(value))):
            found.add(name[1])
    for node in view.nodes(ast.keyword) if "config_name" in view.words else ():
        if node.arg == "config_name" and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.add(node.value.value.rpartition("/")[2].removesuffix(".yaml") + ".yaml")
    return sorted(found)


class _Sections:
    """Sections of settings that are taken whole."""

    def __init__(self, view: ModuleView) -> None:
        self._view = view
        self._named = _CONFIG_NAMES.of(view.words)
        self._spread: set[str] = set()
        self._handed: set[str] = set()
        self._loose: set[str] = set()

    def found(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        view = self._view
        if self._named:
            self._of_calls()
            for node in view.nodes(ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if key is None:
                        self._take(value)
            for loop in (*view.nodes(ast.For), *view.nodes(ast.comprehension)):
                self._take(loop.iter)
            for node in view.nodes(ast.Subscript):
                if isinstance(node.slice, (ast.Name, ast.JoinedStr, ast.Attribute, ast.Subscript, ast.Call)):
                    self._take(node.value)
        return tuple(sorted(self._spread)), tuple(sorted(self._handed)), tuple(sorted(self._loose))

    def _of_calls(self) -> None:
        """Arguments of calls, and what is called on sections."""
        view = self._view
        for call in view.calls:
            for argument in call.args:
                if argument.__class__ in _CHAINS:
                    self._hand(argument)
        for keyword in view.nodes(ast.keyword):
            if keyword.arg is None:
                if isinstance(view.parent(keyword), ast.Call):
                    self._take(keyword.value)
            elif keyword.value.__class__ in _CHAINS and isinstance(view.parent(keyword), ast.Call):
                self._hand(keyword.value)
        for call in view.calls_to(_TAKING):
            if isinstance(call.func, ast.Attribute):
                self._take(call.func.value)
        for call in view.calls_to(_WHOLE_CALLS):
            for argument in call.args:
                self._take(argument)
        for call in view.calls_to(_BY_NAME):
            if len(call.args) > 1 and not isinstance(call.args[1], ast.Constant):
                self._take(call.args[0])

    def _take(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and node.id not in self._named:
            return  # most variables
        key = self._key(node, 0)
        if key is not None:
            self._spread.add(key)
        elif isinstance(node, ast.Name) and node.id in self._named:
            self._loose.add(node.id)

    def _hand(self, node: ast.expr) -> None:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") != "get":
            return
        if _root(node) in self._named:
            key = self._key(node, 0)
            if key is not None:
                self._handed.add(key)

    def _key(self, node: ast.expr, depth: int) -> str | None:
        """The last key of an expression, through variables."""
        match node:
            case ast.Attribute(attr=attr):
                return attr
            case ast.Subscript(slice=ast.Constant(value=str(key))):
                return key
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str(key)), *_]):
                return key
            case ast.Call(func=ast.Attribute(attr="items" | "values" | "keys" | "copy", value=value)) if depth < _DEPTH:
                return self._key(value, depth + 1)
            case ast.Call(func=ast.Name(id="dict" | "enumerate" | "list" | "sorted" | "zip"), args=[first, *_]) if (
                depth < _DEPTH
            ):
                return self._key(first, depth + 1)
            case ast.Name(id=name) if depth < _DEPTH and name in self._named:
                values = [
                    v
                    for v in self._view.values(name, node)[:3]
                    if isinstance(v, (ast.Subscript, ast.Attribute, ast.Call))
                ]
                return next((key for v in values if (key := self._key(v, depth + 3)) is not None), None)
            case _:
                return None


def _root(node: ast.AST) -> str | None:
    """The variable at the beginning of a chain; of `self.x.y` the attribute `x`."""
    last = None
    for _ in range(12):
        if isinstance(node, ast.Attribute):
            last, node = node.attr, node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            return last if node.id in ("self", "cls") else node.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            node = node.func.value
        else:
            return None
    return None


def _raw(view: ModuleView) -> Iterator[RawRead]:
    named = {name for name in _CONFIG_NAMES.of(view.words) if _RAW_NAME.match(name)}
    if not named:
        return
    for node in view.nodes(ast.Subscript):
        if (
            isinstance(node.ctx, ast.Load)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            above = view.parent(node)
            if isinstance(above, ast.Subscript) and above.value is node and isinstance(above.slice, ast.Constant):
                continue
            yield from _read(view, node, named, None)
    for call in view.calls_to(("get",)):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "get"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ):
            given = view.constant(call.args[1]) if len(call.args) > 1 else None
            yield from _read(view, call, named, "" if given is None else str(given)[:60])


def _read(view: ModuleView, node: ast.expr, named: set[str], default: str | None) -> Iterator[RawRead]:
    root = _root(node)
    if root not in named:
        return
    keys: list[str] = []
    at: ast.expr = node
    for _ in range(12):
        match at:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                keys.append(key)
                at = value
            case ast.Call(func=ast.Attribute(attr="get", value=value), args=[ast.Constant(value=str(key)), *_]):
                keys.append(key)
                at = value
            case ast.Name() | ast.Attribute():
                break
            case _:
                return
    if keys:
        yield RawRead(variable=root, key=".".join(reversed(keys))[:120], line=view.place(node), default=default)


def _fields(view: ModuleView) -> Iterator[SettingsField]:
    named = _named(view)
    for node in view.classes:
        if not _is_settings(view, node, 0):
            continue
        prefix = _prefix(view, node)
        inside = {
            name.id
            for name in view.nodes(ast.Name)
            if isinstance(name.ctx, ast.Load) and node.lineno < name.lineno <= view.end(node)
        }
        for statement in node.body:
            if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
                continue
            if statement.target.id in ("model_config",):
                continue
            value, alias = statement.value, None
            if isinstance(value, ast.Call):
                given = view.argument(value, "env", "validation_alias", "alias")
                alias = view.constant(given) if given is not None else None
                if last_name(value.func) in _FIELDS and view.argument(value, "default_factory") is None:
                    value = view.argument(value, "default", 0)
            if isinstance(value, ast.Call) and value.args and (view.name(value.func) or "").endswith("SecretStr"):
                value = value.args[0]
            missing = value is None or (isinstance(value, ast.Constant) and value.value is ...)
            default = view.constant(value) if value is not None and not missing else None
            if node.name.startswith("Test"):
                default = None  # what tests run with
            name = alias if isinstance(alias, str) else prefix + statement.target.id
            yield SettingsField(
                variable=name.upper(), line=view.place(statement), is_required=missing,
                default=None if default is None else str(default)[:100],
                name=statement.target.id, is_named=statement.target.id in named or statement.target.id in inside,
            )  # fmt: skip


def _is_settings(view: ModuleView, node: ast.ClassDef, depth: int) -> bool:
    """A class of pydantic's, or one that is made of such a class of the file, or of one that is called so (`AppBaseSettings`)."""
    for base in node.bases:
        last = (view.name(base) or "").rpartition(".")[2]
        if last.endswith("BaseSettings"):
            return True
        own = next((one for one in view.classes if one.name == last and one is not node), None)
        if own is not None and depth < _CLASSES and _is_settings(view, own, depth + 1):
            return True
    return False


_CLASSES: Final = 3
_FIELDS: Final = frozenset({"Field", "FieldInfo", "PrivateAttr", "Secret", "SecretStr", "SecretBytes"})


def _prefix(view: ModuleView, node: ast.ClassDef) -> str:
    inner = [s for c in node.body if isinstance(c, ast.ClassDef) and c.name == "Config" for s in c.body]
    for statement in (*node.body, *inner):
        value = getattr(statement, "value", None)
        targets = [getattr(t, "id", "") for t in getattr(statement, "targets", ())]
        if "env_prefix" in targets and value is not None:
            found = view.constant(value)
            return found if isinstance(found, str) else ""
        if isinstance(value, ast.Call):
            given = view.argument(value, "env_prefix")
            found = view.constant(given) if given is not None else None
            if isinstance(found, str):
                return found
        if isinstance(value, ast.Dict):
            for key, inner_value in zip(value.keys, value.values, strict=True):
                if (
                    isinstance(key, ast.Constant)
                    and key.value == "env_prefix"
                    and isinstance(inner_value, ast.Constant)
                ):
                    return str(inner_value.value)
    return ""
