"""What functions take, and what calls of the project's own functions give them. One file at a time."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import absolute
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_LIBRARIES: Final = frozenset(
    {
        "airflow", "azure", "boto3", "botocore", "click", "datasets", "django", "dotenv", "evidently", "fastapi", "feast", "flask", "google", "great_expectations",
        "hydra", "IPython", "joblib", "keras", "langchain", "langchain_community", "langchain_core", "langchain_openai", "lightgbm", "llama_index", "loguru",
        "matplotlib", "mlflow", "numpy", "omegaconf", "openai", "optuna", "pandas", "PIL", "plotly", "polars", "prefect", "prometheus_client", "pydantic",
        "pydantic_settings", "pyspark", "pytest", "pytorch_lightning", "ray", "requests", "rich", "sagemaker", "scipy", "seaborn", "sentence_transformers", "sklearn",
        "sqlalchemy", "starlette", "streamlit", "tensorflow", "torch", "torchvision", "tqdm", "transformers", "typer", "wandb", "xgboost", "yaml",
    }
)  # fmt: skip
"""Whose functions nobody asks about here; other names may be the project's."""
_WAITS: Final = regex(r"raises|\bskip")
"""What tests say where they wait for the failure, or never run."""
_ENUMS: Final = ("Enum", "Flag")


@frozen
class Signature:
    """A function at the top of a file, or a class by its own `__init__`: bound once, and changed by no decorator."""

    name: str
    line: int
    positional: tuple[str, ...]
    """Names in order, without `self`."""
    only_positional: int
    """How many of these cannot be given by name."""
    required: int
    """How many of these have no default."""
    named: tuple[str, ...]
    """What can be given by name alone."""
    required_named: tuple[str, ...]
    takes_more: bool
    """`*args`."""
    takes_any_name: bool
    """`**kwargs`."""


@frozen
class OwnCall:
    """A call by a plain name, without `*` and `**`."""

    module: str
    """Where the name is imported from, absolute; `` for the file's own."""
    level: int
    """Dots of that import."""
    name: str
    """What it is called there."""
    line: int
    given: int
    """Positional arguments."""
    names: tuple[str, ...]
    """Arguments by name."""


@frozen
class Parents:
    """Names from which the classes of a file inherit."""

    names: tuple[str, ...]
    """Their last words."""


@facet(Parents, cues=("class",))
def parents(view: ModuleView) -> Iterator[Parents]:
    """Of modules that hold a class with a parent."""
    if found := {last_name(base) for node in view.classes for base in node.bases}:
        yield Parents(names=tuple(sorted(found - {""})))


@facet(Signature, cues=("def",))
def signatures(view: ModuleView) -> Iterator[Signature]:
    """Of modules, in the order of the file."""
    if view.kind == "module":
        yield from view.once(_signatures)


def _signatures(view: ModuleView) -> Iterator[Signature]:
    for node in view.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.decorator_list:
            continue
        if len(view.top_level(node.name) or ()) != 1:
            continue
        if isinstance(node, ast.ClassDef):
            start = _constructor(node)
            if start is not None:
                yield _signature(node.name, start, own=1)
            yield from _methods(view, node)
        else:
            yield _signature(node.name, node, own=0)


def _methods(view: ModuleView, node: ast.ClassDef) -> Iterator[Signature]:
    """Functions that an instance has for certain: nothing else in the class binds the name, on `self` neither."""
    for one in node.body:
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) or one.decorator_list:
            continue
        if not one.name.startswith("__") and len(view.bound_in(node, one.name)) == 1:
            yield _signature(f"{node.name}.{one.name}", one, own=1)


def _constructor(node: ast.ClassDef) -> Function | None:
    """The one `__init__` of a class that nothing but it decides about."""
    if node.keywords or any(last_name(base).endswith(_ENUMS) for base in node.bases):
        return None
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    starts = [one for one in methods if one.name == "__init__"]
    if len(starts) != 1 or starts[0].decorator_list or any(one.name == "__new__" for one in methods):
        return None
    return starts[0]


def _signature(name: str, node: Function, *, own: int) -> Signature:
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    return Signature(
        name=name,
        line=node.lineno,
        positional=tuple(one.arg for one in positional[own:]),
        only_positional=max(len(given.posonlyargs) - own, 0),
        required=max(len(positional) - len(given.defaults) - own, 0),
        named=tuple(one.arg for one in given.kwonlyargs),
        required_named=tuple(
            one.arg for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None
        ),
        takes_more=given.vararg is not None or len(positional) < own,
        takes_any_name=given.kwarg is not None,
    )


