"""Model stored in a pickle-based flavour

Detects
-------
Versions of a registered MLflow model whose MLmodel says that it was saved with pickle or cloudpickle (scikit-learn's
`serialization_format`, a pickled `python_model`, PyTorch's pickle module). Only versions that somebody can still meet count:
those at an alias or a stage, and the newest; one item per model. A version whose files are not here is unknown.

Why it is debt
--------------
Loading a pickle runs whatever code lies in it: whoever may write to the artefact store may run code in production. And a pickle
binds the model to the very versions of Python and of the libraries that wrote it.

How to pay it down
------------------
Log again with skops (`serialization_format="skops"`, the default of recent MLflow), ONNX or the library's own format; for
pyfunc, models from code. Until then keep the store write-protected.

Example
-------
`serialization_format: cloudpickle` in an MLmodel.

References
----------
MLflow documentation, Model Serialization; Python documentation, pickle (warning); skops documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.registry import Registered, met, places, registered
from debtscope_collectors.sources.mlflow.facts import LoggedModelFile, ModelVersion

_PICKLES = frozenset({"pickle", "cloudpickle"})


@rule(
    id="CFG-023",
    category=Category.CONFIG,
    debt_type="security / portability debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("mlflow",),
    credits=("CR-21",),
)
def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for one in registered(facts):
        pickled = [(v, v.file) for v in met(one.model) if v.file and v.file.serialization in _PICKLES]
        if pickled and one.model.name not in seen:
            seen.add(one.model.name)
            yield _finding(one, pickled)


def _finding(one: Registered, pickled: list[tuple[ModelVersion, LoggedModelFile]]) -> Finding:
    served = one.served
    pickled.sort(key=lambda pair: pair[0] is not served)
    told = ", ".join(f"v{version.version}{places(version)} {file.serialization}" for version, file in pickled[:4])
    return Finding(
        subject=Subject(kind="model", name=one.model.name),
        message=f"{one.model.name} is stored as a pickle ({told}): loading it runs code, and it breaks across versions.",
        evidence=tuple(
            Evidence(
                kind="config", path=file.path, ref=f"v{version.version}",
                excerpt=f"v{version.version}: saved with {file.serialization}",
            )
            for version, file in pickled[:8]
        ),
        drivers=(one.served_driver(any(version is served for version, _ in pickled)),),
    )  # fmt: skip
