"""Calls that hand data on people to a log, a tracking server or an outside service. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal.attributes import reaches_person
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.libraries import LANGUAGE_VENDORS
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.sites import ROUTES
from debtscope_collectors.sources.python.view import Function, ModuleView

_LEVELS: Final = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_LOGGER: Final = regex(r"(?:^|[._])(?:log|logger|logging|_log|_logger|log_\w{1,20})$", re.IGNORECASE)
_AI_ROOTS: Final = frozenset(
    {*LANGUAGE_VENDORS, "google.generativeai", "google.genai"} - {"google", "langchain", "langchain_core"}
)
_AI_CALL: Final = regex(
    r"(?:chat\.completions|completions|messages|responses|embeddings|ChatCompletion|Completion|Embedding)(?:\.with_(?:raw|streaming)_response)?\.(?:a?create|parse|stream)$"
    r"|\.generate_content(?:_async)?$|\.send_message(?:_async)?$|^litellm\.a?completion$|\.chat\.complete$|^(?:cohere|co)\.\w*(?:chat|generate|embed)$"
    r"|(?:^|[._])(?:llm|chat_model|chain|llm_chain|model)\.(?:a?invoke|a?predict|run|a?call|generate)$"
)
_LOCAL: Final = regex(
    r"localhost|127\.0\.0\.1|host\.docker\.internal|\bvllm\b|\bollama\b|lm[-_ ]?studio|0\.0\.0\.0", re.IGNORECASE
)
_MASKS: Final = regex(
    r"redact|mask|anonymi|pseudonymi|hash|sha\d|scrub|saniti[sz]|presidio|encrypt|obfuscat|strip_pii|remove_pii|clean_pii|censor|digest|md5|truncate_email|^len$|^bool$|^type$|^sum$|^any$|^all$|is_valid|valid",
    re.IGNORECASE,
)
_TRACKED: Final = regex(r"^mlflow\.(?:log_text|log_table|log_dict|log_param|log_params|set_tag)$|^wandb\.log$")
_TRACKS: Final = frozenset({"log_text", "log_table", "log_dict", "log_param", "log_params", "set_tag", "log"})
_TAKERS: Final = _LEVELS | _TRACKS | {"print"}
_PARSED: Final = frozenset({"json", "get_json", "form", "body", "get_data"})
_WHOLE: Final = frozenset({"dict", "model_dump", "json", "model_dump_json", "to_dict", "copy", "items"})
_FRAMEWORK: Final = regex(
    r"Depends|Security|BackgroundTasks|Response|Header|Query|Path\b|Session|UploadFile|File|WebSocket"
)
_CUES: Final = (
    "log",
    "LOG",
    "openai",
    "anthropic",
    "cohere",
    "genai",
    "generativeai",
    "groq",
    "mistralai",
    "langchain",
)
_HIRES: Final = regex(r"resum[eé]|candidate|applicant|recruit|curriculum|vacanc", re.IGNORECASE)
"""Only beside such words is `cv` somebody's life; elsewhere it is cross-validation or a coefficient of variation."""
_TRAINS: Final = frozenset({"sklearn", "xgboost", "lightgbm", "catboost", "optuna"})
_THING: Final = regex(
    r"(?:^|_)(?:repos?|repositor(?:y|ies)|project|package|module|branch|organi[sz]ation|datasets?|artifact|models?|endpoint|deployment|"
    r"tables?|catalog|schema|columns?|features?|volume|bucket|workflow|pipeline|functions?|metrics?)(?:_|$)",
    re.IGNORECASE,
)
"""What has a name without being a person: `repo.full_name`."""
_JOINS: Final = frozenset({"/", ".", ":", "::"})
"""Signs between the parts of a thing's name."""
_NAMED: Final = "name of a person"
_DEPTH: Final = 3
_MOST: Final = 400
"""Nodes of an argument that are looked at."""


_MOST_KEYS: Final = 60


@frozen
class PersonalSink:
    """One call that is given data on people, unmasked as far as the file shows."""

    scope: str
    line: int
    sink: str
    """log, print, tracking or the outside service's name."""
    is_outside: bool
    level: str
    """Of a log line: debug, info …; `` elsewhere."""
    fields: tuple[tuple[str, str], ...]
    """(name as written, kind in words), sorted; empty where the whole record is given."""
    record: str
    """The parameter or variable that holds a whole request; `` where single fields are given."""
    record_type: str
    """Last part of its annotation, `dict` where it is a plain mapping or raw."""
    in_route: bool


