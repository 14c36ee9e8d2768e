"""A person's tastes to and from what is kept of them; what does not fit is left out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import cast

from debtscope.model.errors import DebtscopeError
from debtscope.tui.views import Tastes, View


def read_tastes() -> Tastes:
    """From the user's own folders; a fault costs only what it is in."""
    from debtscope.services import personal

    faults: list[str] = []
    keys: Mapping[str, str] = {}
    kept: Mapping[str, object] = {}
    try:
        keys = personal.read_keys(personal.configuration_folder(os.environ))
    except DebtscopeError as error:
        faults.append(error.message)
    try:
        kept = personal.read_kept(personal.state_folder(os.environ))
    except DebtscopeError as error:
        faults.append(error.message)
    views = _table(kept.get("views"))
    theme = kept.get("theme")
    return Tastes(
        views={name: _view(_table(view)) for name, view in views.items()}, columns=_names(kept.get("columns")),
        theme=theme if isinstance(theme, str) else "", keys=keys, fault="; ".join(faults),
    )  # fmt: skip


def keep_tastes(tastes: Tastes) -> None:
    """To the user's own folder. Raises DebtscopeError."""
    from debtscope.services import personal

    views = {
        name: {"query": view.query, "group": view.grouping, "columns": list(view.columns)}
        for name, view in tastes.views.items()
    }
    kept = {"views": views, "columns": list(tastes.columns), "theme": tastes.theme}
    personal.keep(personal.state_folder(os.environ), kept)


def _view(kept: Mapping[str, object]) -> View:
    from debtscope.tui.arrange import GROUPS

    query, grouping = kept.get("query"), kept.get("group")
    return View(
        query=query if isinstance(query, str) else "",
        grouping=grouping if isinstance(grouping, str) and grouping in GROUPS else None,
        columns=_names(kept.get("columns")),
    )


def _names(value: object) -> tuple[str, ...]:
    from debtscope.tui.columns import CHOICES

    words = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(dict.fromkeys(word for word in words if isinstance(word, str) and word in CHOICES))


def _table(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
