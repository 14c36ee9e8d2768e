"""Azure's functions that say in their own code that they ask nobody for a key."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class OpenFunction:
    """One `AuthLevel.ANONYMOUS` that an application or a route is given."""

    line: int


@facet(OpenFunction, version=1, cues=("ANONYMOUS",), tests=False)
def open_functions(view: ModuleView) -> Iterator[OpenFunction]:
    """Of `FunctionApp(http_auth_level=…)` and of `@app.route(auth_level=…)`."""
    for node in view.nodes(ast.Attribute):
        if node.attr == "ANONYMOUS" and (view.name(node) or "").startswith("azure.functions"):
            above = view.parent(node)
            if isinstance(above, ast.keyword) and above.arg in ("auth_level", "http_auth_level"):
                yield OpenFunction(line=node.lineno)
