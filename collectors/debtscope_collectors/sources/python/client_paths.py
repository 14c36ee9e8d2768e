"""Addresses of a service of the project's own that a program asks for over HTTP. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_VERBS: Final = frozenset({"get", "post", "put", "patch", "delete"})
_OWN_HOST: Final = regex(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|[a-z][a-z0-9_-]{1,40})(?::\d{2,5})?(/[^\s?]{1,200})"
)
"""This machine, or a name without a dot: a service of the same network."""
_BASE: Final = regex(
    r"^(?:get_)?(?:\w{1,20}_)?(?:api|backend|server|service|fastapi|flask)_?(?:base_?)?(?:url|uri|host|endpoint|base)?$|^base_url$",
    re.IGNORECASE,
)


@frozen
class ClientPath:
    """One of them."""

    path: str
    """With `{}` for what only the run knows."""
    line: int
    is_local: bool
    """The host is told, and it is this machine or a service beside it."""


@facet(ClientPath, cues=("requests", "httpx"), tests=False)
def client_paths(view: ModuleView) -> Iterator[ClientPath]:
    """`requests.post(f"{API_URL}/predict")`, each once a file."""
    if view.roots.isdisjoint({"requests", "httpx"}):
        return
    seen: set[str] = set()
    for call in view.calls_to(_VERBS):
        if not (view.name(call.func) or "").startswith(("requests.", "httpx.")):
            continue
        given = view.argument(call, "url", 0)
        found = _path(view, given) if given is not None else None
        if found is not None and found[0] not in seen:
            seen.add(found[0])
            yield ClientPath(path=found[0], line=call.lineno, is_local=found[1])


def _path(view: ModuleView, node: ast.expr) -> tuple[str, bool] | None:
    text = view.constant(node)
    if not isinstance(text, str):
        return None
    if found := _OWN_HOST.match(text):
        return found[1], True
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
    if text.startswith("{}/") and isinstance(first, ast.FormattedValue) and _BASE.match(_last(first.value)):
        return text[2:], False
    return None


def _last(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
