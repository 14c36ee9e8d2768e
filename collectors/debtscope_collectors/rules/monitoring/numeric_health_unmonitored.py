"""NaN, infinity and degenerate outputs are not watched

Detects
-------
A deployed model whose serving code can answer with a number that is none (a network of PyTorch, TensorFlow, Keras, JAX or ONNX, or an
exponential, logarithm or power taken of the prediction), where nothing on the way asks for it: no `isfinite`, `isnan`,
`nan_to_num` or clipping, no bounds on the response, no alert, metric or panel on NaN or constant scores, and no report on the
distribution of its predictions. One item per model, never above low confidence. Trees and linear models of scikit-learn refuse
such inputs by themselves and are left out, and so are models of texts, images and sounds, answers by `argmax`, and models that
are monitored elsewhere.

Why it is debt
--------------
JSON has no NaN: the service answers `null` or an error of its framework, or a threshold compares with NaN and says no to
everybody. A model that answers every request with the same number looks healthy to every probe.

How to pay it down
------------------
One check after the prediction that counts and refuses what is not finite, bounds on the response field, and an alert when the
standard deviation of an hour's scores is nought.

Example
-------
Debt: `return {"price": float(np.expm1(model(x)))}`

Clean: `class Out(BaseModel): price: float = Field(ge=0, allow_inf_nan=False)`

References
----------
ML Test Score, Monitor 5: the model is numerically stable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.coverage import Coverage
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.metric_topics import topics
from debtscope_collectors.joins.served_models import ServedModel, signals
from debtscope_collectors.sources.python.guards import value_guards

_NETWORKS: Final = frozenset({"torch", "tensorflow", "keras", "tf_keras", "jax", "onnxruntime", "flax"})
_POWERS: Final = regex(
    r"^(?:numpy|math|torch|scipy\.special)\.(?:exp|expm1|log|log1p|log10|power|pow|logit|inv_boxcox)$"
)
_WATCHED: Final = regex(
    r"\bnan\b|non_?finite|\binf\b|invalid_?(?:score|prediction|output)|constant_?(?:score|prediction|output)|stddev|stdvar",
    re.IGNORECASE,
)


@rule(
    id="MON-023",
    category=Category.MONITORING,
    debt_type="numeric stability debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "containers", "monitoring", "docs"),
    facets=(value_guards,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    code = facts.one(CodeBase)
    watched = {coverage.model.name for coverage in facts.all(Coverage) if coverage.outputs}
    for one in facts.all(ServedModel):
        if (
            code is None
            or not one.routes
            or not one.is_tabular
            or one.model.name in watched
            or _answers_with_a_class(one)
        ):
            continue
        cause = _may_break(code, one)
        if cause is not None and not _is_guarded(facts, one):
            yield _finding(one, cause)


def _answers_with_a_class(one: ServedModel) -> bool:
    """The largest of some numbers is always one of them."""
    calls = (name for route in one.routes for step in route.steps for name in step.function.calls)
    return any(name.rpartition(".")[2] == "argmax" for name in calls)


def _may_break(code: CodeBase, one: ServedModel) -> tuple[str, str] | None:
    """(file, what in it can give a number that is none) on the way of an answer."""
    for route in one.routes:
        for step in route.steps:
            if (power := next((name for name in step.function.calls if _POWERS.match(name)), None)) is not None:
                return step.path, power
            imports = code.modules[step.path].facts.imports
            if network := next((i.module for i in imports if i.module.partition(".")[0] in _NETWORKS), None):
                return step.path, network
    return None


def _is_guarded(facts: Facts, one: ServedModel) -> bool:
    guards = facts.rows(value_guards)
    places = {(step.path, step.function.qualname) for route in one.routes for step in route.steps}
    paths = {path for path, _ in places}
    for path in paths:
        for guard in guards.get(path, ()):
            if guard.kind == "bounds" or (guard.kind != "lookup" and (path, guard.scope) in places):
                return True
    return any(_WATCHED.search(text) or "predictions" in topics((text,)) for _, text in signals(facts))


def _finding(one: ServedModel, cause: tuple[str, str]) -> Finding:
    first = one.routes[0]
    path, what = cause
    return Finding(
        subject=one.subject,
        message=f"{one.model.shown}: {first.shown} answers with what {what} gives, and nothing would notice NaN, infinity or a constant.",
        evidence=(
            one.served_by(),
            Evidence(kind="route", path=first.path, line=first.handler.line, ref=first.shown),
            Evidence(kind="call", path=path, ref=what, excerpt="can give NaN or infinity"),
            Evidence(
                kind="searched",
                excerpt="checks of finiteness, bounds of the response, alerts, metrics, panels and reports on predictions",
            ),
        ),
    )
