"""Credentials that a program prints or logs, and settings whose type hides them. One file at a time."""

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

_LEVELS: Final = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_LOGGER: Final = regex(r"(?:^|[._])(?:log|logger|logging|_log|_logger|log_\w{1,20})$", re.IGNORECASE)
_SECRET: Final = regex(
    r"(?:^|_)(?:password|passwd|passphrase|api_?keys?|(?:client|app|api|jwt|shared|signing)_?secret|secret_?(?:access_?)?key|private_?key|"
    r"(?:auth|access|refresh|bearer|reset|verification|session|login|jwt|id|admin|api|bot|hf|github|gitlab|slack)_?token)$",
    re.IGNORECASE,
)
"""The last word says what it is: `api_key_id`, `password_file` and `max_tokens` are something else."""
_TOKEN: Final = regex(r"^_?(?:token|secret)$", re.IGNORECASE)
_OF_ACCESS: Final = regex(
    r"\b(?:reset|verification|verify|access|auth\w*|bearer|refresh|login|session|jwt|api|acquired|secret)\b",
    re.IGNORECASE,
)
"""What stands beside `token` where it is no word of a text."""
_HARMLESS: Final = regex(
    r"mask|redact|hidden|hash|obfus|encrypt|prefix|suffix|short|digest|fingerprint|safe|dummy|fake|example|default|public|invalid|expected|has_|is_|num|count|"
    r"(?:file|path|name|field|header|column|label|env|var|uri|url|arn|id|length|len|type|ttl|expir\w*)_?(?:of_)?(?:password|token|secret|key)?$",
    re.IGNORECASE,
)
_MASKS: Final = regex(
    r"mask|redact|hide|hash|obfus|encrypt|digest|fingerprint|sha\d|md5|^len$|^bool$|^type$", re.IGNORECASE
)
_SHOWS: Final = frozenset({"str", "repr", "format", "join", "dumps", "pformat", "decode", "strip"})
"""Calls that hand on what they are given."""
_GETS: Final = frozenset({"get", "getenv", "pop", "get_secret_value"})
_ASKS: Final = regex(
    r"^_?(?:get|fetch|load|read)_(?:\w{1,20}_)?(?:api_?key|password|secret_key|access_token|auth_token)$"
)
_LENDS: Final = frozenset(
    {"assume_role", "assume_role_with_web_identity", "assume_role_with_saml", "get_session_token", "get_federation_token", "get_credentials_for_identity"}
)  # fmt: skip
"""Calls of AWS that answer with keys of access."""
_MAKES: Final = regex(r"(?:^|_)(?:create|generate|new|issue|make)|token_(?:hex|urlsafe|bytes)$|^uuid\d$")
"""A value that the program made a moment ago: who starts it is told it once."""
_FIRST: Final = regex(
    r"\b(?:default|initial|admin|first|bootstrap|generated|created)\b[^\n]{0,40}\b(?:user|admin|account|password|login|key|token)\b",
    re.IGNORECASE,
)
_AROUND: Final = 6
"""Lines."""
_MOST: Final = 60
"""Nodes of an argument, and values of a name, that are looked at."""

_LOUD: Final = frozenset({"warning", "warn", "error", "exception", "critical"})


@frozen
class ToldSecret:
    """One call that writes a credential where others read it."""

    scope: str
    line: int
    name: str
    """As it is written."""
    is_log: bool
    """A logger's line; else a print."""
    is_loud: bool = False
    """A log writes it unless somebody turns that level off: from warning on. A key that the program made itself is whispered."""


@frozen
class HiddenSetting:
    """A setting whose type shows asterisks for it."""

    name: str


@facet(HiddenSetting, version=1, cues={"SecretStr", "SecretBytes", "Secret"}, tests=False)
def hidden_settings(view: ModuleView) -> Iterator[HiddenSetting]:
    """Fields that are annotated as `SecretStr` or the like."""
    for node in view.nodes(ast.AnnAssign):
        if isinstance(node.target, ast.Name) and "Secret" in ast.unparse(node.annotation)[:80]:
            yield HiddenSetting(name=node.target.id)


