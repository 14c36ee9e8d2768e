"""Work whose failure is logged and forgotten: functions that end as if nothing had happened, and who goes on behind them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.python.lookup import Vocabulary, walk
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.swallowed import hidden_work, is_broad, only_prints, own_work, says_nothing
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import Function, ModuleView

_LOGS: Final = frozenset({"error", "exception", "critical", "warning", "warn", "info", "debug", "log", "fatal"})
_LOGGER: Final = regex(r"log", re.IGNORECASE)
_WORK: Final = regex(
    r"^_?(?:main|run|execute|start|initiate|load|read|fetch|get|ingest|download|collect|clean|prepare|pre_?process|process|transform|impute|encode"
    r"|scale|build|make|create|generate|extract|engineer|featuri[sz]e|split|train|fit|tune|evaluate|predict|score|infer|save|write|store|export"
    r"|persist|register|promote|deploy|upload|merge|compute|calculate)(?:_|$)|(?:^|_)(?:search|retriev(?:e|al)|rerank|embed|answer|completion|chunks)(?:_|$)|(?:training|pipeline|ingestion|preprocessing|evaluation)$"
)
_RETRIEVES: Final = regex(
    r"(?:^|_)(?:search|retriev(?:e|al)|rerank|embed(?:ding|dings)?|answer|completion|chunks|llm|context|passages)(?:_|$)"
)
"""Functions from which a language model gets what it answers from, or that ask one."""
_BESIDE: Final = regex(
    r"(?:^|_)(?:log|logs|push|send|notify|alert|plot|plots|draw|show|display|publish|track|emit|cleanup|close|stop|try|maybe|optional|cache|cached"
    r"|warm|warmup|metrics?|gauge|telemetry|history|info|version|status|health|explain|shap|reports?|summary|config|secret|token|user|session)(?:_|$)"
)
"""Work beside the work: it may fail without harm, or others ask for it again."""
_ERROR: Final = regex(r"(?:Exception|Error)$")
_STEPS: Final = frozenset({"task", "step", "flow", "op", "component", "asset"})
_PLAIN: Final = frozenset({"staticmethod", "classmethod"})
_SCORES: Final = regex(
    r"score|similarit|predict|probab|(?:^|_)(?:match|rank|risk|estimate|forecast|rate|confidence)(?:_|$)"
)
_SINKS: Final = frozenset(
    {
        "log_model", "log_artifact", "log_artifacts", "register_model", "create_model_version", "save_model", "save_pretrained", "dump",
        "upload_file", "upload_fileobj", "put_object", "fput_object", "upload_blob", "upload_from_filename", "upload_from_string",
        "to_csv", "to_parquet", "to_sql", "to_pickle", "to_feather", "copy_file",
    }
)  # fmt: skip
"""Calls by which data or models leave a step for the next one."""
_KEEPS: Final = regex(
    r"^_?(?:save|write|store|export|persist|register|promote|deploy|upload|push)_?(?:\w{0,40}_)?"
    r"(?:model|models|pipeline|artifacts?|scaler|encoder|preprocessor|data|dataset|frame|table|features?|predictions?|results?|csv|parquet"
    r"|s3|gcs|blob|bucket|minio|registry|mlflow|file|files|folder|directory|db|database)(?:_|$)|^_?log_(?:\w{0,30}_)?(?:models?|artifacts?|pipeline)(?:_|$)|^_?(?:save|upload|push|persist|register)$"
)
"""Functions named for handing over what they made."""
_WORK_WORDS: Final = Vocabulary(
    ("main", "run", "execut", "start", "initiat", "load", "read", "fetch", "get", "ingest", "download", "collect", "clean", "prepar", "process",
     "transform", "imput", "encod", "scale", "build", "make", "creat", "generat", "extract", "engineer", "featuri", "split", "train", "fit", "tun",
     "evaluat", "predict", "score", "infer", "sav", "writ", "stor", "export", "persist", "regist", "promot", "deploy", "upload", "merg", "comput",
     "calculat", "pipeline", "push", "log", "search", "retriev", "rerank", "embed", "answer", "complet", "chunk"),
    lambda word: _WORK.search(word) is not None or _KEEPS.search(word) is not None,
)  # fmt: skip
_CUES: Final = frozenset({"log", "logging", "logger", "LOGGER", "loguru", "_logger", "LOG"})
_MOST: Final = 120
"""Calls of a file that are looked at."""


@frozen
class Shrug:
    """One function that logs any error of its work and then ends."""

    kind: str
    """nothing (it gives None, False, an empty value, or never anything), sink (the same, where data or models are handed over), status (a step of an orchestrator that gives the failure back
    as a value), score (a number is made up) or missing (a program that logs an error about what it needs and ends)."""
    scope: str
    line: int
    hidden: str
    """The call of its work that matters, or the function itself."""
    given: str
    """What it gives back then: `None`, `0.3`; `` where it never gives anything."""
    is_entry: bool
    """A program or a step of an orchestrator: who started it is told that all went well."""
    excerpt: str


@frozen
class GoesOn:
    """One call of the project's own work that looks at no answer."""

    function: str
    """As the file names it."""
    scope: str
    line: int
    text: str


