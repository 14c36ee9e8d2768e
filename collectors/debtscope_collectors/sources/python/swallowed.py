"""Handlers that hide errors of machine-learning work, and warnings silenced for a whole module. One file at a time."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.raised_later import is_raised_later
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.python.within import names_of

_BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
_ML_METHODS = frozenset(
    {
        "fit", "partial_fit", "fit_transform", "fit_predict", "predict", "predict_proba", "predict_log_proba",
        "predict_step", "decision_function", "score_samples", "transform", "inverse_transform", "forward", "infer",
        "load_model", "load_state_dict", "from_pretrained", "load_checkpoint", "load_weights", "predict_on_batch",
        "training_step", "validation_step", "fit_generator", "embed_documents", "embed_query", "get_model_version_by_alias",
        "get_latest_versions", "search_model_versions", "similarity_search", "split_documents", "from_documents", "load_local", "add_documents",
        "get_relevant_documents", "ainvoke",
    }
)  # fmt: skip
_ML_NAMES = regex(
    r"^(?:pandas\.(?:read_|concat|merge|cut|json_normalize)|polars\.(?:read_|scan_)|numpy\.(?:load|genfromtxt|loadtxt)"
    r"|pickle\.load|joblib\.load|dill\.load|cloudpickle\.load|torch\.load|torch\.jit\.load|datasets\.load_|mlflow\.\w+\.load"
    r"|mlflow\.pyfunc|onnxruntime\.|tensorflow\.saved_model|keras\.models\.load|tensorflow\.keras\.models\.load"
    r"|sentence_transformers\.|transformers\.|xgboost\.|lightgbm\.|catboost\.|sklearn\.)"
)
_UNPICKLES = regex(r"^(?:pickle|joblib|dill|cloudpickle)\.load$")
_OWN_NAMES = regex(
    r"(?:^|_)(?!infer_(?:freq|dtype|objects|schema)$)(?:features?|featuri[sz]e|preprocess|predict(?:ion|ions)?|infer(?:ence)?|train|training|score[sd]?|embed(?:ding|dings)?"
    r"|tokeni[sz]e|vectori[sz]e|load_model|load_data|load_dataset|load_items?|load_samples?|load_batch|load_wav|load_image|load_audio|read_audio|read_data|transform|encode_(?:features|labels))(?:$|_)"
)
_GOES_ON = regex(r"\bfall|backup|instead|retry|another|default", re.IGNORECASE)
"""Words of a message that tells of a second way."""
_OWN_WORK = regex(r"drift|retrain|predict|feature|train_|score_|(?:^|_)train$")
_BROKERS = frozenset({"kafka", "aiokafka", "confluent_kafka", "pika", "pulsar", "nats"})
_CONSUMED = regex(r"(?:^|[._])(?:consumer|messages?|stream|subscription)$", re.IGNORECASE)
"""What a program that takes the messages of a broker walks through."""
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
_CLASSES = regex(
    r"(?:^|_)(?:classif\w*|predict\w*|label\w*|categori[sz]e\w*|sentiment|intent|detect\w*|route|infer\w*|score\w*)(?:_|$)"
)
_LABEL = regex(r"(?!none$|n/?a$|null$|unclassified$|undetermined$|nan$)[A-Za-z][\w -]{0,24}", re.IGNORECASE)
_CREATES = ("chat.completions.create", "messages.create", "responses.create", "embeddings.create", "completions.parse")
_FEW = 4
"""Members that a message still spells out."""
_CLEANUP = regex(r"(?:^|_)(?:close|cleanup|clean_up|shutdown|teardown|tear_down|stop|del|exit|dispose|atexit)(?:_|$)")
_EXPLAINED = regex(r"#\s?noqa(?::\s?[A-Z0-9, ]{1,40})?\s?[^\w\s]{1,3}\s?\w+\W+\w+")
_ALARM = regex(r"drift|degrad|anomal|performance|retrain|(?:^|_)monitor")
_PREDICATE = regex(r"(?:^|\.)_?(?:is|has|can|check|supports|validate|exists|test|should|try)_")


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
    is_last: bool = False
    """What it prints is the last that happens where somebody starts the file."""


_STAYS_AWAKE: Final = regex(
    r"keep_\w{0,30}(?:alive|warm|awake)|keepalive|heartbeat|_?ping(?:er)?$|wake_?up", re.IGNORECASE
)
"""Functions that knock at a service again and again: one knock in vain is no failure."""


@facet(Swallowed, version=12, tests=False)
def swallowed(view: ModuleView) -> Iterator[Swallowed]:
    """Handlers that hide errors of calls that matter, and warnings silenced for the whole module."""
    for handler in view.handlers:
        guarded = view.parent(handler)
        if not isinstance(guarded, ast.Try | ast.TryStar) or not is_broad(view, handler):
            continue
        printed = only_prints(view, handler)
        hidden = hidden_work(view, guarded) or (own_work(view, guarded) if printed else None)
        if hidden is None or _is_excused(view, handler) or _STAYS_AWAKE.search(view.scope(handler)):
            continue
        if not printed and not _is_silent(view, handler):
            continue
        if (printed and _is_by_hand(view, handler)) or is_raised_later(view, handler) or _is_known(handler, guarded):
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
            is_last=printed and _is_last_act(view, handler),
        )
    yield from _suppressed(view)
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


def _suppressed(view: ModuleView) -> Iterator[Swallowed]:
    """`with contextlib.suppress(Exception):` around work that matters."""
    for block in view.nodes(ast.With) if "suppress" in view.words else ():
        for item in block.items:
            call = item.context_expr
            if not isinstance(call, ast.Call) or view.name(call.func) != "contextlib.suppress":
                continue
            hidden = work_in(view, block.body) if any(view.name(kind) in _BROAD for kind in call.args) else None
            name = view.scope(block).rpartition(".")[2]
            if hidden is not None and not name.startswith("__") and not _CLEANUP.search(name):
                yield Swallowed(
                    kind="handler", line=view.place(block), scope=view.scope(block), hidden=hidden[0], reach=hidden[1],
                    fallback="what stood there before", makes_value=False, drops_rows=False, excerpt=view.snippet(call),
                )  # fmt: skip


def _silences_all(view: ModuleView, call: ast.Call) -> bool:
    """`filterwarnings("ignore")` at module level, with no category and no message."""
    if view.scope(call) or len(call.args) != 1 or call.keywords:
        return False
    inside = any(isinstance(above, ast.With | ast.If | ast.Try) for above in view.ancestors(call))
    return view.constant(call.args[0]) == "ignore" and not inside


def is_broad(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(view.name(kind) in _BROAD for kind in kinds)


def hidden_work(view: ModuleView, guarded: ast.Try | ast.TryStar) -> tuple[str, str] | None:
    """The first call of the try body that loads, transforms, fits, predicts or asks another service."""
    return work_in(view, guarded.body)


def work_in(view: ModuleView, body: list[ast.stmt]) -> tuple[str, str] | None:
    """The same of any statements."""
    remote: str | None = None
    for call in _calls_in(view, body):
        name = view.called(call) or view.name(call.func) or ""
        last = name.rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
        if _UNPICKLES.match(name) and _is_setting(view, call):
            continue
        if last in _ML_METHODS or _ML_NAMES.match(name) or _OWN_NAMES.search(last):
            return _short(name or last), "ml"
        if remote is None and (_REMOTE.match(name) or _asks_language_model(call)):
            remote = _short(name)
    return (remote, "remote") if remote else None


def _is_setting(view: ModuleView, call: ast.Call) -> bool:
    """What is unpickled only gives numbers by their names: `kept.get("rate", 50)`. No model and no table is like that."""
    above = view.parent(call)
    target = above.targets[0] if isinstance(above, ast.Assign) and len(above.targets) == 1 else None
    function = view.function(call)
    if not isinstance(target, ast.Name) or function is None:
        return False
    uses = [
        node
        for node in view.nodes(ast.Name)
        if node.id == target.id and isinstance(node.ctx, ast.Load) and view.function(node) is function
    ]
    return bool(uses) and all(_gives_number(view, use) for use in uses)


def _gives_number(view: ModuleView, use: ast.Name) -> bool:
    above = view.parent(use)
    call = view.parent(above) if isinstance(above, ast.Attribute) and above.attr == "get" else None
    match call:
        case ast.Call(args=[ast.Constant(value=str()), ast.Constant(value=int() | float())]):
            return True
        case _:
            return False


def _asks_language_model(call: ast.Call) -> bool:
    """`client.chat.completions.create(…)`, wherever the client comes from."""
    return (dotted(call.func) or "").endswith(_CREATES)


def own_work(view: ModuleView, guarded: ast.Try | ast.TryStar) -> tuple[str, str] | None:
    """A function that is named for the work, whatever it calls."""
    scope = view.scope(guarded).rpartition(".")[2]
    if _OWN_WORK.search(scope):
        return f"{scope}()", "ml"
    if view.roots.isdisjoint(_BROKERS):
        return None
    loop = next((one for one in _own_ancestors(view, guarded) if isinstance(one, ast.For | ast.AsyncFor)), None)
    is_consumed = loop is not None and _CONSUMED.search(view.name(loop.iter) or "")
    return ("the work on a message, which is gone with the next one", "ml") if is_consumed else None


def _calls_in(view: ModuleView, body: list[ast.stmt]) -> list[ast.Call]:
    """Calls between the first and the last line of some statements, none of a function defined there."""
    if not body:
        return []
    first, last = view.place(body[0]), view.end(body[-1])
    scope = view.scope(body[0])
    found = view.once(_placed)
    inside = found[bisect_left(found, first, key=itemgetter(0)) : bisect_right(found, last, key=itemgetter(0))]
    return [call for _, _, call in sorted(inside, key=itemgetter(1)) if view.scope(call) == scope]


def _placed(view: ModuleView) -> list[tuple[int, int, ast.Call]]:
    """(line, number, call), by line: a file may hold thousands of handlers."""
    return sorted(((view.place(call), n, call) for n, call in enumerate(view.calls)), key=itemgetter(0, 1))


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
    if answers_no and _ALARM.search(name):
        return False  # "no drift" because nothing could be measured
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
    if handler.name and any(
        first <= n.lineno <= last and not _is_said_quietly(view, n) for n in names_of(view, handler.name)
    ):
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
    texts = [
        c.value
        for c in view.constants
        if first <= c.lineno <= last and isinstance(c.value, str) and not _is_said_quietly(view, c)
    ]
    return not any(_SAYS_ERROR.search(text) for text in texts)


def _is_said_quietly(view: ModuleView, name: ast.expr) -> bool:
    """Whether the error only stands in a line of the log that nobody keeps in production (`logger.debug("no score: %s", error)`)."""
    for above in view.ancestors(name):
        if isinstance(above, ast.Call) and isinstance(above.func, ast.Attribute):
            return above.func.attr == "debug"
        if isinstance(above, ast.stmt):
            return False
    return False


def only_prints(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Every statement prints, or goes on by a value that says nothing of what happened."""
    printed = False
    for statement in handler.body:
        match statement:
            case ast.Expr(value=ast.Call(func=func)) if view.name(func) in _PRINTS:
                printed = True
            case ast.Return(value=value) | ast.Assign(value=value) if value is None or says_nothing(value):
                continue
            case ast.Return(value=ast.Constant(value=str(label))) if _is_label(view, handler, label):
                continue
            case ast.Continue() | ast.Pass():
                continue
            case _:
                return False
    first, last = view.place(handler.body[0]), view.end(handler.body[-1])
    texts = (c.value for c in view.constants if first <= c.lineno <= last and isinstance(c.value, str))
    return printed and view.kind != "notebook" and not any(_GOES_ON.search(text) for text in texts)


