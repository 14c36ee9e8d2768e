"""Small questions about arguments in code, shared by the readers of pipelines."""

from __future__ import annotations

import ast
import re
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.python.view import ModuleView

Node = ast.expr
_MASK: Final = regex(r"\|\|[ \t]*(?:true|:|exit 0|echo\b)|;[ \t]*(?:true|exit 0)[ \t]*$|set \+e", re.MULTILINE)
MAX_COMMAND: Final = 2000


def masks(command: str) -> bool:
    """Whether a shell text hides the failure of what it runs."""
    return _MASK.search(command[:MAX_COMMAND]) is not None


def hidden(command: str) -> str:
    """A command without values of credentials."""
    return redact.line(command[:MAX_COMMAND])


def resolved(view: ModuleView, node: Node) -> Node:
    """The expression that a variable of the file stands for, else the node."""
    for _ in range(3):
        if not isinstance(node, ast.Name):
            break
        values = [v for v in view.values(node.id, node) if isinstance(v, ast.expr)]
        if not values:
            break
        node = values[-1]
    return node


def told(node: Node | None) -> bool:
    """Whether a setting is given and not switched off."""
    return node is not None and not (isinstance(node, ast.Constant) and node.value in (None, False, "", 0))


def text(view: ModuleView, node: Node | None) -> str:
    """Its text or number, a list of texts joined by blanks; `` where it is not constant."""
    if node is None:
        return ""
    if isinstance(node, (ast.List, ast.Tuple)):
        return " ".join(filter(None, (text(view, item) for item in node.elts[:100])))
    value = view.constant(node)
    return str(value)[:MAX_COMMAND] if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def number(view: ModuleView, node: Node | None) -> int | None:
    """A whole number."""
    value = view.constant(node) if node is not None else None
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9 else None


def flag(view: ModuleView, node: Node | None) -> bool | None:
    """A boolean."""
    value = view.constant(node) if node is not None else None
    return value if isinstance(value, bool) else None
