"""Database engines that log every statement with its values. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_ENGINES: Final = frozenset({"create_engine", "create_async_engine"})


@frozen
class EchoedSql:
    """One engine of SQLAlchemy or SQLModel that is made with `echo=True` and hides no parameters."""

    line: int
    scope: str


@facet(EchoedSql, cues=_ENGINES, tests=False)
def echoed_sql(view: ModuleView) -> Iterator[EchoedSql]:
    """Where it is written so; what a setting decides is somebody's choice of an environment."""
    for call in view.calls_to(_ENGINES) if "echo" in view.words else ():
        given = {one.arg: one.value for one in call.keywords}
        match given.get("echo"):
            case ast.Constant(value=True | "debug"):
                if "hide_parameters" not in given:
                    yield EchoedSql(line=call.lineno, scope=view.scope(call))
            case _:
                continue
