"""A model is stacked on another model's raw output

Detects
-------
The training of one model of the inventory (its training code and what that imports, the DVC stages before it) reads the file,
table or topic into which the job of another model writes its predictions. Silent where both are made by one training module, and
where each reads the other, which is a loop and an item of its own. Low where the reader names a version of what it reads.

Why it is debt
--------------
The second model learns the errors of the first. Each improvement of the first shifts what the second was fitted on, so that the
system gets worse by making a part of it better, and nobody dares to touch either.

How to pay it down
------------------
Give the upstream output a version and a contract and retrain both together, or fold the correction into the first model.

Example
-------
`pd.read_parquet("out/risk_score.parquet")` of the risk model in the training of the limit model.

References
----------
Sculley et al. 2015, section 2, "Correction cascades".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import InventoryModel, ModelInventory
from debtscope_collectors.joins.inventory_edges import Edge, edges_of

_VERSIONED = regex(r"(?:^|[/_.\-@])v?\d{1,4}(?:[/_.\-]|$)|version", re.IGNORECASE)


@rule(
    id="DAT-006",
    category=Category.DATA,
    debt_type="correction cascade",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow", "dvc", "containers", "interfaces"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per pair of models."""
    inventory = facts.one(ModelInventory)
    models = {model.name: model for model in inventory.models if not model.retired} if inventory else {}
    edges = edges_of(facts, models, training_only=True) if len(models) > 1 else {}
    for (upstream, name), edge in sorted(edges.items()):
        if (name, upstream) not in edges and not _together(models[upstream], models[name]):
            yield _finding(upstream, name, edge)


def _together(one: InventoryModel, other: InventoryModel) -> bool:
    """One module trains both: they are made again together."""
    return bool(one.training and other.training and set(one.training.code) & set(other.training.code))


def _finding(upstream: str, name: str, edge: Edge) -> Finding:
    sink, reader = edge
    versioned = bool(_VERSIONED.search(reader.reads))
    what = f" ({', '.join(sink.columns[:4])})" if sink.columns else ""
    how = "a versioned output" if versioned else "the raw output"
    return Finding(
        subject=Subject(kind="model", name=name),
        message=f"{name} is trained on {sink.name}{what}, {how} of {upstream}{'' if versioned else ' with no version'}.",
        evidence=(
            Evidence(
                kind="line", path=sink.path, line=sink.line, ref=upstream, excerpt=f"{upstream} writes {sink.name}"
            ),
            Evidence(
                kind="line",
                path=reader.path,
                line=reader.line,
                ref=name,
                excerpt=f"training of {name} reads {reader.reads}",
            ),
        ),
        severity=Severity.LOW if versioned else None,
        cause=f"sink:{upstream}",
    )