@facet(PersonalSink, version=9, tests=False)
def personal_sinks(view: ModuleView) -> Iterator[PersonalSink]:
    """Log lines, prints and calls of AI services whose arguments name personal data or hold a whole request."""
    text = view.text
    if "print(" not in text and not view.spells(_CUES):
        return
    roots = view.roots
    outside = sorted(_AI_ROOTS & roots)
    is_local = bool(outside) and _LOCAL.search(text) is not None
    records: dict[str, dict[str, str]] = {}
    for call in view.calls if outside else view.calls_to(_TAKERS):
        told = _sink(view, call, outside, is_local=is_local)
        if told is None:
            continue
        sink, level, is_outside = told
        function = view.function(call)
        scope = view.scope(call)
        if function is not None and scope not in records:
            records[scope] = dict(_records(view, function))
        known = records.get(scope, {})
        given = list(_given(view, function, call, known, _DEPTH if is_outside else 1))
        fields = tuple(
            sorted({(name, kind) for name, kind in given if kind != "record" and (name != "cv" or _is_life(view))})
        )
        record = next((name for name, kind in given if kind == "record"), "")
        if not fields and not record:
            continue
        yield PersonalSink(
            scope=scope, line=call.lineno, sink=sink, is_outside=is_outside, level=level, fields=fields,
            record=record, record_type=known.get(record, ""), in_route=function is not None and _is_route(function),
        )  # fmt: skip


def _is_life(view: ModuleView) -> bool:
    return _TRAINS.isdisjoint(view.roots) and _HIRES.search(view.text) is not None


def _sink(view: ModuleView, call: ast.Call, outside: list[str], *, is_local: bool) -> tuple[str, str, bool] | None:
    """(what takes the data, log level, whether it is outside)."""
    func = call.func
    if isinstance(func, ast.Name) and func.id == "print":
        is_error = any(keyword.arg == "file" for keyword in call.keywords)
        return ("print", "debug" if is_error else "", False) if view.scope(call) else None
    if not isinstance(func, ast.Attribute):
        is_ai = isinstance(func, ast.Name) and func.id.endswith("completion") and "litellm" in outside
        return ("a language model", "", True) if is_ai and not is_local else None
    if func.attr in _LEVELS:
        holder = view.name(func.value) or ""
        is_log = _LOGGER.search(holder) or view.type_of(func.value) == "logging.Logger"
        if is_log:
            return "the log", func.attr, False
    if func.attr in _TRACKS and _TRACKED.match(view.name(func) or ""):
        return "the tracking server", "", False
    if outside and not is_local and _AI_CALL.search(ast.unparse(func)[-160:]):
        return LANGUAGE_VENDORS.get(outside[0].partition(".")[0], "an AI service"), "", True
    return None


def _records(view: ModuleView, function: Function) -> Iterator[tuple[str, str]]:
    """Parameters of a route, and locals that hold a parsed request: name -> type."""
    if not _is_route(function):
        return
    requests = {"request"}
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        told = ast.unparse(argument.annotation)[:120] if argument.annotation else ""
        last = re.split(r"[\[\]., |]", told.removeprefix("Optional["))[0] if told else ""
        if last in ("Request", "HttpRequest"):
            requests.add(argument.arg)
        elif last in ("dict", "Dict", "Mapping", "Any"):
            yield argument.arg, "dict"
        elif (told[:1].isupper() or "." in told) and not _FRAMEWORK.search(told):
            yield argument.arg, told.rpartition(".")[2].rstrip("]")
    first, last_line = function.lineno, view.end(function)
    for node in view.nodes(ast.Assign):
        if (
            first <= node.lineno <= last_line
            and isinstance(node.targets[0], ast.Name)
            and _parses(node.value, requests)
        ):
            yield node.targets[0].id, "dict"


def _parses(value: ast.expr, requests: set[str]) -> bool:
    if isinstance(value, ast.Await):
        value = value.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return value.func.attr in _PARSED and isinstance(value.func.value, ast.Name) and value.func.value.id in requests
    return (
        isinstance(value, ast.Attribute)
        and value.attr in ("json", "form")
        and isinstance(value.value, ast.Name)
        and value.value.id in requests
    )


def _is_route(function: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in ROUTES
        for decorator in function.decorator_list
    )


def _given(
    view: ModuleView, function: Function | None, call: ast.Call, records: dict[str, str], depth: int
) -> Iterator[tuple[str, str]]:
    """(name, kind) of what stands in the arguments, through variables of the function for `depth` steps."""
    todo: list[tuple[ast.AST, int]] = [(a, depth) for a in call.args]
    todo += [(k.value, depth) for k in call.keywords if k.arg not in ("model", "api_key", "metadata", "exc_info")]
    seen: set[str] = set()
    budget = _MOST
    while todo and budget:
        node, left = todo.pop()
        budget -= 1
        if isinstance(node, ast.Call):
            name = view.name(node.func) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
            if _MASKS.search(name.rpartition(".")[2]):
                continue
            if name == "locals" and function is not None:  # all that the function was given
                yield from (one for each in parameters(function) for one in _named(each.arg, {}))
            todo += _through(node, left, records)
            if (said := _taken(node)) and (kind := reaches_person(said)) and not _is_of_thing(node.func, kind):
                yield said, kind
        elif isinstance(node, ast.Name):
            values = view.local_values(function, node.id) if function is not None else []
            if any(_is_masked(view, value) for value in values):
                continue
            is_thing = any(_is_composed(value) for value in values)
            yield from (one for one in _named(node.id, records) if not (is_thing and one[1] == _NAMED))
            if not records.get(node.id):
                yield from (one for value in values for one in _collected(view, function, value))
            if left > 1 and node.id not in seen:
                seen.add(node.id)
                todo += [(value, left - 1) for value in values]
        elif isinstance(node, ast.Attribute):
            if (kind := reaches_person(node.attr)) and not _is_of_thing(node.value, kind):
                yield node.attr, kind
        elif isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if isinstance(key, str) and (kind := reaches_person(key)) and not _is_of_thing(node.value, kind):
                yield key, kind
        elif not isinstance(node, ast.Lambda | ast.Compare | ast.BoolOp | ast.GeneratorExp):
            todo += [(child, left) for child in ast.iter_child_nodes(node)]


