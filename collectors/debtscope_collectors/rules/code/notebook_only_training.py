"""The only training code lives in a notebook

Detects
-------
A notebook that fits a model and saves it, where other code of the repository (a service, a batch job, a script) loads the file that
it writes, or where no Python file of the repository trains anything at all; and where no Python file fits the same kind of
estimator or writes the same file. Clusterings, resamplers and transformers are no models here. Notebooks among examples, tutorials
and documents are left out, and those of libraries that nothing loads from. A paired script (jupytext) and a Databricks notebook that
is a Python file count as code. From two notebooks on that nothing loads from they are one item.

Why it is debt
--------------
The model that runs can only be made again by a person who opens the notebook and runs its cells in the right order. The code can be
neither imported nor tested, no job can run it, and a diff of it is unreadable.

How to pay it down
------------------
1. Move the cells into functions of a module with an entry point, and read paths and settings from outside.
2. Test the module on a few rows.
3. Leave the notebook as a thin report that imports it.

Example
-------
Debt: `notebooks/train.ipynb` fits and pickles `model.pkl`, and `app.py` loads `model.pkl`.

Clean: `src/train.py` trains; the notebook imports `src.train`.

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), "Prototype smell"
- Pimentel et al., A Large-Scale Study about Quality and Reproducibility of Jupyter Notebooks (2019)
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from datetime import timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.cells import cell_of
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.model_loads import ModelLoads, is_model_file
from debtscope_collectors.joins.notebook_runs import NotebookRun
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.facts import NotebookFacts, Site
from debtscope_collectors.sources.python.persistence import Persistence, persistence

_FITS = frozenset({"model", "pipeline", "search", "trainer", "loop"})
_NOTEBOOKS = frozenset({"notebook", "experiment"})
_CODE = frozenset({"production", "script", "experiment", "example"})
_RECENT = timedelta(days=90)
_LINES = 100
_SAME = {"Sequential": "Model", "Functional": "Model", "GridSearchCV": "search", "RandomizedSearchCV": "search"}
_KEEPS_NOTHING = ("autolog",)


@frozen
class _Trainer:
    """A notebook that trains and saves."""

    module: CodeModule
    fits: tuple[Site, ...]
    saves: tuple[Persistence, ...]
    outputs: tuple[str, ...]
    """Model files that it writes, as written."""
    consumers: tuple[tuple[str, str], ...]
    """(module that loads, file)."""


@rule(
    id="COD-008",
    category=Category.CODE,
    debt_type="prototype smell",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git",),
    facets=(persistence,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a notebook; those that nothing loads from are one from two on."""
    code = facts.one(CodeBase)
    if code is None:
        return
    scripts = [m for m in code.modules.values() if m.facts.kind == "module" and m.role in _CODE and _fits(m)]
    kinds = {_kind(site) for module in scripts for site in _fits(module)}
    written = [target for module in scripts for target in _outputs(module)]
    unloaded: list[Finding] = []
    for trainer in _trainers(facts, code):
        if kinds & {_kind(site) for site in trainer.fits} or _is_written(trainer.outputs, written):
            continue
        if trainer.consumers:
            yield _finding(facts, trainer)
        elif not scripts and not code.is_library:
            unloaded.append(_finding(facts, trainer))
    yield from together(
        unloaded, "training", "{n} notebooks train and save models, {first} first, and no Python file trains any."
    )


def _trainers(facts: Facts, code: CodeBase) -> Iterator[_Trainer]:
    rows = facts.rows(persistence)
    loads = facts.one(ModelLoads)
    for path, module in sorted(code.modules.items()):
        if module.facts.kind != "notebook" or module.role not in _NOTEBOOKS:
            continue
        fits = _fits(module)
        saves = tuple(row for row in rows.get(path, ()) if row.kind == "save" and _saves(row))
        if not fits or not saves:
            continue
        outputs = tuple(_outputs(module))
        yield _Trainer(
            module=module,
            fits=fits,
            saves=saves,
            outputs=outputs,
            consumers=tuple(_consumers(code, loads, outputs)) if loads else (),
        )


def _fits(module: CodeModule) -> tuple[Site, ...]:
    return tuple(site for site in module.facts.training if site.detail in _FITS)


