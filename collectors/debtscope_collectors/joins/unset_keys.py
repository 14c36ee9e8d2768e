"""Keys that code takes from a settings file of the repository and that no settings file has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.sources.config.facts import SettingsFile
from debtscope_collectors.sources.python.settings_reads import SettingsRead, settings_reads

_FEWEST: Final = 3
"""Keys by which a file is known to be the one that is read."""
_SHARE: Final = 2 / 3
_FORMATS: Final = frozenset({"yaml", "toml", "json"})
_ASIDE: Final = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class UnsetKey:
    """One of them."""

    path: str
    line: int
    key: str
    """Dotted."""
    file: str
    """The settings file that has the section around the key and the others that are read beside it."""


@join(UnsetKey, facets=(settings_reads,))
def unset_keys(facts: Facts) -> Iterator[UnsetKey]:
    """By path and line; nothing where code or a settings file went unread."""
    model, code = facts.one(SettingsModel), facts.one(CodeBase)
    if model is None or code is None or code.is_library or unread_code(facts):
        return
    rows = facts.rows(settings_reads)
    every = [row for found in rows.values() for row in found]
    excused = {row.key.rpartition(".")[2] for row in every if row.kind not in ("needed", "field")}
    fields = {row.key for row in every if row.kind == "field"}
    named = {name for use in model.uses.values() for name in use.files}
    files = {one.path: _keys(one) for one in model.files if one.format in _FORMATS and not one.is_composed}
    known = {part for one in facts.all(SettingsFile) for item in one.settings for part in item.key.split(".")}
    loaded = {path: keys for path, keys in files.items() if keys and path.rpartition("/")[2] in named}
    for path, found in sorted(rows.items()):
        if role_by_path(path) not in _ASIDE and not is_aside(path):
            for group in _groups(found):
                yield from _unset(path, group, loaded, excused | known, fields)


def _keys(one: SettingsFile) -> Mapping[str, bool]:
    """Every dotted key of a file -> whether there are keys below it."""
    found: dict[str, bool] = {}
    for item in one.settings:
        parts = item.key.split(".")
        for at in range(1, len(parts)):
            found[".".join(parts[:at])] = True
        found.setdefault(item.key, False)
    return found


def _groups(rows: Iterable[SettingsRead]) -> Iterable[list[SettingsRead]]:
    groups: dict[tuple[str, str], list[SettingsRead]] = {}
    for row in rows:
        if row.kind == "needed":
            groups.setdefault((row.root, row.place), []).append(row)
    return groups.values()


def _unset(
    path: str, group: list[SettingsRead], files: Mapping[str, Mapping[str, bool]], excused: Set[str], fields: Set[str]
) -> Iterator[UnsetKey]:
    wanted = {row.key for row in group}
    best = _source(group, wanted, files)
    if best is None:
        return
    keys, seen = files[best], set[str]()
    held = len({key for key in wanted if key in keys})
    for row in sorted(group, key=lambda row: row.line):
        section, _, leaf = row.key.rpartition(".")
        is_open = any(f"{above}<<" in keys for above in ("", f"{section}.")) or f"{section}.*" in keys
        around = keys.get(section, False) if section else held > _FEWEST and leaf not in fields
        if row.key not in keys and around and not is_open and leaf not in excused and row.key not in seen:
            seen.add(row.key)
            yield UnsetKey(path=path, line=row.line, key=row.key, file=best)


def _source(group: list[SettingsRead], wanted: Set[str], files: Mapping[str, Mapping[str, bool]]) -> str | None:
    """The file that fills what the reads take from: the one that the code names, else the one that holds most of their keys."""
    told = {row.file.lstrip("./") for row in group if row.file}
    if len(told) == 1:
        name = next(iter(told))
        named = [file for file in files if file == name or file.endswith(f"/{name}") or name.endswith(f"/{file}")]
        return named[0] if len(named) == 1 else None
    held = {file: sum(key in keys for key in wanted) for file, keys in files.items()}
    best = max(held, key=lambda file: held[file], default=None)
    return best if best is not None and held[best] >= max(_FEWEST, _SHARE * len(wanted)) else None
