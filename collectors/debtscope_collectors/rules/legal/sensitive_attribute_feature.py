"""Protected attribute or proxy used as a feature

Detects
-------
A model's inputs that name a protected attribute of a person (gender, race or ethnicity, religion, nationality, disability, sexual
orientation, pregnancy, union membership, marital status, age) or a common proxy of one (postcode, first or last name, place of
birth, native language), where no justification is recorded. Inputs are read from the signature of the served version, from
literal lists of features in code that trains or serves (else from such lists in a file of settings), the columns that a fit, a
ColumnTransformer or an estimator's argument (`cat_features=`) names, and the row that a page hands to a model, from columns that feature code derives (a cast of a column is none), and from the fields that a
prediction route asks for. Names are judged whole and with what stands beside them: `account_age`, the age of a machine, the sex
of an animal and columns that are dropped, grouped by or listed as sensitive are silent, and so are columns that training, or a
program that writes its file, draws at random: these people are nobody. Age and gender in medicine are silent.
A library that no deployed model is found of is silent: its columns are a benchmark's. The message names the deployed models whose
training or serving code holds the column, and none where another program takes it.
Proxies are of low confidence. One item per attribute; two attributes, and three and more with proxies, are one where no credit, work, health or the like hangs on the model.

Why it is debt
--------------
A model that is given such an attribute will use it. In credit, hiring, insurance, housing and education that can be unlawful
treatment; elsewhere it is a question that somebody will ask, and the answer should be older than the question.

How to pay it down
------------------
1. Train without it and compare: often nothing is lost.
2. If it stays, write down why and who agreed: `[profile.sensitive]` in debtscope.toml, or a section of the model card.
3. Keep the attribute aside for evaluation, and test outcomes per group.

Example
-------
Debt: `FEATURES = ["income", "gender", "tenure"]`

Clean: gender is dropped before training and kept for `MetricFrame(sensitive_features=…)`.

References
----------
- Charter of Fundamental Rights of the EU, article 21; Regulation (EU) 2024/1689, article 10(2)(f)
- Breck et al., The ML Test Score (2017), data test 4 and model test 7
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.people import STAKES, PeopleInputs, SensitiveInput
from debtscope_collectors.joins.together import together

_MANY = 3
"""Attributes and proxies from which on they are one item, unless much hangs on the model."""
_DEPTH = 4
"""Imports from what trains or serves a model to what makes its columns."""


@rule(
    id="LEG-007",
    category=Category.LEGAL,
    debt_type="ethics debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow", "docs"),
    credits=("CR-19",),
)
def check(facts: Facts) -> Iterator[Finding]:
    people, code = facts.one(PeopleInputs), facts.one(CodeBase)
    if people is None or (code is not None and code.is_library and not people.models):
        return
    takers = _takers(facts)
    groups: dict[str, list[SensitiveInput]] = {}
    for one in people.sensitive:
        groups.setdefault(one.attribute.words, []).append(one)
    findings = [
        _finding(people, found, takers)
        for words, found in sorted(groups.items())
        if words not in people.justified and not (people.domain == "medical" and found[0].attribute.is_clinical)
    ]
    is_folded = len(findings) >= _MANY or (len(findings) > 1 and all(one.confidence is None for one in findings))
    if people.domain in STAKES or not is_folded:
        yield from findings
    else:  # one page says of all of them why the model may have them
        yield from together(
            findings, "inputs about people", "{n} inputs tell who somebody is ({first}); no recorded justification was found."
        )  # fmt: skip


def _takers(facts: Facts) -> dict[str, frozenset[str]]:
    """What code each deployed model is trained and served by, by its name; empty where nothing tells."""
    inventory, code = facts.one(ModelInventory), facts.one(CodeBase)
    deployed = [model for model in inventory.models if model.is_deployed and not model.retired] if inventory else []
    return {
        model.name: frozenset(
            path
            for start in (*model.serving_code, *(model.training.code if model.training else ()))
            for path in (code.closure(start, _DEPTH) if code is not None else ())
        )
        for model in deployed
    }


def _takes(name: str, code: frozenset[str], one: SensitiveInput, takers: Mapping[str, frozenset[str]]) -> bool:
    if one.place.startswith("an input of "):
        return one.place == f"an input of {name}"
    is_shared = not code or not one.path.endswith((".py", ".ipynb"))  # settings are nobody's by imports
    return one.path in code or (is_shared and len(takers) == 1)


def _finding(people: PeopleInputs, found: list[SensitiveInput], takers: Mapping[str, frozenset[str]]) -> Finding:
    taken = [one for one in found if any(_takes(name, code, one, takers) for name, code in takers.items())]
    found = taken or found
    first = found[0]
    names = [name for name, code in takers.items() if _takes(name, code, first, takers)]
    attribute = first.attribute
    columns = list(dict.fromkeys(one.column for one in found))
    others = f" (also as {', '.join(columns[1:4])})" if len(columns) > 1 else ""
    models = ", ".join(names[:3]) or ("A model" if takers else "The model")
    what = f"a proxy ({attribute.words})" if attribute.is_proxy else attribute.words
    is_grave = people.domain in STAKES
    told = first.place if what == first.column.lower() else f"{what}, {first.place}"
    return Finding(
        subject=Subject(kind="feature", name=first.column, path=first.path, symbol=first.column),
        title=f"Model input: {attribute.words}",
        message=f"{models} {'take' if len(names) > 1 else 'takes'} `{first.column}`{others}: {told}; no recorded justification was found.",
        evidence=(
            *(
                Evidence(kind="line" if one.line else "version", path=one.path, line=one.line, ref=one.column, excerpt=one.place)
                for one in found[:8]
            ),
            Evidence(kind="searched", ref="justification", excerpt="[profile.sensitive], model cards and pages on fairness"),
        ),
        line=first.line,
        severity=Severity.MEDIUM if attribute.is_proxy or not is_grave else None,
        confidence=Confidence.LOW if attribute.is_proxy else None,
        exposure=Exposure(
            kind="equal treatment",
            note=f"people may be treated differently by {attribute.words}{f' in {people.domain}' if people.domain else ''}",
        ),
        cause="people-inputs",
    )  # fmt: skip
