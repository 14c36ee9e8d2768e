"""A scheduled job or image runs a notebook

Detects
-------
A DAG, a pipeline step, a container command, a CronJob, a CI job that trains, deploys or runs by a clock, or production code that
executes a notebook (papermill, `nbconvert --execute` or `--to script`, `jupyter execute`, PapermillOperator, SageMaker notebook
jobs, nbclient) or imports one as a module (import_ipynb, importnb). Tests and documentation of notebooks (nbmake, nbval, pytest,
Sphinx, MkDocs), workflows that pull requests alone start, CI that makes a program of a notebook and never starts it, make targets that nothing else calls, and what lies among examples are silent. Low where the notebook is in the tree
and neither trains nor writes data: a report. Several notebooks of one CI workflow are one item.

Why it is debt
--------------
Nobody can import, test or review what the job does: a cell that was moved, or an output that was kept, changes production, and the
stack trace points into a generated file.

How to pay it down
------------------
1. Move the cells into functions of a module with an entry point and tests.
2. Let the job call the module; keep papermill for reports.

Example
-------
Debt: a CronJob with `papermill train.ipynb out.ipynb`.

Clean: `pytest --nbmake notebooks` in CI; a CronJob with `python -m churn.train`.

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), "Prototype smell"
- Pimentel et al., A Large-Scale Study about Quality and Reproducibility of Jupyter Notebooks (2019)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.notebook_runs import NotebookRun

_SHOWN = regex(r"\.(?:html?|png|svg|pdf|jpe?g|md|ipynb)$", re.IGNORECASE)

_MOST = 20


@rule(
    id="COD-009",
    category=Category.CODE,
    debt_type="experiment code in production",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("pipelines", "containers", "ci", "dvc"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each pair of a job's file and a notebook, and one for all notebooks of a workflow of CI."""
    workflows: dict[str, list[Finding]] = {}
    for run in facts.all(NotebookRun):
        found = _finding(facts, run)
        if run.by_ci:
            workflows.setdefault(run.path, []).append(found)
        else:
            yield found
    for path, ones in workflows.items():
        yield ones[0] if len(ones) == 1 else _of_workflow(path, ones)


def _finding(facts: Facts, run: NotebookRun) -> Finding:
    report = run.is_known and _is_report(facts, run.notebook)
    return Finding(
        subject=Subject(kind="job", name=f"{run.path}: {run.notebook or 'notebook'}", path=run.path, symbol=run.notebook or "notebook"),
        line=run.line,
        message=_message(run, report),
        severity=Severity.LOW if report else None,
        confidence=None if run.is_known or run.imports else Confidence.MEDIUM,
        evidence=tuple(_evidence(facts, run)),
        drivers=run.drivers,
    )  # fmt: skip


def _of_workflow(path: str, ones: list[Finding]) -> Finding:
    """All notebooks of one workflow, by the gravest: who moves one to a module moves them all."""
    first = min(ones, key=lambda one: (one.severity is not None, one.confidence is not None, one.line or 0))
    return replace(
        first,
        subject=Subject(kind="job", name=f"{path}: notebooks", path=path, symbol="notebooks"),
        message=f"{path} executes {len(ones)} notebooks, {first.subject.symbol} first.",
        evidence=tuple(proof for one in (first, *(other for other in ones if other is not first)) for proof in one.evidence)[:_MOST],
        occurrences=float(len(ones)),
    )  # fmt: skip


def _message(run: NotebookRun, report: bool) -> str:
    what = run.notebook or "a notebook"
    verb = "imports notebooks as modules" if run.imports else f"executes {what}"
    when = f" ({run.when})" if run.when else ""
    tail = "; it only reports" if report else "" if run.is_known or not run.notebook else ", which is not in the tree"
    return f"{run.job} {verb}{when}{tail}."


def _is_report(facts: Facts, path: str) -> bool:
    """It trains nothing, serves nothing and writes no data."""
    code = facts.one(CodeBase)
    module = code.modules[path].facts if code else None
    if module is None or module.training or module.serving:
        return False
    return not any(access.target is None or not _SHOWN.search(access.target) for access in module.writes)


def _evidence(facts: Facts, run: NotebookRun) -> Iterator[Evidence]:
    yield Evidence(kind="line", path=run.path, line=run.line, excerpt=run.text, ref=run.when or None)
    code = facts.one(CodeBase)
    module = code.modules[run.notebook].facts if code and run.is_known else None
    if module is not None:
        sites = ", ".join(site.name for site in module.training[:3])
        told = f"trains: {sites}" if sites else f"{len(module.writes)} writes"
        yield Evidence(
            kind="notebook", path=run.notebook, excerpt=f"{module.loc} lines of code, {told}", value=module.loc
        )
