"""Trained model is used but never saved

Detects
-------
An entry module (one with a main guard or top-level training, or that a DVC stage, a DAG, a CI job or an image runs; notebooks
only where such a job runs them) that trains a model and uses it in the same process, while neither it nor the project's
modules around it, to a depth of three imports, save a model in any way: pickle and joblib, `save…` methods, MLflow logging or
autologging, checkpoints, trainers that write by themselves, ONNX, BentoML, orchestrators that keep what a step returns.
At most medium where a function fits a line (linear regression, ridge, lasso) and asks it itself, as is done group by group. Low where all are forecasters of one series (Prophet, ARIMA, exponential smoothing …), which each run fits anew to the series that it continues.
Silent for cross-validation and search objectives, programs named for evaluation or for a try (smoke, overfit, debug) where another
one saves models, analyses by clustering, and classes that define `fit` themselves.

Why it is debt
--------------
Nobody can say which model made a decision, nor make it again. Every use pays for a training run, and two consumers get two
different models.

How to pay it down
------------------
Save the model with its version and the reference of its data, in a registry or an artefact store, and let consumers load it by
that id.

Example
-------
`model1 = train_model(d1); model2 = train_model(d2); model1.predict(x)` and no dump: debt. `mlflow.sklearn.autolog();
model.fit(X, y)`: clean.

References
----------
Sculley et al. 2015, "Reproducibility debt"; ML Test Score, Infra 1; se-ml.github.io, "Version models".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_try
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.persistence import Persistence, persistence

DEPTH = 3
SHOWN = 6
_OBJECTIVE = regex(
    r"objective|trial|cross_?val|(?:^|_)cv(?:_|$)|fold|tun(?:e|ing)|search|ablation|permutation|bootstrap|importance|impute|adversarial|explain|surrogate|backtest|walk_?forward|benchmark|compar|drift|(?:^|_)plot|decompos",
    re.IGNORECASE,
)
_EVALUATES = regex(r"(?:^|_)eval(?:uat\w{0,5})?(?:_|\.|$)", re.IGNORECASE)
"""Names of programs that measure: what they fit on a part of the rows is thrown away on purpose where another program keeps models."""
_ROLES = frozenset({"model", "search", "pipeline", "trainer", "loop"})


_LINE = regex(r"^sklearn\.linear_model\.(?:LinearRegression|Ridge|Lasso|ElasticNet|HuberRegressor|TheilSenRegressor)\b")
"""A line through some points, which a function draws, asks and forgets: one for each station or group, as a rule."""
_LOCAL = regex(
    r"^(?:prophet|fbprophet|neuralprophet|pmdarima|statsforecast|orbit)\.|^statsmodels\.tsa\.|^darts\.models\.(?:[\w.]{0,80}\.)?(?:\w{0,20}ARIMA|Prophet|ExponentialSmoothing|Theta|FFT)\b"
)
"""What continues the very series that it is fitted to: of little use to the next run."""


@rule(
    id="COD-003",
    category=Category.CODE,
    debt_type="missing model versioning",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("dvc", "ci", "containers"),
    facets=(persistence,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per entry module."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(persistence)
    kept = {path for path, found in rows.items() if any(row.kind == "save" for row in found)}
    for path, module in code.modules.items():
        if not _is_entry(module, code) or (kept - {path} and _is_thrown_away(path)):
            continue
        fits = [site for site in module.facts.training if _counts(site, module)]
        if not fits or not any(row.kind == "use" for row in rows.get(path, ())):
            continue
        around = _around(path, code)
        if not any(row.kind == "save" for place in around for row in rows.get(place, ())):
            yield _finding(path, module, fits, rows, around)


def _is_thrown_away(path: str) -> bool:
    return is_try(path) or _EVALUATES.search(path.rpartition("/")[2]) is not None


def _is_entry(module: CodeModule, code: CodeBase) -> bool:
    if module.role in ("test", "docs", "example", "vendored", "generated"):
        return False
    if code.is_library and module.role == "production":
        return False
    if module.entry == "notebook" or (module.role == "experiment" and not module.in_production):
        return False
    if module.entry is not None:
        return True
    return module.facts.has_top_level_calls and not module.imported_by


def _counts(site: Site, module: CodeModule) -> bool:
    """A fit whose model somebody could want to keep."""
    if site.detail not in _ROLES or _OBJECTIVE.search(site.scope) or _OBJECTIVE.search(module.path.rpartition("/")[2]):
        return False
    owner = site.scope.partition(".")[0]
    defines_fit = (
        any(f.qualname == f"{owner}.fit" for f in module.facts.functions) if owner in module.facts.classes else False
    )
    takes_trial = any(f.qualname == site.scope and "trial" in f.params for f in module.facts.functions)
    return not defines_fit and not takes_trial


def _around(path: str, code: CodeBase) -> tuple[str, ...]:
    """What the module imports to a depth, and what imports it: a caller may save what it is given back."""
    above = [other for other in code.modules[path].imported_by if code.modules[other].role != "test"]
    return tuple(dict.fromkeys((*code.closure(path, DEPTH), *above)))


def _severity(fits: Sequence[Site], uses: Sequence[Persistence]) -> Severity | None:
    if all(_LOCAL.match(site.name) for site in fits):
        return Severity.LOW
    asked = {row.scope for row in uses}
    if all(_LINE.match(site.name) and site.scope and site.scope in asked for site in fits):
        return Severity.MEDIUM
    return None


def _finding(
    path: str,
    module: CodeModule,
    fits: list[Site],
    rows: Mapping[str, tuple[Persistence, ...]],
    around: tuple[str, ...],
) -> Finding:
    uses = [row for row in rows.get(path, ()) if row.kind == "use"]
    kind = fits[0].name.rpartition(".")[0].rpartition(".")[2] or fits[0].name
    kind = "network" if fits[0].detail == "loop" else kind  # what a loop calls is `backward` of a tensor
    times = f"{len(fits)} models, the first a {kind}," if len(fits) > 1 else f"a {kind}"
    return Finding(
        subject=file_subject(path),
        line=fits[0].line,
        severity=_severity(fits, uses),
        message=f"{path}:{fits[0].line} trains {times} and uses it in the same process; nothing saves it, so every use retrains.",
        evidence=(
            *(Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=f"trains: {site.name}") for site in fits[:SHOWN]),
            *(Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.excerpt) for row in uses[:SHOWN]),
            Evidence(
                kind="searched", ref="persistence", value=len(around),
                excerpt=f"no save of a model in {path}" + (f" and {len(around) - 1} modules around it" if len(around) > 1 else ""),
            ),
            *((Evidence(kind="entry", ref=module.entry, excerpt=f"run by {module.entry}"),) if module.entry else ()),
        ),
        occurrences=len(fits),
    )  # fmt: skip
