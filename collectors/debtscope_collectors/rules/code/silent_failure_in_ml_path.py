"""Errors in ML code are swallowed

Detects
-------
An `except` that is bare or catches `Exception` around loading, transforming, fitting, predicting or a remote call, and
that neither raises, nor logs at warning or above, nor returns something that says "error", nor counts the failure: it
passes, skips the row, or goes on with a made-up value. In serving code a made-up prediction is critical. Warnings that a
training module silences for everybody are low. A handler that only prints the error and goes on by None, False, an empty value or
nothing at all counts as well, as low, and medium where serving code reaches it: nobody reads what a container prints, and the
caller is not told. A flag that is set to say what happened (`stale = True`), tests,
documentation and examples are left out.

Why it is debt
--------------
A model that answers 0.5 whenever its features break looks healthy on every dashboard. Batches lose rows, whole regions
drop out, and the cause is found weeks later from the business numbers, since nothing was written down.

How to pay it down
------------------
Catch the error that is expected and nothing else, log it with what was being processed, count it as a metric, and fail the
batch when the count passes a limit.

Example
-------
Debt: `try: score = model.predict_proba(x)` then `except Exception: score = 0.5`

Clean: `except ImportError: torch = None`, or `except Exception: logger.exception("row %s", key); failures.inc()`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015. Ruff rules E722, BLE001, S110, S112.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.view import ModuleView

_BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
_ML_METHODS = frozenset(
    {
        "fit", "partial_fit", "fit_transform", "fit_predict", "predict", "predict_proba", "predict_log_proba",
        "predict_step", "decision_function", "score_samples", "transform", "inverse_transform", "forward", "infer",
        "load_model", "load_state_dict", "from_pretrained", "load_checkpoint", "load_weights", "predict_on_batch",
        "training_step", "validation_step", "fit_generator", "embed_documents", "embed_query",
    }
)  # fmt: skip
_ML_NAMES = regex(
    r"^(?:pandas\.(?:read_|concat|merge|cut|json_normalize)|polars\.(?:read_|scan_)|numpy\.(?:load|genfromtxt|loadtxt)"
    r"|pickle\.load|joblib\.load|dill\.load|cloudpickle\.load|torch\.load|torch\.jit\.load|datasets\.load_|mlflow\.\w+\.load"
    r"|mlflow\.pyfunc|onnxruntime\.|tensorflow\.saved_model|keras\.models\.load|tensorflow\.keras\.models\.load"
    r"|sentence_transformers\.|transformers\.|xgboost\.|lightgbm\.|catboost\.|sklearn\.)"
)
_OWN_NAMES = regex(
    r"(?:^|_)(?!infer_(?:freq|dtype|objects|schema)$)(?:features?|featuri[sz]e|preprocess|predict(?:ion|ions)?|infer(?:ence)?|train|training|score[sd]?|embed(?:ding|dings)?"
    r"|tokeni[sz]e|vectori[sz]e|load_model|load_data|load_dataset|load_items?|load_samples?|load_batch|load_wav|load_image|load_audio|read_audio|read_data|transform|encode_(?:features|labels))(?:$|_)"
)
_GOES_ON = regex(r"\bfall|backup|instead|retry|another|default", re.IGNORECASE)
"""Words of a message that tells of a second way."""
_OWN_WORK = regex(r"drift|retrain|predict|feature|train_|score_|(?:^|_)train$")
_PREDICTS = regex(r"predict|proba|score|infer|decision_function|forward|transform", re.IGNORECASE)
_REMOTE = regex(r"^(?:requests|httpx|aiohttp|urllib\.request|urllib3|boto3|openai|grpc)\b")
_SPEAKS = regex(
    r"(?:^|[._])(?:warn|warning|error|exception|critical|fatal|log|print\w*|echo|secho|report\w*|notify\w*|capture\w*"
    r"|alert\w*|fail\w*|abort|exit|_exit|skip|raise\w*|rollback|emit|inc|increment|record\w*|metric\w*|track\w*|send\w*|post"
    r"|info|debug|traceback|handle\w*|on_error|set_exception|add_note|terminate|kill|xfail|quit)$"
)
_SAYS_ERROR = regex(r"error|fail|invalid|unknown|unavailable|not available|exception|status_code", re.IGNORECASE)
_PRINTS = frozenset({"print", "traceback.print_exc", "builtins.print", "pprint.pprint"})
_QUIET_LOGS = frozenset({"debug", "info"})
_PLAIN_CALLS = frozenset(
    {"list", "dict", "set", "tuple", "float", "int", "str", "bool", "bytes", "min", "max", "len", "round", "getattr",
     "pandas.DataFrame", "pandas.Series", "pandas.Timestamp", "numpy.zeros", "numpy.ones", "numpy.full", "numpy.array", "numpy.empty",
     "numpy.zeros_like", "numpy.asarray", "torch.zeros", "torch.tensor", "torch.zeros_like", "collections.defaultdict",
     "collections.Counter", "numpy.float32", "numpy.float64", "numpy.nan", "append", "add", "setdefault"}
)  # fmt: skip
_CONTAINERS = frozenset({"DataFrame", "Series", "list", "dict", "set", "tuple", "defaultdict", "Counter"})
_NOT_FINITE = regex(r"^\s?[+-]?(?:inf|infinity|nan)\s?$", re.IGNORECASE)
_FEW = 4
"""Members that a message still spells out."""
_CLEANUP = regex(r"(?:^|_)(?:close|cleanup|clean_up|shutdown|teardown|tear_down|stop|del|exit|dispose|atexit)(?:_|$)")
_EXPLAINED = regex(r"#\s?noqa(?::\s?[A-Z0-9, ]{1,40})?\s?[^\w\s]{1,3}\s?\w+\W+\w+")
_PREDICATE = regex(r"(?:^|\.)_?(?:is|has|can|check|supports|validate|exists|test|should|try)_")
_MANY = 3
"""Handlers of one file from which they are one item."""
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_TRIED_OUT = frozenset({"notebook", "experiment"})


@frozen
class Swallowed:
    """One handler that hides errors, or one call that silences warnings."""

    kind: str
    """handler, printed (a handler that only prints) or warnings."""
    line: int
    scope: str
    hidden: str
    """The first call of the try body that matters."""
    reach: str
    """ml, or remote: remote calls count in machine-learning modules alone."""
    fallback: str
    """What the code goes on with, in words."""
    makes_value: bool
    drops_rows: bool
    excerpt: str


@facet(Swallowed, version=4, tests=False)
def swallowed(view: ModuleView) -> Iterator[Swallowed]:
    """Handlers that hide errors of calls that matter, and warnings silenced for the whole module."""
    for handler in view.handlers:
        guarded = view.parent(handler)
        if not isinstance(guarded, ast.Try | ast.TryStar) or not _is_broad(view, handler):
            continue
        printed = _only_prints(view, handler)
        hidden = _hidden(view, guarded) or (_own_work(view, guarded) if printed else None)
        if hidden is None or _is_excused(view, handler):
            continue
        if not printed and not _is_silent(view, handler):
            continue
        if printed and _is_by_hand(view, handler):
            continue
        fallback, makes_value, drops = _fallback(view, handler)
        yield Swallowed(
            kind="printed" if printed else "handler",
            line=view.place(handler),
            scope=view.scope(handler),
            hidden=hidden[0],
            reach=hidden[1],
            fallback=fallback,
            makes_value=makes_value,
            drops_rows=drops,
            excerpt=view.snippet(handler),
        )
    for call in view.calls_to(("filterwarnings", "simplefilter")):
        if view.name(call.func) in ("warnings.filterwarnings", "warnings.simplefilter") and _silences_all(view, call):
            yield Swallowed(
                kind="warnings",
                line=view.place(call),
                scope="",
                hidden="every warning",
                reach="ml",
                fallback="no warning at all",
                makes_value=False,
                drops_rows=False,
                excerpt=view.snippet(call),
            )


def _silences_all(view: ModuleView, call: ast.Call) -> bool:
    """`filterwarnings("ignore")` at module level, with no category and no message."""
    if view.scope(call) or len(call.args) != 1 or call.keywords:
        return False
    inside = any(isinstance(above, ast.With | ast.If | ast.Try) for above in view.ancestors(call))
    return view.constant(call.args[0]) == "ignore" and not inside


def _is_broad(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(view.name(kind) in _BROAD for kind in kinds)


def _hidden(view: ModuleView, guarded: ast.Try | ast.TryStar) -> tuple[str, str] | None:
    """The first call of the try body that loads, transforms, fits, predicts or asks another service."""
    remote: str | None = None
    for call in _calls_in(view, guarded.body):
        name = view.called(call) or view.name(call.func) or ""
        last = name.rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
        if last in _ML_METHODS or _ML_NAMES.match(name) or _OWN_NAMES.search(last):
            return _short(name or last), "ml"
        if remote is None and _REMOTE.match(name):
            remote = _short(name)
    return (remote, "remote") if remote else None


def _own_work(view: ModuleView, guarded: ast.Try | ast.TryStar) -> tuple[str, str] | None:
    """A function that is named for the work, whatever it calls."""
    scope = view.scope(guarded).rpartition(".")[2]
    return (f"{scope}()", "ml") if _OWN_WORK.search(scope) else None


def _calls_in(view: ModuleView, body: list[ast.stmt]) -> list[ast.Call]:
    """Calls between the first and the last line of some statements, none of a function defined there."""
    if not body:
        return []
    first, last = view.place(body[0]), view.end(body[-1])
    scope = view.scope(body[0])
    return [c for c in view.calls if first <= view.place(c) <= last and view.scope(c) == scope]


def _short(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[-2:]) if len(parts) > 2 else name


def _is_excused(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Clean-up code, a destructor, a reason beside the linter's mark, an exit code, or a question whose answer is no."""
    scope = view.scope(handler)
    name = scope.rpartition(".")[2]
    if name.startswith("__") or _CLEANUP.search(name) or _EXPLAINED.search(view.snippet(handler)):
        return True
    returns = [s for s in handler.body if isinstance(s, ast.Return)]
    if name == "main" and any(isinstance(r.value, ast.Constant | ast.UnaryOp) for r in returns):
        return True
    answers_no = any(isinstance(r.value, ast.Constant) and isinstance(r.value.value, bool) for r in returns)
    return answers_no and (_PREDICATE.search(scope) is not None or _returns_only_booleans(view, handler))