def _saves(row: Persistence) -> bool:
    """A call that saves; an import of a library that keeps models is none."""
    return not row.excerpt.startswith(("import ", "from ")) and not row.name.endswith(_KEEPS_NOTHING)


def _kind(site: Site) -> str:
    """The estimator's name without its method; the kinds that stand for any network or search are one."""
    parts = site.name.split(".")
    last = parts[-2] if len(parts) > 1 and parts[-1][:1].islower() else parts[-1]
    return _SAME.get(last, last)


def _outputs(module: CodeModule) -> Iterator[str]:
    for access in module.facts.writes:
        if access.target and is_model_file(access.target):
            yield access.target


def _is_written(outputs: Sequence[str], written: Sequence[str]) -> bool:
    return any(same_file(one, other) for one in outputs for other in written)


def _consumers(code: CodeBase, loads: ModelLoads, outputs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Python files that load what the notebook writes: by path, or by a name that says more than `model.pkl` in one folder's file.

    What only imports another of them loads nothing itself."""
    found: dict[str, str] = {}
    for path, targets in sorted(loads.targets.items()):
        module = code.modules[path]
        if module.facts.kind == "notebook" or not module.is_own:
            continue
        for target in targets:
            if any(same_file(target, one) or posixpath.basename(target) == posixpath.basename(one) for one in outputs):
                found[path] = target
                break
    direct = [path for path in found if not any(found.get(one) == found[path] for one in code.modules[path].imports)]
    yield from ((path, found[path]) for path in direct or found)


def _finding(facts: Facts, trainer: _Trainer) -> Finding:
    module = trainer.module
    kind = _name(trainer.fits)
    scheduled = any(run.notebook == module.path for run in facts.all(NotebookRun))
    if trainer.consumers:
        user, target = trainer.consumers[0]
        message = f"{module.path} is the only place that trains the {kind} that {user} loads as {target}"
    else:
        message = f"{module.path} trains and saves a {kind}, and no Python file of the repository trains"
    tail = (
        "a job runs it, and nobody can import or test it"
        if scheduled
        else "it can be neither imported, tested nor scheduled"
    )
    return Finding(
        subject=file_subject(module.path),
        message=f"{message}; {tail}.",
        severity=None if trainer.consumers else Severity.MEDIUM,
        evidence=tuple(_evidence(facts, trainer)),
        occurrences=round(max(1.0, module.facts.loc / _LINES), 1),
        drivers=_drivers(facts, module.path),
    )


def _name(fits: Sequence[Site]) -> str:
    site = next((one for one in fits if one.detail == "model"), fits[0])
    parts = site.name.split(".")
    last = parts[-2] if len(parts) > 1 and parts[-1][:1].islower() else parts[-1]
    return last if last[:1].isupper() else "model"


def _evidence(facts: Facts, trainer: _Trainer) -> Iterator[Evidence]:
    path = trainer.module.path
    book = next((one for one in facts.all(NotebookFacts) if one.path == path), None)
    for site in trainer.fits[:3]:
        yield Evidence(
            kind="line", path=path, line=site.line, ref=cell_of(book, site.line), excerpt=f"trains: {site.name}"
        )
    for row in trainer.saves[:2]:
        yield Evidence(kind="line", path=path, line=row.line, ref=cell_of(book, row.line), excerpt=row.excerpt)
    for user, target in trainer.consumers[:3]:
        yield Evidence(kind="consumer", path=user, ref=target, excerpt=f"loads {target}")
    history = facts.one(GitHistory)
    last = history.last_touch(path) if history else None
    if last is not None:
        yield Evidence(kind="commit", path=path, ref=last.sha[:12], value=last.at.date().isoformat())


def _drivers(facts: Facts, path: str) -> tuple[Driver, ...]:
    history = facts.one(GitHistory)
    since = facts.as_of - _RECENT
    count = sum(1 for commit in history.of(path) if commit.at.date() >= since) if history else 0
    if not count:
        return ()
    return (
        Driver(
            name="commits_per_month",
            value=round(count / 3, 2),
            unit="1/month",
            ref=f"{count} commits of {path} in 90 days",
        ),
    )