def _collected(view: ModuleView, function: Function | None, value: ast.AST) -> Iterator[tuple[str, str]]:
    """What a mapping that is handed on whole holds under names of its own: `{"email": email}`, `dict(email=email)`."""
    pairs: list[tuple[object, ast.expr]] = []
    if isinstance(value, ast.Dict):
        pairs = [
            (key.value, one) for key, one in zip(value.keys, value.values, strict=True) if isinstance(key, ast.Constant)
        ]
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
        pairs = [(keyword.arg, keyword.value) for keyword in value.keywords]
    for key, one in pairs[:_MOST_KEYS]:
        if not isinstance(key, str) or not isinstance(one, ast.Name | ast.Attribute | ast.Subscript):
            continue  # a schema, a class of fields, or what a call made of it
        given = view.local_values(function, one.id) if function is not None and isinstance(one, ast.Name) else []
        if not (isinstance(one, ast.Name) and one.id[:1].isupper()) and not any(
            _is_masked(view, each) for each in given
        ):
            yield from _named(key, {})


def _is_of_thing(holder: ast.expr, kind: str) -> bool:
    """Whether a name is read of a thing: `repo.full_name`, `payload["repository"]["full_name"]`. What else a thing holds, an
    owner's address say, is a person's still."""
    while isinstance(holder, ast.Call) or (isinstance(holder, ast.Attribute) and holder.attr == "get"):
        said = _taken(holder) if isinstance(holder, ast.Call) else None
        if said is not None:
            return kind == _NAMED and bool(_THING.search(said))
        holder = holder.func if isinstance(holder, ast.Call) else holder.value
    if isinstance(holder, ast.Subscript) and isinstance(holder.slice, ast.Constant):
        return kind == _NAMED and bool(_THING.search(str(holder.slice.value)))
    return kind == _NAMED and bool(_THING.search(last_name(holder)))


def _is_composed(value: ast.AST) -> bool:
    """`f"{owner}/{name}"`, `f"{catalog}.{schema}.{table}"`: the parts of a thing's name, joined by its signs."""
    if isinstance(value, ast.Call):
        return (
            isinstance(value.func, ast.Attribute)
            and value.func.attr == "join"
            and (isinstance(value.func.value, ast.Constant) and value.func.value.value in _JOINS)
        )
    if not isinstance(value, ast.JoinedStr):
        return False
    texts = [str(part.value) for part in value.values if isinstance(part, ast.Constant)]
    return len(texts) < len(value.values) and any(text in _JOINS for text in texts)


def _named(name: str, records: dict[str, str]) -> Iterator[tuple[str, str]]:
    if name in records:
        yield name, "record"
    elif (kind := reaches_person(name)) and not _THING.search(name):
        yield name, kind


def _taken(call: ast.Call) -> str | None:
    """`row.get("email")` takes email."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("get", "pop", "getattr") and call.args:
        first = call.args[0]
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return None


def _through(call: ast.Call, left: int, records: dict[str, str]) -> list[tuple[ast.AST, int]]:
    """What a call hands on: its arguments, and a whole record's `.dict()`. Results of the project's own functions are not known."""
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in _WHOLE and isinstance(func.value, ast.Name):
        return [(func.value, left)] if func.value.id in records else []
    if isinstance(func, ast.Attribute) and func.attr in (
        "format",
        "join",
        "strip",
        "lower",
        "upper",
        "dumps",
        "encode",
    ):
        inner: list[ast.AST] = [*call.args, *(k.value for k in call.keywords)]
        return [(one, left) for one in (*inner, func.value)]
    called = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if "prompt" in called.lower():  # a builder of prompts hands on what it is given
        return [(one, left) for one in (*call.args, *(k.value for k in call.keywords))]
    if isinstance(func, ast.Name) and (func.id in ("str", "repr", "dict", "list") or func.id.endswith("Message")):
        return [(one, left) for one in (*call.args, *(k.value for k in call.keywords))]
    return []


def _is_masked(view: ModuleView, value: ast.AST) -> bool:
    name = view.name(value.func) if isinstance(value, ast.Call) else None
    return bool(name and _MASKS.search(name.rpartition(".")[2]))
