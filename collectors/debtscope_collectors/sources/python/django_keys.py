"""The key with which Django signs sessions and links, and the settings that a server loads. One file at a time; no value is kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.nodes import assigned, last_name
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class DjangoKey:
    """One such line."""

    kind: str
    """constant (a text), given (from elsewhere) or loads (the settings that a program names as its default)."""
    line: int
    module: str = ""
    """Of `loads`: `shop.settings`."""
    signs: bool = False
    """The file installs what signs with the key: sessions, logins, messages."""


@facet(DjangoKey, version=2, cues=("SECRET_KEY", "DJANGO_SETTINGS_MODULE"), tests=False)
def django_keys(view: ModuleView) -> Iterator[DjangoKey]:
    """Assignments to SECRET_KEY at the top of a module, and `os.environ.setdefault("DJANGO_SETTINGS_MODULE", …)`."""
    signs = view.mentions(
        "django.contrib.sessions", "django.contrib.auth", "django.contrib.messages", "django.contrib.admin"
    )
    for statement in view.tree.body if "SECRET_KEY" in view.words else ():
        target = assigned(statement)
        if isinstance(target, ast.Name) and last_name(target) == "SECRET_KEY":
            value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
            is_text = isinstance(value, ast.Constant) and isinstance(value.value, str) and bool(value.value)
            yield DjangoKey(kind="constant" if is_text else "given", line=view.place(statement), signs=signs)
    for call in view.calls_to(("setdefault",)) if "DJANGO_SETTINGS_MODULE" in view.words else ():
        told = [view.constant(one) for one in call.args[:2]]
        if len(told) == 2 and told[0] == "DJANGO_SETTINGS_MODULE" and isinstance(told[1], str):
            yield DjangoKey(kind="loads", line=view.place(call), module=told[1])
