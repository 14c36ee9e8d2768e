"""Models that may be None where something is asked of them: loaders that give back nothing, globals that a failed start leaves empty."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.libraries import role_of
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_LOADS: Final = regex(
    r"(?:^|\.)(?:load_model|load_learner|load_from_checkpoint|from_pretrained|InferenceSession|load_booster|load_weights)$"
    r"|^(?:joblib|pickle|cloudpickle|dill|torch|tensorflow|keras|skops\.io|onnx|mlflow)\.(?:[\w.]{1,60}\.)?load\w{0,20}$"
)
_ASKS: Final = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "score_samples", "forecast"}
)
_MAKES: Final = regex(
    r"(?:^|_)(?:model|classifier|regressor|estimator|pipeline|network|net|predictor|session|artifact)s?(?:_|$)|^(?:fit|build|load)$",
    re.I,
)
_EXISTS: Final = regex(r"exists|isfile|is_file|is_dir|isdir|listdir|glob|getenv|environ")
_ASKED_READY: Final = regex(r"None|loaded|ready|available|initiali[sz]ed|has_model|is_fitted|_fitted|trained", re.I)
_MAKES_READY: Final = regex(
    r"^_?(?:ensure|load|init|check|require|verify|assert|lazy|get|setup|warm|reload|try_load)\w*$", re.I
)
_ENDS: Final = frozenset({"exit", "_exit", "abort", "fail"})
_MOST: Final = 200
"""Calls of a file that are looked at; each costs a look through its conditions."""
_SHELLS: Final = frozenset(
    {
        "abstractmethod",
        "overload",
        "step",
        "task",
        "flow",
        "component",
        "op",
        "asset",
        "cached_property",
        "property",
        "hook",
    }
)


@frozen
class NullableModel:
    """One maker of models that may give None, or one place that asks such a model."""

    kind: str
    """maker (sometimes None), void (never gives anything back) or use."""
    name: str
    """maker, void: qualified name. use: the expression that is asked (`model`, `self.model`)."""
    line: int
    scope: str
    text: str
    why: str = ""
    """maker: when it gives None. use: why the variable may be None, where the file itself tells."""
    callee: str = ""
    """use: dotted name of the project's function that gave the model, where another one decides."""


_MAKER_CUES: Final = frozenset({"sklearn", "xgboost", "lightgbm", "catboost", "keras", "torchvision", "timm"})
"""What factories of models import; they neither load nor ask."""
_CUES: Final = _ASKS | {"fit", "compile", "load", "load_model", "from_pretrained", "InferenceSession", "load_learner"}


@facet(NullableModel, version=4, cues=_CUES | _MAKER_CUES)
def nullable_models(view: ModuleView) -> Iterator[NullableModel]:
    """Makers and voids of every file that loads or asks models, uses of those that ask."""
    if view.kind == "notebook" or (_CUES | _MAKER_CUES).isdisjoint(view.words):
        return
    for node in view.functions:
        yield from _maker(view, node)
    seen: set[tuple[str, str]] = set()
    for call in view.calls_to(_ASKS | {"fit", "compile"})[:_MOST]:
        func = call.func
        if not isinstance(func, ast.Attribute) or not isinstance(func.value, (ast.Name, ast.Attribute, ast.Subscript)):
            continue
        written = _written(func.value)
        place = (view.scope(call), written or "")
        if written is None or place in seen:
            continue
        values = _values(view, func.value)
        if not values or _is_guarded(view, call, func.value):
            continue
        seen.add(place)
        yield from _use(view, call, func, values)


