"""What code writes down about predictions and requests: logs, rows, messages, metrics. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.lookup import Vocabulary, walk
from debtscope_collectors.sources.python.view import ModuleView

_LOGS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "bind", "msg"})
_SINKS: Final = frozenset(
    {
        "insert_one", "insert_many", "insert", "upsert", "produce", "put_record", "put_records", "put_item", "xadd", "send_message", "publish",
        "insert_rows_json", "insert_rows", "bulk_save_objects", "bulk_insert_mappings", "put_object", "upload_blob", "upload_from_string",
        "writerow", "writerows", "lpush", "rpush", "hset", "write_points", "to_sql", "to_gbq", "executemany", "copy_records_to_table",
        "send_and_wait", "log_table", "log_dict", "append_row", "create_document", "index_document", "log_prediction", "log_inference",
    }
)  # fmt: skip
_BY_RECEIVER: Final = {
    "add": regex(r"session|db|database", re.IGNORECASE),
    "send": regex(r"produc|kafka|topic|queue", re.IGNORECASE),
    "log": regex(r"why|monitor|arize|wandb|collector|prediction", re.IGNORECASE),
    "write": regex(r"file|fh|^f$|log|out", re.IGNORECASE),
    "save": regex(r"record|prediction|entry|row|objects", re.IGNORECASE),
    "create": regex(r"objects|prediction|record", re.IGNORECASE),
    "emit": regex(r"log|sender|fluent|event|kafka|produc", re.IGNORECASE),
    "set": regex(r"redis|cache_client", re.IGNORECASE),
}
_NAMED: Final = regex(
    r"(?:^|_)(?:log|save|store|record|persist|insert|audit|publish|emit|send|write|append|track|put)_(?:\w{1,40}_)?"
    r"(?:predictions?|inferences?|requests?|scores?|scoring|results?|events?|outputs?|responses?|transactions?|decisions?|records?|history|data|db|database|feedback)(?:_|$)"
    r"|(?:prediction|inference|request)s?_(?:log|logger|store|recorder|writer|history|sink)|^(?:log_to|save_to|write_to|store_in|push_to)_\w+$"
)
_NAMED_WORDS: Final = Vocabulary(
    ("log", "save", "store", "record", "persist", "insert", "audit", "publish", "emit", "send", "write", "append", "track", "put", "push_to", "sink", "history"),
    _NAMED.search,
)  # fmt: skip
_KNOWN: Final = _LOGS | _SINKS | _BY_RECEIVER.keys() | {"print", "add_task", "execute", "monitor", "open"}
_COUNTS: Final = regex(r"latency|count|error|duration|metric|time$", re.IGNORECASE)
"""Functions named so keep numbers about requests, not the requests."""
_INSERT: Final = regex(r"\s{0,40}(?:insert|merge|upsert|replace)\s{1,10}into\b", re.IGNORECASE)
_OUTPUT: Final = regex(
    r"pred|proba|score|result|output|label|response|inference|forecast|classif|decision|estimate|outcome|verdict|answer|reply|completion|generated",
    re.IGNORECASE,
)
_IDENTITY: Final = regex(
    r"version|request_?id|trace|correlation|uuid|model_?name|model_uri|run_id|revision|_id$|^id$", re.IGNORECASE
)


@frozen
class Recording:
    """One place where something is written down."""

    kind: str
    """row (a database, file, topic or a function named so), log or print."""
    line: int
    scope: str
    call: str
    has_output: bool
    """It is given something named like a prediction."""
    has_identity: bool
    """It is given a version, a request id or the like."""


@facet(Recording, version=2)
def recordings(view: ModuleView) -> Iterator[Recording]:
    """Every write that may hold a prediction; log lines as far as they speak of one or of a request's content."""
    for call in view.calls_to(_KNOWN, _NAMED_WORDS):
        func = call.func
        last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        kind = _kind(view, call, last)
        if kind is None:
            continue
        words = [*_words(call)]
        told = [_tells(word) for word in words]
        yield Recording(
            kind=kind, line=call.lineno, scope=view.scope(call), call=last,
            has_output=any(output for output, _ in told) or not _answered(view, call).isdisjoint(words),
            has_identity=any(identity for _, identity in told),
        )  # fmt: skip


def _answered(view: ModuleView, call: ast.Call) -> frozenset[str]:
    """Names that the function makes and answers with, whatever they are called: what is written down of them is the answer."""
    function = view.function(call)
    if function is None:
        return frozenset()
    given = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    names = {
        node.id
        for answer in view.returns(function)
        if answer.value is not None
        for node in walk(answer.value)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return frozenset(name for name in names - given if view.local_values(function, name))


@lru_cache(16_384)
def _tells(word: str) -> tuple[bool, bool]:
    """Whether a word speaks of an output, and of an identity; files share most of them."""
    return _OUTPUT.search(word) is not None, _IDENTITY.search(word) is not None


def _kind(view: ModuleView, call: ast.Call, last: str) -> str | None:
    if not last:
        return None
    if last == "print":
        return "print" if view.scope(call) else None
    if last in _SINKS or (_NAMED.search(last) and not _COUNTS.search(last)):
        return "row"
    if last == "add_task" and call.args:
        told = ast.unparse(call.args[0])[:120].rpartition(".")[2]
        return "row" if _NAMED.search(told) or re.search(r"log|save|store|record|monitor|write", told) else None
    if last == "execute" and call.args:
        text = view.constant(call.args[0])
        given = ast.unparse(call.args[0])[:200]
        return "row" if (isinstance(text, str) and _INSERT.match(text)) or re.search(r"insert", given, re.I) else None
    if last == "monitor" and (view.name(call.func) or "").startswith("bentoml."):
        return "row"
    if isinstance(call.func, ast.Attribute):
        receiver = (
            (dotted(call.func.value) or ast.unparse(call.func.value))[:120]
            if last in _BY_RECEIVER or last in _LOGS
            else ""
        )
        if (wanted := _BY_RECEIVER.get(last)) and wanted.search(receiver):
            return "row"
        if last in _LOGS and re.search(r"log|structlog|app\.logger", receiver, re.IGNORECASE):
            return "log" if view.scope(call) else None
    if last == "open" and call.args:
        mode = view.argument(call, "mode", 1)
        written = view.constant(mode) if mode is not None else ""
        return "row" if isinstance(written, str) and written[:1] in ("a", "w") and view.scope(call) else None
    return None


def _words(call: ast.Call) -> Iterator[str]:
    """Names handed over and keys under which values are: the words of a message tell nothing of what is kept."""
    for part in (*call.args, *(k.value for k in call.keywords)):
        for node in walk(part):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name
                case ast.Subscript(slice=ast.Constant(value=str(key))):
                    yield key
                case ast.Dict(keys=keys):
                    yield from (k.value for k in keys if isinstance(k, ast.Constant) and isinstance(k.value, str))
                case _:
                    continue
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)
