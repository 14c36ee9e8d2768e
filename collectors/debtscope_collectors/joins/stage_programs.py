"""Programs that are named for the steps of one training pipeline and that people start one after another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule

_NUMBERED: Final = regex(r"^(?:run_)?(?:phase|step|stage)_?\d")
_KINDS: Final = (
    ("get", regex(r"ingest|download|fetch|collect|make_dataset|generate_data|(?:^|_)(?:load|get|import)_data|extract")),
    ("prepare", regex(r"prepare|pre_?process|clean|transform|feature|encode|split")),
    ("train", regex(r"(?:^|_)(?:train(?:ing|er)?|tune|fit)(?:_|$)")),
    ("judge", regex(r"evaluat|validat(?:e|ion)|compare")),
    ("use", regex(r"predict|score|infer|register|promote|forecast")),
)
_FEWEST: Final = 3
_MOST: Final = 12
"""More programs are the tools of several pipelines, whose order no name tells."""
_HALF: Final = 0.5


def stage_programs(code: CodeBase) -> Mapping[str, str]:
    """Path -> kind of step, in the order of the steps; empty where something runs several of them, or nothing is trained."""
    found: dict[str, str] = {}
    for path, module in code.modules.items():
        if module.is_own and module.facts.has_main_guard and not module.facts.serving and (kind := _kind(path)):
            if not (module.entry or "main").startswith(("main", "docker:")):
                return {}
            found[path] = kind
    kinds = set(found.values())
    numbered = sum(kind == "numbered" for kind in found.values())
    if not _FEWEST <= len(found) <= _MOST or not (numbered >= _FEWEST or (len(kinds) >= _FEWEST and "train" in kinds)):
        return {}
    near = {one for path in found for one in code.closure(path, 2) if one in code.modules}
    if not any(code.modules[one].facts.training for one in near) or _is_run(code, found):
        return {}
    order = ["numbered", *(kind for kind, _ in _KINDS)]
    return dict(sorted(found.items(), key=lambda one: (order.index(one[1]), one[0])))


def _kind(path: str) -> str:
    stem = path.rpartition("/")[2].removesuffix(".py").lower()
    if _NUMBERED.match(stem):
        return "numbered"
    return next((kind for kind, named in _KINDS if named.search(stem)), "")


def _is_run(code: CodeBase, programs: Mapping[str, str]) -> bool:
    """Another file imports or starts half of them, or a pipeline's definition is among the modules."""
    return any(
        (module.entry or "").startswith(("dag:", "dvc:"))
        or (module.is_own and _started(module, programs) >= max(2.0, _HALF * len(programs)))
        for module in code.modules.values()
    )


def _started(module: CodeModule, programs: Mapping[str, str]) -> int:
    said = " ".join(site.name for site in module.facts.commands)
    return sum(path != module.path and (path in module.imports or path.rpartition("/")[2] in said) for path in programs)
