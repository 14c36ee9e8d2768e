"""Model that decides about people, never measured per group

Detects
-------
Deployed models that are believed to decide about people: their inputs name protected attributes or circumstances of a person, or
their name speaks of customers, loans, patients or the like while the rows are persons, or the settings say so. They fire where no
metric per group of people is found: no fairness library, no metric, function or report named for parity, disparity, fairness or
subgroups, no evaluation grouped by a protected attribute, no section on fairness in any document but one that says that nobody has looked. One item for all models with
the same inputs; medium confidence where the model's inputs hold a protected attribute, else low. High in credit, hiring, insurance,
housing, education and justice (medium where only names tell so), medium in medicine, low elsewhere.

Why it is debt
--------------
A model with a good average can be wrong for one group only, and nobody sees it in the average. Whoever is treated unfairly finds
it first, with a lawyer or a journalist.

How to pay it down
------------------
1. Keep the protected attributes aside for evaluation, with access limited, or take a proxy that may be used.
2. Measure selection rate and error rates per group on the hold-out (fairlearn's `MetricFrame`), with a limit and an owner.
3. Watch the same figures in production; where the attribute may not be had, write down why.

Example
-------
Debt: a loan model that is judged by its AUC alone.

Clean: `MetricFrame(metrics=selection_rate, …, sensitive_features=gender)` logged in each run.

References
----------
- Breck et al., The ML Test Score (2017), model test 7
- Regulation (EU) 2024/1689, articles 10 and 15
"""

from __future__ import annotations

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
from debtscope_collectors.joins.people import STAKES, AffectedModel, PeopleInputs
from debtscope_collectors.joins.people_evidence import fairness_evidence
from debtscope_collectors.sources.python.person_columns import person_columns

_WEIGHTY = STAKES | {"medical"}


@rule(
    id="LEG-008",
    category=Category.LEGAL,
    debt_type="ethics debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "monitoring", "docs"),
    credits=("CR-19",),
    facets=(person_columns,),
)
def check(facts: Facts) -> Iterator[Finding]:
    people = facts.one(PeopleInputs)
    if people is None or not people.affected or fairness_evidence(facts):
        return
    groups: dict[str, list[AffectedModel]] = {}
    for one in people.affected:
        groups.setdefault(one.because, []).append(one)
    for because, found in groups.items():
        yield _finding(people, because, found)


def _finding(people: PeopleInputs, because: str, found: list[AffectedModel]) -> Finding:
    names = [one.model.name for one in found]
    is_grave = people.domain in STAKES and found[0].is_sure
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    given = (
        f" It is given {', '.join(found[0].attributes[:4])}." if found[0].attributes and "inputs" not in because else ""
    )
    verb = "judge" if others else "judges"
    return Finding(
        subject=Subject(kind="model", name=names[0]),
        title="Never measured per group of people",
        message=f"{names[0]}{others} {verb} people ({because}), and no metric per group of people was found.{given}",
        evidence=(
            *(Evidence(kind="version", path=one.path, line=one.line, ref=one.column, excerpt=one.place) for one in people.sensitive[:5]),
            Evidence(
                kind="searched", ref="fairness",
                excerpt="fairness libraries, names of functions and metrics, evaluation grouped by protected attributes, sections of documents",
            ),
        ),
        severity=None if is_grave else Severity.MEDIUM if people.domain in _WEIGHTY else Severity.LOW,
        confidence=None if found[0].is_sure else Confidence.LOW,
        exposure=Exposure(kind="equal treatment", note="unequal errors between groups of people would not be seen"),
        cause="people-inputs",
    )  # fmt: skip
