"""Services that let pages of any site call them with their visitors' credentials. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class OpenCors:
    """One such setting."""

    line: int


@facet(OpenCors, cues=("CORSMiddleware", "CORS"), tests=False)
def open_cors(view: ModuleView) -> Iterator[OpenCors]:
    """`allow_origins=["*"]` with `allow_credentials=True`, and flask_cors with credentials and no origins."""
    for call in view.calls_to(("add_middleware", "CORSMiddleware", "CORS")):
        name = (view.name(call.func) or "").rpartition(".")[2]
        first = view.name(call.args[0]) or "" if call.args else ""
        if name == "add_middleware" and not first.endswith("CORSMiddleware"):
            continue
        origins = view.argument(call, "allow_origins", "origins")
        credentials = view.argument(call, "allow_credentials", "supports_credentials")
        if credentials is None or view.constant(credentials) is not True:
            continue
        if (origins is None and name == "CORS") or (origins is not None and _is_all(view, origins)):
            yield OpenCors(line=call.lineno)


def _is_all(view: ModuleView, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        values = view.plain_values(node.id, node)
        node = values[0] if len(values) == 1 and isinstance(values[0], ast.expr) else node
    if isinstance(node, ast.List | ast.Tuple):
        return any(view.constant(one) == "*" for one in node.elts)
    return view.constant(node) == "*"