@facet(Shrug, version=7, cues=_CUES, tests=False)
def shrugs(view: ModuleView) -> Iterator[Shrug]:
    """The first handler of each function."""
    if view.kind == "notebook":
        return
    seen: set[str] = set()
    for handler in view.handlers:
        guarded = view.parent(handler)
        function = view.function(handler)
        if function is None or not isinstance(guarded, ast.Try | ast.TryStar) or not is_broad(view, handler):
            continue
        scope = view.qualname(function)
        kind = _kind(view, function, handler) if scope not in seen and _ends_with(function, guarded) else ""
        if not kind:
            continue
        hidden = hidden_work(view, guarded) or own_work(view, guarded)
        if kind == "nothing" and hidden is not None and _RETRIEVES.search(function.name):
            hidden = (hidden[0], "ml")  # another service finds the passages, makes the vectors or words the answer
        if kind != "score" and (hidden is None or hidden[1] != "ml"):
            hidden = _handed_over(view, function, guarded)
            if hidden is not None:
                kind = "sink"
            elif _starts(view, function) and kind == "nothing" and len(guarded.body) > 1:
                hidden = (
                    f"{function.name}()",
                    "ml",
                )  # a program: whoever waits for its exit code is told that all went well
            else:
                continue
        seen.add(scope)
        yield Shrug(
            kind=kind, scope=scope, line=view.place(handler), hidden=hidden[0] if hidden else f"{function.name}()",
            given=_given(view, function, handler), is_entry=_is_entry(view, function), excerpt=view.snippet(handler),
        )  # fmt: skip
    yield from _leaves(view, seen)


def _handed_over(view: ModuleView, function: Function, guarded: ast.Try | ast.TryStar) -> tuple[str, str] | None:
    """The first call by which a function named for it hands data or a model over."""
    if _KEEPS.search(function.name) is None:
        return None
    first, last, scope = view.place(guarded.body[0]), view.end(guarded.body[-1]), view.qualname(function)
    calls = (c for c in view.calls_to(_SINKS) if first <= view.place(c) <= last and view.scope(c) == scope)
    found = next(calls, None)
    return (f"{last_name(found.func)}", "ml") if found is not None else None


def _leaves(view: ModuleView, seen: set[str]) -> Iterator[Shrug]:
    """`if not path.exists(): logger.error(…); return` in what the file runs when it is started."""
    for node in view.nodes(ast.If):
        function = view.function(node)
        last = node.body[-1]
        if function is None or node not in function.body or not isinstance(last, ast.Return) or last.value is not None:
            continue
        scope = view.qualname(function)
        errors = [one for one in node.body if _logs_error(one)]
        if errors and scope not in seen and not function.decorator_list[1:] and _starts(view, function):
            seen.add(scope)
            yield Shrug(
                kind="missing", scope=scope, line=view.place(errors[0]), hidden=f"`{redact.line(view.snippet(node)).strip()[:60]}`", given="",
                is_entry=True, excerpt=view.snippet(errors[0]),
            )  # fmt: skip


def _logs_error(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="error" | "critical" | "exception"))):
            return _LOGGER.search(last_name(owner)) is not None
        case _:
            return False


def _starts(view: ModuleView, function: Function) -> bool:
    """A program: what is called as a statement below `if __name__ == "__main__":`."""
    calls = view.calls_to((function.name,))
    return any(
        view.scope(call) == ""
        and isinstance(call.func, ast.Name)
        and isinstance(view.parent(call), ast.Expr)
        and any(isinstance(above, ast.If) for above in view.ancestors(call))
        for call in calls
    )


@facet(GoesOn, version=2, tests=False)
def goes_on(view: ModuleView) -> Iterator[GoesOn]:
    """Calls of functions named for work, whose value is dropped or used without a question."""
    if view.kind == "notebook":
        return
    own = {function.name for function in view.functions}
    asked: dict[str, list[ast.expr]] | None = None
    for call in view.calls_to((), _WORK_WORDS)[:_MOST]:
        above = view.parent(call)
        if isinstance(above, ast.Await):
            above = view.parent(above)
        kept = above.targets[0] if isinstance(above, ast.Assign) and len(above.targets) == 1 else None
        if not isinstance(above, ast.Expr) and not isinstance(kept, ast.Name):
            continue
        name = project_function(view, call, own) or _own_method(view, call)
        if not name:
            continue
        if isinstance(kept, ast.Name):
            asked = asked if asked is not None else _conditions(view)
            if _asks_about(asked.get(view.scope(call), ()), kept.id):
                continue
        elif not _something_follows(view, call):
            continue
        yield GoesOn(function=name, scope=view.scope(call), line=view.place(call), text=view.snippet(call))


