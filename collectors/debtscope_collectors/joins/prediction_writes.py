"""Where code writes what a model predicted: the result of a predict call, followed to a file, table or topic. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.access import data_accesses
from debtscope_collectors.sources.python.view import ModuleView

PREDICTS = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "predict_on_batch", "batch_predict"}
)  # fmt: skip
_SENDS = frozenset(
    {"send", "produce", "publish", "put_record", "put_object", "insert_many", "insert_one", "insert_rows_json", "xadd", "send_message"}
)  # fmt: skip
_SEND_TARGETS = ("topic", "Key", "StreamName", "TopicArn", "QueueUrl", "table", 0)
_JUDGES = regex(
    r"^sklearn\.metrics\.|(?:_score|_error|_curve|_matrix|metrics?|report|evaluate|mean|sum|std|plot\w*|print|loss|auc|accuracy|len|hist|scatter)$"
)
"""Calls whose result tells of predictions and holds none."""
_NOT_PREDICTIONS = regex(
    r"(?:^|[_/.\-])(?:metrics?|reports?|eval\w*|plots?|fig\w*|confusion\w*|roc|shap|importances?|logs?)(?:[_/.\-]|$)|\.(?:png|svg|html|md|pkl|joblib)$",
    re.IGNORECASE,
)
_ROUNDS = 4


@frozen
class PredictionWrite:
    """One write of predictions."""

    target: str
    """Path, uri, table or topic; `{}` stands for what is not constant."""
    kind: str
    """file, uri, table or topic."""
    line: int
    predicts: int
    """Line of the predict call."""
    scope: str
    columns: tuple[str, ...]
    """Columns in which the predictions stand, as far as the code names them."""


@frozen
class RouteCall:
    """One HTTP call of a fixed path."""

    url: str
    line: int


@facet(PredictionWrite, cues=PREDICTS)
def prediction_writes(view: ModuleView) -> Iterator[PredictionWrite]:
    """Writes that a predicted value reaches within the file."""
    sources = [c for c in view.calls_to(PREDICTS) if isinstance(c.func, ast.Attribute) and c.func.attr in PREDICTS]
    if not sources:
        return
    flow = _Flow(view)
    flow.follow(sources)
    lines = {call.lineno: call for call in view.calls if flow.touches(call)}
    first = sources[0].lineno
    seen: set[str] = set()
    for access in view.once(data_accesses):
        call = lines.get(access.line)
        if access.mode != "write" or call is None or not access.target or access.target in seen:
            continue
        if not _NOT_PREDICTIONS.search(access.target):
            seen.add(access.target)
            yield _write(flow, access.target, _kind(access.call, access.target), access.line, first, access.scope)
    for call in lines.values():
        if isinstance(call.func, ast.Attribute) and call.func.attr in _SENDS:
            target = view.argument(call, *_SEND_TARGETS)
            name = view.constant(target) if target is not None else None
            if isinstance(name, str) and name.strip("{}") and name not in seen:
                seen.add(name)
                yield _write(flow, name, "topic", call.lineno, first, view.scope(call))


def _write(flow: _Flow, target: str, kind: str, line: int, predicts: int, scope: str) -> PredictionWrite:
    return PredictionWrite(
        target=target, kind=kind, line=line, predicts=predicts, scope=scope, columns=tuple(sorted(flow.columns))
    )


def _kind(call: str, target: str) -> str:
    if call.rpartition(".")[2] in ("to_sql", "to_gbq", "saveAsTable", "insertInto"):
        return "table"
    return "uri" if "://" in target else "file"


class _Flow:
    """The names that hold predictions, by scope."""

    def __init__(self, view: ModuleView) -> None:
        self._view = view
        self._names: set[tuple[str, str]] = set()
        self._calls: set[ast.AST] = set()
        self._functions: set[str] = set()
        self.columns: set[str] = set()

    def follow(self, sources: list[ast.Call]) -> None:
        self._calls.update(sources)
        for call in sources:
            self._spread(call)
        loads: dict[tuple[str, str], list[ast.Name]] = {}
        for name in self._view.nodes(ast.Name):
            if isinstance(name.ctx, ast.Load):
                loads.setdefault((self._view.scope(name), name.id), []).append(name)
        for _ in range(_ROUNDS):
            before = (len(self._names), len(self._functions))
            for held in sorted(self._names):
                for node in loads.get(held, ()):
                    self._spread(node)
            for call in self._view.calls:
                if call not in self._calls and self._gives(call):
                    self._calls.add(call)
                    self._spread(call)
            if before == (len(self._names), len(self._functions)):
                return

    def _gives(self, call: ast.Call) -> bool:
        """Whether it calls a function or method of the file that returns predictions."""
        match call.func:
            case ast.Name(id=name):
                return name in self._functions
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                return name in self._functions
            case _:
                return False

    def touches(self, call: ast.Call) -> bool:
        """Whether a call is given a prediction, or is a method of what holds one."""
        scope = self._view.scope(call)
        for node in ast.walk(call):
            if node in self._calls and node is not call:
                return True
            if isinstance(node, ast.Name) and (scope, node.id) in self._names and not self._is_judged(node, call):
                return True
        return False

    def _is_judged(self, node: ast.AST, top: ast.AST) -> bool:
        for above in self._view.ancestors(node):
            if above is top:
                return False
            if isinstance(above, ast.Call) and _JUDGES.search(self._view.called(above) or ""):
                return True
        return False

    def _spread(self, node: ast.AST) -> None:
        """Marks what the statement around a prediction binds to it."""
        below = node
        for above in self._view.ancestors(node):
            if (
                isinstance(above, ast.Call)
                and below is not above.func
                and _JUDGES.search(self._view.called(above) or "")
            ):
                return
            if isinstance(above, ast.Dict) and below in above.values:
                self._column(above.keys[above.values.index(below)])  # pyright: ignore[reportArgumentType] - `below` is one of its values
            elif isinstance(above, ast.keyword) and above.arg and isinstance(self._view.parent(above), ast.Call):
                self._keyword(above)
            elif isinstance(above, (ast.If, ast.While, ast.Compare)) and isinstance(above, ast.stmt):
                return
            elif isinstance(above, ast.stmt):
                self._bind(above, node)
                return
            below = above

    def _keyword(self, keyword: ast.keyword) -> None:
        call = self._view.parent(keyword)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "assign":
            self.columns.add(keyword.arg or "")

    def _column(self, key: ast.expr | None) -> None:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            self.columns.add(key.value)

    def _bind(self, statement: ast.stmt, node: ast.AST) -> None:
        scope = self._view.scope(node)
        match statement:
            case ast.Assign(targets=targets):
                for target in targets:
                    self._target(target, scope)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                self._target(target, scope)
            case ast.Return():
                function = self._view.function(node)
                if function is not None:
                    self._functions.add(function.name)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="append" | "extend" | "insert", value=ast.Name(id=name)))
            ):
                self._names.add((scope, name))
            case _:
                pass

    def _target(self, target: ast.expr, scope: str) -> None:
        match target:
            case ast.Name(id=name):
                self._names.add((scope, name))
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._target(part, scope)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                self._names.add((scope, name))
                self._column(key)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name))):  # frame.loc[…]
                self._names.add((scope, name))
            case _:
                pass


_HTTP = regex(
    r"^(?:requests|httpx)(?:\.(?:Session|Client|AsyncClient))?\.(?:post|get|put|request)$|^aiohttp\.ClientSession\.post$"
)


@facet(RouteCall, cues=("requests", "httpx", "aiohttp"))
def route_calls(view: ModuleView) -> Iterator[RouteCall]:
    """HTTP calls whose url ends in a known path."""
    for call in view.calls_to(("post", "get", "put", "request")):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("post", "get", "put", "request"):
            continue
        if not _HTTP.match(view.called(call) or ""):
            continue
        target = view.argument(call, "url", 1 if call.func.attr == "request" else 0)
        url = view.constant(target) if target is not None else None
        if isinstance(url, str) and "/" in url:
            yield RouteCall(url=url[:400], line=call.lineno)
