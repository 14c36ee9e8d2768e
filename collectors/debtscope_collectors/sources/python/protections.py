"""What keeps strangers and floods away from an endpoint, as far as one file shows it. A facet, a pure function of one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_CUES: Final = (
    "auth", "api_key", "apikey", "api-key", "jwt", "login_required", "security", "limit", "throttle", "compare_digest", "bearer", "current_user", "token", "credential", "signature", "max_content_length",
)  # fmt: skip
_AUTH: Final = regex(
    r"^(?:fastapi\.security|fastapi_users|flask_login|flask_jwt_extended|flask_httpauth|flask_security|authlib|django\.contrib\.auth|"
    r"rest_framework\.(?:permissions|authentication)|firebase_admin\.auth|streamlit_authenticator|fastapi_keycloak|msal|okta|fastapi_auth\w*)\b"
    r"|(?:^|\.)(?:HTTPBearer|HTTPBasic|OAuth2\w*|APIKey(?:Header|Query|Cookie)|AuthenticationMiddleware|login_required|token_required|auth_required|"
    r"require_(?:auth|api_key|token|user|role)\w*|(?:verify|check|validate|get)_?(?:api_?key|token(?!i)|jwt|credentials|current_user|auth(?!or)\w*|signature)\w*|"
    r"compare_digest|requires_auth|authenticate\w*)$",
    re.IGNORECASE,
)
_DECODES: Final = frozenset({"jwt.decode", "jose.jwt.decode"})
_GIVEN: Final = frozenset({"Depends", "Security", "add_middleware", "Middleware"})
_HEADERS: Final = frozenset({"x-api-key", "authorization", "x-auth-token", "x_api_key"})
_OFFERED: Final = regex(r"(?:allow|expose)(?:ed|d)?_headers$", re.IGNORECASE)
"""Lists of headers that a browser may send or read: naming one there asks nobody for it."""
_LIMITS: Final = regex(
    r"^(?:slowapi|flask_limiter|fastapi_limiter|ratelimit|limits|django_ratelimit|aiolimiter)\b|(?:^|\.)\w*(?:RateLimit|Throttl)\w*$",
    re.IGNORECASE,
)


@frozen
class Protection:
    """One sign of it."""

    kind: str
    """auth or limit."""
    name: str
    line: int


@facet(Protection, version=4)
def protections(view: ModuleView) -> Iterator[Protection]:
    """At most one of each kind: the first. An import that its file never uses asks nobody who is there."""
    if not view.mentions(*_CUES):
        return
    found: dict[str, Protection] = {}
    seen: set[str] = set()
    for name, line, bound in _names(view):
        if name in seen:
            continue
        seen.add(name)
        kind = _kind(name)
        if kind and (kind == "limit" or not bound or _is_used(view, bound)):
            found.setdefault(kind, Protection(kind=kind, name=name, line=line))
    if "auth" not in found and view.mentions(*_HEADERS):
        for one in view.constants:
            if isinstance(one.value, str) and one.value.lower() in _HEADERS and not _is_offered(view, one):
                found["auth"] = Protection(kind="auth", name=one.value, line=one.lineno)
                break
    yield from found.values()


def _is_offered(view: ModuleView, node: ast.AST) -> bool:
    """In `allow_headers=["Authorization"]` of CORS, or in the list of that name."""
    for above in view.ancestors(node):
        match above:
            case (
                ast.keyword(arg=str(name))
                | ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name))
            ):
                return _OFFERED.search(name) is not None
            case ast.List() | ast.Tuple() | ast.Set():
                continue
            case _:
                return False
    return False


@lru_cache(16_384)
def _kind(name: str) -> str:
    """auth, limit or nothing; files share most of their names."""
    return "auth" if name in _DECODES or _AUTH.search(name) else "limit" if _LIMITS.search(name) else ""


_TELLING: Final = Vocabulary(
    ("auth", "http", "bearer", "key", "token", "user", "role", "jwt", "credentials", "signature", "compare_digest", "login_required",
     "security", "okta", "msal", "slowapi", "limit", "throttl"), _kind, fold=True,
)  # fmt: skip
"""Calls that tell by their last word alone; one of these parts stands in each."""
_PLAIN: Final = _GIVEN | {"decode"}


def _names(view: ModuleView) -> Iterator[tuple[str, int, str]]:
    """(name, line, what an import binds): imported names whole, called and decorating ones by their last word: whole names cost more
    and tell no more here."""
    for node in view.imports:
        module = getattr(node, "module", None)
        for alias in node.names:
            bound = alias.asname or (alias.name if module else alias.name.partition(".")[0])
            yield (f"{module}.{alias.name}" if module else alias.name), node.lineno, bound
    for call in view.calls_to(_PLAIN, _TELLING):
        last = _last(call.func)
        if last == "decode":
            yield view.name(call.func) or last, call.lineno, ""
        elif last in _GIVEN:  # Depends(verify_token)
            for argument in (*call.args, *(k.value for k in call.keywords)):
                yield _last(argument), call.lineno, ""
        elif last:
            yield last, call.lineno, ""
    for function in view.functions:
        for decorator in function.decorator_list:
            yield _last(decorator), function.lineno, ""
    for node in view.classes:
        yield node.name, node.lineno, ""


def _is_used(view: ModuleView, bound: str) -> bool:
    """Whether the file takes an imported name up; one in an `__init__.py` or in quotes (`__all__`, an annotation) is for others."""
    if bound == "*" or view.path.endswith("__init__.py") or any(node.id == bound for node in view.nodes(ast.Name)):
        return True
    return any(isinstance(one.value, str) and bound in one.value for one in view.constants)


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
