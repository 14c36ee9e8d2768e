"""Settings of training are literals in code

Detects
-------
A file that trains a model, or makes it for one that does, and holds three or more of its settings as literals (low below five): numbers and texts handed to estimators,
optimisers, `fit`, `TrainingArguments`, trainers of Lightning and YOLO's `train`, the epochs that a loop counts, assigned to names like `batch_size`, or written into a dictionary of parameters, while nothing there takes settings from outside (argparse, click, hydra, YAML, a settings class, a configuration module, a function's
parameter that holds them, numbers from the environment). Defaults of functions and options count as configured, constants in capitals as half
way there, and seeds, thread counts and switches as no settings; so do searches for settings. Notebooks and experiments are where
values are tried: they count (low, at low confidence) only where a pipeline, a DAG or a deployment runs them. Libraries, tests,
examples, documents and functions that a package offers and nobody calls are left out. From two files on they are one item.

Why it is debt
--------------
Nobody can say which settings gave which model but by reading a commit; the same number stands in several files and is changed
in one; trying another value is a change of code.

How to pay it down
------------------
Move them into one parameters file (DVC, Hydra, a typed class), read it at the entry point, and log it with the run.

Example
-------
`Adam(lr=0.001)`, `epochs = 37`, `batch_size = 64` and two more: debt. `Adam(lr=cfg.lr)`: clean.

References
----------
Sculley et al. 2015, "Configuration debt"; O'Brien et al. 2022, "Configurable options".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unwired_modules import is_idle
from debtscope_collectors.sources.python.estimators import EstimatorSite, estimator_sites

_ENOUGH = 3
_MANY = 5
_SHOWN = 8
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_OF_MODELS = frozenset({"model", "search", "pipeline", "loop", "trainer", "cluster"})


@rule(
    id="CFG-004",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    credits=("CR-28",),
    facets=(estimator_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    found: list[Finding] = []
    offered = _offered(code)
    for path, sites in facts.rows(estimator_sites).items():
        module = code.modules.get(path)
        if (
            module is None
            or module.role in _OUTSIDE
            or is_idle(facts, path)
            or not (_trains(module) or _is_trained_elsewhere(code, module, sites))
            or (_is_aside(module) and not module.in_production)
        ):
            continue
        literals = [site for site in sites if site.kind == "literal" and site.scope not in offered]
        enough = _MANY if _is_aside(module) else _ENOUGH
        if len(literals) >= enough and not any(site.kind in ("configured", "searched") for site in sites):
            found.append(_finding(module, literals))
    yield from together(
        found, "settings of training in code", "{n} files ({first} first) hold {all} settings of training as literals."
    )


def _offered(code: CodeBase) -> set[str]:
    """Functions that packages offer and that no program takes or calls."""
    offered: set[str] = set()
    taken: set[str] = set()
    for path, module in code.modules.items():
        names = {name for one in module.facts.imports for name in one.names}
        if path.endswith("__init__.py"):
            offered |= names
        else:
            taken |= names
        taken |= {name.rpartition(".")[2] for name in module.facts.called}
    return offered - taken


def _trains(module: CodeModule) -> bool:
    return any(site.detail in _OF_MODELS for site in module.facts.training)


def _is_trained_elsewhere(code: CodeBase, module: CodeModule, sites: Sequence[EstimatorSite]) -> bool:
    """Its functions make models for a module of the project that imports them and trains."""
    if module.role == "experiment" or not any(site.kind == "literal" and site.scope and site.maker for site in sites):
        return False
    above = (code.modules.get(path) for path in module.imported_by)
    return any(one is not None and one.role not in _OUTSIDE and not _is_aside(one) and _trains(one) for one in above)


def _is_aside(module: CodeModule) -> bool:
    """Where values are tried."""
    return module.facts.kind == "notebook" or module.role == "experiment"


def _finding(module: CodeModule, literals: list[EstimatorSite]) -> Finding:
    aside = _is_aside(module)
    literals = sorted(literals, key=lambda site: site.line)
    shown = ", ".join(dict.fromkeys(f"{site.name}={site.value}" for site in literals[:_SHOWN]))
    path = module.path
    return Finding(
        subject=file_subject(path),
        line=literals[0].line,
        severity=Severity.LOW if aside or len(literals) < _MANY else None,
        confidence=Confidence.LOW if aside else None,
        message=f"{path}: {len(literals)} settings in code and none from outside, e.g. {shown}.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text)
            for site in literals[:_SHOWN]
        ),
        occurrences=len(literals),
    )
