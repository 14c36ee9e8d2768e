"""Two models influence each other through what they write

Detects
-------
Two deployed models of the inventory, of which each one's training or serving code reads what the other one's job writes: a cycle
of two over files, tables or topics. Code reads the other model's output by its path, or by a name that is not one of the usual
ones. Two models that merely learn from the same log are left to people: whether they influence each other cannot be seen in code.

Why it is debt
--------------
Each release of one shifts the data of the other. Both look healthy alone, improve in turns and drift together; an experiment with
one of them measures both.

How to pay it down
------------------
Write the coupling down where both teams look (the model inventory, a data contract), test releases of both together, and keep a
holdout that neither of them acts on.

Example
-------
Pricing writes `prices`, which demand forecasting trains on; forecasting writes `demand_forecast`, which pricing reads.

References
----------
Sculley et al. 2015, section 4, "Hidden feedback loops".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import ModelInventory
from debtscope_collectors.joins.inventory_edges import Edge, edges_of


@rule(
    id="DAT-005",
    category=Category.DATA,
    debt_type="hidden feedback loop",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "dvc", "containers", "interfaces"),
    credits=("CR-17",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per pair."""
    inventory = facts.one(ModelInventory)
    models = {m.name: m for m in inventory.models if m.is_deployed and not m.retired} if inventory else {}
    if len(models) < 2:
        return
    edges = edges_of(facts, models, training_only=False)
    for (writer, reader), there in sorted(edges.items()):
        back = edges.get((reader, writer))
        if writer < reader and back is not None:
            yield _finding(writer, reader, there, back)


def _finding(one: str, other: str, there: Edge, back: Edge) -> Finding:
    evidence = tuple(
        Evidence(kind="line", path=path, line=line, ref=sink.name, excerpt=text)
        for sink, reader in (there, back)
        for path, line, text in (
            (sink.path, sink.line, f"{sink.model} writes {sink.name}"),
            (reader.path, reader.line, f"the other model reads {reader.reads}"),
        )
    )
    return Finding(
        subject=Subject(kind="models", name=f"{one} and {other}"),
        message=f"{other} reads {there[0].name}, which {one} writes, and {one} reads {back[0].name} of {other}: each shifts the other's data.",
        evidence=evidence,
    )  # fmt: skip
