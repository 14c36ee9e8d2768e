"""Fetches from a hub without a fixed commit, with the names that settings and other modules give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.codebase import values_of
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.hub_calls import HubCall, hub_calls
from debtscope_collectors.sources.python.hubs import is_told_elsewhere
from debtscope_collectors.sources.python.setting_constants import setting_fields
from debtscope_collectors.sources.python.symbols import file_symbols

_PARAMETER: Final = regex(r"^\{param:(\w+)\.(\w+:\w+):\}$")


@frozen
class HubFetches:
    """Path -> fetches, in the order of the file. Every one has a name; `symbol` stays where another file told it."""

    by_path: Mapping[str, tuple[HubCall, ...]]


@join(HubFetches, facets=(hub_calls, file_symbols, setting_fields))
def hub_fetches(facts: Facts) -> Iterator[HubFetches]:
    """One value where there is code."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = {path: found for path, found in sorted(facts.rows(hub_calls).items()) if path in code.modules}
    values = values_of(facts, code) if any(one.symbol for found in rows.values() for one in found) else None
    named = {one.trusted_by for found in rows.values() for one in found if one.trusted_by}
    trusting = _trusting(facts, code) if named else frozenset[str]()
    filled: dict[str, tuple[HubCall, ...]] = {}
    for path, found in rows.items():
        own: list[HubCall] = []
        for call in found:
            one = replace(call, runs_code=True) if call.trusted_by in trusting else call
            if one.symbol and len(_owners(found, _method(one.symbol))) > 1:
                continue  # a method of several classes: which of them is given the name, only the run knows
            if one.name or values is None:
                own.append(one)
            elif is_told_elsewhere(text := values.fill(path, one.symbol)):
                own.append(replace(one, name=text))
            elif one.runs_code and one.shown:
                own.append(replace(one, name=one.shown))
        if own:
            filled[path] = tuple(own)
    yield HubFetches(by_path=filled)


def _trusting(facts: Facts, code: CodeBase) -> frozenset[str]:
    """Fields of the settings classes of an application that are True wherever they are declared; who uses a library makes its settings."""
    if code.is_library:
        return frozenset()
    told: dict[str, set[str]] = {}
    for path, rows in facts.rows(setting_fields).items():
        if path in code.modules and not is_aside(path):
            for row in rows:
                told.setdefault(row.name, set()).add(row.value)
    return frozenset(name for name, values in told.items() if values == {"True"})


def _method(symbol: str) -> str:
    """`load_model:model_path` of `{param:PeftAdapter.load_model:model_path:}`; `` for what is no method's parameter."""
    match = _PARAMETER.match(symbol)
    return match[2] if match else ""


def _owners(found: Sequence[HubCall], method: str) -> set[str]:
    """Classes of a file whose method of that name fetches what it is given."""
    matches = (_PARAMETER.match(one.symbol) for one in found if method)
    return {match[1] for match in matches if match and match[2] == method}
