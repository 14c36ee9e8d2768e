"""Programs of the project that measure drift, and whether anything in them tells somebody or stops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.watch import DRIFT_LIBRARIES
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

TELLS: Final = regex(
    r"slack|smtplib|webhook|sendgrid|pagerduty|opsgenie|telegram|twilio|teams|discord|Email\w{0,12}Operator|send_?(?:e?mail|alert|message|notification)"
    r"|notif(?:y|ication)|raise_alert|trigger_alert|alert_?manager|sns\b.{0,20}publish|create_(?:github_)?issue|SlackAPI",
    re.IGNORECASE,
)
"""Calls that tell somebody."""
_MEASURES: Final = regex(r"(?:^|\.)(?:ks_2samp|chisquare|wasserstein_distance|jensenshannon)$|drift", re.IGNORECASE)
_OWN: Final = regex(r"psi|drift|divergence|ks_test|population_stability", re.IGNORECASE)
_BY_TERM: Final = regex(
    r"(?:^|[_.])(?:psi|(?:data_|feature_)?drift|divergence|ks_(?:test|statistic)|population_stability)(?:_|$)",
    re.IGNORECASE,
)
"""Functions of a module named for monitoring that can be about nothing else."""
_MONITORS: Final = regex(r"(?:^|_)monitor(?:s|ing)?(?:_|\.py$)", re.IGNORECASE)
_VERDICT: Final = regex(r"drift|pass|fail|detected|degrad|alert", re.IGNORECASE)
"""What a condition on the outcome of such a check is about."""

_LEARNED: Final = regex(r"(?:^|_)train(?:ing)?(?:_|$)", re.IGNORECASE)
_HELD: Final = regex(r"(?:^|_)(?:test|val|valid|validation|holdout)(?:_|$)", re.IGNORECASE)
"""Names of the two halves of a split."""


@frozen
class DriftAct:
    """One place where a program measures drift, or stops because of it."""

    kind: str
    """measures or stops."""
    line: int
    names_drift: bool = False
    """stops: its condition speaks of drift, and not of some check."""


@facet(DriftAct, version=3, cues=("drift", "Report", "ks_2samp"), tests=False)
def drift_acts(view: ModuleView) -> Iterator[DriftAct]:
    """The first of each kind: a report of a drift library or a test of distributions, and a raise or exit under a condition on it."""
    roots = {root for node in view.imports for root in _roots(node)}
    if (roots & DRIFT_LIBRARIES or "scipy" in roots) and not _is_of_a_split(view):
        for call in view.calls_to(
            ("run", "ks_2samp", "calculate", "estimate", "predict", "save_html", "save_json", "as_dict")
        ):
            name = view.called(call) or ""
            if name.partition(".")[0] in DRIFT_LIBRARIES or _MEASURES.search(name):
                yield DriftAct(kind="measures", line=call.lineno)
                break
    for stop in (*view.nodes(ast.Raise), *view.calls_to(("exit",))):
        above = next((one for one in view.ancestors(stop) if isinstance(one, ast.If)), None)
        if above is not None and _VERDICT.search(view.snippet(above)):
            told = "drift" in view.snippet(above).lower()
            yield DriftAct(kind="stops", line=stop.lineno, names_drift=told)
            return


def _is_of_a_split(view: ModuleView) -> bool:
    """Whether all reports of a file hold one half of a split that it makes against the other: nothing of what is served is looked at."""
    if "train_test_split" not in view.words:
        return False
    pairs = [
        (view.argument(call, "reference_data", "reference"), view.argument(call, "current_data", "current"))
        for call in view.calls_to(("run", "calculate"))
    ]
    pairs = [(before, now) for before, now in pairs if before is not None and now is not None]
    return bool(pairs) and all(
        _LEARNED.search(last_name(before)) and _HELD.search(last_name(now)) for before, now in pairs
    )


def _roots(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]
    else:
        yield from (alias.name.partition(".")[0] for alias in node.names)


def _by_name(code: CodeBase) -> Iterator[tuple[str, int]]:
    """Programs named for drift whose own functions measure it, and modules named for monitoring whose functions do and that programs import."""
    for path, module in sorted(code.modules.items()):
        name = path.rpartition("/")[2].lower()
        for_drift = "drift" in name
        if not module.is_own or is_aside(path) or not (for_drift or _MONITORS.search(name)):
            continue
        terms = _OWN if for_drift else _BY_TERM
        function = next((f for f in module.facts.functions if terms.search(f.qualname)), None)
        if function is not None and (module.facts.has_main_guard or (not for_drift and _is_imported(code, path))):
            yield path, function.line


def _is_imported(code: CodeBase, path: str) -> bool:
    """By code that is no test."""
    above = (code.modules.get(one) for one in code.modules[path].imported_by)
    return any(one is not None and one.is_own and one.role != "test" and not is_aside(one.path) for one in above)


def untold(facts: Facts, code: CodeBase) -> tuple[str, int] | None:
    """(path, line) of the first program that measures drift, where nothing of the project stops on drift or tells anybody."""
    measured: list[tuple[str, int]] = []
    answered: set[str] = set()
    for path, rows in sorted(facts.rows(drift_acts).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path):
            continue
        stops = [row for row in rows if row.kind == "stops"]
        if any(row.names_drift for row in stops):
            return None  # whichever file measured it
        if stops:
            answered.update(code.closure(path, 2))
        measured += [(path, row.line) for row in rows if row.kind == "measures"]
    found = [one for one in measured or _by_name(code) if one[0] not in answered]
    if not found or any(TELLS.search(call) for m in code.modules.values() if m.is_own for call in m.facts.called):
        return None
    return found[0]


def unrun(facts: Facts, code: CodeBase) -> tuple[str, int] | None:
    """(path, line) of the first program that measures drift, where nothing can run any of them: functions that no other code imports."""
    found = [
        (path, row.line)
        for path, rows in sorted(facts.rows(drift_acts).items())
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
        for row in rows
        if row.kind == "measures"
    ]
    return found[0] if found and not any(_may_run(code, path) for path, _ in found) else None


def _may_run(code: CodeBase, path: str) -> bool:
    module = code.modules[path]
    own = module.facts
    if module.entry or own.kind == "notebook" or own.has_main_guard or own.has_top_level_calls or own.serving:
        return True
    return any(code.modules[up].role != "test" for up in module.imported_by if up in code.modules)
