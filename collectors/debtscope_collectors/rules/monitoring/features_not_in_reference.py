"""Served features are missing from the monitoring

Detects
-------
Inputs of the served version (by its signature, else by the one list of features that its training code holds) that no report
looks at, when under 90 % of them are watched; and columns that reports watch and the signature does not have. Names are
compared by their words. Silent when reports and inputs share less than a third of their names: then the report watches raw
columns and the model takes encoded ones (or the report is about another model). Identifiers and dates are left out, and
embeddings count as one.

Why it is debt
--------------
A feature outside the report can drift, go null or change its unit without any alarm. The list was written once, and each
feature added since is blind by default.

How to pay it down
------------------
Make the report's column mapping from the model's signature when the model is promoted.

Example
-------
12 of the 30 inputs of version 7, two of them among its three most important, are in no report.

References
----------
ML Test Score, Monitor 2 and 3; Evidently documentation, "Data definition".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.coverage import Coverage
from debtscope_collectors.joins.naming import words
from debtscope_collectors.sources.mlflow.facts import MlflowStore

ENOUGH = 0.9
LEAST_OVERLAP = 1 / 3
SHOWN = 6
_ASIDE = regex(r"(?:^|_)(?:id|ids|uuid|key|timestamp|date|datetime|created_at|updated_at)$", re.IGNORECASE)
_EMBEDDED = regex(r"^(.*?(?:emb|embedding|vec|pca|tfidf|bert)[a-z]*)_?\d+$", re.IGNORECASE)


@rule(
    id="MON-005",
    category=Category.MONITORING,
    debt_type="monitoring coverage debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("mlflow", "containers", "python", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    for one in facts.all(Coverage):
        wanted = _named(one.model.inputs)
        watched = _named(one.inputs)
        shared = wanted.keys() & watched.keys()
        if len(wanted) < 3 or len(shared) < LEAST_OVERLAP * len(wanted):
            continue
        missing = [name for key, name in wanted.items() if key not in watched]
        is_signed = "(v" in one.model.inputs_from
        gone = [name for key, name in watched.items() if key not in wanted] if is_signed else []
        if len(shared) < ENOUGH * len(wanted) or (len(gone) > 1 and not missing):
            yield _finding(facts, one, missing, gone, len(wanted), is_signed)


def _named(columns: Sequence[str] | frozenset[str]) -> dict[tuple[str, ...], str]:
    """Words of the name -> name; parts of one embedding are one column."""
    found: dict[tuple[str, ...], str] = {}
    for column in sorted(columns):
        if _ASIDE.search(column):
            continue
        part = _EMBEDDED.match(column[:200])
        name = part[1] if part else column
        found.setdefault(words(name), name)
    return found


def _weights(facts: Facts, one: Coverage) -> Mapping[str, float]:
    run = one.model.served.run_id if one.model.served else None
    stores = (store.feature_importance for store in facts.all(MlflowStore))
    return next((told[run] for told in stores if run and run in told), dict[str, float]())


def _finding(
    facts: Facts, one: Coverage, missing: Sequence[str], gone: Sequence[str], total: int, is_signed: bool
) -> Finding:
    weights = _weights(facts, one)
    ordered = sorted(missing, key=lambda name: (-weights.get(name, 0.0), name))
    shown = ", ".join(ordered[:3]) + (" …" if len(ordered) > 3 else "")
    newest = one.reports[-1].report
    said = f"{len(missing)} of {total} inputs of {one.model.shown} are in no report ({shown})" if missing else ""
    other = f"{len(gone)} watched columns are no inputs of it any more ({', '.join(gone[:3])})" if gone else ""
    path = one.model.inputs_from.partition(" ")[0].partition(":")[0]
    return Finding(
        subject=Subject(kind="model", name=one.model.name),
        message=f"{'; '.join(part for part in (said, other) if part) or one.model.name}.",
        evidence=(
            Evidence(kind="config", path=path or None, ref=one.model.inputs_from, excerpt=f"{total} inputs"),
            Evidence(kind="report", path=newest.path, ref=newest.at.date().isoformat() if newest.at else "undated",
                     excerpt=f"{len(one.inputs)} columns watched in {len(one.reports)} reports"),
            *(Evidence(kind="metric", ref=name, value=round(weights[name], 4) if name in weights else None,
                       excerpt="in no report" + (", importance" if name in weights else "")) for name in ordered[:SHOWN]),
        ),
        occurrences=float(len(missing) + len(gone)),
        confidence=Confidence.LOW if one.bound_by == "only-model" and not is_signed
        else Confidence.MEDIUM if one.bound_by == "only-model" or not is_signed else None,
    )  # fmt: skip
