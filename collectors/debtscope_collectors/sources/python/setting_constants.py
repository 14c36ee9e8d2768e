"""Constants of modules that are settings: `RANDOM_STATE = 42` in a config.py, and fields of settings classes."""

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


_CLASSES: Final = frozenset({"dataclass", "BaseSettings", "BaseModel", "pydantic_settings", "attrs"})


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


@frozen
class SettingField:
    """A field of a settings class with its plain default, which whoever makes the object, or the environment, may replace."""

    name: str
    value: str
    line: int
    owner: str
    """The class."""


@facet(SettingField, tests=False, cues=_CLASSES)
def setting_fields(view: ModuleView) -> Iterator[SettingField]:
    """`threshold: float = 0.5` of a dataclass or a pydantic class, also by way of `Field(0.5)`."""
    for owner in view.classes:
        for statement in owner.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    if isinstance(value, ast.Call) and view.name(value.func) in ("pydantic.Field", "dataclasses.field"):
                        value = view.argument(value, "default", 0) or value
                    known = value.value if isinstance(value, ast.Constant) else None
                    if isinstance(known, int | float | str):
                        yield SettingField(name=name, value=str(known), line=view.place(statement), owner=owner.name)
                case _:
                    pass
