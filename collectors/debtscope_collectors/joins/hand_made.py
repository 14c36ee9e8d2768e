"""What images copy that a program of the project writes, git does not hold and no job makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from debtscope.api import Facts
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.written import WrittenNames
from debtscope_collectors.sources.references.facts import UnmetReference

_COPIES: Final = frozenset({"COPY", "ADD"})
_BY_JOBS: Final = ("ci:", "dvc:", "make:", "docker:", "compose:", "k8s:", "dag:", "airflow:", "pipeline:")
_NO_ROLE: Final = frozenset({"test", "docs", "example", "vendored", "generated"})


def hand_made(facts: Facts, told: Collection[tuple[str, str]]) -> Mapping[str, list[tuple[UnmetReference, str]]]:
    """Dockerfile -> (what it copies, the program that writes it): it builds where somebody ran that program before.

    `told` are (path, target) pairs that are told otherwise.
    """
    made, code = facts.one(WrittenNames), facts.one(CodeBase)
    found: dict[str, list[tuple[UnmetReference, str]]] = {}
    if made is None or code is None or code.is_library:
        return found
    for one in facts.all(UnmetReference):
        if one.via not in _COPIES or one.kind != "path" or one.is_made or (one.path, one.target) in told:
            continue
        last = one.target.rstrip("/").rpartition("/")[2]
        if not last or is_aside(one.path) or role_by_path(one.path) in _NO_ROLE or made.keeps(one.target):
            continue
        writers = [
            module
            for module in code.modules.values()
            if module.is_own and any(last in (a.target or "").rstrip("/").split("/")[-3:] for a in module.facts.writes)
        ]
        if writers and not any((module.entry or "").startswith(_BY_JOBS) for module in writers):
            found.setdefault(one.path, []).append((one, min(module.path for module in writers)))
    return found
