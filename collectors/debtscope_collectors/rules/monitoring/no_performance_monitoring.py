"""Only data drift is watched, not prediction quality

Detects
-------
A deployed model with reports on its data or drift, and nothing anywhere that measures or estimates its quality: no metric or
test of quality in a report, no estimate without labels (CBPE, DLE), no series, alert, panel or exported metric named for one,
and no such call in the code that watches it. A model of rows and numbers without any report, of which only requests are
counted and timed, counts too where nothing in code, alerts, panels or series looks at what it is asked or answers, and no SQL
takes predictions from what came true (medium, low confidence). Undated reports count: order does not matter here. Where reports name no model
and only one is served, the confidence is low.

Why it is debt
--------------
Drift is a symptom: models survive large drift and fail on small ones. Whether the predictions are still right is known only
from outcomes, or from estimates of them, and nobody is told when they stop being so.

How to pay it down
------------------
Join the labels when they arrive, even weeks late, and report the quality beside the drift; where labels never come, estimate
it (NannyML's CBPE or DLE) or sample cases for people to judge.

Example
-------
Weekly DataDriftPreset reports since May; no accuracy, AUC or error was computed since the release.

References
----------
ML Test Score, Monitor 7 and Model 2; NannyML documentation, "Estimating performance"; se-ml.github.io, practice 20.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.coverage import Coverage
from debtscope_collectors.joins.requests_only import requests_only
from debtscope_collectors.joins.served_models import ServedModel

SHOWN = 4
MANY = 3
"""Reports from which somebody watches a model, rather than looked at it once."""


@rule(
    id="MON-004",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("mlflow", "containers", "python", "monitoring"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    yield from (_requests(one) for one in requests_only(facts))
    for one in facts.all(Coverage):
        if one.quality or not one.inputs:
            continue
        reports = [bound.report for bound in one.reports]
        tools = sorted({report.tool for report in reports})
        watching = f"{len(reports)} reports watch" if len(reports) > 1 else "its one report watches"
        yield Finding(
            subject=Subject(kind="model", name=one.model.name),
            message=f"{one.model.shown}: {watching} {len(one.inputs)} columns of its data, "
            "and nothing measures or estimates how good its predictions are.",
            evidence=(
                *(
                    Evidence(kind="report", path=report.path, ref=report.at.date().isoformat() if report.at else "undated",
                             value=len(report.profiled) or len(report.columns), excerpt="columns, no quality")
                    for report in reports[-SHOWN:]
                ),
                Evidence(kind="searched", excerpt=f"quality in {len(reports)} reports ({', '.join(tools)}), metrics, alerts, "
                         "dashboards and the code that watches it"),
            ),
            # Who looked once does not watch: that nothing watches at all is another matter.
            severity=Severity.MEDIUM if len(reports) < MANY else None,
            confidence=Confidence.LOW if one.bound_by == "only-model" else None,
            cause=f"model:{one.model.name}:outputs unwatched",
        )  # fmt: skip


def _requests(one: ServedModel) -> Finding:
    """Only that it is asked, and how long it takes, is known."""
    watched = list(one.watch.code) if one.watch else []
    return Finding(
        subject=one.subject,
        title="Only requests are watched",
        message=f"{one.model.shown}: {watched[0]} watches requests, and nothing looks at what the model is asked or how good its answers are.",
        evidence=(
            one.served_by(),
            *(Evidence(kind="file", path=path, excerpt="watches requests") for path in watched[:SHOWN]),
            Evidence(
                kind="searched",
                excerpt="drift libraries; functions and files named for drift, feedback, actuals or backtests; SQL that takes predictions from actuals; alerts, panels and series",
            ),
        ),
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
        cause=f"model:{one.model.name}:outputs unwatched",
    )
