"""Which checks of data exist, by a library or by hand, and whether anything runs them without a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import Final

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.mltest.tools import ci_lines, modules, runs_by_itself
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from debtscope_collectors.sources.python.column_checks import ColumnCheck, column_checks
from debtscope_collectors.sources.python.lookup import holding_any

VALIDATES: Final = regex(
    r"^pandera\.|^great_expectations\.|^tensorflow_data_validation\.(?:validate|infer)|^deepchecks\.\S*(?:integrity|validation|suite)"
    r"|^soda\.|\.(?:run_checkpoint|run_validation|validate_statistics)$"
)
VALIDATES_CUES: Final = (
    "pandera.", "great_expectations.", "tensorflow_data_validation.", "deepchecks.", "soda.", "run_checkpoint", "run_validation",
    "validate_statistics",
)  # fmt: skip
"""Each match holds one of these in small letters."""
"""Calls of libraries that judge data."""
VALIDATED_IN_CI: Final = regex(
    r"\bgreat_expectations\b.*\bcheckpoint\b|\bgx\b.*\bcheckpoint\b|\bsoda scan\b|\bdbt (?:test|build)\b|\btfdv\b"
)
"""Commands that judge data."""
_ROWS: Final = regex(
    r"(?:^|\.)(?:model_validate|validate_python|parse_obj|parse_obj_as)$|^cerberus\.|^jsonschema\.(?:validate|Draft)|^frictionless\.|^whylogs\.core\.constraints\."
)
_RUN: Final = regex(r"\.(?:run|run_checkpoint|run_validation|validate|run_name_checkpoint)$|checkpoint", re.IGNORECASE)
_OWN: Final = regex(
    r"(?:^|[._])(?:validate|check|verify|assert|ensure)_?(?:the_|raw_|input_|train(?:ing)?_|all_)?"
    r"(?:data|dataset|dataframe|df|frame|schema|columns?|number_of_columns|features|inputs?|quality|types|dtypes|nulls|missing|ranges?|table|expectations|drift)\w{0,30}$"
    r"|(?:^|[._])(?:Data|Schema|Dataset|Frame)_?(?:Valida\w{2,6}|Quality\w{0,10}|Checker)$|(?:^|\.)initiate_data_validation$|(?:^|\.)data_validation\w{0,20}$"
)
_TOOL_CUES: Final = (
    *VALIDATES_CUES, "model_validate", "parse_obj", "cerberus.", "jsonschema.", "frictionless.", "whylogs.core.constraints.", "valida",
    "check", "verify", "assert", "ensure", "quality",
)  # fmt: skip
"""Of what any of the three patterns finds."""
"""Names that people give to checks of their own."""
_FILE_OWN: Final = regex(
    r"(?:^|/)(?:\w{0,30}_)?(?:data_?)?(?:validat(?:ion|or|e)|data_?quality|expectations|schema_?check)\w{0,20}\.(?:py|ipynb)$",
    re.IGNORECASE,
)
_GX_TOOL: Final = regex(r"^great_expectations\.")


@frozen
class Validator:
    """One check of data."""

    tool: str
    """pandera, great_expectations, tensorflow_data_validation, deepchecks, soda, dbt, rows (pydantic and the like), own (a function or
    module by its name) or checks (asserts and raises about columns)."""
    path: str
    line: int | None
    what: str
    """The call, the command or the source line."""
    runs: str
    """What runs it: `pipeline`, `ci`, or `` where only a person does."""


@frozen
class DataValidation:
    """All of them, by path."""

    validators: tuple[Validator, ...]
    suites: tuple[str, ...] = ()
    """Suites and results of suites that lie in the tree, whoever runs them."""
    checked: frozenset[str] = frozenset()
    """Code files that hold a check."""
    by_path: Mapping[str, tuple[Validator, ...]] = field(default_factory=dict[str, tuple[Validator, ...]])

    @property
    def running(self) -> tuple[Validator, ...]:
        """Those of a library that a pipeline or CI runs (credit CR-02)."""
        return tuple(one for one in self.validators if one.runs and one.tool not in ("own", "checks", "rows"))

    def within(self, code: CodeBase, path: str, depth: int = 3) -> Validator | None:
        """The first check of a module or of what it imports."""
        near = (one for place in code.closure(path, depth) for one in self.by_path.get(place, ()))
        return next(near, None)


@join(DataValidation, facets=(column_checks,))
def data_validation(facts: Facts) -> Iterator[DataValidation]:
    """One value, empty where nothing checks data."""
    checks = facts.rows(column_checks)
    known = modules(facts)
    tools = tools_of({name for module in known for name in module.facts.called})
    found = [one for module in known for one in _of_module(module, checks.get(module.path, ()), tools)]
    found += [
        Validator(tool="ci", path=line.partition(": ")[0], line=None, what=line.partition(": ")[2], runs="ci")
        for line in ci_lines(facts, VALIDATED_IN_CI)
    ]
    by_path: dict[str, tuple[Validator, ...]] = {}
    for one in found:
        by_path[one.path] = (*by_path.get(one.path, ()), one)
    suites = {report.path for report in facts.all(MonitorReport) if report.kind == "suite"}
    suites |= {e.path for e in facts.all(FileEntry) if "/expectations/" in e.path and e.path.endswith(".json")}
    yield DataValidation(
        validators=tuple(found), suites=tuple(sorted(suites)), checked=frozenset(by_path), by_path=by_path
    )  # fmt: skip


def _of_module(module: CodeModule, checks: tuple[ColumnCheck, ...], tools: Mapping[str, str]) -> Iterator[Validator]:
    runs = "pipeline" if runs_by_itself(module) else ""
    seen: set[str] = set()
    for name in module.facts.called:
        tool = tools.get(name)
        if tool is None or tool in seen:
            continue
        if _GX_TOOL.search(name) and not any(_RUN.search(one) for one in module.facts.called):
            continue  # expectations that are written down and never run
        seen.add(tool)
        yield Validator(tool=tool, path=module.path, line=_line(module, name), what=name, runs=runs)
    if "own" not in seen and _FILE_OWN.search(module.path):
        yield Validator(tool="own", path=module.path, line=None, what=module.path, runs=runs)
    for one in checks[:1]:
        yield Validator(tool="checks", path=module.path, line=one.line, what=one.text, runs=runs)


def tools_of(names: Collection[str]) -> dict[str, str]:
    """Called name -> what it checks data with, of those that check any."""
    return {name: tool for name in holding_any(names, _TOOL_CUES) if (tool := _tool(name)) is not None}


def _tool(name: str) -> str | None:
    if VALIDATES.search(name):
        head = name.partition(".")[0]
        return (
            head
            if head in ("pandera", "great_expectations", "tensorflow_data_validation", "deepchecks", "soda")
            else "great_expectations"
        )
    if _ROWS.search(name):
        return "rows"
    return "own" if _OWN.search(name) else None


def _line(module: CodeModule, name: str) -> int | None:
    """Of the function that makes a call."""
    return next((one.line for one in module.facts.functions if name in one.calls), None)
