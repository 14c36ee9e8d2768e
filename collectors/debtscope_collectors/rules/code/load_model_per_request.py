"""Model is loaded inside the request handler

Detects
-------
A load of a model (joblib, pickle, torch, Keras, ONNX, MLflow, transformers …) inside a handler that predicts, or in a function
of the same file that the handler calls outright, whose result is not kept: no global, no attribute, no cache decorator, no
`if` around it that loads only what is missing.

Why it is debt
--------------
Each request pays for disk, network and memory that one load would have paid for. Latency follows the size of the model, the
registry becomes a part of every answer, and a model that is replaced half-way answers two ways in one second.

How to pay it down
------------------
Load at start-up (FastAPI's lifespan, a module constant), or cache by version; reload on purpose, not on request.

Example
-------
Debt: `def predict(row): model = joblib.load("m.pkl"); return model.predict(row)`

Clean: a lifespan that loads once, or `@lru_cache` over the loader

References
----------
ML Test Score, monitor 6: no regression in serving latency.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.serving import PredictingRoutes


@rule(
    id="COD-034",
    category=Category.CODE,
    debt_type="performance debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per route."""
    served = facts.one(PredictingRoutes)
    for route in served.routes if served else ():
        if not route.loads:
            continue
        calls = ", ".join(dict.fromkeys(load.call for _, load in route.loads))
        handler = route.handler
        yield Finding(
            subject=file_subject(route.path, handler.scope),
            message=f"{route.shown} loads the model ({calls}) on every request.",
            line=route.loads[0][1].line,
            evidence=(
                Evidence(kind="route", path=route.path, line=handler.line, ref=route.shown),
                *(Evidence(kind="line", path=path, line=load.line, ref=load.call) for path, load in route.loads[:4]),
            ),
        )
