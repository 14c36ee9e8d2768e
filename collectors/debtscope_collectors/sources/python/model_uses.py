"""What the name of a language model is used for: names of deployments and encodings ask nothing of a vendor. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

TEAMS_NAME: Final = regex(r"deployment|azure|encod(?:ing|er)(?![a-z])|tokeni[sz]er", re.IGNORECASE)
"""What takes the name that a team gave at Azure, behind which it sets the version, or the name of an encoding."""
_ENCODES: Final = regex(r"encod(?:ing|er)(?![a-z])|tokeni[sz]er", re.IGNORECASE)
"""In the name of a function that gives the name of an encoding."""
_HANDED_ON: Final = frozenset({"get", "getenv", "Field", "env", "config", "field", "str"})
"""Calls that hand on what they are given: readers of the environment, fields of settings."""
_COUNTERS: Final = frozenset({"encoding_for_model", "encoding_name_for_model"})
_SAYS: Final = frozenset({"print", "debug", "info", "warning", "error", "exception", "str", "startswith", "endswith"})
_DEPTH: Final = 6


def names_a_deployment(view: ModuleView, node: ast.Constant) -> bool:
    """Whether an argument, a default, a setting or a variable that takes a text says that it is a deployment or an encoding."""
    if "azure" in f"{view.path} {view.scope(node)}".lower():
        return True
    below: ast.AST = node
    for _, above in zip(range(_DEPTH), view.ancestors(node), strict=False):
        match above:
            case ast.arguments():
                return TEAMS_NAME.search(_parameter(above, below)) is not None or _only_counts(view, above, below)
            case ast.keyword(arg=name):
                if name and TEAMS_NAME.search(name):
                    return True
            case ast.Call(func=func, args=args):
                if last_name(func) not in _HANDED_ON:
                    return False
                if any(isinstance(one, ast.Constant) and _says(one.value) for one in args if one is not node):
                    return True
            case ast.Dict(keys=keys, values=values) if below in values:
                key = keys[values.index(below)]
                return isinstance(key, ast.Constant) and _says(key.value)
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                return TEAMS_NAME.search(last_name(target)) is not None or _only_counted(view, target)
            case ast.Return():
                return _ENCODES.search(view.scope(node).rpartition(".")[2]) is not None
            case ast.BoolOp() | ast.IfExp():
                pass
            case _:
                return False
        below = above
    return False


def _says(value: object) -> bool:
    return isinstance(value, str) and TEAMS_NAME.search(value) is not None


def _parameter(arguments: ast.arguments, default: ast.AST) -> str:
    """The name of the parameter that a default belongs to."""
    given = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(given[len(given) - len(arguments.defaults) :], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return next((one.arg for one, value in pairs if value is default), "")


def _only_counts(view: ModuleView, arguments: ast.arguments, default: ast.AST) -> bool:
    """A function that takes the name of a model for its encoding alone."""
    owner = view.parent(arguments)
    if not isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef) or "tiktoken" not in view.words:
        return False
    within = (owner.lineno, owner.end_lineno or owner.lineno)
    return _is_counted(view, _parameter(arguments, default), within, owner.name)


def _only_counted(view: ModuleView, target: ast.expr) -> bool:
    """A constant of the file that goes into an encoding alone, and is no name that other files import."""
    return isinstance(target, ast.Name) and "tiktoken" in view.words and _is_counted(view, target.id, None, "")


def _is_counted(view: ModuleView, name: str, within: tuple[int, int] | None, own: str) -> bool:
    """Whether some lines hand a name to an encoding, and otherwise to nothing but messages and the function itself."""
    is_counted = False
    for node in view.nodes(ast.Name):
        if (
            node.id != name
            or not isinstance(node.ctx, ast.Load)
            or (within and not within[0] <= node.lineno <= within[1])
        ):
            continue
        above = view.parent(node)
        if isinstance(above, ast.keyword):
            above = view.parent(above)
        match above:
            case ast.Call(func=func) if func is not node and last_name(func) in _COUNTERS:
                is_counted = True
            case ast.Call(func=func) if func is not node and last_name(func) in {*_SAYS, own}:
                pass
            case ast.Compare() | ast.FormattedValue():
                pass
            case ast.Attribute(attr="startswith" | "endswith" | "lower"):
                pass
            case _:
                return False
    return is_counted


@frozen
class OpenAIClient:
    """A client of OpenAI's library."""

    line: int
    is_azure: bool
    """It asks deployments of Azure, by the names that a team gave them."""


_TYPE: Final = regex(r"api_type$", re.IGNORECASE)
_PLAIN: Final = frozenset({"OpenAI", "AsyncOpenAI", "ChatOpenAI"})
_AZURE: Final = frozenset({"AzureOpenAI", "AsyncAzureOpenAI"})


@facet(OpenAIClient, cues=_PLAIN | _AZURE | {"api_type", "openai_api_type", "OPENAI_API_TYPE"}, tests=False)
def openai_clients(view: ModuleView) -> Iterator[OpenAIClient]:
    """`AzureOpenAI(…)` and `OpenAI(…)` of whatever library of that name, and `openai.api_type = "azure"` that holds for the whole file."""
    for call in view.calls_to(_PLAIN | _AZURE):
        package, _, name = (view.name(call.func) or "").rpartition(".")
        if "openai" in package:
            at = view.argument(call, "base_url", "openai_api_base", "azure_endpoint")
            yield OpenAIClient(line=call.lineno, is_azure=name in _AZURE or _is_at_azure(view, at))
    for node in view.constants if view.spells(("api_type", "API_TYPE")) else ():
        if isinstance(node.value, str) and node.value in ("azure", "azure_ad", "azuread") and _is_type(view, node):
            yield OpenAIClient(line=view.place(node), is_azure=True)


def _is_at_azure(view: ModuleView, address: ast.expr | None) -> bool:
    """By the address itself, or by the name of what holds it."""
    if address is None:
        return False
    told = view.constant(address)
    return "azure" in (told if isinstance(told, str) else view.snippet(address)).lower()


def _is_type(view: ModuleView, node: ast.Constant) -> bool:
    """A setting of the file's own: what a function sets holds for one of several vendors."""
    if view.function(node) is not None:
        return False
    match view.parent(node):
        case ast.keyword(arg=str(name)):
            return _TYPE.search(name) is not None
        case ast.Dict(keys=keys, values=values):
            return any(
                value is node and isinstance(key, ast.Constant) and _TYPE.search(str(key.value)) is not None
                for key, value in zip(keys, values, strict=True)
            )
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(name)))]):
            return _TYPE.search(name) is not None
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return _TYPE.search(last_name(target)) is not None
        case _:
            return False
