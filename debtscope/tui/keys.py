"""Names for what keys do, so that a person may give them other keys in `keys.toml` of their own configuration folder.

[keys]
accept = "A"
"place.plan" = "f3,3"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from textual.binding import Binding, BindingType

from debtscope.tui.commands import KEY_NAMES

NAMES: dict[str, str] = {}
"""Every name that a class of ours has bound so far, and what it does."""
_ACTION = re.compile(r"(\w+)(?:\((.*)\))?")
_KEYS_BY_SIGN = {sign: key for key, sign in KEY_NAMES.items()}
_MOVES = frozenset({"ctrl+c", "escape"})
"""Keys that stay what they are: the ways out."""


def name_of(action: str) -> str:
    """`place('plan')` as `place.plan`, `accept` as it is."""
    found = _ACTION.fullmatch(action)
    if found is None:
        return action
    argument = (found[2] or "").strip().strip("'\"").lower()
    return f"{found[1]}.{argument}" if argument else found[1]


def _named(binding: BindingType) -> BindingType:
    if isinstance(binding, Binding) and binding.id is None:
        return replace(binding, id=name_of(binding.action))
    return binding


class Remappable:
    """Gives every binding of a class its name."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        bindings: list[BindingType] | None = cls.__dict__.get("BINDINGS")
        if bindings is not None:
            named = [_named(one) for one in bindings]
            NAMES.update({one.id: one.description for one in named if isinstance(one, Binding) and one.id is not None})
            cls.BINDINGS = named
        super().__init_subclass__(**kwargs)


def keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What Textual takes, and a sentence for every line that cannot be followed."""
    made: dict[str, str] = {}
    faults: list[str] = []
    for name, keys in wanted.items():
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            faults.append(f"keys.toml: there is no '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
            continue
        chosen = [_KEYS_BY_SIGN.get(key, key) for key in (one.strip() for one in keys.split(",")) if key]
        if not chosen or _MOVES & set(chosen):
            faults.append(f"keys.toml: {name}: {'ctrl+c and esc stay what they are' if chosen else 'a key is missing'}")
            continue
        made[name] = ",".join(chosen)
    return made, faults


def import_all() -> None:
    """Every screen, so that every name is known."""
    import importlib
    import pkgutil

    from debtscope.tui import screens

    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
