"""Average prediction is not compared with outcome

Detects
-------
A deployed model with reports on its inputs, where nothing watches what it predicts: no report has a column of predictions or
targets or a metric of quality, and no series, alert, panel or exported metric shows a mean, a rate or a distribution of
predictions. Silent where a single report is all there is. Shares its cause with MON-004 where that speaks as well.

Why it is debt
--------------
In a healthy system the average prediction equals the average outcome. The gap between the two is the cheapest alarm there is,
needs no feature importance and no threshold per column, and catches broken inputs that no drift test looks at.

How to pay it down
------------------
Add the column of predictions to the report that exists already; export the mean prediction (by slice) and alert when it leaves
the band of the last weeks or the mean of the labels.

Example
-------
Drift reports on eleven inputs; a change upstream turned every score into 0.5 and no chart moved.

References
----------
Sculley et al. 2015, section 7 ("Prediction bias"); ML Test Score, Monitor 7; Evidently documentation, "Prediction drift".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.coverage import Coverage

FEW = 2
"""One report alone is a look at the data, not a watch."""


@rule(
    id="MON-015",
    category=Category.MONITORING,
    debt_type="monitoring debt (prediction bias)",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "containers", "python", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    for one in facts.all(Coverage):
        if one.outputs or one.quality or not one.inputs or len(one.reports) < FEW:
            continue
        newest = one.reports[-1].report
        shown = ", ".join(sorted(one.inputs)[:3])
        yield Finding(
            subject=Subject(kind="model", name=one.model.name),
            message=f"{one.model.shown}: reports watch {len(one.inputs)} inputs ({shown} …), and none its predictions.",
            evidence=(
                Evidence(
                    kind="report", path=newest.path, value=len(one.inputs), excerpt="columns; no prediction or target"
                ),
                Evidence(
                    kind="searched",
                    excerpt=f"{len(one.reports)} reports, series, alerts, dashboards and exported metrics",
                ),
            ),
            cause=f"model:{one.model.name}:outputs unwatched",
        )