@facet(ToldSecret, version=4, cues={"print", *_LEVELS}, tests=False)
def told_secrets(view: ModuleView) -> Iterator[ToldSecret]:
    """Log lines and prints of which an argument is a credential itself: no part of it, no length, no word whether there is one."""
    if not view.spells(
        (
            "assw",
            "ASSW",
            "oken",
            "OKEN",
            "ecret",
            "ECRET",
            "pi_key",
            "PI_KEY",
            "pikey",
            "piKey",
            "assphrase",
            "redentials",
        )
    ):
        return
    for call in view.calls_to({*_LEVELS, "print"}):
        is_log = isinstance(call.func, ast.Attribute)
        if is_log and not _is_logger(view, call):
            continue
        if not is_log and (not view.scope(call) or any(one.arg in ("end", "file") for one in call.keywords)):
            continue  # a text that streams, and what a notebook or a script says at its top
        name = next((name for name in _told(view, call) if not _is_shown_once(view, name, call, is_log=is_log)), None)
        if name is not None:
            yield ToldSecret(
                scope=view.scope(call),
                line=call.lineno,
                name=last_word(name),
                is_log=is_log,
                is_loud=is_log and last_name(call.func) in _LOUD and not _is_made(view, name, call),
            )


def _is_logger(view: ModuleView, call: ast.Call) -> bool:
    holder = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return bool(_LOGGER.search(view.name(holder) or last_name(holder))) or view.type_of(holder) == "logging.Logger"


def _told(view: ModuleView, call: ast.Call) -> Iterator[ast.expr]:
    """The expressions that stand for a credential in what is told."""
    todo: list[ast.AST] = list(call.args)
    said = " ".join(
        str(one.value) for one in ast.walk(call) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )
    for _ in range(_MOST):
        if not todo:
            return
        node = todo.pop()
        if isinstance(
            node, ast.JoinedStr | ast.Tuple | ast.List | ast.Dict | ast.FormattedValue | ast.Starred | ast.BinOp
        ):
            todo += ast.iter_child_nodes(node)
        elif isinstance(node, ast.Call) and last_name(node.func) in _SHOWS:
            todo += [*node.args, *(one.value for one in node.keywords)]
            todo += (
                [node.func.value]
                if isinstance(node.func, ast.Attribute) and node.func.attr in ("decode", "strip")
                else []
            )
        elif isinstance(node, ast.expr) and (word := last_word(node)) and not _HARMLESS.search(word):
            is_secret = _SECRET.search(word) or (isinstance(node, ast.Call) and _ASKS.match(word))
            if is_secret or (_TOKEN.match(word) and _OF_ACCESS.search(said)) or _is_lent(view, node):
                yield node


def _is_lent(view: ModuleView, node: ast.expr) -> bool:
    """What AWS lends to whoever takes a role: the answer of `assume_role(…)`, or its part `["Credentials"]`; `["Credentials"]["Expiration"]` is none."""
    if view.words.isdisjoint(_LENDS) and "boto3" not in view.roots:
        return False
    values = view.values(node.id, node)[:_MOST] if isinstance(node, ast.Name) else [node]
    return any(
        (isinstance(one, ast.Subscript) and last_word(one) == "Credentials")
        or (isinstance(one, ast.Call) and last_name(one.func) in _LENDS)
        for one in values
    )


def last_word(node: ast.expr) -> str:
    """What an expression says that it is: `api_key` of `settings.api_key`, of `os.environ["API_KEY"]` and of `keys.get("api_key")`."""
    if isinstance(node, ast.Subscript):
        return node.slice.value if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) else ""
    if isinstance(node, ast.Call):
        word = last_name(node.func)
        if word == "get_secret_value" and isinstance(node.func, ast.Attribute):
            return last_word(node.func.value)
        if word in _GETS:
            first = node.args[0] if node.args else None
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        return word if _ASKS.match(word) else ""
    return last_name(node)


def _is_shown_once(view: ModuleView, told: ast.expr, call: ast.Call, *, is_log: bool) -> bool:
    """Whether a name stands for a text of the program, for a part of a value, or for what the program made to be told."""
    if not isinstance(told, ast.Name):
        return False
    values = view.values(told.id, call)[:_MOST]
    if any(isinstance(one, ast.Constant) or _is_partial(one) for one in values):
        return True
    return _is_made(view, told, call) and (not is_log or _is_first(view, call))


def _is_first(view: ModuleView, call: ast.Call) -> bool:
    """Whether the lines around say that it is what somebody needs to come in for the first time, or again."""
    around = view.lines[max(call.lineno - _AROUND, 0) : call.lineno + 2]
    return any(_FIRST.search(line[:400]) for line in around)


def _is_made(view: ModuleView, told: ast.expr, call: ast.Call) -> bool:
    """Whether the program made what it tells: whoever starts it must learn it."""
    values = view.values(told.id, call)[:_MOST] if isinstance(told, ast.Name) else []
    return any(isinstance(one, ast.Call) and _MAKES.search(last_name(one.func)) for one in values)


def _is_partial(value: ast.AST) -> bool:
    """`key[:4] + "…"`, `mask(key)`, `len(key)`."""
    return any(
        isinstance(one, ast.Slice) or (isinstance(one, ast.Call) and _MASKS.search(last_name(one.func)))
        for one in ast.walk(value)
    )
