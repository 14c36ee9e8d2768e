"""Programs that train a model again without a person, what they put in its place, and whether anything compares it first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.model_loads import is_model_file
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.view import ModuleView

COMPARES: Final = regex(
    r"better|improv|compar|champion|challenger|gate\b|_gate|approv|promot|beats|should_(?:replace|register|deploy|swap)|validat\w{0,4}_model"
    r"|model_validat|validate_evaluation_results|rollback|accept_model|is_acceptable|quality_check",
    re.IGNORECASE,
)
"""Names of what holds a new model against the old one, or against a bar."""
_MEASURE: Final = regex(
    r"score|acc|auc|f1|rmse|mae|mse|mape|loss|r2|metric|perf|best|baseline|current|recall|precision|error",
    re.IGNORECASE,
)
_RETRAINS: Final = frozenset({"retrain", "retraining", "retrainer", "autoretrain"})
_REGISTERS: Final = frozenset({"register_model", "create_model_version", "log_model"})
_ORDERS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@frozen
class Registered:
    """One call that puts a trained model into a registry."""

    call: str
    line: int
    scope: str
    name: str
    """`` where it is not constant."""
    is_compared: bool
    """Its function compares a measure, or the call stands under a condition that does."""


@facet(Registered, cues=_REGISTERS, tests=False)
def registered(view: ModuleView) -> Iterator[Registered]:
    """Registrations with whether anything is compared on the way to them."""
    for call in view.calls_to(_REGISTERS):
        last = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
        if last not in _REGISTERS:
            continue
        node = view.argument(call, "registered_model_name") if last == "log_model" else view.argument(call, "name", 1)
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            continue
        name = view.constant(node)
        yield Registered(
            call=view.called(call) or last, line=call.lineno, scope=view.scope(call),
            name=name if isinstance(name, str) and "{}" not in name else "", is_compared=_is_compared(view, call),
        )  # fmt: skip


def _is_compared(view: ModuleView, call: ast.Call) -> bool:
    function = view.function(call)
    for above in view.ancestors(call):
        if isinstance(above, ast.If) and any(
            isinstance(n, ast.Name) and COMPARES.search(n.id) for n in ast.walk(above.test)
        ):
            return True
        if above is function:
            break
    compares = [
        node for node in view.nodes(ast.Compare) if node.lineno <= call.lineno and view.function(node) is function
    ]
    return any(_judges(view, node) for node in compares)


def _judges(view: ModuleView, node: ast.Compare) -> bool:
    """An order between two values of which one is named like a measure."""
    return any(isinstance(op, _ORDERS) for op in node.ops) and _MEASURE.search(view.snippet(node)) is not None


_STARTERS: Final = frozenset(
    {"subprocess", "Popen", "airflow", "runpy", "importlib", "celery", "prefect", "dagster", "apscheduler", "schedule"}
)
_DOTTED: Final = regex(r"[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,6}", re.ASCII)


@frozen
class NamedModule:
    """A text that may be a module's dotted name, given to a call or in a list of words: `[sys.executable, "-m", "src.train"]`."""

    name: str


@facet(NamedModule, cues=_STARTERS, tests=False)
def named_modules(view: ModuleView) -> Iterator[NamedModule]:
    """Each text once; whether it is the name of a module the tree says."""
    seen: set[str] = set()
    for node in view.constants if not view.words.isdisjoint(_STARTERS) else ():
        text = node.value
        if not isinstance(text, str) or "." not in text or text in seen or not _DOTTED.fullmatch(text):
            continue
        if isinstance(view.parent(node), ast.Call | ast.keyword | ast.List | ast.Tuple):
            seen.add(text)
            yield NamedModule(name=text)


@frozen
class Retraining:
    """One program that trains again by itself."""

    path: str
    how: str
    """What says so: its name, or the schedule that runs it."""
    registers: tuple[Registered, ...]
    saves: tuple[tuple[str, int], ...]
    """(model file, line) of what it writes."""
    is_compared: bool
    """Something in it, in what it imports or in what imports it holds the new model against something."""


def retrainings(facts: Facts, code: CodeBase) -> Iterator[Retraining]:
    """Those of the project's own, by path."""
    rows = facts.rows(registered)
    pipelines = facts.one(Pipelines)
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path) or not module.facts.training:
            continue
        how = "retrains by its name" if _RETRAINS & set(words(path)) else ""
        for pipeline, _ in pipelines.running(path) if pipelines and not how else ():
            if pipeline.schedule is not None and pipeline.schedule.runs_per_month and not is_aside(pipeline.path):
                how = f"{pipeline.path} runs it {pipeline.schedule.words}"
        if not how:
            continue
        around = (*code.closure(path, 2), *module.imported_by)
        calls = (call for place in around if place in code.modules for call in code.modules[place].facts.called)
        own = tuple(rows.get(path, ()))
        saves = tuple((a.target, a.line) for a in module.facts.writes if a.target and is_model_file(a.target))
        is_compared = any(row.is_compared for row in own) or any(COMPARES.search(call) for call in calls)
        yield Retraining(path=path, how=how, registers=own, saves=saves, is_compared=is_compared)