def _returns_only_booleans(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    function = view.function(handler)
    if function is None:
        return False
    values = [r.value for r in view.returns(function)]
    return all(
        (isinstance(v, ast.Constant) and isinstance(v.value, bool)) or isinstance(v, ast.Compare) for v in values
    )


def _is_silent(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Nothing is raised, told, counted or returned that says what happened; and no second way is tried."""
    first, last = view.place(handler.body[0]), view.end(handler.body[-1])
    if any(first <= view.place(r) <= last for r in view.nodes(ast.Raise)):
        return False
    if handler.name and any(n.id == handler.name and first <= n.lineno <= last for n in view.nodes(ast.Name)):
        return False
    if any(first <= view.place(other) <= last for other in (*view.nodes(ast.Try), *view.nodes(ast.AugAssign))):
        return False
    for call in _calls_in(view, handler.body):
        name = view.name(call.func) or (call.func.attr if isinstance(call.func, ast.Attribute) else "?")
        last_part = name.rpartition(".")[2]
        if last_part in _QUIET_LOGS and isinstance(call.func, ast.Attribute):
            if not _tells_traceback(call):
                continue
            return False
        if _SPEAKS.search(name):
            return False
        if name not in _PLAIN_CALLS and last_part not in _PLAIN_CALLS and name != "time.sleep":
            return False
    if any(isinstance(s, ast.Assign) and _is_told_state(s.value) for s in handler.body):
        return False
    texts = [c.value for c in view.constants if first <= c.lineno <= last and isinstance(c.value, str)]
    return not any(_SAYS_ERROR.search(text) for text in texts)


def _only_prints(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Every statement prints, or goes on by a value that says nothing of what happened."""
    printed = False
    for statement in handler.body:
        match statement:
            case ast.Expr(value=ast.Call(func=func)) if view.name(func) in _PRINTS:
                printed = True
            case ast.Return(value=value) | ast.Assign(value=value) if value is None or _says_nothing(value):
                continue
            case ast.Continue() | ast.Pass():
                continue
            case _:
                return False
    first, last = view.place(handler.body[0]), view.end(handler.body[-1])
    texts = (c.value for c in view.constants if first <= c.lineno <= last and isinstance(c.value, str))
    return printed and view.kind != "notebook" and not any(_GOES_ON.search(text) for text in texts)


def _is_by_hand(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Below `if __name__ == "__main__":`: who starts the file by hand reads what it prints."""
    above = (one for one in view.ancestors(handler) if isinstance(one, ast.If))
    return view.scope(handler) == "" and any(
        isinstance(name, ast.Name) and name.id == "__name__" for one in above for name in ast.walk(one.test)
    )


def _says_nothing(value: ast.expr) -> bool:
    """None, False, nought or an empty container."""
    match value:
        case ast.Constant(value=told):
            return not told
        case ast.List(elts=members) | ast.Tuple(elts=members):
            return all(_says_nothing(one) for one in members)
        case ast.Dict(keys=keys):
            return not keys
        case _:
            return False


def _is_told_state(value: ast.AST) -> bool:
    """A text such as "down" or a flag such as `stale = True`: the failure is written down as what it is."""
    told = value.value if isinstance(value, ast.Constant) else None
    return isinstance(told, bool) or (isinstance(told, str) and told.strip() != "")


def _tells_traceback(call: ast.Call) -> bool:
    return any(k.arg == "exc_info" for k in call.keywords)


def _fallback(view: ModuleView, handler: ast.ExceptHandler) -> tuple[str, bool, bool]:
    """In words; whether a value is made up; whether rows are dropped."""
    for statement in handler.body:
        match statement:
            case ast.Continue():
                return "the next one", False, True
            case ast.Return(value=value):
                told = _told(value)
                return f"returning {told}", told != "None", False
            case ast.Assign(targets=[target], value=value):
                return f"{_target(target)} = {_told(value)}", True, False
            case _:
                continue
    loops = any(isinstance(above, ast.For | ast.While | ast.AsyncFor) for above in _own_ancestors(view, handler))
    return "nothing in its place", False, loops


def _own_ancestors(view: ModuleView, node: ast.AST) -> Iterator[ast.AST]:
    for above in view.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        yield above


def _target(node: ast.AST) -> str:
    """What is assigned, by its name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return f"an entry of {name}"
        case _:
            return "the result"


def _told(value: ast.AST | None) -> str:
    """A fallback as shown: numbers and names, never texts."""
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return "None"
    if isinstance(value, ast.Constant):
        return repr(value.value) if not isinstance(value.value, str | bytes) else "text"
    if isinstance(value, ast.List | ast.Dict | ast.Tuple | ast.Set):
        return _told_members(value)
    match value:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number) | float(number))):
            return repr(-number)
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(number))]) if _NOT_FINITE.match(number):
            return number.strip().lower()
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            filled = bool(args) and not (isinstance(args[0], ast.List) and not args[0].elts)
            return f"an empty {name}" if name in _CONTAINERS and not filled else f"what {name} makes"
        case _:
            return "a value made on the spot"


