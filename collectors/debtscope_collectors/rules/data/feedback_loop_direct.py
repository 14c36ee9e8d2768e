"""Model predictions flow into its own training data

Detects
-------
The place where a model of the inventory writes its predictions (file, table, topic) is read again by what makes its training
data: its training code and what that imports, the DVC stages before its training stage, a SQL file or function that makes a label
or is named for training, labels or features. Reading predictions to evaluate or watch the model is no loop. A mark of exploration
at the reader (control group, random bucket, propensity, epsilon, holdout) lowers it to medium.

Why it is debt
--------------
The model learns from what it caused: whom it flagged was called, whom it did not was never looked at. Its errors confirm
themselves, offline metrics rise while the product does not, and no retraining gets it out.

How to pay it down
------------------
Keep a small randomised holdout that the model does not act on and train and evaluate on it, log propensities, leave out or weight
rows that the model influenced, and watch the mean prediction against the outcome.

Example
-------
`scores.to_sql("churn_scores", engine)` in the nightly job, `LEFT JOIN churn_scores p ... CASE WHEN p.flag = 1 ... AS label` in the
query of the training table.

References
----------
Sculley et al. 2015, section 4, "Direct feedback loops"; se-ml.github.io, "Log production predictions".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.cadence import trainings
from debtscope_collectors.joins.facts import CodeBase, ModelInventory, PredictionSink
from debtscope_collectors.sources.interfaces.facts import EXPLORATION, SqlFile
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_SHOWN = 8


@rule(
    id="DAT-004",
    category=Category.DATA,
    debt_type="direct feedback loop",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "dvc", "containers", "interfaces"),
    credits=("CR-17",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per model."""
    inventory = facts.one(ModelInventory)
    loops: dict[str, list[PredictionSink]] = {}
    for sink in facts.all(PredictionSink):
        if sink.feedback:
            loops.setdefault(sink.model, []).append(sink)
    for name, sinks in loops.items():
        model = inventory.named(name) if inventory else None
        if model is not None and not model.retired:
            yield _finding(facts, name, sinks)


def _finding(facts: Facts, name: str, sinks: Sequence[PredictionSink]) -> Finding:
    readers = [reader for sink in sinks for reader in sink.feedback]
    first = sinks[0]
    explores = any(_explores(facts, reader.path) for reader in readers)
    ending = "a holdout or exploration mark stands beside it" if explores else "no holdout breaks the loop"
    places = ", ".join(dict.fromkeys(f"{r.path}:{r.line}" if r.line else r.path for r in readers[:3]))
    return Finding(
        subject=Subject(kind="model", name=name),
        message=f"{name} writes {first.name} and trains on it again ({places}); {ending}.",
        evidence=(
            *(Evidence(kind="line", path=s.path, line=s.line, ref=s.name, excerpt=f"writes its predictions to {s.name}") for s in sinks[:_SHOWN]),
            *(Evidence(kind="line", path=r.path, line=r.line, ref=r.reads, excerpt=f"makes training data of {r.reads}") for r in readers[:_SHOWN]),
            *((Evidence(kind="searched", ref="exploration", excerpt="no control group, random bucket, propensity or holdout at the readers"),) if not explores else ()),
        ),
        severity=Severity.MEDIUM if explores else None,
        drivers=trainings(facts.all(MlflowStore)),
        cause=f"sink:{name}",
    )  # fmt: skip


def _explores(facts: Facts, path: str) -> bool:
    if any(sql.path == path and sql.has_exploration for sql in facts.all(SqlFile)):
        return True
    code = facts.one(CodeBase)
    module = code.modules.get(path) if code else None
    if module is None:
        return False
    told = [
        *(access.target or "" for access in module.facts.reads),
        *(name for f in module.facts.functions for name in (f.qualname, *f.params)),
    ]
    return any(EXPLORATION.search(text) for text in told)
