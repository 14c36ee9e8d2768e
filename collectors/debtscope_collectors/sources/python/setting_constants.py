"""Constants of modules that are settings: `RANDOM_STATE = 42` in a config.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_MODULE: Final = regex(
    r"(?:^|/)(?:\w{1,30}_)?(?:config|settings|constants|params|hyperparams|hparams)\.py$", re.IGNORECASE
)
_NAME: Final = regex(r"[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){0,8}")


@frozen
class SettingConstant:
    """A name in capitals that gets a plain value at the top of a module of settings."""

    name: str
    value: str
    """As Python writes it, texts bare."""
    line: int


@facet(SettingConstant, tests=False)
def setting_constants(view: ModuleView) -> Iterator[SettingConstant]:
    """Each name once: what is assigned twice has no single value."""
    if not _MODULE.search(view.path):
        return
    found: dict[str, SettingConstant | None] = {}
    for statement in view.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                known = value.value if isinstance(value, ast.Constant) else None
                plain = isinstance(known, (int, float, str)) and _NAME.fullmatch(name) is not None and name not in found
                found[name] = (
                    SettingConstant(name=name, value=str(known), line=view.place(statement)) if plain else None
                )
            case _:
                pass
    yield from (one for one in found.values() if one is not None)
