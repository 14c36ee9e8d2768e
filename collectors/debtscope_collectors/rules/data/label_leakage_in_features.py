"""The target, or its proxy, is a feature

Detects
-------
Features and target taken from one table where the features still hold the target's column: `y = df["churn"]` and then a fit
or a split on `df` itself, on `df` after drops that leave the column, or on a list of columns that names it. Assignments are
followed through the function or notebook; wherever a step is not understood (an unknown drop, a column changed in between, a
shifted target) nothing is said. Beside that, registered models whose logged importances give one feature more than nine
tenths of the whole. Names alone (`outcome`, `refund`) are not judged.

Why it is debt
--------------
The model reads the answer instead of learning it. Its metric is close to perfect until real rows come, for which the column
is empty or not yet known.

How to pay it down
------------------
Remove the column from the features, train again, and keep a test that the target is not among them. For a feature that
carries nearly everything, find out whether it is known at the time of prediction.

Example
-------
`X = df; y = df["churn"]; model.fit(X, y)`: debt. `X = df.drop(columns="churn")`: clean.

References
----------
Zhang et al. 2022, smell 21; Ximenes et al. 2025, data leakage issues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.python.tables import TableSite, table_sites

_SHARE = 0.9
_FEWEST_FEATURES = 4
_OTHERS = frozenset({"test", "docs", "example", "vendored", "generated"})


@rule(
    id="DAT-009",
    category=Category.DATA,
    debt_type="data leakage",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("files",),
    uses=("python", "mlflow"),
    facets=(table_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function that trains on its target, and one per model that rests on one feature."""
    code = facts.one(CodeBase)
    for path, sites in facts.rows(table_sites).items() if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if module is None or module.role in _OTHERS:
            continue
        seen: set[tuple[str, str]] = set()
        for site in sites:
            if site.kind == "target" and (site.scope, site.name) not in seen:
                seen.add((site.scope, site.name))
                yield _kept(path, site)
    for store in facts.all(MlflowStore):
        for model in store.models:
            newest = max(model.versions, key=lambda one: one.version.zfill(12), default=None)
            shares = store.feature_importance.get(newest.run_id or "") if newest is not None else None
            top = _dominant(shares) if shares else None
            if top is not None and shares:
                yield _carried(store.path, model.name, *top, len(shares))


def _kept(path: str, site: TableSite) -> Finding:
    where = "the list of features" if "list" in site.items else "the table that is trained on"
    return Finding(
        subject=file_subject(path, site.scope or None),
        line=site.line,
        message=f"{site.name} is the target and still stands in {where}; the model reads the answer.",
        evidence=(Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text),),
        tags=("leakage",),
    )


def _dominant(importance: Mapping[str, float]) -> tuple[str, float] | None:
    """The feature that has more than nine tenths of all importance, with its share."""
    total = sum(map(abs, importance.values()))
    if len(importance) < _FEWEST_FEATURES or not 0 < total < float("inf"):
        return None
    name, value = max(importance.items(), key=lambda one: abs(one[1]))
    return (name, abs(value) / total) if abs(value) / total > _SHARE else None


def _carried(store: str, model: str, name: str, share: float, count: int) -> Finding:
    return Finding(
        subject=Subject(kind="model", name=model),
        severity=Severity.HIGH,
        message=f"{name} carries {share:.0%} of the importance of {count} features; it may stand for the target.",
        evidence=(Evidence(kind="metric", path=store, ref=name, value=round(share, 4)),),
        tags=("leakage",),
    )