def _written(node: ast.AST) -> str | None:
    """A variable, an attribute or a named item (`state["model"]`), as one text; what a request calls `request.app.state` is the application's."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
            return f"{name}[{key}]"
        case ast.Name() | ast.Attribute():
            told = dotted(node)
            return told.removeprefix("request.") if told is not None and told.startswith("request.app.state.") else told
        case _:
            return None


def _maker(view: ModuleView, node: Function) -> Iterator[NullableModel]:
    """Functions that give a loaded model back on one way and nothing on another, or nothing at all."""
    returns = view.returns(node)
    given = [one for one in returns if one.value is not None and not _is_none(one.value)]
    qualname = view.qualname(node)
    if not given:
        if _MAKES.search(node.name) and _is_void(view, node):
            yield NullableModel(
                kind="void", name=qualname, line=node.lineno, scope=qualname, text=view.snippet(node), why="it never returns anything"
            )  # fmt: skip
        return
    if not any(_is_load(view, node, one.value) for one in given if one.value is not None):
        if len(given) > 1 and not _gives_none(view, node) and _falls_through(node.body) and _is_factory(view, given):
            yield NullableModel(
                kind="maker", name=qualname, line=node.lineno, scope=qualname, text=view.snippet(node),
                why="for a name that it does not know it runs to its end without a return",
            )  # fmt: skip
        return
    empty = next((one for one in returns if one.value is None or _is_none(one.value)), None)
    if empty is None and not _falls_through(node.body):
        return
    why = _reason(view, empty) if empty is not None else "it runs to its end without a return"
    line = empty.lineno if empty is not None else node.lineno
    yield NullableModel(
        kind="maker", name=qualname, line=line, scope=qualname, text=view.snippet(empty or node), why=why
    )


def _gives_none(view: ModuleView, node: Function) -> bool:
    """It says itself that it may give nothing back: its callers are told."""
    told = node.returns is not None and "None" in _text(view, node.returns)
    return told or any(one.value is None or _is_none(one.value) for one in view.returns(node))


def _is_factory(view: ModuleView, given: Sequence[ast.Return]) -> bool:
    """Every way gives a model that was just made, each of another kind."""
    kinds = {
        view.name(one.value.func) or ""
        for one in given
        if isinstance(one.value, ast.Call) and role_of(view.name(one.value.func) or "") not in (None, "transformer")
    }
    return len(kinds) > 1 and all(isinstance(one.value, ast.Call) for one in given)


def _is_void(view: ModuleView, node: Function) -> bool:
    if any(last_name(d.func if isinstance(d, ast.Call) else d) in _SHELLS for d in node.decorator_list):
        return False
    body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    if not body or all(isinstance(one, (ast.Pass, ast.Raise)) for one in body):
        return False
    inside = (one for kind in (ast.Yield, ast.YieldFrom) for one in view.nodes(kind))
    return all(view.function(one) is not node for one in inside)


def _is_load(view: ModuleView, node: Function, value: ast.expr) -> bool:
    """The value of a return is a load, or a name that holds one."""
    values = view.local_values(node, value.id) if isinstance(value, ast.Name) else [value]
    parts = [part for one in values for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return any(isinstance(part, ast.Call) and _loads(view, part) for part in parts)


def _loads(view: ModuleView, call: ast.Call) -> bool:
    return bool(_LOADS.search(view.name(call.func) or ""))


def _falls_through(body: Sequence[ast.stmt]) -> bool:
    """Whether control can reach the end of the statements."""
    last = body[-1]
    match last:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return False
        case ast.If(body=then, orelse=other):
            return not other or _falls_through(then) or _falls_through(other)
        case ast.With(body=inner) | ast.AsyncWith(body=inner):
            return _falls_through(inner)
        case ast.Try():
            if last.finalbody and not _falls_through(last.finalbody):
                return False
            ends = [last.orelse or last.body, *(handler.body for handler in last.handlers)]
            return any(_falls_through(one) for one in ends)
        case ast.While(test=ast.Constant(value=True)):
            return False
        case ast.For() | ast.While() | ast.AsyncFor():
            return not last.orelse or _falls_through(last.orelse)
        case ast.Match():
            return False
        case ast.Expr(value=ast.Call(func=func)):
            return last_name(func) not in _ENDS
        case _:
            return True


def _reason(view: ModuleView, node: ast.Return) -> str:
    """When a return gives None."""
    for above in view.ancestors(node):
        if isinstance(above, ast.ExceptHandler):
            kind = _text(view, above.type) if above.type is not None else "anything"
            return f"{kind[:60]} is raised"
        if isinstance(above, ast.If):
            test = _text(view, above.test)[:80]
            return test if node.lineno <= view.end(above.body[-1]) else f"not ({test})"
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            break
    return "its last line is reached"


def _values(view: ModuleView, node: ast.Name | ast.Attribute | ast.Subscript) -> list[tuple[ast.AST, ast.stmt | None]]:
    """(value, statement) of everything that the variable or attribute is bound to in this file."""
    if isinstance(node, ast.Name):
        return [(value, view.statement(value)) for value in view.values(node.id, node)]
    written = _written(node) or ""
    owner = view.scope(node).rpartition(".")[0] if written.startswith(("self.", "cls.")) else None
    found: list[tuple[ast.AST, ast.stmt | None]] = []
    for one in view.assigns:
        target = one.targets[0] if isinstance(one, ast.Assign) else one.target
        if one.value is None:
            continue
        if owner and isinstance(target, ast.Name) and written.endswith(f".{target.id}") and view.scope(one) == owner:
            found.append((one.value, one))  # `_model = None` of the class itself
        if _written(target) == written and (owner is None or view.scope(one).rpartition(".")[0] == owner):
            found.append((one.value, one))
    return found


def _use(
    view: ModuleView, call: ast.Call, func: ast.Attribute, values: Sequence[tuple[ast.AST, ast.stmt | None]]
) -> Iterator[NullableModel]:
    written = _written(func.value) or ""

    def told(why: str, callee: str) -> NullableModel:
        return NullableModel(
            kind="use", name=written, line=view.place(call), scope=view.scope(call), text=view.snippet(call), why=why, callee=callee
        )  # fmt: skip

    if func.attr in _ASKS and any(_is_none(value) for value, _ in values):
        for value, statement in values:
            made = isinstance(value, ast.Call) and (_loads(view, value) or _MAKES.search(last_name(value.func)))
            if made and statement is not None and (why := _swallowed(view, statement, written)):
                yield told(why, "")
                return
    for value, _ in values:
        if isinstance(value, ast.Call) and (callee := _callee(view, value)):
            yield told("", callee)


def _callee(view: ModuleView, call: ast.Call) -> str:
    """The function or method that gave the value; of a method with its class where the type is known."""
    name = view.called(call) or view.name(call.func) or ""
    if name.startswith("self."):
        owner = view.scope(call).rpartition(".")[0]
        name = f"{owner}.{name.removeprefix('self.')}"
    return name if _MAKES.search(name.rpartition(".")[2]) else ""


def _made_up(view: ModuleView, handler: ast.ExceptHandler, target: str) -> bool:
    """Whether a handler calls a method of the same object that sets what failed."""
    if not target.startswith("self."):
        return False
    called = {
        call.func.attr for call in walk(handler) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    }
    return any(
        node.name in called
        and any(isinstance(one, ast.Assign) and any(dotted(to) == target for to in one.targets) for one in walk(node))
        for node in view.functions
    )


def _swallowed(view: ModuleView, node: ast.stmt, target: str) -> str:
    """Why an assignment may never happen while the program goes on; `` where a failure is told."""
    below: ast.AST = node
    for above in view.ancestors(node):
        if isinstance(above, ast.Try) and below in above.body:
            for handler in above.handlers:
                if _goes_on(handler.body, target) and not _made_up(view, handler, target):
                    kind = _text(view, handler.type) if handler.type is not None else "any error"
                    return f"line {node.lineno} fails with {kind[:60]} and the program goes on"
        if (
            isinstance(above, ast.If)
            and below in above.body
            and (not above.orelse or _goes_on(above.orelse, target))
            and _EXISTS.search(_text(view, above.test))
        ):
            return f"line {node.lineno} only runs if {_text(view, above.test)[:80]}"
        below = above
    return ""


def _goes_on(body: Sequence[ast.stmt], target: str) -> bool:
    """A handler that neither raises, ends the program nor puts another model in place."""
    if not _falls_through(body) and not isinstance(body[-1], ast.Return):
        return False
    for statement in body:
        if (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and last_name(statement.value.func) in _ENDS
        ):
            return False
        if (
            isinstance(statement, ast.Assign)
            and _written(statement.targets[0]) == target
            and not _is_none(statement.value)
        ):
            return False
        if isinstance(statement, (ast.Try, ast.If, ast.For, ast.With)):
            return False  # a second way is tried; where it ends nobody can say
    return True


def _is_guarded(view: ModuleView, call: ast.Call, node: ast.expr) -> bool:
    """Whether the function that asks looks first, or makes sure in some other way."""
    function = view.function(call)
    written = _written(node) or ""
    if any(isinstance(above, ast.Try) and _catches(view, above) for above in view.ancestors(call)):
        return True
    if function is None:
        return _tests(view, written, 1, view.place(call))
    if _tests(view, written, function.lineno, view.end(function)):
        return True
    callers = [one for one in view.calls_to({function.name}) if view.function(one) is not None]
    around = {view.function(one) for one in callers} - {None, function}
    return bool(around) and all(_tests(view, written, one.lineno, view.end(one)) for one in around if one is not None)


def _catches(view: ModuleView, node: ast.Try) -> bool:
    """Whether the failure is answered: AttributeError by name, or any error by something else than another error."""
    for handler in node.handlers:
        kinds = _text(view, handler.type) if handler.type is not None else "Exception"
        if "AttributeError" in kinds or (
            kinds in ("Exception", "BaseException") and not isinstance(handler.body[-1], ast.Raise)
        ):
            return True
    return False


def _tests(view: ModuleView, written: str, first: int, last: int) -> bool:
    """Conditions on the variable, or on readiness, between two lines; and calls that make ready."""
    kinds = (ast.If, ast.IfExp, ast.While, ast.Assert)
    written = written.partition("[")[0]  # `if "model" not in state` asks for the item, too
    for node in (one for kind in kinds for one in view.nodes(kind)):
        if first <= node.lineno <= last:
            text = _text(view, node.test)[:400]
            if _ASKED_READY.search(text) or re.search(rf"(?<![\w.]){re.escape(written)}(?![\w.(\[])", text):
                return True
    for call in view.calls:
        if (
            first <= call.lineno <= last
            and _MAKES_READY.match(last_name(call.func))
            and isinstance(view.parent(call), ast.Expr)
        ):
            return True
    return False


def _text(view: ModuleView, node: ast.expr) -> str:
    """An expression as written, its lines joined; at most 1000 characters."""
    first, last = node.lineno, node.end_lineno or node.lineno
    lines = [line.encode("utf-8", "replace") for line in view.lines[first - 1 : min(last, first + 20)]]
    if not lines:
        return ""
    if last < first + 20:
        lines[-1] = lines[-1][: node.end_col_offset]
    lines[0] = lines[0][node.col_offset :]
    return " ".join(line.decode("utf-8", "replace").strip() for line in lines)[:1000]


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
