"""Services that start without what they answer with: loads at the start whose failure is passed over, and probes that say how it went."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import SERVING
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.swallowed import is_broad, only_prints
from debtscope_collectors.sources.python.view import Function, ModuleView

_STARTS: Final = frozenset({"on_event", "on_startup", "before_first_request", "before_serving", "asynccontextmanager"})
_NAMED: Final = regex(
    r"(?:^|_)(?:startup|lifespan|start_up|on_start|boot(?:strap)?|warm_?up)(?:_|$)|^(?:init|load|setup)_\w+$"
)
_LOADS: Final = regex(
    r"^(?:re)?(?:load|init|initiali[sz]e|setup)_(?:\w{1,40}_)?(?:models?|pipelines?|artifacts?|engines?|checkpoint|encoders?|scaler|tokenizer|preprocessor|predictor|"
    r"vector_?store|embeddings?|weights|resources|demographics|data|index|metadata)(?:_\w{1,40})?$|^(?:load_model|from_pretrained|InferenceSession|load_learner|load_checkpoint)$"
)
_MAKES: Final = regex(
    r"(?:Model|Engine|Predictor|Classifier|Regressor|Detector|Recommender|Vectorizer|ModelService|InferenceService|Pipeline)$"
)
_FILES: Final = frozenset(
    {
        "joblib.load",
        "pickle.load",
        "torch.load",
        "dill.load",
        "cloudpickle.load",
        "onnxruntime.InferenceSession",
        "keras.models.load_model",
    }
)
_LOGS: Final = frozenset({"error", "exception", "critical", "warning", "warn", "info", "debug", "log", "fatal"})
_LATER: Final = regex(
    r"first (?:request|call|use)|on demand|lazy|lazily|later|retry|fall(?:ing)? ?back|instead", re.IGNORECASE
)
_MISSING: Final = frozenset({"FileNotFoundError", "OSError", "IOError", "EnvironmentError"})
"""What a load raises whose file is not there."""
_FOUND_LATER: Final = regex(r"vector|index|embedding|data|resources|demographics", re.IGNORECASE)
"""Loads of what a service may fill itself while it runs; its model it cannot make."""
_OPTIONAL: Final = regex(r"optional|not required|if (?:present|available|any)", re.IGNORECASE)
_PROBE: Final = regex(r"health|ready|readiness|live(?:ness|z)?(?:$|\W)|(?:^|\W)ping(?:$|\W)")
_ROOTS: Final = frozenset(name.partition(".")[0] for name, kind in SERVING.items() if kind != "ui")


@frozen
class StartedEmpty:
    """One load at the start of a service whose failure is only logged, or one probe."""

    kind: str
    """load or probe."""
    scope: str
    line: int
    what: str
    """load: the call whose failure is passed over. probe: its route's function."""
    says_no: bool
    """probe: it can answer with a status other than 200."""
    excerpt: str
    missing: bool = False
    """load: the handler catches only that a file is not there."""


@facet(StartedEmpty, version=2, cues=_ROOTS, tests=False)
def started_empty(view: ModuleView) -> Iterator[StartedEmpty]:
    """Every such load and every probe of files that serve."""
    if view.kind == "notebook" or view.roots.isdisjoint(SERVING):
        return
    starting = {view.qualname(one) for one in view.functions if _is_start(view, one)}
    for handler in view.handlers:
        guarded, scope = view.parent(handler), view.scope(handler)
        missing = not is_broad(view, handler) and _is_missing(view, handler)
        if scope not in starting or not isinstance(guarded, ast.Try) or not (missing or is_broad(view, handler)):
            continue
        what = _loaded(view, guarded)
        if not what or only_prints(view, handler) or _is_warm_up(handler):
            continue
        if _is_model_alone(view, handler, what) if missing else _only_logs(handler):
            yield StartedEmpty(
                kind="load",
                scope=scope,
                line=view.place(handler),
                what=what,
                says_no=False,
                excerpt=view.snippet(handler),
                missing=missing,
            )
    for one in view.functions:
        if one.decorator_list and _PROBE.search(f"{one.name} {_route(one)}".lower()):
            yield StartedEmpty(
                kind="probe", scope=view.qualname(one), line=one.lineno, what=one.name, says_no=_can_say_no(one), excerpt=view.snippet(one)
            )  # fmt: skip