def _told_members(value: ast.List | ast.Dict | ast.Tuple | ast.Set) -> str:
    """A short tuple or list of numbers as it stands; else how many members were made up."""
    kind = type(value).__name__.lower()
    members = value.values if isinstance(value, ast.Dict) else value.elts
    if not members:
        return f"an empty {kind}"
    told = [_told(one) for one in members] if len(members) <= _FEW and not isinstance(value, ast.Dict) else []
    if told and all(isinstance(one, ast.Constant) for one in members):
        return f"({', '.join(told)})"
    return f"a {kind} of {len(members)} made-up value{'s' if len(members) > 1 else ''}"


@rule(
    id="COD-015",
    category=Category.CODE,
    debt_type="silent failure",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(swallowed,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None:
        return
    for path, found in sorted(facts.rows(swallowed).items()):
        module = code.modules.get(path)
        if module is None or module.role in _ASIDE:
            continue
        is_served = served is not None and served.holds(path)
        warned = False
        printed = [one for one in found if one.kind == "printed" and (one.reach == "ml" or _is_ml(module))]
        if printed and module.role not in _TRIED_OUT:
            yield _printed(module, printed, is_served)
        handlers: list[Finding] = []
        for one in found:
            if one.kind == "printed":
                continue
            if one.kind == "warnings":
                if module.facts.training and not warned and module.role not in _TRIED_OUT:
                    warned = True
                    yield _warnings(module, one)
            elif one.reach == "ml" or _is_ml(module):
                handlers.append(_handler(module, one, is_served))
        yield from _by_file(module, handlers)


def _by_file(module: CodeModule, found: list[Finding]) -> Iterator[Finding]:
    """From so many on, the handlers of one file are one item: who mends one has the others on the screen. Made-up predictions stay apart."""
    mild = [one for one in found if one.severity is not Severity.CRITICAL]
    yield from (one for one in found if one.severity is Severity.CRITICAL or len(mild) < _MANY)
    if len(mild) < _MANY:
        return
    first = mild[0]
    yield replace(
        first,
        subject=file_subject(module.path, "silent handlers"),
        message=f"{first.message.removesuffix('.')}; {len(mild) - 1} more handlers of the file do the like.",
        evidence=tuple(proof for one in mild for proof in one.evidence)[:16],
        occurrences=float(len(mild)),
    )


def _printed(module: CodeModule, found: list[Swallowed], is_served: bool) -> Finding:
    first = found[0]
    more = f", and {len(found) - 1} more such handlers" if len(found) > 1 else ""
    return Finding(
        subject=file_subject(module.path, "printed errors"),
        line=first.line,
        title="Errors in ML code are printed and forgotten",
        severity=Severity.MEDIUM if is_served else Severity.LOW,
        message=f"{module.path}:{first.line} prints any error of {first.hidden} and goes on {_going_on(first)}{more}.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=one.line, ref=one.hidden, excerpt=one.excerpt)
            for one in found[:8]
        ),
        tier="serve" if is_served else None,
        drivers=(Driver(name="served", value=float(is_served), unit="x", ref="prints errors"),),
        occurrences=float(len(found)),
    )


def _is_ml(module: CodeModule) -> bool:
    return bool(module.facts.training or module.facts.features or module.facts.serving)


def _handler(module: CodeModule, one: Swallowed, is_served: bool) -> Finding:
    severity = Severity.HIGH
    if is_served and one.makes_value and _PREDICTS.search(one.hidden):
        severity = Severity.CRITICAL
    elif module.role in _TRIED_OUT:
        severity = Severity.MEDIUM
    ref = "reached by serving code" if is_served else "no serving code reaches it"
    return Finding(
        subject=file_subject(module.path, one.scope or None),
        line=one.line,
        severity=severity,
        message=f"{module.path}:{one.line} hides any error of {one.hidden} and goes on {_going_on(one)}.",
        evidence=(
            Evidence(kind="line", path=module.path, line=one.line, excerpt=one.excerpt),
            Evidence(kind="call", path=module.path, line=one.line, ref=one.hidden, value=one.fallback),
        ),
        tier="serve" if is_served else None,
        drivers=(Driver(name="served", value=float(is_served), unit="x", ref=ref),),
    )


def _going_on(one: Swallowed) -> str:
    return f"by {one.fallback}" if one.fallback.startswith("returning") else f"with {one.fallback}"


def _warnings(module: CodeModule, one: Swallowed) -> Finding:
    return Finding(
        subject=file_subject(module.path),
        line=one.line,
        title="A training module silences every warning",
        severity=Severity.LOW,
        message=f"{module.path}:{one.line} silences every warning of the training it starts.",
        evidence=(Evidence(kind="line", path=module.path, line=one.line, excerpt=one.excerpt),),
        drivers=(Driver(name="served", value=0.0, unit="x", ref="warnings of training"),),
        remediation="Silence the one warning that is understood, by category and module, and let the others be seen.",
    )