def _kind(view: ModuleView, function: Function, handler: ast.ExceptHandler) -> str:
    """How a handler that only logs ends a function that is named for work; `` for all others."""
    if not _only_logs(view, handler) or not all(
        _is_step(one) for one in function.decorator_list if _last_of(one) not in _PLAIN
    ):
        return ""
    returned = next((one.value for one in handler.body if isinstance(one, ast.Return)), None)
    if returned is not None and _SCORES.search(function.name) and _is_number(returned):
        return "score"
    beside = _WORK.search(function.name) is None or _BESIDE.search(function.name) is not None
    if beside and _KEEPS.search(function.name) is None:
        return ""
    if returned is None or says_nothing(returned) or _is_empty(returned):
        return "nothing"
    return "status" if any(_is_step(one) for one in function.decorator_list) else ""


def _is_step(decorator: ast.expr) -> bool:
    return _last_of(decorator) in _STEPS


def _last_of(decorator: ast.expr) -> str:
    return last_name(decorator.func if isinstance(decorator, ast.Call) else decorator)


def _is_number(value: ast.expr) -> bool:
    """`0.3`, `-1`, or a tuple that begins with one."""
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    if isinstance(value, ast.UnaryOp):
        value = value.operand
    return (
        isinstance(value, ast.Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool)
    )


def _ends_with(function: Function, guarded: ast.Try | ast.TryStar) -> bool:
    """Whether the try is the last thing that the function does."""
    body = function.body
    while len(body) and isinstance(body[-1], ast.With) and guarded not in body:
        body = body[-1].body
    last = body[-1]
    if isinstance(last, ast.Return) and len(body) > 1 and body[-2] is guarded:
        says_well = isinstance(last.value, ast.Constant) and last.value.value is True
        return last.value is None or (
            says_well and any(isinstance(one, ast.Return) for one in guarded.handlers[-1].body)
        )
    return last is guarded and not guarded.finalbody


def _only_logs(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Every statement logs or prints, words a message or gives something back; what only prints is told elsewhere."""
    logged = False
    for statement in handler.body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=attr))) if attr in _LOGS:
                if not _LOGGER.search(last_name(owner)):
                    return False
                logged = True
            case ast.Expr(value=ast.Call(func=func)) if (view.name(func) or "") in ("print", "traceback.print_exc"):
                continue
            case ast.Return() | ast.Pass() | ast.Assign(targets=[ast.Name()], value=ast.JoinedStr() | ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name()], value=ast.Call(func=func)) if _ERROR.search(last_name(func)):
                continue  # an exception that is worded and not raised
            case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(value=ast.Call() as call)) if (
                last_name(call.func) == "rollback"
            ):
                continue
            case _:
                return False
    return logged and not only_prints(view, handler)


def _is_empty(value: ast.expr) -> bool:
    """`pd.DataFrame()`."""
    return (
        isinstance(value, ast.Call) and not value.args and not value.keywords and last_name(value.func) == "DataFrame"
    )


def _given(view: ModuleView, function: Function, handler: ast.ExceptHandler) -> str:
    returned = [one for one in handler.body if isinstance(one, ast.Return) and one.value is not None]
    value = returned[0].value if returned else None
    if isinstance(value, ast.Tuple) and _is_number(value):
        return f"{ast.unparse(value.elts[0])} first"
    if isinstance(value, ast.Dict | ast.Tuple) and not says_nothing(value):
        return "the failure back as a value"
    if value is not None:
        return redact.line(ast.unparse(value))[:40]
    return "None" if any(r.value is not None for r in view.returns(function)) else ""


def _is_entry(view: ModuleView, function: Function) -> bool:
    """A step by its decorator, or what the file runs when it is started, with no exit code of its own."""
    if function.decorator_list:
        return True
    return any(
        view.scope(call) == "" and isinstance(call.func, ast.Name) and isinstance(view.parent(call), ast.Expr)
        for call in view.calls_to((function.name,))
    )


def _own_method(view: ModuleView, call: ast.Call) -> str:
    """`Trainer.load` of `self.load()` in a method of Trainer."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            head = view.scope(call).rpartition(".")[0]
            return f"{head}.{attr}" if head else ""
        case _:
            return ""


def _conditions(view: ModuleView) -> dict[str, list[ast.expr]]:
    """Scope -> what its conditions ask."""
    found: dict[str, list[ast.expr]] = {}
    kinds: tuple[type[ast.If | ast.IfExp | ast.While | ast.Assert], ...] = (ast.If, ast.IfExp, ast.While, ast.Assert)
    for kind in kinds:
        for node in view.nodes(kind):
            found.setdefault(view.scope(node), []).append(node.test)
    return found


def _asks_about(conditions: Iterable[ast.expr], name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for test in conditions for part in walk(test))


def _something_follows(view: ModuleView, call: ast.Call) -> bool:
    """Whether the block goes on behind the statement."""
    statement = view.statement(call)
    above = view.parent(statement) if statement is not None else None
    bodies = [getattr(above, name, []) for name in ("body", "orelse", "finalbody")] if above is not None else []
    return any(statement in body and body[-1] is not statement for body in bodies)
