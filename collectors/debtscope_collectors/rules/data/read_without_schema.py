"""Files are read without types or a choice of columns

Detects
-------
`read_csv`, `read_json`, `read_excel` and the like of pandas, Polars and Dask without dtype, usecols, names, schema or parse_dates,
and Spark's `inferSchema`, where a new file meets them with nobody looking on: in the files of a service or a batch job that ask a model themselves and do not train it, and in the steps of a pipeline where at least three of its files guess anew what the one before knew. One item
per file, one for all from two on. Silent where the same file, or the project's module that it hands
the table to, checks the data (a validator, an assert or a raise about columns, Dagster's checks of changed columns), for files of settings and metrics, for
tables that are read without a header, whose columns are taken by their places, training that somebody starts, notebooks, tests, examples, published packages, and research, which no new file reaches. Parquet and Feather carry their types.

Why it is debt
--------------
The reader guesses types from today's content: an identifier with a leading zero becomes a number, a column with one empty cell
becomes a float, a column more than expected is read and carried on. Nothing says so.

How to pay it down
------------------
Pass `dtype` and `usecols` from the schema, or store intermediate tables as Parquet.

Example
-------
`pd.read_csv(p)`: debt. `pd.read_csv(p, dtype=SCHEMA, usecols=COLUMNS)`: clean.

References
----------
Zhang et al. 2022, smell 4 (columns and dtype not explicitly set); dslinter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.assumptions import Assumption, assumptions

FOLD = 1
SHOWN = 10
_STEPS = 3
"""Of one pipeline: a step that reads what the step before has written meets the types that it wrote."""
_WATCHES = frozenset({"dagster.build_column_schema_change_checks"})
"""What compares the columns of what was made with those of the last time."""
_PREDICTS = regex(r"(?:^|[._])(?:predict\w*|score\w*|transform|forecast|infer\w*|invoke|generate)$", re.IGNORECASE)
_NO_DATA = regex(
    r"metrics?|config|params|settings|report|results?|mapping|vocab|schema|importance|leaderboard|summary",
    re.IGNORECASE,
)


@rule(
    id="DAT-031",
    category=Category.DATA,
    debt_type="columns and dtype not explicitly set",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("dvc", "pipelines"),
    facets=(assumptions,),
    credits=("CR-02",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file, or one for all."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    checked = facts.one(DataValidation)
    answering = {path for path, module in code.modules.items() if _answers(module)}
    stepping = _stepping(facts) | {path for path, one in code.modules.items() if (one.entry or "").startswith("dvc:")}
    found: dict[str, list[Assumption]] = {}
    for path, sites in sorted(facts.rows(assumptions).items()):
        reads = [one for one in sites if one.kind == "read" and not _NO_DATA.search(one.target)]
        module = code.modules.get(path)
        if not reads or module is None or not module.is_own or path not in {*answering, *stepping}:
            continue
        if path not in stepping:
            # a file that the code names is the same each time
            reads = [one for one in reads if not one.target or "{}" in one.target]
        if not reads or _WATCHES & set(module.facts.called):
            continue
        if checked is None or checked.within(code, path, 1) is None:
            found[path] = reads
    if len(found) < _STEPS:
        found = {path: reads for path, reads in found.items() if path in answering}
    if len(found) > FOLD:
        yield _folded(found)
        return
    for path, reads in found.items():
        yield Finding(
            subject=file_subject(path),
            line=reads[0].line,
            message=f"{_told(path, reads)} guess{'es' if len(reads) == 1 else ''} types from the content and take"
            f"{'s' if len(reads) == 1 else ''} all columns there are.",
            evidence=_evidence(path, reads),
            occurrences=float(len(reads)),
        )


def _answers(module: CodeModule) -> bool:
    """Whether it asks a model for others: the file that it is given is another one each time. A page that shows one is looked at, and what a service
    only shows or trains on is its own."""
    if module.facts.training or not any(_PREDICTS.search(call) for call in module.facts.called):
        return False
    return any(not site.detail.startswith("ui") for site in module.facts.serving) and not is_aside(module.path)


def _stepping(facts: Facts) -> frozenset[str]:
    """Files of a pipeline's steps."""
    known = facts.one(Pipelines)
    return frozenset(path for one in (known.pipelines if known else ()) for step in one.steps for path in step.files)


def _told(path: str, reads: list[Assumption]) -> str:
    if len(reads) == 1:
        return f"{reads[0].call} at {path}:{reads[0].line}"
    return f"{len(reads)} reads in {path}, the first at line {reads[0].line},"


def _evidence(path: str, reads: list[Assumption]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(kind="line", path=path, line=one.line, ref=one.call, excerpt=one.text) for one in reads[:SHOWN]
    )


def _folded(found: dict[str, list[Assumption]]) -> Finding:
    count = sum(map(len, found.values()))
    return Finding(
        subject=Subject(kind="files", name="reads without types"),
        message=f"{count} reads in {len(found)} files guess types from the content, {next(iter(found))} among them.",
        evidence=tuple(one for path, reads in list(found.items())[:SHOWN] for one in _evidence(path, reads[:1])),
        occurrences=float(count),
    )
