"""Secrets by which a service tells who may call it, and addresses with a password, that have a default in the code: whoever reads it can use any installation that sets none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode, importers
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.python.django_keys import django_keys
from debtscope_collectors.sources.secrets.facts import SecretFinding
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
    is_fixed: bool = False
    """No installation can replace it but by a change of the code."""

    @property
    def told(self) -> str:
        """What may be shown of its value."""
        return "a constant, not shown" if self.is_fixed else "a default, not shown"


def said(secrets: Sequence[DefaultSecret]) -> str:
    """One sentence for all of a service."""
    first = secrets[0]
    names = ", ".join(dict.fromkeys(one.name for one in secrets[:4])) + (" …" if len(secrets) > 4 else "")
    places = f" and {len(secrets) - 1} more place{'s' if len(secrets) > 2 else ''}" if len(secrets) > 1 else ""
    where = f"{names} ({first.path}:{first.line}{places})"
    if all(one.is_fixed for one in secrets):
        return f"{where} is a constant of the code: every installation has the same, and whoever reads the code can sign sessions."
    has = "has a default" if len({one.name for one in secrets}) == 1 else "have defaults"
    return f"{where} {has} in the code: the service starts where nobody sets a secret, and whoever reads the code knows it."


@join(DefaultSecret, facets=(django_keys,))
def default_secrets(facts: Facts) -> Iterator[DefaultSecret]:
    """By path and line, of code that a service reaches."""
    code, model, served = facts.one(CodeBase), facts.one(SettingsModel), facts.one(ServedCode)
    if code is None or model is None or served is None or code.is_library:
        return
    yield from _fixed(facts, code)
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


_ENTRIES: Final = frozenset({"wsgi.py", "asgi.py"})
_OWN_MACHINE: Final = regex(r"(?:^|[._])(?:dev|develop|development|local|tests?|testing|ci)(?:[._]|$)", re.IGNORECASE)


def _fixed(facts: Facts, code: CodeBase) -> Iterator[DefaultSecret]:
    """Django's key as a constant of the settings that its server loads, where an image is built; what `secret-in-repo` tells is left to it."""
    if not any(
        spec.kind == "dockerfile" and not is_development(spec.path) and not is_aside(spec.path)
        for spec in facts.all(ContainerSpec)
    ):
        return
    keys = facts.rows(django_keys)
    told = {(one.path, one.line) for one in facts.all(SecretFinding)}
    loaded = {
        row.module
        for path, rows in keys.items()
        for row in rows
        if row.kind == "loads" and path.rpartition("/")[2] in _ENTRIES and not is_aside(path)
    }
    for path in sorted(code.modules):
        dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if is_aside(path) or not any(
            f".{dotted}".endswith(f".{one}") and not _OWN_MACHINE.search(one) for one in loaded
        ):
            continue
        own = [(path, row) for row in keys.get(path, ()) if row.kind != "loads"]
        # `from .base import *`: what the settings themselves do not set
        sets = own or [
            (at, row) for at in code.closure(path, 2) if at != path for row in keys.get(at, ()) if row.kind != "loads"
        ]
        is_constant = all(row.kind == "constant" for _, row in sets) and any(row.signs for _, row in sets)
        if sets and is_constant and (sets[0][0], sets[0][1].line) not in told:
            yield DefaultSecret(path=sets[0][0], line=sets[0][1].line, name="SECRET_KEY", is_fixed=True)


def _holds_password(address: str) -> bool:
    return _IN_URL.search(address) is not None and _BESIDE.search(address) is None