def _is_start(view: ModuleView, function: Function) -> bool:
    """What a framework runs once before the first request, or a function of the file that such a one calls."""
    decorated = {last_name(one.func if isinstance(one, ast.Call) else one) for one in function.decorator_list}
    if not decorated.isdisjoint(_STARTS):
        return True
    if decorated or not _NAMED.search(function.name):
        return False
    return (
        "lifespan" in function.name
        or "startup" in function.name
        or any(isinstance(node, ast.Global) for node in function.body)
        or any(_is_start_by_decorator(view, call) for call in view.calls_to((function.name,)))
    )


def _is_start_by_decorator(view: ModuleView, call: ast.Call) -> bool:
    """A call in what the framework runs at the start, or at the top of the module."""
    above = view.function(call)
    if above is None:
        return True
    return any(last_name(one.func if isinstance(one, ast.Call) else one) in _STARTS for one in above.decorator_list)


def _loaded(view: ModuleView, guarded: ast.Try) -> str:
    """The first call of the body that loads what requests are answered with; `` where none does."""
    for statement in guarded.body:
        for node in walk(statement):
            if not isinstance(node, ast.Call):
                continue
            last = last_name(node.func)
            if (
                (view.name(node.func) or "") in _FILES
                or _LOADS.match(last)
                or (last[:1].isupper() and _MAKES.search(last))
            ):
                return last
    return ""


def _is_missing(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """It catches that a file is not there, and nothing else."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(kind is not None and view.name(kind) in _MISSING for kind in kinds)


def _is_model_alone(view: ModuleView, handler: ast.ExceptHandler, what: str) -> bool:
    """A model that no file holds, passed over or logged, and no word that it comes later or may be missing."""
    if _FOUND_LATER.search(what) or not (_only_logs(handler) or all(isinstance(one, ast.Pass) for one in handler.body)):
        return False
    lines = view.text.splitlines()[handler.lineno - 1 : handler.end_lineno]
    return not any(_LATER.search(line) or _OPTIONAL.search(line) for line in lines)


def _only_logs(handler: ast.ExceptHandler) -> bool:
    """Every statement logs, or says None, False or nothing of what is missing."""
    logged = False
    for statement in handler.body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=attr))) if attr in _LOGS:
                logged = True
            case ast.Assign(value=ast.Constant(value=None | False)) | ast.Pass() | ast.Continue():
                continue
            case ast.Return(value=None | ast.Constant(value=None | False)):
                continue
            case _:
                return False
    return logged


def _is_warm_up(handler: ast.ExceptHandler) -> bool:
    """The message says that requests will load it, or that something else serves."""
    texts = (node.value for part in handler.body for node in walk(part) if isinstance(node, ast.Constant))
    return any(isinstance(text, str) and _LATER.search(text) for text in texts)


def _route(function: Function) -> str:
    """The first text of its decorators."""
    for one in function.decorator_list:
        if isinstance(one, ast.Call) and one.args and isinstance(one.args[0], ast.Constant):
            return str(one.args[0].value)
    return ""


def _can_say_no(function: Function) -> bool:
    """It raises, sets a status, or answers with a pair whose second is a number."""
    for node in walk(function):
        match node:
            case ast.Raise() | ast.keyword(arg="status_code") | ast.Attribute(attr="status_code", ctx=ast.Store()):
                return True
            case ast.Return(value=ast.Tuple(elts=[_, ast.Constant() | ast.IfExp() | ast.Name()])):
                return True
            case _:
                continue
    return False
