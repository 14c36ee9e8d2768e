"""Secrets by which a service tells who may call it, and addresses with a password, that have a default in the code: whoever reads it can use any installation that sets none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode, importers
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.secrets.judge import is_secret_name

_NOTHING: Final = regex(r"^(?:none|null|false|true|\d|\{\}|<.{0,80}>)?$", re.IGNORECASE)
_REFERENCE: Final = regex(r"^(?:/|\./|~/|https?://|arn:|projects/|[a-z]+://)|_(?:file|path|name|url|uri|arn|id)$")
_NO_KEY: Final = regex(
    r"^(?:\w?1234567890|ollama|lm[-_]?studio|vllm|local(?:ai|host)?|llama[-_.]?cpp|empty|unused|dummy|fake|x+|n/?a|(?:sk-)?no[-_]?(?:api[-_]?)?key(?:[-_]\w{1,20})?"
    r"|not?[-_ ]?(?:needed|used|required|set|applicable))$",
    re.IGNORECASE,
)
"""What clients of servers without keys send, since their library asks for one."""
_GUARDS: Final = regex(
    r"^(?:(?:app|flask|django|fastapi|api|auth|server|service|web)_?)?(?:secret(?:_?key)?|token|api_?keys?|password)$|jwt|(?:^|_)(?:sign(?:ing)?|session|cookie|csrf|hmac|fernet|encryption|webhook)_"
    r"|(?:^|_)(?:admin|superuser|root_user|master|internal|super)_(?:\w{1,20}_)?(?:password|passwd|token|key|secret)$|(?:^|_)(?:auth|access|user_auth)_?(?:secret|token_secret|secret_key|token_key)$"
    r"|^user_auth_|(?:^|_)(?:service|server|gateway|backend|inference|prediction|super_cloud)_api_key$",
    re.IGNORECASE,
)
"""By what a service itself tells who may call it; a client's password opens nothing that does not take it."""
_OF_OTHERS: Final = regex(
    r"(?:^|_)(?:db|database|pg|postgres\w*|mysql|mongo\w*|redis|rabbitmq|neo4j|elastic\w*|minio|aws|s3|airflow|grafana|mlflow)_",
    re.IGNORECASE,
)
_IN_URL: Final = regex(
    r"://[^\s:/@{}$<>*]{1,60}:[^\s:/@{}$<>*]{1,80}@(?!localhost|127\.|0\.0\.0\.0|\[::1\])[\w.-]{1,200}"
)
"""An address that holds a password, of a server that is not on the developer's own machine."""
_BESIDE: Final = regex(
    r"://[^\s:/@]{1,60}:(?:password|passwd|postgres|root|admin|user|guest|test|example|mysql)\d{0,4}@[A-Za-z0-9_-]{1,60}(?:[:/?]|$)",
    re.IGNORECASE,
)
"""The database of a compose file beside, by its service's name."""


@frozen
class DefaultSecret:
    """One of them; its value is not kept."""

    path: str
    line: int
    name: str
    """The field or the variable."""


@join(DefaultSecret)
def default_secrets(facts: Facts) -> Iterator[DefaultSecret]:
    """By path and line, of code that a service reaches."""
    code, model, served = facts.one(CodeBase), facts.one(SettingsModel), facts.one(ServedCode)
    if code is None or model is None or served is None or code.is_library:
        return
    routed: list[Set[str]] = []
    for path, closure in served.closures.items():
        if any(site.detail.startswith(("route", "handler")) for site in code.modules[path].facts.serving):
            # the application that puts the routers together takes the settings, and what starts it hands them over
            routed += (closure, *(set(code.closure(up, 1)) for up in importers(code, [path])))
    for path, use in sorted(model.uses.items()):
        if is_aside(path) or path not in code.modules:
            continue
        is_reached = any(path in closure for closure in routed)
        if not is_reached and not (code.modules[path].in_production and code.modules[path].is_own):
            continue
        given = [(one.name or one.variable, one.line, one.default) for one in use.fields]
        given += [(one.name, one.line, one.default) for one in use.variables]
        if (
            not is_reached
        ):  # a job or page: the password of the database that it writes to counts, other names say little
            given = [one for one in given if one[2] is not None and _holds_password(one[2])]
        for name, line, default in sorted(given, key=lambda one: one[1]):
            if (default is not None and _holds_password(default)) or (
                default is not None
                and is_secret_name(name)
                and _GUARDS.search(name)
                and not _OF_OTHERS.search(name)
                and not _NOTHING.match(default)
                and not _REFERENCE.search(default)
                and not (name.lower().endswith("api_key") and _NO_KEY.match(default))
            ):
                yield DefaultSecret(path=path, line=line, name=name)


def _holds_password(address: str) -> bool:
    return _IN_URL.search(address) is not None and _BESIDE.search(address) is None