@facet(OwnCall, cues=("def", "import"))
def own_calls(view: ModuleView) -> Iterator[OwnCall]:
    """Of modules: all calls of what they import by name, and of what they define those that it cannot take. Those that the author has silenced are left out."""
    if view.kind != "module":
        return
    sources = {name: one for one in view.nodes(ast.ImportFrom) if _may_be_own(one) for name in _names(one)}
    own = {one.name: one for one in view.once(_signatures)}
    plain = {name for name in {*sources, *own} if "." not in name and _is_sure(view, name)}
    methods = {name.partition(".")[2] for name in own if "." in name}
    package = tuple(view.path.split("/")[:-1])
    for call in view.calls_to(plain | methods):
        name = call.func.id if isinstance(call.func, ast.Name) else _method(view, call) if methods else ""
        source, taken = sources.get(name), own.get(name)
        if (name not in plain and taken is None) or _is_open(call):
            continue
        found = OwnCall(
            module=absolute(package, source.module, source.level) if source is not None else "",
            level=source.level if source is not None else 0,
            name=next(one.name for one in source.names if (one.asname or one.name) == name) if source else name,
            line=view.place(call),
            given=len(call.args),
            names=tuple(one.arg for one in call.keywords if one.arg),
        )
        if (taken is None or misfit(taken, found)) and not _is_excused(view, call):
            yield found


def _is_sure(view: ModuleView, name: str) -> bool:
    """Bound once, by the module: nothing else can be meant."""
    return name not in view.inner_names and len(view.top_level(name) or ()) == 1


def _method(view: ModuleView, call: ast.Call) -> str:
    """`Class.method` of `self.method(…)` in a method of the class itself; else ``."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            holder, _, inner = view.scope(call).partition(".")
            return f"{holder}.{name}" if inner and "." not in inner else ""
        case _:
            return ""


def misfit(taken: Signature, call: OwnCall) -> str:
    """Why a call raises TypeError before the function begins; `` where it does not."""
    by_name = set(taken.positional[taken.only_positional :])
    unknown = [name for name in call.names if name not in by_name and name not in taken.named]
    if unknown and not taken.takes_any_name:
        return f"with {_list(unknown)}, which it does not take"
    if call.given > len(taken.positional) and not taken.takes_more:
        most = len(taken.positional)
        return f"with {call.given} arguments in order, of which it takes {most or 'none'}"
    twice = [name for name in taken.positional[: call.given] if name in call.names and name in by_name]
    if twice:
        return f"with {_list(twice)} twice, in order and by name"
    named = by_name.intersection(call.names)
    needed = [name for name in taken.positional[call.given : taken.required] if name not in named]
    needed += [name for name in taken.required_named if name not in call.names]
    return f"without {_list(needed)}, which it needs" if needed else ""


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _may_be_own(node: ast.ImportFrom) -> bool:
    head = (node.module or "").partition(".")[0]
    return bool(node.module) and (node.level > 0 or not (head in sys.stdlib_module_names or head in _LIBRARIES))


def _names(node: ast.ImportFrom) -> Iterator[str]:
    return (one.asname or one.name for one in node.names)


def _is_open(call: ast.Call) -> bool:
    """`f(*args, **options)`: what it gives is seen when it runs."""
    return any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords)


def _is_excused(view: ModuleView, call: ast.Call) -> bool:
    """The author knows: a comment silences the type checker, or the failure is what the lines wait for."""
    if any(
        "type: ignore" in line or "pyright: ignore" in line for line in view.lines[call.lineno - 1 : view.end(call)]
    ):
        return True
    for above in view.ancestors(call):
        said: list[ast.expr] = []
        if isinstance(above, ast.With | ast.AsyncWith):
            said = [one.context_expr for one in above.items]
        elif isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            said = above.decorator_list
        elif isinstance(above, ast.Try) and any(
            "TypeError" in ast.unparse(one.type) for one in above.handlers if one.type
        ):
            return True
        texts = [ast.unparse(one)[:200] for one in said]
        if any(_WAITS.search(text) or ("patch" in text and last_name(call.func) in text) for text in texts):
            return True
    return False