def _is_label(view: ModuleView, handler: ast.ExceptHandler, label: str) -> bool:
    """One plain word that a function named for classing gives: nobody can tell it from an answer of the model."""
    function = view.function(handler)
    return (
        function is not None
        and _CLASSES.search(function.name) is not None
        and _LABEL.fullmatch(label) is not None
        and not _SAYS_ERROR.search(label)
    )


def _is_by_hand(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Below `if __name__ == "__main__":`: who starts the file by hand reads what it prints."""
    return view.scope(handler) == "" and _is_guarded_by_name(view, handler)


def _is_last_act(view: ModuleView, handler: ast.ExceptHandler) -> bool:
    """Whether a file that is started by hand ends with what the handler prints."""
    function = view.function(handler)
    if function is None or function.body[-1] is not view.parent(handler) or isinstance(handler.body[-1], ast.Return):
        return False
    calls = [call for call in view.calls_to((function.name,)) if isinstance(call.func, ast.Name)]
    return bool(calls) and all(_is_last(view, call) for call in calls)


def _is_guarded_by_name(view: ModuleView, node: ast.AST) -> bool:
    above = (one for one in view.ancestors(node) if isinstance(one, ast.If))
    return any(isinstance(name, ast.Name) and name.id == "__name__" for one in above for name in ast.walk(one.test))


def _is_last(view: ModuleView, call: ast.Call) -> bool:
    """Whether a call is the last that a file does when somebody starts it by hand."""
    statement = view.parent(call)
    block = view.parent(statement) if isinstance(statement, ast.Expr) else None
    return isinstance(block, ast.If) and block.body[-1] is statement and _is_guarded_by_name(view, call)


def _is_known(handler: ast.ExceptHandler, guarded: ast.Try | ast.TryStar) -> bool:
    """Whether the work itself gives None where it has no sensible result, as its handler does: callers know of it."""
    last = handler.body[-1]
    return (
        isinstance(last, ast.Return)
        and _gives_none(last)
        and any(
            _gives_none(one)
            for statement in guarded.body
            if isinstance(statement, ast.If)
            for one in statement.body
            if isinstance(one, ast.Return)
        )
    )


def _gives_none(statement: ast.Return) -> bool:
    return statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is None)


def says_nothing(value: ast.expr) -> bool:
    """None, False, nought or an empty container."""
    match value:
        case ast.Constant(value=told):
            return not told
        case ast.List(elts=members) | ast.Tuple(elts=members):
            return all(says_nothing(one) for one in members)
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
