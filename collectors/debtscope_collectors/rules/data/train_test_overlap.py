"""Rows of the training data stand in the test data

Detects
-------
Two committed (or kept by DVC) files of one data set whose names differ in the word for the split alone (`train.csv`, `test.csv`;
`train/x.csv`, `val/x.csv`), or a data set beside its only holdout: more than 1 % of the rows of the one that measures are rows of
the one that trains, or both are the same file. CSV, TSV and JSON lines are compared row by row up to 4 MB each; a column that
numbers the rows is left out, and so is what only one of the files has. Files in which rows repeat by nature are left alone: the
share must be three times that of repeated rows in the training file. Tests, examples and templates are left out, and so is a copy where neither the files'
names nor any code of the repository speaks of a training: somebody may have copied the only file there is in order to evaluate.

Why it is debt
--------------
The model is measured on what it has learned by heart. The metric is too good by an unknown amount, so every decision that rests
on it (which model, whether to release) does too.

How to pay it down
------------------
Remove duplicates before splitting, split by the entity (customer, patient, document) rather than by row, and assert in the
pipeline that the splits share nothing.

Example
-------
Debt: 40 rows of `holdout.csv` stand in `dataset.csv` too.

Clean: splits that share no row.

References
----------
Kapoor, Narayanan: Leakage and the Reproducibility Crisis in Machine-Learning-Based Science, 2023 (L1.4, duplicates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.datafiles.facts import SplitOverlap

LEAST = 0.01
BY_CHANCE = 3.0
_TRAINS = regex(r"train|fit|tuning", re.IGNORECASE)


@rule(
    id="DAT-030",
    category=Category.DATA,
    debt_type="data leakage (duplicates)",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("datafiles",),
    uses=("python",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per pair of files."""
    trains = _trains(facts)
    for one in sorted(facts.all(SplitOverlap), key=lambda pair: (pair.test, pair.train)):
        if is_aside(one.test) or is_aside(one.train):
            continue
        if one.is_copy and not (trains or _TRAINS.search(one.train)):
            continue
        if one.is_copy:
            yield _finding(
                one, f"{one.test} is a copy of {one.train}: the model is measured on what it was trained on."
            )
        elif one.shared > one.rows * max(LEAST, BY_CHANCE * one.own):
            rows = f"{one.shared:,} of {'the' if one.is_whole else 'the first'} {one.rows:,} rows"
            share = 100 * one.shared / one.rows
            yield _finding(one, f"{rows} of {one.test} ({share:.0f} %) stand in {one.train} too.")


def _trains(facts: Facts) -> bool:
    """Whether any code of the repository trains; true where none was read."""
    code = facts.one(CodeBase)
    return code is None or any(module.facts.training for module in code.modules.values())


def _finding(one: SplitOverlap, message: str) -> Finding:
    named = "train" in one.train.lower()
    return Finding(
        subject=Subject(kind="dataset", name=one.test, path=one.test),
        message=message,
        evidence=(
            Evidence(kind="file", path=one.test, value=one.shared or None, excerpt=_told(one)),
            Evidence(
                kind="file",
                path=one.train,
                value=round(one.own, 3),
                excerpt="share of its rows that repeat an earlier one",
            ),
        ),
        # A data set that is not called the training part may be what both were drawn from.
        confidence=None if named else Confidence.MEDIUM,
        severity=None if named else Severity.MEDIUM,
    )


def _told(one: SplitOverlap) -> str:
    return (
        "the same bytes"
        if one.is_copy
        else f"rows that are training rows too, such as the one with digest {one.digest}"
    )
