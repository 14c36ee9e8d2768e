"""Decisions about people without reasons

Detects
-------
Deployed models that are believed to decide about people (see `no-fairness-evaluation`) and that are no linear model, score card
or explainable booster, where nothing explains them: no explanation library (SHAP, LIME, Captum, InterpretML, Alibi and others),
no call or function named for explanations, importance or reason codes, no document that speaks of it. Models whose kind is not
known are silent. Low confidence, one item for all such models.

Why it is debt
--------------
A person who was refused may ask why, and staff who must act on a score need to know what to doubt. Without reasons errors of the
model look like decisions.

How to pay it down
------------------
1. Log the global importance of inputs with each version, and read it before it is promoted.
2. Return the two or three strongest reasons with each decision, in words that the person understands.
3. Try a linear model or an explainable booster: on tables it is often as good.

Example
-------
Debt: an XGBoost loan service that answers with a score alone.

Clean: the same service with `reasons` from SHAP values.

References
----------
- Breck et al., The ML Test Score (2017), infrastructure test 5
- GDPR, article 22; Regulation (EU) 2024/1689, articles 13 and 86
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.people import STAKES, PeopleInputs
from debtscope_collectors.joins.people_evidence import explanation_evidence

_OPAQUE = regex(
    r"xgb|lgbm|lightgbm|catboost|forest|boost|extratrees|mlp|keras|sequential|torch|svc|svm|voting|stacking|neighbors|tensorflow|neural|tabnet",
    re.IGNORECASE,
)
_CLEAR = regex(r"explainableboosting|ebm|linear|logistic|ridge|lasso", re.IGNORECASE)


@rule(
    id="LEG-012",
    category=Category.LEGAL,
    debt_type="explainability debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "docs"),
)
def check(facts: Facts) -> Iterator[Finding]:
    people = facts.one(PeopleInputs)
    found = [
        (one, one.model.estimator)
        for one in (people.affected if people else ())
        if (one.is_sure or (people is not None and people.domain in STAKES)) and one.model.estimator and _OPAQUE.search(one.model.estimator) and not _CLEAR.search(one.model.estimator)
    ]  # fmt: skip
    if not found or explanation_evidence(facts):
        return
    first, kind = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Finding(
        subject=Subject(kind="model", name=first.model.name),
        title="Decisions about people without reasons",
        message=f"{first.model.shown} ({kind}){more} {'judge' if more else 'judges'} people ({first.because}); nothing that explains it was found.",
        evidence=(
            Evidence(kind="version", ref=first.model.name, excerpt=f"{kind}; {first.because}"),
            Evidence(
                kind="searched", ref="explanations",
                excerpt="explanation libraries, functions and calls named for explanations, importance or reasons, documents",
            ),
        ),
        exposure=Exposure(kind="transparency", note="a person who asks why cannot be answered"),
    )  # fmt: skip
