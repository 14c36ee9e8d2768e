"""Settings that programs take and nothing uses: options of command lines, constants from the environment, fields of settings classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.mentions import Mentions
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.sources.python.ignored import IgnoredSetting, ignored_settings

_GIVEN: Final = regex(r"^local_?rank$|^node_?rank$|^(?:no_?)?cuda$|^SM_|^JOB_NAME$|^verbose$|^debug$")
"""What launchers hand over to every program, whether it wants it or not."""

_OF_LIBRARIES: Final = regex(
    r"^(?:(?:TOKENIZERS|HF|TRANSFORMERS|OMP|MKL|KMP|OPENBLAS|NUMEXPR|NCCL|PYTORCH)_\w|CUDA_(?:VISIBLE_DEVICES|LAUNCH_BLOCKING|DEVICE_ORDER)$)"
)
"""Variables that libraries of numbers and models take from the environment themselves."""


@frozen
class UnusedSetting:
    """One of them."""

    path: str
    line: int
    name: str
    kind: str
    """option, variable or field."""
    how: str
    """unread or unused."""
    trains: bool
    """The program trains."""


@join(UnusedSetting, facets=(ignored_settings,))
def unused_settings(facts: Facts) -> Iterator[UnusedSetting]:
    """By path and line; nothing where some code went unread, which may use any of them."""
    code, model = facts.one(CodeBase), facts.one(SettingsModel)
    if code is None or model is None or unread_code(facts):
        return
    names = facts.one(Mentions)
    roots = {one.module.partition(".")[0] for module in code.modules.values() for one in module.facts.imports}
    for path, rows in sorted(facts.rows(ignored_settings).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path):
            continue
        for row in sorted(rows, key=lambda row: row.line):
            if row.kind == "variable" and (
                row.name.partition("_")[0].lower() in roots or _OF_LIBRARIES.match(row.name)
            ):
                continue  # the library of that name takes it from the environment itself
            if not _GIVEN.search(row.name.lstrip("-").replace("-", "_")) and not _elsewhere(row, module, names, model):
                yield UnusedSetting(
                    path=path,
                    line=row.line,
                    name=row.name,
                    kind=row.kind,
                    how=row.how,
                    trains=bool(module.facts.training),
                )
    if not code.is_library:
        yield from _fields(code, model)


def _elsewhere(row: IgnoredSetting, module: CodeModule, names: Mentions | None, model: SettingsModel) -> bool:
    """Whether another file may use it."""
    if row.kind == "variable":
        others = (use.words for path, use in model.uses.items() if path != module.path)
        return names is None or names.reaches_name(row.name) or any(row.name in words.split(" ") for words in others)
    return bool(module.imported_by) and row.how == "unread"


def _fields(code: CodeBase, model: SettingsModel) -> Iterator[UnusedSetting]:
    """Fields of settings classes whose name no file holds but where it is declared."""
    uses = {
        path: use for path, use in model.uses.items() if path in code.modules and code.modules[path].role != "vendored"
    }
    declared = {
        path: use.fields
        for path, use in sorted(uses.items())
        if use.fields and code.modules[path].is_own and "model_dump" not in use.words.split(" ")
    }
    if not declared or any(word in use.words.split(" ") for use in uses.values() for word in _WHOLE if not use.fields):
        return
    for path, fields in declared.items():
        own = frozenset(one.name for one in fields if not one.is_named)
        others = {word for where, use in uses.items() if where != path for word in use.words.split(" ")}
        taken = {name.upper() for name in model.used}  # by images and manifests, for which the class must know them
        unread = [
            f
            for f in fields
            if f.name in own
            and f.name not in others
            and f.variable not in taken
            and not _OF_LIBRARIES.match(f.variable)
        ]
        if len(unread) * 2 <= len(fields):  # most are read by name, so these would be too
            for one in unread:
                yield UnusedSetting(path=path, line=one.line, name=one.name, kind="field", how="unread", trains=False)


_WHOLE: Final = ("model_fields", "__fields__", "model_dump_json")
"""Ways to take every field of a settings class; one that hands its own on whole (`model_dump`) is not asked either."""
