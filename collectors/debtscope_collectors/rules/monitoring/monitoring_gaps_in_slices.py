"""Quality is watched only in total

Detects
-------
A deployed model whose quality or drift is reported, whose inputs name groups that can be told apart (region, segment, plan,
gender, device …), and where no report has a segment, no metric of the model a label and no alert a `by (…)` for any of them.

Why it is debt
--------------
A total of 0.9 can hide a region at 0.6. New markets, small customers and protected groups fail first and weigh least in the
average.

How to pay it down
------------------
Report the quality for the two or three slices that matter (whylogs segments, a label on the metric, one report per slice),
with a floor on the number of rows.

Example
-------
Weekly accuracy of churn-clf, whose inputs name `region` and `plan`; both appear in no label and no segment.

References
----------
ML Test Score, Model 6; whylogs documentation, "Segments"; Sculley et al. 2015, section 7 (slices of prediction bias).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.coverage import Coverage

SHOWN = 5
MANY = 3
"""Reports from which somebody watches a model, rather than looked at it once."""
_SLICE = regex(
    r"(?:^|_)(?:region|country|us_state|state|city|gender|sex|ethnicity|race|age_group|segment|plan|tier|channel|device|"
    r"contract|language|store|department|customer_type|payment_method|marital_status|education)s?(?:_(?:code|name|id|type))?$",
    re.IGNORECASE,
)


@rule(
    id="MON-018",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "containers", "python", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model whose quality is watched; without quality, MON-004 speaks."""
    for one in facts.all(Coverage):
        groups = sorted(name for name in {*one.model.inputs, *one.inputs} if _SLICE.search(name[:200]))
        if one.slices or not one.quality or not groups or len(one.reports) < MANY:
            continue
        yield Finding(
            subject=Subject(kind="model", name=one.model.name),
            message=f"{one.model.shown}: {len(one.reports)} reports judge all rows at once; "
            f"{', '.join(groups[:3])} could be told apart.",
            evidence=(
                Evidence(kind="report", path=one.reports[-1].report.path, excerpt="no segment"),
                *(Evidence(kind="metric", ref=name, excerpt="an input that names groups") for name in groups[:SHOWN]),
                Evidence(
                    kind="searched", excerpt="segments of reports, labels of the model's metrics, by (…) of alerts"
                ),
            ),
            confidence=Confidence.LOW if one.bound_by == "only-model" else None,
        )
